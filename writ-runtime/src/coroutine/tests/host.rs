//! Ticks and handles, as hosts have them.

use super::*;
use crate::error::ErrorKind;

#[test]
fn deltas_are_checked() {
    with_writ(|writ| {
        start(writ, endless("runs"));
        for (delta, shown) in [(f64::NAN, "NaN"), (-0.5, "-0.5"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
            let error = writ.tick(delta).unwrap_err();
            let message = format!("the delta of a tick must be a finite number of seconds that is not negative, found {shown}");
            assert_eq!((error.kind, error.message), (ErrorKind::InvalidArgument, message));
        }
        assert_eq!(said(), "");
        assert_eq!(tick(writ, -0.0), "runs");
    });
}

#[test]
fn no_tick_in_a_tick() {
    with_writ(|writ| {
        start(writ, |_, writ, _| {
            let error = writ.tick(0.1).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (ErrorKind::HostError, "tick was called while a script runs"));
            Ok(signal::NEXT_TICK)
        });
        start(writ, endless("other"));
        assert_eq!(tick(writ, 0.0), "other");
        // In a function of the host's: nobody can know that no script called it.
        let function: Function<(), bool> = Function::from_fn(|writ, ()| Ok(writ.tick(0.0).is_err()));
        assert!(function.call(writ, ()).unwrap());
        assert_eq!(tick(writ, 0.0), "other");
    });
}

#[test]
fn after_a_panic_of_the_host_the_others_go_on() {
    with_writ(|writ| {
        let panics = frame(writ, |_, _, _| panic!("the host"));
        locals(&panics, "first", "second");
        start_frame(writ, &panics, None);
        drop(panics);
        start(writ, endless("other"));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| writ.tick(0.0)));
        assert!(caught.is_err());
        assert_eq!(tick(writ, 0.0), "-second -first other");
    });
}

#[test]
fn failures_come_in_order_with_names() {
    with_writ(|writ| {
        for line in 1..4 {
            start(writ, move |_, _, _| Err(at(error::null_value(), line)));
        }
        let walk = frame_of(writ, &CHILD, |_, _, _| Err(at(error::division_by_zero(), 9)));
        start_frame(writ, &walk, None);
        let report = writ.tick(0.0).unwrap();
        assert!(!report.is_ok());
        let names: Vec<&str> = report.failures.iter().map(|failure| failure.coroutine.as_str()).collect();
        assert_eq!(names, ["walk", "walk", "walk", "child"]);
        let null = |line| format!("error[NullValue]: value is null\n  at walk (main.writ:{line}) [coroutine]\n");
        let last = "error[DivisionByZero]: division by zero\n  at walk (main.writ:9) [coroutine]";
        assert_eq!(report.to_string(), format!("{}{}{}{last}", null(1), null(2), null(3)));
        assert!(writ.tick(0.0).unwrap().is_ok());
    });
}

#[test]
fn calls_tick_by_a_source() {
    with_writ(|writ| {
        let delta = Rc::new(std::cell::Cell::new(0.5));
        let source = delta.clone();
        writ.set_tick_source(move || source.get());
        start(writ, |_, writ, state| {
            say(state.to_string());
            natives::wait_for_seconds(writ, 1.0)?;
            Ok(signal::WAITING)
        });
        start(writ, |_, writ, _| {
            // A call that a script waits for does not tick.
            let inner: Function<(), bool> = Function::from_fn(|_, ()| Ok(true));
            Ok(if inner.call(writ, ()).unwrap() { signal::NEXT_TICK } else { signal::ENDED })
        });
        let function: Function<(), bool> = Function::from_fn(|writ, ()| {
            let inner: Function<(), bool> = Function::from_fn(|_, ()| Ok(true));
            inner.call(writ, ())
        });
        let call = |writ: &mut Writ| function.call(writ, ()).map(|_| said());
        assert_eq!(call(writ).unwrap(), "0");
        assert_eq!(call(writ).unwrap(), "");
        assert_eq!(call(writ).unwrap(), "1");
        // Time stands still.
        delta.set(0.0);
        assert_eq!((call(writ).unwrap(), call(writ).unwrap()), (String::new(), String::new()));
        delta.set(-1.0);
        assert_eq!(call(writ).unwrap_err().kind, ErrorKind::InvalidArgument);
        delta.set(1.0);
        assert_eq!(call(writ).unwrap(), "2");
        writ.clear_tick_source();
        assert_eq!(call(writ).unwrap(), "");
        assert_eq!(writ.active_coroutine_count(), 2);
    });
}

