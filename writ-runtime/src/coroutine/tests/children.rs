//! Coroutines that wait for others.

use super::*;

/// A frame that waits for a child down to some depth, and gives 1 more than that.
fn nested(writ: &Writ, depth: i64, last: Rc<dyn Fn(i32) -> Fallible<i64>>) -> Ref<Walk> {
    frame_of(writ, &CHILD, move |frame, writ, state| {
        if depth == 0 {
            return last(state);
        }
        if state == 0 {
            let child = nested(writ, depth - 1, last.clone());
            return wait_for(frame, writ, child).map_err(|error| at(error, 1));
        }
        let value = result_of_child(frame, writ, 3)?;
        frame.set_field(|walk| &mut walk.result, value + 1);
        Ok(signal::ENDED)
    })
}

/// A coroutine that says what such a frame gives.
fn start_nested(writ: &mut Writ, depth: i64, last: impl Fn(i32) -> Fallible<i64> + 'static) -> Coroutine {
    let last: Rc<dyn Fn(i32) -> Fallible<i64>> = Rc::new(last);
    start(writ, move |frame, writ, state| {
        if state == 0 {
            let child = nested(writ, depth, last.clone());
            return wait_for(frame, writ, child).map_err(|error| at(error, 1));
        }
        say(result_of_child(frame, writ, 9)?.to_string());
        Ok(signal::ENDED)
    })
}

#[test]
fn a_long_chain_takes_no_native_stack() {
    let run = || {
        with_writ(|writ| {
            writ.set_call_depth_limit(1_000_000);
            start_nested(writ, 100_000, |state| Ok(if state == 0 { signal::NEXT_TICK } else { signal::ENDED }));
            assert_eq!(tick(writ, 0.0), "");
            assert_eq!(writ.active_coroutine_count(), 100_002);
            assert_eq!(tick(writ, 0.0), "100000");
            // The same, ended from above, and by an error from below.
            let root = start_nested(writ, 100_000, |_| Ok(signal::NEXT_TICK));
            tick(writ, 0.0);
            root.cancel(writ);
            assert_eq!(writ.active_coroutine_count(), 0);
            start_nested(writ, 100_000, |_| Err(at(error::division_by_zero(), 5)));
            let report = writ.tick(0.0).unwrap();
            assert_eq!(report.failures[0].error.trace.omitted(), 100_002 - 30);
            assert_eq!(report.failures[0].error.trace.frames().filter(|frame| frame.coroutine).count(), 30);
            // One that is there when the instance goes.
            start_nested(writ, 100_000, |_| Ok(signal::NEXT_TICK));
            tick(writ, 0.0);
        });
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_chain_is_as_long_as_calls_may_nest() {
    with_writ(|writ| {
        writ.set_call_depth_limit(10);
        // The first one and nine more.
        start_nested(writ, 8, |_| Ok(signal::ENDED));
        assert_eq!(tick(writ, 0.0), "8");
        start_nested(writ, 9, |_| Ok(signal::ENDED));
        let report = writ.tick(0.0).unwrap();
        let text = format!(
            "error[StackOverflow]: too many nested calls\n  at walk (main.writ:1) [coroutine]{}\n  at walk (main.writ:9) [coroutine]",
            "\n  at walk (main.writ:3) [coroutine]".repeat(8)
        );
        assert_eq!(report.to_string(), text);
        assert_eq!(writ.active_coroutine_count(), 0);
    });
}

#[test]
fn an_error_ends_who_waits() {
    with_writ(|writ| {
        start(writ, endless("before"));
        let root = start_nested(writ, 1, |state| match state {
            0 => Ok(signal::NEXT_TICK),
            _ => {
                let mut error = error::division_by_zero();
                error.push_frame("divide", "math.writ", 2);
                Err(at(error, 5))
            }
        });
        start(writ, endless("behind"));
        assert_eq!(tick(writ, 0.0), "before behind");
        let report = writ.tick(0.0).unwrap();
        let text = "error[DivisionByZero]: division by zero\n  at divide (math.writ:2)\n  at walk (main.writ:5) [coroutine]\n  \
             at walk (main.writ:3) [coroutine]\n  at walk (main.writ:9) [coroutine]";
        assert_eq!(report.to_string(), text);
        assert_eq!(report.failures[0].coroutine, "walk");
        // The child had its turn behind the others, being the youngest.
        assert_eq!(said(), "before behind");
        assert!(!root.is_running(writ));
        assert_eq!(tick(writ, 0.0), "before behind");
    });
}

#[test]
fn an_error_ends_variables_from_the_child_up() {
    with_writ(|writ| {
        let parent = frame(writ, |frame, writ, state| match state {
            0 => {
                let child = frame_of(writ, &CHILD, |_, _, _| Err(at(error::null_value(), 1)));
                locals(&child, "child1", "child2");
                wait_for(frame, writ, child)
            }
            _ => {
                say("raised");
                Ok(result_of_child(frame, writ, 2)?)
            }
        });
        locals(&parent, "parent1", "parent2");
        let handle = start_frame(writ, &parent, None);
        drop(parent);
        let report = writ.tick(0.0).unwrap();
        assert_eq!(report.failures.len(), 1);
        assert_eq!(said(), "-child2 -child1 raised -parent2 -parent1");
        // A handle keeps nothing of that.
        drop(handle);
        assert_eq!(said(), "");
    });
}

#[test]
fn a_handle_keeps_no_variables_of_one_that_has_ended() {
    with_writ(|writ| {
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, |_, _, _| Ok(signal::ENDED));
        locals(&walk, "first", "second");
        let owner = thing(writ, "owner");
        let handle = start_frame(writ, &walk, Some(&owner));
        drop((hero, walk));
        assert_eq!(said(), "");
        // The object of a method at the very end.
        assert_eq!(tick(writ, 0.0), "-second -first -hero");
        assert!(!handle.is_running(writ));
    });
}

#[test]
fn what_is_never_started_ends_its_object_last() {
    with_writ(|writ| {
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, |_, _, _| Ok(signal::ENDED));
        locals(&walk, "first", "second");
        drop(hero);
        drop(walk);
        assert_eq!(said(), "-second -first -hero");
    });
}
