//! Names by which the parts of a program are found again in another one that was compiled from the same source: what is compiled into a host, and
//! what scripts that are loaded later see of it.

use super::{ClassId, ExportItem, FuncId, FunctionKind, GlobalId, Owner, Program, TraitId, Type, TypeId};

impl Program {
    fn qualified(&self, module: super::ModuleId, name: &str) -> String {
        format!("{}::{name}", self[module].path)
    }

    /// `game::Monster`, `game::Stack<int>`, `any<int>`. Frames of coroutines are never looked up: each program has its own.
    pub fn class_key(&self, id: ClassId) -> String {
        let class = &self[id];
        match class.boxed {
            Some(ty) => format!("any<{}>", self.type_key(ty)),
            None if class.resume.is_some() => format!("frame {}", id.0),
            None => self.qualified(class.module, &class.name),
        }
    }

    /// `game::Damageable`.
    pub fn trait_key(&self, id: TraitId) -> String {
        self.qualified(self[id].module, &self[id].name)
    }

    /// `game::score`, `game::Monster.count`.
    pub fn global_key(&self, id: GlobalId) -> String {
        self.qualified(self[id].module, &self[id].name)
    }

    /// `game::createSword`, `game::Monster.roar`, `game::Damageable.describe`: of a function at top level, a method or static method of a class or a
    /// default of a trait. Others have none: they are not called across engines.
    pub fn function_key(&self, id: FuncId) -> Option<String> {
        let function = &self[id];
        match function.kind {
            FunctionKind::Plain | FunctionKind::Method { mutates: false } | FunctionKind::Static => {}
            FunctionKind::Method { mutates: true } | FunctionKind::Lambda | FunctionKind::ModuleInit | FunctionKind::Synthetic => {
                return None;
            }
        }
        match function.owner {
            Some(Owner::Class(class)) => Some(format!("{}.{}", self.class_key(class), function.name)),
            Some(Owner::Trait(definition)) => Some(format!("{}.{}", self.trait_key(definition), function.name)),
            Some(Owner::Struct(_) | Owner::Enum(_)) => None,
            None => {
                let exports = &self[function.module].exports;
                let named = exports.iter().find(|export| export.item == ExportItem::Function(id))?;
                Some(self.qualified(function.module, &named.name))
            }
        }
    }

    /// A type with its path; one of the host's with its number, too.
    fn value_key(&self, module: super::ModuleId, name: &str) -> String {
        let key = self.qualified(module, name);
        match self.host_types.get(name) {
            Some(id) if self[module].is_host() => format!("{key}#{id}"),
            Some(_) | None => key,
        }
    }

    /// A type with the paths of what it names: `Array<game::Monster>`.
    pub fn type_key(&self, ty: TypeId) -> String {
        let list = |types: &[TypeId]| types.iter().map(|ty| self.type_key(*ty)).collect::<Vec<_>>().join(", ");
        match self.types.get(ty) {
            Type::Error
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::String
            | Type::Range
            | Type::Any
            | Type::Parameter(_) => self.type_name(ty),
            Type::Array(item) => format!("Array<{}>", self.type_key(*item)),
            Type::Dictionary(key, value) => format!("Dictionary<{}, {}>", self.type_key(*key), self.type_key(*value)),
            Type::Optional(inner) => format!("Optional<{}>", self.type_key(*inner)),
            Type::Result(inner) => format!("Result<{}>", self.type_key(*inner)),
            Type::Tuple(items) => format!("({})", list(items)),
            Type::Function(parameters, result) => format!("({}) -> {}", list(parameters), self.type_key(*result)),
            Type::Struct(id) => self.value_key(self[*id].module, &self[*id].name),
            Type::Enum(id) => self.value_key(self[*id].module, &self[*id].name),
            Type::Class(id) if self[self[*id].module].is_host() => self.value_key(self[*id].module, &self[*id].name),
            Type::Class(id) => self.class_key(*id),
            Type::Trait(id) => self.trait_key(*id),
            Type::Weak(inner) => format!("Weak<{}>", self.type_key(*inner)),
        }
    }
}
