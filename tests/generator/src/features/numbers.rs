//! Arithmetic, bits, comparisons, conversions between numbers, logic, and the library's mathematics.

use super::variables::divisor;
use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Arithmetic, bits, comparisons, conversions between numbers, logic, and the library's mathematics.
pub const FEATURE: Feature = Feature {
    name: "numbers",
    weight: 30,
    expressions: &[(60, "N", arithmetic), (25, "I", division), (10, "F", float_division), (120, "bool", comparison)],
    rules: "
        I = `I` & `I`
        I = `I` | `I`
        I = `I` ^ `I`
        I = `I` << `I`
        I = `I` >> `I`
        I = ~`I`
        N = -`N`
        float = `float` + `=int`
        float = `=int` * `float`
        float64 = `float64` - `=int`
        float64 = `float` + `float64`
        int = `=int` + `int32`
        int32 = `int32` + 3
        int = 10 - `int`
        int = `float` as int
        int = `float64` as int
        int = `int32` as int
        int32 = `int` as int32
        int32 = `float` as int32
        int32 = `float64` as int32
        float = `int` as float
        float = `float64` as float
        float = `int32` as float
        float64 = `int` as float64
        float64 = `float` as float64
        float64 = `int32` as float64
        bool = !`bool`
        bool = `bool` && `bool`
        bool = `bool` || `bool`
        bool = `bool` == `bool`
        bool = `=int` < `=float`
        bool = `=int` == `float64`
        bool = `int32` != `=int`
        bool = `string` < `string`
        bool = `string` >= `string`
        bool = `string` <= `string`
        bool = `string` > `string`
        bool = `string` != `string`
        bool = `bool` != `bool`
        bool = `E` == `E`
        bool = `E` != `E`
        bool = isNaN(`F`)
        bool = isFinite(`F`)
        N = abs(`N`)
        N = min(`N`, `N`)
        N = max(`N`, `N`)
        N = clamp(`N`, `N`, `N`)
        N = sign(`N`)
        F = floor(`F`)
        F = ceil(`F`)
        F = round(`F`)
        F = trunc(`F`)
        F = sqrt(`F`)
        F = cbrt(`F`)
        F = pow(`F`, `F`)
        F = exp(`F`)
        F = log(`F`)
        F = log2(`F`)
        F = log10(`F`)
        F = sin(`F`)
        F = cos(`F`)
        F = tan(`F`)
        F = asin(`F`)
        F = atan2(`F`, `F`)
        F = hypot(`F`, `F`)
        F = fract(`F`)
        F = mod(`F`, `F`)
        F = toRadians(`F`)
        F = toDegrees(`F`)
        F = lerp(`F`, `F`, `F`)
        F = smoothstep(`F`, `F`, `F`)
        F = inverseLerp(`F`, `F`, `F`)
        F = remap(`F`, `F`, `F`, `F`, `F`)
        F = moveTowards(`F`, `F`, `F`)
        int = `int`.countOnes()
        int? = `int`.checkedAdd(`int`)
        int? = `int`.checkedSub(`int`)
        int? = `int`.checkedMul(`int`)
        int = int.MIN
        int = int.MAX
        int32 = int32.MIN
        int32 = int32.MAX
        float = float.MAX
        float64 = float64.MAX
        float = NAN
        float = INFINITY
        float = PI
        float = -INFINITY
        string = `int`.toHex()
        string = `int`.toBinary()
        string = `F`.toFixed(2)
    ",
    ..Feature::NONE
};

/// Two operands of the type; one may be a literal, whose type the other one gives.
fn operands(w: &mut Writer, ty: &Type) -> (Code, Code) {
    let side = w.choices.below(4);
    let left = if side == 2 { w.literal(&Want::of(ty)) } else { w.exact(ty) };
    let right = if side == 3 { w.literal(&Want::of(ty)) } else { w.exact(ty) };
    (left, right)
}

fn arithmetic(w: &mut Writer, want: &Want) -> Option<Code> {
    let (left, right) = operands(w, &want.ty);
    let op = w.choices.pick(&["+", "-", "*"]);
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Binary).fixed(&[&left, &right], &want.ty))
}

fn division(w: &mut Writer, want: &Want) -> Option<Code> {
    let left = w.exact(&want.ty);
    let right = divisor(w, &want.ty);
    let op = w.choices.pick(&["/", "%"]);
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Binary).fixed(&[&left, &right], &want.ty))
}

fn float_division(w: &mut Writer, want: &Want) -> Option<Code> {
    let (left, right) = operands(w, &want.ty);
    let op = w.choices.pick(&["/", "%"]);
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Binary).fixed(&[&left, &right], &want.ty))
}

fn comparison(w: &mut Writer, _: &Want) -> Option<Code> {
    let ty = w.some_of('N');
    let (left, right) = operands(w, &ty);
    let op = w.choices.pick(&["<", "<=", ">", ">=", "==", "!="]);
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Compare))
}
