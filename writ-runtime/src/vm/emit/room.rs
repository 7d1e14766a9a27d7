//! How many slots a function needs together with all that it calls without a check.

use crate::vm::bytecode::{Op, Program, SMALL_ROOM};
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
        let mut code = std::mem::take(&mut program.functions[index].code);
        for instruction in &mut code {
            if matches!(instruction.op, Op::Call | Op::CallCounted) {
                let callee = &program.functions[instruction.operand() as usize];
                instruction.op = match (callee.counted, callee.room > SMALL_ROOM) {
                    (false, _) => Op::Call,
                    (true, false) => Op::CallCounted,
                    (true, true) => Op::CallLarge,
                };
            }
        }
        program.functions[index].code = code;
    }
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
        let call = program.functions[index].unchecked.get(next).copied();
        match call {
            Some((_, FuncId(callee))) => {
                stack.push((index, next + 1));
                match states[callee as usize] {
                    State::New => stack.push((callee as usize, 0)),
                    // A cycle: whatever the facts said, such a function has to count.
                    State::Open => program.functions[callee as usize].counted = true,
                    State::Done => {}
                }
            }
            None => {
                let function = &program.functions[index];
                let room = |(window, FuncId(callee)): &(u16, FuncId)| {
                    let callee = &program.functions[*callee as usize];
                    if callee.counted { 0 } else { u32::from(*window).saturating_add(callee.room) }
                };
                let room = function.unchecked.iter().map(room).max().unwrap_or(0).max(u32::from(function.slots));
                program.functions[index].room = room;
                states[index] = State::Done;
            }
        }
    }
}
