//! The instruction set: one table from which the opcodes, their names and their operand formats come.

use super::op::instructions;

instructions! {
    // Moves and constants.
    /// `a = b`
    Move "move" Ab;
    /// Copies two slots.
    Move2 "move2" Ab;
    /// Copies three slots.
    Move3 "move3" Ab;
    /// Copies `c` slots, which may overlap.
    MoveN "move_n" AbCount;
    /// `a = constant`
    LoadImm "load_imm" AImm;
    /// `a = constant` of the pool, not counted.
    LoadConst "load_const" AConst;
    /// Sets slots to 0.
    Clear "clear" ACount;

    // Reference counts; 0 is no reference.
    /// Counts one more holder of the string.
    RetainStr "retain_str" A;
    /// Counts one more holder of the object.
    RetainObject "retain_object" A;
    /// Counts one holder of the string less.
    ReleaseStr "release_str" A;
    /// Counts one holder of the object less.
    ReleaseObject "release_object" A;
    /// Counts one more holder of the weak reference.
    RetainWeak "retain_weak" A;
    /// Counts one holder of the weak reference less.
    ReleaseWeak "release_weak" A;
    /// Retains all references of a value in consecutive slots.
    RetainValue "retain_value" ALayout;
    /// Releases all references of a value in consecutive slots.
    ReleaseValue "release_value" ALayout;

    // Integers. An `int32` is kept sign-extended, so order, bits and equality are those of `int`.
    /// `a = b + c`
    AddI64 "add_i64" Abc;
    /// `a = b - c`
    SubI64 "sub_i64" Abc;
    /// `a = b * c`
    MulI64 "mul_i64" Abc;
    /// `a = b / c`; fails
    DivI64 "div_i64" Abc;
    /// `a = b % c`; fails
    RemI64 "rem_i64" Abc;
    /// `a = b + constant`
    AddI64Imm "add_i64_imm" AbImm;
    /// `a = b * constant`
    MulI64Imm "mul_i64_imm" AbImm;
    /// `a = b * c + d`
    MulAddI64 "mul_add_i64" Abcd;
    /// `a = b / divisor`
    DivI64K "div_i64_k" AbDivisor;
    /// `a = b % divisor`
    RemI64K "rem_i64_k" AbDivisor;
    /// `a = b / 2^constant`
    DivPower "div_power" AbImm;
    /// `a = b % 2^constant`
    RemPower "rem_power" AbImm;
    /// `a = b & constant`
    AndImm "and_imm" AbImm;
    /// `a = -b`
    NegI64 "neg_i64" Ab;
    /// `a = b + c`
    AddI32 "add_i32" Abc;
    /// `a = b - c`
    SubI32 "sub_i32" Abc;
    /// `a = b * c`
    MulI32 "mul_i32" Abc;
    /// `a = b / c`; fails
    DivI32 "div_i32" Abc;
    /// `a = b % c`; fails
    RemI32 "rem_i32" Abc;
    /// `a = b + constant`
    AddI32Imm "add_i32_imm" AbImm;
    /// `a = -b`
    NegI32 "neg_i32" Ab;
    /// `a = b & c`
    And "and" Abc;
    /// `a = b | c`
    Or "or" Abc;
    /// `a = b ^ c`
    Xor "xor" Abc;
    /// `a = ~b`
    BitNot "bit_not" Ab;
    /// `a = b << c`
    ShlI64 "shl_i64" Abc;
    /// `a = b >> c`
    ShrI64 "shr_i64" Abc;
    /// `a = b << c`
    ShlI32 "shl_i32" Abc;
    /// `a = b >> c`
    ShrI32 "shr_i32" Abc;
    /// `a = b << constant`
    ShlI64Imm "shl_i64_imm" AbImm;
    /// `a = b >> constant`
    ShrI64Imm "shr_i64_imm" AbImm;
    /// `a = !b`
    Not "not" Ab;

    // Floats; `_k` takes the right operand from the constants.
    /// `a = b + c`
    AddF64 "add_f64" Abc;
    /// `a = b - c`
    SubF64 "sub_f64" Abc;
    /// `a = b * c`
    MulF64 "mul_f64" Abc;
    /// `a = b / c`
    DivF64 "div_f64" Abc;
    /// `a = b % c`
    RemF64 "rem_f64" Abc;
    /// `a = b + constant`
    AddF64K "add_f64_k" AbConst;
    /// `a = b - constant`
    SubF64K "sub_f64_k" AbConst;
    /// `a = b * constant`
    MulF64K "mul_f64_k" AbConst;
    /// `a = b / constant`
    DivF64K "div_f64_k" AbConst;
    /// `a = constant - b`
    RsubF64K "rsub_f64_k" AbConst;
    /// `a = constant / b`
    RdivF64K "rdiv_f64_k" AbConst;
    /// `a = -b`
    NegF64 "neg_f64" Ab;
    /// `a = b * c + d`, rounded twice
    MulAddF64 "mul_add_f64" Abcd;
    /// `a = b * c - d`, rounded twice
    MulSubF64 "mul_sub_f64" Abcd;
    /// `a = d - b * c`, rounded twice
    SubMulF64 "sub_mul_f64" Abcd;
    /// `a = b + c`
    AddF32 "add_f32" Abc;
    /// `a = b - c`
    SubF32 "sub_f32" Abc;
    /// `a = b * c`
    MulF32 "mul_f32" Abc;
    /// `a = b / c`
    DivF32 "div_f32" Abc;
    /// `a = b % c`
    RemF32 "rem_f32" Abc;
    /// `a = b + constant`
    AddF32K "add_f32_k" AbConst;
    /// `a = b - constant`
    SubF32K "sub_f32_k" AbConst;
    /// `a = b * constant`
    MulF32K "mul_f32_k" AbConst;
    /// `a = b / constant`
    DivF32K "div_f32_k" AbConst;
    /// `a = constant - b`
    RsubF32K "rsub_f32_k" AbConst;
    /// `a = constant / b`
    RdivF32K "rdiv_f32_k" AbConst;
    /// `a = -b`
    NegF32 "neg_f32" Ab;
    /// `a = b * c + d`, rounded twice
    MulAddF32 "mul_add_f32" Abcd;
    /// `a = b * c - d`, rounded twice
    MulSubF32 "mul_sub_f32" Abcd;
    /// `a = d - b * c`, rounded twice
    SubMulF32 "sub_mul_f32" Abcd;
    /// `a = square root of b`
    SqrtF64 "sqrt_f64" Ab;
    /// `a = square root of b`
    SqrtF32 "sqrt_f32" Ab;

    // Conversions.
    /// Wraps an `int` to `int32`.
    I64ToI32 "i64_to_i32" Ab;
    /// To the nearest.
    I64ToF64 "i64_to_f64" Ab;
    /// To the nearest.
    I64ToF32 "i64_to_f32" Ab;
    /// Truncates and saturates.
    F64ToI64 "f64_to_i64" Ab;
    /// Truncates and saturates.
    F64ToI32 "f64_to_i32" Ab;
    /// Truncates and saturates.
    F32ToI64 "f32_to_i64" Ab;
    /// Truncates and saturates.
    F32ToI32 "f32_to_i32" Ab;
    /// Exactly.
    F32ToF64 "f32_to_f64" Ab;
    /// To the nearest.
    F64ToF32 "f64_to_f32" Ab;

    // Comparisons with a bool as their result.
    /// `a = b == c`
    EqI64 "eq_i64" Abc;
    /// `a = b != c`
    NeI64 "ne_i64" Abc;
    /// `a = b < c`
    LtI64 "lt_i64" Abc;
    /// `a = b <= c`
    LeI64 "le_i64" Abc;
    /// `a = b == constant`
    EqI64Imm "eq_i64_imm" AbImm;
    /// `a = b != constant`
    NeI64Imm "ne_i64_imm" AbImm;
    /// `a = b == c`
    EqF64 "eq_f64" Abc;
    /// `a = b != c`
    NeF64 "ne_f64" Abc;
    /// `a = b < c`
    LtF64 "lt_f64" Abc;
    /// `a = b <= c`
    LeF64 "le_f64" Abc;
    /// `a = b == c`
    EqF32 "eq_f32" Abc;
    /// `a = b != c`
    NeF32 "ne_f32" Abc;
    /// `a = b < c`
    LtF32 "lt_f32" Abc;
    /// `a = b <= c`
    LeF32 "le_f32" Abc;
    /// `a = b == c`
    EqStr "eq_str" Abc;
    /// `a = b != c`
    NeStr "ne_str" Abc;
    /// `a = b < c`
    LtStr "lt_str" Abc;
    /// `a = b <= c`
    LeStr "le_str" Abc;

    // Jumps.
    /// Goes on at the target.
    Jump "jump" Jump;
    /// Takes one of the jumps behind it: the one at the index in `a`, or the last, after so many, if `a` is none of their indices.
    Switch "switch" ASwitch;
    /// Jumps if `a` is not 0.
    JumpIf "jump_if" AJump;
    /// Jumps if `a` is 0.
    JumpIfNot "jump_if_not" AJump;
    /// Jumps if `a == b`.
    EqI64Jump "eq_i64_jump" AbJump;
    /// Jumps if `a != b`.
    NeI64Jump "ne_i64_jump" AbJump;
    /// Jumps if `a < b`.
    LtI64Jump "lt_i64_jump" AbJump;
    /// Jumps if `a <= b`.
    LeI64Jump "le_i64_jump" AbJump;
    /// Jumps if `a == constant`.
    EqI64ImmJump "eq_i64_imm_jump" AImmJump;
    /// Jumps if `a != constant`.
    NeI64ImmJump "ne_i64_imm_jump" AImmJump;
    /// Jumps if `a < constant`.
    LtI64ImmJump "lt_i64_imm_jump" AImmJump;
    /// Jumps if `a <= constant`.
    LeI64ImmJump "le_i64_imm_jump" AImmJump;
    /// Jumps if `a > constant`.
    GtI64ImmJump "gt_i64_imm_jump" AImmJump;
    /// Jumps if `a >= constant`.
    GeI64ImmJump "ge_i64_imm_jump" AImmJump;
    /// Jumps if `a == b`.
    EqF64Jump "eq_f64_jump" AbJump;
    /// Jumps if `a != b`.
    NeF64Jump "ne_f64_jump" AbJump;
    /// Jumps if `a < b`.
    LtF64Jump "lt_f64_jump" AbJump;
    /// Jumps if `a <= b`.
    LeF64Jump "le_f64_jump" AbJump;
    /// Jumps unless `a < b`.
    NotLtF64Jump "not_lt_f64_jump" AbJump;
    /// Jumps unless `a <= b`.
    NotLeF64Jump "not_le_f64_jump" AbJump;
    /// Jumps if `a < constant`.
    LtF64KJump "lt_f64_k_jump" AConstJump;
    /// Jumps if `a <= constant`.
    LeF64KJump "le_f64_k_jump" AConstJump;
    /// Jumps if `a > constant`.
    GtF64KJump "gt_f64_k_jump" AConstJump;
    /// Jumps if `a >= constant`.
    GeF64KJump "ge_f64_k_jump" AConstJump;
    /// Jumps unless `a < constant`.
    NotLtF64KJump "not_lt_f64_k_jump" AConstJump;
    /// Jumps unless `a <= constant`.
    NotLeF64KJump "not_le_f64_k_jump" AConstJump;
    /// Jumps unless `a > constant`.
    NotGtF64KJump "not_gt_f64_k_jump" AConstJump;
    /// Jumps unless `a >= constant`.
    NotGeF64KJump "not_ge_f64_k_jump" AConstJump;
    /// Jumps if `a == b`.
    EqF32Jump "eq_f32_jump" AbJump;
    /// Jumps if `a != b`.
    NeF32Jump "ne_f32_jump" AbJump;
    /// Jumps if `a < b`.
    LtF32Jump "lt_f32_jump" AbJump;
    /// Jumps if `a <= b`.
    LeF32Jump "le_f32_jump" AbJump;
    /// Jumps unless `a < b`.
    NotLtF32Jump "not_lt_f32_jump" AbJump;
    /// Jumps unless `a <= b`.
    NotLeF32Jump "not_le_f32_jump" AbJump;
    /// Jumps if `a < constant`.
    LtF32KJump "lt_f32_k_jump" AConstJump;
    /// Jumps if `a <= constant`.
    LeF32KJump "le_f32_k_jump" AConstJump;
    /// Jumps if `a > constant`.
    GtF32KJump "gt_f32_k_jump" AConstJump;
    /// Jumps if `a >= constant`.
    GeF32KJump "ge_f32_k_jump" AConstJump;
    /// Jumps unless `a < constant`.
    NotLtF32KJump "not_lt_f32_k_jump" AConstJump;
    /// Jumps unless `a <= constant`.
    NotLeF32KJump "not_le_f32_k_jump" AConstJump;
    /// Jumps unless `a > constant`.
    NotGtF32KJump "not_gt_f32_k_jump" AConstJump;
    /// Jumps unless `a >= constant`.
    NotGeF32KJump "not_ge_f32_k_jump" AConstJump;

    // Loops.
    /// `a += 1`, and jumps if `a < b`.
    ForRange "for_range" AbJump;
    /// Unless `a == b`: `a += 1`, and jumps.
    ForInclusive "for_inclusive" AbJump;
    /// `a += b`, and jumps if `a < c`.
    StepLtJump "step_lt_jump" AbcJump;
    /// `a += b`, and jumps if `a <= c`.
    StepLeJump "step_le_jump" AbcJump;
    /// `a += b`, and jumps if `a > c`.
    StepGtJump "step_gt_jump" AbcJump;
    /// `a += b`, and jumps if `a >= c`.
    StepGeJump "step_ge_jump" AbcJump;
    /// `a += constant`, and jumps if `a < c`.
    StepImmLtJump "step_imm_lt_jump" AImmcJump;
    /// `a += constant`, and jumps if `a <= c`.
    StepImmLeJump "step_imm_le_jump" AImmcJump;
    /// `a += constant`, and jumps if `a > c`.
    StepImmGtJump "step_imm_gt_jump" AImmcJump;
    /// `a += constant`, and jumps if `a >= c`.
    StepImmGeJump "step_imm_ge_jump" AImmcJump;
    /// `a += constant`, and jumps if `a < constant`.
    StepImmLtImmJump "step_imm_lt_imm_jump" AImmImmJump;
    /// `a += constant`, and jumps if `a <= constant`.
    StepImmLeImmJump "step_imm_le_imm_jump" AImmImmJump;
    /// `a += constant`, and jumps if `a > constant`.
    StepImmGtImmJump "step_imm_gt_imm_jump" AImmImmJump;
    /// `a += constant`, and jumps if `a >= constant`.
    StepImmGeImmJump "step_imm_ge_imm_jump" AImmImmJump;
    /// Turns the `Range` in the slots from `b` into (next, turns left, step) in the slots from `a`.
    RangeBegin "range_begin" Ab;
    /// Jumps if (next, turns left, step) in the slots from `b` has a turn left; `a` is its value.
    RangeNext "range_next" AbJump;
    /// `a += 1`, and jumps if `a` is below the length of the array `b`.
    ArrayNext "array_next" AbJump;
    /// The character of text `b` at byte `a`, into the slot behind `a`, which advances; jumps if there is one.
    CharsNext "chars_next" AbJump;
    /// (position, version, address of key, address of value) from `a` on, before the first entry of dictionary `b`.
    DictionaryBegin "dictionary_begin" Ab;
    /// Advances, and jumps if there is an entry; fails.
    DictionaryNext "dictionary_next" AbJump;

    // Calls.
    /// Calls a function that needs no check.
    Call "call" Call;
    /// Calls a function that counts against the limit of the depth; fails.
    CallCounted "call_counted" Call;
    /// As `CallCounted`, of a function with many slots.
    CallLarge "call_large" Call;
    /// Calls a function value; fails.
    CallValue "call_value" CallValue;
    /// Calls a native.
    CallNative "call_native" CallNative;
    /// Calls a function of the host's; fails.
    CallHost "call_host" CallHost;
    /// Calls a function of the host's that returns before anything else of the instance runs; fails.
    CallDirect "call_direct" CallHost;
    /// `a` = 8 bytes of the Rust object `b`; fails.
    HostGet64 "host_get_64" HostField;
    /// 4 bytes, sign-extended
    HostGetI32 "host_get_i32" HostField;
    /// 4 bytes
    HostGetU32 "host_get_u32" HostField;
    /// 1 byte
    HostGetU8 "host_get_u8" HostField;
    /// 8 bytes of the Rust object `b` = `a`; fails.
    HostSet64 "host_set_64" HostField;
    /// 4 bytes
    HostSet32 "host_set_32" HostField;
    /// 1 byte
    HostSet8 "host_set_8" HostField;
    /// `a` = the address of a module variable of the host's; fails.
    HostGlobal "host_global" HostGlobal;
    /// Returns.
    Return "return" None;
    /// Ends the interpreter.
    Halt "halt" None;
    /// `a` = a function value whose captures are in the slots from `b` on, and move into it.
    MakeClosure "make_closure" AbFunction;

    /// As `Call`, of what the class of the object in the window runs for a slot; fails.
    CallVirtual "call_virtual" CallVirtual;
    /// As `CallVirtual`, for a method of a trait; fails.
    CallTrait "call_trait" CallTrait;
    /// Fails if the object in `a` belongs to another instance.
    CheckOwner "check_owner" A;
    /// The first slot of the window: whether the objects in the two behind it are equal; a call, if they are boxes of one class; fails.
    EqualAny "equal_any" A;
    /// As `CallVirtual`, for the function that looks into objects of the first argument's class; fails.
    CallReflector "call_reflector" CallVirtual;

    // Objects.
    /// `a` = an instance whose fields are in the slots from `b` on, and move into it.
    NewObject "new_object" AbClass;
    /// `a` = an instance whose fields are all 0.
    NewBlank "new_blank" AClass;
    /// Fails unless `a` is an instance of the class.
    CastClass "cast_class" AClass;
    /// Fails unless the class of `a` has the trait.
    CastTrait "cast_trait" ATrait;
    /// `a` = whether `b` is an instance of the class.
    IsClass "is_class" AbClass;
    /// `a` = whether the class of `b` has the trait.
    IsTrait "is_trait" AbTrait;
    /// Releases `a` and sets it to 0 unless `b` is 1.
    KeepIf "keep_if" Ab;
    /// `a` = the object of the weak reference `b`, counted; 0 if it is gone.
    WeakGet "weak_get" Ab;

    // Memory. An address register is used by the next instructions at once.
    /// `a` = 8 bytes at `b + offset`
    Load64 "load_64" AbOffset;
    /// `a` = 4 bytes, sign-extended
    LoadI32 "load_i32" AbOffset;
    /// `a` = 4 bytes
    LoadU32 "load_u32" AbOffset;
    /// `a` = 1 byte
    LoadU8 "load_u8" AbOffset;
    /// As many slots from `a` on as the data word says.
    LoadWords "load_words" AbOffsetWords;
    /// All of a value, retained.
    LoadValue "load_value" AbOffsetLayout;
    /// All of a value, borrowed.
    PeekValue "peek_value" AbOffsetLayout;
    /// 8 bytes
    Store64 "store_64" AbOffset;
    /// 4 bytes
    Store32 "store_32" AbOffset;
    /// 1 byte
    Store8 "store_8" AbOffset;
    /// As many slots from `a` on as the data word says.
    StoreWords "store_words" AbOffsetWords;
    /// Moves a string there and releases what was there.
    StoreStr "store_str" AbOffset;
    /// Moves an object there and releases what was there.
    StoreObject "store_object" AbOffset;
    /// Moves a weak reference there and releases what was there.
    StoreWeak "store_weak" AbOffset;
    /// Moves a value there and releases what was there.
    StoreValue "store_value" AbOffsetLayout;
    /// `a` = 8 bytes of a module variable
    GlobalGet64 "global_get_64" AGlobal;
    /// `a` = 4 bytes, sign-extended
    GlobalGetI32 "global_get_i32" AGlobal;
    /// `a` = 4 bytes
    GlobalGetU32 "global_get_u32" AGlobal;
    /// `a` = 1 byte
    GlobalGetU8 "global_get_u8" AGlobal;
    /// Writes 8 bytes.
    GlobalSet64 "global_set_64" AGlobal;
    /// Writes 4 bytes.
    GlobalSet32 "global_set_32" AGlobal;
    /// Writes 1 byte.
    GlobalSet8 "global_set_8" AGlobal;
    /// `a` = address of a module variable
    GlobalAddress "global_address" AGlobal;
    /// Fails if the module variable has no value yet.
    GlobalCheck "global_check" Global;
    /// The module variable has its value now.
    GlobalInit "global_init" Global;
    /// `a` = a cell, or a box if `c` is 1, with the value in the slots from `b` on, which moves into it.
    NewCell "new_cell" AbLayout;

    // Arrays.
    /// `a = b[c]`, 8 bytes; fails
    ArrayGet64 "array_get_64" Abc;
    /// `a = b[c]`, 4 bytes sign-extended; fails
    ArrayGetI32 "array_get_i32" Abc;
    /// `a = b[c]`, 4 bytes; fails
    ArrayGetU32 "array_get_u32" Abc;
    /// `a = b[c]`, 1 byte; fails
    ArrayGetU8 "array_get_u8" Abc;
    /// `b[c] = a`, 8 bytes; fails
    ArraySet64 "array_set_64" Abc;
    /// `b[c] = a`, 4 bytes; fails
    ArraySet32 "array_set_32" Abc;
    /// `b[c] = a`, 1 byte; fails
    ArraySet8 "array_set_8" Abc;
    /// `a` = part of `b[c]`, 8 bytes; fails
    ElementGet64 "element_get_64" AbcElement;
    /// `a` = part of `b[c]`, 4 bytes sign-extended; fails
    ElementGetI32 "element_get_i32" AbcElement;
    /// `a` = part of `b[c]`, 4 bytes; fails
    ElementGetU32 "element_get_u32" AbcElement;
    /// `a` = part of `b[c]`, 1 byte; fails
    ElementGetU8 "element_get_u8" AbcElement;
    /// Part of `b[c]` `= a`, 8 bytes; fails
    ElementSet64 "element_set_64" AbcElement;
    /// Part of `b[c]` `= a`, 4 bytes; fails
    ElementSet32 "element_set_32" AbcElement;
    /// Part of `b[c]` `= a`, 1 byte; fails
    ElementSet8 "element_set_8" AbcElement;
    /// `a` = address of `b[c]`, plus the offset; fails
    ElementAddress "element_address" AbcElement;
    /// `a = len(b)`
    ArrayLen "array_len" Ab;
    /// `a` = an empty array with room for `b` elements.
    NewArray "new_array" AbLayout;
    /// Appends to array `a` the value in the slots from `b` on, which moves into it.
    ArrayPush "array_push" AbLayout;
    /// Appends to array `a` the elements of array `b`.
    ArrayExtend "array_extend" AbLayout;

    // Dictionaries.
    /// `a` = an empty dictionary.
    NewDictionary "new_dictionary" ALayouts;
    /// `a` = address of the value of key `c` in dictionary `b`, or 0. An `adopt_for_find` of that dictionary follows, which runs only if compiled code or a host made it.
    DictionaryFind "dictionary_find" Abc;
    /// As `adopt_dictionary`; goes back to the `dictionary_find` before it.
    AdoptForFind "adopt_for_find" ALayouts;
    /// Compiled code and hosts make dictionaries whose shapes do not say how keys and values lie in slots: the one in `a` gets a shape that does.
    AdoptDictionary "adopt_dictionary" ALayouts;
    /// Sets key `b` of dictionary `a` to the value in the slots from `c` on; both move.
    DictionaryInsert "dictionary_insert" Abc;
    /// Adds all entries of dictionary `b` to dictionary `a`.
    DictionaryExtend "dictionary_extend" Ab;

    // Strings.
    /// `a = b[c]`; fails
    IndexStr "index_str" Abc;
    /// Adds a string to the text that is being put together.
    TextStr "text_str" A;
    /// Adds a constant string.
    TextConst "text_const" Const;
    /// Adds an int.
    TextI64 "text_i64" A;
    /// Adds a float64.
    TextF64 "text_f64" A;
    /// Adds a float.
    TextF32 "text_f32" A;
    /// Adds a bool.
    TextBool "text_bool" A;
    /// `a` = the text put together.
    TextEnd "text_end" A;
    /// Appends the text put together to the string in `a`.
    TextAppend "text_append" A;
    /// Appends the text put together to the string at address `a`.
    TextAppendAt "text_append_at" AbOffset;

    // Failing.
    /// Fails with `NullValue`: value is null.
    RaiseNull "raise_null" None;
    /// Fails with `NullValue`: result has no error.
    RaiseNoError "raise_no_error" None;
    /// Fails with `Panic`: value of Error("…"), the message in `a`.
    RaiseFailure "raise_failure" A;
    /// Fails with `Uninitialized`, the name in a constant.
    RaiseUninitialized "raise_uninitialized" Const;
    /// Fails with `KeyNotFound`, the key as text in `a`.
    RaiseKey "raise_key" A;
    /// Never reached in correct code: fails with `Panic`.
    Unreachable "unreachable" None;
    /// The second word of an instruction.
    Data "data" Data;

    // Forms of instructions above whose operand `b`, `c` (or both) or `d` is the result of the instruction before: see `last`.
    MoveB "move.b" Ab; MoveF64B "move_f64.b" Ab; MoveF32B "move_f32.b" Ab; AddI64B "add_i64.b" Abc; MulI64B "mul_i64.b" Abc;
    AndB "and.b" Abc; OrB "or.b" Abc; XorB "xor.b" Abc; SubI64B "sub_i64.b" Abc; SubI64C "sub_i64.c" Abc; AddI64ImmB "add_i64_imm.b" AbImm;
    MulI64ImmB "mul_i64_imm.b" AbImm; AndImmB "and_imm.b" AbImm; ShlI64ImmB "shl_i64_imm.b" AbImm; ShrI64ImmB "shr_i64_imm.b" AbImm;
    MulAddI64B "mul_add_i64.b" Abcd; MulAddI64D "mul_add_i64.d" Abcd; RemI64KB "rem_i64_k.b" AbDivisor; Load64B "load_64.b" AbOffset;
    ArrayGet64C "array_get_64.c" Abc; I64ToF64B "i64_to_f64.b" Ab; I64ToF32B "i64_to_f32.b" Ab; AddF64B "add_f64.b" Abc;
    SubF64B "sub_f64.b" Abc; SubF64C "sub_f64.c" Abc; MulF64B "mul_f64.b" Abc; MulF64Both "mul_f64.bc" Abc; DivF64B "div_f64.b" Abc;
    DivF64C "div_f64.c" Abc; AddF64KB "add_f64_k.b" AbConst; SubF64KB "sub_f64_k.b" AbConst; MulF64KB "mul_f64_k.b" AbConst;
    DivF64KB "div_f64_k.b" AbConst; RsubF64KB "rsub_f64_k.b" AbConst; RdivF64KB "rdiv_f64_k.b" AbConst; SqrtF64B "sqrt_f64.b" Ab;
    MulAddF64B "mul_add_f64.b" Abcd; MulAddF64D "mul_add_f64.d" Abcd; MulSubF64B "mul_sub_f64.b" Abcd; MulSubF64D "mul_sub_f64.d" Abcd;
    SubMulF64B "sub_mul_f64.b" Abcd; SubMulF64D "sub_mul_f64.d" Abcd; AddF32B "add_f32.b" Abc; SubF32B "sub_f32.b" Abc;
    SubF32C "sub_f32.c" Abc; MulF32B "mul_f32.b" Abc; MulF32Both "mul_f32.bc" Abc; DivF32B "div_f32.b" Abc; DivF32C "div_f32.c" Abc;
    AddF32KB "add_f32_k.b" AbConst; SubF32KB "sub_f32_k.b" AbConst; MulF32KB "mul_f32_k.b" AbConst; DivF32KB "div_f32_k.b" AbConst;
    RsubF32KB "rsub_f32_k.b" AbConst; RdivF32KB "rdiv_f32_k.b" AbConst; SqrtF32B "sqrt_f32.b" Ab; MulAddF32B "mul_add_f32.b" Abcd;
    MulAddF32D "mul_add_f32.d" Abcd; MulSubF32B "mul_sub_f32.b" Abcd; MulSubF32D "mul_sub_f32.d" Abcd; SubMulF32B "sub_mul_f32.b" Abcd;
    SubMulF32D "sub_mul_f32.d" Abcd;
}
