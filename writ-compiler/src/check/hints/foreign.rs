//! Names of other languages, and what Writ has for them.

/// What stands in the place of a name that is no near miss, but another language's.
pub(super) struct Hint {
    /// What to do, in words.
    pub help: &'static str,
    /// What replaces the name itself, if that is all there is to do.
    pub replacement: Option<&'static str>,
}

const fn words(help: &'static str) -> Option<Hint> {
    Some(Hint { help, replacement: None })
}

const fn rename(help: &'static str, name: &'static str) -> Option<Hint> {
    Some(Hint { help, replacement: Some(name) })
}

/// A bare name, or the first of a chain (`console` of `console.log`).
pub(super) fn name(name: &str) -> Option<Hint> {
    match name {
        "nil" | "None" | "NULL" | "nullptr" | "undefined" | "Null" => rename("nothing is written `null`", "null"),
        "True" | "TRUE" => rename("write `true`", "true"),
        "False" | "FALSE" => rename("write `false`", "false"),
        "this" | "me" => rename("the object of a method is `self`", "self"),
        "console" | "Console" | "System" | "Debug" | "io" | "std" | "fmt" | "UnityEngine" | "GD" => {
            words("write `print(value)` to show something")
        }
        "println" | "printf" | "echo" | "puts" | "log" | "print_debug" | "prints" | "alert" => rename("write `print(value)`", "print"),
        "Math" | "math" | "Mathf" | "MathF" => words("the functions of mathematics need no `math.`: `floor(x)`, `sqrt(x)`, `PI`"),
        "range" => words("a range is written `0..10`, without its end, or `0..=10`, with it"),
        "pairs" | "items" | "ipairs" | "enumerate" => {
            words("a loop gives both by itself: `for key, value in dictionary`, `for index, item in array`")
        }
        "toString" | "tostring" | "str" | "String" | "repr" | "string" => {
            words("every value has `.toString()`, and a string takes values in: `\"score: $score\"`")
        }
        "int" | "Int" | "parseInt" | "Integer" => {
            words("a float becomes an int by `as int`, a string by `.toInt()`, which may give `null`")
        }
        "float" | "parseFloat" | "Number" | "tonumber" | "double" | "float64" => {
            words("an int becomes a float by `as float`, a string by `.toFloat()`, which may give `null`")
        }
        "bool" | "Boolean" => words("compare instead: `count != 0`, `text != \"\"`, `object != null`"),
        "type" | "typeof" | "isinstance" | "GetType" => words("ask with `is`: `value is Player`"),
        "require" | "dofile" | "load" | "preload" | "include" => {
            words("write `import { name } from \"path\"` at the top of the file, without `.writ`")
        }
        "error" | "raise" | "throw" | "abort" | "exit" | "quit" => {
            words("`panic(\"…\")` ends the script; a function that may fail returns a `Result`")
        }
        "sleep" | "wait" | "delay" | "setTimeout" | "await" | "coroutine" => {
            words("a coroutine waits with `yield waitForSeconds(1.0)`; `start f()` begins one")
        }
        "pass" | "noop" => words("an empty block is `{ }`: leave it out"),
        "end" | "fi" | "done" | "endif" => words("a block ends with `}`"),
        "next" | "skip" => rename("the next turn of a loop begins with `continue`", "continue"),
        "var_dump" | "dump" | "inspect" | "pprint" => rename("`print` shows any value", "print"),
        "input" | "readline" | "prompt" => words("scripts read no keyboard: the host gives them what they need"),
        "table" | "ipair" | "dict" | "list" | "tuple" | "set" => {
            words("write an array as `[1, 2]`, a dictionary as `{\"a\": 1}`, a tuple as `(1, 2)`")
        }
        "setmetatable" | "Object" => words("declare a `class` with fields and methods"),
        "map" | "filter" | "reduce" | "sorted" | "reversed" | "sum" | "any" | "all" | "zip" | "any_of" => {
            words("this is a method of arrays: `items.map((item) => …)`, `items.sorted()`, `items.sum()`")
        }
        "PI2" | "pi" | "Pi" => rename("the constant is `PI`", "PI"),
        "inf" | "Infinity" | "INF" => rename("the constant is `INFINITY`", "INFINITY"),
        "nan" | "NaN" => rename("the constant is `NAN`", "NAN"),
        "ord" | "chr" => words("`text.codeAt(0)` gives a character's number, `string.fromCode(65)` the character"),
        "override" | "virtual" | "abstract" | "async" => words("leave the word out"),
        _ => None,
    }
}

