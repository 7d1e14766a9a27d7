//! What a host registers for scripts that are loaded at run time.

use super::describe::{FieldPlace, FunctionRecord, TraitFunctionRecord, TraitRecord, TypeKind, TypeRecord, ValueRecord};
use super::identity::{mentions, number_of};
use super::{Describe, FunctionKind, HostFn, IntoResult};
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::Fallible;
use crate::object::{ClassShape, Thunk};
use crate::vm::bytecode::HostCall;
use crate::writ::Writ;
use std::fmt;
use std::rc::Rc;
use writ_compiler::host::{
    Api, HostField, HostFunction, HostProperty, HostTrait, HostType, HostTypeKind, HostValue, HostVariant, Receiver, RustItem,
};

/// Why something can't be registered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterError {
    message: String,
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RegisterError {}

/// Functions, types and values that belong together: scripts are given them or denied them as a whole.
///
/// ```
/// use writ_runtime::{Writ, host::HostModule};
///
/// let mut physics = HostModule::new("physics");
/// physics.function("fallTime", |height: f64| (2.0 * height / 9.81).sqrt())?;
/// physics.value("gravity", 9.81f64)?;
/// let mut writ = Writ::new();
/// writ.register_module(physics)?;
/// assert_eq!(writ.run("return fallTime(gravity * 2.0)")?.to_string(), "2.0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct HostModule {
    name: String,
    pub(crate) api: Api,
    pub(crate) functions: Vec<(String, HostCall)>,
    /// Those of the functions that only read or write a field, and where it lies.
    pub(crate) places: Vec<(String, FieldPlace)>,
    pub(crate) classes: Vec<(String, &'static ClassShape)>,
    /// Types of the host's that signatures name, with their numbers.
    pub(crate) mentioned: Vec<(String, u32)>,
}

impl fmt::Debug for HostModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HostModule({:?}, {} functions)", self.name, self.functions.len())
    }
}

/// Words of the language, which name nothing.
const KEYWORDS: &[&str] = &[
    "const", "let", "var", "func", "return", "if", "else", "while", "for", "in", "break", "continue", "when", "is", "as", "class",
    "struct", "trait", "enum", "extends", "with", "public", "private", "static", "self", "super", "import", "export", "true", "false",
    "null", "yield",
];

fn check_name(name: &str) -> Result<(), RegisterError> {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|first| first == '_' || first.is_alphabetic());
    if begins && characters.all(|rest| rest == '_' || rest.is_alphanumeric()) && !KEYWORDS.contains(&name) {
        return Ok(());
    }
    Err(RegisterError { message: format!("`{name}` is no name that scripts can write") })
}

/// Parameters of closures have no names in Rust that could be told.
fn parameters(types: Vec<String>) -> Vec<(String, String)> {
    let name = |index: usize| char::from_u32('a' as u32 + index as u32).map(String::from).unwrap_or_default();
    types.into_iter().enumerate().map(|(index, ty)| (name(index), ty)).collect()
}

fn rust(file: &str, line: u32) -> Option<RustItem> {
    Some(RustItem { path: String::new(), file: file.to_owned(), line })
}

fn thunk(thunk: Thunk) -> HostCall {
    Rc::new(thunk)
}

fn record(function: &FunctionRecord) -> HostFunction {
    HostFunction {
        name: function.name.to_owned(),
        doc: function.doc.to_owned(),
        receiver: match function.kind {
            FunctionKind::Static => Receiver::None,
            FunctionKind::Method => Receiver::Object,
            FunctionKind::Mutating => Receiver::Place,
        },
        parameters: function.parameters.iter().map(|(name, ty)| ((*name).to_owned(), ty())).collect(),
        result: (function.result)(),
        reenters: function.reenters,
        rust: rust(function.file, function.line),
    }
}

fn trait_function(function: &TraitFunctionRecord) -> HostFunction {
    HostFunction {
        name: function.name.to_owned(),
        doc: function.doc.to_owned(),
        receiver: Receiver::Object,
        parameters: function.parameters.iter().map(|(name, ty)| ((*name).to_owned(), ty())).collect(),
        result: (function.result)(),
        reenters: function.reenters,
        rust: rust(function.file, function.line),
    }
}

