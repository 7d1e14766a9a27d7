//! Records as JSON, for editors and documentation.

use super::{Api, HostFunction, HostTypeKind, Receiver, RustItem};
use crate::diagnostic::quote_json;

impl Api {
    /// Everything as one JSON object: `{"groups": […]}`. Types are as scripts write them.
    pub fn to_json(&self) -> String {
        let groups = array(&self.groups, |group| {
            object(&[
                ("name", quote_json(&group.name)),
                (
                    "types",
                    array(&group.types, |ty| {
                        let (kind, parts) = match &ty.kind {
                            HostTypeKind::Class => ("class", Vec::new()),
                            HostTypeKind::Struct(fields) => {
                                let fields = array(fields, |field| {
                                    object(&[
                                        ("name", quote_json(&field.name)),
                                        ("doc", quote_json(&field.doc)),
                                        ("type", quote_json(&field.ty)),
                                        ("public", field.public.to_string()),
                                    ])
                                });
                                ("struct", vec![("fields", fields)])
                            }
                            HostTypeKind::Enum(variants) => {
                                let variants = array(variants, |variant| {
                                    object(&[
                                        ("name", quote_json(&variant.name)),
                                        ("doc", quote_json(&variant.doc)),
                                        ("fields", parameters(&variant.fields)),
                                    ])
                                });
                                ("enum", vec![("variants", variants)])
                            }
                        };
                        let mut members = vec![
                            ("name", quote_json(&ty.name)),
                            ("doc", quote_json(&ty.doc)),
                            ("kind", quote_json(kind)),
                            ("traits", array(&ty.traits, |name| quote_json(name))),
                        ];
                        members.extend(parts);
                        members.push((
                            "properties",
                            array(&ty.properties, |property| {
                                object(&[
                                    ("name", quote_json(&property.name)),
                                    ("doc", quote_json(&property.doc)),
                                    ("type", quote_json(&property.ty)),
                                    ("writable", property.writable.to_string()),
                                    ("rust", rust(property.rust.as_ref())),
                                ])
                            }),
                        ));
                        members.push(("functions", array(&ty.functions, function)));
                        members.push(("rust", rust(ty.rust.as_ref())));
                        object(&members)
                    }),
                ),
                (
                    "traits",
                    array(&group.traits, |definition| {
                        object(&[
                            ("name", quote_json(&definition.name)),
                            ("doc", quote_json(&definition.doc)),
                            ("functions", array(&definition.functions, function)),
                            ("rust", rust(definition.rust.as_ref())),
                        ])
                    }),
                ),
                ("functions", array(&group.functions, function)),
                (
                    "values",
                    array(&group.values, |value| {
                        object(&[
                            ("name", quote_json(&value.name)),
                            ("doc", quote_json(&value.doc)),
                            ("type", quote_json(&value.ty)),
                            ("rust", rust(value.rust.as_ref())),
                        ])
                    }),
                ),
            ])
        });
        object(&[("groups", groups)])
    }
}

fn function(function: &HostFunction) -> String {
    let receiver = match function.receiver {
        Receiver::None => "none",
        Receiver::Object => "object",
        Receiver::Place => "place",
    };
    object(&[
        ("name", quote_json(&function.name)),
        ("doc", quote_json(&function.doc)),
        ("receiver", quote_json(receiver)),
        ("parameters", parameters(&function.parameters)),
        ("result", quote_json(&function.result)),
        ("reenters", function.reenters.to_string()),
        ("rust", rust(function.rust.as_ref())),
    ])
}

fn parameters(list: &[(String, String)]) -> String {
    array(list, |(name, ty)| object(&[("name", quote_json(name)), ("type", quote_json(ty))]))
}

fn rust(item: Option<&RustItem>) -> String {
    let Some(item) = item else { return "null".to_owned() };
    object(&[("path", quote_json(&item.path)), ("file", quote_json(&item.file)), ("line", item.line.to_string())])
}

fn array<T>(items: &[T], one: impl Fn(&T) -> String) -> String {
    format!("[{}]", items.iter().map(one).collect::<Vec<_>>().join(","))
}

fn object(members: &[(&str, String)]) -> String {
    format!("{{{}}}", members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(","))
}
