//! `include_script!`, well used and not.

use std::fs;
use std::io;
use std::path::Path;

#[test]
fn include_script() -> io::Result<()> {
    // trybuild makes a package of its own, to which the paths in its files are relative.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new(""));
    let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"), &package.join("tests/scripts"))?;
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target)? } else { fs::write(target, fs::read(entry.path())?)? }
    }
    Ok(())
}
