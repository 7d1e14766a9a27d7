//! Pieces of source that hosts run, the names that they declare, and modules that hosts load. Nothing in them makes objects that hold each other.

/// So many of the pieces declare what others use.
const DECLARING: usize = 13;

/// Pieces. What they name of others may not be there: then they are refused.
const PIECES: &[&str] = &[
    "var total = 0\nfunc add(n: int) -> int { total += n\n return total }\nfunc getTotal() -> int { return total }",
    "class Item { public name: string = \"item\"\n public count: int = 1\n public extra: any? = null\n func grow(by: int) -> int { count += by\n return count }\n\
     func toString() -> string { return \"$name x$count\" } }\nclass Big extends Item { public more: Array<int> = [1, 2]\n func grow(by: int) -> int { more.push(by)\n return super.grow(by) } }\n\
     var items: Array<Item> = [Item(), Big()]\nfunc makeItem() -> any { return Item() }\nfunc makeBig() -> any { return Big() }\nfunc item(i: int) -> any { return items[i] }\nfunc clearItems() { items.clear() }",
    "func counter() -> (int) -> int { var n = 0\n let text = \"captured text that is long\"\n return (by) => { n += by\n return n + text.len() } }\nlet count = counter()\nkeepFunction(count)\nkeepFunction(counter())",
    "func shown(a: any) -> string { return \"$a\" }\nfunc same(a: any, b: any) -> bool { return a == b }\nfunc isInt(a: any) -> bool { return a is int }\nfunc toInt(a: any) -> int { return a as int }\n\
     func maybeText(a: any) -> string? { return a as? string }",
    "func walk(n: int) -> int { for i in 0..n { yield\n act(i) }\n return n }\nfunc goOn(n: int) { let got = yield walk(n)\n total += got }\nstart walk(3)\nstart goOn(2)",
    "class Mover { public at: int = 0\n func move(n: int) { for i in 0..n { at += act(1)\n yield waitForFrames(1) } }\n func begin() -> int { start move(5)\n return 1 } }\nvar mover: Mover? = Mover()\nmover.value.begin()\nfunc moverObject() -> any { return mover.value }",
    "func endless(n: int) -> int { var i = n\n while true { i += act(i) - i + 1 }\n return i }",
    "func quiet(n: int) -> int { var sum = 0\n let held = [\"some text that is held\", \"more\"]\n for i in 0..1000 { sum += i + held.len() }\n return sum + n }",
    "func deep(n: int) -> int { let text = \"held $n\"\n return n <= 0 ? 0 : deep(n - 1) + text.len() }\nfunc deepHost(n: int) -> int { return n <= 0 ? 0 : twice((x) => deepHost(n - 1) + x, 1) }",
    "func grow(n: int) -> int { let list = [\"\"]\n while true { list.push(\"more text \".repeat(20))\n if list.len() > n * 100 { break } }\n return list.len() }",
    "func fails(n: int) -> int { let kept = [\"held\"]\n return kept[n].len() / (n - n) }",
    "class Left { public n: int = 1\n func a() -> int { return n }\n func b() -> int { return n + act(1) } }\nclass Right { public text: string = \"right\"\n func a() -> string { return text }\n func b() -> string { return text .. \"b\" } }\nkeepAny(Left())\nkeepAny(Right())",
    "enum Mood { Calm, Angry(level: int, why: string) }\nstruct Spot { x: int\n y: float = 0.5\n label: string = \"a label that is long\" }\nkeepAny(Mood.Angry(3, \"because\"))\nkeepAny(Spot(1))\nfunc mood(n: int) -> Mood { return n > 1 ? Mood.Calm : Mood.Angry(n, \"why $n\") }\nfunc spot(n: int) -> Spot { return Spot(n) }\nfunc moveSpot(s: Spot) -> Spot { var t = s\n t.x += 1\n return t }",
    "keepAny(1)\nkeepAny(\"some text that is kept\")\nkeepAny([1, 2, 3])\nkeepAny((1, \"two\"))\nkeepAny({\"a\": 1})",
    "keepAny(makeItem())\nkeepAny(makeBig())\nkeepAny(2.5)",
    "let all = giveList(0)\nvar text = \"\"\nfor a in all { text ..= \"$a;\" }\nreturn text",
    "let all = giveList(0)\nvar n = 0\nfor a in all { for b in all { if a == b { n += 1 } } }\nreturn n",
    "let all = giveList(0)\nreturn \"$all\".len()",
    "let all = giveList(0)\nvar n = 0\nfor a in all { if a is Item { n += (a as Item).grow(1) } }\nreturn n",
    "let all = giveList(0)\nreturn all.contains(all[0]) && all.indexOf(all[1]) == 1",
    "return giveAny(0)",
    "let a = giveAny(1)\nlet b = giveAny(2)\nreturn \"$a $b ${a == b} ${a is string}\"",
    "let b = Body(3)\nkeepBody(b)\nb.shared.push(1)\nkeepNumbers(b.shared)\nlet w = Weak(b)\nkeepWeak(w)\nreturn b.merge(b)",
    "let b = giveBody(0)\nb.value += 1\nb.shared.push(b.value)\nreturn \"$b ${b.dot(Body(2))}\"",
    "let a = giveBody(0)\nlet b = giveBody(1)\na.exchange(b)\nreturn a.merge(b)",
    "var n = 0\nfor b in giveBodies(0) { n += b.value }\nreturn n",
    "let list = giveBodies(0)\nlist.push(Body(1))\nreturn list[0].whileChanged((x) => act(x)) + list[0].whileRead((x) => act(x))",
    "let list = giveBodyList(0)\nreturn \"$list\"",
    "let w = giveWeak(0)\nlet b = w.get()\nreturn b != null ? b.value.value : -1",
    "let f = giveFunction(0)\nreturn f(1) + f(2)",
    "var n = 0\nfor f in giveFunctions(0) { n += f(n) }\nreturn n",
    "let fs = giveFunctions(0)\nreturn \"$fs ${fs[0] == fs[1]}\"",
    "return twice(giveFunction(1), 3) + twice(wrap(giveFunction(0)), 1)",
    "func wrapped() -> int { let f = wrap(add)\n keepFunction(f)\n keepFunction(wrap((x) => act(x)))\n return f(2) }\nreturn wrapped()",
    "let list = giveNumbers(0)\nlist.push(7)\nextend(list, list)\nreturn sum(list) + mapAll(list, (x) => { list.pop()\n return act(x) })",
    "let list = [1, 2, 3]\nkeepNumbers(list)\nchangeAll(list, (x) => act(x) + 1)\nreturn list",
    "let table = giveTable(0)\ntable[\"new\"] = table.len()\nfor key, value in table { act(value) }\nreturn table",
    "let table = {\"one\": 1, \"a longer key of the table\": 2}\nkeepTable(table)\nkeepText(\"text of the script\")\nkeepText(\"$table\")\nreturn giveText(0) .. giveText(1)",
    "let list = giveKeptList(0)\nvar n = 0\nfor a in list { n += \"$a\".len()\n act(n) }\nreturn n",
    "let list: Array<any> = [1, \"two\", 3.0, Body(4)]\nkeepList(list)\nfor a in list { act(1) }\nreturn list",
    "mover = null",
    "func sleeper(b: Body) { while true { b.value += 1\n yield waitUntil(() => act(1) > 0) } }\nstart sleeper(giveBody(0))\nstart sleeper(Body(1))",
    "act(1)\nact(2)\nprint(act(3))\nreturn act(4)",
    "rule(1)\nreturn RULE",
    "import { other, Thing } from \"lib\"\nkeepAny(Thing(2))\nkeepFunction(other)\nreturn other(1)",
    "import { shared } from \"lib\"\nshared.push(1)\nkeepNumbers(shared)\nreturn shared",
    "let broken: int = \"text\"\nreturn",
    "func ] oops",
    "import { Monster, Named, keep, attackAll, titles, greetBy } from \"base\"\nclass Orc extends Monster with Named { public rage: int = 1\n public helper: Monster? = null\n func title() -> string { return \"orc $name ${act(rage)}\" }\n\
     func attack(times: int) -> int { rage += 1\n return act(times) + super.attack(times) }\n func toString() -> string { return \"Orc $name\" } }\nfunc orc(n: int) -> Monster { return Orc(\"orc $n\") }\nfunc plain(n: int) -> Monster { return Monster(\"plain $n\") }\n\
     func asNamed(n: int) -> Named { return Orc(\"named $n\") }\nfunc fight(m: Monster) -> int { return m.attack(2) + m.hurt(1) }\nfunc titled(m: Named) -> string { return m.title() .. m.greet(\"you\") }\nfunc shownMonster(m: Monster) -> string { return \"$m\" }\n\
     func asOrc(m: Monster) -> int { return m is Orc ? (m as Orc).rage : -1 }\nfunc fightAll(list: Array<Monster>) -> int { var n = 0\n for m in list { n += m.attack(1)\n m.health += 1\n m.tags.push(\"x\") }\n return n }\n\
     func titleAll(list: Array<Named>) -> string { var text = \"\"\n for m in list { text ..= m.title() }\n return text }\nfunc weakTitle(w: Weak<Monster>) -> string { let m = w.get()\n return m != null ? m.value.title() : \"gone\" }\nfunc sameMonster(a: Monster, b: Monster) -> bool { return a == b }",
    "return keep(orc(1)) + keep(plain(2)) + attackAll(2) + titles().len() + greetBy(orc(3)).len()",
    "import { release, adder, apply, addTotal, blink, shown } from \"base\"\nkeepFunction(adder(3))\nlet f = adder(2)\nstart blink(3)\nrelease()\nreturn apply(f, 1) + apply((x) => act(x), 2) + addTotal(1) + shown([1]).len()",
    "let all = giveList(0)\nvar text = \"\"\nfor a in all { text ..= when a { is Left => \"${(a as Left).b()}\", is Right => (a as Right).b(), else => \"$a\" } }\nreturn text",
    "return giveList(0).map((a) => \"$a\").filter((t) => act(t.len()) > 2).join(\",\")",
    "let list = giveNumbers(1)\nlist.sortBy((a, b) => act(a) < act(b))\nreturn list",
    "let kept = {1: giveList(0), 2: giveList(1)}\nfor key, value in kept { act(key)\n for v in value { act(1) } }\nreturn kept.len()",
    "return toJson(giveList(0))",
];

