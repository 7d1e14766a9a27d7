//! One thing reached by two ways, in both engines: a result, or an error with its trace.

use writ_host_tests::both;
use writ_host_tests::engines::Engines;

/// An object that a function of the host borrows; the frames, innermost first.
fn in_use(frames: &str) -> String {
    let trace: Vec<String> = frames.split(' ').map(|frame| format!("\nat {frame}")).collect();
    format!("error[BorrowConflict]: this `Body` is in use by a function of the host{}", trace.concat())
}

/// One object for two parameters.
fn twice(ty: &str, frame: &str) -> String {
    format!("error[BorrowConflict]: one `{ty}` is passed twice to a function that changes it\nat {frame}")
}

#[test]
fn one_object_for_several_parameters() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        dot_self => "9",
        merge_self => "2 Body 6 [3, 3]",
        merge_self_twice => "33 Body 33 [3]",
        merge_self_once => "34 84",
        pour_self => "3 Body 6 [3]",
        exchange_self => twice("Body", "exchangeSelf"),
        swap_self => twice("Body", "swapSelf"),
        swap_others => "Body 2 [2] Body 1 [1]",
        three_looked => "3 Body 2 [2] Body 1 [1]",
        three_changed => twice("Body", "threeChanged"),
        handle_and_changed => "true Body 4 [3]",
        through_aliases => twice("Body", "throughAliases"),
        any_alias => "true 2 false",
        lock_same => "true false",
        lock_self => twice("Lock", "lockSelf"),
        lock_other => "3 3",
        lock_exchange => twice("Lock", "lockExchange"),
        lock_while => twice("Lock", "lockWhile"),
        field_of_itself => "Body 6 [3, 3]",
        evaluated_before => "100 Body 10 [3]",
    );
    assert_eq!(count, 20);
}

#[test]
fn one_array_for_several_parameters() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        look_twice_same => "14 [1, 2, 3]",
        change_twice_same => twice("Array", "changeTwiceSame"),
        change_twice_others => "[2, 3] [1]",
        look_and_change_same => "3 []",
        array_and_vec_same => "0 [1, 2, 3, 7]",
        array_twice_same => "6 3",
        script_aliases => "[1, 2, 1, 2, 9] {\"a\": 1} 5 10",
        text_lent => "first 1 second",
    );
    assert_eq!(count, 8);
}

#[test]
fn callbacks_that_change_what_is_gone_through() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        push_in_for_each => "36 [1, 2, 3, 10, 10, 10]",
        clear_in_for_each => "a1 []",
        clear_in_map => "[\"a1!\"] []",
        remove_in_filter => "[1, 3] [3, 4]",
        clear_in_sort => "[\"a2\", \"b3\", \"c1\"]",
        push_in_sort => "[1, 2, 3]",
        host_in_sort => "[Body 1 [1], Body 2 [2], Body 3 [3]]",
        keys_in_loop => "error[DictionaryChanged]: dictionary changed during iteration\nat keysInLoop",
        values_in_loop => "{\"a\": 2, \"b\": 4}",
        host_in_dictionary_loop => "error[DictionaryChanged]: dictionary changed during iteration\nat hostInDictionaryLoop",
        sum_while_changed => "6 [100, 2, 3, 1, 2, 3]",
        sum_while_cleared => "6 []",
        change_while_scripts => "error[BorrowConflict]: a function through which scripts run can't borrow an `Array` to change it\nat changeWhileScripts",
        live_each => "5 [1, 2, 1, 2, 1]",
    );
    assert_eq!(count, 14);
}

#[test]
fn objects_that_are_lent_while_scripts_run() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        read_while_read => "303",
        method_while_read => "903 30303",
        write_while_read => in_use("<lambda> writeWhileRead"),
        change_while_read => in_use("<lambda> changeWhileRead"),
        argument_while_read => in_use("<lambda> argumentWhileRead"),
        read_while_changed => in_use("<lambda> readWhileChanged"),
        method_while_changed => in_use("<lambda> methodWhileChanged"),
        argument_while_changed => in_use("<lambda> argumentWhileChanged"),
        show_while_changed => in_use("<lambda> showWhileChanged"),
        again_while_changed => in_use("<lambda> againWhileChanged"),
        others_while_changed => in_use("<lambda> <lambda> othersWhileChanged"),
        other_while_changed => "11 Body 11 [3] Body 7 [4]",
        handle_while_changed => "6 12",
        calm_while_changed => "BorrowConflict: this `Body` is in use by a function of the host; Panic: stop; 7; Body 106 [3]",
        free_after_nested => "10303 Body 5 [3]",
        read_twice_with => "9",
        read_twice_stays => in_use("<lambda> readTwiceStays"),
        change_with_copy => "16",
        change_with_copy_used => in_use("<lambda> changeWithCopyUsed"),
        change_both_same => twice("Body", "changeBothSame"),
        change_both_used => in_use("<lambda> changeBothUsed"),
        change_both_fine => "3 Body 2 [1] Body 1 [2]",
        last_handle_inside => "8 [] false",
    );
    assert_eq!(count, 23);
}

#[test]
fn handles_that_a_host_looks_into() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        borrow_while_read => "3 BorrowConflict: this `Body` is in use by a function of the host 4",
        borrow_while_changed => "BorrowConflict: this `Body` is in use by a function of the host BorrowConflict: this `Body` is in use by a function of the host 5",
        destroy_while_read => in_use("<lambda> destroyWhileRead"),
        destroy_while_changed => in_use("<lambda> destroyWhileChanged"),
        destroy_bound_while_read => "BorrowConflict: this `Body` is in use by a function of the host true true 2 false false",
        destroy_other_inside => "2 Body 2 [1] false",
        call_with_lent => "303 true",
    );
    assert_eq!(count, 7);
}

#[test]
fn what_a_host_must_not_do_inside() {
    let mut engines = Engines::new("aliasing");
    let count = both!(engines, aliasing:
        exchanged => "1",
        ticked => "HostError: tick was called while a script runs",
    );
    assert_eq!(count, 2);
}

#[test]
fn every_error_leaves_the_instance_usable() {
    let mut engines = Engines::new("aliasing");
    for _ in 0..50 {
        both!(engines, aliasing:
            again_while_changed => in_use("<lambda> againWhileChanged"),
            others_while_changed => in_use("<lambda> <lambda> othersWhileChanged"),
            change_both_same => twice("Body", "changeBothSame"),
            other_while_changed => "11 Body 11 [3] Body 7 [4]",
        );
    }
    // Nothing that was lent is kept.
    let before = (engines.vm.heap_bytes(), engines.compiled.heap_bytes());
    both!(engines, aliasing: again_while_changed => in_use("<lambda> againWhileChanged"),);
    assert_eq!((engines.vm.heap_bytes(), engines.compiled.heap_bytes()), before);
}
