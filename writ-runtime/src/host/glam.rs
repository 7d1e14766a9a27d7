//! The types of the crate `glam` in signatures of the host: `Vec2` and `Vec3` are the library's vectors themselves, the others are converted.

use super::{Exposed, FromArgument, IntoResult};
use crate::error::Fallible;
use crate::object::Opt;
use crate::values::{Matrix3, Matrix4, Quaternion, Vector4};
use crate::writ::Writ;

/// Types that scripts have in another form.
macro_rules! converted {
    ($($rust:ident as $script:ident: |$in:ident| $from:expr, |$out:ident| $into:expr;)*) => {$(
        impl Exposed for glam::$rust {
            type Script = $script;
            type Optional = Opt<$script>;
            fn type_name() -> String {
                <$script as Exposed>::type_name()
            }
        }
        impl FromArgument for glam::$rust {
            #[inline(always)]
            fn from_argument($in: &$script, _: &Writ) -> Fallible<glam::$rust> {
                Ok($from)
            }
        }
        impl IntoResult for glam::$rust {
            #[inline(always)]
            fn into_result(self, _: &mut Writ) -> Fallible<$script> {
                let $out = self;
                Ok($into)
            }
        }
        crate::__by_copy!([] glam::$rust;);
    )*};
}

converted! {
    Vec4 as Vector4: |v| vec4(*v), |v| vector4(v);
    Quat as Quaternion: |q| glam::Quat::from_xyzw(q.x, q.y, q.z, q.w), |q| Quaternion::new(q.x, q.y, q.z, q.w);
    Mat3 as Matrix3: |m| glam::Mat3::from_cols(m.x_axis, m.y_axis, m.z_axis), |m| Matrix3::new(m.x_axis, m.y_axis, m.z_axis);
    Mat4 as Matrix4: |m| glam::Mat4::from_cols(vec4(m.x_axis), vec4(m.y_axis), vec4(m.z_axis), vec4(m.w_axis)),
        |m| Matrix4::new(vector4(m.x_axis), vector4(m.y_axis), vector4(m.z_axis), vector4(m.w_axis));
}

fn vec4(v: Vector4) -> glam::Vec4 {
    glam::Vec4::new(v.x, v.y, v.z, v.w)
}

fn vector4(v: glam::Vec4) -> Vector4 {
    Vector4::new(v.x, v.y, v.z, v.w)
}

#[cfg(all(test, feature = "vm"))]
mod tests {
    use super::*;

    #[test]
    fn functions_take_and_give_glam_s_types() {
        let mut writ = Writ::new();
        writ.register_fn("mirror", |v: glam::Vec2| glam::Vec2::new(-v.x, v.y)).unwrap();
        writ.register_fn("sum", |list: &[glam::Vec3]| list.iter().sum::<glam::Vec3>()).unwrap();
        writ.register_fn("double", |v: glam::Vec4| v * 2.0).unwrap();
        writ.register_fn("turn", |q: glam::Quat| q.conjugate()).unwrap();
        writ.register_fn("flip", |m: glam::Mat4| m.transpose()).unwrap();
        writ.register_fn("corner", |m: glam::Mat3| m.y_axis.x).unwrap();
        for (source, shown) in [
            ("return mirror(Vector2(1.0, 2.0))", "Vector2(x: -1.0, y: 2.0)"),
            ("return sum([Vector3(1.0, 2.0, 3.0), Vector3(0.5, 0.0, 1.0)])", "Vector3(x: 1.5, y: 2.0, z: 4.0)"),
            ("return double(Vector4(1.0, 2.0, 3.0, 4.0))", "Vector4(x: 2.0, y: 4.0, z: 6.0, w: 8.0)"),
            ("return turn(Quaternion(1.0, 2.0, 3.0, 4.0))", "Quaternion(x: -1.0, y: -2.0, z: -3.0, w: 4.0)"),
        ] {
            assert_eq!(writ.run(source).unwrap().to_string(), shown, "{source}");
        }
    }
}
