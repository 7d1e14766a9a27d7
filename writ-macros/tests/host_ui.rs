//! `#[derive(WritType)]` and `#[writ_export]`, well used and not.

#[test]
fn host() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/host_pass/*.rs");
    cases.compile_fail("tests/ui/host_fail/*.rs");
}
