//! How values lie in slots and in memory.
//!
//! In slots, a value is a sequence of *leaves*, one each. A leaf that holds a reference is 0 if there is none (the payload of an empty
//! `Optional`, of another variant), so counting slots never has to look at tags.
//!
//! In memory (fields, elements, cells, module variables, entries) a value lies as the Rust type does that compiled code has for it: structs and
//! tuples by the rules of `#[repr(C)]`, enums, `Optional` and `Result` by those of `#[repr(i32)]` and `#[repr(u8)]`. What lies there then depends
//! on tags: such a layout has *pieces*.

use crate::object::{Part as MemoryPart, PartKind, Piece};
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::rc::Rc;
use writ_compiler::ir::{Program, Type, TypeId};

/// What a leaf holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scalar {
    /// 8 bytes: `int`, `float64`, and whatever variants share.
    Bits64,
    /// 4 bytes, sign-extended in its slot.
    I32,
    /// 4 bytes.
    F32,
    /// 1 byte.
    Bool,
    /// A string, or 0.
    Str,
    /// A counted object, or 0.
    Object,
    /// A weak reference, or 0.
    Weak,
}

impl Scalar {
    fn size(self) -> u32 {
        match self {
            Scalar::Bits64 | Scalar::Str | Scalar::Object | Scalar::Weak => 8,
            Scalar::I32 | Scalar::F32 => 4,
            Scalar::Bool => 1,
        }
    }

    /// Whether it is counted.
    pub fn is_reference(self) -> bool {
        matches!(self, Scalar::Str | Scalar::Object | Scalar::Weak)
    }

    /// The same in memory.
    pub fn kind(self) -> PartKind {
        match self {
            Scalar::Bits64 => PartKind::I64,
            Scalar::I32 => PartKind::I32,
            Scalar::F32 => PartKind::F32,
            Scalar::Bool => PartKind::Bool,
            Scalar::Str => PartKind::Str,
            Scalar::Object => PartKind::Object,
            Scalar::Weak => PartKind::Weak,
        }
    }
}

/// One slot of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Leaf {
    /// What it holds.
    pub scalar: Scalar,
    /// Where it lies in memory, unless the layout has pieces.
    pub offset: u32,
}

/// The layout of a type's values.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Layout {
    /// By slot.
    pub leaves: Box<[Leaf]>,
    /// How it lies in memory, if that depends on tags.
    pub pieces: Option<Box<[Piece]>>,
    /// Bytes in memory, a multiple of `align`.
    pub size: u32,
    /// Alignment in memory.
    pub align: u32,
    /// Whether a leaf is counted.
    pub counted: bool,
    /// Whether a value may hold instances of classes: scripts can see when those die.
    pub instances: bool,
}

impl Layout {
    /// The leaf, if a value is one in a slot and in memory, and no weak reference.
    pub fn only_leaf(&self) -> Option<Scalar> {
        match (&*self.leaves, &self.pieces) {
            ([Leaf { scalar, offset: 0 }], None) => (*scalar != Scalar::Weak).then_some(*scalar),
            _ => None,
        }
    }

    /// How many words a value is, if it lies in memory as in its slots.
    pub fn words(&self) -> Option<u32> {
        let is_word = |(index, leaf): (usize, &Leaf)| leaf.scalar.size() == 8 && leaf.offset as usize == index * 8;
        (self.pieces.is_none() && self.leaves.iter().enumerate().all(is_word)).then_some(self.leaves.len() as u32)
    }

    fn new(leaves: Vec<Leaf>, end: u32, align: u32) -> Layout {
        let counted = leaves.iter().any(|leaf| leaf.scalar.is_reference());
        Layout { leaves: leaves.into(), pieces: None, size: end.next_multiple_of(align), align, counted, instances: false }
    }

    /// That of nothing.
    pub fn nothing() -> Layout {
        Layout::new(Vec::new(), 1, 1)
    }

    /// The same for values that may hold instances.
    fn with_instances(self, instances: bool) -> Layout {
        Layout { instances: self.instances || instances, ..self }
    }

    /// With pieces, if they are more than leaves.
    fn with_pieces(self, pieces: Vec<Piece>) -> Layout {
        let plain = pieces.iter().all(|piece| matches!(piece, Piece::Leaf(part, _) if part.kind != PartKind::Lone));
        Layout { pieces: if plain { None } else { Some(pieces.into()) }, ..self }
    }

    /// The way through a value in memory.
    pub fn way(&self) -> Vec<Piece> {
        match &self.pieces {
            Some(pieces) => pieces.to_vec(),
            None => {
                let part = |leaf: &Leaf| MemoryPart { offset: leaf.offset, kind: leaf.scalar.kind() };
                self.leaves.iter().enumerate().map(|(slot, leaf)| Piece::Leaf(part(leaf), slot as u16)).collect()
            }
        }
    }

