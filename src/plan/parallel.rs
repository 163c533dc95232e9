//! Work on every processor. Measured: reading and rendering are nine tenths of a long history.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope};

/// Items below which a second thread costs more than it brings.
const WORTH_IT: usize = 32;

/// Items and results that may wait, so that neither side stands still because the other one was held up.
const WAITING: usize = 8;

/// The results of `work` on the items, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = processors();
    if threads == 1 || items.len() < WORTH_IT {
        return items.iter().map(work).collect();
    }
    // In small parts: a processor that is held up elsewhere takes fewer of them.
    let parts = Mutex::new(items.chunks(WORTH_IT).enumerate());
    let next = || parts.lock().ok()?.next();
    let take = || {
        let mut done = Vec::new();
        while let Some((at, part)) = next() {
            done.push((at, part.iter().map(&work).collect::<Vec<R>>()));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// The results of `work` on items that come one after another, in their order, while the next are being worked on.
/// Few are ahead of their turn, so that a long stream is never there as a whole. Where a thread panics, the results end
/// and the scope panics.
pub fn ahead<'scope, T, R>(
    scope: &'scope Scope<'scope, '_>,
    items: impl Iterator<Item = T> + Send + 'scope,
    work: impl Fn(T) -> R + Send + Sync + 'scope,
) -> impl Iterator<Item = R> + Send + 'scope
where
    T: Send + 'scope,
    R: Send + 'scope,
{
    let threads = processors();
    let (orders, queue) = sync_channel::<(T, SyncSender<R>)>(threads + WAITING);
    let (turns, results) = sync_channel::<Receiver<R>>(2 * threads + WAITING);
    let (queue, work) = (Arc::new(Mutex::new(queue)), Arc::new(work));
    for _ in 0..threads {
        let (queue, work) = (Arc::clone(&queue), Arc::clone(&work));
        scope.spawn(move || {
            let next = || queue.lock().ok()?.recv().ok();
            while let Some((item, reply)) = next() {
                // Whoever asked may have gone.
                _ = reply.send(work(item));
            }
        });
    }
    scope.spawn(move || {
        for item in items {
            let (reply, result) = sync_channel(1);
            if turns.send(result).is_err() || orders.send((item, reply)).is_err() {
                break;
            }
        }
    });
    results.into_iter().map_while(|result| result.recv().ok())
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(8)
}

#[cfg(test)]
mod tests {
    use std::thread;

    #[test]
    fn keeps_the_order() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(super::map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(super::map(&items[..3], |item| item + 1), [1, 2, 3]);
        let slow_start = |item: usize| {
            thread::sleep(std::time::Duration::from_millis(if item < 3 { 20 } else { 0 }));
            item * 2
        };
        let doubled = thread::scope(|scope| super::ahead(scope, 0..100, slow_start).collect::<Vec<_>>());
        assert_eq!(doubled, (0..100).map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn stops_when_nobody_asks_any_more() {
        let few = thread::scope(|scope| super::ahead(scope, 0.., |item| item).take(3).collect::<Vec<i32>>());
        assert_eq!(few, [0, 1, 2]);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn hands_a_panic_on() {
        thread::scope(|scope| {
            super::ahead(scope, 0..10, |item| assert_ne!(item, 5, "this panic is meant")).for_each(drop);
        });
    }
}
