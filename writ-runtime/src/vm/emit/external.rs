//! Calls that leave the VM: functions of the host's become stubs.

use crate::vm::bytecode::{Crossed, External, Function, Instruction, Op, Program, Signature};
use std::rc::Rc;
use writ_compiler::ir;

/// How the parameters and the result of a call lie in memory.
pub(super) fn signature(ir: &ir::Program, program: &mut Program, parameters: &[ir::TypeId], result: ir::TypeId) -> Rc<Signature> {
    let (mut slot, mut end, mut align) = (0, 0u32, 1u32);
    let mut list = Vec::with_capacity(parameters.len());
    for ty in parameters {
        let info = program.layouts.of(ir, *ty);
        let offset = end.next_multiple_of(info.layout.align);
        list.push(Crossed { slot, offset, layout: info.id });
        slot += info.layout.slots();
        end = offset + info.layout.size;
        align = align.max(info.layout.align);
    }
    let result = program.layouts.of(ir, result);
    let size = end.next_multiple_of(align);
    Rc::new(Signature { parameters: list, size, result: result.id, results: result.layout.slots() })
}

/// The signature of a function.
pub(super) fn signature_of(ir: &ir::Program, program: &mut Program, function: &ir::Function) -> Rc<Signature> {
    let types: Vec<ir::TypeId> = function.parameters.iter().map(|local| function.locals[local.0 as usize].ty).collect();
    signature(ir, program, &types, function.result)
}

/// The stub of a function that the host has: it calls the host's.
pub(super) fn stub(ir: &ir::Program, program: &mut Program, id: ir::FuncId) -> Option<Function> {
    let function = &ir[id];
    if !ir[function.module].linked {
        return None;
    }
    let thunk = *program.links.functions.get(&*ir.function_key(id)?)?;
    let signature = signature_of(ir, program, function);
    let parameters = signature.parameters.last().map_or(0, |last| last.slot + program.layout(last.layout).slots());
    let results = signature.results;
    let index = program.externals.len() as u32;
    program.externals.push(External { thunk, signature: signature.clone() });
    Some(Function {
        name: function.frame_name.to_string(),
        file: function.span.file,
        // The compiled function has its own frame.
        traced: false,
        counted: function.facts.counts_depth,
        code: Box::new([Instruction::wide(Op::CallHost, 0, index), Instruction::wide(Op::Return, 0, 0)]),
        results,
        parameters,
        captures: 0,
        capture_layout: None,
        capture_parts: Vec::new(),
        slots: results + parameters,
        room: 0,
        lines: Box::new([]),
        owned: Box::new([]),
        unchecked: Vec::new(),
        value_calls: Vec::new(),
        signature,
        invoke: std::ptr::null(),
    })
}

/// The number of a module variable of the host's.
pub(super) fn global(ir: &ir::Program, program: &mut Program, id: ir::GlobalId) -> Option<u32> {
    if !ir[ir[id].module].linked {
        return None;
    }
    let address = *program.links.globals.get(&*ir.global_key(id))?;
    program.external_globals.push(address);
    Some(program.external_globals.len() as u32 - 1)
}

/// What compiled code calls function values of this function by; null if it knows no such type.
pub(super) fn invoke(ir: &ir::Program, program: &Program, function: &ir::Function) -> *const () {
    if !function.facts.is_value || program.links.function_types.is_empty() {
        return std::ptr::null();
    }
    let list: Vec<String> = function.parameters.iter().map(|local| ir.type_key(function.locals[local.0 as usize].ty)).collect();
    let key = format!("({}) -> {}", list.join(", "), ir.type_key(function.result));
    program.links.function_types.get(&*key).copied().unwrap_or(std::ptr::null())
}
