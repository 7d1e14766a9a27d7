//! What the host registered, on its way to the scripts that are loaded.

use super::error::{CompileError, Error};
use super::instance::Instance;
use crate::host::{HostModule, OF_LIBRARY};
use crate::writ::Writ;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use writ_compiler::host::{Api, Group};

/// What a host registered.
#[derive(Default)]
pub(super) struct Registered {
    /// All of it.
    api: Api,
    /// What the front end does not know yet.
    new: Api,
    /// All names.
    names: BTreeSet<String>,
    /// Types of the host's that signatures name, with the numbers of their Rust types, until they are compared with those that are registered.
    mentioned: Vec<(String, u32)>,
}

impl Registered {
    /// All of it.
    pub(super) fn api(&self) -> &Api {
        &self.api
    }
}

fn names(group: &Group) -> impl Iterator<Item = &String> {
    let types = group.types.iter().map(|item| &item.name);
    let traits = group.traits.iter().map(|item| &item.name);
    let functions = group.functions.iter().map(|item| &item.name);
    types.chain(traits).chain(functions).chain(group.values.iter().map(|item| &item.name))
}

fn add(to: &mut Api, from: &Group) {
    let group = to.group_mut(&from.name);
    group.types.extend(from.types.iter().cloned());
    group.traits.extend(from.traits.iter().cloned());
    group.functions.extend(from.functions.iter().cloned());
    group.values.extend(from.values.iter().cloned());
}

impl Instance {
    /// Adds what a host registers; gives the name that was there already.
    fn register(&mut self, module: HostModule) -> Result<(), String> {
        let registered = &mut self.registered;
        let mut own = BTreeSet::new();
        for name in module.api.groups.iter().flat_map(names) {
            if registered.names.contains(name) || !own.insert(name.clone()) {
                return Err(name.clone());
            }
        }
        registered.names.append(&mut own);
        registered.mentioned.extend(module.mentioned);
        for group in &module.api.groups {
            add(&mut registered.api, group);
            add(&mut registered.new, group);
        }
        let links = &mut self.machine.program_mut().links;
        links.host_functions.0.extend(module.functions);
        links.host_places.extend(module.places);
        links.host_classes.extend(module.classes);
        Ok(())
    }

    /// An error if a signature names a type that is not registered, or another one of that name: a value of one would be taken for the other.
    fn check_mentioned(&mut self) -> Result<(), Error> {
        let registered = &mut self.registered;
        let types: BTreeMap<&str, u32> = registered.api.groups.iter().flat_map(|group| &group.types).map(|ty| (&*ty.name, ty.id)).collect();
        for (name, id) in &registered.mentioned {
            match types.get(&**name) {
                Some(known) if known == id => {}
                None if *id == OF_LIBRARY => {}
                Some(_) if *id == OF_LIBRARY => {
                    return Err(Error::Host(format!(
                        "the type `{name}` of a registered function is the library's, and another type of that name is registered"
                    )));
                }
                Some(_) => {
                    return Err(Error::Host(format!(
                        "the type `{name}` of a registered function is another one than the type that is registered"
                    )));
                }
                None => return Err(Error::Host(format!("a registered function uses the type `{name}`, which is not registered"))),
            }
        }
        registered.mentioned.clear();
        Ok(())
    }

    /// Tells the front end what was registered since the last time, before a script is loaded.
    pub(super) fn expose(&mut self, writ: &Writ) -> Result<(), Error> {
        if *self.session.denied() != writ.denied {
            Arc::make_mut(&mut self.session).deny(writ.denied.clone());
        }
        if self.session.optimizes() != writ.optimize {
            Arc::make_mut(&mut self.session).set_optimize(writ.optimize);
        }
        if *self.session.library_modules() != writ.modules {
            Arc::make_mut(&mut self.session).set_library_modules(writ.modules.clone());
        }
        if self.registered.new.is_empty() {
            return Ok(());
        }
        self.check_mentioned()?;
        let loaded = Arc::make_mut(&mut self.session).expose(&self.registered.new);
        if loaded.module.is_none() {
            return Err(Error::Compile(CompileError::new(loaded.diagnostics, loaded.sources)));
        }
        self.registered.new = Api::default();
        self.emit()?;
        // There is nothing in it to run.
        self.ran = self.session.program().modules.len();
        Ok(())
    }
}

impl Writ {
    pub(crate) fn add_host_module(&mut self, module: HostModule) -> Result<(), String> {
        self.vm_mut().register(module)
    }

    /// Everything that was registered: types, functions and values, as records that show themselves as declarations or JSON. Nothing while a script runs.
    ///
    /// ```
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.register_fn("shout", |text: &str| text.to_uppercase())?;
    /// assert!(writ.host_api().declarations().contains("func shout(a: string) -> string"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn host_api(&mut self) -> &Api {
        &self.vm_mut().registered.api
    }

    /// Scripts that are loaded from here on see nothing of a module of the host's (by its name; `""` is what was registered without one). What was
    /// loaded before keeps what it has.
    ///
    /// ```
    /// use writ_runtime::{Writ, host::HostModule};
    ///
    /// let mut writ = Writ::new();
    /// let mut files = HostModule::new("files");
    /// files.function("exists", |path: String| path == "save.txt")?;
    /// writ.register_module(files)?;
    /// writ.deny("files");
    /// assert!(writ.run("return exists(\"save.txt\")").is_err());
    /// writ.allow("files");
    /// assert_eq!(writ.run("return exists(\"save.txt\")")?.to_string(), "true");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn deny(&mut self, module: &str) {
        self.denied.insert(module.to_owned());
    }

    /// Scripts that are loaded from here on see a module of the host's again that was denied.
    pub fn allow(&mut self, module: &str) {
        self.denied.remove(module);
    }

    /// Scripts that are loaded from here on don't find the names of a module of the standard library (`random`, `noise`, `regex`, `math`, …). What was
    /// loaded before keeps what it has, and methods of the language's own types stay.
    ///
    /// ```
    /// use writ_runtime::{Error, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.disable_module("random")?;
    /// let Err(Error::Compile(error)) = writ.run("return random()") else { panic!("it is off") };
    /// assert!(error.rendered().contains("the module `random` of the standard library, which this host turned off"));
    /// writ.enable_module("random")?;
    /// writ.run("return random()")?;
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// If there is no such module, or it belongs to the language.
    pub fn disable_module(&mut self, name: &str) -> Result<(), Error> {
        self.modules.disable(name).map_err(Error::Host)
    }

    /// Scripts that are loaded from here on find the names of a module of the standard library: of one that was turned off, or of `io`, which is off until
    /// then. It reaches no file before [`open_directory`](Writ::open_directory) opens a directory.
    ///
    /// # Errors
    /// If there is no such module.
    pub fn enable_module(&mut self, name: &str) -> Result<(), Error> {
        self.modules.enable(name).map_err(Error::Host)
    }
}
