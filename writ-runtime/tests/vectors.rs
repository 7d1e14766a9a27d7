//! The library's vectors, matrices and quaternions compute what `glam` computes, for arbitrary numbers; tweens and timers keep their promises.
#![cfg(feature = "vm")]

use glam::{EulerRot, Mat3, Mat4, Quat, Vec2, Vec3, Vec4};
use proptest::prelude::*;
use std::cell::RefCell;
use writ_runtime::{ErrorKind, Writ};

/// What scripts and the closures beside them make their values of: rows of 32 floats.
const PRELUDE: &str = "
func v2(a: Array<float>, i: int) -> Vector2 { return Vector2(a[i], a[i + 1]) }
func v3(a: Array<float>, i: int) -> Vector3 { return Vector3(a[i], a[i + 1], a[i + 2]) }
func v4(a: Array<float>, i: int) -> Vector4 { return Vector4(a[i], a[i + 1], a[i + 2], a[i + 3]) }
func m3(a: Array<float>, i: int) -> Matrix3 { return Matrix3(v3(a, i), v3(a, i + 3), v3(a, i + 6)) }
func m4(a: Array<float>, i: int) -> Matrix4 { return Matrix4(v4(a, i), v4(a, i + 4), v4(a, i + 8), v4(a, i + 12)) }
func q(a: Array<float>, i: int) -> Quaternion { return Quaternion(a[i], a[i + 1], a[i + 2], a[i + 3]).normalized() }
func of2(v: Vector2) -> Array<float> { return [v.x, v.y] }
func of3(v: Vector3) -> Array<float> { return [v.x, v.y, v.z] }
func of4(v: Vector4) -> Array<float> { return [v.x, v.y, v.z, v.w] }
func ofQ(q: Quaternion) -> Array<float> { return q.w < 0.0 ? [-q.x, -q.y, -q.z, -q.w] : [q.x, q.y, q.z, q.w] }
func of9(m: Matrix3) -> Array<float> { return of3(m.xAxis).concat(of3(m.yAxis)).concat(of3(m.zAxis)) }
func of16(m: Matrix4) -> Array<float> { return of4(m.xAxis).concat(of4(m.yAxis)).concat(of4(m.zAxis)).concat(of4(m.wAxis)) }
";

fn v2(a: &[f32], i: usize) -> Vec2 {
    Vec2::new(a[i], a[i + 1])
}
fn v3(a: &[f32], i: usize) -> Vec3 {
    Vec3::new(a[i], a[i + 1], a[i + 2])
}
fn v4(a: &[f32], i: usize) -> Vec4 {
    Vec4::new(a[i], a[i + 1], a[i + 2], a[i + 3])
}
fn m3(a: &[f32], i: usize) -> Mat3 {
    Mat3::from_cols(v3(a, i), v3(a, i + 3), v3(a, i + 6))
}
fn m4(a: &[f32], i: usize) -> Mat4 {
    Mat4::from_cols(v4(a, i), v4(a, i + 4), v4(a, i + 8), v4(a, i + 12))
}
fn q(a: &[f32], i: usize) -> Quat {
    Quat::from_vec4(v4(a, i)).normalize()
}
/// A quaternion and its negative are the same rotation.
fn of_q(q: Quat) -> Vec<f32> {
    (if q.w < 0.0 { -q } else { q }).to_array().to_vec()
}

type Oracle = fn(&[f32]) -> Vec<f32>;

