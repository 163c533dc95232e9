//! The same work on many items, on every processor. Measured: reading and rendering are nine tenths of a long history.

use std::thread;

/// Items below which a second thread costs more than it brings.
const WORTH_IT: usize = 32;

/// The results of `work` on the items, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    if threads == 1 || items.len() < WORTH_IT {
        return items.iter().map(work).collect();
    }
    let size = items.len().div_ceil(threads);
    thread::scope(|scope| {
        let work = &work;
        let start = |part: &'_ [T]| part.iter().map(work).collect::<Vec<R>>();
        let mut parts = items.chunks(size);
        let own = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>())).collect();
        let mut results = start(own);
        for other in others {
            results.extend(joined(other));
        }
        results
    })
}

/// What a thread came to; a panic in it goes on here.
pub fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_order() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(super::map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(super::map(&items[..3], |item| item + 1), [1, 2, 3]);
    }
}
