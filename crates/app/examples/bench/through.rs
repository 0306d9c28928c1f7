//! Transitions through [`App::handle`].

use std::sync::{Arc, Mutex};
use std::time::Instant;

use app::App;

use crate::figures::rate;
use crate::work::{Heap, SIGN, Work};

/// Signs all, `writers` tasks at once; transitions a second.
pub(crate) async fn run(app: &App, work: Vec<Work>, writers: usize) -> f64 {
    let count = work.len();
    let heap: Heap<Work> = Arc::new(Mutex::new(work));
    let since = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (app, heap) = (app.clone(), heap.clone());
            tokio::spawn(async move {
                loop {
                    let Some(one) = heap.lock().unwrap().pop() else { break };
                    app.handle(&one.no, None, SIGN, &one.unit, Some(&one.key)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    rate(count, since)
}