/// An expression of Writ over `a`, and what it has to give.
const VECTORS: &[(&str, Oracle)] = &[
    ("of2(v2(a, 0) + v2(a, 2) * v2(a, 4) - v2(a, 6) / v2(a, 8))", |a| {
        (v2(a, 0) + v2(a, 2) * v2(a, 4) - v2(a, 6) / v2(a, 8)).to_array().to_vec()
    }),
    ("of3(v3(a, 0) + v3(a, 3) * v3(a, 6) - v3(a, 9) / v3(a, 12))", |a| {
        (v3(a, 0) + v3(a, 3) * v3(a, 6) - v3(a, 9) / v3(a, 12)).to_array().to_vec()
    }),
    ("of4(v4(a, 0) + v4(a, 4) * v4(a, 8) - v4(a, 12) / v4(a, 16))", |a| {
        (v4(a, 0) + v4(a, 4) * v4(a, 8) - v4(a, 12) / v4(a, 16)).to_array().to_vec()
    }),
    ("of2(-v2(a, 0) * a[2] + a[3] * v2(a, 4) - v2(a, 6) / a[8] + a[9])", |a| {
        (-v2(a, 0) * a[2] + a[3] * v2(a, 4) - v2(a, 6) / a[8] + a[9]).to_array().to_vec()
    }),
    ("of3(-v3(a, 0) * a[3] + a[4] * v3(a, 5) - v3(a, 8) / a[11] + a[12])", |a| {
        (-v3(a, 0) * a[3] + a[4] * v3(a, 5) - v3(a, 8) / a[11] + a[12]).to_array().to_vec()
    }),
    ("of4(-v4(a, 0) * a[4] + a[5] * v4(a, 6) - v4(a, 10) / a[14] + a[15])", |a| {
        (-v4(a, 0) * a[4] + a[5] * v4(a, 6) - v4(a, 10) / a[14] + a[15]).to_array().to_vec()
    }),
    // `%` is exact, other than that of glam's wide vectors.
    ("of2(v2(a, 0) % v2(a, 2)).concat(of3(v3(a, 4) % v3(a, 7))).concat(of4(v4(a, 10) % v4(a, 14)))", |a| {
        let rest = |from: usize, to: usize, count: usize| (0..count).map(move |i| a[from + i] % a[to + i]);
        rest(0, 2, 2).chain(rest(4, 7, 3)).chain(rest(10, 14, 4)).collect()
    }),
    (
        "[v2(a, 0).length(), v3(a, 0).length(), v4(a, 0).length(), v2(a, 0).lengthSquared(), v3(a, 0).lengthSquared(), v4(a, 0).lengthSquared()]",
        |a| {
            let (two, three, four) = (v2(a, 0), v3(a, 0), v4(a, 0));
            vec![two.length(), three.length(), four.length(), two.length_squared(), three.length_squared(), four.length_squared()]
        },
    ),
    (
        "[v2(a, 0).dot(v2(a, 4)), v3(a, 0).dot(v3(a, 4)), v4(a, 0).dot(v4(a, 4)), v2(a, 0).cross(v2(a, 4))].concat(of3(v3(a, 0).cross(v3(a, 4))))",
        |a| {
            let flat = [v2(a, 0).dot(v2(a, 4)), v3(a, 0).dot(v3(a, 4)), v4(a, 0).dot(v4(a, 4)), v2(a, 0).perp_dot(v2(a, 4))];
            [&flat[..], &v3(a, 0).cross(v3(a, 4)).to_array()].concat()
        },
    ),
    ("[v2(a, 0).distance(v2(a, 4)), v3(a, 0).distance(v3(a, 4)), v4(a, 0).distanceSquared(v4(a, 4))]", |a| {
        vec![v2(a, 0).distance(v2(a, 4)), v3(a, 0).distance(v3(a, 4)), v4(a, 0).distance_squared(v4(a, 4))]
    }),
    ("of2(v2(a, 0).normalized()).concat(of3(v3(a, 0).normalized())).concat(of4(v4(a, 0).normalized()))", |a| {
        let (two, three, four) = (v2(a, 0).normalize_or_zero(), v3(a, 0).normalize_or_zero(), v4(a, 0).normalize_or_zero());
        [&two.to_array()[..], &three.to_array(), &four.to_array()].concat()
    }),
    ("of2(v2(a, 0).lerp(v2(a, 4), a[8])).concat(of3(lerp(v3(a, 0), v3(a, 4), a[8]))).concat(of4(v4(a, 0).lerp(v4(a, 4), a[8])))", |a| {
        let (two, three, four) = (v2(a, 0).lerp(v2(a, 4), a[8]), v3(a, 0).lerp(v3(a, 4), a[8]), v4(a, 0).lerp(v4(a, 4), a[8]));
        [&two.to_array()[..], &three.to_array(), &four.to_array()].concat()
    }),
    ("of2(v2(a, 0).moveTowards(v2(a, 4), abs(a[8]))).concat(of3(v3(a, 0).moveTowards(v3(a, 4), abs(a[8]))))", |a| {
        let (two, three) = (v2(a, 0).move_towards(v2(a, 4), a[8].abs()), v3(a, 0).move_towards(v3(a, 4), a[8].abs()));
        [&two.to_array()[..], &three.to_array()].concat()
    }),
    ("of2(v2(a, 0).reflect(v2(a, 2).normalized())).concat(of3(v3(a, 4).reflect(v3(a, 7).normalized())))", |a| {
        let (two, three) = (v2(a, 0).reflect(v2(a, 2).normalize()), v3(a, 4).reflect(v3(a, 7).normalize()));
        [&two.to_array()[..], &three.to_array()].concat()
    }),
    ("of2(v2(a, 0).project(v2(a, 2))).concat(of3(v3(a, 4).project(v3(a, 7)))).concat(of4(v4(a, 10).project(v4(a, 14))))", |a| {
        let (two, three, four) = (v2(a, 0).project_onto(v2(a, 2)), v3(a, 4).project_onto(v3(a, 7)), v4(a, 10).project_onto(v4(a, 14)));
        [&two.to_array()[..], &three.to_array(), &four.to_array()].concat()
    }),
    ("of2(v2(a, 0).rotate(a[2]))", |a| Vec2::from_angle(a[2]).rotate(v2(a, 0)).to_array().to_vec()),
    ("of2(v2(a, 0).clampLength(2.0, 5.0)).concat(of3(v3(a, 0).clampLength(2.0, 5.0))).concat(of4(v4(a, 0).clampLength(2.0, 5.0)))", |a| {
        let (two, three, four) = (v2(a, 0).clamp_length(2.0, 5.0), v3(a, 0).clamp_length(2.0, 5.0), v4(a, 0).clamp_length(2.0, 5.0));
        [&two.to_array()[..], &three.to_array(), &four.to_array()].concat()
    }),
    ("of4(v4(a, 0).min(v4(a, 4)) - v4(a, 8).max(v4(a, 12)) + v4(a, 0).abs())", |a| {
        (v4(a, 0).min(v4(a, 4)) - v4(a, 8).max(v4(a, 12)) + v4(a, 0).abs()).to_array().to_vec()
    }),
    ("of3(v3(a, 0).floor() + v3(a, 3).ceil() * 100.0 + v3(a, 6).min(v3(a, 9)).abs())", |a| {
        (v3(a, 0).floor() + v3(a, 3).ceil() * 100.0 + v3(a, 6).min(v3(a, 9)).abs()).to_array().to_vec()
    }),
    // glam's angles are approximations: these are made of cosines.
    (
        "[cos(v2(a, 0).angleTo(v2(a, 2))), cos(v3(a, 4).angleTo(v3(a, 7))), cos(v4(a, 10).angleTo(v4(a, 14))), sin(v2(a, 0).angleTo(v2(a, 2)))]",
        |a| {
            let (p, r) = (v2(a, 0).normalize(), v2(a, 2).normalize());
            let four = v4(a, 10).normalize().dot(v4(a, 14).normalize());
            vec![p.dot(r), v3(a, 4).normalize().dot(v3(a, 7).normalize()), four, p.perp_dot(r)]
        },
    ),
];

