mod game {
    writ_runtime::include_script!("tests/scripts/imports_wrong.writ");
}

fn main() {}
