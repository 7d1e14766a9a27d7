//! Makes the program of a difference small.
//!
//! Delta debugging on tokens: what can go without the difference goes, largest first, until nothing more can. The checker sorts out what is no program, so
//! that only programs are run. Those are run many at a time, since a compiled variant takes seconds however few there are; edits that work alone are then
//! tried together. [Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002, and the passes of C-Reduce.]

use crate::tokens::{Edit, Token, apply, chunks, literals, runs, statements, text, tokens, unwrapped};
use crate::variants::Variant;
use writ_cli::engine::{Engine, Host, Ran, Script, Ticks, Vm};

/// Programs that are run at once in a variant that has to be compiled.
const BATCH: usize = 24;

/// What makes a program interesting.
pub trait Interest {
    /// What sort of thing each program shows; none, if it is not interesting. While a program gets smaller it has to stay the same sort: else the search
    /// would end at another, simpler one.
    fn sorts(&self, sources: &[String]) -> Vec<Option<String>>;

    /// Whether it is worth asking: whether it is a program at all.
    fn checks(&self, source: &str) -> bool;
}

/// That a variant of the engines differs from the VM.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// Where it differs from the VM.
    pub variant: Variant,
    /// What it calls.
    pub host: &'a Host,
    /// How it is driven.
    pub ticks: Ticks,
}

impl Difference<'_> {
    fn script(&self, source: &str) -> Script {
        Script::from_text("main.writ", ".", source).with_ticks(self.ticks).named("candidate")
    }
}

impl Interest for Difference<'_> {
    fn sorts(&self, sources: &[String]) -> Vec<Option<String>> {
        let scripts: Vec<Script> = sources.iter().map(|source| self.script(source)).collect();
        // What takes long is no simpler program. Endless ones come about when the end of a loop is taken out.
        let bounded = Vm { instruction_limit: Some(2_000_000), heap_limit: Some(1 << 28), host: Some(self.host.clone()), ..Vm::default() };
        let ends: Vec<bool> = bounded.clone().run(&scripts).iter().map(|ran| !is_out_of_limits(ran)).collect();
        let ending: Vec<Script> = scripts.into_iter().zip(&ends).filter(|(_, ends)| **ends).map(|(script, _)| script).collect();
        let reference = Variant::Vm.run(&ending, self.host);
        let mut found = if self.variant == Variant::Vm {
            reference.iter().map(|ran| crate::variants::complaint_of_reference(ran).map(|_| sort_of(ran))).collect::<Vec<_>>()
        } else {
            let results = self.variant.run(&ending, self.host);
            let pairs = reference.iter().zip(&results);
            pairs.map(|(reference, ran)| self.variant.complaint(reference, ran).map(|_| sort_of(ran))).collect()
        }
        .into_iter();
        ends.into_iter().map(|ends| if ends { found.next().flatten() } else { None }).collect()
    }

    fn checks(&self, source: &str) -> bool {
        self.variant == Variant::Vm || self.script(source).compile_for(Some(self.host)).program.is_some()
    }
}

fn is_out_of_limits(ran: &Ran) -> bool {
    let Ran::Outcome(outcome) = ran else { return false };
    let failures = outcome.failures.iter().map(|(_, failure)| failure);
    outcome.error.iter().chain(failures).any(|failure| matches!(&*failure.kind, "OutOfFuel" | "OutOfMemory" | "StackOverflow"))
}

/// Outcomes that differ are one sort; a failure of an engine is of the sort of its first telling line.
fn sort_of(ran: &Ran) -> String {
    match ran {
        Ran::Outcome(_) => "outcome".into(),
        Ran::Rejected(text) | Ran::Broken(text) => {
            let telling = text.lines().find(|line| line.starts_with("error") || line.contains("panicked"));
            // Names and numbers in a message change from step to step; its code and its first word don't.
            telling.or(text.lines().next()).unwrap_or("").chars().take_while(|c| *c != '`').collect()
        }
    }
}

/// Ways to make a program smaller.
type Pass = fn(&[Token]) -> Vec<Edit>;

