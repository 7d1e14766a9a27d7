//! Writ beside other engines and native Rust, and how long sources take to load. See `README.md`.

mod coroutines;
mod engines;
mod host;
mod host_items;
#[cfg(any(feature = "lua", feature = "luajit", feature = "luau"))]
mod host_lua;
#[cfg(feature = "rhai")]
mod host_rhai;
mod instances;
mod library;
mod library_native;
mod limits;
mod load;
mod measure;
mod native;
mod native_rc;
mod peers;
mod rows;
mod sources;
mod table;
mod writ;

use std::process::ExitCode;

fn main() -> ExitCode {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let filter = arguments.iter().find(|argument| !argument.starts_with("--")).map_or("", String::as_str);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--worker", engine, row] => engines::work(engine, row),
        ["--list"] => engines::list(),
        ["--source", lines] => print!("{}", sources::long(lines.parse().expect("a number of lines"))),
        list if list.contains(&"--load") => load::print_tables(),
        list if list.contains(&"--coroutines") => coroutines::print_table(filter),
        list if list.contains(&"--library") => library::print_tables(filter),
        list if list.contains(&"--instances") => instances::print_table(),
        list if list.contains(&"--host") => host::print_table(),
        list if list.contains(&"--limits") => limits::print_table(filter),
        list => return print_table(list),
    }
    ExitCode::SUCCESS
}

/// `[ROW…] [--engines A,B] [--with BUILD]…`
fn print_table(arguments: &[&str]) -> ExitCode {
    let mut options = table::Options::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().copied().unwrap_or_else(|| panic!("{argument} needs a value"));
        match *argument {
            "--engines" => options.engines.extend(value().split(',').map(str::to_owned)),
            "--with" => options.others.push(value().into()),
            row => options.rows.push(row.to_owned()),
        }
    }
    if table::print(&options) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
