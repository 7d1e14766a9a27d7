//! `writ check --fix`: what becomes of files. What each fix does to a text is in `tests/fixes`.

mod common;

use common::{Finished, Folder};
use std::fs;

const BROKEN: &str = "let total = 1\ntotal = 2\nprint(totl)\n";
const MENDED: &str = "var total = 1\ntotal = 2\nprint(total)\n";

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).expect("the file is there")
}

/// Nothing is left in the folder but the files that belong there.
#[track_caller]
fn assert_only(folder: &Folder, expected: &[&str]) {
    let mut names: Vec<String> = fs::read_dir(folder.path(""))
        .expect("the folder is there")
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, expected);
}

#[test]
fn safe_fixes_are_written() {
    let folder = Folder::new("safe_fixes_are_written");
    folder.write("game.writ", BROKEN);
    let Finished { code, stdout, stderr } = folder.writ(&["check", "--fix", "game.writ"]);
    assert_eq!(read(&folder, "game.writ"), MENDED);
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    let expected = "fixed[E0320] game.writ:2:1: can't assign to `total`, which is not a `var`\n\
                    fixed[E0201] game.writ:3:7: there is no `totl` here\n\
                    fixed 2 mistakes in 1 file\n";
    assert_eq!(stderr, expected);
    let again = folder.writ(&["check", "--fix", "game.writ"]);
    assert_eq!((again.code, again.stderr.as_str()), (Some(0), ""), "nothing is left to fix");
    assert_eq!(read(&folder, "game.writ"), MENDED);
    assert_only(&folder, &["game.writ"]);
}

#[test]
fn without_the_flag_nothing_is_written() {
    let folder = Folder::new("without_the_flag_nothing_is_written");
    folder.write("game.writ", BROKEN);
    let Finished { code, stderr, .. } = folder.writ(&["check", "game.writ"]);
    assert_eq!(code, Some(2));
    assert!(stderr.ends_with("\n2 mistakes can be fixed with `writ check --fix`\n"), "{stderr}");
    assert_eq!(read(&folder, "game.writ"), BROKEN);
}

#[test]
fn unsafe_fixes_have_to_be_asked_for() {
    let folder = Folder::new("unsafe_fixes_have_to_be_asked_for");
    let source = "let d = 2.5\nlet n: int = d\nn = 3\nprint(n)\n";
    folder.write("game.writ", source);
    let Finished { code, stderr, .. } = folder.writ(&["check", "game.writ"]);
    assert_eq!(code, Some(2));
    assert!(stderr.ends_with("\n1 mistake can be fixed with `writ check --fix`, 1 more with `--unsafe-fixes`\n"), "{stderr}");
    let Finished { code, stderr, .. } = folder.writ(&["check", "--fix", "game.writ"]);
    assert_eq!(code, Some(2), "an error is left");
    assert!(stderr.starts_with("fixed[E0320]") && stderr.contains("\nerror[E0301]: expected `int`, found `float`\n"), "{stderr}");
    assert!(stderr.ends_with("\n1 mistake can be fixed with `writ check --fix --unsafe-fixes`\n"), "{stderr}");
    assert_eq!(read(&folder, "game.writ"), source.replace("let n", "var n"));
    let Finished { code, .. } = folder.writ(&["check", "--fix", "--unsafe-fixes", "game.writ"]);
    assert_eq!((code, read(&folder, "game.writ").as_str()), (Some(0), "let d = 2.5\nvar n: int = d as int\nn = 3\nprint(n)\n"));
    assert_eq!(folder.writ(&["check", "--unsafe-fixes", "game.writ"]).code, Some(2), "it says nothing without --fix");
}

