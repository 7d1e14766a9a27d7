//! An instance that plays the scene, and how its time passes.

use crate::Outcome;
use crate::command::Command;
use crate::engine::{Engine, Script};
use crate::stage::Sprite;
use std::cell::RefCell;
use std::rc::Rc;
use writ_runtime::{Coroutine, CoroutineFailure, Writ};

/// The owner of all that belongs to the scene. Ids are the host's: any numbers that it can tell apart.
const SCENE: u64 = 1;
/// The owner of what frozen actors did.
const FROZEN: u64 = 2;

/// So many seconds of a scene are skipped at most: one that never ends is no reason to hang.
const LONGEST_SKIP: f64 = 600.0;

/// Sums of steps are not exact: what lacks so little of a step is one.
const ROUNDING: f64 = 1e-9;

/// Something that happened, and when, in seconds of the scene.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The time of the scene.
    pub time: f64,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// The script printed a line.
    Printed(String),
    /// The host has something to say.
    Note(String),
    /// A coroutine failed. All others went on.
    Failed(CoroutineFailure),
}

/// How a scene ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It came to its end.
    Played,
    /// It was told to end.
    Cancelled,
    /// It failed.
    Failed,
}

/// An instance with one scene.
///
/// Time goes in steps of one length, and each is one tick: at double speed there are twice as many of them, not longer ones. So the scene is the same
/// at every speed, and nothing in it has to know how fast the host draws. (A coroutine that waits for 0.1 s in a loop goes on once a tick at most: with
/// ticks of 0.2 s, it would take twice its time.)
pub struct Theatre {
    writ: Writ,
    /// None when it has ended.
    script: Option<Box<dyn Script>>,
    play: Coroutine,
    printed: Rc<RefCell<Vec<String>>>,
    events: Vec<Event>,
    step: f64,
    ticks: u64,
    /// Time that has passed but is not yet a step.
    owed: f64,
    speed: f64,
    paused: bool,
    ending: Option<Ending>,
}

impl Theatre {
    /// Opens with the scene at its beginning. `step` is how many seconds a tick is.
    ///
    /// # Errors
    /// The script does not compile, fails at its top level, or lacks what the host calls.
    pub fn open(engine: &Engine, step: f64) -> Outcome<Theatre> {
        let mut writ = Writ::new();
        let printed = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&printed);
        writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
        let script = engine.open(&mut writ)?;
        let play = script.play(&mut writ)?;
        // From here on one number stands for the scene: for what the host started, and for what the script's object starts.
        play.set_owner_id(&mut writ, SCENE);
        script.give(&mut writ, SCENE);
        let script = Some(script);
        let (ticks, owed, speed, paused, ending, events) = (0, 0.0, 1.0, false, None, Vec::new());
        Ok(Theatre { writ, script, play, printed, events, step, ticks, owed, speed, paused, ending })
    }

    /// Lets real time pass.
    ///
    /// While it is paused, there is no tick at all. One of 0 seconds would stop only those who wait for a time: everyone else, behind a bare `yield`,
    /// `waitForFrames` or `waitUntil`, waits for a tick and would go on.
    ///
    /// # Errors
    /// The instance refused to tick.
    pub fn pass(&mut self, seconds: f64) -> Outcome<()> {
        if self.paused {
            return Ok(());
        }
        self.owed += seconds * self.speed;
        while self.owed >= self.step - ROUNDING && self.ending.is_none() {
            self.owed -= self.step;
            self.tick()?;
        }
        Ok(())
    }

    fn tick(&mut self) -> Outcome<()> {
        let report = self.writ.tick(self.step)?;
        self.ticks += 1;
        for line in self.printed.take() {
            self.tell(What::Printed(line));
        }
        // What fails ends alone; what waited for it ends with it. If that was the scene itself, there is nothing more to see.
        let scene_failed = report.failures.iter().any(|failure| failure.coroutine == self.play.name());
        for failure in report.failures {
            self.tell(What::Failed(failure));
        }
        if !self.play.is_running(&self.writ) {
            self.close(if scene_failed { Ending::Failed } else { Ending::Played });
        }
        Ok(())
    }

    /// Does what it is told.
    ///
    /// # Errors
    /// A call of the script failed.
    pub fn obey(&mut self, command: &Command) -> Outcome<()> {
        let Some(script) = &self.script else {
            self.tell(What::Note("the scene is over".into()));
            return Ok(());
        };
        match command {
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Speed(speed) => self.speed = *speed,
            Command::Skip => self.skip()?,
            Command::Cancel => self.close(Ending::Cancelled),
            Command::Heckle(number) => {
                // It begins in the next tick, as all that is started: while the scene is paused, nobody shouts.
                script.heckle(&mut self.writ, *number)?.set_owner_id(&mut self.writ, SCENE);
            }
            Command::Freeze(name) => {
                // What it started itself ends. Where the scene tells it to walk, it still walks.
                let note = match script.give_actor(&mut self.writ, name, FROZEN)? {
                    true => format!("ended by that: {}", self.writ.cancel_coroutines_for_owner(FROZEN)),
                    false => format!("there is no `{name}` on the stage"),
                };
                self.tell(What::Note(note));
            }
        }
        Ok(())
    }

    /// To the end without waiting: the same ticks, only sooner. Whoever skips does not want to stay paused.
    fn skip(&mut self) -> Outcome<()> {
        self.paused = false;
        let last = self.time() + LONGEST_SKIP;
        while self.ending.is_none() && self.time() < last {
            self.tick()?;
        }
        if self.ending.is_none() {
            self.tell(What::Note(format!("no end within {LONGEST_SKIP} s")));
        }
        Ok(())
    }

    /// Ends the scene and everything in it.
    pub fn close(&mut self, ending: Ending) {
        // First what runs: it holds the scene and actors.
        self.writ.cancel_coroutines_for_owner(SCENE);
        // Then the last reference to the scene: with it go the actors, and what they started ends with them. Nobody has to know of it.
        self.script = None;
        self.ending.get_or_insert(ending);
    }

    fn tell(&mut self, what: What) {
        self.events.push(Event { time: self.time(), what });
    }

    /// What happened since this was asked last.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// What is to be seen; nothing when the scene has ended.
    ///
    /// # Errors
    /// The script failed.
    pub fn view(&mut self) -> Outcome<Vec<Sprite>> {
        self.script.as_ref().map_or(Ok(Vec::new()), |script| script.view(&mut self.writ))
    }

    /// Seconds of the scene that have passed.
    pub fn time(&self) -> f64 {
        self.ticks as f64 * self.step
    }

    /// How many seconds a tick is.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// How it ended, if it has.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// Whether time stands still.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// So many seconds of the scene pass in a second.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// How many coroutines there are.
    pub fn coroutines(&self) -> usize {
        self.writ.active_coroutine_count()
    }
}
