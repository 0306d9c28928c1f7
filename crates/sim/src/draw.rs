//! Chance, the same each time: every draw comes from a stream of its own, keyed by seed, purpose and number. So a new
//! purpose shifts none of the others, and what happens to a claim does not depend on the order in which claims are looked at.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, Poisson, Zipf};
use sha2::{Digest, Sha256};

/// One stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a purpose and a number.
    pub(crate) fn of(seed: u64, purpose: &str, number: u64) -> Self {
        let key = Sha256::new()
            .chain_update(seed.to_be_bytes())
            .chain_update(number.to_be_bytes())
            .chain_update(purpose.as_bytes())
            .finalize();
        Self(ChaCha8Rng::from_seed(key.into()))
    }

    /// From 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in this share of all cases.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// From `low` to below `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        self.unit().mul_add(high - low, low)
    }

    /// A place in a list of `len`; 0 for an empty one.
    #[expect(clippy::cast_possible_truncation, reason = "the remainder is below a length")]
    pub(crate) fn below(&mut self, len: usize) -> usize {
        (self.0.next_u64() % (len.max(1) as u64)) as usize
    }

    /// One of several by weight.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[(T, f64)], otherwise: T) -> T {
        let whole: f64 = table.iter().map(|(_, weight)| weight).sum();
        let mut at = self.unit() * whole;
        for (value, weight) in table {
            at -= weight;
            if at < 0.0 {
                return *value;
            }
        }
        table.last().map_or(otherwise, |(value, _)| *value)
    }

    /// Log-normal by its median.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        LogNormal::new(median.ln(), sigma).map_or(median, |law| law.sample(&mut self.0))
    }

    /// Gamma of a shape, scaled to a mean.
    pub(crate) fn gamma(&mut self, mean: f64, shape: f64) -> f64 {
        Gamma::new(shape, mean / shape).map_or(mean, |law| law.sample(&mut self.0))
    }

    /// How many, where so many are expected.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count is small and not negative")]
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        Poisson::new(mean).map_or(0, |law| law.sample(&mut self.0) as u64)
    }

    /// A place in a list of `len` by Zipf's law: the first most often.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank lies between 1 and a length"
    )]
    pub(crate) fn zipf(&mut self, len: usize, exponent: f64) -> usize {
        let rank = Zipf::new(len.max(1) as f64, exponent).map_or(1.0, |law| law.sample(&mut self.0));
        (rank as usize).clamp(1, len.max(1)) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn a_stream_is_its_own_and_the_same_each_time() {
        let first = |seed, purpose, n| Draw::of(seed, purpose, n).unit().to_bits();
        assert_eq!(first(1, "claim", 7), first(1, "claim", 7));
        for other in [first(2, "claim", 7), first(1, "claim", 8), first(1, "callback", 7)] {
            assert_ne!(first(1, "claim", 7), other);
        }
    }

    #[test]
    fn shares_and_medians_come_out() {
        let mut draw = Draw::of(3, "test", 0);
        let hits = (0..20_000).filter(|_| draw.chance(0.14)).count();
        assert!((2_500..3_100).contains(&hits), "{hits}");
        let mut sample: Vec<f64> = (0..5_001).map(|_| draw.lognormal(20.0, 1.0)).collect();
        sample.sort_by(f64::total_cmp);
        assert!((18.0..22.0).contains(&sample[2_500]), "{}", sample[2_500]);
        let table = [("a", 1.0), ("b", 3.0)];
        let b = (0..4_000).filter(|_| draw.pick(&table, "a") == "b").count();
        assert!((2_850..3_150).contains(&b), "{b}");
        assert!((0..1_000).all(|_| draw.zipf(5, 1.1) < 5));
    }
}
