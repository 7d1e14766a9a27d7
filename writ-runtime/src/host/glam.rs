//! The vectors of the crate `glam` in scripts: values with their fields, operators and what one does with them. `writ_compiler::host::glam` declares the
//! same for scripts that are compiled.

use super::{Describe, Exposed, FieldRecord, FromArgument, FunctionKind, FunctionRecord, IntoResult, TypeKind, TypeRecord, cross, enter};
use crate::depth::Depth;
use crate::error::Fallible;
use crate::object::Opt;
use crate::writ::Writ;

/// What generated code names the vectors by.
#[doc(hidden)]
pub mod reexport {
    pub use glam::{Vec2, Vec3};
}

macro_rules! vector {
    ($rust:ident, $script:ident, $($field:ident)*) => {
        const _: () = {
            // Scripts have it as Rust has it: floats side by side.
            assert!(size_of::<glam::$rust>() == 4 * [$(stringify!($field)),*].len() && align_of::<glam::$rust>() == 4);
        };

        impl Exposed for glam::$rust {
            type Script = glam::$rust;
            type Optional = Opt<glam::$rust>;
            fn type_name() -> String {
                super::named::<glam::$rust>(stringify!($script))
            }
        }
        impl FromArgument for glam::$rust {
            #[inline(always)]
            fn from_argument(value: &glam::$rust, _: &Writ) -> Fallible<glam::$rust> {
                Ok(*value)
            }
        }
        impl IntoResult for glam::$rust {
            #[inline(always)]
            fn into_result(self, _: &mut Writ) -> Fallible<glam::$rust> {
                Ok(self)
            }
        }
        crate::__by_copy!([] glam::$rust;);

        /// What scripts do with this vector.
        #[doc(hidden)]
        #[allow(non_snake_case)]
        pub mod $script {
            use super::*;
            type V = glam::$rust;

            functions! {
                $script;
                length() -> f32, "How long it is.": |this: V| this.length();
                lengthSquared() -> f32, "The square of its length.": |this: V| this.length_squared();
                normalized() -> V, "Of length 1 in the same direction; of length 0 if it has none.": |this: V| this.normalize_or_zero();
                dot(other: V) -> f32, "The dot product.": |this: V, other: V| this.dot(other);
                distance(other: V) -> f32, "How far the other point is away.": |this: V, other: V| this.distance(other);
                lerp(other: V, t: f32) -> V, "The point on the way to the other one: this one at 0, that one at 1.":
                    |this: V, other: V, t: f32| this.lerp(other, t);
                clampLength(min: f32, max: f32) -> V, "No shorter than `min` and no longer than `max`.": clamp_length;
                min(other: V) -> V, "The smaller of each part.": |this: V, other: V| this.min(other);
                max(other: V) -> V, "The larger of each part.": |this: V, other: V| this.max(other);
                abs() -> V, "Each part without its sign.": |this: V| this.abs();
                floor() -> V, "Each part rounded down.": |this: V| this.floor();
                add(other: V) -> V, "`+`": |this: V, other: V| this + other;
                subtract(other: V) -> V, "`-`": |this: V, other: V| this - other;
                multiply(by: f32) -> V, "`*`": |this: V, by: f32| this * by;
                divide(by: f32) -> V, "`/`": |this: V, by: f32| this / by;
                negate() -> V, "`-` before it": |this: V| -this;
            }

            /// glam's own panics where the limits are crossed.
            fn clamp_length(this: V, min: f32, max: f32) -> V {
                let length = this.length();
                if length > max {
                    this * (max / length)
                } else if length < min && length > 0.0 {
                    this * (min / length)
                } else {
                    this
                }
            }
        }

        impl Describe for glam::$rust {
            fn describe() -> TypeRecord {
                TypeRecord {
                    name: stringify!($script),
                    doc: concat!("A vector, `glam::", stringify!($rust), "` in Rust."),
                    kind: TypeKind::Struct(&[$(FieldRecord { name: stringify!($field), doc: "", ty: <f32 as Exposed>::type_name, public: true }),*]),
                    properties: &[],
                    traits: &[],
                    group: "",
                    file: "glam",
                    line: 1,
                }
            }
            fn functions() -> Vec<FunctionRecord> {
                $script::RECORDS.to_vec()
            }
        }
    };
}

