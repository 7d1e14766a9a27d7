//! Calls of what is declared.

use crate::scope::Callable;
use crate::types::{Bindings, Type};
use crate::write::{Code, Want, Writer};

impl Writer<'_> {
    /// Whether a callable can be called here: its work fits, and it does nothing that must not be done here.
    pub fn can_call(&self, callable: &Callable) -> bool {
        let forbidden =
            callable.coroutine || callable.mutates || (callable.dynamic && !self.frame.dynamic) || (callable.grows && self.frame.steady);
        !forbidden && callable.cost * self.frame.repeat < self.frame.work
    }

    /// A call of something whose result fits.
    pub fn some_call(&mut self, want: &Want) -> Option<Code> {
        let fits = |callable: &Callable| callable.result.fits(&want.ty, &mut Bindings::default());
        let fitting: Vec<usize> =
            (0..self.callables.len()).filter(|at| fits(&self.callables[*at]) && self.can_call(&self.callables[*at])).collect();
        if fitting.is_empty() {
            return None;
        }
        let callable = self.callables[*self.choices.pick(&fitting)].clone();
        self.call(&callable, want)
    }

    /// A call.
    pub fn call(&mut self, callable: &Callable, want: &Want) -> Option<Code> {
        let mut bindings = Bindings::default();
        if !callable.result.fits(&want.ty, &mut bindings) || !self.allowed(&callable.result, &bindings) {
            return None;
        }
        self.frame.work -= callable.cost * self.frame.repeat;
        self.frame.called_dynamic |= callable.dynamic;
        let mut parts = Vec::new();
        let mut text = String::new();
        if let Some(receiver) = &callable.receiver {
            let ty = self.bind_all(receiver, &mut bindings);
            let receiver = self.exact(&ty);
            text = format!("{}.", receiver.receiver());
            parts.push(receiver);
        }
        text += &callable.text;
        let letters = callable.parameters.iter().fold(Vec::new(), |mut letters, p| {
            p.ty.letters(&mut letters);
            letters
        });
        let open = !letters.is_empty() || matches!(&callable.result, Type::Named(_, arguments) if !arguments.is_empty());
        // A variant without payload is no call.
        let is_name = callable.text.ends_with(')') || callable.parameters.is_empty() && callable.text.contains('.') && callable.cost == 0;
        if !is_name {
            let arguments = self.arguments(callable, &mut bindings, open, &mut parts);
            text += &format!("({})", arguments.join(", "));
        }
        let parts: Vec<&Code> = parts.iter().collect();
        let code = Code::postfix(text).with(&parts, &want.ty);
        if open && !want.exact {
            Some(code)
        } else if open {
            Some(self.given(&want.ty, &code))
        } else {
            Some(code)
        }
    }

    fn bind_all(&mut self, pattern: &Type, bindings: &mut Bindings) -> Type {
        let mut letters = Vec::new();
        pattern.letters(&mut letters);
        for letter in letters {
            if bindings.get(letter).is_none() {
                let ty = self.some_of(letter);
                bindings.bind(letter, ty);
            }
        }
        pattern.bound(bindings)
    }

    /// Arguments: by position, some by name, defaults left out, a rest.
    fn arguments(&mut self, callable: &Callable, bindings: &mut Bindings, open: bool, parts: &mut Vec<Code>) -> Vec<String> {
        let mut positional = Vec::new();
        let mut named = Vec::new();
        let has_names = callable.parameters.iter().all(|p| !p.name.is_empty());
        let by_name = has_names && callable.rest.is_none() && callable.parameters.len() > 1 && self.choices.chance(35);
        let mut left_out = false;
        for (index, parameter) in callable.parameters.iter().enumerate() {
            if parameter.default && callable.rest.is_none() && self.choices.chance(40) {
                left_out = true;
                continue;
            }
            let ty = self.bind_all(&parameter.ty, bindings);
            let value = if open { self.exact(&ty) } else { self.wanted(&ty) };
            if left_out || (by_name && (index > 0 || callable.parameters.len() < 3)) {
                named.push(format!("{}: {}", parameter.name, value.argument()));
            } else {
                positional.push(value.argument());
            }
            parts.push(value);
        }
        while named.len() > 1 && self.choices.chance(60) {
            let last = named.len() - 1;
            let at = self.choices.below(last);
            named.swap(at, last);
        }
        if let Some(rest) = &callable.rest {
            for _ in 0..self.choices.below(4) {
                let spread = self.choices.chance(20);
                let value = if spread { self.wanted(&Type::array(rest.clone())) } else { self.wanted(rest) };
                positional.push(if spread { format!("...{}", value.operand()) } else { value.argument() });
                parts.push(value);
            }
        }
        positional.extend(named);
        positional
    }
}
