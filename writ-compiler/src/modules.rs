//! Modules of the standard library, which a host turns on and off.

use crate::diagnostic::near;
use crate::library::FILES;
use std::collections::BTreeSet;

/// What no host turns off: what belongs to the language, and the methods of its types.
const FIXED: &[&str] = &["core", "string", "array", "dictionary", "range", "coroutine"];

/// Which modules of the standard library scripts see: all but `io`, until a host says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LibraryModules {
    off: BTreeSet<&'static str>,
}

impl Default for LibraryModules {
    fn default() -> LibraryModules {
        LibraryModules { off: BTreeSet::from(["io"]) }
    }
}

impl LibraryModules {
    /// All modules that can be turned off, in the order in which they are declared.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let is_first = |at: &usize| *at == 0 || FILES[*at - 1].module != FILES[*at].module;
        (0..FILES.len()).filter(is_first).map(|at| FILES[at].module).filter(|module| !FIXED.contains(module))
    }

    /// Turns a module on.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn enable(&mut self, name: &str) -> Result<(), String> {
        if !FIXED.contains(&name) {
            self.off.remove(find(name)?);
        }
        Ok(())
    }

    /// Turns a module off: scripts that are compiled from here on don't find its names.
    ///
    /// # Errors
    /// If there is none of this name, or it is one without which there is no language.
    pub fn disable(&mut self, name: &str) -> Result<(), String> {
        if FIXED.contains(&name) {
            return Err(format!("the module `{name}` of the standard library belongs to the language and is always on"));
        }
        self.off.insert(find(name)?);
        Ok(())
    }

    /// Whether a module is on.
    pub fn is_on(&self, name: &str) -> bool {
        !self.off.contains(name)
    }

    /// Whether all that is on here is on there too.
    pub fn is_within(&self, other: &LibraryModules) -> bool {
        other.off.is_subset(&self.off)
    }

    /// With every module on: for scripts that a host chose itself.
    pub(crate) fn all() -> LibraryModules {
        LibraryModules { off: BTreeSet::new() }
    }
}

/// The module of a name.
fn find(name: &str) -> Result<&'static str, String> {
    if let Some(module) = LibraryModules::names().find(|module| *module == name) {
        return Ok(module);
    }
    let message = format!("there is no module `{name}` in the standard library");
    Err(match near::nearest(name, LibraryModules::names()) {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => format!("{message}; there are {}", LibraryModules::names().collect::<Vec<_>>().join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::NoFiles;
    use crate::{Options, Session};

    #[test]
    fn modules_have_names() {
        let mut modules = LibraryModules::default();
        assert!(!modules.is_on("io") && modules.is_on("noise"));
        modules.enable("io").unwrap();
        modules.enable("core").unwrap();
        assert_eq!(modules, LibraryModules::all());
        assert_eq!(modules.disable("nois"), Err("there is no module `nois` in the standard library; did you mean `noise`?".to_owned()));
        assert!(modules.enable("files").unwrap_err().contains("; there are math, "));
        assert_eq!(
            modules.disable("string"),
            Err("the module `string` of the standard library belongs to the language and is always on".to_owned())
        );
        for name in LibraryModules::names() {
            modules.disable(name).unwrap();
            assert!(!modules.is_on(name));
        }
        assert!(modules.is_within(&LibraryModules::default()) && !LibraryModules::default().is_within(&modules));
    }

    fn message(session: &mut Session, source: &str) -> String {
        let loaded = session.eval(&NoFiles, "a", source);
        loaded.diagnostics.iter().map(|d| format!("{} / {}", d.message, d.notes.join(", "))).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn names_of_a_module_that_is_off_are_not_there() {
        let mut session = Session::new(Options::default());
        assert_eq!(
            message(&mut session, "print(readFile(\"a\"))"),
            "there is no `readFile` here / it is in the module `io` of the standard library, which this host has not turned on"
        );
        let mut modules = LibraryModules::default();
        modules.disable("noise").unwrap();
        modules.disable("math").unwrap();
        session.set_library_modules(modules);
        let note = "it is in the module `noise` of the standard library, which this host turned off";
        assert_eq!(message(&mut session, "print(noise2D(0.0, 0.0))"), format!("there is no `noise2D` here / {note}"));
        assert_eq!(message(&mut session, "func f(n: Noise) { }"), format!("there is no type `Noise` / {note}"));
        assert_eq!(message(&mut session, "print(Noise(1).seed)"), format!("there is no `Noise` here / {note}"));
        // A script may use the names for its own, and what the library needs itself is there.
        assert_eq!(message(&mut session, "func noise2D() -> int { return 1 }\nprint(noise2D())"), "");
        assert_eq!(message(&mut session, "print([3, 1].min())"), "");
        session.set_library_modules(LibraryModules::default());
        assert_eq!(message(&mut session, "print(noise3D(0.0, 0.0, 0.0))"), "");
    }

    /// What is compiled into the host was chosen by it.
    #[test]
    fn linked_modules_see_the_whole_library() {
        let mut session = Session::new(Options::default());
        let mut modules = LibraryModules::default();
        modules.disable("noise").unwrap();
        session.set_library_modules(modules.clone());
        let source = "export func there(path: string) -> bool { return fileExists(path) ?? noise2D(0.0, 0.0) > 2.0 }";
        assert!(session.link(&[("files", source)]).module.is_some());
        assert_eq!(*session.library_modules(), modules);
        assert!(session.link(&[("wrong", "let x: int = true")]).module.is_none());
        assert_eq!(*session.library_modules(), modules);
        assert_eq!(message(&mut session, "import { there } from \"files\"\nprint(there(\"a/b\"))"), "");
        assert!(message(&mut session, "print(fileExists(\"a/b\"))").starts_with("there is no `fileExists` here"));
    }
}
