//! Tokens survive encoding and decoding, with and without codes, from one thread and from several.

use super::*;
use proptest::prelude::*;

/// The distinct token of a number.
fn token_of_word(word: u32) -> Token {
    bytemuck::cast(crate::util::hash::mix32(word))
}

proptest! {
    #[test]
    fn decoding_returns_the_encoded_tokens(
        texts in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 0..60), 1..20),
        common in proptest::collection::vec(any::<u32>(), 1..8),
        no_code_is_free in any::<bool>(),
    ) {
        let dictionary = TokenDictionary::default();
        if no_code_is_free {
            dictionary.next_code.store(CODES as u32, Ordering::Relaxed);
        }
        let (mut out, mut escaped) = (Vec::new(), vec![7]);
        for text in texts {
            // most of a text is of a few words
            let tokens = text.iter().map(|&word| match word % 8 {
                0 => word,
                1 => 0,
                nth => common[nth as usize % common.len()],
            });
            let tokens: Vec<Token> = tokens.map(bytemuck::cast).collect();
            let mut encoded = vec![7];
            dictionary.encode(&tokens, &mut encoded);
            let codes = &encoded[1..];
            let len = dictionary.decode(codes, &mut out);
            prop_assert_eq!(&out[..len], &tokens[..]);
            let len = dictionary.decode_noting_escapes(codes, &mut out, &mut escaped);
            prop_assert_eq!(&out[..len], &tokens[..]);
            prop_assert_eq!(codes.len(), tokens.len() + 2 * escaped.len());
            for middle in 0..=tokens.len() {
                let before = escaped.iter().filter(|&&at| (at as usize) < middle).count();
                let len = dictionary.decode(&codes[..middle + 2 * before], &mut out);
                prop_assert_eq!(&out[..len], &tokens[..middle]);
            }
            if no_code_is_free {
                prop_assert_eq!(codes.len(), 3 * tokens.len());
            }
        }
    }
}

#[test]
fn common_tokens_take_half_the_memory() {
    let dictionary = TokenDictionary::default();
    let tokens: Vec<Token> = (1..=30_000).map(token_of_word).collect();
    // the first time few tokens have a code, the second time nearly all whose bucket has a free slot
    for expected in [75_000..=90_000, 30_000..=34_000, 30_000..=32_500] {
        let mut codes = Vec::new();
        dictionary.encode(&tokens, &mut codes);
        assert!(expected.contains(&codes.len()), "{} codes", codes.len());
    }
}

#[test]
fn frozen_dictionary_mixes_codes_and_escapes() {
    let dictionary = TokenDictionary::default();
    let known: Vec<Token> = (1..=100_000).map(token_of_word).collect();
    (0..3).for_each(|_| dictionary.encode(&known, &mut Vec::new()));
    assert!(!dictionary.has_free_codes());
    let every_third_new =
        |(&known, word): (&Token, u32)| if word % 3 == 0 { token_of_word(1 << 20 | word) } else { known };
    let mixed: Vec<Token> = known.iter().zip(0..).map(every_third_new).collect();
    let (mut codes, mut out) = (Vec::new(), Vec::new());
    dictionary.encode(&mixed, &mut codes);
    let len = dictionary.decode(&codes, &mut out);
    assert!(out[..len] == mixed);
    let frozen = dictionary.frozen.get().unwrap();
    let code = |&token: &Token| frozen.code(bytemuck::cast(token), &dictionary.tokens);
    let coded = mixed.iter().filter(|token| code(token) != ESCAPE).count();
    assert!(coded > CODES / 2, "{coded} have a code");
    assert_eq!(codes.len(), coded + 3 * (mixed.len() - coded));
}

#[test]
fn token_zero_is_always_escaped() {
    let (dictionary, mut codes) = (TokenDictionary::default(), Vec::new());
    dictionary.encode(&[bytemuck::cast(0); 20], &mut codes);
    assert_eq!(codes, [ESCAPE; 60]);
    // as if another thread had filled a slot after it was seen free
    dictionary.buckets[0].codes.iter().take(SLOTS).for_each(|code| code.store(1, Ordering::Relaxed));
    codes.clear();
    dictionary.encode(&[bytemuck::cast(0)], &mut codes);
    assert_eq!(codes, [ESCAPE; 3]);
}

#[test]
fn token_whose_bucket_is_full_is_escaped() {
    let dictionary = TokenDictionary::default();
    let of_first_bucket = (1_u32..).filter(|&token| bucket(token) == 0).take(SLOTS + 1);
    let tokens: Vec<Token> = of_first_bucket.map(bytemuck::cast).collect();
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.clear();
        dictionary.encode(&tokens, &mut codes);
    }
    assert_eq!(codes.len(), SLOTS + 3, "{codes:?}");
    let mut out = Vec::new();
    let len = dictionary.decode(&codes, &mut out);
    assert_eq!(out[..len], tokens);
}

#[test]
fn threads_that_encode_at_once_agree_on_the_codes() {
    let dictionary = TokenDictionary::default();
    let tokens: Vec<Token> = (0..40_000).map(|word| token_of_word(word % 20_000)).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let (mut codes, mut out) = (Vec::new(), Vec::new());
                dictionary.encode(&tokens, &mut codes);
                let len = dictionary.decode(&codes, &mut out);
                assert_eq!(out[..len], tokens);
            });
        }
    });
}
