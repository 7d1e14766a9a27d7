//! The derive and the attribute on a host with all that can be exported: the wrappers do what they should.

#[path = "host_api/game.rs"]
mod game;

use game::{Cell, Event, Kind, Monster, Point};
use writ_runtime::host::{Exposed, FromArgument, IntoResult};
use writ_runtime::{Array, Opt, Ref, Res, Str, Writ};

type ScriptCell = <Cell as Exposed>::Script;
type ScriptKind = <Kind as Exposed>::Script;
type ScriptEvent = <Event as Exposed>::Script;

fn monster(writ: &mut Writ, name: &str) -> Ref<Monster> {
    Monster::new(name.to_owned(), 8.0).into_result(writ).unwrap()
}

#[test]
fn classes() {
    let mut writ = Writ::new();
    let (one, other) = (monster(&mut writ, "rat"), monster(&mut writ, "cat"));
    let depth = writ.depth();
    assert_eq!(Monster::__writ_bite(&mut writ, depth, (&one, &other)).unwrap(), 6.0);
    assert_eq!(Monster::__writ_get_health(&mut writ, depth, (&one,)).unwrap(), 6.0);
    Monster::__writ_set_health(&mut writ, depth, (&one, &7.0)).unwrap();
    assert_eq!(one.borrow(&writ).health, 7.0);
    assert_eq!(Monster::__writ_get_type(&mut writ, depth, (&one,)).unwrap(), Opt::None);
    Monster::__writ_set_type(&mut writ, depth, (&one, &Opt::Some(ScriptKind::Spirit))).unwrap();
    assert_eq!(Monster::__writ_get_type(&mut writ, depth, (&one,)).unwrap(), Opt::Some(ScriptKind::Spirit));
    assert_eq!(Monster::__writ_fn_get_name(&mut writ, depth, (&one,)).unwrap(), Str::new("rat"));
    assert_eq!(Monster::__writ_hit_points(&mut writ, depth, (&one,)).unwrap().to_vec(), [1, 2]);
    assert_eq!(Monster::__writ_consume(&mut writ, depth, (&one,)).unwrap(), Str::new("rat1"));
    let twin = Monster::__writ_twin(&mut writ, depth, (&one,)).unwrap();
    assert!(!twin.same(&one) && twin.borrow(&writ).health == 7.0);
    Monster::__writ_call_back(&mut writ, depth, (&one, &other)).unwrap();
    assert_eq!(one.borrow(&writ).health, 8.0);
    assert!(Monster::__writ_op_eq(&mut writ, depth, (&one, &one)).unwrap());
    assert!(Monster::__writ_op_ord(&mut writ, depth, (&other, &one)).is_ok());
    assert_eq!(Monster::__writ_op_display(&mut writ, depth, (&one,)).unwrap(), Str::new("rat the monster"));
    assert_eq!(one.borrow(&writ).for_rust_only(), game::Cache(0));
}

#[test]
fn traits() {
    use game::Damageable;
    use game::deep::{Called, Wall};
    let mut writ = Writ::new();
    let (one, other) = (monster(&mut writ, "rat"), monster(&mut writ, "cat"));
    let depth = writ.depth();
    assert_eq!(<Monster as Damageable>::__writ_take_damage(&mut writ, depth, (&one, &3.0)).unwrap(), 5.0);
    assert!(<Monster as Damageable>::__writ_is_alive(&mut writ, depth, (&one,)).unwrap());
    let revenge = <Monster as Damageable>::__writ_take_revenge(&mut writ, depth, (&one, &other, &None));
    assert_eq!(revenge.unwrap(), Res::Success(()));
    assert!(other.borrow(&writ).health < 8.0);
    // An object is borrowed once.
    assert!(<Monster as Damageable>::__writ_take_revenge(&mut writ, depth, (&one, &one, &None)).is_err());
    let texts = <Monster as Damageable>::__writ_fn_get_texts(&mut writ, depth, (&one, &Str::new("x"))).unwrap();
    assert_eq!(texts.to_vec(), [Str::new("rat"), Str::new("x")]);
    assert_eq!(<Monster as Called>::__writ_full_name(&mut writ, depth, (&one,)).unwrap(), Str::new("The rat"));
    let wall = Wall.into_result(&mut writ).unwrap();
    assert_eq!(<Wall as Damageable>::__writ_take_damage(&mut writ, depth, (&wall, &3.0)).unwrap(), 0.0);
    // Rust can still have objects of the trait that has no constants.
    let object: &dyn Called = one.borrow(&writ);
    assert_eq!(object.full_name(), "The rat");
    assert_eq!((Monster::MOST, one.borrow(&writ).twice().0.health), (1, 5.0));
}

