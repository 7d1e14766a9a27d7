//! Every message that the language and its library give, once for both engines.

use super::{ErrorKind, RuntimeError};

macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $ty:ty),*) => $kind:ident, $($format:expr),+;)*) => {$(
        $(#[$doc])*
        #[cold]
        #[inline(never)]
        pub fn $name($($parameter: $ty),*) -> Box<RuntimeError> {
            Box::new(RuntimeError::new(ErrorKind::$kind, format!($($format),+)))
        }
    )*};
}

messages! {
    /// An int divided by zero.
    division_by_zero() => DivisionByZero, "division by zero";
    /// `array[i]`, `text[i]`.
    index_out_of_bounds(index: i64, len: usize) => IndexOutOfBounds, "index {index} out of bounds for length {len}";
    /// `slice(from, to)` with `from` behind `to`.
    crossed_bounds(from: i64, to: i64) => IndexOutOfBounds, "slice starts at {from} but ends at {to}";
    /// `dictionary[key]`; the key as it is shown inside another value.
    key_not_found(key: &str) => KeyNotFound, "key not found: {key}";
    /// `.value` of an empty optional.
    null_value() => NullValue, "value is null";
    /// `.value` of an `Error`.
    value_of_error(message: &str) => Panic, "value of Error({})", quoted(message);
    /// `.error` of a `Success`.
    no_error() => NullValue, "result has no error";
    /// A module variable read before its declaration ran.
    uninitialized(name: &str) => Uninitialized, "`{name}` is used before its declaration has run";
    /// A loop over a dictionary whose keys changed.
    dictionary_changed() => DictionaryChanged, "dictionary changed during iteration";
    /// More calls in each other than the limit allows.
    stack_overflow() => StackOverflow, "too many nested calls";
    /// The limit of instructions.
    out_of_fuel() => OutOfFuel, "instruction limit reached";
    /// The limit of time.
    out_of_time() => OutOfFuel, "time limit reached";
    /// The host asked to stop.
    interrupted() => Cancelled, "interrupted";
    /// The limit of memory.
    out_of_memory(bytes: u64) => OutOfMemory, "cannot allocate {bytes} bytes";
    /// A size that is refused whatever the limit. How many bytes it is exactly differs between the engines.
    request_too_large() => OutOfMemory, "cannot allocate more than 2 GB at once";
    /// A cast to what the value is not.
    cast_failed() => CastFailed, "cast failed";
    /// A handle of another instance.
    foreign_object(class: &str) => HostError, "this `{class}` belongs to another instance";
    /// A value of the host that was lent to a script's default method, after the call.
    host_value_gone() => HostError, "this value of the host was only lent for a call";
    /// `panic(message)`.
    panicked(message: &str) => Panic, "{message}";
    /// `assert(false, message)`.
    assertion_failed(message: &str) => AssertionFailed, "{}", assertion(message);
    /// A library function's argument.
    invalid_argument(message: &str) => InvalidArgument, "{message}";
    /// An object of a class that the program at hand does not know.
    no_reflector(class: &str) => InvalidArgument, "nothing is known here of what a `{class}` has";
    /// A count, length or exponent below zero.
    negative(what: &str, value: i64) => InvalidArgument, "{what} must not be negative, found {value}";
    /// A step, size or other number that has to be above zero.
    not_positive(what: &str, value: i64) => InvalidArgument, "{what} must be positive, found {value}";
    /// A number that is no character.
    not_a_character(code: i64) => InvalidArgument, "{code} is not a character code";
    /// A number that has to lie between two.
    out_of_range(what: &str, value: i64, low: i64, high: i64) => InvalidArgument, "{what} must be from {low} to {high}, found {value}";
    /// `randomInt(max, min)`.
    crossed_range(min: i64, max: i64) => InvalidArgument, "min must not be larger than max, found {min} and {max}";
    /// `randomFloat(max, min)`.
    crossed_floats(min: f32, max: f32) => InvalidArgument, "min must not be larger than max, found {} and {}", float(min), float(max);
    /// `randomFloat` with bounds between which not every float is.
    infinite_range(min: f32, max: f32) => InvalidArgument, "min and max must be finite, found {} and {}", float(min), float(max);
    /// `randomBool` of what is no probability.
    no_probability(value: f64) => InvalidArgument, "a probability is from 0.0 to 1.0, found {}", float64(value);
    /// `waitForSeconds(NaN)`.
    seconds_not_a_number() => InvalidArgument, "seconds must be a number";
    /// What a host gives as the time since the tick before.
    invalid_delta(delta: f64) => InvalidArgument,
        "the delta of a tick must be a finite number of seconds that is not negative, found {}", float64(delta);
    /// The host ticks in the middle of a script.
    tick_while_running() => HostError, "tick was called while a script runs";
    /// `start` of what is no new frame of a coroutine: compiled code never does it.
    not_a_new_coroutine() => InvalidArgument, "this is not a coroutine that can be started";
    /// `yield` where no coroutine runs: compiled code never does it.
    not_in_a_coroutine() => InvalidArgument, "only a coroutine that runs can wait";
    /// An int for a Rust number that does not hold it.
    not_in_range(value: i64, ty: &str, low: i128, high: i128) => InvalidArgument, "{value} does not fit `{ty}`, which holds {low} to {high}";
    /// An unsigned number of the host's that no `int` holds.
    too_large(value: u64) => InvalidArgument, "{value} does not fit `int`";
    /// A text for a Rust `char`.
    not_one_character(text: &str) => InvalidArgument, "{} is not one character", quoted(text);
    /// An array for a Rust array of a fixed length.
    wrong_count(expected: usize, found: usize) => InvalidArgument, "an array of {expected} elements is needed, found {found}";
    /// An object of the host's that it destroyed.
    destroyed(class: &str) => HostError, "{class} was destroyed";
    /// An object that a function of the host's borrows while scripts run.
    borrowed(class: &str) => BorrowConflict, "this `{class}` is in use by a function of the host";
    /// One object for two parameters, of which one changes it.
    passed_twice(class: &str) => BorrowConflict, "one `{class}` is passed twice to a function that changes it";
    /// An array that a function would change while scripts run.
    borrowed_while_scripts_run(class: &str) => BorrowConflict, "a function through which scripts run can't borrow an `{class}` to change it";
    /// The host's function failed.
    host_error(message: &str) => HostError, "{message}";
}

fn float(value: f32) -> String {
    let mut out = String::new();
    crate::ops::show_f32(&mut out, value);
    out
}

fn float64(value: f64) -> String {
    let mut out = String::new();
    crate::ops::show_f64(&mut out, value);
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    crate::ops::quote(&mut out, text);
    out
}

fn assertion(message: &str) -> String {
    if message.is_empty() { "assertion failed".to_owned() } else { format!("assertion failed: {message}") }
}
