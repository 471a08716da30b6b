//! The generator: Philox4x32-10 (J. K. Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
//!
//! It is counter-based: 128 random bits are a function of the seed and of an address, so every draw has a name. Nothing
//! depends on the order in which draws are made, on the number of threads, or on how many other draws there are.

use crate::vector::LANES;

/// What a stream of draws is for. Streams of different purposes never meet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Number of events of a chunk of years, or of each year.
    Count = 0,
    /// Loss of each event.
    Loss = 1,
    /// Which years get the extra loss of importance sampling, and from which scenario.
    Extra = 2,
    /// Loss of these extra events.
    ExtraLoss = 3,
    /// Scores behind correlated numbers of events.
    Copula = 4,
    /// Common scale of a t copula.
    Scale = 5,
    /// Number of common shocks of each year.
    Shock = 6,
    /// Whether a shock strikes a scenario.
    Hit = 7,
}

/// The draws of one purpose for one scenario and one chunk of years.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    key: [u32; 2],
    upper: [u32; 3],
}

/// 64 + 64 random bits for each lane.
pub(crate) type Words = ([u64; LANES], [u64; LANES]);

impl Stream {
    /// The stream at this address under the seed.
    pub(crate) fn new(seed: u64, purpose: Purpose, scenario: usize, chunk: u32) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], upper: [chunk, scenario as u32, purpose as u32] }
    }

    /// The words of this many consecutive blocks from `first` on.
    #[inline(always)]
    pub(crate) fn run(&self, first: u32) -> Words {
        let mut blocks = [0; LANES];
        for (lane, block) in blocks.iter_mut().enumerate() {
            *block = first.wrapping_add(lane as u32);
        }
        self.words(&blocks)
    }

    /// The words of any blocks.
    #[inline(always)]
    pub(crate) fn words(&self, blocks: &[u32; LANES]) -> Words {
        let (mut even, mut odd) = ([0; LANES], [0; LANES]);
        for start in (0..LANES).step_by(GROUP) {
            let mut x0 = [0_u64; GROUP];
            for lane in 0..GROUP {
                x0[lane] = u64::from(blocks[start + lane]);
            }
            let [mut x1, mut x2, mut x3] = self.upper.map(|word| [u64::from(word); GROUP]);
            let mut key = self.key;
            for _ in 0..ROUNDS {
                let [k0, k1] = key.map(u64::from);
                for lane in 0..GROUP {
                    let (p0, p1) = ((x0[lane] & LOW) * MULTIPLIERS[0], (x2[lane] & LOW) * MULTIPLIERS[1]);
                    x0[lane] = (p1 >> 32) ^ x1[lane] ^ k0;
                    x2[lane] = (p0 >> 32) ^ x3[lane] ^ k1;
                    (x1[lane], x3[lane]) = (p1 & LOW, p0 & LOW);
                }
                key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
            }
            for lane in 0..GROUP {
                even[start + lane] = x0[lane] | x1[lane] << 32;
                odd[start + lane] = x2[lane] | x3[lane] << 32;
            }
        }
        (even, odd)
    }

    /// Fills a slice with one word each: word `2 i` and `2 i + 1` are the two halves of block `i`.
    pub(crate) fn fill(&self, words: &mut [u64]) {
        for (at, pairs) in words.chunks_mut(2 * LANES).enumerate() {
            let (even, odd) = self.run((at * LANES) as u32);
            for (pair, (even, odd)) in pairs.chunks_mut(2).zip(even.into_iter().zip(odd)) {
                pair[0] = even;
                if let Some(second) = pair.get_mut(1) {
                    *second = odd;
                }
            }
        }
    }
}

/// A word as a number from 0 up to but not including 1, from its upper 53 bits.
#[inline(always)]
pub(crate) fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Blocks worked on together, few enough for their state to stay in vector registers.
const GROUP: usize = 16;

const LOW: u64 = 0xffff_ffff;
const ROUNDS: usize = 10;
const MULTIPLIERS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

#[cfg(test)]
mod tests {
    use super::{LANES, Purpose, Stream, unit};

    #[test]
    fn the_known_answers_of_the_authors_come_out() {
        let cases = [
            ([0; 2], [0; 4], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 2], [u32::MAX; 4], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0xa409_3822, 0x299f_31d0],
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (key, counter, expected) in cases {
            let stream = Stream { key, upper: [counter[1], counter[2], counter[3]] };
            let (even, odd) = stream.words(&[counter[0]; LANES]);
            let words = [even[3] as u32, (even[3] >> 32) as u32, odd[3] as u32, (odd[3] >> 32) as u32];
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn every_part_of_the_address_and_the_seed_give_other_words() {
        let word = |seed, purpose, scenario, chunk| Stream::new(seed, purpose, scenario, chunk).run(0).0[0];
        let base = word(1, Purpose::Loss, 2, 3);
        assert_ne!(base, word(1 << 32, Purpose::Loss, 2, 3));
        assert_ne!(base, word(1, Purpose::Count, 2, 3));
        assert_ne!(base, word(1, Purpose::Loss, 3, 3));
        assert_ne!(base, word(1, Purpose::Loss, 2, 4));
    }

    #[test]
    fn a_filled_slice_holds_the_halves_of_the_blocks_in_order() {
        let stream = Stream::new(5, Purpose::Count, 0, 9);
        let mut words = [0; 2 * LANES + 3];
        stream.fill(&mut words);
        let (even, odd) = stream.run(0);
        assert_eq!((words[0], words[1], words[2]), (even[0], odd[0], even[1]));
        assert_eq!(words[2 * LANES], stream.run(LANES as u32).0[0]);
        assert!(words.iter().all(|&word| (0.0..1.0).contains(&unit(word))));
    }
}
