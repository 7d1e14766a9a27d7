//! Functions that get another body while everything else of their program stays.

use super::{BodySource, Checker, FunctionIndex, MemberKind, PendingBody, Symbol, Target, mutation};
use crate::ast::{FunctionDecl, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{FuncId, FunctionKind, ModuleId, Owner};
use crate::syntax::ChangedBody;
use std::sync::Arc;

impl Checker {
    /// Checks new bodies of functions of a module: gives each function with the one that has its new body. Mistakes are reported, also bodies that callers would
    /// have to know of.
    pub fn replace_bodies(&mut self, module: ModuleId, bodies: &[ChangedBody]) -> Vec<(FuncId, FuncId)> {
        self.module = module;
        let mut replacements = Vec::new();
        for body in bodies {
            match self.replaced(module, body) {
                Ok(replacement) => replacements.push(replacement),
                Err(why) => self.report(
                    Diagnostic::error(Code::RELOAD, body.new.name.span, format!("the body of {why} can't change while a script runs"))
                        .help("load the script into a new instance"),
                ),
            }
        }
        self.finish_bodies();
        self.finish_tables();
        replacements
    }

    /// Puts off the body of one function; the error says which sort of function that can't be done with.
    fn replaced(&mut self, module: ModuleId, body: &ChangedBody) -> Result<(FuncId, FuncId), &'static str> {
        if &*body.new.name.name == "init" {
            return Err("an `init`");
        }
        let index = self.declared(module, body)?;
        let info = self.functions[index.0 as usize].clone();
        let Target::Function { id: old, .. } = info.target else { return Err("a generic function") };
        if matches!(self.program[old].owner, Some(Owner::Trait(_))) {
            return Err("a trait's method");
        }
        if yields(&body.old) != yields(&body.new) {
            return Err("a function that yields now, or does so no more,");
        }
        let before = &self.program[old];
        let (name, frame, owner, kind) = (before.name.clone(), before.frame_name.clone(), before.owner, before.kind);
        let self_type = match kind {
            FunctionKind::Method { mutates } => Some((before.locals[0].ty, mutates)),
            _ => None,
        };
        if let Some((ty, mutates)) = self_type
            && matches!(owner, Some(Owner::Struct(_)))
            && self.changes_self(ty, &body.new) != mutates
        {
            return Err("a method that changes `self` now, or does so no more,");
        }
        let types: Vec<_> = info.parameters.iter().map(|parameter| self.parameter_type(parameter)).collect();
        let parameters =
            body.new.parameters.iter().zip(types).map(|(parameter, ty)| (parameter.name.name.clone(), ty, parameter.name.span)).collect();
        let new = self.new_function(name, frame, module, owner, kind, self_type, parameters, info.result, body.new.name.span);
        self.pending.push(PendingBody {
            function: new,
            module,
            source: BodySource::Function(Arc::clone(&body.new)),
            type_arguments: info.scope.clone(),
            arguments: None,
            self_type,
        });
        Ok((old, new))
    }

    /// The function that is declared by this name.
    fn declared(&self, module: ModuleId, body: &ChangedBody) -> Result<FunctionIndex, &'static str> {
        let find = |name: &Name| self.modules[module.0 as usize].names.get(name).map(|entry| &entry.symbol);
        let name = &body.new.name.name;
        let Some(owner) = &body.owner else {
            return match find(name) {
                Some(Symbol::Function(index)) => Ok(*index),
                _ => Err("this function"),
            };
        };
        let members = match find(owner) {
            Some(Symbol::Struct(id)) => &self.structs[id.0 as usize].members,
            Some(Symbol::Enum(id)) => &self.enums[id.0 as usize].members,
            Some(Symbol::Class(id)) => &self.classes[id.0 as usize].members,
            Some(Symbol::Trait(_)) => return Err("a trait's method"),
            _ => return Err("a method of a generic type"),
        };
        match members.by_name.get(name).map(|member| &member.kind) {
            Some(MemberKind::Method(index) | MemberKind::StaticMethod(index)) => Ok(*index),
            _ => Err("this method"),
        }
    }
}

fn yields(decl: &FunctionDecl) -> bool {
    decl.body.as_ref().is_some_and(|body| mutation::yields(&body.statements))
}
