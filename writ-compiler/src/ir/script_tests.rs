//! Which functions of a script are tests.

use super::{CoroutinePart, ExportItem, FuncId, ModuleId, Program, Type};
use crate::ast::Name;

/// A test in a script: a function at top level whose name begins with `test`, and which has neither parameters nor type parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestFunction {
    /// Its name.
    pub name: Name,
    /// The function.
    pub function: FuncId,
    /// Whether it is a coroutine: a call starts it.
    pub is_coroutine: bool,
}

impl Program {
    /// The tests of a module, in the order of the text.
    pub fn tests(&self, module: ModuleId) -> Vec<TestFunction> {
        let functions = self[module].exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some((export, function)),
            ExportItem::Global(_) | ExportItem::Struct(_) | ExportItem::Enum(_) | ExportItem::Class(_) | ExportItem::Trait(_) => None,
        });
        functions
            .filter(|(export, function)| export.name.starts_with("test") && self[*function].parameters.is_empty())
            .map(|(export, function)| TestFunction {
                name: export.name.clone(),
                function,
                is_coroutine: matches!(self.types.get(self[function].result), Type::Class(class) if self.coroutine_part(*class) == CoroutinePart::Frame),
            })
            .collect()
    }
}
