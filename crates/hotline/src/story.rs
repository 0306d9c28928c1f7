//! The story runner.
