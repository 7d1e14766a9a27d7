//! How many slots a function needs together with all that it calls without a check.

use crate::vm::bytecode::{Function, Instruction, Op, Program, SMALL_ROOM};
use writ_compiler::ir::FuncId;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Computes [`Function::room`](crate::vm::bytecode::Function::room) for the functions from `first` on, and picks the call instructions that
/// depend on it.
pub(super) fn compute(program: &mut Program, first: usize) {
    let mut states = vec![State::Done; first];
    states.resize(program.functions.len(), State::New);
    for root in first..program.functions.len() {
        visit(program, &mut states, root);
    }
    for index in first..program.functions.len() {
        let code = std::mem::take(&mut program.functions[index].code);
        program.functions[index].code = with_calls(program, code);
    }
}

/// As [`compute`], for all functions and what they were before, once it is known anew which of them count.
pub(super) fn compute_again(program: &mut Program) {
    compute(program, 0);
    for index in 0..program.retired.len() {
        program.retired[index].room = room(program, &program.retired[index]);
        let code = std::mem::take(&mut program.retired[index].code);
        program.retired[index].code = with_calls(program, code);
    }
}

/// The code with the call instructions that fit what they call.
fn with_calls(program: &Program, mut code: Box<[Instruction]>) -> Box<[Instruction]> {
    for instruction in &mut code {
        if matches!(instruction.op, Op::Call | Op::CallCounted | Op::CallLarge) {
            let callee = &program.functions[instruction.operand() as usize];
            instruction.op = match (callee.counted, callee.room > SMALL_ROOM) {
                (false, _) => Op::Call,
                (true, false) => Op::CallCounted,
                (true, true) => Op::CallLarge,
            };
        }
    }
    code
}

/// The room that a function needs, once that of all that it calls without a check is known.
fn room(program: &Program, function: &Function) -> u32 {
    let of_call = |(window, FuncId(callee)): &(u16, FuncId)| {
        let callee = &program.functions[*callee as usize];
        if callee.counted { 0 } else { u32::from(*window).saturating_add(callee.room) }
    };
    function.calls.iter().map(of_call).max().unwrap_or(0).max(u32::from(function.slots))
}

/// Depth first, without recursion: the chain of calls may be long.
fn visit(program: &mut Program, states: &mut [State], root: usize) {
    let mut stack = vec![(root, 0)];
    while let Some((index, next)) = stack.pop() {
        if next == 0 {
            if states[index] != State::New {
                continue;
            }
            states[index] = State::Open;
        }
        let call = program.functions[index].calls.get(next).copied();
        match call {
            Some((_, FuncId(callee))) => {
                stack.push((index, next + 1));
                match states[callee as usize] {
                    // A call that is checked needs no room here.
                    _ if program.functions[callee as usize].counted => {}
                    State::New => stack.push((callee as usize, 0)),
                    // A cycle: whatever the facts said, such a function has to count.
                    State::Open => program.functions[callee as usize].counted = true,
                    State::Done => {}
                }
            }
            None => {
                program.functions[index].room = room(program, &program.functions[index]);
                states[index] = State::Done;
            }
        }
    }
}
