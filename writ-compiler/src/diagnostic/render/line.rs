//! One line of an excerpt, and the rows of marks below it.

use super::{Mark, Paint, Style};

/// A line longer than this is cut around what is marked.
const MAX_WIDTH: usize = 140;

/// How much is shown before the first mark of a line that is cut.
const BEFORE: usize = 40;

/// A tab becomes this many blanks, so that marks stand below what they mark on every terminal.
const TAB: &str = "    ";

/// A line as shown.
pub(super) struct Line<'a> {
    /// Its text, tabs widened, cut if it is too long.
    pub text: String,
    /// The marks that are visible, by position; columns are those of `text`.
    marks: Vec<Placed<'a>>,
}

struct Placed<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    is_primary: bool,
}

impl<'a> Line<'a> {
    pub(super) fn new(source: &str, marks: &[&Mark<'a>]) -> Line<'a> {
        let first = marks.iter().find(|mark| mark.is_primary).or(marks.first()).map_or(0, |mark| mark.start);
        let length = source.chars().take(first + 4 * MAX_WIDTH).count();
        let skip = if length > MAX_WIDTH { first.saturating_sub(BEFORE) } else { 0 };
        let mut text = String::new();
        // Where each character that is shown begins in `text`, in characters; one more for the end.
        let mut columns = Vec::new();
        let mut column = 0;
        if skip > 0 {
            text.push('…');
            column += 1;
        }
        let mut rest = source.chars().skip(skip);
        for c in rest.by_ref().take(MAX_WIDTH) {
            columns.push(column);
            match c {
                '\t' => {
                    text.push_str(TAB);
                    column += TAB.len();
                }
                _ if c.is_control() => {
                    text.push('\u{fffd}');
                    column += 1;
                }
                _ => {
                    text.push(c);
                    column += 1;
                }
            }
        }
        columns.push(column);
        if rest.next().is_some() {
            text.push('…');
        }
        let place = |at: usize| columns[at.saturating_sub(skip).min(columns.len() - 1)];
        let mut placed: Vec<Placed<'a>> = marks
            .iter()
            .filter(|mark| mark.start >= skip && mark.start <= skip + MAX_WIDTH)
            .map(|mark| {
                let start = place(mark.start);
                Placed { start, end: place(mark.end).max(start + 1), label: &mark.label.text, is_primary: mark.is_primary }
            })
            .collect();
        placed.sort_by_key(|mark| (mark.start, !mark.is_primary));
        Line { text, marks: placed }
    }

    /// The row of marks with the last label, and rows for the other labels.
    pub(super) fn rows(&self, style: Style, paint: Paint) -> Vec<String> {
        let color = |mark: &Placed<'_>| if mark.is_primary { paint } else { Paint::Frame };
        let width = self.marks.iter().map(|mark| mark.end).max().unwrap_or(0);
        let mut cells: Vec<Option<(char, Paint)>> = vec![None; width];
        // The primary mark lies on top of those that it overlaps.
        for is_primary in [false, true] {
            for mark in self.marks.iter().filter(|mark| mark.is_primary == is_primary) {
                let c = if is_primary { '^' } else { '-' };
                cells[mark.start..mark.end].fill(Some((c, color(mark))));
            }
        }
        let mut first = paint_cells(&cells, style);
        let Some(last) = self.marks.last() else { return Vec::new() };
        // Only the label of a mark that ends the row fits beside it.
        let beside = last.end == width && self.marks.iter().filter(|mark| mark.start == last.start).count() == 1;
        let mut below: Vec<&Placed<'_>> = self.marks.iter().filter(|mark| !mark.label.is_empty()).collect();
        if beside && !last.label.is_empty() {
            below.pop();
            first.push(' ');
            first.push_str(&style.paint(color(last), &in_row(last.label)));
        }
        let mut rows = vec![first];
        if !below.is_empty() {
            rows.push(connectors(&below, style, &color));
        }
        while let Some(mark) = below.pop() {
            let mut row = connectors(&below.iter().filter(|other| other.start < mark.start).copied().collect::<Vec<_>>(), style, &color);
            let used = below.iter().filter(|other| other.start < mark.start).map(|other| other.start + 1).max().unwrap_or(0);
            row.push_str(&" ".repeat(mark.start - used));
            row.push_str(&style.paint(color(mark), &in_row(mark.label)));
            rows.push(row);
        }
        rows
    }
}

fn in_row(label: &str) -> String {
    label.replace(['\n', '\r'], " ")
}

/// A row with `|` below each mark whose label is to come.
fn connectors(marks: &[&Placed<'_>], style: Style, color: &dyn Fn(&Placed<'_>) -> Paint) -> String {
    let width = marks.iter().map(|mark| mark.start + 1).max().unwrap_or(0);
    let mut cells = vec![None; width];
    for mark in marks {
        cells[mark.start] = Some(('|', color(mark)));
    }
    paint_cells(&cells, style)
}

fn paint_cells(cells: &[Option<(char, Paint)>], style: Style) -> String {
    let mut out = String::new();
    let mut rest = cells;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|cell| cell.map(|(_, paint)| paint) == first.map(|(_, paint)| paint)).count();
        let text: String = rest[..same].iter().map(|cell| cell.map_or(' ', |(c, _)| c)).collect();
        match first {
            Some((_, paint)) => out.push_str(&style.paint(*paint, &text)),
            None => out.push_str(&text),
        }
        rest = &rest[same..];
    }
    out
}