    /// How many slots a value takes.
    pub fn slots(&self) -> u16 {
        self.leaves.len() as u16
    }
}

/// Where a part of a composite value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Its type.
    pub ty: TypeId,
    /// Its first slot within the whole.
    pub slot: u16,
    /// Its byte offset within the whole.
    pub offset: u32,
    /// Whether the slot holds a box with the part in it.
    pub boxed: bool,
}

/// What the parts of a type's values are.
#[derive(Clone, Debug)]
pub enum Parts {
    /// None.
    None,
    /// The fields of a struct, the items of a tuple.
    Fields(Vec<Part>),
    /// An `Optional`. Untagged: the payload is a reference, and 0 is `null`. Tagged: slot 0 is 1 if there is a value.
    Optional { tagged: bool, payload: Part },
    /// A `Result`: slot 0 is 1 for `Success`.
    Result { success: Part, error: Part },
    /// An enum: slot 0 is the ordinal; the payloads by variant.
    Enum(Vec<Vec<Part>>),
}

/// A layout in the table of a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LayoutId(pub u32);

/// What the emitter knows of a type.
#[derive(Debug)]
pub struct TypeInfo {
    /// Slots and bytes.
    pub layout: Rc<Layout>,
    /// The same in the program's table.
    pub id: LayoutId,
    /// What it consists of.
    pub parts: Parts,
}

/// All layouts of a program; equal ones once.
#[derive(Default, Debug)]
pub struct Layouts {
    table: Vec<Rc<Layout>>,
    ids: HashMap<Rc<Layout>, LayoutId>,
    types: FxHashMap<TypeId, Rc<TypeInfo>>,
}

