//! Runs a function of a script in both engines and compares what they give.

use writ_runtime::{Error, Writ};

/// The VM with a script loaded, and an instance for the compiled form of the same script.
pub struct Engines {
    /// The script's name, without `.writ`.
    module: &'static str,
    /// Its lines, to look up those of traces.
    lines: Vec<String>,
    pub vm: Writ,
    pub compiled: Writ,
}

impl Engines {
    /// Loads a script of the folder `scripts` into the VM.
    ///
    /// # Panics
    /// If it can't be loaded.
    #[allow(clippy::panic)] // Of tests only.
    pub fn new(module: &'static str) -> Engines {
        Engines::prepared(module, |_| {})
    }

    /// As [`new`](Engines::new), with instances to which something was done before: the VM's first.
    ///
    /// # Panics
    /// If the script can't be loaded.
    #[allow(clippy::panic)] // Of tests only.
    pub fn prepared(module: &'static str, mut prepare: impl FnMut(&mut Writ)) -> Engines {
        let (mut vm, mut compiled) = (Writ::new(), Writ::new());
        prepare(&mut vm);
        prepare(&mut compiled);
        crate::api::register(&mut vm).unwrap_or_else(|error| panic!("{error}"));
        vm.set_root("scripts");
        vm.load(module).unwrap_or_else(|error| panic!("{error}"));
        let text = std::fs::read_to_string(format!("scripts/{module}.writ")).unwrap_or_else(|error| panic!("{error}"));
        Engines { module, lines: text.lines().map(str::to_owned).collect(), vm, compiled }
    }

    /// What a function gives in both engines: its text, or the error with its trace, without the lines of the frames. Those have to be lines that the script
    /// marks with `// <-`.
    ///
    /// # Panics
    /// If the engines differ.
    #[allow(clippy::panic)] // Of tests only.
    #[track_caller]
    pub fn run<E: std::fmt::Display>(&mut self, rust_name: &str, function: impl FnOnce(&mut Writ) -> Result<String, E>) -> String {
        let name = camel(rust_name);
        let compiled = function(&mut self.compiled).unwrap_or_else(|error| error.to_string());
        let interpreted = match self.vm.call::<String>(&name, ()) {
            Ok(text) => text,
            Err(Error::Runtime(error)) => error.to_string(),
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(compiled, interpreted, "compiled and VM differ in `{name}`");
        self.without_lines(&name, &compiled)
    }

    /// The trace without its lines, after a look at them.
    fn without_lines(&self, name: &str, text: &str) -> String {
        let place = format!(" ({}.writ:", self.module);
        let mut shown = Vec::new();
        for line in text.split('\n') {
            match line.split_once(&place).and_then(|(frame, number)| Some((frame, number.strip_suffix(')')?.parse::<usize>().ok()?))) {
                Some((frame, number)) if frame.starts_with("  at ") => {
                    let source = &self.lines[number - 1];
                    assert!(source.contains("// <-"), "{name}: a frame of line {number}: {source}");
                    shown.push(frame.trim_start().to_owned());
                }
                _ => shown.push(line.to_owned()),
            }
        }
        shown.join("\n")
    }
}

/// `some_name` as scripts write it.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        all + &head.to_uppercase() + tail
    })
}

/// A table: functions of a script, and what each gives in both engines. All lines that are wrong are shown at once. Gives how many there are.
#[macro_export]
macro_rules! both {
    ($engines:expr, $module:ident: $($function:ident => $expected:expr,)*) => {{
        let mut wrong = Vec::new();
        let mut count = 0;
        $(
            count += 1;
            let found = $engines.run(stringify!($function), |writ| $crate::$module::$function(writ));
            if found != $expected {
                wrong.push(format!("{}:\n  expected {:?}\n  found    {:?}", stringify!($function), $expected, found));
            }
        )*
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        count
    }};
}
