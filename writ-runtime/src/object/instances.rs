//! Instances, their handles, and what is freed when: classes written by hand as generated code has them.

use super::*;
use crate::depth::Depth;
use crate::error::Fallible;
use crate::text::Str;
use crate::writ::Writ;
use std::ops::Deref;

#[repr(C)]
struct Entity {
    name: Str,
    target: Option<WeakRef<Entity>>,
    friend: Option<Ref<Entity>>,
}

#[repr(transparent)]
#[derive(Clone)]
struct EntityHandle(Object);

impl Handle for EntityHandle {
    fn from_object(object: Object) -> EntityHandle {
        EntityHandle(object)
    }
    fn object(&self) -> &Object {
        &self.0
    }
    fn into_object(self) -> Object {
        self.0
    }
}

#[repr(C)]
struct EntityTable {
    damage: fn(&Ref<Entity>, i64) -> i64,
}

static ENTITY: ClassShape = ClassShape {
    shape: ClassShape::shape("Entity"),
    size: size_of::<Entity>(),
    align: align_of::<Entity>(),
    drop_payload: drop_payload::<Entity>,
    layout: None,
    ancestors: &[],
    fields: &[],
    traits: &[],
    table: (&raw const ENTITY_TABLE).cast(),
    methods: &[],
    show: |_, _, _| Ok(Str::new("<Entity>")),
    equals: None,
    resume: None,
    slot_names: &[],
    host: false,
};
static ENTITY_TABLE: EntityTable = EntityTable { damage: |_, amount| amount };

impl Class for Entity {
    type Handle = EntityHandle;
    type Table = EntityTable;
    fn shape() -> &'static ClassShape {
        &ENTITY
    }
}

#[repr(C)]
struct Player {
    base: Entity,
    health: f32,
}

#[repr(transparent)]
#[derive(Clone)]
struct PlayerHandle(EntityHandle);

impl Handle for PlayerHandle {
    fn from_object(object: Object) -> PlayerHandle {
        PlayerHandle(EntityHandle(object))
    }
    fn object(&self) -> &Object {
        &self.0.0
    }
    fn into_object(self) -> Object {
        self.0.0
    }
}

impl Deref for PlayerHandle {
    type Target = EntityHandle;
    fn deref(&self) -> &EntityHandle {
        &self.0
    }
}

#[repr(C)]
struct PlayerTable {
    base: EntityTable,
}

static PLAYER: ClassShape = ClassShape {
    shape: ClassShape::shape("Player"),
    size: size_of::<Player>(),
    align: align_of::<Player>(),
    drop_payload: drop_payload::<Player>,
    layout: None,
    ancestors: &[&ENTITY],
    fields: &[],
    traits: &[TraitEntry { definition: &NAMED, table: (&raw const NAMED_PLAYER).cast(), methods: &[] }],
    table: (&raw const PLAYER_TABLE).cast(),
    methods: &[],
    show: |_, _, _| Ok(Str::new("<Player>")),
    equals: None,
    resume: None,
    slot_names: &[],
    host: false,
};
static PLAYER_TABLE: PlayerTable = PlayerTable { base: EntityTable { damage: |_, amount| amount / 2 } };

impl Class for Player {
    type Handle = PlayerHandle;
    type Table = PlayerTable;
    fn shape() -> &'static ClassShape {
        &PLAYER
    }
}

impl Extends<Entity> for Player {}

trait Named {}
struct NamedTable {
    name: fn(&Dyn<dyn Named>) -> Str,
}
static NAMED: TraitShape = TraitShape { name: "Named", methods: &["name"] };
static NAMED_PLAYER: NamedTable = NamedTable {
    name: |this| {
        let player: Fallible<Ref<Player>> = Object::cast(this.clone());
        player.map_or(Str::empty(), |player| player.get_field(|player| &player.base.name))
    },
};

impl Trait for dyn Named {
    type Table = NamedTable;
    fn definition() -> &'static TraitShape {
        &NAMED
    }
}

fn entity(writ: &Writ, name: &str) -> Ref<Entity> {
    Ref::new(writ, Entity { name: Str::new(name), target: None, friend: None })
}

