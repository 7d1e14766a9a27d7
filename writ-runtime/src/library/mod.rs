//! What the standard library keeps for an instance: its random numbers, its clock, compiled regular expressions, the directories that the host opened.

mod directories;
mod paths;
mod regexes;
#[cfg(test)]
mod tests;

pub use directories::Access;
pub(crate) use directories::ReadError;

use crate::natives::random;
use crate::writ::Writ;
use directories::Directories;
use rand_pcg::Lcg64Xsh32;
use regexes::Regexes;
use std::io;
use std::path::Path;

/// The seed of an instance that was given none.
const DEFAULT_SEED: i64 = 0;

/// The state of the library's modules.
pub(crate) struct Library {
    /// What `random()` and its like draw from.
    pub(crate) random: Lcg64Xsh32,
    clock: Option<Box<dyn FnMut() -> f64>>,
    /// The sum of all deltas, and the last one.
    passed: f64,
    delta: f64,
    pub(crate) regexes: Regexes,
    pub(crate) directories: Directories,
}

impl Library {
    pub(crate) fn new() -> Library {
        Library {
            random: random::generator(DEFAULT_SEED),
            clock: None,
            passed: 0.0,
            delta: 0.0,
            regexes: Regexes::default(),
            directories: Directories::default(),
        }
    }

    /// A tick lets time pass.
    pub(crate) fn tick(&mut self, delta: f64) {
        self.passed += delta;
        self.delta = delta;
    }

    /// The seconds of the host's clock; without one, those that ticks have let pass.
    pub(crate) fn now(&mut self) -> f64 {
        self.clock.as_mut().map_or(self.passed, |clock| clock())
    }

    /// The seconds of the last tick.
    pub(crate) fn delta(&self) -> f64 {
        self.delta
    }
}

/// What the standard library works with.
impl Writ {
    /// From now on `random()` and its like give the numbers of this seed, from the first one on. Without it they are those of the seed 0: a run is the
    /// same as the one before, in both engines and on every platform.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.set_random_seed(42);
    /// let first = writ.run("return randomInt(1, 1000)").unwrap().get::<i64>();
    /// writ.set_random_seed(42);
    /// assert_eq!(writ.run("return randomInt(1, 1000)").unwrap().get::<i64>(), first);
    /// # }
    /// ```
    pub fn set_random_seed(&mut self, seed: i64) {
        self.library.random = random::generator(seed);
    }

    /// From now on scripts' `now()` gives the seconds that `clock` gives. Without it an instance knows no clock: `now()` is the sum of all deltas of its
    /// ticks, so that what scripts do depends on nothing but what the host did.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use std::time::Instant;
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// let start = Instant::now();
    /// writ.set_clock(move || start.elapsed().as_secs_f64());
    /// writ.run("let start = now()\nassert(elapsed(start) >= 0.0)").unwrap();
    /// # }
    /// ```
    pub fn set_clock(&mut self, clock: impl FnMut() -> f64 + 'static) {
        self.library.clock = Some(Box::new(clock));
    }

    /// From now on `now()` is the sum of all deltas again, as before [`set_clock`](Writ::set_clock).
    pub fn clear_clock(&mut self) {
        self.library.clock = None;
    }

    /// Lets scripts reach the files in a directory, under a name of its own: with `"saves"`, `readFile("saves/one.txt")` reads the file `one.txt` in it.
    /// A directory that was open under this name is closed. Scripts that are compiled when nothing is open need the module `io` to be turned on
    /// as well: opening a directory does that for what is loaded into this instance.
    ///
    /// Scripts get at files in this directory and in those that lie in it, and at nothing else: paths can't lead up, and what a link leads to counts as
    /// where it leads. Links are looked at when a file is opened; a host in whose directories other programs make links meanwhile should not open them.
    ///
    /// # Errors
    /// If there is no such directory, or the name could not stand in a path.
    pub fn open_directory(&mut self, name: &str, path: impl AsRef<Path>, access: Access) -> io::Result<()> {
        self.library.directories.open(name, path.as_ref(), access)?;
        #[cfg(feature = "vm")]
        self.enable_module("io").map_err(io::Error::other)?;
        Ok(())
    }

    /// Scripts reach nothing in a directory any more that was opened under this name.
    pub fn close_directory(&mut self, name: &str) {
        self.library.directories.close(name);
    }
}
