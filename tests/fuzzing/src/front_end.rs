//! The front end, both back ends up to their texts, and the formatter, on any text.

use crate::input::Input;
use crate::{mutate, tokens};
use writ_compiler::diagnostic::{Diagnostic, Edit, Severity, fix, render, render_json};
use writ_compiler::loader::{LoadError, SourceLoader};
use writ_compiler::source::{FileId, SourceMap, Span};
use writ_compiler::{Loaded, Options, Session, ir};

/// One in so many programs is generated as Rust and parsed: that takes longer than all the rest.
const RUST_IN: u64 = 8;
/// One in so many texts goes through a session of pieces.
const PIECES_IN: u64 = 2;
/// So many fixes are applied.
const FIXES: usize = 2;

/// A text goes through the front end as a file and as a piece of a session.
///
/// # Panics
/// If something is found.
pub fn front_end(data: &[u8]) {
    let bytes = source_of(data);
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.into_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let loaded = session().load(&Bytes(bytes), FILE);
            assert!(loaded.module.is_none(), "what is no text was loaded");
            check_diagnostics(&loaded);
            text
        }
    };
    // Which inputs are those follows from the bytes alone.
    let number = data.iter().fold(0u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    check_file(&text, number.is_multiple_of(RUST_IN));
    if number.is_multiple_of(PIECES_IN) {
        check_pieces(&text);
    }
    check_format(&text);
}

const FILE: &str = "main.writ";

/// The text that an input stands for.
pub fn source_of(data: &[u8]) -> Vec<u8> {
    let mut input = Input::new(data);
    match input.byte() % 4 {
        0 => input.rest().to_vec(),
        1 => tokens::text(input).into_bytes(),
        _ => mutate::program(&mut input, |_| true).1.into_bytes(),
    }
}

fn session() -> Session {
    // Making one reads the library; a copy shares most of it.
    thread_local!(static FRESH: Session = Session::new(Options::default()));
    FRESH.with(Session::clone)
}

/// The one file there is.
struct Bytes(Vec<u8>);

impl SourceLoader for Bytes {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        if path != FILE {
            return Err(LoadError::NotFound);
        }
        String::from_utf8(self.0.clone()).map_err(|error| LoadError::NotUtf8 { offset: error.utf8_error().valid_up_to() })
    }

    fn list(&self, _: &str) -> Vec<String> {
        vec![FILE.to_string()]
    }
}

fn check_file(text: &str, as_rust: bool) {
    let loader = Bytes(text.as_bytes().to_vec());
    let mut session = session();
    let before = sizes(session.program());
    let loaded = session.load(&loader, FILE);
    check_diagnostics(&loaded);
    if loaded.module.is_none() {
        assert_eq!(sizes(session.program()), before, "what did not compile left a trace");
        check_fixes(&loaded, text);
        return;
    }
    let program = session.into_program();
    let complaints = ir::verify::verify(&program);
    assert!(complaints.is_empty(), "the IR is not sound:\n{}", complaints.join("\n"));
    assert!(!ir::print::program(&program).is_empty());
    // A function may be too large for bytecode: then it is refused in words.
    if let Err(error) = writ_runtime::vm::disassemble(&program) {
        assert!(!error.message.is_empty());
    }
    if as_rust {
        let rust = writ_build::generate(&program, &writ_build::Options::default()).text;
        if let Err(error) = syn::parse_file(&rust) {
            panic!("the generated Rust does not parse: {error}\n{rust}");
        }
    }
    check_fixes(&loaded, text);
}

/// How much there is of a program: what fails to compile adds nothing.
fn sizes(program: &ir::Program) -> [usize; 6] {
    [
        program.modules.len(),
        program.functions.len(),
        program.globals.len(),
        program.classes.len(),
        program.structs.len(),
        program.sources.len(),
    ]
}

/// A session of pieces: the text, a piece that is surely good, the text once more.
fn check_pieces(text: &str) {
    let loader = writ_compiler::loader::NoFiles;
    let mut session = session();
    let first = session.eval(&loader, "<1>", text);
    check_diagnostics(&first);
    // It names only what it declares itself, and what no earlier piece can have hidden.
    let good = session.eval(&loader, "<2>", "func afterwards(x: int) -> int { return x * 2 }\nlet later = afterwards(21)\nreturn later");
    assert!(good.module.is_some(), "a good piece is refused:\n{}", render(&good.diagnostics, &good.sources));
    let again = session.eval(&loader, "<3>", text);
    check_diagnostics(&again);
    if first.module.is_some() {
        // Whether it may be declared again depends on nothing but the text.
        assert!(again.module.is_some(), "a second time it is refused:\n{}", render(&again.diagnostics, &again.sources));
    }
    let complaints = ir::verify::verify(session.program());
    assert!(complaints.is_empty(), "the IR is not sound:\n{}", complaints.join("\n"));
    let names = session.names();
    assert!(names.contains(&"afterwards".to_string()));
}

fn check_diagnostics(loaded: &Loaded) {
    let has_errors = loaded.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(has_errors, loaded.module.is_none(), "there is a module if there are no errors");
    for diagnostic in &loaded.diagnostics {
        check_span(diagnostic, diagnostic.primary.span, &loaded.sources);
        for label in &diagnostic.secondary {
            check_span(diagnostic, label.span, &loaded.sources);
        }
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            check_span(diagnostic, edit.span, &loaded.sources);
        }
    }
    let text = render(&loaded.diagnostics, &loaded.sources);
    assert_eq!(text.is_empty(), loaded.diagnostics.is_empty());
    let json = render_json(&loaded.diagnostics, &loaded.sources);
    assert!(json.starts_with('[') && json.trim_end().ends_with(']'));
}

fn check_span(diagnostic: &Diagnostic, span: Span, sources: &SourceMap) {
    assert!((span.file.0 as usize) < sources.len(), "a file that there is not: {diagnostic:?}");
    let text = &sources.file(span.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(start <= end && text.get(start..end).is_some(), "a span outside of the text: {diagnostic:?}");
}

/// Each fix is applied by itself, and what comes out is compiled.
fn check_fixes(loaded: &Loaded, text: &str) {
    let Some(own) = (0..loaded.sources.len()).rev().map(|index| FileId(index as u32)).find(|id| loaded.sources.file(*id).path == FILE)
    else {
        return;
    };
    for fix in loaded.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).take(FIXES) {
        let edits: Vec<&Edit> = fix.edits.iter().filter(|edit| edit.span.file == own).collect();
        assert!(!fix.edits.is_empty(), "a fix that changes nothing");
        let fixed = fix::apply(text, &edits).expect("the edits of a fix don't overlap");
        let loaded = session().load(&Bytes(fixed.into_bytes()), FILE);
        check_diagnostics(&loaded);
    }
}

fn check_format(text: &str) {
    let once = match writ_fmt::format(text) {
        Ok(once) => once,
        Err(writ_fmt::Error::Syntax(diagnostics)) => {
            assert!(!diagnostics.is_empty());
            return;
        }
        Err(error @ writ_fmt::Error::Internal(_)) => panic!("{error}\n{text}"),
    };
    match writ_fmt::format(&once) {
        Ok(twice) => assert_eq!(once, twice, "formatting again changes it"),
        Err(error) => panic!("what was formatted can't be formatted: {error}\n{once}"),
    }
}
