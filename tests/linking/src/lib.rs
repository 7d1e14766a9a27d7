//! A compiled base game, for tests of scripts that are loaded beside it.

writ_runtime::include_modules!();
