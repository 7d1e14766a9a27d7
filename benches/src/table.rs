//! The driver: row by row and engine by engine it starts workers, so that what is compared was measured close together, and prints the tables.

use crate::engines::{COLUMNS, Column};
use crate::rows::ROWS;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What is to be measured.
#[derive(Default)]
pub struct Options {
    /// Only rows with one of these in their names, if there are any.
    pub rows: Vec<String>,
    /// Only these engines, if there are any.
    pub engines: Vec<String>,
    /// Builds with other engines.
    pub others: Vec<PathBuf>,
}

/// Times in milliseconds by row and engine.
type Times = BTreeMap<(&'static str, &'static str), f64>;

/// Measures, and prints the tables. False if engines disagreed or failed.
#[must_use]
pub fn print(options: &Options) -> bool {
    let mut builds = vec![std::env::current_exe().expect("the program knows where it is")];
    builds.extend(options.others.iter().cloned());
    let engines = engines(&builds, &options.engines);
    let rows: Vec<&str> = ROWS.iter().map(|row| row.name).filter(|name| wanted(name, &options.rows)).collect();
    let mut times = Times::new();
    let mut all_agree = true;
    for row in &rows {
        let mut expected: Option<u64> = None;
        for (column, build) in &engines {
            let measured = work(build, column.name, row);
            match measured {
                Ok(Some((checksum, milliseconds))) => {
                    eprintln!("{row} {}: {milliseconds:.2} ms", column.name);
                    if *expected.get_or_insert(checksum) == checksum {
                        times.insert((row, column.name), milliseconds);
                    } else {
                        eprintln!("{row}: {} computes something else than the engines before it", column.name);
                        all_agree = false;
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    eprintln!("{row}: {} failed: {error}", column.name);
                    all_agree = false;
                }
            }
        }
    }
    let columns: Vec<&Column> = engines.iter().map(|(column, _)| *column).collect();
    print_times(&rows, &columns, &times);
    print_ratios(&rows, &columns, &times);
    print_goals(&rows, &times);
    all_agree
}

fn wanted(name: &str, filters: &[String]) -> bool {
    filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()))
}

/// The engines that the builds have, in the order of the table, each with the first build that has it.
fn engines<'a>(builds: &'a [PathBuf], only: &[String]) -> Vec<(&'static Column, &'a PathBuf)> {
    for name in only {
        assert!(COLUMNS.iter().any(|column| column.name == name), "there is no engine {name}");
    }
    let list = |build: &PathBuf| {
        let output = Command::new(build).arg("--list").output().unwrap_or_else(|error| panic!("{}: {error}", build.display()));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let lists: Vec<Vec<String>> = builds.iter().map(list).collect();
    let has = |column: &Column| builds.iter().zip(&lists).find(|(_, list)| list.iter().any(|name| name == column.name));
    COLUMNS
        .iter()
        .filter(|column| only.is_empty() || only.iter().any(|name| name == column.name))
        .filter_map(|column| Some((column, has(column)?.0)))
        .collect()
}

/// The checksum and the median of a worker; none if the engine does not have the row.
fn work(build: &PathBuf, engine: &str, row: &str) -> Result<Option<(u64, f64)>, String> {
    let output =
        Command::new(build).args(["--worker", engine, row]).stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(output.status.to_string());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let Some((checksum, milliseconds)) = text.trim().split_once(' ') else {
        return Ok(None);
    };
    let checksum = u64::from_str_radix(checksum, 16).map_err(|error| error.to_string())?;
    Ok(Some((checksum, milliseconds.parse().map_err(|error| format!("{error}: {text}"))?)))
}

fn print_times(rows: &[&'static str], columns: &[&Column], times: &Times) {
    print_matrix("median, ms", rows, columns, |row, column| times.get(&(row, column)).copied());
}

fn print_ratios(rows: &[&'static str], columns: &[&Column], times: &Times) {
    print_matrix("× native", rows, columns, |row, column| Some(times.get(&(row, column))? / times.get(&(row, "native"))?));
}

fn print_matrix(title: &str, rows: &[&'static str], columns: &[&Column], value: impl Fn(&'static str, &'static str) -> Option<f64>) {
    print!("\n| {title} |");
    columns.iter().for_each(|column| print!(" {} |", column.name));
    println!("\n|---|{}", "--:|".repeat(columns.len()));
    for row in rows {
        print!("| {row} |");
        columns.iter().for_each(|column| print!("{}", cell(value(row, column.name))));
        println!();
    }
}

/// What the VM and compiled scripts are up against, with the means below.
fn print_goals(rows: &[&'static str], times: &Times) {
    println!(
        "\n| goals | native | compiled | × native | VM | Lua 5.4 | VM / Lua 5.4 | LuaJIT off | VM / LuaJIT off | fastest interpreter | VM / fastest |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|");
    let mut means = [const { Vec::new() }; 4];
    for row in rows {
        let time = |engine: &'static str| times.get(&(*row, engine)).copied();
        let peers = COLUMNS.iter().filter(|column| column.is_peer).filter_map(|column| Some((column.name, time(column.name)?)));
        let fastest = peers.min_by(|a, b| a.1.total_cmp(&b.1));
        // A script that shares references is measured by Rust that does so too.
        let native = time("native-rc").or(time("native"));
        let (compiled, vm, lua, luajit) = (time("compiled"), time("vm"), time("lua54"), time("luajit-off"));
        let by = |a: Option<f64>, b: Option<f64>| Some(a? / b?);
        let ratios = [by(compiled, native), by(vm, lua), by(vm, luajit), by(vm, fastest.map(|(_, time)| time))];
        means.iter_mut().zip(ratios).for_each(|(mean, ratio)| mean.extend(ratio));
        println!(
            "| {row} |{}{}{}{}{}{}{}{} {} |{}",
            cell(native),
            cell(compiled),
            cell(ratios[0]),
            cell(vm),
            cell(lua),
            cell(ratios[1]),
            cell(luajit),
            cell(ratios[2]),
            fastest.map_or("", |(name, _)| name),
            cell(ratios[3])
        );
    }
    let [compiled, lua, luajit, fastest] = means.map(|ratios| cell(geometric_mean(&ratios)));
    println!("| geometric mean | | |{compiled} | |{lua} |{luajit} |{fastest}");
}

fn cell(value: Option<f64>) -> String {
    value.map_or(" |".to_owned(), |value| format!(" {value:.2} |"))
}

fn geometric_mean(ratios: &[f64]) -> Option<f64> {
    (!ratios.is_empty()).then(|| (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp())
}
