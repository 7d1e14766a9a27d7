//! `writ test`.

mod common;

use common::{Finished, Folder};

/// Standard output without the times in parentheses.
fn without_times(finished: &Finished) -> String {
    let line = |line: &str| match line.strip_suffix(')').and_then(|l| l.rsplit_once(" (")) {
        Some((before, time)) if time.ends_with("ms") || time.ends_with(" s") || time.ends_with(" compiled") => before.to_string(),
        Some(_) | None => line.to_string(),
    };
    finished.stdout.lines().map(|l| line(l) + "\n").collect()
}

const GAME: &str = "\
import { clampHealth } from \"lib/rules\"
var health = 10
print(\"loaded\")

func hurt(amount: int) { health = clampHealth(health - amount) }
func testHurt() {
    hurt(3)
    assert(health == 7)
}
func testState() { assert(health == 10, \"the state of another test\") }
func testWrong() {
    hurt(20)
    assert(health == 1, \"health is $health\")
}
func helper() { panic(\"no test\") }
func testWith(parameter: int) { panic(\"no test\") }
";

const RULES: &str = "\
export func clampHealth(value: int) -> int { return max(value, 0) }
func testClamp() { assert(clampHealth(-5) == 0) }
";

fn game(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("scripts/game.writ", GAME);
    folder.write("scripts/lib/rules.writ", RULES);
    folder
}

const REPORT: &str = "\
test scripts/game.writ: testHurt ... ok
test scripts/game.writ: testState ... ok
test scripts/game.writ: testWrong ... FAILED
test scripts/lib/rules.writ: testClamp ... ok

---- scripts/game.writ: testWrong ----
printed:
| loaded
error[AssertionFailed]: assertion failed: health is 0
  --> scripts/game.writ:13
   |
13 |     assert(health == 1, \"health is $health\")
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  at testWrong (game.writ:13)

3 passed, 1 failed
";

#[test]
fn a_folder_is_tested_whole() {
    let folder = game("test_folder");
    let finished = folder.writ(&["test", "scripts"]);
    assert_eq!((finished.code, without_times(&finished).as_str(), finished.stderr.as_str()), (Some(1), REPORT, ""));
    // What tools made is none of the scripts.
    folder.write("target/CACHEDIR.TAG", "");
    folder.write("target/made/bad.writ", "this does not compile");
    // Without paths it is the current folder, and a script that is named twice is tested once.
    let all = folder.writ(&["test"]);
    assert!(all.stdout.ends_with("\n3 passed, 1 failed\n"), "{all:?}");
    let twice = folder.writ(&["test", "scripts/lib/rules.writ", "scripts/lib"]);
    assert!(twice.code == Some(0) && twice.stdout.ends_with("\n1 passed, 0 failed\n"), "{twice:?}");
}

#[test]
fn a_filter_chooses_tests() {
    let folder = game("test_filter");
    let finished = folder.writ(&["test", "scripts", "--filter", "Hurt"]);
    let expected = "test scripts/game.writ: testHurt ... ok\n\n1 passed, 0 failed, 3 left out\n";
    assert_eq!((finished.code, without_times(&finished).as_str()), (Some(0), expected));
    let of_file = folder.writ(&["test", "scripts", "--filter", "rules.writ", "--quiet"]);
    assert_eq!((of_file.code, of_file.stdout.as_str()), (Some(0), "1 passed, 0 failed, 3 left out\n"));
    let none = folder.writ(&["test", "scripts", "--filter", "magic"]);
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), "no test has `magic` in its name\n0 passed, 0 failed, 4 left out\n"));
}

#[test]
fn no_tests_are_said_so() {
    let folder = Folder::new("test_none");
    folder.write("game.writ", "print(1)\n");
    for arguments in [&["test"][..], &["test", "game.writ"]] {
        let finished = folder.writ(arguments);
        assert_eq!(finished.code, Some(0), "{finished:?}");
        assert!(finished.stdout.starts_with("no tests found: a test is a function `func test…()`"), "{finished:?}");
    }
}

#[test]
fn what_does_not_compile_is_said_and_the_rest_runs() {
    let folder = game("test_rejected");
    folder.write("scripts/bad.writ", "let x: int = \"a\"\nfunc testX() {}\n");
    let finished = folder.writ(&["test", "scripts", "--filter", "testHurt"]);
    assert_eq!(finished.code, Some(2), "{finished:?}");
    assert!(finished.stderr.contains("scripts/bad.writ:1:14"), "{finished:?}");
    assert!(finished.stdout.ends_with("\n1 passed, 0 failed, 3 left out; 1 script does not compile\n"), "{finished:?}");
    let missing = folder.writ(&["test", "nowhere.writ"]);
    assert!(missing.code == Some(2) && missing.stderr.contains("nowhere.writ"), "{missing:?}");
    let no_time = folder.writ(&["test", "scripts", "--timeout", "-1"]);
    assert_eq!(no_time.code, Some(2), "{no_time:?}");
}

const COROUTINES: &str = "\
func testWaits() {
    yield waitForSeconds(2.0)
    print(\"waited\")
}
func testFails() {
    yield waitForFrames(3)
    assert(1 == 2)
}
func testFailsBeside() {
    start other()
    yield waitForFrames(3)
}
func other() { yield; panic(\"beside\") }
func testNeverEnds() { while true { yield } }
func testReturns() -> Result<int> { return Error(\"no luck\") }
func testGives() -> Result<int> { return Success(1) }
";

const COROUTINE_REPORT: &str = "\
test game.writ: testWaits ... ok
test game.writ: testFails ... FAILED
test game.writ: testFailsBeside ... FAILED
test game.writ: testNeverEnds ... FAILED
test game.writ: testReturns ... FAILED
test game.writ: testGives ... ok

---- game.writ: testFails ----
in tick 4: error[AssertionFailed]: assertion failed
 --> game.writ:7
  |
7 |     assert(1 == 2)
  |     ^^^^^^^^^^^^^^
  at testFails (game.writ:7) [coroutine]

---- game.writ: testFailsBeside ----
in tick 3: error[Panic]: beside
  --> game.writ:13
   |
13 | func other() { yield; panic(\"beside\") }
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  at other (game.writ:13) [coroutine]

---- game.writ: testNeverEnds ----
failed: it still runs after 1000 ticks of 0.0167 seconds

---- game.writ: testReturns ----
failed: it returned Error(\"no luck\")

2 passed, 4 failed
";

#[test]
fn coroutines_are_driven_until_they_end() {
    let folder = Folder::new("test_coroutines");
    folder.write("game.writ", COROUTINES);
    let finished = folder.writ(&["test", "game.writ", "--ticks", "1000"]);
    assert_eq!((finished.code, without_times(&finished).as_str()), (Some(1), COROUTINE_REPORT));
}

#[test]
fn endless_printing_is_not_kept_whole() {
    let folder = Folder::new("test_printing");
    folder
        .write("game.writ", "func testPrint() {\n    var n = 0\n    while true {\n        print(\"line $n\")\n        n += 1\n    }\n}\n");
    let finished = folder.writ(&["test", "game.writ", "--fuel", "3000000"]);
    assert_eq!(finished.code, Some(1), "{}", finished.stderr);
    assert!(
        finished.stdout.contains("earlier lines:\n| line ") && finished.stdout.contains("\n| … (more was printed)\nerror[OutOfFuel]"),
        "{}",
        finished.stdout
    );
    assert!(finished.stdout.lines().count() < 120, "{}", finished.stdout);
}

#[test]
fn endless_loops_end() {
    let folder = Folder::new("test_endless");
    folder.write(
        "game.writ",
        "func testLoop() {\n    while true { }\n}\nfunc testList() {\n    let list = [1]\n    while true { list.push(list.len()) }\n}\n",
    );
    let finished = folder.writ(&["test", "game.writ", "--fuel", "100000"]);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert_eq!(finished.stdout.matches("error[OutOfFuel]: instruction limit reached").count(), 2, "{finished:?}");
    assert!(finished.stdout.contains("2 |     while true { }\n  |     ^^^^^^^^^^^^^^\n  at testLoop (game.writ:2)\n"), "{finished:?}");
}

/// Both engines, one after the other and beside each other: three builds, of which the later two find everything built.
#[test]
fn both_engines_say_the_same() {
    let folder = game("test_engines");
    for engine in ["compiled", "both"] {
        let finished = folder.writ(&["test", "scripts", "--engine", engine]);
        assert_eq!((finished.code, without_times(&finished).as_str(), finished.stderr.as_str()), (Some(1), REPORT, ""), "{engine}");
    }
    folder.write("game.writ", COROUTINES.to_string() + "func testLoop() { while true { } }\n");
    let finished = folder.writ(&["test", "game.writ", "--engine", "compiled", "--ticks", "1000", "--timeout", "1.5"]);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert!(
        finished.stdout.contains("---- game.writ: testLoop ----\nthe engine failed: it ran longer than 1.5 seconds and was stopped\n"),
        "{finished:?}"
    );
    for (name, ran) in [
        ("testWaits", "ok"),
        ("testFails", "FAILED"),
        ("testFailsBeside", "FAILED"),
        ("testNeverEnds", "FAILED"),
        ("testReturns", "FAILED"),
        ("testGives", "ok"),
    ] {
        assert!(without_times(&finished).contains(&format!("test game.writ: {name} ... {ran}\n")), "{name}: {finished:?}");
    }
    assert!(finished.stdout.contains("failed: it still runs after 1000 ticks of 0.0167 seconds\n"), "{finished:?}");
    assert!(finished.stdout.contains("failed: it returned Error(\"no luck\")\n"), "{finished:?}");
}
