//! Scripts inside of Markdown files: the blocks fenced with ` ```writ `.

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The 1-based line on which its text starts.
    pub line: usize,
    /// The text.
    pub source: String,
}

/// All scripts of a document, in order.
pub fn code_blocks(markdown: &str) -> Vec<CodeBlock> {
    let mut blocks = Vec::new();
    let mut open: Option<CodeBlock> = None;
    for (index, line) in markdown.lines().enumerate() {
        match &mut open {
            Some(_) if line.trim_start().starts_with("```") => blocks.extend(open.take()),
            Some(block) => {
                block.source.push_str(line);
                block.source.push('\n');
            }
            None if line.trim() == "```writ" => open = Some(CodeBlock { line: index + 2, source: String::new() }),
            None => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_of_the_language() {
        let found = code_blocks("a\n```writ\nprint(1)\n```\n```rust\nfn main() {}\n```\n");
        assert_eq!(found, [CodeBlock { line: 3, source: "print(1)\n".into() }]);
    }
}
