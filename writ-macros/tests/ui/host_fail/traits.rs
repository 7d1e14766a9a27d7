#![allow(unused)]

use writ_runtime::writ_export;

#[writ_export]
pub trait Generic<T> {
    fn take(&self, value: T);
}

#[writ_export]
pub trait Many: std::fmt::Debug + 'static {
    type Out;
    #[writ(skip)]
    type Hidden;
    const MOST: usize;
    fn make() -> i64;
    fn consume(self) -> i64;
    fn same(&self, other: &Self) -> bool;
    fn twin(&self) -> Option<Box<Self>>;
    fn any<T>(&self, value: T);
    async fn later(&self);
    fn late(&self, amount: f32, writ: &mut writ_runtime::Writ);
    #[writ(readonly)]
    fn odd(&self);
    fn say_it(&self);
    #[writ(rename = "sayIt")]
    fn say(&self);
    #[writ(skip)]
    fn hidden() -> Self
    where
        Self: Sized;
}

#[writ_export(value)]
pub trait Options {}

fn main() {}
