//! Usefulness of patterns.

use crate::ir::{Pattern, Program, Type, TypeId};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A pattern, reduced to what decides whether it fits.
#[derive(Clone, Debug)]
pub enum Pat {
    /// Fits all.
    Any,
    /// May fit or not: counts as reachable like `Any`, but covers nothing.
    Maybe,
    /// Fits none.
    Never,
    /// A constructor and its fields.
    Of(Constructor, Vec<Pat>),
    /// One of several.
    Or(Vec<Pat>),
}

/// What a value is made by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Constructor {
    /// The only one of tuples and structs.
    Only,
    /// One of finitely many: `false`/`true`, `null`/value, `Success`/`Error`, the variants.
    Case(u32),
    /// Ints, both ends inclusive.
    Ints(i64, i64),
    /// One string.
    Text(Arc<str>),
    /// Those of an endless type that no pattern names.
    Other,
}

impl Pat {
    /// Of the IR's pattern.
    pub fn lower(pattern: &Pattern) -> Pat {
        let list = |patterns: &[Pattern]| patterns.iter().map(Pat::lower).collect();
        match pattern {
            Pattern::Any | Pattern::Bind(_) => Pat::Any,
            Pattern::Test { .. } => Pat::Maybe,
            Pattern::Int(n) => Pat::Of(Constructor::Ints(*n, *n), Vec::new()),
            Pattern::IntRange { start, end } if start > end => Pat::Never,
            Pattern::IntRange { start, end } => Pat::Of(Constructor::Ints(*start, *end), Vec::new()),
            Pattern::Bool(b) => Pat::Of(Constructor::Case(u32::from(*b)), Vec::new()),
            Pattern::String(s) => Pat::Of(Constructor::Text(s.clone()), Vec::new()),
            Pattern::Null => Pat::Of(Constructor::Case(0), Vec::new()),
            Pattern::Some(inner) => Pat::Of(Constructor::Case(1), vec![Pat::lower(inner)]),
            Pattern::Success(inner) => Pat::Of(Constructor::Case(0), vec![Pat::lower(inner)]),
            Pattern::Failure(inner) => Pat::Of(Constructor::Case(1), vec![Pat::lower(inner)]),
            Pattern::Variant { variant, fields } => Pat::Of(Constructor::Case(*variant), list(fields)),
            Pattern::Tuple(fields) | Pattern::Struct(fields) => Pat::Of(Constructor::Only, list(fields)),
            Pattern::Or(patterns) => Pat::Or(list(patterns)),
        }
    }

    /// Whether something in it may fit or not, so that it doesn't cover what it looks like.
    fn is_maybe(&self) -> bool {
        match self {
            Pat::Maybe => true,
            Pat::Any | Pat::Never => false,
            Pat::Of(_, fields) => fields.iter().any(Pat::is_maybe),
            Pat::Or(patterns) => patterns.iter().any(Pat::is_maybe),
        }
    }

    /// The alternatives that cover what they look like.
    fn covering(self, out: &mut Vec<Pat>) {
        match self {
            Pat::Or(patterns) => patterns.into_iter().for_each(|pattern| pattern.covering(out)),
            Pat::Any | Pat::Maybe | Pat::Never | Pat::Of(..) => {
                if !self.is_maybe() {
                    out.push(self);
                }
            }
        }
    }
}

/// A value, or all values of a sort, that no row fits.
#[derive(Clone, Debug)]
pub enum Witness {
    /// Any value.
    Any,
    /// Made in this way.
    Of(Constructor, Vec<Witness>),
}

/// Steps after which the search gives up, takes an arm for reachable, and asks for an `else`: such matches are made to be hard.
const BUDGET: usize = 200_000;

/// The arms so far.
pub struct Matrix<'a> {
    program: &'a Program,
    subject: TypeId,
    rows: Vec<Vec<Pat>>,
    /// For a subject that is an int or a string: what the rows cover, so that thousands of arms are no problem.
    flat: Option<Flat>,
    budget: usize,
}

/// What rows on one int or string cover.
#[derive(Default)]
struct Flat {
    all: bool,
    texts: HashSet<Arc<str>>,
    /// Ranges that don't touch, by start.
    ranges: BTreeMap<i64, i64>,
}