#[test]
fn values_as_rust_has_them() {
    let mut writ = Writ::new();
    let depth = writ.depth();
    let (one, other) = (Point { x: 3.0, y: 4.0 }, Point { x: 1.0, y: 1.0 });
    assert_eq!(Point::__writ_op_add(&mut writ, depth, (&one, &other)).unwrap(), Point { x: 4.0, y: 5.0 });
    assert_eq!(Point::__writ_op_mul(&mut writ, depth, (&one, &2.0)).unwrap(), Point { x: 6.0, y: 8.0 });
    assert_eq!(Point::__writ_op_neg(&mut writ, depth, (&one,)).unwrap(), Point { x: -3.0, y: -4.0 });
    assert_eq!(Point::__writ_length(&mut writ, depth, (&one,)).unwrap(), 5.0);
    let mut place = Point { x: 0.0, y: 2.0 };
    assert_eq!(Point::__writ_normalize(&mut writ, depth, &mut place, ()).unwrap(), Res::Success(()));
    assert_eq!(place, Point { x: 0.0, y: 1.0 });
    // An error writes nothing back.
    assert_eq!(Point::__writ_try_shrink(&mut writ, depth, &mut place, (&0.0,)).unwrap_err().message, "by nothing");
    assert_eq!(place, Point { x: 0.0, y: 1.0 });
}

#[test]
fn values_in_a_form_of_their_own() {
    let mut writ = Writ::new();
    let depth = writ.depth();
    let mut cell = Cell::__writ_new(&mut writ, depth, (&1, &2)).unwrap();
    assert_eq!((cell.column, cell.line, cell.marks.to_vec()), (1, 2, vec![1, 2]));
    Cell::__writ_step(&mut writ, depth, &mut cell, (&3,)).unwrap();
    assert_eq!(cell.column, 4);
    assert!(Cell::__writ_step(&mut writ, depth, &mut cell, (&300,)).is_err());
    assert_eq!(Cell::__writ_watched(&mut writ, depth, &mut cell, (&3,)).unwrap(), 7);
    assert_eq!(cell.line, 5);
    assert_eq!(Cell::__writ_op_index(&mut writ, depth, (&cell, &1)).unwrap(), 2);
    Cell::__writ_op_index_mut(&mut writ, depth, &mut cell, (&1, &9)).unwrap();
    assert_eq!(Cell::__writ_op_iterator(&mut writ, depth, &mut cell, ()).unwrap(), Opt::Some(9));
    assert_eq!(cell.marks.to_vec(), [1]);
    let ScriptCell { column: 4, line: 5, .. } = cell else { panic!("{cell:?}") };
}

#[test]
fn enums() {
    let mut writ = Writ::new();
    let depth = writ.depth();
    assert!(Kind::__writ_is_alive(&mut writ, depth, (&ScriptKind::Beast,)).unwrap());
    assert_eq!((ScriptKind::Beast as i32, ScriptKind::Spirit as i32), (0, 1));
    let error = Kind::Unknown.into_result(&mut writ).unwrap_err();
    assert_eq!(error.message, "scripts have no `Kind.Unknown`");
    let event = Event::Many(vec![Event::Nothing, Event::Moved(Point { x: 1.0, y: 2.0 }, Some(Kind::Ghost)), Event::Said("hm".into())]);
    let script = event.clone().into_result(&mut writ).unwrap();
    let ScriptEvent::Many { value } = &script else { panic!("{script:?}") };
    assert!(matches!(value.get(1), Ok(ScriptEvent::Moved { value1: Opt::Some(ScriptKind::Spirit), .. })));
    assert_eq!(Event::from_argument(&script, &writ).unwrap(), event);
    // What consists of keys is one.
    let keys: std::collections::HashSet<ScriptKind> = [ScriptKind::Beast, ScriptKind::Spirit, ScriptKind::Beast].into();
    assert_eq!(keys.len(), 2);
}

