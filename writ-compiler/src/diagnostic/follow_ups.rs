//! One mistake, one message. Most follow-ups never come up, because the checker swallows what an error made meaningless; these are told far apart.

use super::{Code, Diagnostic};
use std::collections::HashMap;

/// So many of the other places where an unknown name stands are pointed at.
const PLACES: usize = 3;

/// Drops from a sorted list what only follows from other parts of it.
pub(super) fn drop(list: &mut Vec<Diagnostic>) {
    missing_results(list);
    unknown_names(list);
}

/// A function that returns something and declares nothing: that its calls give no value follows from that.
fn missing_results(list: &mut Vec<Diagnostic>) {
    let functions: Vec<_> =
        list.iter().filter(|d| d.code == Code::RETURN).flat_map(|d| d.secondary.iter().map(|label| label.span)).collect();
    list.retain(|d| d.code != Code::VOID_VALUE || !d.secondary.iter().any(|label| functions.contains(&label.span)));
}

/// A name that is declared nowhere is told once in a file, if it can't be said what it should have been.
fn unknown_names(list: &mut Vec<Diagnostic>) {
    let mut first: HashMap<_, usize> = HashMap::new();
    let mut again = Vec::new();
    for (index, diagnostic) in list.iter().enumerate() {
        let unknown = matches!(diagnostic.code, Code::UNKNOWN_NAME | Code::UNKNOWN_TYPE) && diagnostic.message.starts_with("there is no ");
        // These are missing in each method anew.
        let is_word = ["`self`", "`super`"].iter().any(|word| diagnostic.message.contains(word));
        if !unknown || is_word {
            continue;
        }
        let told = *first.entry((diagnostic.primary.span.file, diagnostic.message.clone())).or_insert(index);
        if told != index && diagnostic.fix.is_none() {
            again.push((told, index));
        }
    }
    for (told, index) in &again {
        let span = list[*index].primary.span;
        if list[*told].secondary.len() < PLACES {
            list[*told].secondary.push(super::Label { span, text: "here, too".to_string() });
        }
    }
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !again.iter().any(|(_, dropped)| *dropped == index - 1)
    });
}
