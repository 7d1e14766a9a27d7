mod game {
    writ_runtime::include_script!("tests/scripts/wrong.writ");
}

fn main() {}
