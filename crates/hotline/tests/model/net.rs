//! The graph of a world: what is kept of its states and of the acts between them, for the questions of `games.rs`.

use hotline::Verb;

use crate::world::Who;

#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) who: Who,
    pub(crate) verb: Verb,
    /// Clocks that begin anew or have another end after it.
    pub(crate) restarted: u128,
}

/// What is kept of a state after it has been followed.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) archived: bool,
    pub(crate) depth: u16,
    /// Clocks that run and are not yet due.
    pub(crate) clocks: u128,
    /// Who has let a clock run out.
    pub(crate) late: Vec<Who>,
    /// What would help, the best first, and where it leads.
    pub(crate) help: Vec<(Who, Verb, u32)>,
    /// Not followed: beyond the bounds.
    pub(crate) cut: bool,
}

/// A state that must not be, and how to get there.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) what: String,
    pub(crate) trace: Vec<String>,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.what)?;
        self.trace.iter().enumerate().try_for_each(|(n, line)| writeln!(f, "  {:>2}. {line}", n + 1))
    }
}

/// The states and the acts between them.
#[derive(Default)]
pub(crate) struct Net {
    pub(crate) states: Vec<State>,
    pub(crate) edges: Vec<Edge>,
    first: Vec<usize>,
}

impl Net {
    /// States are followed in the order in which they were met, so the acts from each stand together.
    pub(crate) fn close(&mut self) {
        let mut at = 0;
        for id in 0..=self.states.len() {
            at += self.edges[at..].iter().take_while(|edge| (edge.from as usize) < id).count();
            self.first.push(at);
        }
    }

    /// Places of the acts from a state.
    pub(crate) fn from(&self, id: u32) -> std::ops::Range<usize> {
        self.first[id as usize]..self.first[id as usize + 1]
    }

    /// How much of it there is, in words.
    pub(crate) fn size(&self) -> String {
        let cut = self.states.iter().filter(|state| state.cut).count();
        let depth = self.states.iter().map(|state| state.depth).max().unwrap_or(0);
        let bound = if cut == 0 { "all of them".to_owned() } else { format!("{cut} at the bound") };
        format!("{:>7} states ({bound}), {:>8} transitions, depth {depth}", self.states.len(), self.edges.len())
    }
}

/// A search that can say how it came to a state.
pub(crate) trait Traced {
    fn net(&self) -> &Net;
    fn trace(&self, id: u32) -> Vec<String>;
}