const MATRICES: &[(&str, Oracle)] = &[
    ("of9(m3(a, 0) * m3(a, 9))", |a| (m3(a, 0) * m3(a, 9)).to_cols_array().to_vec()),
    ("of9(m3(a, 0) + m3(a, 9) * a[20] - m3(a, 12))", |a| (m3(a, 0) + m3(a, 9) * a[20] - m3(a, 12)).to_cols_array().to_vec()),
    ("of16(m4(a, 0) * m4(a, 16))", |a| (m4(a, 0) * m4(a, 16)).to_cols_array().to_vec()),
    ("of16(m4(a, 0) + a[20] * m4(a, 9) - m4(a, 12))", |a| (m4(a, 0) + m4(a, 9) * a[20] - m4(a, 12)).to_cols_array().to_vec()),
    ("of3(m3(a, 0) * v3(a, 9)).concat(of4(m4(a, 0) * v4(a, 16)))", |a| {
        [&(m3(a, 0) * v3(a, 9)).to_array()[..], &(m4(a, 0) * v4(a, 16)).to_array()].concat()
    }),
    ("of9(m3(a, 0).transpose()).concat(of16(m4(a, 0).transpose()))", |a| {
        [&m3(a, 0).transpose().to_cols_array()[..], &m4(a, 0).transpose().to_cols_array()].concat()
    }),
    ("[m3(a, 0).determinant() / 100.0, m4(a, 0).determinant() / 1000.0]", |a| {
        vec![m3(a, 0).determinant() / 100.0, m4(a, 0).determinant() / 1000.0]
    }),
    ("of2((Matrix3.translation(v2(a, 0)) * Matrix3.rotation(a[2]) * Matrix3.scale(v2(a, 3))).transformPoint(v2(a, 5)))", |a| {
        let all = Mat3::from_translation(v2(a, 0)) * Mat3::from_angle(a[2]) * Mat3::from_scale(v2(a, 3));
        all.transform_point2(v2(a, 5)).to_array().to_vec()
    }),
    (
        "of2(m3(a, 0).transformVector(v2(a, 9))).concat(of3(m4(a, 0).transformVector(v3(a, 16)))).concat(of3(m4(a, 0).transformPoint(v3(a, 16))))",
        |a| {
            let (m, v) = (m4(a, 0), v3(a, 16));
            let affine = |w: f32| (m * v.extend(w)).truncate().to_array();
            let plane = m3(a, 0) * v2(a, 9).extend(0.0);
            [&[plane.x, plane.y][..], &affine(0.0), &affine(1.0)].concat()
        },
    ),
    ("of16(Matrix4.translation(v3(a, 0)) * Matrix4.rotation(q(a, 3)) * Matrix4.scale(v3(a, 7)))", |a| {
        Mat4::from_scale_rotation_translation(v3(a, 7), q(a, 3), v3(a, 0)).to_cols_array().to_vec()
    }),
    ("of16(Matrix4.lookAt(v3(a, 0), v3(a, 3), Vector3.UP))", |a| Mat4::look_at_rh(v3(a, 0), v3(a, 3), Vec3::Y).to_cols_array().to_vec()),
    ("of16(Matrix4.perspective(0.2 + abs(a[0]) * 0.2, 0.2 + abs(a[1]), 0.2 + abs(a[2]), 20.0 + abs(a[3])))", |a| {
        let (fov, aspect, near, far) = (0.2 + a[0].abs() * 0.2, 0.2 + a[1].abs(), 0.2 + a[2].abs(), 20.0 + a[3].abs());
        Mat4::perspective_rh(fov, aspect, near, far).to_cols_array().to_vec()
    }),
    ("of16(Matrix4.orthographic(a[0], 20.0 + a[1], 20.0 + a[2], a[3], a[4], 20.0 + a[5]))", |a| {
        // Left to right, then bottom to top, then near to far.
        Mat4::orthographic_rh(a[0], 20.0 + a[1], 20.0 + a[2], a[3], a[4], 20.0 + a[5]).to_cols_array().to_vec()
    }),
    ("of3((Matrix4.perspective(1.0, 1.5, 0.5, 50.0) * Matrix4.translation(Vector3(0.0, 0.0, -20.0))).projectPoint(v3(a, 0)))", |a| {
        let camera = Mat4::perspective_rh(1.0, 1.5, 0.5, 50.0) * Mat4::from_translation(Vec3::new(0.0, 0.0, -20.0));
        camera.project_point3(v3(a, 0)).to_array().to_vec()
    }),
];

