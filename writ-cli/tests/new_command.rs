//! `writ new`: what it makes builds and runs, and what it refuses.

mod common;

use common::Folder;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Makes a project, checks and tests its scripts, and runs it in the ways of `runs`: arguments, and what has to be printed.
fn assert_runs(template: &str, files: &[&str], runs: &[(&[&str], &str)]) {
    let folder = Folder::new(&format!("new_{template}"));
    let name = format!("made-{template}");
    let made = folder.writ(&["new", &name, "--template", template]);
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""), "{made:?}");
    for file in files.iter().chain(&["Cargo.toml", ".gitignore", "README.md", "src/main.rs", "scripts/main.writ"]) {
        assert!(folder.path(&name).join(file).is_file(), "{file} is missing");
    }
    assert!(made.stdout.contains(&format!("cd {name} && cargo run")), "{made:?}");
    assert!(!fs::read_to_string(folder.path(&name).join("README.md")).expect("it is there").contains("{{"));

    let scripts = format!("{name}/scripts");
    let checked = folder.writ(&["check", &scripts]);
    assert_eq!((checked.code, checked.stdout.as_str(), checked.stderr.as_str()), (Some(0), "", ""), "{checked:?}");
    let tested = folder.writ(&["test", &scripts]);
    assert!(tested.code == Some(0) && tested.stdout.ends_with(" passed, 0 failed\n") && !tested.stdout.contains("no tests"), "{tested:?}");

    // With the versions of the workspace, and in its target folder: what both need is built once.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in a workspace");
    fs::copy(workspace.join("Cargo.lock"), folder.path(&name).join("Cargo.lock")).expect("the target folder can be written");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target folder");
    for (arguments, expected) in runs {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--offline"]).current_dir(folder.path(&name)).env("CARGO_TARGET_DIR", target);
        for (setting, value) in [("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")] {
            if std::env::var_os(setting).is_none() {
                cargo.env(setting, value);
            }
        }
        let output = cargo.arg("--").args(*arguments).output().expect("cargo runs");
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{template} {arguments:?}: {stdout}{stderr}");
        assert_eq!((stdout.as_ref(), stderr.as_ref()), (*expected, ""), "{template} {arguments:?}");
    }
}

const GAME: &str = "\
A Rat comes out of the dark.
  Rat takes 6, 0 left
A Wolf comes out of the dark.
  Wolf takes 6, 8 left
  Hero takes 3, 27 left
  Wolf takes 6, 2 left
  Hero takes 3, 24 left
  Wolf takes 6, 0 left
A Dragon comes out of the dark.
  Dragon takes 6, 14 left
  Hero takes 5, 19 left
  Dragon takes 6, 8 left
  Hero takes 5, 14 left
  Dragon takes 6, 2 left
  Hero takes 5, 9 left
  Dragon takes 6, 0 left
Hero lives after 7 seconds
";

#[test]
fn the_game_runs_in_both_engines() {
    assert_runs("game", &["build.rs"], &[(&[], GAME), (&["--vm"], GAME)]);
}

const MODS: &str = "\
loaded dragon.writ
Rat growls.
  Rat falls
Dragon breathes fire!
  Dragon has 6 left
  Dragon has 3 left
  Dragon falls
4 blows
";

#[test]
fn mods_are_loaded() {
    assert_runs("mods", &["build.rs", "mods/dragon.writ"], &[(&[], MODS)]);
}

#[test]
fn the_smallest_project_runs() {
    assert_runs("minimal", &[], &[(&[], "The script is loaded.\nHello, host!\n")]);
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = Folder::new("new_there");
    folder.write("full/notes.txt", "mine");
    let refused = folder.writ(&["new", "full"]);
    assert_eq!((refused.code, refused.stderr.as_str()), (Some(2), "error: the folder `full` is not empty\n"));
    assert_eq!(fs::read_dir(folder.path("full")).expect("it is there").count(), 1);
    folder.write("file", "mine");
    let refused = folder.writ(&["new", "file"]);
    assert!(refused.code == Some(2) && refused.stderr.starts_with("error: cannot use `file`: "), "{refused:?}");
    assert_eq!(fs::read_to_string(folder.path("file")).expect("it is there"), "mine");
    fs::create_dir_all(folder.path("empty")).expect("the target folder can be written");
    for good in ["empty", "deep/inside/game_2"] {
        let made = folder.writ(&["new", good]);
        assert_eq!(made.code, Some(0), "{made:?}");
    }
}

#[test]
fn names_that_cargo_refuses_are_refused() {
    let folder = Folder::new("new_names");
    for (name, message) in [
        (
            "my game",
            "error: `my game` can't be the name of a package: it has ` ` in it, and only letters, digits, `-` and `_` may be; `my-game` could\n",
        ),
        ("9lives", "error: `9lives` can't be the name of a package: it begins with no letter; `lives` could\n"),
        (
            "größe",
            "error: `größe` can't be the name of a package: it has `ö` in it, and only letters, digits, `-` and `_` may be; `gr--e` could\n",
        ),
        ("deep/match", "error: `match` can't be the name of a package: it means something to Rust or Cargo; `my-match` could\n"),
        ("test", "error: `test` can't be the name of a package: it means something to Rust or Cargo; `my-test` could\n"),
        (
            "writ-runtime",
            "error: `writ-runtime` can't be the name of a package: it means something to Rust or Cargo; `my-writ-runtime` could\n",
        ),
        ("_", "error: `_` can't be the name of a package: it begins with no letter\n"),
        ("..", "error: `` can't be the name of a package: the path has no last part\n"),
    ] {
        let refused = folder.writ(&["new", name]);
        assert_eq!((refused.code, refused.stderr.as_str()), (Some(2), message));
    }
    let long = "a".repeat(65);
    let refused = folder.writ(&["new", &long]);
    assert!(refused.code == Some(2) && refused.stderr.contains("65 letters, more than 64"), "{refused:?}");
    assert_eq!(fs::read_dir(folder.path(".")).expect("it is there").count(), 0, "nothing was made");
}

#[test]
fn the_source_can_be_named() {
    let folder = Folder::new("new_source");
    folder.write("source/writ-runtime/Cargo.toml", "");
    folder.write("source/writ-build/Cargo.toml", "");
    let made = folder.writ(&["new", "game", "--writ-path", "source"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let manifest = fs::read_to_string(folder.path("game/Cargo.toml")).expect("it is there");
    let runtime = folder.path("source").canonicalize().expect("it is there").join("writ-runtime");
    assert!(manifest.contains(&format!("writ-runtime = {{ path = {runtime:?} }}\n")), "{manifest}");
    for (path, message) in [("nowhere", "error: cannot use `nowhere`: "), ("game", "error: `game` is not the source of Writ: ")] {
        let refused = folder.writ(&["new", "other", "--writ-path", path]);
        assert!(refused.code == Some(2) && refused.stderr.starts_with(message), "{refused:?}");
        assert!(!folder.path("other").exists());
    }
}

#[test]
fn inside_of_a_workspace_it_is_no_member() {
    let folder = Folder::new("new_workspace");
    folder.write("Cargo.toml", "[workspace]\nmembers = []\n");
    assert_eq!(folder.writ(&["new", "tools/game"]).code, Some(0));
    let manifest = fs::read_to_string(folder.path("tools/game/Cargo.toml")).expect("it is there");
    assert!(manifest.ends_with("[workspace]\n"), "{manifest}");
}