/// The smallest program found that shows the same sort of thing; the given one, if it shows none. `progress` is told each step.
pub fn reduce(source: &str, interest: &impl Interest, mut progress: impl FnMut(&str)) -> String {
    let Some(sort) = interest.sorts(&[source.to_string()]).remove(0) else { return source.to_string() };
    let mut best = tokens(source);
    let passes: [Pass; 5] = [runs, statements, unwrapped, chunks, literals];
    loop {
        let before = text(&best);
        for pass in passes {
            while let Some(smaller) = step(&best, pass, interest, &sort) {
                best = smaller;
                progress(&text(&best));
            }
        }
        if text(&best) == before {
            return before;
        }
    }
}

/// A smaller program by one pass, if there is one.
fn step(best: &[Token], pass: Pass, interest: &impl Interest, sort: &str) -> Option<Vec<Token>> {
    let size = text(best).len();
    let mut candidates = pass(best).into_iter().filter_map(|edit| {
        let source = text(&apply(best, std::slice::from_ref(&edit)));
        (source.len() < size && interest.checks(&source)).then_some((edit, source))
    });
    loop {
        let batch: Vec<(Edit, String)> = candidates.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return None;
        }
        let sources: Vec<String> = batch.iter().map(|(_, source)| source.clone()).collect();
        let found = interest.sorts(&sources);
        let working: Vec<Edit> =
            batch.into_iter().zip(found).filter(|(_, found)| found.as_deref() == Some(sort)).map(|((edit, _), _)| edit).collect();
        let Some(first) = working.first() else { continue };
        return Some(together(best, &working, interest, sort).unwrap_or_else(|| apply(best, std::slice::from_ref(first))));
    }
}

/// As many of the edits as work together: all that don't overlap, else the first half of them, and so on.
fn together(best: &[Token], working: &[Edit], interest: &impl Interest, sort: &str) -> Option<Vec<Token>> {
    let mut apart: Vec<Edit> = Vec::new();
    for edit in working {
        if apart.iter().all(|other| edit.range.end <= other.range.start || other.range.end <= edit.range.start) {
            apart.push(edit.clone());
        }
    }
    let mut sets: Vec<Vec<Token>> = Vec::new();
    while apart.len() > 1 {
        sets.push(apply(best, &apart));
        apart.truncate(apart.len() / 2);
    }
    sets.retain(|set| interest.checks(&text(set)));
    let found = interest.sorts(&sets.iter().map(|set| text(set)).collect::<Vec<_>>());
    sets.into_iter().zip(found).find(|(_, found)| found.as_deref() == Some(sort)).map(|(set, _)| set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use writ_cli::engine::Outcome;

    /// Programs that print this text.
    struct Prints(&'static str);

    impl Interest for Prints {
        fn sorts(&self, sources: &[String]) -> Vec<Option<String>> {
            let scripts: Vec<Script> = sources.iter().map(|source| Script::from_text("main.writ", ".", source.as_str())).collect();
            let prints = |ran: &Ran| matches!(ran, Ran::Outcome(Outcome { printed, .. }) if printed.iter().any(|text| text == self.0));
            let limited = Vm { instruction_limit: Some(10_000), ..Vm::default() };
            limited.clone().run(&scripts).iter().map(|ran| prints(ran).then(|| "prints".to_string())).collect()
        }

        fn checks(&self, source: &str) -> bool {
            Script::from_text("main.writ", ".", source).compile().program.is_some()
        }
    }

    #[test]
    fn what_has_no_part_in_it_goes() {
        let source = "class Box { value: int = 0\n func add(n: int) { value += n } }\n\
            func compute(n: int) -> int {\n    var total = 0\n    for i in 0..n { total += i * 2 }\n    return total\n}\n\
            let box = Box()\nif compute(4) > 3 {\n    box.add(compute(7))\n    print(\"box: ${box.value}\")\n} else {\n    print(\"no\")\n}\nprint(compute(2))\n";
        let mut steps = 0;
        let small = reduce(source, &Prints("box: 42"), |_| steps += 1);
        assert!(steps > 2);
        assert!(small.len() < source.len() && small.contains("box: "), "{small}");
        for gone in ["func add", "if ", "else", "\"no\"", "print(compute(2))"] {
            assert!(!small.contains(gone), "{gone} is still in:\n{small}");
        }
    }

    #[test]
    fn what_shows_nothing_stays_as_it_is() {
        assert_eq!(reduce("print(1)\nprint(2)\n", &Prints("3"), |_| {}), "print(1)\nprint(2)\n");
    }
}