/// Wrappers as the macros make them, and their records.
macro_rules! functions {
    ($script:ident; $($name:ident($($parameter:ident: $ty:ty),*) -> $result:ty, $doc:literal: $body:expr;)*) => {
        $(
            #[doc = $doc]
            #[allow(non_snake_case)]
            #[inline(always)]
            pub fn $name(
                writ: &mut Writ,
                _: Depth,
                arguments: (&V, $(&<$ty as Exposed>::Script,)*),
            ) -> Fallible<<$result as Exposed>::Script> {
                enter::<(V, $($ty,)*), $result>(writ, arguments, |(this, $($parameter,)*)| ($body)(this, $($parameter),*))
            }
        )*

        /// All of them.
        pub const RECORDS: &[FunctionRecord] = &[$(FunctionRecord {
            name: stringify!($name),
            doc: $doc,
            kind: FunctionKind::Method,
            reenters: false,
            parameters: &[$((stringify!($parameter), <$ty as Exposed>::type_name)),*],
            result: <$result as Exposed>::type_name,
            thunk: |writ, depth, crossing| cross::<(V, $($ty,)*), <$result as Exposed>::Script>(writ, depth, crossing, $name),
            group: "",
                    file: "glam",
            line: 1,
        }),*];
    };
}

vector!(Vec2, Vector2, x y);
vector!(Vec3, Vector3, x y z);

#[cfg(all(test, feature = "vm"))]
mod tests {
    use super::*;
    use crate::host::HostModule;
    use writ_compiler::host::glam::of_rust_name;

    #[test]
    fn what_is_declared_for_compiled_scripts_is_what_the_vm_gets() {
        let mut module = HostModule::new("");
        module.ty::<glam::Vec2>().unwrap().ty::<glam::Vec3>().unwrap();
        let types = &module.api.groups[0].types;
        for (registered, rust) in types.iter().zip(["Vec2", "Vec3"]) {
            let mut declared = of_rust_name(rust).unwrap();
            let mut registered = registered.clone();
            for ty in [&mut declared, &mut registered] {
                ty.rust = None;
                ty.id = 0;
                ty.functions.iter_mut().for_each(|function| function.rust = None);
            }
            assert_eq!(registered, declared);
        }
        assert_eq!(types.len(), 2);
    }

    #[test]
    fn scripts_compute_with_vectors() {
        let mut writ = Writ::new();
        writ.register_type::<glam::Vec2>().unwrap().register_type::<glam::Vec3>().unwrap();
        writ.register_fn("mirror", |v: glam::Vec2| glam::Vec2::new(-v.x, v.y)).unwrap();
        for (source, shown) in [
            ("return (Vector2(3.0, 4.0) * 2.0).length()", "10.0"),
            ("return mirror(Vector2(1.0, 2.0) + Vector2(0.5, 0.0))", "Vector2(x: -1.5, y: 2.0)"),
            ("var v = Vector3(1.0, 2.0, 3.0)\nv.x += 1.0\nreturn (-v).lerp(v, 0.5) == Vector3(0.0, 0.0, 0.0)", "true"),
            (
                "return [Vector2(3.0, 4.0).clampLength(2.0, 1.0), Vector2(0.0, 0.0).normalized()]",
                "[Vector2(x: 0.6, y: 0.8), Vector2(x: 0.0, y: 0.0)]",
            ),
        ] {
            assert_eq!(writ.run(source).unwrap().to_string(), shown, "{source}");
        }
    }
}
