//! Locality: which articles are likely to be compared with each other, known from their buckets alone, before anything is compared.

use super::postings::Postings;
use crate::union_find::UnionFind;

/// For each article the one that it is at home with. Articles that share buckets mostly have one home, so that rows which stand
/// together by home are asked for together. It is a hint about places and decides nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locality {
    of: Vec<u32>,
}

/// Articles in parts: who is likely to be compared is in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partitioning {
    /// How many parts there are.
    pub count: usize,
    /// How many of them have those who share their home; in the others is who lives alone.
    pub shared: usize,
    /// The part of every article.
    pub of: Vec<u16>,
}

/// Articles that may live in one home: more than nearly all stories have, and so few that chains of chance meetings make no home of
/// half the corpus.
const MOST: u32 = 4096;

impl Locality {
    /// Of so many articles, from their buckets, the surest first: those who meet in one move together as long as there is room.
    #[must_use]
    pub fn new(articles: usize, mut buckets: impl Iterator<Item = Postings> + Send) -> Locality {
        let mut homes = Growing { together: UnionFind::new(articles), size: vec![1; articles] };
        let mut next = buckets.next();
        while let Some(groups) = next {
            // they come together one after the other, while the next buckets are found by who has nothing else to do
            ((), next) = rayon::join(|| homes.meet(&groups), || buckets.next());
        }
        Locality { of: (0..articles as u32).map(|article| homes.together.find(article)).collect() }
    }

    /// The home of an article: the number of one that lives there.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn of(&self, article: u32) -> u32 {
        self.of[article as usize]
    }

    /// Divides the homes, in their order, into parts whose articles' weights sum up to `most` each, or little more; a home is in one part.
    /// Who lives alone has parts behind those of all others: hardly anyone asks for it, and the others' parts are read as a whole.
    #[must_use]
    pub fn parts(&self, most: u64, weight: impl Fn(u32) -> u64) -> Partitioning {
        // who is nobody's home has nobody there
        let (mut weights, mut live_there) = (vec![0_u64; self.of.len()], vec![0_u8; self.of.len()]);
        for (article, &home) in self.of.iter().enumerate() {
            weights[home as usize] += weight(article as u32);
            live_there[home as usize] = live_there[home as usize].saturating_add(1);
        }
        let most = most.max(weights.iter().sum::<u64>() / u64::from(u16::MAX - 3) + 1);
        let mut parts_of_homes = vec![0; weights.len()];
        let mut count = 0;
        let mut fill = |is_meant: fn(u8) -> bool| {
            let mut filled = most;
            let homes = weights.iter().zip(&mut parts_of_homes).zip(&live_there);
            for ((&weight, part), _) in homes.filter(|&(_, &live_there)| is_meant(live_there)) {
                if filled >= most {
                    (count, filled) = (count + 1, 0);
                }
                filled += weight;
                *part = (count - 1) as u16;
            }
            count
        };
        let (shared, count) = (fill(|live_there| live_there > 1), fill(|live_there| live_there == 1));
        Partitioning { count, shared, of: self.of.iter().map(|&home| parts_of_homes[home as usize]).collect() }
    }
}

/// Locality while articles move together.
struct Growing {
    together: UnionFind,
    /// Of each home's lowest article how many live there.
    size: Vec<u32>,
}

impl Growing {
    /// Those of each bucket come together, as far as there is room.
    fn meet(&mut self, groups: &Postings) {
        for members in (0..groups.len()).map(|group| groups.members(group)) {
            let Some((&first, others)) = members.split_first() else { continue };
            let mut with = first;
            for &member in others {
                // who finds no room waits for the next
                if !self.join(with, member) {
                    with = member;
                }
            }
        }
    }

    /// Whether two articles are at home together afterwards.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.together.find(a), self.together.find(b));
        let size = self.size[a as usize] + self.size[b as usize];
        if a != b && size <= MOST {
            self.together.union(a, b);
            self.size[a.min(b) as usize] = size;
        }
        a == b || size <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnchorKeys, BandKeys, Index};
    use super::*;
    use proptest::prelude::*;

    fn homes(keys: &[Vec<u32>]) -> Locality {
        let width = keys.first().map_or(0, Vec::len);
        let anchors = AnchorKeys::new(&vec![Vec::new(); keys.len()]);
        let mut index = Index::new(BandKeys::new(&keys.concat(), width), anchors);
        index.find_locality().clone()
    }

    #[test]
    fn who_meets_is_at_home_together_and_so_are_those_whom_they_meet() {
        // 0, 2 and 4 meet in the first band, 1 and 3 too; in the second 5 meets 0
        let keys = [[10, 1], [20, 2], [10, 3], [20, 4], [10, 5], [30, 1], [40, 9]];
        let homes = homes(&keys.map(Vec::from));
        assert_eq!((0..7).map(|article| homes.of(article)).collect::<Vec<_>>(), [0, 1, 0, 1, 0, 0, 6]);
    }

    #[test]
    fn a_home_takes_so_many_and_those_behind_them_have_another() {
        let articles = 3 * MOST + 7;
        // all of one bucket, and a second bucket where the last two of them meet others
        let keys: Vec<Vec<u32>> = (0..articles + 2).map(|n| vec![u32::from(n >= articles), n]).collect();
        let homes = homes(&keys);
        let mut sizes = std::collections::BTreeMap::new();
        (0..articles + 2).for_each(|article| *sizes.entry(homes.of(article)).or_insert(0) += 1);
        assert_eq!(sizes.into_values().collect::<Vec<u32>>(), [MOST, MOST, MOST, 7, 2]);
    }

    proptest! {
        #[test]
        fn all_of_a_home_are_in_one_part_and_parts_are_no_fuller_than_said_by_more_than_a_home(
            keys in proptest::collection::vec(proptest::collection::vec(0_u32..30, 2), 1..80),
            most in 1_u64..200,
        ) {
            let homes = homes(&keys);
            let weight = |article: u32| u64::from(article % 7);
            let Partitioning { count, shared, of: parts } = homes.parts(most, weight);
            let mut weights = vec![0; count];
            let mut of_homes = vec![0; keys.len()];
            for article in 0..keys.len() as u32 {
                let home = homes.of(article);
                prop_assert_eq!(parts[article as usize], parts[home as usize]);
                prop_assert!(homes.of(home) == home);
                let is_alone = (0..keys.len() as u32).filter(|&other| homes.of(other) == home).count() == 1;
                prop_assert_eq!(usize::from(parts[article as usize]) >= shared, is_alone);
                weights[usize::from(parts[article as usize])] += weight(article);
                of_homes[home as usize] += weight(article);
            }
            let heaviest = of_homes.iter().max().copied().unwrap_or_default();
            prop_assert!(weights.iter().all(|&weight| weight < most + heaviest.max(1)));
            for full in [&weights[..shared], &weights[shared..]] {
                prop_assert!(full.iter().rev().skip(1).all(|&weight| weight >= most));
            }
        }
    }
}
