//! No block of the book goes untested: each is a test of the crate's documentation (Rust), a script that runs in both engines (Writ; `writ-tests` runs those),
//! a part of a file that is built, commands that exist, or text that is compared here. `WRIT_BLESS=1` writes that text.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};
use writ_build::{Builder, Severity, host_api};
use writ_docs_check::pages::{Block, blocks, package, pages};

/// Pages that other tests look at: `library.rs` here, the errors and mistakes of `writ-tests`, and the sessions of `writ-cli`.
const LOOKED_AT: &[&str] = &["library/", "errors/", "mistakes.md", "tools.md"];

/// What the build says of a script, with paths as if it lay in `scripts`; of one without a host as if it lay where the reader is.
fn refusal(name: &str, source: &str, host: bool) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let script = folder.join(format!("{name}.writ"));
    fs::write(&script, source).unwrap();
    let builder = Builder::new().file(script).output(&folder);
    let output = if host { builder.host_crate() } else { builder }.try_compile().unwrap();
    assert!(output.text.is_none(), "{name} is not refused");
    let (here, shown) = (folder.to_string_lossy(), if host { "scripts/" } else { "" });
    let errors = output.rendered(Severity::Error).replace(&format!("{here}/"), shown);
    format!("{}\n", errors.trim_end())
}

/// What this package offers to scripts, as `writ api` prints it.
fn declarations() -> String {
    let scan = host_api::scan_package(&package()).unwrap();
    assert_eq!(scan.errors, Vec::<String>::new());
    scan.api.declarations()
}

/// Why a line of a shell block is none that the reader could type, if it is not.
fn wrong_command(line: &str) -> Option<String> {
    let root = package().join("../..");
    let words: Vec<&str> = line.split('#').next().unwrap_or("").split_whitespace().collect();
    let named = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1));
    let command = match words.first() {
        None => return None,
        Some(&"writ") => words.get(1),
        Some(&"cargo") => {
            if let Some(package) = named("-p") {
                let folder = match *package {
                    "writ-benches" => "benches",
                    package => package,
                };
                // A package of tests lies in a folder without the first half of its name.
                let places = [("", folder), ("examples", folder), ("tests", folder.strip_prefix("writ-").unwrap_or(folder))];
                if !places.iter().any(|(above, folder)| root.join(above).join(folder).join("Cargo.toml").exists()) {
                    return Some(format!("there is no package {package}"));
                }
            }
            if named("-p") != Some(&"writ-cli") {
                return None;
            }
            named("--")
        }
        Some(script) if script.starts_with("scripts/") && root.join(script).is_file() => return None,
        Some(word) => return Some(format!("{word} is no command of the book's")),
    };
    let command = command.copied().unwrap_or("");
    let main = fs::read_to_string(root.join("writ-cli/src/main.rs")).unwrap();
    let known = command.is_empty() || main.to_lowercase().contains(&format!("    {command}("));
    (!known).then(|| format!("there is no command `writ {command}`"))
}

/// The text that a block should have, if it is not what it should be.
fn complaint(block: &Block, refused: &BTreeMap<String, String>) -> Result<(), String> {
    let mark = block.mark.as_ref().map(|(key, value)| (key.as_str(), value.as_str()));
    match (&*block.info, mark) {
        // Tests of the documentation.
        ("rust" | "rust,compile_fail" | "rust,no_run", None) => Ok(()),
        // Cases of `writ-tests`.
        ("writ", None) => Ok(()),
        (info, None) if info.starts_with("writ,file=") => Ok(()),
        ("sh", None) => match block.text.lines().find_map(wrong_command) {
            Some(complaint) => Err(complaint),
            None => Ok(()),
        },
        ("rust,ignore" | "toml" | "writ,host", Some(("file", path))) => {
            // Only what a package has is built and run.
            if !["docs/check/", "examples/"].iter().any(|folder| path.starts_with(folder)) {
                return Err(format!("{path} belongs neither to the book's package nor to an example"));
            }
            let file = fs::read_to_string(package().join("../..").join(path)).map_err(|error| format!("{path}: {error}"))?;
            if file.contains(&block.text) { Ok(()) } else { Err(format!("{path} has another text")) }
        }
        ("writ,host" | "writ,refused", Some(("refused", _))) => Ok(()),
        ("text", Some(("why", name))) => match refused.get(name) {
            Some(text) if *text == block.text => Ok(()),
            Some(text) => Err(text.clone()),
            None => Err(format!("no block is marked as `refused: {name}`")),
        },
        ("text", Some(("shown", "api"))) => {
            let all = declarations();
            if !block.text.is_empty() && all.starts_with(&block.text) { Ok(()) } else { Err(all) }
        }
        // `writ-cli` runs these (its test `tools_page`).
        ("text" | "writ,session", Some(("session", _))) => Ok(()),
        (info, mark) => Err(format!("no test looks at a block `{info}` with the mark {mark:?}")),
    }
}

