//! Objects that belong to an entity of the host's, and end with it.

use writ_host_tests::both;
use writ_host_tests::engines::Engines;

/// Use of an object that was destroyed.
fn gone(frame: &str) -> String {
    format!("error[HostError]: Body was destroyed\nat {frame}")
}

#[test]
fn what_scripts_get_of_an_object_that_the_host_ended() {
    let mut engines = Engines::new("owned");
    // The second round has new objects with the same ids.
    for round in 0..2 {
        assert_eq!(both!(engines, owned: enter => "Body 5 [5] Body 5 [5] true",), 1);
        for writ in [&mut engines.vm, &mut engines.compiled] {
            for _ in 0..3 {
                assert!(writ.tick(0.1).unwrap().failures.is_empty());
            }
        }
        both!(engines, owned: coroutines => "true 3",);
        for writ in [&mut engines.vm, &mut engines.compiled] {
            // Only the host's object is destroyed; the script's one lost its coroutines.
            assert_eq!(writ.destroy_owned(7).unwrap(), 1, "round {round}");
            assert_eq!(writ.destroy_owned(7).unwrap(), 0);
            assert!(writ.tick(0.1).unwrap().failures.is_empty());
        }
        let count = both!(engines, owned:
            field_read => gone("fieldRead"),
            field_written => gone("fieldWritten"),
            field_changed => gone("fieldChanged"),
            array_field => gone("arrayField"),
            method_called => gone("methodCalled"),
            changing_method => gone("changingMethod"),
            reentering_method => gone("reenteringMethod"),
            argument => gone("argument"),
            changed_argument => gone("changedArgument"),
            argument_twice => gone("argumentTwice"),
            shown => gone("shown"),
            shown_in_array => gone("shownInArray"),
            shown_by_text => gone("shownByText"),
            ended_twice => gone("endedTwice"),
            handled => "0 true false true true HostError: Body was destroyed",
            weakly => "true false false",
            others => "Body 6 [6] 36",
            coroutines => "false 3",
        );
        assert_eq!(count, 18);
        for writ in [&mut engines.vm, &mut engines.compiled] {
            assert_eq!(writ.destroy_owned(8).unwrap(), 1);
            assert_eq!(writ.destroy_owned(9).unwrap(), 0);
        }
        both!(engines, owned: others => gone("others"),);
        both!(engines, owned: forget => "0",);
    }
}

#[test]
fn freed_objects_are_forgotten() {
    let mut engines = Engines::new("owned");
    both!(engines, owned: enter => "Body 5 [5] Body 5 [5] true", forget => "0",);
    for writ in [&mut engines.vm, &mut engines.compiled] {
        // The bodies were freed by the script; only the brain is left of id 7.
        assert_eq!(writ.destroy_owned(7).unwrap(), 0);
        assert_eq!(writ.destroy_owned(8).unwrap(), 0);
    }
    both!(engines, owned: coroutines => "false 0",);
}
