//! What a host gives to the standard library: a seed, a clock, directories; and modules that it turns off.

use std::fs;
use std::path::{Path, PathBuf};
use writ_host_tests::both;
use writ_host_tests::engines::Engines;
use writ_host_tests::library;
use writ_runtime::{Access, Error, Writ};

/// Files for one engine, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let path = std::env::temp_dir().join(format!("writ-host-tests-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for folder in ["data/deep", "saves"] {
            fs::create_dir_all(path.join(folder)).unwrap();
        }
        fs::write(path.join("secret.txt"), "secret").unwrap();
        fs::write(path.join("data/greeting.txt"), "hello\nworld").unwrap();
        fs::write(path.join("data/binary"), [0xff]).unwrap();
        #[cfg(unix)]
        for (target, link) in
            [("../secret.txt", "data/link.txt"), ("..", "data/up"), ("../secret.txt", "saves/link.txt"), ("../made.txt", "saves/dangling")]
        {
            std::os::unix::fs::symlink(target, path.join(link)).unwrap();
        }
        Place(path)
    }

    fn give(&self, writ: &mut Writ) {
        writ.open_directory("data", self.0.join("data"), Access::Read).unwrap();
        writ.open_directory("saves", self.0.join("saves"), Access::ReadWrite).unwrap();
        writ.set_random_seed(99);
        let mut time = 1.0;
        writ.set_clock(move || {
            time += 1.0;
            time
        });
        assert!(writ.tick(0.25).unwrap().failures.is_empty());
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn engines(places: &[Place; 2]) -> Engines {
    let mut next = places.iter();
    Engines::prepared("library", |writ| next.next().unwrap().give(writ))
}

#[test]
fn both_engines_work_with_what_the_host_gave() {
    let places = [Place::new("vm"), Place::new("compiled")];
    let mut engines = engines(&places);
    both! { engines, library:
        random_numbers => "0.18771785 75 -0.05502738 true [3, 2, 1, 6, 4, 5] 6 [5, 3]",
        same_as_an_object => "0.81510067",
        clock => "2.0 1.5 0.25",
        reads_a_file => "Success(\"hello\\nworld\")",
        reads_what_is_not_there => "Error(\"`data/none.txt` does not exist\")",
        reads_upwards => "Error(\"the path `data/../secret.txt` has a part `.` or `..`, which no path may have\")",
        reads_an_absolute_path => "Error(\"the path `/etc/passwd` must begin with the name of an open directory\")",
        reads_another_directory => "Error(\"the host has not opened a directory `home`; open are `data`, `saves`\")",
        reads_what_is_no_text => "Error(\"`data/binary` is not UTF-8 text\")",
        writes_where_it_may_not => "Error(\"`data/new.txt` is in a directory that is only open for reading\")",
        writes_and_reads => "Success() Success() Success(\"größe\\nmore\") Success(true) Success(false)",
        lists_what_is_no_directory => "false",
        hands_errors_on => "Success(\"hello\") Error(\"`data/none.txt` does not exist\")",
        saves_and_loads => "true 4 [\"Ada\", \"Bob\"]",
    };
    #[cfg(unix)]
    both! { engines, library:
        reads_through_a_link => "Error(\"`data/link.txt` leads out of the directory that the host opened\")",
        reads_through_a_linked_directory => "Error(\"`data/up/secret.txt` leads out of the directory that the host opened\")",
        writes_through_a_link => "Error(\"`saves/dangling` leads out of the directory that the host opened\") \
            Error(\"`saves/link.txt` leads out of the directory that the host opened\")",
        lists_a_directory => "Success([\"binary\", \"deep/\", \"greeting.txt\", \"link.txt\", \"up\"])",
    };
    for place in &places {
        assert_eq!(fs::read_to_string(place.0.join("secret.txt")).unwrap(), "secret");
        assert!(!place.0.join("made.txt").exists() && !place.0.join("data/new.txt").exists());
    }
}

#[test]
fn what_was_drawn_in_one_engine_is_not_drawn_in_the_other() {
    let mut writ = Writ::new();
    writ.run("func draw() -> string { return \"${random()}\" }").unwrap();
    let first = library::same_as_an_object(&mut writ).unwrap();
    writ.set_random_seed(99);
    assert_eq!(writ.call::<String>("draw", ()).unwrap(), first);
    let both: Vec<String> = vec![library::random_numbers(&mut writ).unwrap(), writ.call("draw", ()).unwrap()];
    writ.set_random_seed(99);
    let again: Vec<String> = vec![writ.call("draw", ()).unwrap(), library::random_numbers(&mut writ).unwrap()];
    assert_ne!(both, again);
    // The compiled code went on behind the script's draw.
    writ.set_random_seed(99);
    let alone = library::random_numbers(&mut writ).unwrap();
    assert_ne!(again[1], alone);
}

#[test]
fn io_is_off_until_the_host_says_otherwise() {
    let source = "return readFile(\"data/a\").isSuccess";
    let mut writ = Writ::new();
    let Err(Error::Compile(error)) = writ.run(source) else { panic!("io is off") };
    assert!(
        error.rendered().contains("it is in the module `io` of the standard library, which this host has not turned on"),
        "{}",
        error.rendered()
    );
    writ.enable_module("io").unwrap();
    assert_eq!(writ.run(source).unwrap().get::<bool>(), Some(false));
    writ.disable_module("io").unwrap();
    assert!(writ.run(source).is_err());
    let mut writ = Writ::new();
    writ.open_directory("data", Path::new("scripts"), Access::Read).unwrap();
    assert_eq!(writ.run("return readFile(\"data/library.writ\").isSuccess").unwrap().get::<bool>(), Some(true));
    writ.close_directory("data");
    assert_eq!(writ.run("return readFile(\"data/library.writ\").isSuccess").unwrap().get::<bool>(), Some(false));
}

#[test]
fn modules_are_turned_off_for_what_is_loaded_next() {
    let mut writ = Writ::new();
    writ.run("func before() -> bool { return random() < 1.0 }").unwrap();
    writ.disable_module("random").unwrap();
    for source in ["random()", "let r = Random(1)", "func f(r: Random) { }", "print([1].map((x) => randomInt(0, x)))"] {
        let Err(Error::Compile(error)) = writ.run(source) else { panic!("{source}") };
        assert!(error.rendered().contains("which this host turned off"), "{}", error.rendered());
    }
    assert!(writ.call::<bool>("before", ()).unwrap());
    assert!(matches!(writ.disable_module("rendom"), Err(Error::Host(message)) if message.ends_with("did you mean `random`?")));
    assert!(matches!(writ.disable_module("array"), Err(Error::Host(message)) if message.ends_with("is always on")));
    writ.enable_module("random").unwrap();
    writ.run("random()").unwrap();
}

#[test]
fn a_program_is_loaded_where_its_modules_are_on() {
    let mut with_io = Writ::new();
    with_io.enable_module("io").unwrap();
    let program = with_io.compile("func f() -> bool { return fileExists(\"a/b\").isSuccess }").unwrap();
    let Err(Error::Host(message)) = Writ::new().load_compiled(&program) else { panic!("io is off there") };
    assert_eq!(message, "the program was compiled with modules of the standard library that are turned off here");
    let mut other = Writ::new();
    other.enable_module("io").unwrap();
    other.load_compiled(&program).unwrap();
    assert!(!other.call::<bool>("f", ()).unwrap());
}

#[test]
fn a_build_says_which_modules_scripts_have() {
    let folder = std::env::temp_dir().join(format!("writ-host-tests-{}-build", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.writ"), "func f() -> bool { return fileExists(\"a/b\").isSuccess || noise2D(0.0, 0.0) > 0.0 }").unwrap();
    let builder = || writ_build::Builder::new().file(folder.join("a.writ")).output(&folder);
    let messages = |builder: writ_build::Builder| {
        let output = builder.try_compile().unwrap();
        let messages: Vec<String> = output.diagnostics.iter().map(|d| d.message.clone()).collect();
        assert_eq!(output.text.is_some(), messages.is_empty());
        messages
    };
    assert_eq!(messages(builder()), ["there is no `fileExists` here"]);
    assert_eq!(messages(builder().enable_module("io").disable_module("noise")), ["there is no `noise2D` here"]);
    assert!(messages(builder().enable_module("io")).is_empty());
    let error = builder().enable_module("oi").try_compile().unwrap_err();
    assert_eq!(error.to_string(), "there is no module `oi` in the standard library; did you mean `io`?");
    fs::remove_dir_all(&folder).unwrap();
}
