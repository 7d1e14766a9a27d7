//! Functions, variables, values of all types.

use super::prints;

#[test]
fn functions_and_variables() {
    prints(
        "import { addTotal, total, origin } from \"game\"
         print(total)
         print(addTotal(3))
         print(\"$total $origin ${origin.x} ${origin.sum()}\")",
        &["5", "8", "8 Point(x: 0.5, y: 0.25) 0.5 0.75"],
    );
}

#[test]
fn functions_of_either_engine() {
    prints(
        "import { adder, apply, fold } from \"game\"
         import { Mood, Point } from \"lib/shared\"
         var calls = 0
         let add = adder(10)
         print(add(5))
         print(apply((x: int) => { calls += 1; return x * add(1) }, 4))
         print(apply(add, 1))
         func scored(name: string, at: Point, mood: Mood?) -> Result<int> {
             let level = when mood { is Angry(level) => level; else => 0 }
             return name == \"\" ? Error(\"no name\") : Success(level + (at.y as int))
         }
         print(fold(scored))
         print(\"$calls $add $scored\")",
        &["15", "44", "11", "Success(5) Error(\"no name\")", "1 <lambda> <function scored>"],
    );
}

#[test]
fn collections_are_shared() {
    prints(
        "import { pairs, moods } from \"game\"
         import { Mood, Point } from \"lib/shared\"
         let d = {\"a\": (1, Point(1.0, 2.0)), \"b\": (2, Point(0.0, 0.0))}
         print(pairs(d))
         print(d)
         print(moods([Mood.Calm, Mood.Angry(2), Mood.Gone(\"home\", 1.5)]))",
        &[
            "3",
            "{\"a\": (1, Point(x: 1.0, y: 2.0)), \"b\": (2, Point(x: 0.0, y: 0.0)), \"new\": (7, Point(x: 0.0, y: 0.0))}",
            "[Mood.Calm, Angry(level: 2), Gone(why: \"home\", after: 1.5)]",
        ],
    );
}

#[test]
fn any_crosses() {
    prints(
        "import { Monster, asInt, shown } from \"game\"
         class Mine { func toString() -> string { return \"mine\" } }
         print(shown(4) .. shown(\"text\") .. shown([1, 2]) .. shown(Monster(\"a\")) .. shown(Mine()))
         print(asInt(7) + asInt(\"7\") + asInt(Monster(\"a\")))",
        &["4text[1, 2]<Monster>mine", "5"],
    );
}

#[test]
fn instances_of_generic_classes() {
    prints(
        "import { numbers, size } from \"game\"
         import { Stack } from \"lib/shared\"
         let stack = numbers()
         stack.push(5)
         print(\"${stack.items} ${size(stack)}\")
         let own: Stack<int> = Stack()
         own.push(1)
         let texts: Stack<string> = Stack()
         texts.push(\"a\")
         print(\"${size(own)} ${texts.size()} ${texts.items}\")",
        &["[4, 5] 2", "1 1 [\"a\"]"],
    );
}

#[test]
fn static_variables_of_the_game_change() {
    prints(
        "import { Monster } from \"game\"
         import { Point } from \"lib/shared\"
         func twice(n: int) -> int { return n * 2 }
         func half(n: float) -> float { return n / 2.0 }
         Monster.limit += twice(twice(1))
         print(\"${Monster.limit} ${Monster.spot}\")
         Monster.limit = twice(Monster.limit)
         Monster.spot = Point(half(1.0), 0.0)
         print(\"${Monster.limit} ${Monster.spot}\")",
        &["7 Point(x: 1.0, y: 2.0)", "14 Point(x: 0.5, y: 0.0)"],
    );
}

#[test]
fn structs_without_fields_are_the_same_in_both_engines() {
    prints(
        "import { Nothing, isNothing, nothing, ofNothing } from \"game\"
         let shared = ofNothing()
         print(\"${nothing() == Nothing()} ${isNothing(Nothing())} ${shared[Nothing()]} ${nothing()}\")
         shared[nothing()] = \"changed\"
         print(shared)",
        &["true true nothing Nothing()", "{Nothing(): \"changed\"}"],
    );
}

#[test]
fn as_many_arguments_as_can_cross() {
    let list: Vec<String> = (1..=32).map(|n| n.to_string()).collect();
    prints(&format!("import {{ many }} from \"game\"\nprint(many({}))", list.join(", ")), &["31"]);
}

#[test]
fn methods_behind_one_with_too_many_arguments() {
    let list: Vec<String> = (1..=33).map(|n| n.to_string()).collect();
    prints(
        &format!(
            "import {{ Wide }} from \"game\"\nlet wide = Wide(by: 3)\nprint(\"${{wide.last()}} ${{wide.sum({})}} $wide\")",
            list.join(", ")
        ),
        &["3 102 <Wide>"],
    );
}

#[test]
fn keys_with_boxes_of_either_engine() {
    prints(
        "import { Path, path, counts, countOf } from \"game\"
         let a = Path.Child(Path.Root, \"a\")
         let ab = Path.Child(path([\"a\"]), \"b\")
         let abc = Path.Child(path([\"a\", \"b\"]), \"c\")
         print(\"${counts[a]} ${counts[ab]} ${countOf(Path.Child(a, \"b\"))} ${countOf(abc)}\")
         counts[abc] = 3
         print(countOf(path([\"a\", \"b\", \"c\"])))
         let own: Dictionary<Path, string> = {path([\"a\", \"b\"]): \"theirs\", Path.Child(a, \"c\"): \"ours\"}
         own[ab] ..= \", seen\"
         own[path([\"a\", \"c\"])] ..= \", seen\"
         print(\"${own[Path.Child(a, \"b\")]}; ${own[Path.Child(path([\"a\"]), \"c\")]}; ${own.has(abc)}; ${own.len()}\")",
        &["1 2 2 0", "3", "theirs, seen; ours, seen; false; 2"],
    );
}
