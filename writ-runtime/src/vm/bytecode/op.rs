//! What the table of instructions becomes.

macro_rules! instructions {
    ($($(#[doc = $doc:literal])* $name:ident $text:literal $format:ident;)*) => {
        /// An opcode.
        #[allow(missing_docs)] // The forms for the last result mean what the plain instructions do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum Op {
            $($(#[doc = $doc])* $name,)*
        }

        impl Op {
            /// All of them.
            pub const ALL: &[Op] = &[$(Op::$name,)*];

            /// The name in a disassembly.
            pub fn name(self) -> &'static str {
                match self { $(Op::$name => $text,)* }
            }

            /// What its operands mean.
            pub fn format(self) -> $crate::vm::bytecode::Format {
                match self { $(Op::$name => $crate::vm::bytecode::Format::$format,)* }
            }
        }
    };
}

pub(super) use instructions;