#[test]
fn folders_and_modules() {
    let folder = Folder::new("folders_and_modules");
    folder.write("scripts/a.writ", "import { sword } from \"items/sword\"\nprint(sword.damge)\n");
    folder.write("scripts/b.writ", "import { sword } from \"items/sword\"\nprint(swrod.damage)\n");
    folder.write("scripts/items/sword.writ", "export class Sword {\n    public damage: int = 7\n}\nlet sword = Sword()\nsword = Sword()\n");
    let Finished { code, stderr, .. } = folder.writ(&["check", "--fix", "--unsafe-fixes", "scripts"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.ends_with("fixed 4 mistakes in 3 files\n"), "{stderr}");
    assert!(stderr.contains("scripts/items/sword.writ:5:1"), "{stderr}");
    assert_eq!(read(&folder, "scripts/a.writ"), "import { sword } from \"items/sword\"\nprint(sword.damage)\n");
    assert_eq!(read(&folder, "scripts/b.writ"), "import { sword } from \"items/sword\"\nprint(sword.damage)\n");
    let sword = read(&folder, "scripts/items/sword.writ");
    assert!(sword.contains("export var sword"), "{sword}");
}

#[test]
fn line_ends_and_marks_stay() {
    let folder = Folder::new("line_ends_and_marks_stay");
    folder.write("game.writ", format!("\u{feff}{}", BROKEN.replace('\n', "\r\n")));
    assert_eq!(folder.writ(&["check", "--fix", "game.writ"]).code, Some(0));
    assert_eq!(read(&folder, "game.writ"), format!("\u{feff}{}", MENDED.replace('\n', "\r\n")));
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let folder = Folder::new("a_read_only_file_stays_as_it_is");
    folder.write("game.writ", BROKEN);
    folder.write("other.writ", BROKEN);
    let writable = fs::metadata(folder.path("game.writ")).unwrap().permissions();
    let mut permissions = writable.clone();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path("game.writ"), permissions).unwrap();
    let Finished { code, stderr, .. } = folder.writ(&["check", "--fix", "game.writ", "other.writ"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("game.writ`: the file is read-only; it is as it was\n"), "{stderr}");
    assert!(!stderr.contains("] game.writ") && stderr.contains("fixed 2 mistakes in 1 file\n"), "only what was written is told: {stderr}");
    assert_eq!(read(&folder, "game.writ"), BROKEN);
    assert_eq!(read(&folder, "other.writ"), MENDED);
    assert_only(&folder, &["game.writ", "other.writ"]);
    fs::set_permissions(folder.path("game.writ"), writable).unwrap();
}

#[test]
fn standard_input_can_not_be_changed() {
    let folder = Folder::new("standard_input_can_not_be_changed");
    let Finished { code, stderr, .. } = folder.writ_with_input(&["check", "--fix", "-"], BROKEN.as_bytes());
    assert_eq!((code, stderr.as_str()), (Some(2), "error: `--fix` changes files: it can't change standard input\n"));
}

#[cfg(unix)]
#[test]
fn links_and_rights_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("links_and_rights_stay");
    folder.write("real.writ", BROKEN);
    fs::set_permissions(folder.path("real.writ"), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.writ", folder.path("game.writ")).unwrap();
    assert_eq!(folder.writ(&["check", "--fix", "game.writ"]).code, Some(0));
    assert!(fs::symlink_metadata(folder.path("game.writ")).unwrap().is_symlink());
    assert_eq!(read(&folder, "real.writ"), MENDED);
    assert_eq!(fs::metadata(folder.path("real.writ")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn json_has_the_fixes() {
    let folder = Folder::new("json_has_the_fixes");
    folder.write("game.writ", "let d = 2.5\nlet n: int = d * 2.0\nprint(n)\n");
    let stdout = folder.writ(&["check", "--format", "json", "game.writ"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&stdout).expect("valid JSON");
    let fix = &json[0]["fix"];
    assert_eq!(fix["applicability"], "unsafe");
    let edits: Vec<(u64, u64, &str)> = fix["edits"]
        .as_array()
        .expect("a list of edits")
        .iter()
        .map(|edit| (edit["start"].as_u64().unwrap(), edit["end"].as_u64().unwrap(), edit["replacement"].as_str().unwrap()))
        .collect();
    assert_eq!(edits, [(25, 25, "("), (32, 32, ") as int")]);
    let Finished { code, stdout, stderr } = folder.writ(&["check", "--fix", "--unsafe-fixes", "--format", "json", "game.writ"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "[]\n"));
    assert!(stderr.ends_with("fixed 1 mistake in 1 file\n"), "{stderr}");
}
