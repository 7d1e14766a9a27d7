//! Parts of the host's properties: `monster.position.x += 1.0` reads the property, changes the copy, and writes it back.

use super::Checker;
use crate::ast::Name;
use crate::ir::{Expr, ExprKind, FuncId, Owner, Place, PlaceRoot, Projection, Statement, StatementKind, TypeId};
use crate::source::Span;

/// A property whose copy is being changed.
#[derive(Clone)]
pub(crate) struct WriteBack {
    /// Evaluates the object, and makes the copy.
    before: Vec<Statement>,
    /// Writes the copy back.
    after: Expr,
}

impl Checker {
    /// The place of a value that is a property of one of the host's objects, or inside one: in a copy, which is written back when
    /// [`Self::written_back`] is called. Else the value.
    pub fn property_place(&mut self, value: Expr) -> Result<Place, Expr> {
        let (ty, span) = (value.ty, value.span);
        match value.kind {
            ExprKind::Field { base, index } => match self.property_place(*base) {
                Ok(mut place) => {
                    place.path.push(Projection::Field(index));
                    Ok(Place { ty, span, ..place })
                }
                Err(base) => Err(Expr { kind: ExprKind::Field { base: Box::new(base), index }, ty, span }),
            },
            ExprKind::Call { function, captures, arguments } => match self.setter_of(function) {
                Some(setter) => Ok(self.copied_property(function, setter, arguments, ty, span)),
                None => Err(Expr { kind: ExprKind::Call { function, captures, arguments }, ty, span }),
            },
            kind => Err(Expr { kind, ty, span }),
        }
    }

    /// What writes the property that a function of the host's reads.
    fn setter_of(&self, getter: FuncId) -> Option<FuncId> {
        let function = &self.program[getter];
        let (Some(_), Some(Owner::Class(class))) = (&function.host, function.owner) else { return None };
        let name = Name::from(format!("{}.set", function.name.strip_suffix(".get")?));
        self.program[class].methods.iter().copied().find(|method| self.program[*method].name == name)
    }

    fn copied_property(&mut self, getter: FuncId, setter: FuncId, mut arguments: Vec<Expr>, ty: TypeId, span: Span) -> Place {
        let mut before = Vec::new();
        let object = self.spill(arguments.remove(0), &mut before);
        let copy = self.state().local(Name::from(""), ty, true, span);
        let read = Expr { kind: ExprKind::Call { function: getter, captures: Vec::new(), arguments: vec![object.clone()] }, ty, span };
        before.push(Statement { kind: StatementKind::Let { local: copy, value: Some(read) }, span });
        let changed = Expr { kind: ExprKind::Local(copy), ty, span };
        let after = Expr {
            kind: ExprKind::Call { function: setter, captures: Vec::new(), arguments: vec![object, changed] },
            ty: TypeId::VOID,
            span,
        };
        self.write_backs.push(WriteBack { before, after });
        Place { root: PlaceRoot::Local(copy), path: Vec::new(), ty, span }
    }

    /// Takes the properties whose copies are changed since there were `first` of them: what comes before the change, and what after it.
    pub fn written_back(&mut self, first: usize) -> (Vec<Statement>, Vec<Expr>) {
        let mut before = Vec::new();
        let mut after = Vec::new();
        for write_back in self.write_backs.split_off(first) {
            before.extend(write_back.before);
            after.push(write_back.after);
        }
        (before, after)
    }
}