#[test]
fn failures_of_a_source_are_kept() {
    with_writ(|writ| {
        writ.set_tick_source(|| 0.0);
        for line in 0..1500 {
            start(writ, move |_, _, _| Err(at(error::null_value(), line)));
        }
        writ.before_call().unwrap();
        let failures = writ.take_coroutine_failures();
        assert_eq!(failures.len(), 1000);
        assert!(failures[0].to_string().ends_with("(main.writ:500) [coroutine]"));
        assert!(writ.take_coroutine_failures().is_empty());
    });
}

#[test]
fn the_clock() {
    with_writ(|writ| {
        writ.use_wall_clock();
        start(writ, |_, writ, state| {
            say(state.to_string());
            natives::wait_for_seconds(writ, 0.02)?;
            Ok(signal::WAITING)
        });
        writ.before_call().unwrap();
        assert_eq!(said(), "0");
        std::thread::sleep(std::time::Duration::from_millis(30));
        writ.before_call().unwrap();
        assert_eq!(said(), "1");
    });
}

#[test]
fn handles() {
    with_writ(|writ| {
        let handle = start(writ, endless("runs"));
        let other = start(writ, endless("runs"));
        assert!(handle == handle.clone() && handle != other);
        assert_eq!((handle.name(), format!("{handle:?}")), ("walk", "<Coroutine walk>".to_owned()));
        assert_eq!(Coroutine::from_object(handle.clone().into_object()), Some(handle.clone()));
        assert_eq!(Coroutine::from_object(thing(writ, "no").into_object()), None);
        let mut foreign = Writ::new();
        assert!(!handle.is_running(&foreign));
        handle.cancel(&mut foreign);
        handle.set_owner_id(&mut foreign, 1);
        foreign.bind_owner_id(&thing(writ, "foreign"), 1);
        assert_eq!(foreign.cancel_coroutines_for_owner(1), 0);
        assert!(natives::start(&mut foreign, &frame(writ, endless("")), &None, true).is_err());
        drop(foreign);
        assert!(handle.is_running(writ));
        // An owner of another instance is none.
        let foreign = Writ::new();
        let far = thing(&foreign, "far");
        let walk = frame(writ, endless("runs"));
        let kept = start_frame(writ, &walk, Some(&far));
        drop(far);
        assert!(kept.is_running(writ));
        let name = natives::is_running(writ, &walk);
        assert!(name);
        natives::cancel(writ, &walk);
        assert!(!kept.is_running(writ));
    });
}

#[test]
fn an_instance_takes_all_along_in_order() {
    let before = live_objects();
    said();
    let mut writ = Writ::new();
    let owner = thing(&writ, "owner");
    let mut handles = Vec::new();
    for (first, second) in [("a1", "a2"), ("b1", "b2")] {
        let walk = method(&writ, &owner, endless(""));
        locals(&walk, first, second);
        handles.push(start_frame(&mut writ, &walk, None));
    }
    let walk = frame(&writ, |frame, writ, _| {
        let child = frame_of(writ, &CHILD, |_, writ, _| {
            natives::wait_until(writ, &Function::from_fn(|_, ()| Ok(false)));
            Ok(signal::WAITING)
        });
        locals(&child, "child1", "child2");
        wait_for(frame, writ, child)
    });
    locals(&walk, "c1", "c2");
    walk.set_field(|walk| &mut walk.things, vec![owner.into_object()]);
    start_frame(&mut writ, &walk, None);
    writ.tick(0.1).unwrap().failures.clear();
    said();
    drop((writ, walk));
    assert_eq!(said(), "-a2 -a1 -b2 -b1 -child2 -child1 -owner -c2 -c1");
    drop(handles);
    assert_eq!(live_objects(), before);
}
