//! The ways in which a program can be run.

use writ_cli::engine::{Compiled, CompiledOptions, Engine, Host, Outcome, Ran, Script, Vm};

/// A way to run programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The VM as hosts have it: what all others are compared with.
    Vm,
    /// Without the passes that only make programs faster.
    VmUnoptimized,
    /// With limits that no generated program reaches: other instructions run than without.
    VmLimited,
    /// Stopped after so many instructions of a call or tick.
    VmStopped(u64),
    /// Refused memory beyond so many bytes.
    VmStarved(usize),
    /// Compiled by rustc without optimisation.
    Debug,
    /// Compiled by rustc with it.
    Release,
}

/// All that run inside this process, but the one that they are compared with.
pub const VMS: [Variant; 8] = [
    Variant::VmUnoptimized,
    Variant::VmLimited,
    Variant::VmStopped(7),
    Variant::VmStopped(90),
    Variant::VmStopped(700),
    Variant::VmStarved(2_000),
    Variant::VmStarved(8_000),
    Variant::VmStarved(40_000),
];

/// Programs in a package that rustc compiles at once.
const PER_PACKAGE: usize = 250;

impl Variant {
    /// Its name in reports.
    pub fn name(self) -> String {
        match self {
            Variant::Vm => "vm".into(),
            Variant::VmUnoptimized => "vm without passes".into(),
            Variant::VmLimited => "vm with limits".into(),
            Variant::VmStopped(instructions) => format!("vm, {instructions} instructions"),
            Variant::VmStarved(bytes) => format!("vm, {bytes} bytes"),
            Variant::Debug => "compiled debug".into(),
            Variant::Release => "compiled release".into(),
        }
    }

    /// The VM that runs programs in this way, if one does.
    fn vm(self, host: &Host) -> Option<Vm> {
        let vm = Vm { host: Some(host.clone()), ..Vm::default() };
        match self {
            Variant::Vm => Some(vm),
            Variant::VmUnoptimized => Some(Vm { optimize: false, ..vm }),
            Variant::VmLimited => Some(Vm { instruction_limit: Some(1 << 40), heap_limit: Some(1 << 40), ..vm }),
            Variant::VmStopped(instructions) => Some(Vm { instruction_limit: Some(instructions), ..vm }),
            Variant::VmStarved(bytes) => Some(Vm { heap_limit: Some(bytes), ..vm }),
            Variant::Debug | Variant::Release => None,
        }
    }

    /// Runs programs in all of these variants; the results by variant.
    pub fn run_all(variants: &[Variant], scripts: &[Script], host: &Host) -> Vec<Vec<Ran>> {
        let ways: Vec<Vm> = variants.iter().filter_map(|variant| variant.vm(host)).collect();
        let mut by_script: Vec<_> = Vm::run_ways(&ways, scripts).into_iter().map(Vec::into_iter).collect();
        let mut results = Vec::new();
        for variant in variants {
            results.push(match variant.vm(host) {
                Some(_) => by_script.iter_mut().filter_map(Iterator::next).collect(),
                None => variant.run(scripts, host),
            });
        }
        results
    }

    /// Runs programs.
    pub fn run(self, scripts: &[Script], host: &Host) -> Vec<Ran> {
        if let Some(mut vm) = self.vm(host) {
            return vm.run(scripts);
        }
        let compiled = |release| {
            let options = CompiledOptions::for_scripts(if release { "generated-release" } else { "generated-debug" }, scripts.len());
            let shards = scripts.len().div_ceil(PER_PACKAGE).max(1);
            CompiledOptions { shards, release, deny_warnings: true, host: Some(host.clone()), ..options }
        };
        Compiled::new(compiled(self == Variant::Release)).run(scripts)
    }