impl Layouts {
    /// The layout of an id.
    pub fn get(&self, id: LayoutId) -> &Rc<Layout> {
        &self.table[id.0 as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    fn intern(&mut self, layout: Layout) -> (LayoutId, Rc<Layout>) {
        if let Some(id) = self.ids.get(&layout) {
            return (*id, self.table[id.0 as usize].clone());
        }
        let id = LayoutId(self.table.len() as u32);
        let layout = Rc::new(layout);
        self.table.push(layout.clone());
        self.ids.insert(layout.clone(), id);
        (id, layout)
    }

    /// The layout of a lone object: a cell, a closure.
    pub fn object(&mut self) -> LayoutId {
        self.intern(Layout::new(vec![Leaf { scalar: Scalar::Object, offset: 0 }], 8, 8)).0
    }

    /// The layout of a closure's captures, and where each of them is; `None` is a cell.
    pub fn captures(&mut self, program: &Program, types: &[Option<TypeId>]) -> (LayoutId, Vec<Part>) {
        let object = self.object();
        let cell = self.get(object).clone();
        let layouts: Vec<_> = types.iter().map(|ty| ty.map_or(cell.clone(), |ty| self.of(program, ty).layout.clone())).collect();
        let (layout, places) = join(&layouts);
        let part =
            |(ty, (slot, offset)): (&Option<TypeId>, (u16, u32))| Part { ty: ty.unwrap_or(TypeId::VOID), slot, offset, boxed: false };
        (self.intern(layout).0, types.iter().zip(places).map(part).collect())
    }

    /// The layout of the payload of a class's instances, and where each of its own fields lies.
    pub fn class(&mut self, program: &Program, base: Option<LayoutId>, fields: &[TypeId]) -> (LayoutId, Vec<Part>) {
        let mut layouts: Vec<_> = base.iter().map(|base| self.get(*base).clone()).collect();
        layouts.extend(fields.iter().map(|ty| self.of(program, *ty).layout.clone()));
        let (layout, places) = join(&layouts);
        let own = places.into_iter().skip(layouts.len() - fields.len());
        let part = |(ty, (slot, offset)): (&TypeId, (u16, u32))| Part { ty: *ty, slot, offset, boxed: false };
        (self.intern(layout).0, fields.iter().zip(own).map(part).collect())
    }

    /// What is known of a type, if it was asked for before.
    pub fn known(&self, ty: TypeId) -> Option<&TypeInfo> {
        self.types.get(&ty).map(Rc::as_ref)
    }

    /// What is to be known of a type.
    pub fn of(&mut self, program: &Program, ty: TypeId) -> Rc<TypeInfo> {
        if let Some(info) = self.types.get(&ty) {
            return info.clone();
        }
        let one = |scalar: Scalar| (Layout::new(vec![Leaf { scalar, offset: 0 }], scalar.size(), scalar.size()), Parts::None);
        let (layout, parts) = match program.types.get(ty) {
            Type::Error | Type::Never | Type::Void | Type::Parameter(_) => (Layout::new(Vec::new(), 0, 1), Parts::None),
            Type::Int | Type::Float64 => one(Scalar::Bits64),
            Type::Int32 => one(Scalar::I32),
            Type::Float => one(Scalar::F32),
            Type::Bool => one(Scalar::Bool),
            Type::String => one(Scalar::Str),
            Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Class(_) | Type::Trait(_) | Type::Any => {
                let (layout, parts) = one(Scalar::Object);
                (layout.with_instances(holds_instances(program, ty, &mut Vec::new())), parts)
            }
            Type::Weak(_) => one(Scalar::Weak),
            Type::Range => {
                let (layout, _) = self.fields(program, &[TypeId::INT, TypeId::INT, TypeId::BOOL, TypeId::INT]);
                (layout, Parts::None)
            }
            Type::Tuple(items) => {
                let (layout, parts) = self.fields(program, items);
                (layout, Parts::Fields(parts))
            }
            // One without fields has a hidden byte, always 0.
            Type::Struct(id) if program[*id].fields.is_empty() => (one(Scalar::Bool).0, Parts::Fields(Vec::new())),
            Type::Struct(id) => {
                let types: Vec<TypeId> = program[*id].fields.iter().map(|field| field.ty).collect();
                let (layout, parts) = self.fields(program, &types);
                (layout, Parts::Fields(parts))
            }
            Type::Optional(payload) => {
                if is_reference(program.types.get(*payload)) {
                    let layout = self.of(program, *payload).layout.as_ref().clone();
                    let payload = Part { ty: *payload, slot: 0, offset: 0, boxed: false };
                    (layout, Parts::Optional { tagged: false, payload })
                } else {
                    let (layout, parts) = self.fields(program, &[TypeId::BOOL, *payload]);
                    let mut pieces = vec![tag_piece(PartKind::Bool)];
                    self.case(program, &mut pieces, 1, &parts[1..]);
                    (layout.with_pieces(pieces), Parts::Optional { tagged: true, payload: parts[1] })
                }
            }
            Type::Result(success) => {
                let (with_success, success) = self.fields(program, &[TypeId::BOOL, *success]);
                let (with_error, error) = self.fields(program, &[TypeId::BOOL, TypeId::STRING]);
                let error = Part { slot: with_success.slots(), ..error[1] };
                let mut leaves = with_success.leaves.to_vec();
                leaves.push(Leaf { scalar: Scalar::Str, offset: error.offset });
                let mut pieces = vec![tag_piece(PartKind::Bool)];
                self.case(program, &mut pieces, 1, &success[1..]);
                self.case(program, &mut pieces, 0, &[error]);
                let layout = Layout::new(leaves, with_success.size.max(with_error.size), with_success.align.max(with_error.align));
                (layout.with_pieces(pieces).with_instances(with_success.instances), Parts::Result { success: success[1], error })
            }
            Type::Enum(id) => {
                let def = &program[*id];
                if def.is_plain() {
                    let (layout, _) = one(Scalar::I32);
                    let kind = if def.variants.len() == 1 { PartKind::Lone } else { PartKind::I32 };
                    (layout.with_pieces(vec![tag_piece(kind)]), Parts::Enum(vec![Vec::new(); def.variants.len()]))
                } else {
                    self.payload_enum(program, *id)
                }
            }
        };
        let (id, layout) = self.intern(layout);
        let info = Rc::new(TypeInfo { layout, id, parts });
        self.types.insert(ty, info.clone());
        info
    }

    fn fields(&mut self, program: &Program, types: &[TypeId]) -> (Layout, Vec<Part>) {
        let layouts: Vec<_> = types.iter().map(|ty| self.of(program, *ty).layout.clone()).collect();
        let (layout, places) = join(&layouts);
        let parts = types.iter().zip(places).map(|(ty, (slot, offset))| Part { ty: *ty, slot, offset, boxed: false });
        (layout, parts.collect())
    }

    /// Adds the pieces of parts that are there if the tag at the start has this value.
    fn case(&mut self, program: &Program, pieces: &mut Vec<Piece>, value: i32, parts: &[Part]) {
        let Some(Piece::Leaf(tag, _)) = pieces.first().copied() else { return };
        let mut inner = Vec::new();
        for part in parts {
            match part.boxed {
                true => inner.push(Piece::Leaf(MemoryPart { offset: part.offset, kind: PartKind::Boxed }, part.slot)),
                false => {
                    let way = self.of(program, part.ty).layout.way();
                    inner.extend(way.into_iter().map(|piece| piece.shifted(part.offset, part.slot)));
                }
            }
        }
        if !inner.is_empty() {
            pieces.push(Piece::Case { tag, value, skip: inner.len() as u32 });
            pieces.extend(inner);
        }
    }

    /// The variants share slots as far as their leaves agree on whether, and how, they are counted. In memory each is a `#[repr(C)]` struct that
    /// begins with the tag.
    fn payload_enum(&mut self, program: &Program, id: writ_compiler::ir::EnumId) -> (Layout, Parts) {
        let shared = |scalar: Scalar| if scalar.is_reference() { scalar } else { Scalar::Bits64 };
        let mut slots = vec![Scalar::I32];
        let mut variants = Vec::new();
        let (mut size, mut align) = (4, 4);
        let lone = program[id].variants.len() == 1;
        let mut pieces = vec![tag_piece(if lone { PartKind::Lone } else { PartKind::I32 })];
        for (index, variant) in program[id].variants.iter().enumerate() {
            let mut parts = Vec::new();
            let (mut free, mut end) = (1, 4u32);
            for field in &variant.fields {
                let (leaves, bytes, aligned) = match field.boxed {
                    true => (vec![Scalar::Object], 8, 8),
                    false => {
                        let layout = self.of(program, field.ty).layout.clone();
                        (layout.leaves.iter().map(|leaf| shared(leaf.scalar)).collect::<Vec<_>>(), layout.size, layout.align)
                    }
                };
                let fits = |at: usize| leaves.iter().enumerate().all(|(i, leaf)| slots.get(at + i).is_none_or(|slot| slot == leaf));
                let at = (free..slots.len()).find(|at| fits(*at)).unwrap_or(slots.len().max(free));
                for (i, leaf) in leaves.iter().enumerate() {
                    if at + i == slots.len() {
                        slots.push(*leaf);
                    }
                }
                free = at + leaves.len();
                let offset = end.next_multiple_of(aligned);
                end = offset + bytes;
                align = align.max(aligned);
                parts.push(Part { ty: field.ty, slot: at as u16, offset, boxed: field.boxed });
            }
            size = size.max(end);
            self.case(program, &mut pieces, index as i32, &parts);
            variants.push(parts);
        }
        let leaves: Vec<Leaf> = slots.iter().map(|scalar| Leaf { scalar: *scalar, offset: 0 }).collect();
        let ty = program.enums[id.0 as usize].variants.iter().flat_map(|variant| &variant.fields).map(|field| field.ty);
        let instances = ty.into_iter().any(|ty| holds_instances(program, ty, &mut Vec::new()));
        (Layout::new(leaves, size, align).with_pieces(pieces).with_instances(instances), Parts::Enum(variants))
    }
}

/// Whether values of a type are one counted word, so that 0 can stand for none.
fn is_reference(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Array(_) | Type::Dictionary(..) | Type::Function(..) => true,
        Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => true,
        Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => false,
        Type::Range | Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) | Type::Parameter(_) => false,
    }
}

