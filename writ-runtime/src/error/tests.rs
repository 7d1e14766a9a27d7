//! How errors and traces are shown and cut.

use super::*;

static DIVIDE: FunctionInfo = FunctionInfo { name: "divide", file: "math/utils.writ" };

#[test]
fn shown_as_the_language_says() {
    let failed: Fallible<()> = Err(division_by_zero());
    let mut error = failed.at(&DIVIDE, 12).unwrap_err();
    error.push_frame("Player.takeDamage", String::from("entities/player.writ"), 67);
    let text =
        "error[DivisionByZero]: division by zero\n  at divide (math/utils.writ:12)\n  at Player.takeDamage (entities/player.writ:67)";
    assert_eq!(error.to_string(), text);
    assert_eq!(key_not_found("\"bob\"").to_string(), "error[KeyNotFound]: key not found: \"bob\"");
    assert_eq!(value_of_error("a\"b").message, "value of Error(\"a\\\"b\")");
    assert_eq!(index_out_of_bounds(5, 3).message, "index 5 out of bounds for length 3");
    assert_eq!(assertion_failed("").message, "assertion failed");
}

#[test]
fn long_traces_keep_both_ends() {
    for count in [0, 1, 20, 21, 30, 31, 10_000] {
        let mut error = stack_overflow();
        for line in 1..=count {
            error.push_frame("f", "a.writ", line);
        }
        let lines: Vec<u32> = error.trace.frames().map(|frame| frame.line).collect();
        assert_eq!(lines.len() + error.trace.omitted(), count as usize);
        let expected: Vec<u32> = (1..=count).filter(|line| *line <= 20 || *line > count.saturating_sub(10)).collect();
        assert_eq!(lines, expected, "{count}");
    }
}

#[test]
fn a_result_carries_one_word_for_the_error() {
    assert_eq!(size_of::<Fallible<()>>(), size_of::<usize>());
    fn threads<T: Send + Sync>() {}
    threads::<RuntimeError>();
}

#[test]
fn frames_of_coroutines_are_marked() {
    for count in [1, 20, 21, 30, 31, 100] {
        let mut error = division_by_zero();
        for line in 1..=count {
            error.push_frame("walk", "a.writ", line);
            if line == count {
                error.mark_coroutine();
            }
        }
        error.push_frame("<module>", "a.writ", 0);
        let text = error.to_string();
        assert!(text.ends_with(&format!("\n  at walk (a.writ:{count}) [coroutine]\n  at <module> (a.writ:0)")), "{text}");
        assert_eq!(text.matches("[coroutine]").count(), 1);
    }
    // Nothing to mark.
    let mut error = stack_overflow();
    error.mark_coroutine();
    assert!(error.trace.is_empty());
}
