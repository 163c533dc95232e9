//! The ids of new revisions.

use std::hash::{BuildHasher, Hasher, RandomState};

use jiff::Timestamp;

use crate::graph::RevisionGraph;
use crate::project::IdScheme;

use super::dates::{digits, seconds_from};

/// The digits of the first number.
const WIDTH: usize = 4;
/// More digits than these are no number of a sequence but a time, or random by chance.
const MOST_DIGITS: usize = 6;

/// An id that nothing is called.
pub(super) fn new_id(graph: &RevisionGraph, scheme: IdScheme, now: Timestamp) -> String {
    let free = |id: &String| graph.check_new_id(id).is_ok();
    let found = match scheme {
        IdScheme::Random => std::iter::repeat_with(random_id).find(free),
        IdScheme::Timestamp => seconds_from(now).map(digits).find(free),
        IdScheme::Sequence => sequence(graph).find(free),
    };
    found.unwrap_or_else(random_id)
}

/// The numbers behind the greatest of the history, with as many digits as that has.
fn sequence(graph: &RevisionGraph) -> impl Iterator<Item = String> {
    let ids = graph.iter().map(|entry| entry.id().as_str());
    let numbers = ids.filter(|id| id.len() <= MOST_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit()));
    let greatest = numbers.filter_map(|id| Some((id.parse::<u32>().ok()?, id.len()))).max();
    let (last, width) = greatest.unwrap_or((0, WIDTH));
    (last + 1..).map(move |number| format!("{number:0>width$}"))
}

/// Twelve random hexadecimal digits.
fn random_id() -> String {
    // The keys of a new hasher come from the system's source of random numbers.
    let random = RandomState::new().build_hasher().finish();
    format!("{:012x}", random & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::graph::Origin;
    use crate::revision::read_header;
    use crate::source::{Files, Span};

    fn graph(ids: &[&str]) -> RevisionGraph {
        let file = Files::new().add("x.yaml", "");
        let span = Span { start: 0, end: 0 };
        let origin = Origin { file, id: span, down_revision: span, depends_on: span, labels: span };
        let header = |id: &&str| {
            let label = if *id == "labelled" { "0009" } else { "null" };
            let text = format!("revision: {id}\ndown_revision: null\nbranch_labels: {label}\n");
            read_header(&text, file, &mut Diagnostics::new()).unwrap().0
        };
        RevisionGraph::new(ids.iter().map(|id| (header(id), origin)).collect(), &mut Diagnostics::new())
    }

    #[test]
    fn random_ids_differ() {
        let (one, other) = (random_id(), random_id());
        assert!(one != other && one.len() == 12, "{one} {other}");
    }

    #[test]
    fn a_sequence_goes_on_from_its_greatest_number() {
        let next = |ids: &[&str]| new_id(&graph(ids), IdScheme::Sequence, Timestamp::UNIX_EPOCH);
        assert_eq!(next(&[]), "0001");
        assert_eq!(next(&["0001", "0041", "0007"]), "0042");
        assert_eq!(next(&["001", "002"]), "003");
        assert_eq!(next(&["9999"]), "10000");
        assert_eq!(next(&["3f2a91c07d4e", "123456789012", "20251120100202", "1_1"]), "0001");
        assert_eq!(next(&["0008", "labelled"]), "0010", "a label has taken 0009");
        assert_eq!(next(&["999999", "1000000"]), "1000001");
    }

    #[test]
    fn a_second_is_taken_once() {
        let now = Timestamp::from_second(1_763_632_922).unwrap();
        let next = |ids: &[&str]| new_id(&graph(ids), IdScheme::Timestamp, now);
        assert_eq!(next(&[]), "20251120100202");
        assert_eq!(next(&["20251120100202", "20251120100203"]), "20251120100204");
    }
}
