//! Files are reached in open directories, and nowhere else.

use super::{Access, Library};
use crate::natives::io::{append_file, file_exists, list_dir, read_file, write_file};
use crate::text::Str;
use crate::writ::Writ;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory of its own, which is removed.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = std::env::temp_dir().join(format!("writ-library-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(path.join("inside/deep")).unwrap();
        fs::write(path.join("secret.txt"), "secret").unwrap();
        fs::write(path.join("inside/one.txt"), "eins").unwrap();
        fs::write(path.join("inside/deep/two.txt"), "zwei").unwrap();
        Place(path)
    }

    fn open(&self, access: Access) -> Writ {
        let mut writ = Writ::new();
        writ.open_directory("saves", self.0.join("inside"), access).unwrap();
        writ
    }

    fn secret(&self) -> String {
        fs::read_to_string(self.0.join("secret.txt")).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(writ: &mut Writ, path: &str) -> Result<String, String> {
    read_file(writ, &Str::new(path)).unwrap().into_result().map(String::from).map_err(String::from)
}

fn write(writ: &mut Writ, path: &str, text: &str) -> Result<(), String> {
    write_file(writ, &Str::new(path), &Str::new(text)).into()
}

#[test]
fn files_are_read_and_written() {
    let place = Place::new();
    let mut writ = place.open(Access::ReadWrite);
    assert_eq!(read(&mut writ, "saves/one.txt"), Ok("eins".into()));
    assert_eq!(read(&mut writ, "saves/deep/two.txt"), Ok("zwei".into()));
    assert_eq!(write(&mut writ, "saves/deep/three.txt", "drei"), Ok(()));
    assert_eq!(write(&mut writ, "saves/deep/three.txt", "3"), Ok(()));
    assert!(append_file(&mut writ, &Str::new("saves/deep/three.txt"), &Str::new("!")).is_success());
    assert!(append_file(&mut writ, &Str::new("saves/four.txt"), &Str::new("4")).is_success());
    assert_eq!(read(&mut writ, "saves/deep/three.txt"), Ok("3!".into()));
    let exists = |writ: &mut Writ, path: &str| file_exists(writ, &Str::new(path)).into_result().unwrap();
    assert!(exists(&mut writ, "saves/four.txt") && !exists(&mut writ, "saves/five.txt"));
    assert!(!exists(&mut writ, "saves/deep") && !exists(&mut writ, "saves"));
    let names = list_dir(&mut writ, &Str::new("saves")).unwrap().into_result().unwrap();
    assert_eq!(names.to_vec(), ["deep/", "four.txt", "one.txt"].map(Str::new));
    writ.close_directory("saves");
    assert_eq!(read(&mut writ, "saves/one.txt"), Err("`saves/one.txt` is not reached: the host has opened no directory".into()));
}

#[test]
fn what_goes_wrong_is_said() {
    let place = Place::new();
    fs::write(place.0.join("inside/binary"), [0xff, 0xfe]).unwrap();
    let mut writ = place.open(Access::Read);
    for (path, message) in [
        ("saves/none.txt", "`saves/none.txt` does not exist"),
        ("saves/deep", "`saves/deep` is not a file"),
        ("saves", "`saves` is not a file"),
        ("saves/binary", "`saves/binary` is not UTF-8 text"),
        ("saves/../secret.txt", "the path `saves/../secret.txt` has a part `.` or `..`, which no path may have"),
        ("/etc/passwd", "the path `/etc/passwd` must begin with the name of an open directory"),
        ("mods/a", "the host has not opened a directory `mods`; open are `saves`"),
        ("one.txt", "the host has not opened a directory `one.txt`; open are `saves`"),
        ("", "the path is empty"),
    ] {
        assert_eq!(read(&mut writ, path), Err(message.into()));
    }
    assert_eq!(write(&mut writ, "saves/one.txt", ""), Err("`saves/one.txt` is in a directory that is only open for reading".into()));
    let mut writ = place.open(Access::ReadWrite);
    assert_eq!(write(&mut writ, "saves/new/a.txt", ""), Err("the directory of `saves/new/a.txt` does not exist".into()));
    assert_eq!(write(&mut writ, "saves/deep", ""), Err("`saves/deep` is not a file".into()));
    assert_eq!(write(&mut writ, "saves", ""), Err("`saves` is not a file".into()));
    assert!(write(&mut writ, "saves/one.txt/a", "").is_err());
    let error = writ.open_directory("a/b", &place.0, Access::Read).unwrap_err();
    assert_eq!(error.to_string(), "`a/b` can't be the first part of a path");
    assert!(writ.open_directory("a", place.0.join("none"), Access::Read).is_err());
    assert!(writ.open_directory("a", place.0.join("secret.txt"), Access::Read).is_err());
}

#[cfg(unix)]
#[test]
fn no_link_leads_out() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let inside = place.0.join("inside");
    symlink(place.0.join("secret.txt"), inside.join("file")).unwrap();
    symlink("../secret.txt", inside.join("relative")).unwrap();
    symlink(&place.0, inside.join("directory")).unwrap();
    symlink("/", inside.join("root")).unwrap();
    symlink(place.0.join("made.txt"), inside.join("dangling")).unwrap();
    symlink(place.0.join("nowhere"), inside.join("gone")).unwrap();
    symlink("loop", inside.join("loop")).unwrap();
    symlink("one.txt", inside.join("within")).unwrap();
    let mut writ = place.open(Access::ReadWrite);
    for path in [
        "file",
        "relative",
        "directory/secret.txt",
        "directory",
        "root/etc/passwd",
        "dangling",
        "gone/a",
        "loop",
        "loop/a",
        "directory/new.txt",
    ] {
        let path = format!("saves/{path}");
        assert!(read(&mut writ, &path).is_err(), "{path}");
        assert!(write(&mut writ, &path, "changed").is_err(), "{path}");
        assert!(!append_file(&mut writ, &Str::from(path.as_str()), &Str::new("changed")).is_success(), "{path}");
        assert!(!list_dir(&mut writ, &Str::from(path.as_str())).unwrap().is_success(), "{path}");
        assert!(!file_exists(&mut writ, &Str::from(path.as_str())).into_result().unwrap_or(false), "{path}");
    }
    assert_eq!(place.secret(), "secret");
    assert!(!place.0.join("made.txt").exists() && !place.0.join("new.txt").exists());
    // What stays inside is as good as what it leads to.
    assert_eq!(read(&mut writ, "saves/within"), Ok("eins".into()));
}

#[cfg(unix)]
#[test]
fn no_pipe_is_waited_for() {
    let place = Place::new();
    let made = std::process::Command::new("mkfifo").arg(place.0.join("inside/pipe")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let mut writ = place.open(Access::ReadWrite);
    assert_eq!(read(&mut writ, "saves/pipe"), Err("`saves/pipe` is not a file".into()));
    assert_eq!(write(&mut writ, "saves/pipe", "a"), Err("`saves/pipe` is not a file".into()));
}

/// The directory itself may be named by a link: it is the host that names it.
#[cfg(unix)]
#[test]
fn an_open_directory_may_be_a_link() {
    let place = Place::new();
    std::os::unix::fs::symlink(place.0.join("inside"), place.0.join("link")).unwrap();
    let mut writ = Writ::new();
    writ.open_directory("saves", place.0.join("link"), Access::Read).unwrap();
    assert_eq!(read(&mut writ, "saves/one.txt"), Ok("eins".into()));
    assert_eq!(read(&mut writ, "saves/deep/two.txt"), Ok("zwei".into()));
}

#[test]
fn without_a_clock_ticks_let_time_pass() {
    let mut library = Library::new();
    assert_eq!((library.now(), library.delta()), (0.0, 0.0));
    library.tick(0.5);
    library.tick(0.25);
    assert_eq!((library.now(), library.delta()), (0.75, 0.25));
    let mut writ = Writ::new();
    writ.set_clock(|| 42.0);
    assert!(writ.tick(1.0).unwrap().is_ok());
    assert_eq!(writ.library.now(), 42.0);
    writ.clear_clock();
    assert_eq!(writ.library.now(), 1.0);
}

/// Pieces of paths that look for a way out.
fn paths() -> impl Strategy<Value = String> {
    let pieces = [
        "saves",
        "/",
        "/",
        "..",
        ".",
        "\\",
        "up",
        "link",
        "secret.txt",
        "deep",
        "one.txt",
        "",
        " ",
        "//",
        "\0",
        "~",
        "C:",
        "%2e%2e",
        "./",
        "../",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn no_path_leads_out() {
    let place = Place::new();
    #[cfg(unix)]
    for (target, link) in [("..", "inside/up"), ("../secret.txt", "inside/link"), ("../../..", "inside/deep/up")] {
        std::os::unix::fs::symlink(target, place.0.join(link)).unwrap();
    }
    let writ = std::cell::RefCell::new(place.open(Access::ReadWrite));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 2000, ..ProptestConfig::default() });
    let outcome = runner.run(&paths(), |path| {
        let mut writ = writ.borrow_mut();
        for path in [path.clone(), format!("saves/{path}")] {
            prop_assert!(read(&mut writ, &path) != Ok("secret".to_owned()));
            if write(&mut writ, &path, "changed").is_ok() {
                prop_assert_eq!(read(&mut writ, &path), Ok("changed".to_owned()));
            }
            let listed = list_dir(&mut writ, &Str::from(path)).unwrap();
            prop_assert!(listed.into_result().map_or(true, |names| !names.to_vec().contains(&Str::new("inside/"))));
        }
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(place.secret(), "secret");
    let outside: Vec<_> = fs::read_dir(&place.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(outside.len(), 2, "{outside:?}");
}
