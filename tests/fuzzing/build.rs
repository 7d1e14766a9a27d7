//! Compiles the script that scripts of the target `host_api` import and extend.

fn main() {
    writ_build::compile("scripts/base.writ");
}
