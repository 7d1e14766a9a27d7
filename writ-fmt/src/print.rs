//! Laying a document out: which groups stay on one line, and where the others break.

use crate::doc::{Doc, Docs, Node};

/// The longest line, in characters. Only what can't be broken is longer.
pub(crate) const WIDTH: usize = 120;

/// The columns of one level.
const INDENT: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
    /// The group that ends this is to be broken, whether it fits or not.
    Force,
}

#[derive(Clone, Copy)]
struct Command {
    indent: usize,
    mode: Mode,
    doc: Doc,
}

/// The text of a document.
pub(crate) fn print(docs: &Docs, doc: Doc) -> String {
    let mut printer =
        Printer { docs, out: String::new(), column: 0, pending: 0, stack: vec![Command { indent: 0, mode: Mode::Broken, doc }] };
    while let Some(command) = printer.stack.pop() {
        printer.step(command);
    }
    printer.out
}

struct Printer<'a> {
    docs: &'a Docs,
    out: String,
    column: usize,
    /// Indentation that is written when something follows on the line.
    pending: usize,
    stack: Vec<Command>,
}

impl Printer<'_> {
    fn step(&mut self, command: Command) {
        let Command { indent, mode, doc } = command;
        match self.docs.node(doc) {
            Node::Text(text) => self.write(text),
            Node::Trailing(text) => self.write(text),
            Node::Lines(lines) => self.lines(lines, indent),
            Node::Concat(parts) => {
                for (index, part) in parts.iter().enumerate().rev() {
                    let mode = if mode == Mode::Force && index + 1 < parts.len() { Mode::Broken } else { mode };
                    self.stack.push(Command { indent, mode, doc: *part });
                }
            }
            Node::Indent(inner) => self.stack.push(Command { indent: indent + INDENT, mode, doc: *inner }),
            Node::Line { flat, .. } if mode == Mode::Flat => self.write(flat),
            Node::Line { blank, .. } | Node::Hard { blank } => self.newline(indent, *blank),
            Node::Fill => {
                if mode == Mode::Flat || self.fits(None, WIDTH.saturating_sub(self.column + 1), true) {
                    self.write(" ");
                } else {
                    self.newline(indent, false);
                }
            }
            Node::Group(inner) => {
                let flat = Command { mode: Mode::Flat, doc: *inner, ..command };
                let stays_flat =
                    mode != Mode::Force && !self.docs.is_forced(doc) && (mode == Mode::Flat || self.fits(Some(flat), self.left(), false));
                self.stack.push(if stays_flat { flat } else { Command { mode: Mode::Broken, doc: *inner, ..command } });
            }
            Node::Broken(inner) => self.stack.push(Command { mode: Mode::Force, doc: *inner, ..command }),
            Node::Flat(inner) => self.stack.push(Command { mode: Mode::Flat, doc: *inner, ..command }),
            Node::IfBroken { broken, flat } => {
                self.stack.push(Command { doc: if mode == Mode::Flat { *flat } else { *broken }, ..command });
            }
            Node::Best(alternatives) => {
                let chosen = self.choose(alternatives, command);
                self.stack.push(chosen);
            }
        }
    }

    fn choose(&self, alternatives: &[Doc], command: Command) -> Command {
        let (first, others) = match alternatives {
            [first, others @ ..] => (*first, others),
            [] => return command,
        };
        let flat = Command { mode: Mode::Flat, doc: first, ..command };
        if !self.docs.is_forced(first)
            && (command.mode == Mode::Flat || command.mode == Mode::Broken && self.fits(Some(flat), self.left(), false))
        {
            return flat;
        }
        let mut last = Command { mode: Mode::Broken, doc: first, ..command };
        for alternative in others {
            last = Command { mode: Mode::Broken, doc: *alternative, ..command };
            if self.fits(Some(last), self.left(), true) {
                return last;
            }
        }
        last
    }

    fn left(&self) -> usize {
        WIDTH.saturating_sub(self.column.max(self.pending))
    }

    /// Whether `first` and what is on the stack behind it fit into `left` columns, up to the next line break. With `flat_groups`, groups
    /// count as flat unless they can't be, else as broken where they may break.
    fn fits(&self, first: Option<Command>, left: usize, flat_groups: bool) -> bool {
        let mut left = left;
        let mut rest = self.stack.len();
        let mut work: Vec<(Mode, Doc)> = first.into_iter().map(|command| (command.mode, command.doc)).collect();
        loop {
            let (mode, doc) = match work.pop() {
                Some(next) => next,
                None if rest == 0 => return true,
                None => {
                    rest -= 1;
                    (self.stack[rest].mode, self.stack[rest].doc)
                }
            };
            match self.docs.node(doc) {
                Node::Text(text) => {
                    let width = text.chars().count();
                    if width > left {
                        return false;
                    }
                    left -= width;
                }
                Node::Trailing(_) => {}
                Node::Lines(lines) => {
                    let width = lines.first().map_or(0, |(_, text)| text.chars().count());
                    return width <= left;
                }
                Node::Concat(parts) => {
                    for (index, part) in parts.iter().enumerate().rev() {
                        work.push((if mode == Mode::Force && index + 1 < parts.len() { Mode::Broken } else { mode }, *part));
                    }
                }
                Node::Indent(inner) => work.push((mode, *inner)),
                Node::Line { flat, .. } if mode == Mode::Flat => {
                    if flat.len() > left {
                        return false;
                    }
                    left -= flat.len();
                }
                Node::Line { .. } | Node::Hard { .. } => return true,
                Node::Fill if mode == Mode::Flat => {
                    if left == 0 {
                        return false;
                    }
                    left -= 1;
                }
                Node::Fill => return true,
                Node::Group(inner) => {
                    let mode = match mode {
                        Mode::Force => Mode::Broken,
                        _ if self.docs.is_forced(doc) => Mode::Broken,
                        Mode::Broken if flat_groups => Mode::Flat,
                        Mode::Broken => Mode::Broken,
                        Mode::Flat => Mode::Flat,
                    };
                    work.push((mode, *inner));
                }
                Node::Broken(inner) => work.push((Mode::Force, *inner)),
                Node::Flat(inner) => work.push((Mode::Flat, *inner)),
                Node::IfBroken { broken, flat } => work.push((mode, if mode == Mode::Flat { *flat } else { *broken })),
                Node::Best(alternatives) => {
                    let pick = match mode {
                        Mode::Force => alternatives.get(1).or(alternatives.last()),
                        Mode::Flat | Mode::Broken => alternatives.first(),
                    };
                    let last = alternatives.last();
                    let (mode, pick) = match mode {
                        // Room for the first line of the last alternative is all that is needed.
                        Mode::Broken if !flat_groups => (Mode::Broken, last),
                        Mode::Broken => (Mode::Flat, pick),
                        Mode::Flat | Mode::Force => (mode, pick),
                    };
                    work.extend(pick.map(|doc| (mode, *doc)));
                }
            }
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.pending > 0 {
            self.out.extend(std::iter::repeat_n(' ', self.pending));
            self.column = self.pending;
            self.pending = 0;
        }
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn newline(&mut self, indent: usize, blank: bool) {
        self.out.push_str(if blank { "\n\n" } else { "\n" });
        self.column = 0;
        self.pending = indent;
    }

    fn lines(&mut self, lines: &[(Option<isize>, Box<str>)], indent: usize) {
        for (index, (shift, text)) in lines.iter().enumerate() {
            if index > 0 {
                let indent = shift.map_or(0, |shift| indent.saturating_add_signed(shift));
                self.newline(if text.is_empty() { 0 } else { indent }, false);
            }
            self.write(text);
        }
    }
}
