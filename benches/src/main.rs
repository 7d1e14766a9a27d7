//! Writ beside Lua and native Rust, and how long sources take to load. See `README.md`.

mod coroutines;
mod engines;
mod host;
mod host_items;
#[cfg(any(feature = "lua", feature = "luajit", feature = "luau"))]
mod host_lua;
#[cfg(feature = "rhai")]
mod host_rhai;
mod library;
mod library_native;
mod load;
#[cfg(any(feature = "lua", feature = "luajit"))]
mod lua;
mod measure;
mod native;
mod sources;

fn main() {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--load") {
        load::print_tables();
    } else if arguments.iter().any(|argument| argument == "--coroutines") {
        let row = arguments.iter().find(|argument| !argument.starts_with("--"));
        coroutines::print_table(row.map_or("", String::as_str));
    } else if arguments.iter().any(|argument| argument == "--library") {
        let row = arguments.iter().find(|argument| !argument.starts_with("--"));
        library::print_tables(row.map_or("", String::as_str));
    } else if arguments.iter().any(|argument| argument == "--host") {
        host::print_table();
    } else if arguments.iter().any(|argument| argument == "--limits") {
        let filter = arguments.iter().find(|argument| !argument.starts_with("--"));
        engines::print_limits(filter.map_or("", String::as_str));
    } else {
        engines::print_table(arguments.first().map_or("", String::as_str));
    }
}
