//! Runs programs in all variants and gives what differs.

use crate::variants::{Variant, complaint_of_reference};
use writ_cli::engine::{Host, Ran, Script};

/// A program on which variants disagree.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which of the programs.
    pub index: usize,
    /// Where it differs from the VM; the VM itself, if that alone is wrong.
    pub variant: Variant,
    /// What differs.
    pub text: String,
}

/// What came of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Disagreements, those of one program one after the other.
    pub findings: Vec<Finding>,
    /// How many programs ended in a run-time error, of the script or of a coroutine.
    pub failed: usize,
    /// How many left objects behind that hold each other.
    pub cycles: usize,
    /// How many lines they have in all.
    pub lines: usize,
    /// How many lines they printed in all.
    pub printed: usize,
}

impl Report {
    /// Takes in what came of further programs, the first of which is number `first`.
    pub fn extend(&mut self, other: Report, first: usize) {
        self.findings.extend(other.findings.into_iter().map(|finding| Finding { index: finding.index + first, ..finding }));
        self.failed += other.failed;
        self.cycles += other.cycles;
        self.lines += other.lines;
        self.printed += other.printed;
    }
}

/// Runs programs in the VM and in these variants.
pub fn compare(scripts: &[Script], variants: &[Variant], host: &Host) -> Report {
    let mut results = Variant::run_all(&[&[Variant::Vm], variants].concat(), scripts, host).into_iter();
    let reference = results.next().unwrap_or_default();
    let mut report = Report::default();
    for (index, (ran, script)) in reference.iter().zip(scripts).enumerate() {
        report.lines += script.text().map_or(0, |text| text.lines().count());
        if let Ran::Outcome(outcome) = ran {
            report.failed += usize::from(outcome.error.is_some() || !outcome.failures.is_empty());
            report.cycles += usize::from(outcome.remains.objects);
            report.printed += outcome.printed_lines().count();
        }
        if let Some(text) = complaint_of_reference(ran) {
            report.findings.push(Finding { index, variant: Variant::Vm, text });
        }
    }
    for (variant, results) in variants.iter().zip(results) {
        for (index, (reference, ran)) in reference.iter().zip(&results).enumerate() {
            if matches!(reference, Ran::Outcome(_))
                && let Some(text) = variant.complaint(reference, ran)
            {
                report.findings.push(Finding { index, variant: *variant, text });
            }
        }
    }
    report.findings.sort_by_key(|finding| finding.index);
    report
}