    /// What is wrong with what came of a program in this variant, given what came of it in the VM.
    ///
    /// Two differences are allowed, both of which the language leaves to the engines: the depth at which `StackOverflow` comes (no generated program gets
    /// there), and limits that only the VM has. A program that such a limit stopped has to have done the same up to there.
    pub fn complaint(self, reference: &Ran, ran: &Ran) -> Option<String> {
        match (self, ran) {
            (Variant::VmStopped(_) | Variant::VmStarved(_), Ran::Outcome(stopped)) if hit_a_limit(stopped) => {
                let Ran::Outcome(reference) = reference else { return Some("it runs, but not without the limit".into()) };
                stopped_early(reference, stopped)
            }
            (_, _) => writ_cli::engine::difference(("vm", reference), (&self.name(), ran)),
        }
    }
}

/// What can be wrong with the VM's own outcome.
pub fn complaint_of_reference(ran: &Ran) -> Option<String> {
    match ran {
        Ran::Outcome(outcome) if outcome.remains.bytes && !outcome.remains.objects => {
            Some("bytes are counted for it though all its objects are gone".into())
        }
        Ran::Outcome(_) => None,
        Ran::Rejected(text) => {
            let errors: Vec<&str> = text.split("\n\n").filter(|report| report.starts_with("error")).collect();
            Some(format!("the generator wrote what the checker rejects:\n{}", errors.join("\n\n")))
        }
        Ran::Broken(text) => Some(text.clone()),
    }
}

/// Whether a limit that only the VM has ended something.
fn hit_a_limit(outcome: &Outcome) -> bool {
    let failures = outcome.failures.iter().map(|(_, failure)| failure);
    outcome.error.iter().chain(failures).any(|failure| matches!(&*failure.kind, "OutOfFuel" | "OutOfMemory"))
}

/// A program that stops at its top level has printed the beginning of what it prints. One that loses coroutines goes on without them.
fn stopped_early(reference: &Outcome, stopped: &Outcome) -> Option<String> {
    if stopped.error.is_some() && !reference.printed.starts_with(&stopped.printed) {
        return Some(format!("it printed something else before the limit:\n{stopped}\nwithout the limit:\n{reference}"));
    }
    if stopped.remains.objects && !reference.remains.objects {
        return Some(format!("objects are left of it where the limit stopped it:\n{stopped}"));
    }
    (stopped.remains.bytes && !stopped.remains.objects).then(|| "bytes are counted for it though all its objects are gone".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use writ_cli::engine::{Failure, Remains};

    fn printed(lines: &[&str]) -> Outcome {
        Outcome { printed: lines.iter().map(|line| line.to_string()).collect(), ..Outcome::default() }
    }

    fn stopped(lines: &[&str], kind: &str) -> Ran {
        let error = Failure { kind: kind.into(), message: String::new(), trace: Vec::new() };
        Ran::Outcome(Outcome { error: Some(error), ..printed(lines) })
    }

    #[test]
    fn a_limit_may_only_cut_off() {
        let whole = Ran::Outcome(printed(&["1", "2", "3"]));
        let complaint = |ran: &Ran| Variant::VmStopped(9).complaint(&whole, ran).is_some();
        assert!(!complaint(&whole));
        assert!(!complaint(&stopped(&["1", "2"], "OutOfFuel")));
        assert!(complaint(&stopped(&["1", "4"], "OutOfFuel")));
        assert!(complaint(&stopped(&["1", "2"], "Panic")));
        assert!(complaint(&Ran::Broken("it panicked".into())));
        assert!(Variant::VmLimited.complaint(&whole, &stopped(&["1", "2"], "OutOfFuel")).is_some());
    }

    #[test]
    fn leaks_are_differences() {
        let whole = Ran::Outcome(printed(&["1"]));
        let leaking = Ran::Outcome(Outcome { remains: Remains { objects: true, ..Remains::default() }, ..printed(&["1"]) });
        assert!(Variant::Debug.complaint(&whole, &leaking).is_some_and(|text| text.contains("left: some objects")));
        let uncounted = Ran::Outcome(Outcome { remains: Remains { bytes: true, ..Remains::default() }, ..printed(&["1"]) });
        assert!(complaint_of_reference(&uncounted).is_some() && complaint_of_reference(&whole).is_none());
    }
}
