//! Synth: seeded corpora of any size with their truth.
