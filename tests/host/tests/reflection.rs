//! Reflection on types of the host's, in both engines.

use writ_host_tests::both;
use writ_host_tests::engines::Engines;

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
