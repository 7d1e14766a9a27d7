//! Where one thing is reached by two ways.
