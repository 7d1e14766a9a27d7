//! Running scripts with mutants: which come by which mutant, and those until one notices.

use crate::mutants::Mutant;
use crate::worker::{Recorded, SaidOfCode, Task, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many kilobytes of address space a program with a mutant may have: it may ask for memory without end.
const MEMORY: u64 = 6_000_000;
/// What a test may take besides its usual time, of which it may take a multiple.
const PATIENCE: Duration = Duration::from_secs(4);

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// Which: [`Mutant::key`].
    pub key: String,
    /// The test that noticed; none did if it is empty.
    pub noticed_by: String,
    /// How it was noticed, or what is known of one that was not.
    pub how: String,
}

impl Fate {
    /// Whether a test noticed.
    pub fn is_noticed(&self) -> bool {
        !self.noticed_by.is_empty()
    }
}

/// What is known from runs before, in a file to which lines are added.
pub struct Fates {
    file: Mutex<File>,
    known: Mutex<BTreeMap<String, Fate>>,
}

impl Fates {
    /// Reads what is known.
    ///
    /// # Errors
    /// If the file can't be read or written.
    pub fn open(path: &Path) -> io::Result<Fates> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let fates = text.lines().filter_map(|line| serde_json::from_str::<Fate>(line).ok());
        let mut known: BTreeMap<String, Fate> = BTreeMap::new();
        for fate in fates {
            // What was noticed once was noticed.
            if !known.get(&fate.key).is_some_and(Fate::is_noticed) {
                known.insert(fate.key.clone(), fate);
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Fates { file: Mutex::new(file), known: Mutex::new(known) })
    }

    /// Adds one.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn add(&self, fate: Fate) -> io::Result<()> {
        let line = serde_json::to_string(&fate)?;
        writeln!(self.file.lock().unwrap_or_else(PoisonError::into_inner), "{line}")?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(fate.key.clone(), fate);
        Ok(())
    }

    /// What is known of a mutant.
    pub fn of(&self, mutant: &Mutant) -> Option<Fate> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&mutant.key()).cloned()
    }

    /// Whether tests were run with it, and none noticed.
    pub fn survives(&self, mutant: &Mutant) -> bool {
        self.of(mutant).is_some_and(|fate| !fate.is_noticed())
    }

    /// Whether a test has noticed it.
    pub fn is_noticed(&self, mutant: &Mutant) -> bool {
        self.of(mutant).is_some_and(|fate| fate.is_noticed())
    }
}

/// A command whose address space is limited.
pub(crate) fn limited(program: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {MEMORY}; ulimit -c 0; exec \"$0\" \"$@\"")).arg(program);
    command.stdin(Stdio::null());
    command
}

/// What the worker says of all scripts of a kind without a mutant.
///
/// # Errors
/// If it can't be started, or a test fails without a mutant.
pub fn record(worker: &Path, what: &str) -> io::Result<Vec<Recorded>> {
    let mut child = limited(worker).args(["record", what]).stdout(Stdio::piped()).spawn()?;
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let recorded: Vec<Recorded> = lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect::<io::Result<_>>()?;
    let failed: Vec<&str> = recorded.iter().filter(|test| test.complaint.is_some()).map(|test| test.name.as_str()).collect();
    if !child.wait()?.success() || !failed.is_empty() {
        return Err(io::Error::other(format!("tests fail without a mutant: {}", failed.join(", "))));
    }
    Ok(recorded)
}

/// What a child has said when it ended, and what ended it.
pub(crate) struct Ended {
    /// What it said.
    pub said: String,
    /// Whether it succeeded, or what ended it.
    pub how: Result<bool, String>,
}

