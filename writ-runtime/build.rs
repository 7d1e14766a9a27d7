//! Says how the interpreter goes from one instruction to the next: `writ_threaded` where a call at the end of a function becomes a jump. And whether memory
//! of small objects is kept: `writ_pooled`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(writ_threaded)");
    let is = |name: &str, values: &[&str]| std::env::var(name).is_ok_and(|value| values.contains(&&*value));
    // Without optimisation calls stay calls. For other processors nobody has looked.
    if is("OPT_LEVEL", &["1", "2", "3", "s", "z"]) && is("CARGO_CFG_TARGET_ARCH", &["x86_64", "aarch64"]) {
        println!("cargo::rustc-cfg=writ_threaded");
    }
    println!("cargo::rustc-check-cfg=cfg(writ_pooled)");
    // A sanitizer has to see when an object's memory ends.
    if std::env::var_os("CARGO_CFG_SANITIZE").is_none() {
        println!("cargo::rustc-cfg=writ_pooled");
    }
}
