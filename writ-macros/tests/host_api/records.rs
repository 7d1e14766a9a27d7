//! The records that the macros make say the same as the scan of the source.

use crate::game::{self, Cell, Event, Kind, Meters, Monster, Nothing, Point};
use std::path::Path;
use writ_build::host_api::{Scan, scan_files};
use writ_compiler::host::{
    Api, HostField, HostFunction, HostProperty, HostTrait, HostType, HostTypeKind, HostValue, HostVariant, Receiver, RustItem,
};
use writ_runtime::exported;
use writ_runtime::host::{Describe, FunctionKind, FunctionRecord, TraitRecord, TypeKind, TypeName, TypeRecord, ValueRecord};

/// The path is no part of a record.
fn rust(file: &str, line: u32) -> Option<RustItem> {
    Some(RustItem { path: String::new(), file: file.to_owned(), line })
}

fn named(list: &[(&str, TypeName)]) -> Vec<(String, String)> {
    list.iter().map(|(name, ty)| ((*name).to_owned(), ty())).collect()
}

fn function(record: &FunctionRecord) -> HostFunction {
    HostFunction {
        name: record.name.to_owned(),
        doc: record.doc.to_owned(),
        receiver: match record.kind {
            FunctionKind::Static => Receiver::None,
            FunctionKind::Method => Receiver::Object,
            FunctionKind::Mutating => Receiver::Place,
        },
        parameters: named(record.parameters),
        result: (record.result)(),
        reenters: record.reenters,
        rust: rust(record.file, record.line),
    }
}

fn ty(record: &TypeRecord, functions: &[FunctionRecord]) -> HostType {
    HostType {
        name: record.name.to_owned(),
        id: 0,
        doc: record.doc.to_owned(),
        kind: match record.kind {
            TypeKind::Class(shape) => {
                assert_eq!(shape().shape.name, record.name);
                HostTypeKind::Class
            }
            TypeKind::Struct(fields) => {
                let field = |field: &writ_runtime::host::FieldRecord| HostField {
                    name: field.name.to_owned(),
                    doc: field.doc.to_owned(),
                    ty: (field.ty)(),
                    public: field.public,
                };
                HostTypeKind::Struct(fields.iter().map(field).collect())
            }
            TypeKind::Enum(variants) => {
                let variant = |variant: &writ_runtime::host::VariantRecord| HostVariant {
                    name: variant.name.to_owned(),
                    doc: variant.doc.to_owned(),
                    fields: named(variant.fields),
                };
                HostTypeKind::Enum(variants.iter().map(variant).collect())
            }
        },
        traits: record.traits.iter().map(|definition| definition().name.to_owned()).collect(),
        properties: record
            .properties
            .iter()
            .map(|property| HostProperty {
                name: property.name.to_owned(),
                doc: property.doc.to_owned(),
                ty: (property.ty)(),
                writable: property.set.is_some(),
                rust: rust(property.file, property.line),
            })
            .collect(),
        functions: functions.iter().map(function).collect(),
        rust: rust(record.file, record.line),
    }
}

fn add_type<T: Describe>(api: &mut Api) {
    let record = T::describe();
    let made = ty(&record, &T::functions());
    api.group_mut(record.group).types.push(made);
}

fn add_trait(api: &mut Api, record: &TraitRecord) {
    let functions = record.functions.iter().map(|function| HostFunction {
        name: function.name.to_owned(),
        doc: function.doc.to_owned(),
        receiver: Receiver::Object,
        parameters: named(function.parameters),
        result: (function.result)(),
        reenters: function.reenters,
        rust: rust(function.file, function.line),
    });
    let made = HostTrait {
        name: record.name.to_owned(),
        doc: record.doc.to_owned(),
        functions: functions.collect(),
        rust: rust(record.file, record.line),
    };
    api.group_mut(record.group).traits.push(made);
}

fn add_function(api: &mut Api, record: &FunctionRecord) {
    api.group_mut(record.group).functions.push(function(record));
}

fn add_value(api: &mut Api, record: &ValueRecord) {
    let made =
        HostValue { name: record.name.to_owned(), doc: record.doc.to_owned(), ty: (record.ty)(), rust: rust(record.file, record.line) };
    api.group_mut(record.group).values.push(made);
}

