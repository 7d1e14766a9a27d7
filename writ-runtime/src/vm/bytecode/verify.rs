//! The consistency check of emitted code: registers within the window, jumps to instructions, indices within their tables.

use super::{Format, Function, Instruction, Op, Operand, Program};

/// Checks one function; the error says what is wrong and where.
///
/// # Errors
/// What is wrong with the code, in words.
pub fn verify(program: &Program, function: &Function, functions: usize) -> Result<(), String> {
    let mut starts = vec![false; function.code.len()];
    let mut pc = 0;
    while pc < function.code.len() {
        starts[pc] = true;
        pc += if function.code[pc].op.format().has_data() { 2 } else { 1 };
    }
    if pc != function.code.len() {
        return Err(format!("{}: the last instruction has no data word", function.name));
    }
    match function.code.last() {
        Some(last) if matches!(last.op, Op::Return | Op::Jump | Op::Unreachable | Op::Halt) => {}
        _ => return Err(format!("{}: code runs off its end", function.name)),
    }
    let checker = Checker { program, function, starts, functions };
    let mut before = None;
    for (pc, instruction) in function.code.iter().enumerate() {
        if checker.starts[pc] {
            checker
                .last(pc, *instruction, before)
                .and_then(|()| checker.instruction(pc, *instruction))
                .map_err(|what| format!("{} at {pc}, {}: {what}", function.name, instruction.op.name()))?;
            before = Some(*instruction);
        }
    }
    Ok(())
}

struct Checker<'a> {
    program: &'a Program,
    function: &'a Function,
    starts: Vec<bool>,
    functions: usize,
}

