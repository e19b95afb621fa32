//! Boilerplate: what an outlet repeats in articles that are otherwise unlike each other.
