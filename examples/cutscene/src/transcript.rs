//! The scene by a list of commands, as text: no sleeping, no clock, the same on every machine.

use crate::Outcome;
use crate::command::Timed;
use crate::stage::Picture;
use crate::theatre::{Ending, Theatre, What};
use std::io::Write;

/// A picture is shown after so many seconds of real time.
const BETWEEN_PICTURES: f64 = 2.0;

/// A scene that is not over after so many seconds of real time ends: it may be paused with nobody left to go on.
const LONGEST: f64 = 600.0;

/// Commands come in the first step at or behind their time; sums of steps are not exact.
const ROUNDING: f64 = 1e-9;

/// Plays to the end; whether all went well. Each line begins with the real time and that of the scene. Traces go to `errors`.
///
/// # Errors
/// A call of the script failed, or nobody reads.
pub fn run(theatre: &mut Theatre, commands: &[Timed], out: &mut impl Write, errors: &mut impl Write) -> Outcome<bool> {
    let mut writer = Writer { out, errors, failed: 0 };
    let mut commands = commands.iter().peekable();
    let mut next_picture = BETWEEN_PICTURES;
    let mut steps = 0_u64;
    let real = loop {
        let real = steps as f64 * theatre.step();
        while theatre.ending().is_none()
            && let Some(timed) = commands.next_if(|timed| timed.at <= real + ROUNDING)
        {
            writer.line(real, theatre.time(), &format!("> {}", timed.command))?;
            theatre.obey(&timed.command)?;
            writer.events(real, theatre)?;
        }
        if theatre.ending().is_some() || real > LONGEST {
            break real;
        }
        if real >= next_picture - ROUNDING {
            next_picture += BETWEEN_PICTURES;
            writer.picture(real, theatre)?;
        }
        steps += 1;
        theatre.pass(theatre.step())?;
        writer.events(steps as f64 * theatre.step(), theatre)?;
    };
    let how = match theatre.ending() {
        Some(Ending::Played) => "the end",
        Some(Ending::Cancelled) => "cancelled",
        Some(Ending::Failed) => "the scene failed",
        None => "not over in time",
    };
    let late = commands.count();
    theatre.close(Ending::Cancelled);
    let left = theatre.coroutines();
    writer.line(
        real,
        theatre.time(),
        &format!("= {how}; failed: {}, commands too late: {late}, coroutines left: {left}", writer.failed),
    )?;
    Ok(writer.failed == 0 && how != "not over in time")
}

struct Writer<'a, O, E> {
    out: &'a mut O,
    errors: &'a mut E,
    failed: usize,
}

impl<O: Write, E: Write> Writer<'_, O, E> {
    fn line(&mut self, real: f64, time: f64, text: &str) -> Outcome<()> {
        Ok(writeln!(self.out, "{real:6.2} {time:6.2}  {text}")?)
    }

    fn events(&mut self, real: f64, theatre: &mut Theatre) -> Outcome<()> {
        for event in theatre.take_events() {
            match event.what {
                What::Printed(text) => self.line(real, event.time, &text)?,
                What::Note(text) => self.line(real, event.time, &format!("- {text}"))?,
                What::Failed(failure) => {
                    self.failed += 1;
                    self.line(real, event.time, &format!("! {} failed: {}", failure.coroutine, failure.error.message))?;
                    writeln!(self.errors, "at {:.2} s of the scene: {failure}", event.time)?;
                }
            }
        }
        Ok(())
    }

    fn picture(&mut self, real: f64, theatre: &mut Theatre) -> Outcome<()> {
        let picture = Picture::of(&theatre.view()?);
        let rows = picture.speech.iter().chain([&picture.stage]).chain(&picture.voices);
        for row in rows {
            self.line(real, theatre.time(), format!("| {row}").trim_end())?;
        }
        Ok(())
    }
}