fn player(writ: &Writ, name: &str) -> Ref<Player> {
    Ref::new(writ, Player { base: Entity { name: Str::new(name), target: None, friend: None }, health: 100.0 })
}

#[test]
fn fields_and_tables() {
    let mut writ = Writ::new();
    let hero = player(&writ, "a hero with a long name");
    hero.borrow_mut(&mut writ).health = 50.0;
    assert_eq!(hero.borrow(&writ).health, 50.0);
    hero.update_field(|player| &mut player.health, |old, by| old + by, 1.5);
    hero.base::<Entity>().append_field(|entity| &mut entity.name, ", and longer");
    assert_eq!(hero.get_field(|player| &player.health), 51.5);
    assert_eq!(hero.borrow(&writ).base.name.as_str(), "a hero with a long name, and longer");
    let base: &Ref<Entity> = hero.base();
    assert_eq!(((base.slot_table().damage)(base, 10), (hero.slot_table().base.damage)(base, 4)), (5, 2));
    assert_eq!(hero.as_object().show(&mut writ, Depth::new(1)).unwrap().as_str(), "<Player>");
}

#[test]
fn casts() {
    let writ = Writ::new();
    let hero = player(&writ, "hero");
    let any: AnyRef = Object::upcast(hero.clone());
    let base: Ref<Entity> = Object::upcast(hero.clone());
    let named: Dyn<dyn Named> = Object::cast(any.clone()).unwrap();
    assert_eq!((named.table().name)(&named).as_str(), "hero");
    assert_eq!(Object::cast::<Ref<Player>>(base).unwrap(), hero);
    assert_eq!(Object::try_cast::<Ref<Entity>>(any), Some(hero.base::<Entity>().clone()));
    let plain = entity(&writ, "rock");
    assert_eq!(Object::cast::<Ref<Player>>(plain.clone()).unwrap_err().message, "cast failed");
    assert_eq!(Object::try_cast::<Dyn<dyn Named>>(plain), None);
}

#[test]
fn weak_references_end_with_the_object() {
    let before = live_objects();
    let writ = Writ::new();
    let one = entity(&writ, "one");
    let weak = one.downgrade();
    // A weak reference to itself does not keep it alive.
    one.set_field(|entity| &mut entity.target, Some(weak.clone()));
    assert_eq!(weak.get(), Some(one.clone()));
    drop(one);
    assert_eq!(weak.get(), None);
    assert_eq!(weak.clone().get(), None);
    drop(weak);
    assert_eq!(live_objects(), before);
}

#[test]
fn a_weak_count_at_its_limit_stays_there() {
    let writ = Writ::new();
    let one = entity(&writ, "one");
    let many: Vec<_> = (0..70_000).map(|_| one.downgrade()).collect();
    let last = many[0].clone();
    drop(many);
    assert_eq!(last.get(), Some(one.clone()));
    drop(one);
    assert_eq!(last.get(), None);
}

#[test]
fn a_long_chain_is_freed_on_a_small_stack() {
    let run = || {
        let before = live_objects();
        let writ = Writ::new();
        let mut last = entity(&writ, "first");
        let weak = last.downgrade();
        for _ in 0..300_000 {
            let next = entity(&writ, "next");
            next.set_field(|entity| &mut entity.friend, Some(last));
            last = next;
        }
        assert!(weak.get().is_some());
        drop(last);
        assert!(weak.get().is_none());
        drop(weak);
        assert_eq!(live_objects(), before);
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn handles_of_another_instance_are_refused() {
    let (one, mut two) = (Writ::new(), Writ::new());
    let hero = player(&one, "hero");
    let error = hero.try_borrow_mut(&mut two).map(|_| ()).unwrap_err();
    assert_eq!(error.message, "this `Player` belongs to another instance");
    assert!(hero.try_borrow(&one).is_ok());
    drop(one);
    // The number of the instance that is gone is used again, so that its objects may be looked into: only one living instance has it.
    assert!(hero.try_borrow(&two).is_err());
}

#[test]
fn blanks_own_nothing() {
    let before = live_objects();
    let blank = Ref::<Player>::blank();
    let copy = blank.clone();
    drop((blank, copy, AnyRef::blank(), WeakRef::<Entity>::blank()));
    assert!(live_objects() <= before);
}
