//! What a statement costs.
