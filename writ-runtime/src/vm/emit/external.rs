//! Calls that leave the VM: functions of compiled programs, and those that the host registered, become stubs.

use crate::host::{FieldPlace, PlainKind};
use crate::vm::bytecode::{Callee, Crossed, External, Function, Instruction, Op, Program, Signature, TypeInfo};
use std::rc::Rc;
use writ_compiler::ir;

/// How the parameters and the result of a call lie in memory.
pub(super) fn signature(ir: &ir::Program, program: &mut Program, parameters: &[ir::TypeId], result: ir::TypeId) -> Rc<Signature> {
    let (mut slot, mut end, mut align) = (0, 0u32, 1u32);
    let mut list = Vec::with_capacity(parameters.len());
    for ty in parameters {
        let info = program.layouts.of(ir, *ty);
        let offset = end.next_multiple_of(info.layout.align);
        list.push(Crossed { slot, offset, layout: info.id, leaf: info.layout.only_leaf() });
        slot += info.layout.slots();
        end = offset + info.layout.size;
        align = align.max(info.layout.align);
    }
    let result = program.layouts.of(ir, result);
    let size = end.next_multiple_of(align);
    Rc::new(signature_from(list, size, &result))
}

/// As [`signature`], of a function that the host registered: each argument begins a word.
fn host_signature(ir: &ir::Program, program: &mut Program, parameters: &[ir::TypeId], result: ir::TypeId) -> (Rc<Signature>, bool) {
    let (mut slot, mut end, mut in_window) = (0, 0u32, true);
    let mut list = Vec::with_capacity(parameters.len());
    for ty in parameters {
        let info = program.layouts.of(ir, *ty);
        list.push(Crossed { slot, offset: end, layout: info.id, leaf: info.layout.only_leaf() });
        slot += info.layout.slots();
        end += info.layout.size.next_multiple_of(8);
        in_window &= info.layout.slots() == 1;
    }
    let result = program.layouts.of(ir, result);
    in_window &= result.layout.slots() <= 1;
    (Rc::new(signature_from(list, end, &result)), in_window)
}

fn signature_from(parameters: Vec<Crossed>, size: u32, result: &TypeInfo) -> Signature {
    Signature { parameters, size, result: result.id, results: result.layout.slots(), leaf: result.layout.only_leaf() }
}

/// The stub of a function that the host registered, for tables and function values. None: it is no such function, or the host did not register it.
fn host_stub(ir: &ir::Program, program: &mut Program, function: &ir::Function) -> Option<Function> {
    let host = function.host.as_ref()?;
    let call = program.links.host_functions.0.get(&*host.key)?.clone();
    let types: Vec<ir::TypeId> = function.parameters.iter().map(|local| function.locals[local.0 as usize].ty).collect();
    let (signature, in_window) = host_signature(ir, program, &types, function.result);
    let changes = matches!(function.kind, ir::FunctionKind::Method { mutates: true });
    let (callee, op) = match (host.reenters, changes) {
        (true, _) => (Callee::Reentrant(call), Op::CallHost),
        (false, true) => (Callee::Place(call), Op::CallDirect),
        (false, false) => (Callee::Plain(call), Op::CallDirect),
    };
    let index = program.externals.len() as u32;
    // Farther away than an instruction can say, it is called.
    let place = program.links.host_places.get(&*host.key).copied().filter(|place| u16::try_from(place.offset).is_ok());
    program.externals.push(External { callee, signature: signature.clone(), in_window, place });
    // What calls it through a table or as a value has the arguments as compiled code lays them out.
    let crossed = signature_of(ir, program, function);
    Some(Function { external: Some(index), counted: false, ..stub_of(program, function, crossed, op, index) })
}

fn stub_of(program: &Program, function: &ir::Function, signature: Rc<Signature>, op: Op, index: u32) -> Function {
    let parameters = signature.parameters.last().map_or(0, |last| last.slot + program.layout(last.layout).slots());
    let results = signature.results;
    Function {
        name: function.frame_name.to_string(),
        file: function.span.file,
        // What is called has its own frame, or none.
        traced: false,
        counted: function.facts.counts_depth,
        code: Box::new([Instruction::wide(op, 0, index), Instruction::wide(Op::Return, 0, 0)]),
        results,
        parameters,
        captures: 0,
        capture_layout: None,
        capture_parts: Vec::new(),
        slots: results + parameters,
        room: 0,
        lines: Box::new([]),
        owned: Box::new([]),
        calls: Vec::new(),
        value_calls: Vec::new(),
        signature,
        invoke: std::ptr::null(),
        external: None,
    }
}

/// Whether what a function gets and gives has room in registers.
pub(super) fn has_room(ir: &ir::Program, program: &mut Program, function: &ir::Function) -> bool {
    let locals = function.parameters.iter().chain(&function.captures).map(|local| function.locals[local.0 as usize].ty);
    let slots: u32 = locals.chain([function.result]).map(|ty| u32::from(program.layouts.of(ir, ty).layout.slots())).sum();
    slots <= u32::from(u16::MAX)
}

/// A body that fails, for a function that there is no room for.
pub(super) fn refused(ir: &ir::Program, program: &mut Program, function: &ir::Function) -> Function {
    // No caller has room for more arguments either.
    let signature = match has_room(ir, program, function) {
        true => signature_of(ir, program, function),
        false => signature(ir, program, &[], ir::TypeId::VOID),
    };
    stub_of(program, function, signature, Op::Unreachable, 0)
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
    if function.host.is_some() {
        return host_stub(ir, program, function);
    }
    let thunk = *program.links.functions.get(&*ir.function_key(id)?)?;
    let signature = signature_of(ir, program, function);
    let index = program.externals.len() as u32;
    program.externals.push(External { callee: Callee::Compiled(thunk), signature: signature.clone(), in_window: false, place: None });
    Some(stub_of(program, function, signature, Op::CallHost, index))
}

/// The instruction that does what an accessor of a field of the host's does, and how many bytes from the beginning of the object the field lies.
pub(super) fn field_access(external: &External) -> Option<(Op, u16)> {
    let FieldPlace { offset, kind } = external.place?;
    let [get, set] = match kind {
        PlainKind::Word => [Op::HostGet64, Op::HostSet64],
        PlainKind::I32 => [Op::HostGetI32, Op::HostSet32],
        PlainKind::F32 => [Op::HostGetU32, Op::HostSet32],
        PlainKind::Bool => [Op::HostGetU8, Op::HostSet8],
    };
    Some((if external.signature.results == 0 { set } else { get }, u16::try_from(offset).ok()?))
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