impl Checker<'_> {
    fn instruction(&self, pc: usize, i: Instruction) -> Result<(), String> {
        let data = || self.function.code[pc + 1].operand();
        match i.op.format() {
            Format::None => Ok(()),
            Format::A => self.registers(&[i.a]),
            Format::Ab | Format::AbImm => self.registers(&[i.a, i.b]),
            Format::Abc => self.registers(&[i.a, i.b, i.c]),
            Format::Abcd => self.registers(&[i.a, i.b, i.c, self.function.code[pc + 1].a]),
            Format::AbDivisor => self.registers(&[i.a, i.b]).and_then(|()| self.constant(u32::from(i.c))),
            Format::AbCount => self.range(i.a, u32::from(i.c)).and_then(|()| self.range(i.b, u32::from(i.c))),
            Format::AbConst => self.registers(&[i.a, i.b]).and_then(|()| self.constant(u32::from(i.c))),
            Format::AbJump => self.registers(&[i.a, i.b]).and_then(|()| self.target(pc, i32::from(i.c as i16))),
            Format::AImmJump => self.registers(&[i.a]).and_then(|()| self.target(pc, i32::from(i.c as i16))),
            Format::AConstJump => {
                self.registers(&[i.a])?;
                self.constant(u32::from(i.b))?;
                self.target(pc, i32::from(i.c as i16))
            }
            Format::AbcJump => self.registers(&[i.a, i.b, i.c]).and_then(|()| self.target(pc + 1, data() as i32)),
            Format::AImmcJump => self.registers(&[i.a, i.c]).and_then(|()| self.target(pc + 1, data() as i32)),
            Format::AImmImmJump => self.registers(&[i.a]).and_then(|()| self.target(pc + 1, data() as i32)),
            Format::Jump => self.target(pc, i.operand() as i32),
            Format::AJump => self.registers(&[i.a]).and_then(|()| self.target(pc, i.operand() as i32)),
            Format::AImm => self.registers(&[i.a]),
            Format::AConst => self.registers(&[i.a]).and_then(|()| self.constant(i.operand())),
            Format::ACount => self.range(i.a, i.operand()),
            Format::ASwitch => self.registers(&[i.a]).and_then(|()| self.jumps(pc + 1, i.operand() as usize + 1)),
            Format::ALayout => self.value(i.a, i.operand()),
            Format::AGlobal => self.registers(&[i.a]).and_then(|()| within(i.operand(), self.program.globals_size as usize, "global")),
            Format::Global => within(i.operand(), self.program.globals.len(), "global"),
            Format::Const => self.constant(i.operand()),
            Format::Call => within(i.operand(), self.functions, "function").and_then(|()| self.window(i.a)),
            Format::CallValue => self.registers(&[i.b]).and_then(|()| self.window(i.a)),
            Format::CallNative => within(i.operand(), self.program.natives.len(), "native").and_then(|()| self.window(i.a)),
            Format::CallHost => within(i.operand(), self.program.externals.len(), "function of the host").and_then(|()| self.window(i.a)),
            Format::HostField => {
                within(data(), self.program.externals.len(), "function of the host").and_then(|()| self.registers(&[i.a, i.b]))
            }
            Format::HostGlobal => {
                within(i.operand(), self.program.external_globals.len(), "variable of the host").and_then(|()| self.registers(&[i.a]))
            }
            Format::AbOffset => self.registers(&[i.a, i.b]),
            Format::AbOffsetWords => self.registers(&[i.b]).and_then(|()| self.range(i.a, data())),
            Format::AbOffsetLayout => self.registers(&[i.b]).and_then(|()| self.value(i.a, data())),
            Format::AbLayout => self.registers(&[i.a, i.b]).and_then(|()| within(data(), self.program.layouts.len(), "layout")),
            Format::ALayouts => {
                self.registers(&[i.a])?;
                within(i.operand(), self.program.layouts.len(), "layout")?;
                within(data(), self.program.layouts.len(), "layout")
            }
            Format::AbFunction => self.registers(&[i.a]).and_then(|()| within(data(), self.functions, "function")),
            Format::AbcElement => self.registers(&[i.a, i.b, i.c]),
            Format::AClass => self.registers(&[i.a]).and_then(|()| within(i.operand(), self.program.classes.len(), "class")),
            Format::ATrait => self.registers(&[i.a]).and_then(|()| within(i.operand(), self.program.traits.len(), "trait")),
            Format::AbClass => self.registers(&[i.a, i.b]).and_then(|()| within(data(), self.program.classes.len(), "class")),
            Format::AbTrait => self.registers(&[i.a, i.b]).and_then(|()| within(data(), self.program.traits.len(), "trait")),
            Format::CallVirtual => self.range(i.a, u32::from(i.c) + 1),
            Format::CallTrait => {
                within(data(), self.program.traits.len(), "trait")?;
                within(u32::from(i.b), self.program.traits[data() as usize].methods.len(), "method")?;
                self.range(i.a, u32::from(i.c) + 1)
            }
            Format::Data => Err("a data word in the place of an instruction".into()),
        }
    }

    /// What takes the last result has to find it there.
    fn last(&self, pc: usize, i: Instruction, before: Option<Instruction>) -> Result<(), String> {
        let Some((operand, kind)) = i.op.takes() else { return Ok(()) };
        let given = before.and_then(|before| before.op.gives().map(|kind| (before.a, kind)));
        let registers = match operand {
            Operand::B => [i.b, i.b],
            Operand::C => [i.c, i.c],
            Operand::Both => [i.b, i.c],
            Operand::D => [self.function.code[pc + 1].a; 2],
        };
        match registers.iter().all(|register| given == Some((*register, kind))) {
            true => Ok(()),
            false => Err("the instruction before does not give what it takes".into()),
        }
    }

    fn registers(&self, registers: &[u16]) -> Result<(), String> {
        match registers.iter().find(|register| **register >= self.function.slots) {
            Some(register) => Err(format!("r{register} is outside of the window")),
            None => Ok(()),
        }
    }

    fn range(&self, first: u16, count: u32) -> Result<(), String> {
        match u32::from(first) + count > u32::from(self.function.slots) {
            true => Err(format!("r{first} and the {count} slots from it on are outside of the window")),
            false => Ok(()),
        }
    }

    /// A window may be empty and then begin behind the last slot.
    fn window(&self, first: u16) -> Result<(), String> {
        self.range(first, 0)
    }

    fn value(&self, first: u16, layout: u32) -> Result<(), String> {
        within(layout, self.program.layouts.len(), "layout")?;
        self.range(first, u32::from(self.program.layout(super::LayoutId(layout)).slots()))
    }

    fn jumps(&self, first: usize, count: usize) -> Result<(), String> {
        let jumps = self.function.code.get(first..first.saturating_add(count));
        match jumps.is_some_and(|jumps| jumps.iter().all(|jump| jump.op == Op::Jump)) {
            true => Ok(()),
            false => Err(format!("no {count} jumps follow")),
        }
    }

    fn constant(&self, index: u32) -> Result<(), String> {
        within(index, self.program.constants.all().len(), "constant")
    }

    fn target(&self, pc: usize, distance: i32) -> Result<(), String> {
        let target = pc as i64 + 1 + i64::from(distance);
        match usize::try_from(target).ok().and_then(|target| self.starts.get(target)) {
            Some(true) if self.function.code[target as usize].op.takes().is_some() => {
                Err(format!("jump to {target}, which takes a result of the instruction before"))
            }
            Some(true) => Ok(()),
            _ => Err(format!("jump to {target}, where no instruction starts")),
        }
    }
}

fn within(index: u32, length: usize, what: &str) -> Result<(), String> {
    match (index as usize) < length {
        true => Ok(()),
        false => Err(format!("no {what} {index}")),
    }
}
