//! Attacks by modules of the standard library: JSON, regular expressions, random numbers, files.

use super::{MB, failure, fuel, heap, instance, works};
use std::fs;
use writ_runtime::{Access, Error, ErrorKind, Limits, Writ};

#[test]
fn json_that_becomes_large() {
    heap("func attack() { let s = \"[\" .. \"1,\".repeat(100000) .. \"1]\"\n print(parseJson(s).isSuccess) }");
    heap("func attack() { let s = \"[\" .. \"[],\".repeat(60000) .. \"1]\"\n print(parseJson(s).isSuccess) }");
    heap("func attack() { let s = \"[\" .. \"\\\"a string of it\\\",\".repeat(20000) .. \"1]\"\n print(parseJson(s).isSuccess) }");
    heap(
        "func attack() { var all = \"[\"\n for i in 0..15000 { all ..= \"{\\\"$i\\\":$i},\" }\n print(parseJson(all .. \"1]\").isSuccess) }",
    );
    fuel("func attack() { let s = \"[\" .. \"1,\".repeat(100000) .. \"1]\"\n print(parseJson(s).isSuccess) }");
    fuel("func attack() { let s = \"{\\\"\" .. \"a\".repeat(1000000)\n print(parseJson(s).isSuccess) }");
}

#[test]
fn searches_that_take_long() {
    fuel("func attack() { print(Regex(\"(x+x+)+y\").value.test(\"x\".repeat(100000))) }");
    fuel("func attack() { print(Regex(\"(a{0,20}){0,20}$\").value.test(\"a\".repeat(1000) .. \"b\")) }");
    // Each match looks at all that is left.
    fuel("func attack() { print(Regex(\".*[^A-Z]|[A-Z]\").value.matchAll(\"A\".repeat(2000)).len()) }");
    fuel("func attack() { print(Regex(\".*[^A-Z]|[A-Z]\").value.replaceAll(\"A\".repeat(2000), \"b\").len()) }");
    fuel("func attack() { print(Regex(\".*[^A-Z]|[A-Z]\").value.split(\"A\".repeat(2000)).len()) }");
    fuel("func attack() { while true { Regex(\"(\") } }");
    fuel("func attack() { var i = 0\n while i >= 0 { Regex(\"a{$i}\")\n i += 1 } }");
    fuel("func attack() { let long = \"a\".repeat(1000000)\n while true { Regex(long) } }");
    fuel("func attack() { let r = Regex(\"b\").value\n while true { r.captures(\"ab\") } }");
}

#[test]
fn matches_and_replacements_that_become_large() {
    heap("func attack() { print(Regex(\"x[^x]*\").value.matchAll((\"x\" .. \"a\".repeat(100)).repeat(8000)).len()) }");
    heap("func attack() { print(Regex(\"x\").value.split((\"x\" .. \"a\".repeat(100)).repeat(8000)).len()) }");
    heap("func attack() { print(Regex(\".*\").value.replace(\"x\".repeat(10000), \"$0\".repeat(200)).len()) }");
    heap("func attack() { print(Regex(\"(.*)\").value.replaceAll(\"x\".repeat(10000), \"\\${1}\".repeat(200)).len()) }");
    heap("func attack() { print(Regex(\"x\").value.replaceAll(\"x\".repeat(1000), \"y\".repeat(2000)).len()) }");
    heap("func attack() { let all: Array<Regex> = []\n while true { all.push(Regex(\"a pattern that is long\").value) } }");
}

#[test]
fn numbers_without_an_end() {
    fuel("func attack() { while true { random() } }");
    fuel("func attack() { let r = Random(1)\n while true { r.randomInt(int.MIN, 1 << 62) } }");
    fuel("func attack() { let n = Noise(1, octaves: 10)\n while true { n.noise3D(1.0, 2.0, 3.0) } }");
    fuel("func attack() { let a: Array<int> = []\n a.resize(100000, 0)\n shuffle(a) }");
    heap("func attack() { let a: Array<int> = []\n a.resize(80000, 0)\n print(sample(a, 80000).len()) }");
    fuel("func attack() { while true { now()\n deltaTime() } }");
}

/// What is possible with limits that a host would give: none of this is refused.
#[test]
fn ordinary_use_is_not_refused() {
    let mut writ = instance(
        "func once() -> int {\n let words = Regex(\"\\\\w+\").value.matchAll(\"a few words of a line that a player wrote\")\n\
         let save = parseJson(\"[\" .. \"{\\\"x\\\": 1.5, \\\"name\\\": \\\"Ada\\\"},\".repeat(100) .. \"null]\").value as Array<any>\n\
         return words.len() * 1000 + save.len() }",
    );
    let limits = Limits::new().heap_bytes(MB).instructions(20_000);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("once", ())).unwrap(), 10101);
}

#[test]
fn files_larger_than_the_heap_are_not_read() {
    let folder = std::env::temp_dir().join(format!("writ-limits-{}", std::process::id()));
    fs::create_dir_all(folder.join("many")).unwrap();
    fs::write(folder.join("large.txt"), vec![b'x'; 4 * MB]).unwrap();
    fs::write(folder.join("small.txt"), vec![b'x'; MB / 8]).unwrap();
    // It takes no room on the disk, and tells a length that no memory has.
    fs::File::create(folder.join("hole.txt")).unwrap().set_len(1 << 40).unwrap();
    for index in 0..1200 {
        fs::write(folder.join(format!("many/{} {index}", "a long name ".repeat(16))), "").unwrap();
    }
    let mut writ = Writ::new();
    writ.open_directory("d", &folder, Access::ReadWrite).unwrap();
    writ.run(
        "func large() { readFile(\"d/large.txt\") }\nfunc hole() { readFile(\"d/hole.txt\") }\nfunc list() { listDir(\"d/many\") }\n\
         func small() -> int { return readFile(\"d/small.txt\").value.len() }\n\
         func fill() { let s = \"x\".repeat(100000)\n while true { appendFile(\"d/full.txt\", s) } }\n\
         func again() { while true { fileExists(\"d/small.txt\") } }\nfunc works() -> string { return \"part 0, part 1 … part 9\" }",
    )
    .unwrap();
    let limits = Limits::new().heap_bytes(MB / 2);
    for name in ["large", "hole", "list"] {
        let before = writ.heap_bytes();
        let error = failure(writ.with_limits(limits, |writ| writ.call::<()>(name, ())));
        assert_eq!(error.kind, ErrorKind::OutOfMemory, "{name}");
        assert_eq!(writ.heap_bytes(), before, "{name}");
        works(&mut writ);
    }
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("small", ())).unwrap(), MB as i64 / 8);
    for name in ["fill", "again"] {
        let error = failure(writ.with_limits(Limits::new().instructions(20_000), |writ| writ.call::<()>(name, ())));
        assert_eq!(error.kind, ErrorKind::OutOfFuel, "{name}");
    }
    assert!(fs::metadata(folder.join("full.txt")).unwrap().len() < 2_000_000);
    // Without a limit of the host's, a length that no memory has is an error, too.
    assert!(matches!(writ.call::<()>("hole", ()), Err(Error::Runtime(error)) if error.kind == ErrorKind::OutOfMemory));
    fs::remove_dir_all(&folder).unwrap();
}
