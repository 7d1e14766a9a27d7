//! The scene in a terminal. Without a library for terminals there are no single keys: it reads lines, so a key is followed by Enter.

use crate::Outcome;
use crate::command::Command;
use crate::stage::{Picture, WIDTH, visible};
use crate::theatre::{Ending, Event, Theatre, What};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// 25 pictures a second.
const FRAME: Duration = Duration::from_millis(40);

/// More time than that does not pass between two pictures: who stopped the program for a while finds the scene where it was.
const LONGEST_FRAME: f64 = 0.25;

/// Rows above the stage, below it, and for what happened.
const SPEECH: usize = 3;
const VOICES: usize = 3;
const LOG: usize = 6;

const KEYS: &str = "p pause, + faster, - slower, h heckle, f freeze the cat, s skip, q cancel; then Enter";

/// Plays until the scene is over; whether nothing failed.
///
/// # Errors
/// A call of the script failed, or the terminal is gone.
pub fn run(theatre: &mut Theatre) -> Outcome<bool> {
    let lines = read_lines();
    let mut out = io::stdout().lock();
    let mut screen = Screen::default();
    let (mut heckles, mut failures) = (0, Vec::new());
    write!(out, "\x1b[2J")?;
    screen.prompt(&mut out)?;
    let mut last = Instant::now();
    while theatre.ending().is_none() {
        while let Ok(line) = lines.try_recv() {
            match command(line.trim(), theatre, &mut heckles) {
                Ok(command) => theatre.obey(&command)?,
                Err(why) => screen.log(theatre.time(), &why),
            }
            screen.prompt(&mut out)?;
        }
        let seconds = last.elapsed().as_secs_f64();
        last = Instant::now();
        theatre.pass(seconds.min(LONGEST_FRAME))?;
        for event in theatre.take_events() {
            screen.event(&event);
            if let What::Failed(failure) = event.what {
                failures.push(failure);
            }
        }
        screen.draw(&mut out, theatre)?;
        thread::sleep(FRAME.saturating_sub(last.elapsed()));
    }
    screen.prompt(&mut out)?;
    let how = match theatre.ending() {
        Some(Ending::Cancelled) => "Cancelled.",
        Some(Ending::Failed) => "The scene failed.",
        Some(Ending::Played) | None => "The end.",
    };
    writeln!(out, "\r{how} Coroutines left: {}", theatre.coroutines())?;
    // While the screen was drawn again and again, it was no place for traces: the first of their lines stood in the log.
    for failure in &failures {
        eprintln!("{failure}");
    }
    Ok(failures.is_empty())
}

/// The lines that are typed. Reading waits, so it has a thread of its own; when the program ends, nobody waits for that.
fn read_lines() -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || io::stdin().lines().map_while(Result::ok).take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop));
    receiver
}

/// A key, or a whole command as in a list.
fn command(line: &str, theatre: &Theatre, heckles: &mut i64) -> Result<Command, String> {
    match line {
        "p" if theatre.is_paused() => Ok(Command::Resume),
        "p" => Ok(Command::Pause),
        "+" => Ok(Command::Speed((theatre.speed() * 2.0).min(64.0))),
        "-" => Ok(Command::Speed((theatre.speed() / 2.0).max(0.0625))),
        "h" => {
            *heckles += 1;
            Ok(Command::Heckle(*heckles - 1))
        }
        "f" => Ok(Command::Freeze("cat".into())),
        "s" => Ok(Command::Skip),
        "q" => Ok(Command::Cancel),
        command => command.parse(),
    }
}

/// What the terminal shows.
#[derive(Default)]
struct Screen {
    log: VecDeque<String>,
}

impl Screen {
    fn log(&mut self, time: f64, text: &str) {
        self.log.push_back(format!("{time:6.2}  {text}"));
        if self.log.len() > LOG {
            self.log.pop_front();
        }
    }

    fn event(&mut self, event: &Event) {
        match &event.what {
            What::Printed(text) | What::Note(text) => self.log(event.time, text),
            What::Failed(failure) => self.log(event.time, &format!("{} failed: {}", failure.coroutine, failure.error.message)),
        }
    }

    /// All rows anew, from the top. What is typed stands below, where the cursor is put back.
    fn draw(&self, out: &mut impl Write, theatre: &mut Theatre) -> Outcome<()> {
        let picture = Picture::of(&theatre.view()?);
        let state = match (theatre.is_paused(), theatre.speed()) {
            (true, _) => "paused".to_owned(),
            (false, speed) => format!("x {speed}"),
        };
        let mut rows = vec![format!("{:6.2} s  {state}  coroutines: {}", theatre.time(), theatre.coroutines()), String::new()];
        let speech = picture.speech.len().min(SPEECH);
        rows.extend(std::iter::repeat_n(String::new(), SPEECH - speech));
        rows.extend(picture.speech.into_iter().take(speech));
        rows.push(picture.stage);
        rows.push("‾".repeat(WIDTH as usize));
        rows.extend(picture.voices);
        rows.resize(2 + SPEECH + 2 + VOICES, String::new());
        rows.extend(self.log.iter().map(|line| format!("\x1b[2m{}\x1b[0m", line.chars().map(visible).take(78).collect::<String>())));
        rows.resize(Screen::PROMPT - 2, String::new());
        rows.push(KEYS.to_owned());
        let mut text = String::from("\x1b7\x1b[H");
        for row in rows {
            text += &row;
            text += "\x1b[K\r\n";
        }
        text += "\x1b8";
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// The row in which is typed.
    const PROMPT: usize = 2 + SPEECH + 2 + VOICES + LOG + 2;

    /// Makes the row empty in which is typed, and those below.
    fn prompt(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "\x1b[{};1H\x1b[J> ", Screen::PROMPT)?;
        out.flush()
    }
}