/// Waits for a child, but not forever.
pub(crate) fn wait(mut child: Child, limit: Duration) -> io::Result<Ended> {
    let mut stdout = child.stdout.take().expect("it is piped");
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let start = Instant::now();
    let how = loop {
        match child.try_wait()? {
            Some(status) if status.code().is_none() => break Err(format!("crashed: {status}")),
            Some(status) => break Ok(status.success()),
            None if start.elapsed() > limit => {
                child.kill()?;
                child.wait()?;
                break Err("took too long".to_string());
            }
            None => thread::sleep(Duration::from_millis(if start.elapsed() < Duration::from_secs(1) { 3 } else { 50 })),
        }
    };
    Ok(Ended { said: reader.join().unwrap_or_default(), how })
}

/// The tests that come by a mutant, the fastest first.
pub fn tasks(recorded: &[Recorded], mutant: u32) -> Vec<Task> {
    let mut reaching: Vec<(usize, &Recorded)> =
        recorded.iter().enumerate().filter(|(_, test)| test.reached.binary_search(&mutant).is_ok()).collect();
    reaching.sort_by_key(|(_, test)| test.nanos);
    let limit = |test: &Recorded| (PATIENCE + Duration::from_nanos(test.nanos) * 20).as_millis() as u64;
    reaching.into_iter().map(|(index, test)| Task { index, came: test.came, limit: limit(test) }).collect()
}

/// A file with what a worker is to do.
pub fn order(folder: &Path, mutant: u32, order: &impl Serialize) -> io::Result<PathBuf> {
    let path = folder.join(format!("order-{mutant}.json"));
    fs::write(&path, serde_json::to_vec(order)?)?;
    Ok(path)
}

/// Runs the scripts of a kind that come by a mutant until one notices.
///
/// # Errors
/// If the worker can't be started.
pub fn in_vm(worker: &Path, folder: &Path, what: &str, recorded: &[Recorded], mutant: &Mutant) -> io::Result<Fate> {
    let tasks = tasks(recorded, mutant.id);
    if tasks.is_empty() {
        return Ok(Fate { key: mutant.key(), noticed_by: String::new(), how: "no script comes by".to_string() });
    }
    let order = order(folder, mutant.id, &tasks)?;
    let child =
        limited(worker).args(["run", what]).arg(mutant.id.to_string()).arg(&order).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let limit = Duration::from_secs(60) + tasks.iter().map(|task| Duration::from_millis(task.limit)).sum::<Duration>();
    let ended = wait(child, limit)?;
    fs::remove_file(order)?;
    let verdict = ended.said.lines().next_back().and_then(|line| serde_json::from_str::<Verdict>(line).ok());
    let (noticed_by, how) = match (verdict, ended.how) {
        (Some(verdict), Ok(_)) if verdict.test.is_empty() => (String::new(), format!("{} scripts come by", tasks.len())),
        (Some(verdict), _) => (verdict.test, verdict.how),
        (None, Ok(_)) => ("a script".to_string(), "the program ended".to_string()),
        (None, Err(how)) => ("a script".to_string(), how),
    };
    Ok(Fate { key: mutant.key(), noticed_by, how })
}

/// Lets a worker write code; gives what it says until it has done so or ends for another reason.
///
/// # Errors
/// If the worker can't be started.
pub fn code(worker: &Path, order: &Path) -> io::Result<Vec<SaidOfCode>> {
    let mut child = limited(worker).arg("write").arg(order).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let said = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok()).collect();
    child.wait()?;
    Ok(said)
}

/// Does something with each of them on so many threads; says from time to time how far it is.
///
/// # Errors
/// The first of what goes wrong.
pub fn each<T: Sync>(all: &[T], threads: usize, act: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let queue: Mutex<VecDeque<&T>> = Mutex::new(all.iter().collect());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let start = Instant::now();
    let work = || {
        while let Some(one) = next() {
            act(one)?;
            let left = queue.lock().unwrap_or_else(PoisonError::into_inner).len();
            if left.is_multiple_of(50) {
                eprintln!("{left} of {} left after {:.0} s", all.len(), start.elapsed().as_secs_f64());
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().try_for_each(|handle| handle.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked"))))
    })
}