const QUATERNIONS: &[(&str, Oracle)] = &[
    ("ofQ(q(a, 0) * q(a, 4))", |a| of_q(q(a, 0) * q(a, 4))),
    ("of3(q(a, 0) * v3(a, 4)).concat(of3(q(a, 0).inverse().rotate(v3(a, 4))))", |a| {
        [&(q(a, 0) * v3(a, 4)).to_array()[..], &(q(a, 0).inverse() * v3(a, 4)).to_array()].concat()
    }),
    ("ofQ(Quaternion.fromAxisAngle(v3(a, 0), a[3]))", |a| of_q(Quat::from_axis_angle(v3(a, 0).normalize(), a[3]))),
    ("ofQ(Quaternion.fromEuler(a[0], a[1], a[2]))", |a| of_q(Quat::from_euler(EulerRot::YXZ, a[1], a[0], a[2]))),
    ("of9(q(a, 0).toMatrix3()).concat(of16(q(a, 0).toMatrix()))", |a| {
        [&Mat3::from_quat(q(a, 0)).to_cols_array()[..], &Mat4::from_quat(q(a, 0)).to_cols_array()].concat()
    }),
    ("[q(a, 0).dot(q(a, 4)), Quaternion(a[0], a[1], a[2], a[3]).length()]", |a| vec![q(a, 0).dot(q(a, 4)), v4(a, 0).length()]),
    ("ofQ(q(a, 0).lerp(q(a, 4), 0.5 + a[8] * 0.05))", |a| of_q(q(a, 0).lerp(q(a, 4), 0.5 + a[8] * 0.05))),
];

