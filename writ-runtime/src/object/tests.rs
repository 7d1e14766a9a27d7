//! Headers, shapes, cells and what is freed when.

use super::*;
use crate::collections::{Array, Dictionary, raw_array};
use crate::function::{Boxed, Cell};
use crate::text::Str;
use std::ptr::NonNull;

const DEEP: usize = 1_000_000;

/// Runs on a small native stack.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap().join().unwrap();
}

#[derive(Clone)]
enum List {
    End,
    Node(Str, Boxed<List>),
}

#[test]
fn a_long_list_is_dropped_on_a_small_stack() {
    on_small_stack(|| {
        let mut list = List::End;
        for index in 0..DEEP {
            list = List::Node(Str::from(format!("number {index}")), Boxed::new(list));
        }
        let List::Node(text, rest) = &list else { panic!("a list has nodes") };
        assert_eq!(text.as_str(), format!("number {}", DEEP - 1));
        assert!(matches!(**rest, List::Node(..)));
        let both = (list.clone(), list);
        drop(both.0);
        assert!(live_objects() >= DEEP);
        drop(both.1);
        assert_eq!(live_objects(), 0);
    });
}

#[derive(Clone)]
struct Node {
    children: Array<Node>,
    parents: Dictionary<Str, Cell<Option<Node>>>,
}

#[test]
fn nested_collections_are_dropped_on_a_small_stack() {
    on_small_stack(|| {
        let leaf = || Node { children: Array::new(), parents: Dictionary::new() };
        let mut root = leaf();
        for index in 0..DEEP / 4 {
            let outer = leaf();
            if index % 2 == 0 {
                outer.children.push(root);
            } else {
                outer.parents.insert(Str::from("parent"), Cell::new(Some(root)));
            }
            root = outer;
        }
        drop(root);
        assert_eq!(live_objects(), 0);
    });
}

#[test]
fn nested_raw_arrays_are_dropped_on_a_small_stack() {
    on_small_stack(|| {
        let shape = raw_array::shape_of(ElementLayout::from_kinds(&[PartKind::Object]));
        let mut root = raw_array::new(shape, 0);
        for _ in 0..DEEP {
            let outer = raw_array::new(shape, 1);
            // SAFETY: a live array of objects; the reference moves into it.
            unsafe { raw_array::push_place(outer, 8).cast::<NonNull<Header>>().write(root) };
            root = outer;
        }
        // SAFETY: the last reference.
        unsafe { release(root) };
        assert_eq!(live_objects(), 0);
    });
}

#[test]
fn counts_do_not_wrap() {
    let text = Str::new("a text on the heap");
    let object = NonNull::new(text.bits() as *mut Header).unwrap();
    // SAFETY: the object lives for ever once its count is at the end; it is leaked on purpose, by one `Str` that is forgotten.
    unsafe {
        for _ in 0..10 {
            retain(object);
        }
        assert_eq!(object.as_ref().count(), 11);
        for _ in 0..10 {
            release(object);
        }
        assert!(object.as_ref().is_unique());
    }
}

#[test]
fn layouts_follow_repr_c() {
    #[repr(C)]
    struct Mixed {
        flag: bool,
        health: f32,
        name: Str,
        alive: bool,
        count: i64,
        small: i32,
    }
    let layout = ElementLayout::from_kinds(&[PartKind::Bool, PartKind::F32, PartKind::Str, PartKind::Bool, PartKind::I64, PartKind::I32]);
    assert_eq!((layout.size, layout.align), (size_of::<Mixed>(), align_of::<Mixed>()));
    let offsets: Vec<usize> = layout.parts.iter().map(|part| part.offset as usize).collect();
    use std::mem::offset_of;
    let expected = [
        offset_of!(Mixed, flag),
        offset_of!(Mixed, health),
        offset_of!(Mixed, name),
        offset_of!(Mixed, alive),
        offset_of!(Mixed, count),
        offset_of!(Mixed, small),
    ];
    assert_eq!(offsets, expected);
    let again = ElementLayout::from_kinds(&[PartKind::Bool, PartKind::F32, PartKind::Str, PartKind::Bool, PartKind::I64, PartKind::I32]);
    assert!(std::ptr::eq(layout, again));

    let value = Mixed { flag: true, health: 1.5, name: Str::new("a long name"), alive: false, count: -1, small: -2 };
    let mut slots = [0u64; 6];
    let mut back = std::mem::MaybeUninit::<Mixed>::uninit();
    // SAFETY: the layout fits; the slots borrow, so the copy gets its own reference before it counts as a value.
    let back = unsafe {
        layout.load_slots((&raw const value).cast(), slots.as_mut_ptr());
        layout.store_slots(slots.as_ptr(), back.as_mut_ptr().cast());
        Str::retain_bits(slots[2]);
        back.assume_init()
    };
    assert_eq!(slots[0], 1);
    assert_eq!(slots[5] as i64, -2);
    assert!(back.flag && !back.alive && back.health == 1.5 && back.name == "a long name" && back.count == -1 && back.small == -2);
}

#[test]
fn records_hold_references() {
    let before = live_objects();
    let shape = RecordShape::of(ObjectKind::Cell, ElementLayout::from_kinds(&[PartKind::Bool, PartKind::Str]));
    let record = new_record(shape);
    // SAFETY: a live record; its payload is a bool and a string's word.
    unsafe {
        assert_eq!(record_payload(record).add(8).cast::<u64>().read(), 0);
        record_payload(record).add(8).cast::<u64>().write(Str::new("held by a record").into_bits());
        assert_eq!(live_objects(), before + 2);
        release(record);
    }
    assert_eq!(live_objects(), before);
    let typed = Cell::new((7i64, Str::empty()));
    assert_eq!(typed.get(), (7, Str::empty()));
}
