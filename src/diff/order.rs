//! An order in which things stand behind what they need.

/// The things, each behind those that it needs; those of a circle in the order in which they come.
pub(super) fn settled<T>(things: Vec<T>, needs: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut waiting = things;
    let mut settled = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free =
            |at: &usize| !waiting.iter().enumerate().any(|(other, thing)| other != *at && needs(&waiting[*at], thing));
        let next = (0..waiting.len()).find(free).unwrap_or(0);
        settled.push(waiting.remove(next));
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_first() {
        let needs = |one: &u32, other: &u32| one.is_multiple_of(*other) && one != other;
        assert_eq!(settled(vec![12, 4, 2, 9], needs), [2, 4, 12, 9]);
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(settled(vec!['a', 'b'], |one, other| one != other), ['a', 'b']);
    }
}