#[test]
fn every_block_is_tested() {
    let mut complaints = Vec::new();
    for page in pages().iter().filter(|page| !LOOKED_AT.iter().any(|other| page.name.starts_with(other))) {
        let blocks = blocks(&page.name, &page.text);
        let refused = blocks.iter().filter_map(|block| match &block.mark {
            Some((key, name)) if key == "refused" => Some((name.clone(), refusal(name, &block.text, block.info == "writ,host"))),
            _ => None,
        });
        let refused: BTreeMap<String, String> = refused.collect();
        let mut lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
        // From the last to the first, so that places stay where they are.
        for block in blocks.iter().rev() {
            let Err(complaint) = complaint(block, &refused) else { continue };
            if env::var_os("WRIT_BLESS").is_some() && block.info == "text" && block.mark.is_some() {
                let end = block.start + block.text.lines().count();
                lines.splice(block.start..end, complaint.lines().map(str::to_owned));
            } else {
                complaints.push(format!("{}: {complaint}", block.place));
            }
        }
        let blessed = lines.join("\n") + "\n";
        if blessed != page.text {
            fs::write(&page.path, blessed).unwrap();
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_page_with_rust_is_documentation_of_this_crate() {
    let library = fs::read_to_string(package().join("src/lib.rs")).unwrap();
    for page in pages() {
        let rust = blocks(&page.name, &page.text).iter().any(|block| block.info.starts_with("rust") && block.info != "rust,ignore");
        let tested = library.contains(&format!("include_str!(\"../../src/{}\")", page.name));
        assert!(tested || !rust, "the Rust blocks of {} are not tested by src/lib.rs", page.name);
    }
}

#[test]
fn a_block_that_no_test_knows_is_found() {
    let of = |text: &str| blocks("some.md", text);
    for untested in [
        "```\nplain\n```\n",
        "```sh\nls\n```\n",
        "```sh\nwrit fly\n```\n",
        "```sh\nscripts/nothing.sh\n```\n",
        "```sh\ncargo run -p nothing\n```\n",
        "```rust,ignore\nlet x = 1;\n```\n",
        "```text\nwords\n```\n",
        "```writ,refused\nlet x = 1\n```\n",
        "<!-- file: README.md -->\n```toml\n[workspace]\n```\n",
        "<!-- file: docs/check/build.rs -->\n```rust,ignore\nnot in it\n```\n",
        "<!-- why: nothing -->\n```text\nwords\n```\n",
    ] {
        assert!(complaint(&of(untested)[0], &BTreeMap::new()).is_err(), "{untested}");
    }
    let known = "```sh\nwrit run game.writ  # a comment\ncargo run -p quickstart\ncargo run -p writ-cli -- diff game.writ\ncargo run -p writ-differential -- run\nscripts/fuzz.sh 60\n```\n";
    assert_eq!(complaint(&of(known)[0], &BTreeMap::new()), Ok(()));
    let found = of("a\n<!-- file: x -->\n```toml\none\n```\n```rust\ntwo\n```\n");
    assert_eq!(
        found.iter().map(|block| (&*block.place, &*block.text)).collect::<Vec<_>>(),
        [("some.md:4", "one\n"), ("some.md:7", "two\n")]
    );
    assert!(found[0].mark.is_some() && found[1].mark.is_none());
}
