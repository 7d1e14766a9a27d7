//! The near name: what an unknown one was probably meant to be.

/// The candidate that `wanted` is most likely a misspelling of, if one is near enough.
///
/// A name that differs only in upper and lower case always wins. Otherwise the smallest number of insertions, deletions, substitutions and
/// swaps of neighbours decides, up to a third of the name's length; of equally near ones the first in alphabetical order, so that the
/// answer does not depend on the order of the candidates.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().collect();
    let folded = fold(&wanted);
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().collect();
        // Two names without any common letter are not near, however short they are.
        let limit = limit.min(wanted.len().max(letters.len()).saturating_sub(1));
        if letters == wanted || candidate.is_empty() || letters.len().abs_diff(wanted.len()) > limit.max(1) {
            continue;
        }
        let distance = if fold(&letters) == folded {
            0
        } else {
            match distance(&wanted, &letters, limit) {
                Some(distance) => distance,
                None => continue,
            }
        };
        if best.is_none_or(|best| (distance, candidate) < best) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Whether `meant` is `wanted` with a slip that leaves no doubt: another case, or one letter missing, too many, wrong, or swapped with its neighbour, in a name of at
/// least four letters that is as near to no other candidate.
pub fn is_slip<'a>(wanted: &str, meant: &str, candidates: impl IntoIterator<Item = &'a str>) -> bool {
    let letters = |name: &str| name.chars().collect::<Vec<_>>();
    let (a, b) = (letters(wanted), letters(meant));
    let near = |other: &[char]| a.len().abs_diff(other.len()) <= 1 && distance(&a, other, 1).is_some() || fold(&a) == fold(other);
    let is_clear = fold(&a) == fold(&b) || (a.len().min(b.len()) >= 4 && near(&b));
    is_clear && candidates.into_iter().filter(|other| *other != meant).all(|other| !near(&letters(other)))
}

/// Lower case, letter by letter.
fn fold(letters: &[char]) -> Vec<char> {
    letters.iter().flat_map(|c| c.to_lowercase()).filter(|c| *c != '_').collect()
}

/// The Damerau-Levenshtein distance (optimal string alignment), or none if it is above `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let substitution = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut cost = substitution.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        // A swap looks back two rows, so only two bad rows in succession settle it.
        if row.iter().chain(&last).min().is_some_and(|cost| *cost > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|cost| *cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_near() {
        assert_eq!(nearest("heatlh", ["name", "health", "speed"]), Some("health"), "a swap");
        assert_eq!(nearest("helth", ["name", "health", "speed"]), Some("health"), "a missing letter");
        assert_eq!(nearest("prnt", ["print", "point"]), Some("print"));
        assert_eq!(nearest("str", ["int", "string"]), None, "too far for so short a name");
    }

    #[test]
    fn case_comes_first() {
        assert_eq!(nearest("Maxhealth", ["maxHealth", "maxhealtg"]), Some("maxHealth"));
        assert_eq!(nearest("max_health", ["maxHealth", "mix_health"]), Some("maxHealth"));
    }

    #[test]
    fn short_names_need_a_common_letter() {
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("x", ["X"]), Some("X"));
        assert_eq!(nearest("ab", ["ba", "cd"]), Some("ba"));
    }

    #[test]
    fn does_not_depend_on_the_order() {
        assert_eq!(nearest("foo", ["fop", "fob", "fog"]), Some("fob"));
        assert_eq!(nearest("foo", ["fog", "fob", "fop"]), Some("fob"));
        assert_eq!(nearest("foo", ["foo"]), None, "the name itself is no suggestion");
    }

    #[test]
    fn slips_leave_no_doubt() {
        assert!(is_slip("heatlh", "health", ["health", "speed"]));
        assert!(!is_slip("X", "x", ["x", "y"]), "`y` is as near");
        assert!(is_slip("maxhealth", "maxHealth", ["maxHealth", "name"]));
        assert!(!is_slip("cat", "car", ["car"]), "too short");
        assert!(!is_slip("count", "mount", ["mount", "court"]), "either could be meant");
        assert!(!is_slip("conut", "amount", ["amount"]), "two slips");
    }

    #[test]
    fn distances() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 10);
        assert_eq!(of("", "abc"), Some(3));
        assert_eq!(of("ca", "abc"), Some(3), "optimal string alignment");
        assert_eq!(of("kitten", "sitting"), Some(3));
        assert_eq!(of("abcd", "abdc"), Some(1));
    }
}
