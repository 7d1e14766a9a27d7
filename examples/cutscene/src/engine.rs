//! The two ways to run the script. Everything else of the host is the same for both.

use crate::Outcome;
use crate::stage::{Sprite, WIDTH};
use std::path::{Path, PathBuf};
use writ_runtime::object::Tuple4;
use writ_runtime::{AnyRef, Coroutine, Error, Module, Ref, Writ};

// The modules that build.rs made: `scene`.
writ_runtime::include_modules!();

/// Where the script comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Compiled into this program.
    Compiled,
    /// This file, loaded into the VM.
    Vm(PathBuf),
}

impl Engine {
    /// The scene that is compiled in, as a file for the VM.
    pub fn vm() -> Engine {
        Engine::Vm(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/scene.writ"))
    }

    /// Makes a scene. It lives as long as what this gives.
    ///
    /// # Errors
    /// The script does not compile, fails, or is no scene.
    pub fn open(&self, writ: &mut Writ) -> Outcome<Box<dyn Script>> {
        match self {
            Engine::Compiled => Ok(Box::new(Compiled(scene::open(writ, WIDTH)?))),
            Engine::Vm(path) => match Loaded::open(writ, path) {
                Ok(loaded) => Ok(Box::new(loaded)),
                Err(error) => Err(format!("{} is no scene that can be played:\n{error}", path.display()).into()),
            },
        }
    }
}

/// A scene, and the script's exported functions for it.
pub trait Script {
    /// Gives the scene to an owner: what it starts, now or later, ends with that one's other coroutines.
    fn give(&self, writ: &mut Writ, owner: u64);
    /// The same for an actor; false if it is not on the stage.
    fn give_actor(&self, writ: &mut Writ, name: &str, owner: u64) -> Outcome<bool>;
    /// Starts the scene. A coroutine that is called from the host is started, and the host gets its handle.
    fn play(&self, writ: &mut Writ) -> Outcome<Coroutine>;
    /// Somebody in the audience shouts.
    fn heckle(&self, writ: &mut Writ, number: i64) -> Outcome<Coroutine>;
    /// What is to be drawn.
    fn view(&self, writ: &mut Writ) -> Outcome<Vec<Sprite>>;
}

/// Compiled: the functions and classes are Rust's, and rustc checks each call.
struct Compiled(Ref<scene::Scene>);

impl Script for Compiled {
    fn give(&self, writ: &mut Writ, owner: u64) {
        writ.bind_owner_id(&self.0, owner);
    }

    fn give_actor(&self, writ: &mut Writ, name: &str, owner: u64) -> Outcome<bool> {
        let actor = scene::actor(writ, &self.0, name)?;
        actor.iter().for_each(|actor| writ.bind_owner_id(actor, owner));
        Ok(actor.is_some())
    }

    fn play(&self, writ: &mut Writ) -> Outcome<Coroutine> {
        Ok(scene::play(writ, &self.0)?)
    }

    fn heckle(&self, writ: &mut Writ, number: i64) -> Outcome<Coroutine> {
        Ok(scene::heckle(writ, &self.0, number)?)
    }

    fn view(&self, writ: &mut Writ) -> Outcome<Vec<Sprite>> {
        let sprites = scene::view(writ, &self.0)?.to_vec().into_iter();
        Ok(sprites.map(|Tuple4(name, figure, column, line)| Sprite::new(name, figure, column, line)).collect())
    }
}

/// In the VM: functions are found by name, and the VM compares the types with the script's signature at each call.
struct Loaded {
    module: Module,
    scene: AnyRef,
}

impl Loaded {
    fn open(writ: &mut Writ, path: &Path) -> Result<Loaded, Error> {
        writ.set_root(path.parent().unwrap_or(Path::new("")));
        let module = writ.load(&path.file_name().unwrap_or_default().to_string_lossy())?;
        let scene = module.call(writ, "open", (WIDTH,))?;
        Ok(Loaded { module, scene })
    }
}

impl Script for Loaded {
    fn give(&self, writ: &mut Writ, owner: u64) {
        writ.bind_owner_id(&self.scene, owner);
    }

    fn give_actor(&self, writ: &mut Writ, name: &str, owner: u64) -> Outcome<bool> {
        let actor: Option<AnyRef> = self.module.call(writ, "actor", (self.scene.clone(), name))?;
        actor.iter().for_each(|actor| writ.bind_owner_id(actor, owner));
        Ok(actor.is_some())
    }

    fn play(&self, writ: &mut Writ) -> Outcome<Coroutine> {
        Ok(self.module.call(writ, "play", (self.scene.clone(),))?)
    }

    fn heckle(&self, writ: &mut Writ, number: i64) -> Outcome<Coroutine> {
        Ok(self.module.call(writ, "heckle", (self.scene.clone(), number))?)
    }

    fn view(&self, writ: &mut Writ) -> Outcome<Vec<Sprite>> {
        let sprites: Vec<(String, String, i64, String)> = self.module.call(writ, "view", (self.scene.clone(),))?;
        Ok(sprites.into_iter().map(|(name, figure, column, line)| Sprite::new(name, figure, column, line)).collect())
    }
}