impl Flat {
    fn covers(&self, pat: &Pat) -> bool {
        self.all
            || match pat {
                Pat::Never => true,
                Pat::Of(Constructor::Ints(start, end), _) => self.ranges.range(..=start).next_back().is_some_and(|(_, e)| e >= end),
                Pat::Of(Constructor::Text(text), _) => self.texts.contains(text),
                Pat::Or(patterns) => patterns.iter().all(|pattern| self.covers(pattern)),
                Pat::Any | Pat::Maybe | Pat::Of(..) => self.ranges.get(&i64::MIN) == Some(&i64::MAX),
            }
    }

    fn add(&mut self, pat: Pat) {
        match pat {
            Pat::Any => self.all = true,
            Pat::Of(Constructor::Text(text), _) => drop(self.texts.insert(text)),
            Pat::Of(Constructor::Ints(mut start, mut end), _) => {
                // Ranges that overlap or touch become one.
                while let Some((s, e)) = self.ranges.range(..=end.saturating_add(1)).next_back().map(|(s, e)| (*s, *e)) {
                    if e < start.saturating_sub(1) {
                        break;
                    }
                    self.ranges.remove(&s);
                    start = start.min(s);
                    end = end.max(e);
                }
                self.ranges.insert(start, end);
            }
            Pat::Maybe | Pat::Never | Pat::Of(..) | Pat::Or(_) => {}
        }
    }
}

