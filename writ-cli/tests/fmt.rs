//! `writ fmt`: files, folders, standard input, `--check`, and what can't be formatted.

mod common;

use common::Folder;
use std::fs;

const UGLY: &str = "let  x=1 // one\nprint( x )\n";
const NEAT: &str = "let x = 1 // one\nprint(x)\n";

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).expect("the file is there")
}

#[test]
fn files_and_folders_are_formatted() {
    let folder = Folder::new("fmt_files");
    for name in ["one.writ", "scripts/two.writ", "scripts/deep/three.writ", "scripts/target/four.writ", "scripts/.hidden/five.writ"] {
        folder.write(name, UGLY);
    }
    folder.write("scripts/neat.writ", NEAT);
    folder.write("scripts/other.txt", UGLY);
    folder.write("scripts/target/CACHEDIR.TAG", "");
    let finished = folder.writ(&["fmt", "one.writ", "scripts"]);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""), "{finished:?}");
    assert_eq!(finished.stdout, "3 formatted, 1 unchanged\n");
    for name in ["one.writ", "scripts/two.writ", "scripts/deep/three.writ"] {
        assert_eq!(text(&folder, name), NEAT, "{name}");
    }
    for name in ["scripts/target/four.writ", "scripts/.hidden/five.writ", "scripts/other.txt"] {
        assert_eq!(text(&folder, name), UGLY, "{name}");
    }
    let left: Vec<_> = fs::read_dir(folder.path("scripts")).expect("the folder is there").collect();
    assert_eq!(left.len(), 6, "a temporary file was left");
}

#[test]
fn without_a_path_the_current_folder_is_formatted() {
    let folder = Folder::new("fmt_here");
    folder.write("a/b.writ", UGLY);
    assert_eq!(folder.writ(&["fmt"]).stdout, "1 formatted, 0 unchanged\n");
    assert_eq!(text(&folder, "a/b.writ"), NEAT);
}

#[test]
fn check_shows_what_would_change_and_changes_nothing() {
    let folder = Folder::new("fmt_check");
    folder.write("ugly.writ", UGLY);
    folder.write("neat.writ", NEAT);
    let finished = folder.writ(&["fmt", "--check", "neat.writ", "ugly.writ"]);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(1), ""));
    let expected = "--- ugly.writ\n+++ ugly.writ, formatted\n@@ -1,2 +1,2 @@\n-let  x=1 // one\n-print( x )\n+let x = 1 // one\n+print(x)\n\
                    1 would be formatted, 1 unchanged\n";
    assert_eq!(finished.stdout, expected);
    assert_eq!(text(&folder, "ugly.writ"), UGLY);
    let finished = folder.writ(&["fmt", "--check", "neat.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(0), "0 would be formatted, 1 unchanged\n"));
}

#[test]
fn a_long_difference_is_cut_off() {
    let folder = Folder::new("fmt_long");
    folder.write("long.writ", "print( 1 )\n".repeat(100));
    let finished = folder.writ(&["fmt", "--check", "long.writ"]);
    assert_eq!(finished.code, Some(1));
    assert!(finished.stdout.ends_with("… and 163 more lines\n1 would be formatted, 0 unchanged\n"), "{}", finished.stdout);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new("fmt_input");
    let finished = folder.writ_with_input(&["fmt", "-"], UGLY.as_bytes());
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), NEAT, ""));
    let finished = folder.writ_with_input(&["fmt", "-", "--check"], UGLY.as_bytes());
    assert_eq!(finished.code, Some(1));
    assert!(finished.stdout.starts_with("--- -\n+++ -, formatted\n"), "{}", finished.stdout);
    let finished = folder.writ_with_input(&["fmt", "-"], b"let = 1\n");
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""));
    assert!(finished.stderr.contains("error[E0"), "{}", finished.stderr);
}

#[test]
fn what_does_not_parse_is_left_and_the_rest_formatted() {
    let folder = Folder::new("fmt_broken");
    folder.write("scripts/broken.writ", "let  x = (1\n");
    folder.write("scripts/ugly.writ", UGLY);
    folder.write("scripts/bytes.writ", b"let x = \"\xff\"\n");
    let finished = folder.writ(&["fmt", "scripts", "none.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), "1 formatted, 0 unchanged, 3 failed\n"));
    let broken = std::path::Path::new("scripts").join("broken.writ");
    assert!(finished.stderr.contains(&format!("{}:1:10", broken.display())), "{}", finished.stderr);
    assert!(finished.stderr.contains("is not UTF-8 (byte 9)"), "{}", finished.stderr);
    assert!(finished.stderr.contains("cannot read `none.writ`"), "{}", finished.stderr);
    assert_eq!(text(&folder, "scripts/broken.writ"), "let  x = (1\n");
    assert_eq!(text(&folder, "scripts/ugly.writ"), NEAT);
    let finished = folder.writ(&["fmt", "--check", "scripts"]);
    assert_eq!(finished.code, Some(2), "an error counts more than a difference");
}

#[test]
fn an_empty_folder_is_an_error() {
    let folder = Folder::new("fmt_nothing");
    let finished = folder.writ(&["fmt"]);
    assert_eq!(finished.code, Some(2));
    assert!(finished.stderr.contains("there are no scripts in the folder `.`"), "{}", finished.stderr);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("fmt_permissions");
    folder.write("real.writ", UGLY);
    fs::set_permissions(folder.path("real.writ"), fs::Permissions::from_mode(0o750)).expect("it is ours");
    symlink("real.writ", folder.path("link.writ")).expect("links can be made");
    assert_eq!(folder.writ(&["fmt", "link.writ"]).code, Some(0));
    assert_eq!(text(&folder, "real.writ"), NEAT);
    assert_eq!(fs::metadata(folder.path("real.writ")).expect("it is there").permissions().mode() & 0o777, 0o750);
    assert!(folder.path("link.writ").is_symlink());

    folder.write("fixed.writ", UGLY);
    fs::set_permissions(folder.path("fixed.writ"), fs::Permissions::from_mode(0o444)).expect("it is ours");
    let finished = folder.writ(&["fmt", "fixed.writ"]);
    assert_eq!(finished.code, Some(2));
    assert!(finished.stderr.contains("cannot write `fixed.writ`: it is read-only"), "{}", finished.stderr);
    assert_eq!(text(&folder, "fixed.writ"), UGLY);
}
