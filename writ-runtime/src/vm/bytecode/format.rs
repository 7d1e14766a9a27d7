//! What the operands of instructions mean.

/// What the operands `a`, `b`, `c` of an instruction mean; the disassembler and the verifier go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// No operands.
    None,
    /// A register.
    A,
    /// Two registers.
    Ab,
    /// Three registers.
    Abc,
    /// Three registers; the data word names a fourth.
    Abcd,
    /// Two registers and the index of a constant to multiply with; the data word holds a shift and the divisor.
    AbDivisor,
    /// Two registers and a 16-bit count.
    AbCount,
    /// Two registers and a signed 16-bit constant.
    AbImm,
    /// Two registers and the index of a constant.
    AbConst,
    /// Two registers and a short jump.
    AbJump,
    /// A register, a signed 16-bit constant, a short jump.
    AImmJump,
    /// A register, the index of a constant, a short jump.
    AConstJump,
    /// Three registers; the data word is a long jump.
    AbcJump,
    /// A register, a signed 16-bit constant, a register; the data word is a long jump.
    AImmcJump,
    /// A register and two signed 16-bit constants; the data word is a long jump.
    AImmImmJump,
    /// A long jump.
    Jump,
    /// A register and a long jump.
    AJump,
    /// A register and a signed 32-bit constant.
    AImm,
    /// A register and the index of a constant.
    AConst,
    /// A register and a 32-bit count.
    ACount,
    /// A register and a 32-bit count; that many jumps follow, and one more.
    ASwitch,
    /// A register and a layout.
    ALayout,
    /// A register and the byte offset of a module variable.
    AGlobal,
    /// The index of a module variable.
    Global,
    /// The index of a constant that is a string.
    Const,
    /// A window and a function.
    Call,
    /// A window, a register with a function value, and where in the window captures go.
    CallValue,
    /// A window and a native.
    CallNative,
    /// A register, an address register, a byte offset.
    AbOffset,
    /// As `AbOffset`; the data word is a number of slots.
    AbOffsetWords,
    /// As `AbOffset`; the data word names the layout.
    AbOffsetLayout,
    /// Two registers; the data word names the layout.
    AbLayout,
    /// A register and the layout of keys; the data word names the layout of values.
    ALayouts,
    /// Two registers; the data word names the function.
    AbFunction,
    /// Three registers; the data word holds a byte offset and the size of an element.
    AbcElement,
    /// A register and a class.
    AClass,
    /// A register and a trait.
    ATrait,
    /// Two registers; the data word names the class.
    AbClass,
    /// Two registers; the data word names the trait.
    AbTrait,
    /// A window, a slot of the table of a class, and where in the window the object is.
    CallVirtual,
    /// As `CallVirtual`, with a method of the trait in the data word.
    CallTrait,
    /// A window and a function of the host's.
    CallHost,
    /// A register, one with a Rust object, a byte offset; the data word names the function of the host's that does the same.
    HostField,
    /// A register and a module variable of the host's.
    HostGlobal,
    /// The second word of an instruction.
    Data,
}

impl Format {
    /// Whether a data word follows the instruction.
    pub fn has_data(self) -> bool {
        match self {
            Format::AbOffsetLayout | Format::AbLayout | Format::ALayouts | Format::AbFunction | Format::AbcElement => true,
            Format::AbClass | Format::AbTrait | Format::CallTrait => true,
            Format::Abcd
            | Format::AbDivisor
            | Format::AbcJump
            | Format::AImmcJump
            | Format::AImmImmJump
            | Format::AbOffsetWords
            | Format::HostField => true,
            Format::None | Format::A | Format::Ab | Format::Abc | Format::AbCount | Format::AbImm | Format::AbConst => false,
            Format::AbJump | Format::AImmJump | Format::AConstJump | Format::Jump | Format::AJump | Format::AImm | Format::AConst => false,
            Format::ACount | Format::ALayout | Format::AGlobal | Format::Global | Format::Const | Format::Call | Format::CallValue => false,
            Format::CallHost | Format::HostGlobal | Format::ASwitch => false,
            Format::CallNative | Format::AbOffset | Format::AClass | Format::ATrait | Format::CallVirtual | Format::Data => false,
        }
    }
}
