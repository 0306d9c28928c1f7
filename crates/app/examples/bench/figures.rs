//! Rates of each way, round by round, and what is said of them.

/// Transitions a second of each way in each round.
pub(crate) struct Rates {
    /// The way whose ratio to the others is asked for.
    measured: &'static str,
    ways: Vec<(&'static str, Vec<f64>)>,
}

impl Rates {
    pub(crate) fn new(measured: &'static str) -> Self {
        Self { measured, ways: vec![(measured, Vec::new())] }
    }

    pub(crate) fn add(&mut self, way: &'static str, rate: f64) {
        match self.ways.iter_mut().find(|(name, _)| *name == way) {
            Some((_, rates)) => rates.push(rate),
            None => self.ways.push((way, vec![rate])),
        }
    }

    /// The rate of each way, and the ratio of the measured one to each floor: of the same round, never of medians.
    pub(crate) fn print(&self, writers: usize) {
        let measured = self.ways.iter().find(|(name, _)| *name == self.measured);
        let measured = measured.map(|(_, rates)| rates.as_slice()).unwrap_or_default();
        for (name, rates) in &self.ways {
            let label = format!("{writers:>2} {}, {name}", if writers == 1 { "writer" } else { "writers" });
            let (middle, low, high) = spread(rates);
            print!("  {label:<44} {middle:>7.0} a second ({low:.0}..{high:.0})");
            if *name != self.measured {
                let ratios: Vec<f64> = measured.iter().zip(rates).map(|(handle, floor)| handle / floor).collect();
                let (middle, low, high) = spread(&ratios);
                print!("   handle ÷ this: {middle:.2} ({low:.2}..{high:.2})");
            }
            println!();
        }
    }
}

/// Median, lowest, highest.
pub(crate) fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    (at(sorted.len() / 2), at(0), at(sorted.len().saturating_sub(1)))
}

/// So many in so long.
pub(crate) fn rate(count: usize, since: std::time::Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / since.elapsed().as_secs_f64()
}
