//! Numbers from a seed: the same on every machine and in every release.

/// A stream of numbers that only its seed decides (splitmix64).
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is above zero.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below a usize")
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them, if there is any.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { Some(&items[self.below(items.len())]) }
    }

    /// One of a list that is never empty.
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        self.pick(items).expect("the list is never empty")
    }

    /// One of a list of words that is never empty.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// Some of them, at least `least`, in their order.
    pub fn some_of<T: Clone>(&mut self, items: &[T], least: usize) -> Vec<T> {
        let count = self.between(least.min(items.len()), items.len());
        let mut left = count;
        let mut chosen = Vec::with_capacity(count);
        for (at, item) in items.iter().enumerate() {
            if left > 0 && self.below(items.len() - at) < left {
                chosen.push(item.clone());
                left -= 1;
            }
        }
        chosen
    }
}
