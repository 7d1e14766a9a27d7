//! Where two results part, side by side.

use super::Ran;

/// How many equal lines are shown before the place where two texts part.
const CONTEXT: usize = 3;
/// How many lines are shown from there on.
const SHOWN: usize = 20;
/// The widest column.
const WIDTH: usize = 70;

/// The lines of two results beside each other from shortly before the place where they part; `None` if they are equal. Lines that differ
/// have a `!` between them.
pub fn difference(left: (&str, &Ran), right: (&str, &Ran)) -> Option<String> {
    if left.1 == right.1 {
        return None;
    }
    let (mut a, mut b) = (left.1.lines(), right.1.lines());
    if let (Ran::Outcome(left), Ran::Outcome(right)) = (left.1, right.1)
        && left.remains != right.remains
    {
        a.push(left.remains.to_string());
        b.push(right.remains.to_string());
    }
    // Results may differ though their lines are equal: a line break printed in one call or in two.
    let first = (0..a.len().max(b.len())).find(|i| a.get(*i) != b.get(*i)).unwrap_or(0);
    let start = first.saturating_sub(CONTEXT);
    let end = (first + SHOWN).min(a.len().max(b.len()));
    let width = a[start.min(a.len())..end.min(a.len())]
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
        .clamp(left.0.len().max(20), WIDTH);

    let mut out = format!("{:width$}   {}\n", left.0, right.0);
    if start > 0 {
        out.push_str(&format!("({start} equal lines)\n"));
    }
    for i in start..end {
        let (l, r) = (a.get(i), b.get(i));
        let mark = if l == r { ' ' } else { '!' };
        let text = |line: Option<&String>| line.map_or(String::new(), |line| cut(line));
        out.push_str(format!("{:width$} {mark} {}", text(l), text(r)).trim_end());
        out.push('\n');
    }
    if end < a.len().max(b.len()) {
        out.push_str(&format!("({} more lines)\n", a.len().max(b.len()) - end));
    }
    Some(out)
}

fn cut(line: &str) -> String {
    if line.chars().count() <= WIDTH { line.to_string() } else { line.chars().take(WIDTH - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, Ran};
    use super::*;

    fn printed(lines: &[&str]) -> Ran {
        Ran::Outcome(Outcome { printed: lines.iter().map(|line| line.to_string()).collect(), ..Outcome::default() })
    }

    #[test]
    fn equal_results_have_no_difference() {
        assert_eq!(difference(("vm", &printed(&["1"])), ("compiled", &printed(&["1"]))), None);
    }

    #[test]
    fn parts_are_marked() {
        let text = difference(("vm", &printed(&["1", "2"])), ("compiled", &printed(&["1", "3", "4"]))).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert_eq!(lines[0], "vm                     compiled");
        assert_eq!(lines[3], "| 2                  ! | 3");
        assert_eq!(lines[4], "                     ! | 4");
    }
}
