//! `import`.

use super::{Builder, parts};
use crate::ast::{ExprKind, Import, ImportNames, StatementKind, StringPart};
use crate::syntax::grammar::{Node, Rule};

impl Builder<'_> {
    /// `import`.
    pub(super) fn import(&self, node: Node<'_>) -> StatementKind {
        let mut names = ImportNames::Named(Vec::new());
        let mut path = String::new();
        let mut path_span = self.span(&node);
        for part in parts(node) {
            match part.as_rule() {
                Rule::import_names => names = ImportNames::Named(parts(part).map(|name| self.ident(&name)).collect()),
                Rule::import_all => {
                    if let Some(name) = part.into_inner().find(|name| name.as_rule() == Rule::identifier) {
                        names = ImportNames::All(self.ident(&name));
                    }
                }
                Rule::path_string => {
                    path_span = self.span(&part);
                    let mut string = part.into_inner().next().map_or_else(|| self.missing(path_span), |string| self.string(string));
                    if let ExprKind::String(parts) = std::mem::replace(&mut string.kind, ExprKind::Error) {
                        for part in parts {
                            match part {
                                StringPart::Text(text) => path.push_str(&text),
                                StringPart::Expr(expr) => {
                                    self.report(self.error(expr.span, "the path of an import is fixed: it has no `$`"));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        StatementKind::Import(Import { names, path, path_span })
    }
}
