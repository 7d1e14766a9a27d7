//! Classes, structs and enums lie in memory alike in both engines.

use super::linked;
use writ_linking_tests::layouts;
use writ_runtime::Writ;

#[test]
fn classes_of_all_field_types_and_depths() {
    // Linking compares size, alignment and the offset of every field with those that the VM computes from the source.
    let mut writ = Writ::new();
    writ.link(layouts::module()).unwrap();
    let program = layouts::module();
    let classes: Vec<_> = program.classes.iter().filter(|class| class.key.starts_with("layouts::C")).collect();
    assert_eq!(classes.len(), 31);
    let fields: usize = classes.iter().map(|class| class.shape.fields.len()).sum();
    assert!(fields > 150, "{fields}");
    // What is compared there is what rustc says.
    let c1 = classes.iter().find(|class| class.key == "layouts::C1").unwrap().shape;
    assert_eq!((c1.size, c1.align), (size_of::<layouts::C1>(), align_of::<layouts::C1>()));
    assert_eq!(c1.fields[1].offset, std::mem::offset_of!(layouts::C1, f1_0));
}

#[test]
fn a_program_is_linked_once() {
    let (mut writ, _) = linked();
    writ.link(writ_linking_tests::game::module()).unwrap();
    writ.link(layouts::module()).unwrap();
}
