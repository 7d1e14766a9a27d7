//! The value structs of the library as Rust has them: generated code, the VM and hosts share them, and a host function may take and give them.
//!
//! All are rows of `f32`s in the order of glam's types. With the feature `glam` [`Vector2`] and [`Vector3`] *are* `glam::Vec2` and `glam::Vec3`, and `Vec4`,
//! `Quat`, `Mat3` and `Mat4` are converted at the border. What scripts can do with them is written in Writ, in the library's declaration files.

/// Declares value structs.
macro_rules! values {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Debug, Default)]
        #[repr(C)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
        }

        impl $name {
            /// One of these values, of its fields.
            #[inline]
            pub const fn new($($field: $ty),*) -> $name {
                $name { $($field),* }
            }
        }
    )*};
}

#[cfg(feature = "glam")]
pub use glam::{Vec2 as Vector2, Vec3 as Vector3};

#[cfg(not(feature = "glam"))]
values! {
    /// A vector or point in the plane.
    Vector2 {
        /// To the right.
        x: f32,
        /// Downward, as on a screen.
        y: f32,
    }

    /// A vector or point in space.
    Vector3 {
        /// To the right.
        x: f32,
        /// Upward.
        y: f32,
        /// Toward the viewer.
        z: f32,
    }
}

values! {
    /// A vector of four parts.
    Vector4 {
        /// The first part.
        x: f32,
        /// The second part.
        y: f32,
        /// The third part.
        z: f32,
        /// The fourth part.
        w: f32,
    }

    /// A rotation in space.
    Quaternion {
        /// The imaginary part along x.
        x: f32,
        /// The imaginary part along y.
        y: f32,
        /// The imaginary part along z.
        z: f32,
        /// The real part.
        w: f32,
    }

    /// Three columns of three.
    Matrix3 {
        /// The first column.
        x_axis: Vector3,
        /// The second column.
        y_axis: Vector3,
        /// The third column.
        z_axis: Vector3,
    }

    /// Four columns of four.
    Matrix4 {
        /// The first column.
        x_axis: Vector4,
        /// The second column.
        y_axis: Vector4,
        /// The third column.
        z_axis: Vector4,
        /// The fourth column.
        w_axis: Vector4,
    }

    /// A colour; its parts are from 0 to 1.
    Color {
        /// Red.
        r: f32,
        /// Green.
        g: f32,
        /// Blue.
        b: f32,
        /// Opacity.
        a: f32,
    }

    /// A rectangle in the plane, by its corner with the smallest coordinates.
    Rectangle {
        /// The left edge.
        x: f32,
        /// The upper edge.
        y: f32,
        /// To the right edge.
        width: f32,
        /// To the lower edge.
        height: f32,
    }

    /// A box in space whose edges are along the axes.
    BoundingBox {
        /// The corner with the smallest coordinates.
        min: Vector3,
        /// The corner with the largest coordinates.
        max: Vector3,
    }
}

// Scripts have them as rows of floats, without gaps.
const _: () = {
    assert!(size_of::<Vector2>() == 8 && align_of::<Vector2>() == 4);
    assert!(size_of::<Vector3>() == 12 && align_of::<Vector3>() == 4);
    assert!(size_of::<Matrix3>() == 36 && size_of::<Matrix4>() == 64 && size_of::<BoundingBox>() == 24);
};