/// Functions and variables of the pieces, and some that are not there.
const NAMES: &[&str] = &[
    "add",
    "getTotal",
    "makeItem",
    "makeBig",
    "item",
    "clearItems",
    "counter",
    "shown",
    "same",
    "isInt",
    "toInt",
    "maybeText",
    "wrapped",
    "walk",
    "goOn",
    "moverObject",
    "sleeper",
    "endless",
    "quiet",
    "deep",
    "deepHost",
    "grow",
    "fails",
    "orc",
    "plain",
    "asNamed",
    "fight",
    "titled",
    "shownMonster",
    "asOrc",
    "fightAll",
    "titleAll",
    "weakTitle",
    "sameMonster",
    "mood",
    "spot",
    "moveSpot",
    "nothing",
    "lib::other",
    "lib::make",
    "base::addTotal",
    "base::blink",
    "total",
    "items",
    "all",
    "list",
    "count",
    "mover",
    "f",
    "act",
    "keepAny",
];

/// The module `lib`, which hosts load too.
pub const LIB: &str = "export class Thing { public size: int\n func toString() -> string { return \"thing $size\" } }\nexport let shared: Array<int> = []\n\
     var calls = 0\nexport func other(n: int) -> int { calls += n\n return calls }\nexport func make(n: int) -> any { return Thing(n) }\nfunc hidden(n: int) -> int { return n }\nreturn \"loaded\"";

pub fn piece(index: u8) -> &'static str {
    PIECES[usize::from(index) % PIECES.len()]
}

pub fn name(index: u8) -> &'static str {
    NAMES[usize::from(index) % NAMES.len()]
}

/// All that pieces declare, as one script.
pub fn declarations() -> String {
    PIECES[..DECLARING].join("\n")
}

/// Classes that extend those of the compiled program.
pub fn monsters() -> &'static str {
    PIECES.iter().find(|piece| piece.contains("class Orc")).copied().unwrap_or_default()
}
