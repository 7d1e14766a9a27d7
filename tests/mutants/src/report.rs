//! What came of all mutants: the list of those that survive, with reasons, and the table of figures.

use crate::mutants::{Kind, Mutant};
use crate::run::Fates;
use std::collections::BTreeMap;

/// What stands before the reason why a mutant changes nothing that anybody sees.
const EQUIVALENT: &str = "    equivalent: ";

/// The reasons in a list of survivors, by the keys of their mutants.
pub fn reasons(list: &str) -> BTreeMap<String, String> {
    let mut reasons = BTreeMap::new();
    let mut key = String::new();
    for line in list.lines() {
        if let Some(reason) = line.strip_prefix(EQUIVALENT) {
            reasons.insert(key.clone(), reason.to_string());
        } else if let Some((place, rest)) = line.split_once(' ')
            && let Some((file, _)) = place.rsplit_once(':')
        {
            key = format!("{file} {rest}");
        }
    }
    reasons
}

/// What came of mutants.
pub struct Report<'a> {
    /// All of them.
    pub mutants: &'a [Mutant],
    /// What is known of them.
    pub fates: &'a Fates,
    /// Why some can't be noticed.
    pub reasons: &'a BTreeMap<String, String>,
}

impl Report<'_> {
    /// The list of survivors.
    pub fn survivors(&self) -> String {
        let mut out = String::from(
            "# Mutants that no test notices. Written by `scripts/mutants.sh`; what stands behind `equivalent:` is written by hand and kept.\n",
        );
        for kind in Kind::ALL {
            out.push_str(&format!("\n# {}\n", kind.name()));
            for mutant in self.mutants.iter().filter(|mutant| mutant.kind == kind && self.fates.survives(mutant)) {
                out.push_str(&format!("{}:{} {}: {}\n", mutant.file, mutant.line, mutant.function, mutant.change));
                if let Some(reason) = self.reasons.get(&mutant.key()) {
                    out.push_str(&format!("{EQUIVALENT}{reason}\n"));
                }
            }
        }
        out
    }

    /// The figures of each kind and of all, as a table.
    pub fn table(&self) -> String {
        let mut out = String::from(
            "| what is broken | mutants | tried | noticed | of the tried | survive | of these equivalent | noticed of the others |\n\
             |---|---|---|---|---|---|---|---|\n",
        );
        let row = |name: &str, is_meant: &dyn Fn(&Mutant) -> bool| {
            let mutants: Vec<&Mutant> = self.mutants.iter().filter(|mutant| is_meant(mutant)).collect();
            let noticed = mutants.iter().filter(|mutant| self.fates.is_noticed(mutant)).count();
            let survivors: Vec<&&Mutant> = mutants.iter().filter(|mutant| self.fates.survives(mutant)).collect();
            let tried = noticed + survivors.len();
            let equivalent = survivors.iter().filter(|mutant| self.reasons.contains_key(&mutant.key())).count();
            let share = |of: usize| if of == 0 { "-".to_string() } else { format!("{:.1} %", noticed as f64 * 100.0 / of as f64) };
            format!(
                "| {name} | {} | {tried} | {noticed} | {} | {} | {equivalent} | {} |\n",
                mutants.len(),
                share(tried),
                survivors.len(),
                share(tried - equivalent)
            )
        };
        for kind in Kind::ALL {
            out.push_str(&row(kind.name(), &|mutant| mutant.kind == kind));
        }
        out.push_str(&row("all", &|_| true));
        out
    }
}

/// Where the table stands in the page that has it.
const MARKS: (&str, &str) = ("<!-- figures -->\n", "<!-- end of figures -->");

/// A page with another table.
pub fn with_table(page: &str, table: &str) -> Option<String> {
    let start = page.find(MARKS.0)? + MARKS.0.len();
    let end = page.find(MARKS.1)?;
    Some(format!("{}\n{table}\n{}", &page[..start], &page[end..]))
}