/// Whether a value of a type may hold an instance of a class, by whatever way.
fn holds_instances(program: &Program, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
    if seen.contains(&ty) {
        return false;
    }
    seen.push(ty);
    let mut holds = |ty: &TypeId| holds_instances(program, *ty, seen);
    match program.types.get(ty) {
        // What a function has captured is not known.
        Type::Class(_) | Type::Trait(_) | Type::Any | Type::Function(..) => true,
        Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => false,
        Type::String | Type::Range | Type::Weak(_) | Type::Parameter(_) => false,
        Type::Array(item) | Type::Optional(item) | Type::Result(item) => holds(item),
        Type::Dictionary(key, value) => holds(key) || holds(value),
        Type::Tuple(items) => items.iter().any(holds),
        Type::Struct(id) => program[*id].fields.iter().any(|field| holds(&field.ty)),
        Type::Enum(id) => program[*id].variants.iter().flat_map(|variant| &variant.fields).any(|field| holds(&field.ty)),
    }
}

/// The tag of a value, in its first slot and at its start.
fn tag_piece(kind: PartKind) -> Piece {
    Piece::Leaf(MemoryPart { offset: 0, kind }, 0)
}

/// Layouts side by side as in a `#[repr(C)]` struct, and the first slot and byte of each.
fn join(parts: &[Rc<Layout>]) -> (Layout, Vec<(u16, u32)>) {
    let (mut leaves, mut places, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    let (mut end, mut align) = (0u32, 1u32);
    for layout in parts {
        align = align.max(layout.align);
        let offset = end.next_multiple_of(layout.align);
        let slot = leaves.len() as u16;
        places.push((slot, offset));
        pieces.extend(layout.way().into_iter().map(|piece| piece.shifted(offset, slot)));
        leaves.extend(layout.leaves.iter().map(|leaf| Leaf { offset: offset + leaf.offset, ..*leaf }));
        end = offset + layout.size;
    }
    let instances = parts.iter().any(|layout| layout.instances);
    (Layout::new(leaves, end, align).with_pieces(pieces).with_instances(instances), places)
}