impl HostModule {
    /// An empty one. The name is what [`Writ::deny`] takes, and what messages say.
    pub fn new(name: &str) -> HostModule {
        HostModule { name: name.to_owned(), ..HostModule::default() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where something goes whose attributes name this group: a module with a name takes all that is put into it.
    fn group(&mut self, named: &str) -> &mut writ_compiler::host::Group {
        let name = if self.name.is_empty() { named } else { &self.name };
        self.api.group_mut(name)
    }

    /// Adds a function: a closure, or a Rust function, of up to 12 parameters. Scripts see the signature that its types say. With `&mut Writ` before the
    /// parameters it may run scripts.
    ///
    /// # Errors
    /// If scripts can't write the name.
    pub fn function<M>(&mut self, name: &str, function: impl HostFn<M>) -> Result<&mut HostModule, RegisterError> {
        fn describe<M, F: HostFn<M>>(name: &str, _: &F) -> HostFunction {
            HostFunction {
                name: name.to_owned(),
                doc: String::new(),
                receiver: Receiver::None,
                parameters: parameters(F::parameter_types()),
                result: F::result_type(),
                reenters: F::REENTERS,
                rust: None,
            }
        }
        check_name(name)?;
        let (record, mentioned) = mentions(|| describe(name, &function));
        self.mentioned.extend(mentioned);
        self.group("").functions.push(record);
        let call = move |writ: &mut Writ, depth: Depth, crossing: Crossing<'_>| function.cross(writ, depth, crossing);
        self.functions.push((name.to_owned(), Rc::new(call)));
        Ok(self)
    }

    /// Adds a value, which scripts read and can't assign.
    ///
    /// # Errors
    /// If scripts can't write the name.
    pub fn value<T: IntoResult + Clone + 'static>(&mut self, name: &str, value: T) -> Result<&mut HostModule, RegisterError> {
        check_name(name)?;
        let (ty, mentioned) = mentions(T::type_name);
        self.mentioned.extend(mentioned);
        self.group("").values.push(HostValue { name: name.to_owned(), doc: String::new(), ty, rust: None });
        let call = move |writ: &mut Writ, _: Depth, crossing: Crossing<'_>| -> Fallible<()> {
            let value = value.clone().into_result(writ)?;
            crossing.give(value);
            Ok(())
        };
        self.functions.push((name.to_owned(), Rc::new(call)));
        Ok(self)
    }

    /// Adds a type with its fields and functions.
    ///
    /// # Errors
    /// If scripts can't write the name that it was given.
    pub fn ty<T: Describe + 'static>(&mut self) -> Result<&mut HostModule, RegisterError> {
        let ty = T::describe();
        check_name(ty.name)?;
        let ((), mentioned) = mentions(|| self.add_type(&ty, &T::functions(), number_of::<T>()));
        self.mentioned.extend(mentioned);
        Ok(self)
    }

    fn add_type(&mut self, ty: &TypeRecord, functions: &[FunctionRecord], id: u32) {
        let kind = match ty.kind {
            TypeKind::Class(shape) => {
                self.classes.push((ty.name.to_owned(), shape()));
                HostTypeKind::Class
            }
            TypeKind::Struct(fields) => HostTypeKind::Struct(
                fields
                    .iter()
                    .map(|field| HostField {
                        name: field.name.to_owned(),
                        doc: field.doc.to_owned(),
                        ty: (field.ty)(),
                        public: field.public,
                    })
                    .collect(),
            ),
            TypeKind::Enum(variants) => HostTypeKind::Enum(
                variants
                    .iter()
                    .map(|variant| HostVariant {
                        name: variant.name.to_owned(),
                        doc: variant.doc.to_owned(),
                        fields: variant.fields.iter().map(|(name, ty)| ((*name).to_owned(), ty())).collect(),
                    })
                    .collect(),
            ),
        };
        for property in ty.properties {
            let accessors = [("get", Some(property.get)), ("set", property.set)];
            for (what, accessor) in accessors.into_iter().filter_map(|(what, accessor)| Some((what, accessor?))) {
                let key = format!("{}.{}.{what}", ty.name, property.name);
                self.places.extend(property.place.map(|place| (key.clone(), place)));
                self.functions.push((key, thunk(accessor)));
            }
        }
        for function in functions {
            self.functions.push((format!("{}.{}", ty.name, function.name), thunk(function.thunk)));
        }
        let properties = ty.properties.iter().map(|property| HostProperty {
            name: property.name.to_owned(),
            doc: property.doc.to_owned(),
            ty: (property.ty)(),
            writable: property.set.is_some(),
            rust: rust(property.file, property.line),
        });
        let described = HostType {
            name: ty.name.to_owned(),
            id,
            doc: ty.doc.to_owned(),
            kind,
            traits: ty.traits.iter().map(|definition| definition().name.to_owned()).collect(),
            properties: properties.collect(),
            functions: functions.iter().map(record).collect(),
            rust: rust(ty.file, ty.line),
        };
        self.group(ty.group).types.push(described);
    }

    /// Adds what `#[writ_export]` made of a function, a constant or a trait: `module.export(exported!(spawn))?`.
    ///
    /// # Errors
    /// If scripts can't write the name that it was given.
    pub fn export(&mut self, item: &'static impl Exported) -> Result<&mut HostModule, RegisterError> {
        item.add_to(self)?;
        Ok(self)
    }
}