/// What the macros say, in the order of the source.
fn recorded() -> Api {
    let mut api = Api::default();
    add_type::<Monster>(&mut api);
    add_trait(&mut api, exported!(game::Damageable));
    add_type::<Point>(&mut api);
    add_type::<Cell>(&mut api);
    add_type::<Meters>(&mut api);
    add_type::<Nothing>(&mut api);
    add_type::<Kind>(&mut api);
    add_type::<Event>(&mut api);
    add_trait(&mut api, exported!(game::deep::Called));
    add_type::<game::deep::Wall>(&mut api);
    add_value(&mut api, exported!(game::GRAVITY));
    add_value(&mut api, exported!(game::TITLE_TEXT));
    for record in [
        exported!(game::fall),
        exported!(game::numbers),
        exported!(game::texts),
        exported!(game::sum),
        exported!(game::extend),
        exported!(game::maps),
        exported!(game::optionals),
        exported!(game::handles),
        exported!(game::run),
        exported!(game::parse),
        exported!(game::check),
        exported!(game::load),
        exported!(game::count),
        exported!(game::words),
        exported!(game::first),
        exported!(game::turn),
        exported!(game::deep::r#move),
    ] {
        add_function(&mut api, record);
    }
    api
}

/// What the scan says.
fn scanned() -> Scan {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    scan_files(&[(&package.join("tests/host_api/game.rs"), "crate::game")], package)
}

#[test]
fn records_and_scan_say_the_same() {
    let mut scan = scanned();
    assert_eq!(scan.errors, Vec::<String>::new());
    assert_eq!(recorded().declarations(), scan.api.declarations());
    for group in &mut scan.api.groups {
        let in_types = group.types.iter_mut().flat_map(|ty| {
            let functions = ty.functions.iter_mut().map(|function| &mut function.rust);
            let properties = ty.properties.iter_mut().map(|property| &mut property.rust);
            std::iter::once(&mut ty.rust).chain(functions).chain(properties)
        });
        let functions = group.functions.iter_mut().map(|function| &mut function.rust);
        let values = group.values.iter_mut().map(|value| &mut value.rust);
        let in_traits = group.traits.iter_mut().flat_map(|definition| {
            let functions = definition.functions.iter_mut().map(|function| &mut function.rust);
            std::iter::once(&mut definition.rust).chain(functions)
        });
        for rust in in_types.chain(in_traits).chain(functions).chain(values) {
            rust.as_mut().unwrap().path.clear();
        }
    }
    assert_eq!(recorded(), scan.api);
}

#[test]
fn declarations() {
    let text = scanned().api.declarations();
    let places = |line: &str| line.split("  // tests/").next().unwrap_or(line).to_owned();
    let text = text.lines().map(places).collect::<Vec<_>>().join("\n");
    for expected in [
        "// Bites.\n//\n// At night.\nclass Monster with Damageable, Named {\n    // What is left.\n    native var health: float\n    native let called: string\n    native var hitPoints: Array<int>\n    native let level: int32\n    native var type: Kind?\n",
        "    native static func new(name: string, health: float) -> Monster\n",
        "    native context func callBack(other: Monster)\n",
        "    // Gives what is left.\n    native func takeDamage(amount: float) -> float\n    native func isAlive() -> bool\n    native context func revenge(on: Monster, why: string?) -> Result<void>\n    native func getTexts(other: string) -> Array<string>\n    native func fullName() -> string\n}",
        "// What can be hurt.\ntrait Damageable {\n    // Gives what is left.\n    func takeDamage(amount: float) -> float\n    func isAlive() -> bool\n    func revenge(on: Monster, why: string?) -> Result<void>\n    func getTexts(other: string) -> Array<string>\n}",
        "// It is said out loud.\ntrait Named {\n    func fullName() -> string\n}",
        "class Wall with Damageable {\n    // Gives what is left.\n    native func takeDamage(amount: float) -> float\n",
        "struct Square {\n    column: int\n    line: int\n    private marks: Array<int>\n    private at: Point\n",
        "    native mutates func next() -> int?\n    native func at(index: int) -> int\n    native mutates func setAt(index: int, value: int)\n",
        "enum Event {\n    Nothing,\n    Hit(by: int, at: Point),\n    Said(value: string),\n    Moved(value0: Point, value1: Kind?),\n    Many(value: Array<Event>),\n}",
        "native func turn(cell: Square, by: Meters, nothing: Nothing, event: Event) -> (Square, Event)",
    ] {
        assert!(text.contains(expected), "{expected}\nis not in\n{text}");
    }
}
