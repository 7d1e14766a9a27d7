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
