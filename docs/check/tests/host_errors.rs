//! Errors at run time that only a host can bring about, in both engines: those of the page on errors that no other test shows.

use writ_docs_check::{errors, register_host};
use writ_runtime::{Dyn, Error, ErrorKind, Fallible, RuntimeError, Writ};

struct Radio;

impl errors::Speaker for Radio {
    fn speaker_name(&self, _: &mut Writ) -> Fallible<String> {
        Ok("the radio".into())
    }
}

/// The VM with the script.
fn vm() -> Writ {
    let mut writ = Writ::new();
    register_host(&mut writ).unwrap();
    writ.set_root("scripts");
    writ.load("errors").unwrap();
    writ
}

fn of_vm<T>(result: Result<T, Error>) -> RuntimeError {
    match result {
        Err(Error::Runtime(error)) => *error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it did not fail"),
    }
}

#[test]
fn what_was_lent_is_gone_after_the_call() {
    use errors::Speaker as _;
    let mut writ = Writ::new();
    // The statements of the module run before its first function does, also if that is a default on a value of the host.
    assert_eq!(Radio.introduce(&mut writ).unwrap(), "this is the radio");
    let compiled = errors::recall(&mut writ).unwrap_err().to_string();
    assert_eq!(compiled, "error[HostError]: this value of the host was only lent for a call\n  at recall (errors.writ:16)");
    // The VM beside the compiled program, which holds what was lent.
    register_host(&mut writ).unwrap();
    writ.link(errors::module()).unwrap();
    writ.run("import { Speaker, kept } from \"errors\"\nfunc ask() -> string { return kept[0].speakerName() }").unwrap();
    let interpreted = of_vm(writ.call::<String>("ask", ())).to_string();
    assert_eq!(interpreted, "error[HostError]: this value of the host was only lent for a call\n  at ask (<script>:2)");
}

#[test]
fn a_function_of_the_host_may_cancel() {
    let compiled = errors::leave(&mut Writ::new()).unwrap_err();
    assert_eq!(compiled.kind, ErrorKind::Cancelled);
    assert_eq!(compiled.to_string(), "error[Cancelled]: called off: it rains\n  at leave (errors.writ:18)");
    assert_eq!(of_vm(vm().call::<()>("leave", ())).to_string(), compiled.to_string());
}

#[test]
fn nothing_is_known_of_a_value_of_the_host() {
    let mut writ = Writ::new();
    let radio = Dyn::<dyn errors::Speaker>::new(&mut writ, Radio);
    let compiled = errors::look(&mut writ, &radio).unwrap_err().to_string();
    assert_eq!(compiled, "error[InvalidArgument]: nothing is known here of what a `Speaker` has\n  at look (errors.writ:21)");
    register_host(&mut writ).unwrap();
    writ.link(errors::module()).unwrap();
    writ.run("import { kept } from \"errors\"\nfunc ask() -> Array<string> { return fields(kept[0]) }").unwrap();
    use errors::Speaker as _;
    Radio.introduce(&mut writ).unwrap();
    let interpreted = of_vm(writ.call::<Vec<String>>("ask", ())).to_string();
    assert_eq!(interpreted, "error[InvalidArgument]: nothing is known here of what a `Speaker` has\n  at ask (<script>:2)");
}
