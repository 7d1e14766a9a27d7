//! What the program writes, in both engines; and what scripts can't do to it.

use host_types::engine::Engine;
use host_types::simulation::Simulation;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

fn host_types(flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_host-types")).args(flags).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The meadow with another script, in the VM.
fn with_script(name: &str, source: &str) -> Result<Simulation, String> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, source).unwrap();
    Simulation::new(&Engine::Vm(path)).map_err(|error| error.to_string())
}

#[test]
fn both_engines_write_what_is_expected() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/meadow.expected");
    for engine in [&[][..], &["--vm"]] {
        let found = host_types(&[engine, &["--steps", "60"]].concat());
        let out = text(&found.stdout);
        if env::var_os("WRIT_BLESS").is_some() {
            fs::write(&path, &out).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), out, "{engine:?}");
        assert_eq!((text(&found.stderr).as_str(), found.status.code()), ("", Some(0)));
    }
}

#[test]
fn wrong_flags_are_refused() {
    for (flags, why) in [
        (&["--fast"][..], "there is no `--fast`; `--help` shows what there is"),
        (&["--steps"], "`--steps` is a number from 0 to 10000, found ``"),
        (&["--steps", "-1"], "`--steps` is a number from 0 to 10000, found `-1`"),
    ] {
        let found = host_types(flags);
        assert_eq!((text(&found.stderr), found.status.code()), (format!("host-types: {why}\n"), Some(1)));
    }
    assert!(text(&host_types(&["--help"]).stdout).contains("--steps N"));
}

#[test]
fn who_keeps_the_dead_gets_an_error_and_the_host_goes_on() {
    let mut meadow = with_script(
        "keeper.writ",
        "var kept: Animal? = null
export func onUpdate(field: Field, delta: float) {
    if kept == null {
        kept = field.animals()[0]
        field.animals()[0].energy = 0.0
    } else {
        print(\"$kept\")
    }
}",
    )
    .unwrap();
    assert_eq!(meadow.step().unwrap(), ["step   1: grazer 1 is dead"]);
    for _ in 0..2 {
        let error = meadow.step().unwrap_err().to_string();
        assert_eq!(error, "error[HostError]: Animal was destroyed\n  at onUpdate (keeper.writ:7)");
    }
    assert!(meadow.summary().starts_with("step   3= grazers 5, hunters 2,"), "{}", meadow.summary());
}

#[test]
fn scripts_take_no_more_than_they_may() {
    let function = "export func onUpdate(field: Field, delta: float) {";
    for (name, body, why) in [
        ("endless.writ", "while true { }", "error[OutOfFuel]: instruction limit reached"),
        ("greedy.writ", "let all: Array<string> = []\nwhile true { all.push(\"more\".repeat(1000)) }", "error[OutOfMemory]"),
        ("deep.writ", "onUpdate(field, delta)", "error[StackOverflow]"),
    ] {
        let mut meadow = with_script(name, &format!("{function}\n{body}\n}}")).unwrap();
        for _ in 0..2 {
            let error = meadow.step().unwrap_err().to_string();
            assert!(error.starts_with(why), "{name}: {error}");
        }
    }
}

#[test]
fn scripts_that_do_not_fit_are_refused() {
    for (name, source, why) in [
        ("missing.writ", "", "there is no function `onUpdate`"),
        (
            "other.writ",
            "export func onUpdate(field: Field) { }",
            "`onUpdate` is of type `(Field) -> void`, but the host expects `(Field, float) -> void`",
        ),
        ("unknown.writ", "print(Animal.count)", "unknown.writ:1:14"),
    ] {
        let error = with_script(name, source).err().unwrap();
        assert!(error.contains(why), "{name}: {error}");
    }
}
