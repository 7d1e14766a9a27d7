//! The table of codes. A code, once published, keeps its meaning.
//!
//! E01 syntax and files · E02 names, modules, visibility · E03 types and calls · E04 control flow and assignment · E05 patterns ·
//! E06 declarations · E07 constants · E09 not supported yet, or not while a script runs · W00 warnings

/// A stable code of a diagnostic; an index into [`CODES`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl Code {
    /// Whether it is a warning's.
    pub fn is_warning(self) -> bool {
        self.0.starts_with('W')
    }

    /// The name by which scripts can call it: `unused-local`.
    pub fn name(self) -> String {
        let name = NAMES.iter().find(|(code, _)| *code == self).map_or(self.0, |(_, name)| name);
        name.to_lowercase().replace('_', "-")
    }

    /// The code that is called `W0002` or `unused-local`.
    pub fn find(text: &str) -> Option<Code> {
        NAMES.iter().map(|(code, _)| *code).find(|code| code.0 == text || code.name() == text)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal;)*) => {
        impl Code {
            $(#[doc = $title] pub const $name: Code = Code($code);)*
        }
        /// Every code with its title, in order.
        pub const CODES: &[(Code, &str)] = &[$((Code::$name, $title)),*];
        /// Every code with the name that it has in this file.
        const NAMES: &[(Code, &str)] = &[$((Code::$name, stringify!($name))),*];
    };
}

codes! {
    SYNTAX = "E0101", "the text does not follow the grammar";
    UNTERMINATED = "E0102", "a string, comment or bracket is not closed";
    TOO_DEEP = "E0103", "brackets, blocks or prefix operators nest too deep";
    TOO_LARGE = "E0104", "a source file is too large";
    INVALID_CHARACTER = "E0105", "a character that no script contains";
    INVALID_NUMBER = "E0106", "a number literal that is malformed or does not fit";
    INVALID_ESCAPE = "E0107", "an unknown escape in a string";
    FILE_NOT_FOUND = "E0110", "a source file does not exist";
    FILE_IS_FOLDER = "E0111", "a folder stands where a source file is expected";
    FILE_NOT_UTF8 = "E0112", "a source file is not valid UTF-8";
    FILE_UNREADABLE = "E0113", "a source file cannot be read";
    UNKNOWN_NAME = "E0201", "a name stands for nothing";
    UNKNOWN_TYPE = "E0202", "a type does not exist";
    UNKNOWN_MEMBER = "E0203", "a type has no such member";
    DUPLICATE_NAME = "E0204", "a name is declared twice in one scope";
    NOT_VISIBLE = "E0205", "a member is not visible here";
    NAMED_ABOVE = "E0206", "a module variable is used above its declaration";
    NOT_EXPORTED = "E0207", "a module does not export a name";
    IMPORT_NOT_FOUND = "E0250", "an imported module does not exist";
    IMPORT_CYCLE = "E0251", "modules import each other in a circle";
    IMPORT_OUTSIDE = "E0252", "an import leaves the root directory";
    IMPORT_PATH = "E0253", "an import's path is malformed";
    MISMATCH = "E0301", "a value has another type than expected";
    OPERATOR = "E0302", "an operator is not defined for its operands";
    NOT_CALLABLE = "E0303", "something is called that is no function";
    ARGUMENTS = "E0304", "the arguments of a call do not fit";
    TYPE_ARGUMENTS = "E0305", "the type arguments do not fit";
    CAST = "E0306", "`as` can't convert between these types";
    CANT_INFER = "E0307", "a type can't be inferred";
    VOID_VALUE = "E0308", "a value is used where there is none";
    NOT_ITERABLE = "E0309", "a `for` runs over what is no sequence";
    NOT_INDEXABLE = "E0310", "something is indexed that has no elements";
    BOUND = "E0311", "a type does not meet a bound";
    TRY = "E0312", "`?` stands where it can't pass anything on";
    IS = "E0313", "`is` tests what has no variants";
    LITERAL_RANGE = "E0314", "a number literal does not fit its type";
    NOT_A_VALUE = "E0315", "a type, module or method is used as a value";
    RETURN = "E0316", "a `return` does not fit its function";
    TOO_LARGE_TYPE = "E0317", "types nest too deep, or a value has too many parts";
    IMMUTABLE = "E0320", "something is assigned or changed that can't be";
    UNASSIGNED = "E0401", "a local may be read before it is assigned";
    ASSIGNED_TWICE = "E0402", "a `let` is assigned a second time";
    MISSING_RETURN = "E0403", "a function can end without the result that it declares";
    CAPTURED_UNASSIGNED = "E0404", "a closure captures a local that may not be assigned yet";
    UNASSIGNED_FIELD = "E0405", "a field has no value where `init` reads it or ends";
    SELF_TOO_EARLY = "E0406", "`self` is used before all fields have their values";
    SUPER_INIT = "E0407", "`super.init` is missing, or stands where it can't";
    NOT_EXHAUSTIVE = "E0501", "a `when` leaves out values";
    PATTERN = "E0502", "a pattern can't fit the value that it looks at";
    PATTERN_FIELDS = "E0503", "a pattern takes another number of values than the variant holds";
    DECLARATION = "E0601", "a declaration has a form that it can't have";
    RECURSIVE_STRUCT = "E0602", "a struct contains itself";
    NO_VALUE = "E0603", "a variable or field needs a type or a value";
    NO_BODY = "E0604", "a function has no body";
    MISPLACED = "E0605", "a statement stands where it can't";
    EXTENDS_ITSELF = "E0606", "a class or trait extends itself";
    NO_CLASS = "E0607", "what is extended is no class, or what stands behind `with` is no trait";
    OVERRIDE = "E0608", "a method does not fit the one that it overrides or implements";
    NOT_IMPLEMENTED = "E0609", "a class lacks a method of its trait";
    AMBIGUOUS_DEFAULT = "E0610", "a class gets two defaults of one method";
    NEEDS_INIT = "E0611", "a class has to write an `init`";
    COROUTINE = "E0612", "`start` or `yield` stands where it can't, or a coroutine is called like a function";
    CONSTANT_DIVISION = "E0701", "a constant divides an int by zero";
    NOT_CONSTANT = "E0702", "the value of a `const` is known only at run time";
    NOT_SUPPORTED = "E0901", "a part of the language that this version does not support yet";
    RELOAD = "E0902", "a change that can't be made while a script runs";
    UNREACHABLE = "W0001", "code is never reached";
    UNUSED_LOCAL = "W0002", "a local is never read";
    NO_EFFECT = "W0003", "an expression does nothing";
    UNREACHABLE_ARM = "W0004", "an arm of a `when` is never reached";
    UNUSED_IMPORT = "W0005", "an import is never used";
    SHADOWED = "W0006", "a variable hides another one of the same name";
    CONSTANT_CONDITION = "W0007", "a condition is always true, or always false";
    FLOAT_EQUALITY = "W0008", "floats are compared with `==` or `!=`";
    UNUSED_PRIVATE = "W0009", "a private member or a nested function is never used";
    UNUSED_PARAMETER = "W0010", "a parameter is never read";
    DROPPED_RESULT = "W0011", "the `Result` of a call is dropped";
    UNKNOWN_ALLOW = "W0012", "an `allow` names no warning";
    UNUSED_ALLOW = "W0013", "an `allow` silences nothing";
}
