//! What the printer lays out: text, places where a line may break, and groups that break together (after Wadler and Prettier).
//!
//! Nodes live in one arena and name each other by number. So a part may stand in several alternatives, and nothing has to be freed by recursion,
//! however deep a script nests.

/// A node of [`Docs`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Doc(u32);

/// The kinds of nodes.
pub(crate) enum Node {
    /// Text of one line.
    Text(Box<str>),
    /// A comment behind the last thing on a line: it takes no room, because nothing can be done if it is too long. A `Hard` follows.
    Trailing(Box<str>),
    /// Lines that keep their text. The first stands where the printer is; each further one is indented by so many columns more or less
    /// than the current indentation, and not at all if there is no number.
    Lines(Vec<(Option<isize>, Box<str>)>),
    /// One behind the other.
    Concat(Vec<Doc>),
    /// One level further to the right behind each line break.
    Indent(Doc),
    /// Nothing (or a blank) in a flat group, a line break in a broken one; `blank` leaves an empty line there, too.
    Line { flat: &'static str, blank: bool },
    /// A blank, but a line break where what follows, up to the next place of this kind, does not fit any more.
    Fill,
    /// A line break; `blank`: and an empty line.
    Hard { blank: bool },
    /// Laid out flat if it fits on the line, else with all its lines broken.
    Group(Doc),
    /// The group that ends this, broken.
    Broken(Doc),
    /// All on one line but for what can't be.
    Flat(Doc),
    /// One thing in a broken group, another in a flat one.
    IfBroken { broken: Doc, flat: Doc },
    /// The first alternative whose first line fits, else the last. The first is tried flat.
    Best(Vec<Doc>),
}

/// The arena.
#[derive(Default)]
pub(crate) struct Docs {
    nodes: Vec<Node>,
    /// Whether a node contains a line break that is always there, so that no group around it can be flat.
    forced: Vec<bool>,
}

impl Docs {
    fn add(&mut self, node: Node, forced: bool) -> Doc {
        self.nodes.push(node);
        self.forced.push(forced);
        Doc(self.nodes.len() as u32 - 1)
    }

    pub(crate) fn node(&self, doc: Doc) -> &Node {
        &self.nodes[doc.0 as usize]
    }

    pub(crate) fn is_forced(&self, doc: Doc) -> bool {
        self.forced[doc.0 as usize]
    }

    pub(crate) fn is_nothing(&self, doc: Doc) -> bool {
        matches!(self.node(doc), Node::Concat(parts) if parts.is_empty())
    }

    /// Whether it is a place to break a line, and nothing else.
    pub(crate) fn is_line(&self, doc: Doc) -> bool {
        matches!(self.node(doc), Node::Line { .. })
    }

    pub(crate) fn nothing(&mut self) -> Doc {
        self.add(Node::Concat(Vec::new()), false)
    }

    pub(crate) fn text(&mut self, text: &str) -> Doc {
        self.add(Node::Text(text.into()), false)
    }

    pub(crate) fn trailing(&mut self, text: &str) -> Doc {
        self.add(Node::Trailing(text.into()), true)
    }

    pub(crate) fn lines(&mut self, lines: Vec<(Option<isize>, Box<str>)>) -> Doc {
        self.add(Node::Lines(lines), false)
    }

    pub(crate) fn concat(&mut self, parts: Vec<Doc>) -> Doc {
        if let [only] = parts[..] {
            return only;
        }
        let forced = parts.iter().any(|part| self.is_forced(*part));
        self.add(Node::Concat(parts), forced)
    }

    pub(crate) fn indent(&mut self, doc: Doc) -> Doc {
        let forced = self.is_forced(doc);
        self.add(Node::Indent(doc), forced)
    }

    /// A blank in a flat group, a line break in a broken one.
    pub(crate) fn line(&mut self, blank: bool) -> Doc {
        self.add(Node::Line { flat: " ", blank }, false)
    }

    /// Nothing in a flat group, a line break in a broken one.
    pub(crate) fn soft(&mut self) -> Doc {
        self.add(Node::Line { flat: "", blank: false }, false)
    }

    pub(crate) fn fill(&mut self) -> Doc {
        self.add(Node::Fill, false)
    }

    pub(crate) fn hard(&mut self, blank: bool) -> Doc {
        self.add(Node::Hard { blank }, true)
    }

    pub(crate) fn group(&mut self, doc: Doc) -> Doc {
        let forced = self.is_forced(doc);
        self.add(Node::Group(doc), forced)
    }

    /// A group that is broken in any case.
    pub(crate) fn broken_group(&mut self, doc: Doc) -> Doc {
        self.add(Node::Group(doc), true)
    }

    pub(crate) fn broken(&mut self, doc: Doc) -> Doc {
        self.add(Node::Broken(doc), true)
    }

    pub(crate) fn flat(&mut self, doc: Doc) -> Doc {
        let forced = self.is_forced(doc);
        self.add(Node::Flat(doc), forced)
    }

    /// `text` in a broken group.
    pub(crate) fn if_broken(&mut self, text: &str) -> Doc {
        let (broken, flat) = (self.text(text), self.nothing());
        self.add(Node::IfBroken { broken, flat }, false)
    }

    /// `text` in a flat group.
    pub(crate) fn if_flat(&mut self, text: &str) -> Doc {
        let (broken, flat) = (self.nothing(), self.text(text));
        self.add(Node::IfBroken { broken, flat }, false)
    }

    /// Forced breaks inside don't break what is around: the alternatives are there to hold them.
    pub(crate) fn best(&mut self, alternatives: Vec<Doc>) -> Doc {
        self.add(Node::Best(alternatives), false)
    }
}
