//! Two texts as one sequence of segments, in the order of the first: passages of both, and stretches of one only.

use super::passages::Passage;
use std::ops::Range;

/// A stretch of one or both texts, in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// In both.
    Shared(Passage),
    /// In the first only.
    OnlyA(Range<usize>),
    /// In the second only.
    OnlyB(Range<usize>),
}

/// The passages, which are in the order of the first text, and the stretches between them as one sequence.
///
/// Each token of the first text is in one segment, and so is each token of the second that no passage covers. Such a
/// stretch of the second comes before the first passage that follows it there.
#[must_use]
pub fn segments(passages: &[Passage], len_a: usize, len_b: usize) -> Vec<Segment> {
    let mut only_b = uncovered(passages, len_b).into_iter().peekable();
    let mut out = Vec::new();
    let mut at = 0;
    for passage in passages {
        if passage.a.start > at {
            out.push(Segment::OnlyA(at..passage.a.start));
        }
        while let Some(gap) = only_b.next_if(|gap| gap.end <= passage.b.start) {
            out.push(Segment::OnlyB(gap));
        }
        out.push(Segment::Shared(passage.clone()));
        at = passage.a.end;
    }
    if len_a > at {
        out.push(Segment::OnlyA(at..len_a));
    }
    out.extend(only_b.map(Segment::OnlyB));
    out
}

/// The stretches of the second text that no passage covers.
fn uncovered(passages: &[Passage], len: usize) -> Vec<Range<usize>> {
    let mut covered: Vec<&Range<usize>> = passages.iter().map(|passage| &passage.b).collect();
    covered.sort_by_key(|range| range.start);
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in covered {
        if range.start > at {
            gaps.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if len > at {
        gaps.push(at..len);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn passages_and_the_stretches_between_them_form_one_sequence() {
        let passages = [Passage { a: 2..5, b: 4..7 }, Passage { a: 6..8, b: 0..2 }];
        let expected = [
            Segment::OnlyA(0..2),
            Segment::OnlyB(2..4),
            Segment::Shared(passages[0].clone()),
            Segment::OnlyA(5..6),
            Segment::Shared(passages[1].clone()),
            Segment::OnlyB(7..9),
        ];
        assert_eq!(segments(&passages, 8, 9), expected);
        assert_eq!(segments(&[], 0, 3), [Segment::OnlyB(0..3)]);
    }

    proptest! {
        #[test]
        fn every_token_is_in_a_segment(lens in proptest::collection::vec((0_usize..4, 1_usize..5, 0_usize..30), 0..6)) {
            let mut at = 0;
            let passages: Vec<Passage> = lens
                .iter()
                .map(|&(gap, len, b)| {
                    let start = at + gap;
                    at = start + len;
                    Passage { a: start..at, b: b..b + len }
                })
                .collect();
            let (len_a, len_b) = (at + 2, 40);
            let (mut in_a, mut in_b) = (vec![0; len_a], vec![0; len_b]);
            for segment in segments(&passages, len_a, len_b) {
                match segment {
                    Segment::Shared(passage) => {
                        passage.a.for_each(|i| in_a[i] += 1);
                        passage.b.for_each(|i| in_b[i] += 1);
                    }
                    Segment::OnlyA(range) => range.for_each(|i| in_a[i] += 1),
                    Segment::OnlyB(range) => range.for_each(|i| in_b[i] += 1),
                }
            }
            prop_assert!(in_a.iter().all(|&n| n == 1));
            prop_assert!(in_b.iter().all(|&n| n >= 1));
        }
    }
}