/// What `#[writ_export]` makes of an item.
pub trait Exported {
    /// Adds it.
    ///
    /// # Errors
    /// If scripts can't write its name.
    fn add_to(&self, module: &mut HostModule) -> Result<(), RegisterError>;
}

impl Exported for FunctionRecord {
    fn add_to(&self, module: &mut HostModule) -> Result<(), RegisterError> {
        check_name(self.name)?;
        let (described, mentioned) = mentions(|| record(self));
        module.mentioned.extend(mentioned);
        module.group(self.group).functions.push(described);
        module.functions.push((self.name.to_owned(), thunk(self.thunk)));
        Ok(())
    }
}

impl Exported for TraitRecord {
    fn add_to(&self, module: &mut HostModule) -> Result<(), RegisterError> {
        check_name(self.name)?;
        let (functions, mentioned) = mentions(|| self.functions.iter().map(trait_function).collect());
        module.mentioned.extend(mentioned);
        let described = HostTrait { name: self.name.to_owned(), doc: self.doc.to_owned(), functions, rust: rust(self.file, self.line) };
        module.group(self.group).traits.push(described);
        Ok(())
    }
}

impl Exported for ValueRecord {
    fn add_to(&self, module: &mut HostModule) -> Result<(), RegisterError> {
        check_name(self.name)?;
        let (ty, mentioned) = mentions(self.ty);
        module.mentioned.extend(mentioned);
        let described = HostValue { name: self.name.to_owned(), doc: self.doc.to_owned(), ty, rust: rust(self.file, self.line) };
        module.group(self.group).values.push(described);
        module.functions.push((self.name.to_owned(), thunk(self.thunk)));
        Ok(())
    }
}

impl Writ {
    fn register(&mut self, add: impl FnOnce(&mut HostModule) -> Result<(), RegisterError>) -> Result<&mut Writ, RegisterError> {
        let mut module = HostModule::new("");
        add(&mut module)?;
        self.register_module(module)
    }

    /// Makes a type known to the scripts that are loaded from here on, with its fields and functions.
    ///
    /// # Errors
    /// If scripts can't write the name that it was given, or another type, function or value has that name.
    pub fn register_type<T: Describe + 'static>(&mut self) -> Result<&mut Writ, RegisterError> {
        self.register(|module| module.ty::<T>().map(drop))
    }

    /// Makes a function known to the scripts that are loaded from here on: a closure, or a Rust function, of up to 12 parameters. Its types say the
    /// signature that scripts see. With `&mut Writ` before the parameters it may run scripts.
    ///
    /// ```
    /// let mut writ = writ_runtime::Writ::new();
    /// writ.register_fn("shout", |text: &str, times: u8| text.to_uppercase().repeat(times.into()))?;
    /// assert_eq!(writ.run("return shout(\"hey\", 2)")?.to_string(), "HEYHEY");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If scripts can't write the name, or another type, function or value has it.
    pub fn register_fn<M>(&mut self, name: &str, function: impl HostFn<M>) -> Result<&mut Writ, RegisterError> {
        self.register(|module| module.function(name, function).map(drop))
    }

    /// Makes a value known to the scripts that are loaded from here on, which read it and can't assign it.
    ///
    /// # Errors
    /// If scripts can't write the name, or another type, function or value has it.
    pub fn register_global<T: IntoResult + Clone + 'static>(&mut self, name: &str, value: T) -> Result<&mut Writ, RegisterError> {
        self.register(|module| module.value(name, value).map(drop))
    }

    /// Makes what is in a module known to the scripts that are loaded from here on. [`Writ::deny`] takes it from them again.
    ///
    /// # Errors
    /// If a name in it is there already, or a script runs.
    pub fn register_module(&mut self, module: HostModule) -> Result<&mut Writ, RegisterError> {
        if self.vm_runs {
            return Err(RegisterError { message: "nothing can be registered while a script runs".to_owned() });
        }
        self.add_host_module(module).map_err(|name| RegisterError { message: format!("`{name}` is registered already") })?;
        Ok(self)
    }
}
