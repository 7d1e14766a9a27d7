//! The two ways to run the script. Everything else of the host is the same for both.

use crate::field::Field;
use std::error::Error;
use std::path::{Path, PathBuf};
use writ_runtime::{Function, Limits, Ref, Writ};

/// Where the script comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Compiled into this program.
    Compiled,
    /// This file, loaded into the VM.
    Vm(PathBuf),
}

impl Engine {
    /// The script that is compiled in, as a file for the VM.
    pub fn vm() -> Engine {
        Engine::Vm(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/behaviour.writ"))
    }

    /// Makes the script ready.
    ///
    /// # Errors
    /// In the VM: the script does not compile, fails, or lacks what the host calls.
    pub fn open(&self, writ: &mut Writ) -> Result<Script, Box<dyn Error>> {
        let Engine::Vm(path) = self else { return Ok(Script::Compiled) };
        // What is loaded may be anybody's: it gets the names that this crate exports, and no more than this.
        writ.set_limits(Limits::new().instructions(100_000).heap_bytes(1 << 20).source_bytes(64 << 10));
        crate::register_host(writ)?;
        writ.set_root(path.parent().unwrap_or(Path::new("")));
        let module = writ.load(&path.file_name().unwrap_or_default().to_string_lossy())?;
        Ok(Script::Loaded(module.function(writ, "onUpdate")?))
    }
}

/// The script, ready to be called.
pub enum Script {
    /// The functions are Rust's.
    Compiled,
    /// Its type was compared with the script's when it was loaded; a call looks up nothing.
    Loaded(Function<(Ref<Field>, f32), ()>),
}

impl Script {
    /// Lets all animals act.
    ///
    /// # Errors
    /// What the script ends with; in the VM also that it took too much.
    pub fn update(&self, writ: &mut Writ, field: &Ref<Field>, delta: f32) -> Result<(), writ_runtime::RuntimeError> {
        match self {
            Script::Compiled => crate::behaviour::on_update(writ, field, delta),
            Script::Loaded(function) => function.call(writ, (field.clone(), delta)),
        }
    }
}