/// A method or property of a value; `receiver` is the built-in type's name, or empty.
pub(super) fn member(receiver: &str, member: &str) -> Option<Hint> {
    let own = match receiver {
        "Array" => array(member),
        "string" => string(member),
        "Dictionary" => dictionary(member),
        _ => None,
    };
    own.or_else(|| match member {
        "tostring" | "to_string" | "toStr" | "str" | "ToString" | "asString" => rename("write `.toString()`", "toString"),
        "instanceof" | "getClass" | "GetType" | "get_class" => words("ask with `is`: `value is Player`"),
        "equals" | "Equals" => words("compare with `==`"),
        _ => None,
    })
}

fn array(member: &str) -> Option<Hint> {
    match member {
        "append" | "add" | "Add" | "push_back" | "pushBack" | "addLast" => rename("the method is called `push`", "push"),
        "size" | "Count" | "Length" | "getn" => rename("write `.len()`", "len"),
        "removeAt" | "RemoveAt" | "remove_at" | "erase" | "delete" => {
            rename("the method is called `remove`, and takes the index", "remove")
        }
        "includes" | "has" | "Contains" | "exists" => rename("the method is called `contains`", "contains"),
        "each" | "ForEach" | "foreach" => rename("write `for item in items { … }`, or `.forEach((item) => …)`", "forEach"),
        "fold" | "inject" | "Aggregate" => rename("the method is called `reduce`", "reduce"),
        "select" | "Select" | "collect" => rename("the method is called `map`", "map"),
        "where" | "Where" => rename("the method is called `filter`", "filter"),
        "shift" | "pop_front" | "popleft" => words("write `.remove(0)`"),
        "unshift" | "push_front" | "prepend" => words("write `.insert(0, value)`"),
        "splice" => words("write `.insert(index, value)` or `.remove(index)`"),
        "addRange" | "AddRange" | "append_array" | "pushAll" => rename("the method is called `extend`", "extend"),
        "index" | "find_index" | "IndexOf" => rename("the method is called `indexOf`", "indexOf"),
        "some" => rename("the method is called `any`", "any"),
        "every" => rename("the method is called `all`", "all"),
        "empty" | "is_empty" | "isempty" => rename("write `.isEmpty()`", "isEmpty"),
        "copy" | "duplicate" | "dup" => rename("the method is called `clone`", "clone"),
        "get" | "at" | "Get" => words("write `items[index]`, or `.tryGet(index)`, which may give `null`"),
        "set" => words("write `items[index] = value`"),
        "sort_custom" | "OrderBy" | "sortWith" => words("write `.sortBy((a, b) => a < b)`, or `.sortByKey((item) => …)`"),
        "distinct" | "uniq" | "Distinct" => rename("the method is called `unique`", "unique"),
        "peek" | "back" => rename("the method is called `last`", "last"),
        "front" | "head" => rename("the method is called `first`", "first"),
        "shuffle" | "pick_random" => words("there are functions for this: `shuffle(items)`, `pick(items)`"),
        "concatenate" => rename("the method is called `join`", "join"),
        _ => None,
    }
}

