//! Which natives have a body.

macro_rules! table {
    ($($receiver:literal: $($name:literal)*;)*) => {
        /// Every native that has a body: receiver (empty for a plain function) and name as declared.
        pub const TABLE: &[(&str, &str)] = &[$($(($receiver, $name),)*)*];
    };
}

table! {
    "": "print" "assert" "panic" "invalidArgument" "abs" "min" "max" "clamp" "sign" "floor" "ceil" "round" "trunc" "fract" "mod" "sqrt" "cbrt" "pow" "exp" "log"
        "log2" "log10" "sin" "cos" "tan" "asin" "acos" "atan" "atan2" "hypot" "toRadians" "toDegrees" "isNaN" "isFinite" "waitForSeconds"
        "waitForFrames" "waitUntil" "random" "randomInt" "randomFloat" "randomBool" "randomStart" "randomBits" "randomAfter" "randomUnit"
        "randomWithin" "randomBetween" "randomChance" "noiseOfPlane" "noiseOfSpace" "regexCompile" "regexTest" "regexFind" "regexNames" "regexExpand"
        "textPart" "textCount" "jsonEvents" "now" "deltaTime" "readFile" "writeFile" "appendFile" "fileExists" "listDir" "jsonQuoted";
    "int": "pow" "checkedAdd" "checkedSub" "checkedMul" "countOnes" "toHex" "toBinary";
    "int32": "pow" "checkedAdd" "checkedSub" "checkedMul" "countOnes" "toHex" "toBinary";
    "float": "toFixed";
    "float64": "toFixed";
    "string": "len" "length" "isEmpty" "trim" "trimStart" "trimEnd" "toUpper" "toLower" "contains" "startsWith" "endsWith" "indexOf" "lastIndexOf"
        "replace" "replaceFirst" "split" "lines" "chars" "charAt" "slice" "repeat" "padStart" "padEnd" "reversed" "toInt" "toFloat" "toFloat64"
        "codeAt" "fromCode" "compare" "quoted" "charFrom" "byteLen";
    "Array": "len" "length" "isEmpty" "push" "pop" "insert" "remove" "clear" "fill" "swap" "truncate" "resize" "extend" "reverse" "tryGet" "first"
        "last" "clone" "slice" "concat" "reversed" "chunks" "sum" "assign" "sortPlain";
    "Dictionary": "len" "length" "isEmpty" "has" "get" "tryGet" "getOr" "set" "remove" "clear" "merge" "keys" "values" "entries" "clone" "stamp"
        "nextEntry" "keyAt" "valueAt";
    "Range": "len" "isEmpty" "contains" "step" "reversed" "equals" "show" "item";
    "function": "show";
    "Coroutine": "start" "await" "check" "cancel" "isRunning";
}
