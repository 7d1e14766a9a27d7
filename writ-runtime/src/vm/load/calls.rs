//! Functions of scripts for hosts that call them often, and calls with values of any type.

use super::error::Error;
use super::instance::Instance;
use super::value::{Data, Value};
use crate::function::{Function, MemoryType, ParameterTypes, function_type};
use crate::vm::interp::memory::object;
use crate::writ::Writ;
use writ_compiler::ir::{ExportItem, FuncId, ModuleId, Type, TypeId};

impl Instance {
    fn exported_function(&self, module: Option<ModuleId>, name: &str) -> Result<FuncId, Error> {
        match self.find(module, name) {
            Some(ExportItem::Function(function)) => Ok(function),
            Some(ExportItem::Global(_) | ExportItem::Struct(_) | ExportItem::Enum(_) | ExportItem::Class(_) | ExportItem::Trait(_)) => {
                Err(Error::Host(format!("`{name}` is not a function")))
            }
            None => Err(Error::Host(format!("there is no function `{name}`"))),
        }
    }

    fn parameter_types(&self, function: FuncId) -> Vec<TypeId> {
        let def = &self.session.program()[function];
        def.parameters.iter().map(|local| def.locals[local.0 as usize].ty).collect()
    }

    pub(super) fn function<A: ParameterTypes, R: MemoryType>(
        &mut self,
        module: Option<ModuleId>,
        name: &str,
    ) -> Result<Function<A, R>, Error> {
        let function = self.exported_function(module, name)?;
        let program = self.session.program();
        let types = self.parameter_types(function);
        let key = |ty: &TypeId| program.type_key(*ty);
        let found = format!("({}) -> {}", types.iter().map(key).collect::<Vec<_>>().join(", "), program.type_key(program[function].result));
        if found != function_type::<A, R>() {
            let shown = |ty: &TypeId| program.type_name(*ty);
            let parameters = types.iter().map(shown).collect::<Vec<_>>().join(", ");
            let result = program.type_name(program[function].result);
            let (wanted, wants) = (A::type_names().join(", "), R::type_name());
            return Err(Error::Host(format!(
                "`{name}` is of type `({parameters}) -> {result}`, but the host expects `({wanted}) -> {wants}`"
            )));
        }
        let value = self.machine.function_value(function.0).map_err(Error::Runtime)?;
        match object(value) {
            // SAFETY: a function value of the type that was compared, with its reference.
            Some(object) => Ok(unsafe { Function::from_object(object) }),
            None => Err(Error::Host(format!("`{name}` can't be a value"))),
        }
    }

    pub(super) fn call_dynamic(&mut self, writ: &mut Writ, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        let function = self.exported_function(None, name)?;
        let types = self.parameter_types(function);
        if types.len() != arguments.len() {
            let (takes, s) = (types.len(), if types.len() == 1 { "" } else { "s" });
            return Err(Error::Host(format!("`{name}` takes {takes} argument{s}, but the host passes {}", arguments.len())));
        }
        let program = self.session.program();
        let result = program[function].result;
        let optional = |ty: TypeId| matches!(program.types.get(ty), Type::Optional(_));
        // As in a script, a value is passed for an optional of it.
        let values = types.iter().zip(arguments).map(|(ty, value)| {
            let data = value.data().clone();
            let is_optional = matches!(data, Data::Null | Data::Some(_));
            if optional(*ty) && !is_optional { Data::Some(Box::new(data)) } else { data }
        });
        let values = values.collect();
        let slots = self.put_arguments(function, name, values)?;
        let outcome = self.as_one_call(writ, |vm, writ| vm.execute(writ, function, &slots));
        self.release_arguments(function, &slots);
        self.give(writ, name, result, &outcome?)
    }
}
