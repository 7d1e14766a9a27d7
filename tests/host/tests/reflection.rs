//! Reflection on types of the host's, in both engines.

use writ_host_tests::engines::Engines;
use writ_host_tests::{both, reflection};
use writ_runtime::Writ;

#[test]
fn what_a_host_offers_is_looked_into() {
    let mut engines = Engines::new("reflection");
    let count = both!(engines, reflection:
        listed => "Monster [\"name\", \"health\", \"position\", \"coins\", \"bag\", \"id\"] [\"toString\", \"hurt\", \"bittenBy\", \"distance\", \"swapNames\", \"change\", \"ask\", \"takeDamage\", \"isAlive\"] true true",
        read => "Success(\"rat\") Success(7) Success(Vector2(x: 0.0, y: 0.0)) Error(\"`Monster` has no public field `secret`\")",
        written => "[Success(), Success(), Error(\"`id` of `Monster` can't be set: it is read-only\"), Error(\"expected `int` for `coins` of `Monster`, found `string`\")] bat 5.5",
        called => "[Success(70.0), Success(45.0), Error(\"`hurt` takes 1 argument, found 0\"), Error(\"expected `Monster` for argument `other` of `bittenBy`, found `int`\")] 45.0",
        as_json => "{\"monster\":{\"name\":\"rat\",\"health\":100.0,\"position\":{\"x\":0.0,\"y\":0.0},\"coins\":0,\"bag\":[\"a\",\"b\"],\"id\":7}}",
        too_many => "error[InvalidArgument]: -1 does not fit `u16`, which holds 0 to 65535\nat tooMany",
        conflict => "error[BorrowConflict]: one `Monster` is passed twice to a function that changes it\nat conflict",
        back => "Success(200.0)",
        values => "Cell [\"column\", \"row\"] {\"column\":3,\"row\":4} [\"Fire\",{\"Mixed\":{\"share\":0.5}}]",
    );
    assert_eq!(count, 9);
}

/// Of classes that no script can import the VM knows nothing but what any object has.
#[test]
fn the_vm_shows_and_compares_what_compiled_code_made() {
    let mut writ = Writ::new();
    writ_host_tests::api::register(&mut writ).unwrap();
    let (own, other) = (reflection::own(&mut writ).unwrap(), reflection::own(&mut writ).unwrap());
    let (small, large) = (reflection::measured(&mut writ, 1).unwrap(), reflection::measured(&mut writ, 2).unwrap());
    writ.run("func shown(value: any) -> string { return \"$value\" }\nfunc same(left: any, right: any) -> bool { return left == right }")
        .unwrap();
    assert_eq!(writ.call::<String>("shown", (own.clone(),)).unwrap(), "<Own>");
    assert_eq!(writ.call::<String>("shown", (large.clone(),)).unwrap(), "Measured(n: 2)");
    assert!(writ.call::<bool>("same", (own.clone(), own.clone())).unwrap());
    assert!(!writ.call::<bool>("same", (own, other)).unwrap());
    let error = writ.call::<bool>("same", (small, large)).unwrap_err().to_string();
    assert!(error.contains("this object's class is not known here"), "{error}");
}
