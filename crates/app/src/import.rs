//! Import of messages.
