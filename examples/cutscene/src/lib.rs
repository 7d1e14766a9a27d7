//! A cutscene in the terminal: `scripts/scene.writ` says what happens, with coroutines; this host lets time pass, draws, and obeys.
//!
//! * [`engine`] — the script compiled in, or loaded into the VM: the only place that knows the difference
//! * [`theatre`] — an instance that plays the scene: ticks, pause, speed, cancelling
//! * [`command`] — what it can be told to do
//! * [`stage`] — what is drawn, as rows of characters
//! * [`live`] — in the terminal, by keys; [`transcript`] — by a list of commands, without waiting
//! * [`options`] — the flags

pub mod command;
pub mod engine;
pub mod live;
pub mod options;
pub mod stage;
pub mod theatre;
pub mod transcript;

/// What can fail for a reason that the user has to know.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
