//! The program as it is run: what it writes for a list of commands, and what it refuses.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// Both engines.
const ENGINES: [&[&str]; 2] = [&[], &["--vm"]];

struct Outcome {
    out: String,
    errors: String,
    code: Option<i32>,
}

/// Runs the program with these flags and this on standard input.
fn cutscene(flags: &[&str], input: &str) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutscene"));
    command.args(flags).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Where the flags are wrong, nobody reads it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { out: text(output.stdout), errors: text(output.stderr), code: output.status.code() }
}

/// With commands on standard input.
fn transcript(flags: &[&str], commands: &str) -> Outcome {
    cutscene(&[flags, &["--commands", "-"]].concat(), commands)
}

/// Compares with a file beside this one; `WRIT_BLESS=1` writes it.
fn expect(name: &str, found: &str) {
    let path = Path::new(FOLDER).join("tests").join(name);
    if env::var_os("WRIT_BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), found, "{name}");
}

/// A script of a test, as a file.
fn script(name: &str, source: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, source).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn both_engines_write_what_is_expected() {
    for (name, code) in [("tour", 1), ("cancel", 0)] {
        for engine in ENGINES {
            let commands = format!("{FOLDER}/commands/{name}.txt");
            let found = cutscene(&[engine, &["--commands", &commands]].concat(), "");
            expect(&format!("{name}.expected"), &found.out);
            assert_eq!(found.code, Some(code), "{name} {engine:?}");
            let trace = "at 7.05 s of the scene: error[IndexOutOfBounds]: index 7 out of bounds for length 3\n  at heckle (scene.writ:";
            assert_eq!(found.errors.starts_with(trace), code == 1, "{}", found.errors);
        }
    }
}

#[test]
fn an_undisturbed_scene_comes_to_its_end() {
    for engine in ENGINES {
        let found = transcript(engine, "");
        let last = found.out.lines().last().unwrap_or_default();
        assert!(last.ends_with("= the end; failed: 0, commands too late: 0, coroutines left: 0"), "{last}");
        assert_eq!((found.errors.as_str(), found.code), ("", Some(0)));
    }
}

#[test]
fn while_it_is_paused_the_pictures_are_the_same() {
    for engine in ENGINES {
        let found = transcript(engine, "at 11.5 pause\nat 99 cancel");
        // Behind the real time: the scene's, and what is to be seen.
        let pictures = |real: &str| -> Vec<String> {
            let lines = found.out.lines().filter(|line| line.starts_with(real) && line.contains('|'));
            lines.map(|line| line[6..].to_owned()).collect()
        };
        assert!(pictures(" 12.00").len() > 1, "{}", found.out);
        for real in 7..=49 {
            assert_eq!(pictures(&format!("{:6.2}", real as f64 * 2.0)), pictures(" 12.00"));
        }
    }
}

#[test]
fn a_scene_that_is_never_resumed_is_given_up() {
    let found = transcript(&[], "at 1 pause");
    let last = found.out.lines().last().unwrap_or_default();
    assert_eq!(last, "600.05   1.00  = not over in time; failed: 0, commands too late: 0, coroutines left: 0");
    assert_eq!(found.code, Some(1));
}

#[test]
fn wrong_commands_are_refused_with_their_line() {
    for (commands, why) in [
        (
            "at 1 pause\n\n# no\nat 2 dance",
            "4: there is no command `dance`; there are pause, resume, speed, skip, cancel, heckle and freeze",
        ),
        ("pause", "1: a line is `at SECONDS COMMAND`, found `pause`"),
        ("at", "1: a line is `at SECONDS COMMAND`, found `at`"),
        ("at 1", "1: there is no command"),
        ("at soon pause", "1: a time is a number of seconds from 0 on, found `soon`"),
        ("at -1 pause", "1: a time is a number of seconds from 0 on, found `-1`"),
        ("at NaN pause", "1: a time is a number of seconds from 0 on, found `NaN`"),
        ("at inf pause", "1: a time is a number of seconds from 0 on, found `inf`"),
        ("at 2 pause\nat 1.5 resume", "2: 1.5 s is earlier than the command before, which is at 2 s"),
        ("at 1 speed", "1: `speed` needs a number, as in `speed 0.5`"),
        ("at 1 speed 0", "1: a speed is a number from 0.01 to 100, found `0`; to stop, `pause`"),
        ("at 1 speed fast", "1: a speed is a number from 0.01 to 100, found `fast`; to stop, `pause`"),
        ("at 1 speed NaN", "1: a speed is a number from 0.01 to 100, found `NaN`; to stop, `pause`"),
        ("at 1 pause now", "1: `pause` has too many words: `pause now`"),
        ("at 1 heckle 1.5", "1: a heckle is a whole number, found `1.5`"),
        ("at 1 heckle", "1: `heckle` needs a number, as in `heckle 0`"),
        ("at 1 freeze", "1: `freeze` needs a name, as in `freeze cat`"),
    ] {
        let found = transcript(&[], commands);
        assert_eq!((found.out.as_str(), found.errors), ("", format!("cutscene: <stdin>:{why}\n")), "{commands}");
        assert_eq!(found.code, Some(2), "{commands}");
    }
}

#[test]
fn wrong_flags_are_refused() {
    for (flags, why) in [
        (&["--fast"][..], "there is no `--fast`; `--help` shows what there is"),
        (&["--commands"], "`--commands` needs a file"),
        (&["--step"], "`--step` needs a number of seconds"),
        (&["--step", "0"], "`--step` is a number of seconds from 0.001 to 1, found `0`"),
        (&["--step", "NaN"], "`--step` is a number of seconds from 0.001 to 1, found `NaN`"),
        (&["--vm", "--script", "a.writ"], "the script is chosen twice"),
        (&["--commands", "-", "--commands", "-"], "`--commands` stands twice"),
        (&[], "standard output is no terminal to draw in: use `--commands`"),
    ] {
        let found = cutscene(flags, "");
        assert_eq!((found.errors, found.code), (format!("cutscene: {why}\n"), Some(2)));
    }
    let found = cutscene(&["--commands", "no such file"], "");
    assert!(found.errors.starts_with("cutscene: no such file: "), "{}", found.errors);
    assert_eq!(found.code, Some(2));
    assert_eq!(cutscene(&["--help"], "").code, Some(0));
}

/// What the host calls of a script, except for `play`.
const REST: &str = "
export class Scene {}
export func open(width: int) -> Scene { return Scene() }
export func actor(scene: Scene, name: string) -> Scene? { return null }
export func view(scene: Scene) -> Array<(string, string, int, string)> { return [] }
";

#[test]
fn scripts_that_cannot_be_played_are_refused() {
    for (name, source, why) in [
        ("wrong.writ", "let x: int = \"a\"", "expected `int`, found `string`\n --> wrong.writ:1:14\n"),
        ("fails.writ", "let zero = 0\nprint(1 / zero)", "error[DivisionByZero]: division by zero\n  at <module> (fails.writ:2)"),
        ("empty.writ", "", "there is no function `open`"),
        ("other.writ", "export func open(width: int) -> int { return width }", "`open` returns `int`, but the host expects `AnyRef`"),
    ] {
        let found = transcript(&["--script", &script(name, source)], "");
        assert!(found.errors.contains(why), "{}", found.errors);
        assert!(found.errors.starts_with("cutscene: ") && found.errors.contains(&format!("{name} is no scene")), "{}", found.errors);
        assert_eq!((found.out.as_str(), found.code), ("", Some(2)));
    }
}

#[test]
fn a_scene_that_fails_is_over() {
    let play = "
export func play(scene: Scene) {
    print(\"begins\")
    yield waitForSeconds(0.5)
    yield stumble([])
    print(\"is never here\")
}
func stumble(steps: Array<int>) {
    yield
    print(steps[0])
}";
    let found = transcript(&["--script", &script("stumbles.writ", &format!("{REST}{play}"))], "");
    let expected = "  0.05   0.05  begins
  0.60   0.60  ! play failed: index 0 out of bounds for length 0
  0.60   0.60  = the scene failed; failed: 1, commands too late: 0, coroutines left: 0
";
    assert_eq!((found.out.as_str(), found.code), (expected, Some(1)));
    let trace = "at 0.60 s of the scene: error[IndexOutOfBounds]: index 0 out of bounds for length 0
  at stumble (stumbles.writ:15) [coroutine]
  at play (stumbles.writ:10) [coroutine]
";
    assert_eq!(found.errors, trace);
}

#[test]
fn an_endless_scene_is_not_skipped_forever() {
    let play = "export func play(scene: Scene) { while true { yield } }";
    let found = transcript(&["--script", &script("endless.writ", &format!("{REST}{play}"))], "at 1 skip\nat 2 cancel");
    assert!(found.out.contains("  1.00 601.00  - no end within 600 s\n"), "{}", found.out);
    assert!(found.out.ends_with("= cancelled; failed: 0, commands too late: 0, coroutines left: 0\n"), "{}", found.out);
}