#[test]
fn functions() {
    let mut writ = Writ::new();
    let depth = writ.depth();
    let text = Str::new("a b");
    let one = monster(&mut writ, "rat");
    assert_eq!(game::__writ_GRAVITY(&mut writ, depth, ()).unwrap(), 9.81);
    assert_eq!(game::__writ_TITLE_TEXT(&mut writ, depth, ()).unwrap(), Str::new("Night"));
    assert_eq!(game::__writ_fall(&mut writ, depth, (&2.0,)).unwrap(), 19.62);
    let sums = game::__writ_numbers(&mut writ, depth, (&1, &2, &3.0, &4.0, &true, &5, &6, &7, &8, &9, &10, &11)).unwrap();
    assert_eq!(sums, writ_runtime::object::Tuple2(31, 36));
    let shown =
        game::__writ_texts(&mut writ, depth, (&Str::new("x"), &text, &text, &text, &text, &text, &text, &text, &Some(text.clone())));
    assert_eq!(shown.unwrap(), Str::new(&format!("x{}", "a b".repeat(8))));
    let floats: Array<f64> = vec![1.0, 2.0].into();
    let (ints, others): (Array<i64>, Array<i64>) = (vec![1, 2].into(), vec![1, 2].into());
    let summed = game::__writ_sum(&mut writ, depth, (&floats, &ints, &others, &vec![text.clone()].into(), &others)).unwrap();
    assert_eq!(summed.to_vec(), [3.0, 7.0]);
    game::__writ_extend(&mut writ, depth, (&floats, &4.0)).unwrap();
    assert_eq!(floats.to_vec(), [1.0, 2.0, 4.0]);
    let all = (&Opt::Some(1), &Opt::Some(Point::default()), &Opt::Some(ScriptKind::Beast), &Some(one.clone()), &Some(others.clone()));
    assert_eq!(game::__writ_optionals(&mut writ, depth, all).unwrap(), Opt::Some(writ_runtime::object::Tuple2(true, true)));
    assert_eq!(game::__writ_parse(&mut writ, depth, (&Str::new("7"),)).unwrap(), Res::Success(7));
    assert_eq!(game::__writ_parse(&mut writ, depth, (&text,)).unwrap(), Res::Error(Str::new("invalid digit found in string")));
    assert_eq!(game::__writ_check(&mut writ, depth, (&text,)).unwrap(), Res::Success(text.clone()));
    assert_eq!(game::__writ_check(&mut writ, depth, (&Str::empty(),)).unwrap(), Res::Error(Str::new("empty")));
    assert_eq!(game::__writ_load(&mut writ, depth, (&text,)).unwrap(), Res::Error(Str::new("no disk")));
    assert_eq!(game::__writ_count(&mut writ, depth, (&3,)).unwrap().to_vec(), [0, 1, 2]);
    assert_eq!(game::__writ_words(&mut writ, depth, (&text,)).unwrap().to_vec(), [Str::new("a"), Str::new("b")]);
    let first = game::__writ_first(&mut writ, depth, (&text, &one)).unwrap();
    assert_eq!(first, writ_runtime::object::Tuple2(Some(Str::new("a")), 8.0));
    assert_eq!(game::deep::__writ_move(&mut writ, depth, (&ScriptKind::Beast,)).unwrap(), ScriptKind::Beast);
}

#[path = "host_api/records.rs"]
mod records;
