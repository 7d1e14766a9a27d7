//! Scripts inside of Markdown files: the blocks fenced with ` ```writ `. A block ` ```writ,file=items/sword.writ ` is a module beside the next script.

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The 1-based line on which its text starts.
    pub line: usize,
    /// The text.
    pub source: String,
    /// The modules beside it: path and text.
    pub modules: Vec<(String, String)>,
}

/// What a block of a document is.
enum Kind {
    Script,
    Module(String),
    Other,
}

impl Kind {
    fn of(info: &str) -> Kind {
        match (info, info.strip_prefix("writ,file=")) {
            ("writ", _) => Kind::Script,
            (_, Some(path)) => Kind::Module(path.to_owned()),
            (_, None) => Kind::Other,
        }
    }
}

/// All scripts of a document, in order.
///
/// # Errors
/// A module behind which no script comes.
pub fn code_blocks(markdown: &str) -> Result<Vec<CodeBlock>, String> {
    let mut blocks = Vec::new();
    let mut modules = Vec::new();
    let mut open: Option<(Kind, usize, String)> = None;
    for (index, line) in markdown.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (open.take(), fence) {
            (Some((Kind::Script, line, source)), Some(_)) => {
                blocks.push(CodeBlock { line, source, modules: std::mem::take(&mut modules) });
            }
            (Some((Kind::Module(path), _, source)), Some(_)) => modules.push((path, source)),
            (Some((Kind::Other, ..)), Some(_)) => {}
            (Some((kind, start, source)), None) => open = Some((kind, start, source + line + "\n")),
            (None, Some(info)) => open = Some((Kind::of(info.trim()), index + 2, String::new())),
            (None, None) => {}
        }
    }
    match modules.first() {
        Some((path, _)) => Err(format!("no script comes behind the module {path}")),
        None => Ok(blocks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language() {
        let found = code_blocks("a\n```writ\nprint(1)\n```\n```rust\nfn main() {}\n```\n").unwrap();
        assert_eq!(found, [CodeBlock { line: 3, source: "print(1)\n".into(), modules: Vec::new() }]);
    }

    #[test]
    fn modules_belong_to_the_next_script() {
        let text = "```writ,file=a.writ\nexport let x = 1\n```\nand\n```writ\nprint(1)\n```\n```writ\nprint(2)\n```\n";
        let found = code_blocks(text).unwrap();
        assert_eq!(found[0].modules, [("a.writ".to_owned(), "export let x = 1\n".to_owned())]);
        assert_eq!((found[0].line, found[1].modules.len()), (6, 0));
        assert!(code_blocks("```writ,file=a.writ\nexport let x = 1\n```\n").is_err());
    }
}
