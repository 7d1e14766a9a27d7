//! A file's text with all its mutants in it, each behind a question whether it is on.

use crate::sites::{Form, Found, Site};
use std::ops::Range;

/// The function that says whether a mutant is on.
const ON: &str = "::writ_ops::mutants::on";

/// A file with its mutants.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What in it is there for which mutants: the alternative of one, or all of a site, which has inner ones and is noted behind these.
    pub places: Vec<(Range<usize>, Vec<u32>)>,
}

/// Writes a file. `number` gives the number of a variant of a site, by the indices of both; variants without one are left out.
pub fn render(text: &str, found: &Found, number: &dyn Fn(usize, usize) -> Option<u32>) -> Rendered {
    let mut bytes = text.as_bytes().to_vec();
    for range in &found.erased {
        let has_site = found.sites.iter().enumerate().any(|(index, site)| {
            range.start < site.range.start && (0..site.variants.len()).any(|variant| number(index, variant).is_some())
        });
        if has_site {
            bytes[range.clone()].fill(b' ');
        }
    }
    let text = String::from_utf8(bytes).expect("tokens are erased as a whole");
    let mut renderer = Renderer { text: &text, sites: &found.sites, number, next: 0, rendered: Rendered::default() };
    renderer.copy(0..text.len());
    renderer.rendered
}

struct Renderer<'a> {
    text: &'a str,
    sites: &'a [Site],
    number: &'a dyn Fn(usize, usize) -> Option<u32>,
    next: usize,
    rendered: Rendered,
}

impl Renderer<'_> {
    /// Copies a part of the text with the sites in it.
    fn copy(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while let Some(site) = self.sites.get(self.next).filter(|site| site.range.end <= range.end) {
            self.rendered.text.push_str(&self.text[at..site.range.start]);
            at = site.range.end;
            self.site(self.next);
        }
        self.rendered.text.push_str(&self.text[at..range.end]);
    }

    fn site(&mut self, index: usize) {
        let site = &self.sites[index];
        self.next = index + 1;
        let variants: Vec<_> =
            site.variants.iter().enumerate().filter_map(|(i, variant)| Some(((self.number)(index, i)?, variant))).collect();
        if variants.is_empty() {
            return self.copy(site.range.clone());
        }
        let start = self.rendered.text.len();
        let (open, close) = match site.form {
            Form::Expression => ("(", ")"),
            Form::Arm => ("{ ", " }"),
            Form::Statement | Form::Entry => ("", ""),
        };
        self.rendered.text.push_str(open);
        for (place, (id, variant)) in variants.iter().enumerate() {
            let when = variant.when.as_ref().map_or(String::new(), |when| format!(" && {when}"));
            if place > 0 && site.form != Form::Entry {
                self.rendered.text.push_str(" else ");
            }
            self.rendered.text.push_str(&format!("if {ON}({id}){when} {{ "));
            let begin = self.rendered.text.len();
            self.rendered.text.push_str(&variant.text);
            self.rendered.places.push((begin..self.rendered.text.len(), vec![*id]));
            self.rendered.text.push_str(if site.form == Form::Entry { "; } " } else { " }" });
        }
        if site.form != Form::Entry {
            self.rendered.text.push_str(" else { ");
            self.copy(site.range.clone());
            self.rendered.text.push_str(" }");
        }
        self.rendered.text.push_str(close);
        let ids = variants.iter().map(|(id, _)| *id).collect();
        self.rendered.places.push((start..self.rendered.text.len(), ids));
    }
}

impl Rendered {
    /// Whom rustc means with an error at a place: the smallest alternative around, or all those at the smallest site around.
    pub fn blamed(&self, place: &Range<usize>) -> &[u32] {
        let around = self.places.iter().filter(|(range, _)| range.start <= place.start && place.end <= range.end);
        around.min_by_key(|(range, _)| range.len()).map_or(&[], |(_, ids)| ids)
    }

    /// All mutants in a part of the text.
    pub fn within(&self, part: &Range<usize>) -> impl Iterator<Item = u32> {
        self.places.iter().filter(|(range, _)| part.start <= range.start && range.end <= part.end).flat_map(|(_, ids)| ids.iter().copied())
    }
}