impl<'a> Matrix<'a> {
    /// No arms yet.
    pub fn new(program: &'a Program, subject: TypeId) -> Matrix<'a> {
        let flat = matches!(subject, TypeId::INT | TypeId::INT32 | TypeId::STRING).then(Flat::default);
        Matrix { program, subject, rows: Vec::new(), flat, budget: BUDGET }
    }

    /// Adds an arm without guard.
    pub fn add(&mut self, pat: Pat) {
        let mut patterns = Vec::new();
        pat.covering(&mut patterns);
        for pat in patterns {
            match &mut self.flat {
                Some(flat) => flat.add(pat),
                None => self.rows.push(vec![pat]),
            }
        }
    }

    /// Whether some value fits `pat` and no arm so far.
    pub fn is_useful(&mut self, pat: &Pat) -> bool {
        if let Some(flat) = &self.flat {
            return !flat.covers(pat);
        }
        self.budget = BUDGET;
        let rows: Vec<&[Pat]> = self.rows.iter().map(Vec::as_slice).collect();
        let rows: Vec<Vec<&Pat>> = rows.iter().map(|row| row.iter().collect()).collect();
        useful(self.program, &[self.subject], rows, Some(vec![pat]), 1, &mut self.budget).is_none_or(|found| !found.is_empty())
    }

    /// Some values that no arm fits.
    pub fn missing(&mut self, limit: usize) -> Vec<Witness> {
        if let Some(flat) = self.flat.take() {
            let ranges = flat.ranges.iter().map(|(start, end)| Pat::Of(Constructor::Ints(*start, *end), Vec::new()));
            self.rows = if flat.all { vec![vec![Pat::Any]] } else { ranges.map(|pat| vec![pat]).collect() };
        }
        self.budget = BUDGET;
        let rows = self.rows.iter().map(|row| row.iter().collect()).collect();
        let found = useful(self.program, &[self.subject], rows, None, limit, &mut self.budget).unwrap_or_else(|| vec![vec![Witness::Any]]);
        found.into_iter().filter_map(|mut row| row.pop()).collect()
    }
}

const ANY: &Pat = &Pat::Any;

/// Witnesses (a value for each column) that fit `row` (or anything, if there is none) and none of `rows`; up to `limit`. `None`: gave up.
fn useful(
    program: &Program,
    types: &[TypeId],
    rows: Vec<Vec<&Pat>>,
    row: Option<Vec<&Pat>>,
    limit: usize,
    budget: &mut usize,
) -> Option<Vec<Vec<Witness>>> {
    let Some((ty, rest)) = types.split_first() else {
        return Some(if rows.is_empty() { vec![Vec::new()] } else { Vec::new() });
    };
    *budget = budget.checked_sub(1 + rows.len())?;
    // Alternatives become rows of their own.
    let mut flat = Vec::with_capacity(rows.len());
    rows.into_iter().for_each(|row| expand(row, &mut flat));
    let rows = flat;

    if let Some(mut row) = row {
        return match row[0] {
            Pat::Never => Some(Vec::new()),
            Pat::Or(patterns) => {
                for pattern in patterns {
                    row[0] = pattern;
                    let found = useful(program, types, rows.clone(), Some(row.clone()), limit, budget)?;
                    if !found.is_empty() {
                        return Some(found);
                    }
                }
                Some(Vec::new())
            }
            Pat::Of(Constructor::Ints(start, end), _) => {
                // A range is useful if one of its parts is.
                for part in split(&rows, *start, *end) {
                    let rest_row = row[1..].to_vec();
                    let rows = specialise(&rows, &part, 0);
                    let found = useful(program, rest, rows, Some(rest_row), limit, budget)?;
                    if !found.is_empty() {
                        return Some(build(found, &part, 0));
                    }
                }
                Some(Vec::new())
            }
            Pat::Of(constructor, fields) => {
                let inner = with_fields(program, *ty, constructor, rest);
                let mut next: Vec<&Pat> = fields.iter().collect();
                next.extend(&row[1..]);
                let rows = specialise(&rows, constructor, fields.len());
                Some(build(useful(program, &inner, rows, Some(next), limit, budget)?, constructor, fields.len()))
            }
            Pat::Any | Pat::Maybe => each_constructor(program, *ty, rest, &rows, Some(&row[1..]), limit, budget),
        };
    }
    each_constructor(program, *ty, rest, &rows, None, limit, budget)
}

/// The first column may be anything: tries the constructors that tell the rows apart.
fn each_constructor(
    program: &Program,
    ty: TypeId,
    rest: &[TypeId],
    rows: &[Vec<&Pat>],
    row: Option<&[&Pat]>,
    limit: usize,
    budget: &mut usize,
) -> Option<Vec<Vec<Witness>>> {
    if rows.iter().all(|row| matches!(row[0], Pat::Any)) && (row.is_some() || !rows.is_empty() || !is_listed(program, ty)) {
        let rows = rows.iter().map(|row| row[1..].to_vec()).collect();
        let found = useful(program, rest, rows, row.map(<[_]>::to_vec), limit, budget)?;
        return Some(
            found
                .into_iter()
                .map(|mut row| {
                    row.push(Witness::Any);
                    row
                })
                .collect(),
        );
    }
    let mut out = Vec::new();
    for constructor in constructors(program, ty, rows) {
        let count = with_fields(program, ty, &constructor, &[]).len();
        let inner = with_fields(program, ty, &constructor, rest);
        let next = row.map(|row| {
            let mut next = vec![ANY; count];
            next.extend(row);
            next
        });
        let rows = specialise(rows, &constructor, count);
        // Nobody asks for this constructor: whatever it holds is missing. (A value of an optional has no pattern for itself: it is looked into.)
        let untouched = rows.is_empty() && row.is_none() && !matches!(program.types.get(ty), Type::Optional(_));
        let found =
            if untouched { vec![vec![Witness::Any; inner.len()]] } else { useful(program, &inner, rows, next, limit - out.len(), budget)? };
        out.extend(build(found, &constructor, count));
        if out.len() >= limit {
            break;
        }
    }
    Some(out)
}

/// Whether missing values of the type are listed one by one also if no pattern names any.
fn is_listed(program: &Program, ty: TypeId) -> bool {
    matches!(program.types.get(ty), Type::Enum(_) | Type::Bool | Type::Result(_))
}

/// The constructors of a type, endless ones in as few parts as the rows tell apart.
fn constructors(program: &Program, ty: TypeId, rows: &[Vec<&Pat>]) -> Vec<Constructor> {
    let cases = |count: usize| (0..count as u32).map(Constructor::Case).collect();
    match program.types.get(ty) {
        Type::Bool | Type::Optional(_) | Type::Result(_) => cases(2),
        Type::Enum(id) => cases(program[*id].variants.len()),
        Type::Int => split(rows, i64::MIN, i64::MAX),
        Type::Int32 => split(rows, i64::from(i32::MIN), i64::from(i32::MAX)),
        Type::String => {
            let mut seen = HashSet::new();
            let mut out = vec![Constructor::Other];
            for row in rows {
                if let Pat::Of(text @ Constructor::Text(name), _) = row[0]
                    && seen.insert(name)
                {
                    out.push(text.clone());
                }
            }
            out
        }
        Type::Tuple(_) | Type::Struct(_) => vec![Constructor::Only],
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Float
        | Type::Float64
        | Type::Range
        | Type::Array(_)
        | Type::Dictionary(..)
        | Type::Function(..)
        | Type::Class(_)
        | Type::Trait(_)
        | Type::Weak(_)
        | Type::Any
        | Type::Parameter(_) => vec![Constructor::Other],
    }
}

/// The parts of a range of ints that the rows' ranges tell apart.
fn split(rows: &[Vec<&Pat>], start: i64, end: i64) -> Vec<Constructor> {
    // Where parts begin, in 128 bits because the last range may end at the greatest int.
    let mut starts = vec![i128::from(start), i128::from(end) + 1];
    for row in rows {
        if let Pat::Of(Constructor::Ints(s, e), _) = row[0] {
            starts.extend([i128::from(*s), i128::from(*e) + 1].into_iter().filter(|n| i128::from(start) < *n && *n <= i128::from(end)));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.windows(2).map(|pair| Constructor::Ints(pair[0] as i64, (pair[1] - 1) as i64)).collect()
}

/// The types of a constructor's fields, before those of the other columns.
fn with_fields(program: &Program, ty: TypeId, constructor: &Constructor, rest: &[TypeId]) -> Vec<TypeId> {
    let mut types = field_types(program, ty, constructor);
    types.extend(rest);
    types
}

/// The types of a constructor's fields.
#[allow(clippy::wildcard_enum_match_arm)] // Nothing else has fields.
pub fn field_types(program: &Program, ty: TypeId, constructor: &Constructor) -> Vec<TypeId> {
    match (program.types.get(ty), constructor) {
        (Type::Optional(inner), Constructor::Case(1)) | (Type::Result(inner), Constructor::Case(0)) => vec![*inner],
        (Type::Result(_), Constructor::Case(1)) => vec![TypeId::STRING],
        (Type::Enum(id), Constructor::Case(variant)) => program[*id].variants[*variant as usize].fields.iter().map(|f| f.ty).collect(),
        (Type::Tuple(items), _) => items.clone(),
        (Type::Struct(id), _) => program[*id].fields.iter().map(|f| f.ty).collect(),
        _ => Vec::new(),
    }
}

/// The rows that fit the constructor, with its fields instead of the first column.
fn specialise<'p>(rows: &[Vec<&'p Pat>], constructor: &Constructor, count: usize) -> Vec<Vec<&'p Pat>> {
    let fits = |pattern: &Constructor| match (pattern, constructor) {
        (Constructor::Ints(s, e), Constructor::Ints(start, end)) => s <= start && end <= e,
        (pattern, constructor) => pattern == constructor,
    };
    rows.iter()
        .filter_map(|row| match row[0] {
            Pat::Any => Some([&vec![ANY; count][..], &row[1..]].concat()),
            Pat::Of(pattern, fields) if fits(pattern) => Some(fields.iter().chain(row[1..].iter().copied()).collect()),
            Pat::Of(..) | Pat::Maybe | Pat::Never | Pat::Or(_) => None,
        })
        .collect()
}

/// A row for each alternative of the first column.
fn expand<'p>(row: Vec<&'p Pat>, out: &mut Vec<Vec<&'p Pat>>) {
    match row[0] {
        Pat::Or(patterns) => {
            for pattern in patterns {
                let mut row = row.clone();
                row[0] = pattern;
                expand(row, out);
            }
        }
        Pat::Any | Pat::Maybe | Pat::Never | Pat::Of(..) => out.push(row),
    }
}

/// Puts the constructor around its fields. Witnesses have their columns in reverse, so that the first is at the end.
fn build(found: Vec<Vec<Witness>>, constructor: &Constructor, count: usize) -> Vec<Vec<Witness>> {
    let make = |mut row: Vec<Witness>| {
        let mut fields = row.split_off(row.len() - count);
        fields.reverse();
        row.push(Witness::Of(constructor.clone(), fields));
        row
    };
    found.into_iter().map(make).collect()
}
