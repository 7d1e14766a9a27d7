mod game {
    writ_runtime::include_script!("tests/scripts/no_such_file.writ");
}

fn main() {}