fn string(member: &str) -> Option<Hint> {
    match member {
        "substring" | "substr" | "sub" | "Substring" | "left" | "mid" => {
            words("write `.slice(from, to)`; the character at `to` is left out")
        }
        "toUpperCase" | "upper" | "to_upper" | "ToUpper" | "uppercase" => rename("the method is called `toUpper`", "toUpper"),
        "toLowerCase" | "lower" | "to_lower" | "ToLower" | "lowercase" => rename("the method is called `toLower`", "toLower"),
        "strip" | "strip_edges" | "Trim" => rename("the method is called `trim`", "trim"),
        "lstrip" | "trimLeft" | "TrimStart" => rename("the method is called `trimStart`", "trimStart"),
        "rstrip" | "trimRight" | "TrimEnd" => rename("the method is called `trimEnd`", "trimEnd"),
        "size" | "Length" | "count" => rename("write `.len()`", "len"),
        "find" | "index" | "search" | "IndexOf" => rename("the method is called `indexOf`, and gives -1 if there is none", "indexOf"),
        "includes" | "has" | "Contains" => rename("the method is called `contains`", "contains"),
        "gsub" | "replaceAll" | "Replace" => rename("`replace` replaces all", "replace"),
        "charCodeAt" | "byte" | "ord" | "unicode_at" => rename("the method is called `codeAt`", "codeAt"),
        "parseInt" | "to_int" | "toInteger" => rename("write `.toInt()`, which gives `null` if it is no number", "toInt"),
        "to_float" | "toDouble" | "toNumber" => rename("write `.toFloat()`, which gives `null` if it is no number", "toFloat"),
        "concat" | "append" => words("strings are joined with `..`, or `+`: `a .. b`"),
        "rep" | "times" => rename("the method is called `repeat`", "repeat"),
        "reverse" => rename("strings don't change: `.reversed()` gives another one", "reversed"),
        "toCharArray" | "characters" | "split_chars" => rename("the method is called `chars`", "chars"),
        "format" | "Format" => words("values stand in a string: `\"$name has $points points\"`; `.toFixed(2)` rounds a float"),
        "empty" | "is_empty" | "isempty" => rename("write `.isEmpty()`", "isEmpty"),
        "begins_with" | "starts_with" | "StartsWith" => rename("the method is called `startsWith`", "startsWith"),
        "ends_with" | "EndsWith" => rename("the method is called `endsWith`", "endsWith"),
        "ljust" => rename("the method is called `padEnd`", "padEnd"),
        "rjust" | "zfill" | "lpad" => rename("the method is called `padStart`", "padStart"),
        _ => None,
    }
}

fn dictionary(member: &str) -> Option<Hint> {
    match member {
        "contains" | "containsKey" | "ContainsKey" | "hasKey" | "has_key" | "includes" | "hasOwnProperty" | "exists" => {
            rename("the method is called `has`", "has")
        }
        "items" | "iteritems" | "pairs" => rename("write `for key, value in dictionary`, or `.entries()` for a list of pairs", "entries"),
        "erase" | "delete" | "Remove" | "pop" => rename("the method is called `remove`", "remove"),
        "size" | "Count" | "count" | "Length" => rename("write `.len()`", "len"),
        "add" | "Add" | "put" | "insert" | "push" => words("write `dictionary[key] = value`"),
        "getOrDefault" | "get_or" | "GetValueOrDefault" | "getOrElse" | "setdefault" => rename("the method is called `getOr`", "getOr"),
        "TryGetValue" | "tryGet" | "at" => rename("`.get(key)` gives the value, or `null`", "get"),
        "update" | "assign" | "extend" => rename("the method is called `merge`", "merge"),
        "Keys" => rename("write `.keys()`", "keys"),
        "Values" => rename("write `.values()`", "values"),
        "copy" | "duplicate" => rename("the method is called `clone`", "clone"),
        "empty" | "is_empty" => rename("write `.isEmpty()`", "isEmpty"),
        "each" | "ForEach" => rename("write `for key, value in dictionary { … }`", "forEach"),
        _ => None,
    }
}

/// A type of other languages that is no type here under another name.
pub(super) fn type_help(name: &str) -> Option<&'static str> {
    Some(match name {
        "Function" | "Callable" | "Func" | "Action" | "function" | "Closure" | "fn" | "lambda" => {
            "the type of a function is written `(int, string) -> bool`"
        }
        "Set" | "HashSet" | "set" => "use a dictionary whose values say nothing: `Dictionary<string, bool>`",
        "Tuple" | "tuple" | "pair" | "Pair" => "the type of a tuple is written `(int, string)`",
        "Task" | "Promise" | "Future" | "IEnumerator" | "Generator" => {
            "a function that contains `yield` is a coroutine; it says what it returns"
        }
        "null" | "nil" => "what may be `null` is written `string?`",
        "let" | "var" => "leave the type out: it follows from the value",
        _ => return None,
    })
}

/// What a method that changes its object has for a copy: `sorted` for `sort`.
pub(super) fn copying(method: &str) -> Option<&'static str> {
    Some(match method {
        "sort" => "sorted",
        "reverse" => "reversed",
        "extend" => "concat",
        _ => return None,
    })
}
