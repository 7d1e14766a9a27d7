//! The summary lists every page, and every link of the book leads somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use writ_docs_check::pages::{folder, pages, prose};

/// The targets of the links in a text, with the 1-based line.
fn links(text: &str) -> Vec<(usize, String)> {
    let targets = |line: &str| -> Vec<String> {
        // What stands in backticks is no link.
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        plain.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
    };
    prose(text).flat_map(|(number, line)| targets(line).into_iter().map(move |target| (number, target))).collect()
}

/// The names by which mdbook calls the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter_map(|(_, line)| line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim().to_owned()));
    let named = headings.map(|heading| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect::<String>()
    });
    // The second heading of one name gets a number.
    let (mut seen, mut names) = (Vec::<String>::new(), BTreeSet::new());
    for name in named {
        match seen.iter().filter(|other| **other == name).count() {
            0 => names.insert(name.clone()),
            before => names.insert(format!("{name}-{before}")),
        };
        seen.push(name);
    }
    names
}

/// Why a link of a page leads nowhere, if it does.
fn broken(page: &str, target: &str) -> Option<String> {
    if target.contains("://") {
        return None;
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let page = folder().join(page);
    let file = if path.is_empty() { page } else { page.parent().unwrap_or(Path::new("")).join(path) };
    let Ok(text) = fs::read_to_string(&file) else { return Some(format!("{path} can't be read")) };
    let anchor = anchor.filter(|anchor| !anchors(&text).contains(*anchor))?;
    Some(format!("{path} has no heading #{anchor}"))
}

#[test]
fn the_summary_lists_exactly_the_pages() {
    let summary = fs::read_to_string(folder().join("SUMMARY.md")).unwrap();
    let listed: Vec<String> = links(&summary).into_iter().map(|(_, target)| target).collect();
    let once: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "a page is listed twice");
    let pages = pages();
    let there: BTreeSet<&String> = pages.iter().map(|page| &page.name).collect();
    let missing: Vec<_> = there.difference(&once).collect();
    let nowhere: Vec<_> = once.difference(&there).collect();
    assert!(missing.is_empty() && nowhere.is_empty(), "not in the summary: {missing:?}; in it, but no page: {nowhere:?}");
}

#[test]
fn every_link_leads_somewhere() {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for page in pages() {
        for (line, target) in links(&page.text) {
            seen += 1;
            complaints.extend(broken(&page.name, &target).map(|reason| format!("{}:{line}: ({target}): {reason}", page.name)));
        }
    }
    assert!(seen > 5, "the links were not found");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_page_begins_with_its_title() {
    for page in pages() {
        assert!(page.text.starts_with("# ") || page.text.starts_with("<!--"), "{} has no title", page.name);
    }
}

#[test]
fn wrong_links_are_found() {
    assert_eq!(links("[a](b.md) `[no](x)` [c](d#e)\n```\n[f](g)\n```\n"), [(1, "b.md".into()), (1, "d#e".into())]);
    assert!(broken("embedding.md", "nothing.md").is_some() && broken("embedding.md", "hosting.md#nothing").is_some());
    assert_eq!(broken("embedding.md", "hosting.md"), None);
    let names = anchors("# A `b`: c!\n## Two\n### Two\n```\n# not\n```\n");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a-b-c", "two", "two-1"]);
}