/// Numbers that are not near 0 where something is divided by them.
fn numbers() -> impl Strategy<Value = Vec<f32>> {
    let number = prop_oneof![-10.0f32..-0.1, 0.1f32..10.0];
    proptest::collection::vec(number, 32)
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Runs every expression for a hundred rows of numbers.
fn compare(cases: &[(&str, Oracle)]) {
    let mut writ = Writ::new();
    let functions =
        cases.iter().enumerate().map(|(i, (source, _))| format!("func f{i}(a: Array<float>) -> Array<float> {{ return {source} }}\n"));
    writ.run(&(PRELUDE.to_owned() + &functions.collect::<String>())).unwrap();
    let writ = RefCell::new(writ);
    proptest!(config(100), |(row in numbers())| {
        for (i, (source, oracle)) in cases.iter().enumerate() {
            let found: Vec<f32> = writ.borrow_mut().call(&format!("f{i}"), (row.clone(),)).unwrap();
            let wanted = oracle(&row);
            prop_assert_eq!(found.len(), wanted.len(), "{}", source);
            let largest = wanted.iter().fold(1.0f32, |largest, x| largest.max(x.abs()));
            for (a, b) in found.iter().zip(&wanted) {
                prop_assert!((a - b).abs() <= 1e-4 * largest, "{source}\ngives {found:?}\ninstead of {wanted:?}");
            }
        }
    });
}

#[test]
fn vectors_are_glam_s() {
    compare(VECTORS);
}

#[test]
fn matrices_are_glam_s() {
    compare(MATRICES);
}

#[test]
fn quaternions_are_glam_s() {
    compare(QUATERNIONS);
}

/// What has to be (almost) 0 for all numbers.
const NOTHING: &[&str] = &[
    // What a matrix does, its inverse undoes, if it is not almost flat.
    "abs(m3(a, 0).determinant()) < 50.0 ? [] : of9(m3(a, 0) * m3(a, 0).inverse().value - Matrix3.IDENTITY)",
    "abs(m4(a, 0).determinant()) < 500.0 ? [] : of16(m4(a, 0) * m4(a, 0).inverse().value - Matrix4.IDENTITY)",
    "of16(q(a, 0).toMatrix() * q(a, 0).inverse().toMatrix() - Matrix4.IDENTITY)",
    // To angles and back, to a matrix and back.
    "[Quaternion.fromEuler(q(a, 0).toEuler().x, q(a, 0).toEuler().y, q(a, 0).toEuler().z).angleTo(q(a, 0))]",
    "[Quaternion.fromMatrix(q(a, 0).toMatrix3()).angleTo(q(a, 0))]",
    // Forward turns to where one looks, and what is to the right stays level.
    "of3(Quaternion.lookRotation(v3(a, 0), Vector3.UP) * Vector3.FORWARD - v3(a, 0).normalized())",
    "[(Quaternion.lookRotation(v3(a, 0), Vector3.UP) * Vector3.RIGHT).y]",
    "[min((Quaternion.lookRotation(v3(a, 0), Vector3.UP) * Vector3.UP).y, 0.0)]",
    // At an even pace, the shorter way.
    "[q(a, 0).slerp(q(a, 4), 0.25).angleTo(q(a, 0)) - 0.25 * q(a, 0).angleTo(q(a, 4))]",
    "[q(a, 0).slerp(q(a, 4), 1.0).angleTo(q(a, 4)), q(a, 0).slerp(q(a, 4), 0.5).length() - 1.0]",
    // A colour and its hue.
    "[Color.fromHSV(a[0] * 36.0, abs(a[1]) / 10.0, abs(a[2]) / 10.0).toHSV().1 - abs(a[1]) / 10.0]",
];

#[test]
fn what_is_done_can_be_undone() {
    let mut writ = Writ::new();
    let functions =
        NOTHING.iter().enumerate().map(|(i, source)| format!("func f{i}(a: Array<float>) -> Array<float> {{ return {source} }}\n"));
    writ.run(&(PRELUDE.to_owned() + &functions.collect::<String>())).unwrap();
    let writ = RefCell::new(writ);
    proptest!(config(200), |(row in numbers())| {
        for (i, source) in NOTHING.iter().enumerate() {
            let found: Vec<f32> = writ.borrow_mut().call(&format!("f{i}"), (row.clone(),)).unwrap();
            prop_assert!(found.iter().all(|x| x.abs() < 2e-3), "{source}\ngives {found:?}");
        }
    });
}

const TIME: &str = "
func tween(mode: int, easing: int, duration: float64, delay: float64, steps: Array<float64>) -> Array<float> {
    let t = Tween(-1.0, 3.0, duration, Easing.values()[easing], LoopMode.values()[mode], delay)
    let values = [t.value]
    for step in steps { values.push(t.update(step)) }
    values.push(t.isFinished ? 1.0 : 0.0)
    return values
}
func timer(duration: float64, repeating: bool, steps: Array<float64>) -> (int, float, bool) {
    let t = Timer(duration, repeating)
    var calls = 0
    t.onFinished(() => { calls += 1 })
    t.start()
    for step in steps { t.update(step) }
    return (calls, t.elapsed, t.isRunning)
}
";

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn tweens_end_where_they_should(
        mode in 0i64..3, easing in 0i64..26, duration in 0.0f64..3.0, delay in 0.0f64..1.0, steps in proptest::collection::vec(0.0f64..1.0, 1..8)
    ) {
        let mut writ = Writ::new();
        writ.run(TIME).unwrap();
        let passed: f64 = steps.iter().sum();
        let values: Vec<f32> = writ.call("tween", (mode, easing, duration, delay, steps)).unwrap();
        let (finished, values) = values.split_last().unwrap();
        // `Back` and `Elastic` go beyond, by less than half of the way.
        prop_assert!(values.iter().all(|x| (-3.0..=5.0).contains(x)), "{values:?}");
        prop_assert_eq!(*finished == 1.0, mode == 0 && passed >= delay + duration);
        if *finished == 1.0 {
            prop_assert_eq!(*values.last().unwrap(), 3.0);
        }
    }

    #[test]
    fn timers_count_every_second_once(
        duration in 0.1f64..2.0, repeating in any::<bool>(), steps in proptest::collection::vec(0.0f64..3.0, 1..8)
    ) {
        let mut writ = Writ::new();
        writ.run(TIME).unwrap();
        let passed: f64 = steps.iter().sum();
        let (calls, elapsed, running): (i64, f32, bool) = writ.call("timer", (duration, repeating, steps)).unwrap();
        if repeating {
            prop_assert!((calls as f64 * duration + f64::from(elapsed) - passed).abs() < 1e-4);
            prop_assert!(running && f64::from(elapsed) <= duration + 1e-6);
        } else {
            prop_assert_eq!(calls == 1, passed >= duration);
            prop_assert_eq!(running, passed < duration);
        }
    }

    #[test]
    fn bad_arguments_are_errors_and_nothing_else(numbers in proptest::collection::vec(any::<f32>(), 6)) {
        let mut writ = Writ::new();
        writ.run("func all(a: Array<float>) -> string {
    let t = Tween(a[0], a[1], abs(a[2]), delay: 0.5)
    let r = Rectangle(a[0], a[1], a[2], a[3])
    let b = BoundingBox(Vector3(a[0], a[1], a[2]), Vector3(a[3], a[4], a[5]))
    let q = Quaternion(a[0], a[1], a[2], a[3])
    let view = Matrix4.lookAt(b.min, b.max, Vector3(a[3], a[1], a[5]))
    return \"${t.update(a[3])} ${r.expand(a[4])} ${r.intersection(r)} ${b.expand(a[3])} ${b.intersection(b)} ${q.toEuler()} ${q.inverse()} $view \"
        .. \"${view.inverse()} ${Color.fromHSV(a[0], a[1], a[2]).toHex()} ${Matrix4.perspective(a[0], a[1], a[2], a[3])} ${q.slerp(q, a[1])}\"
}").unwrap();
        match writ.call::<String>("all", (numbers,)) {
            Ok(_) => {}
            Err(writ_runtime::Error::Runtime(error)) => prop_assert_eq!(error.kind, ErrorKind::InvalidArgument),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
