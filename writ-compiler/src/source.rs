//! Source files and positions in them.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A source file of a [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file. Lines and columns are computed only when they are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The file that the range lies in.
    pub file: FileId,
    /// Offset of the first byte, 0-based.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` up to byte `end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both; `other` has to lie in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at the start of this one.
    pub fn start_point(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span behind this one.
    pub fn end_point(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A file's name and text.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as scripts and diagnostics name it: relative to the root directory, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Offsets at which lines start; the first is 0.
    line_starts: Vec<u32>,
}

impl SourceFile {
    fn new(path: String, text: String) -> SourceFile {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i as u32 + 1)).collect();
        SourceFile { path, text, line_starts }
    }

    /// Line and column of a byte offset, both 1-based; the column counts characters.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |text| text.chars().count());
        (line as u32 + 1, column as u32 + 1)
    }

    /// The text of a 1-based line without its line break; empty behind the end.
    pub fn line_text(&self, line: u32) -> &str {
        let Some(start) = self.line_starts.get(line as usize - 1) else { return "" };
        let rest = &self.text[*start as usize..];
        rest.split('\n').next().unwrap_or("").trim_end_matches('\r')
    }
}

/// All files of a compilation. Cheap to clone: files are shared and never change once added.
///
/// ```
/// use writ_compiler::source::{SourceMap, Span};
///
/// let mut sources = SourceMap::default();
/// let file = sources.add("a.writ", "let x = 1\nlet ö = 2\n");
/// let span = Span::new(file, 14, 16);
/// assert_eq!(sources.text(span), "ö");
/// assert_eq!(sources.file(file).line_column(span.start), (2, 5));
/// ```
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
    /// The files of which there is a later version.
    moved: BTreeMap<FileId, Arc<Moved>>,
}

/// A part of a file that is the same in a later version of it; both begin at these bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Where it begins in the earlier version.
    pub old: u32,
    /// Where it begins in the later one.
    pub new: u32,
    /// How many bytes it has.
    pub length: u32,
}

/// Where the parts of a file went.
#[derive(Debug)]
struct Moved {
    to: FileId,
    /// In the order of the text.
    kept: Vec<Kept>,
}

impl Moved {
    /// Where a byte of the file, or the end of one of its parts, went, and how many bytes behind it went with it.
    fn find(&self, offset: u32) -> Option<(u32, u32)> {
        let index = self.kept.partition_point(|kept| kept.old <= offset).checked_sub(1)?;
        let Kept { old, new, length } = self.kept[index];
        (offset - old <= length).then(|| (new + (offset - old), length - (offset - old)))
    }
}

impl SourceMap {
    /// Adds a file and gives its id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(Arc::new(SourceFile::new(path.into(), text.into())));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id that this map gave out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file yet.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// There is a later version of a file, of which these parts, in order, are the same. Spans in them mean the later version from now on (see
    /// [`Self::current`]). The text of the earlier one is forgotten; its lines are not.
    pub fn supersede(&mut self, old: FileId, new: FileId, kept: Vec<Kept>) {
        let next = Moved { to: new, kept };
        for moved in self.moved.values_mut().filter(|moved| moved.to == old) {
            let parts = moved.kept.iter().flat_map(|part| {
                // What is kept twice.
                let (start, end) = (part.new, part.new + part.length);
                let inside = next.kept.iter().filter(move |kept| kept.old < end && start < kept.old + kept.length);
                inside.map(move |kept| {
                    let (from, to) = (start.max(kept.old), end.min(kept.old + kept.length));
                    Kept { old: part.old + (from - start), new: kept.new + (from - kept.old), length: to - from }
                })
            });
            *moved = Arc::new(Moved { to: new, kept: parts.collect() });
        }
        self.moved.insert(old, Arc::new(next));
        let file = self.file(old);
        let forgotten = SourceFile { path: file.path.clone(), text: String::new(), line_starts: file.line_starts.clone() };
        self.files[old.0 as usize] = Arc::new(forgotten);
    }

    /// The span in the latest version of its file; the same span, if it does not lie in a part of that which stayed.
    pub fn current(&self, span: Span) -> Span {
        let Some(moved) = self.moved.get(&span.file) else { return span };
        let Some((start, left)) = moved.find(span.start) else { return span };
        Span { file: moved.to, start, end: start + (span.end - span.start).min(left) }
    }

    /// Forgets all files but the first `len`: a session takes back what failed to compile.
    pub fn truncate(&mut self, len: usize) {
        self.files.truncate(len);
    }

    /// The 1-based line on which a span starts, in the latest version of its file.
    pub fn line(&self, span: Span) -> u32 {
        let span = self.current(span);
        self.file(span.file).line_column(span.start).0
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}
