//! Each SQL text is a constant in the module of its subject, written once for both engines.

/// Declares the SQL texts of a module as constants and lists them for the tests, which prepare all of them on both
/// engines and check that `$n` stand in order of first appearance.
macro_rules! sql {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* const $name: &str = $text;)*
        /// The SQL texts of this module by name.
        #[cfg(test)]
        pub(crate) const TEXTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use sql;
