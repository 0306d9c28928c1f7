//! The only transactions: handle, queries for pages, workers, import, configuration.
