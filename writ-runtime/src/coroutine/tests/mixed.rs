//! Coroutines of both engines in one tick.

use super::*;

/// A compiled frame with a body, like those of the other tests, beside one that was loaded.
fn load(writ: &mut Writ) {
    writ.set_print(|line| say(line));
    let source = "var count = 0
func next() -> int {
    count += 1
    return count
}
func walk(name: string) {
    while true {
        print(\"$name${next()}\")
        yield
    }
}
func spin() {
    while true {
        for i in 0..1000000 { count += 1 }
        yield
    }
}
func ready() -> bool { return next() > 5 }
func condition() -> () -> bool { return ready }
func call(f: () -> int) {
    while true {
        print(\"called ${f()}\")
        yield
    }
}";
    writ.run(source).unwrap();
}

#[test]
fn the_host_calls_scripts_from_compiled_coroutines() {
    with_writ(|writ| {
        load(writ);
        writ.call::<()>("walk", ("a",)).unwrap();
        start(writ, |_, writ, _| {
            // As in a compiled function that no coroutine called: the VM is free.
            say(format!("host{}", writ.call::<i64>("next", ()).unwrap()));
            assert!(writ.tick(0.0).is_err());
            Ok(signal::NEXT_TICK)
        });
        writ.call::<()>("walk", ("b",)).unwrap();
        start(writ, |_, writ, state| {
            if state == 0 {
                writ.call::<()>("walk", ("new",)).unwrap();
                writ.run("let more = next()").unwrap();
            }
            Ok(signal::NEXT_TICK)
        });
        assert_eq!(tick(writ, 0.0), "a1 host2 b3");
        assert_eq!(tick(writ, 0.0), "a5 host6 b7 new8");
        assert_eq!(tick(writ, 0.0), "a9 host10 b11 new12");
    });
}

#[test]
fn conditions_and_functions_of_the_other_engine() {
    with_writ(|writ| {
        load(writ);
        let condition: Function<(), bool> = writ.call("condition", ()).unwrap();
        let asks = frame(writ, move |_, writ, state| match state {
            0 => {
                natives::wait_until(writ, &condition);
                Ok(signal::WAITING)
            }
            _ => {
                natives::check(writ)?;
                say("ready");
                Ok(signal::ENDED)
            }
        });
        start_frame(writ, &asks, None);
        drop(asks);
        // The script calls the host, which calls a function value of the script.
        let next: Function<(), i64> = Function::from_fn(|writ, ()| {
            let next: Function<(), bool> = NEXT.with_borrow(|next| next.clone()).unwrap();
            Ok(i64::from(next.call(writ, ())?))
        });
        thread_local! {
            static NEXT: RefCell<Option<Function<(), bool>>> = const { RefCell::new(None) };
        }
        NEXT.set(Some(writ.call("condition", ()).unwrap()));
        writ.call::<()>("call", (next,)).unwrap();
        assert_eq!(tick(writ, 0.0), "called 0");
        assert_eq!(tick(writ, 0.0), "called 0");
        assert_eq!(tick(writ, 0.0), "called 0");
        assert_eq!(tick(writ, 0.0), "ready called 1");
        NEXT.set(None);
    });
}

#[test]
fn the_budget_of_a_tick_is_that_of_its_scripts() {
    with_writ(|writ| {
        load(writ);
        writ.set_instruction_limit(Some(1000));
        start(writ, |_, writ, _| {
            // A call from the host has its own.
            say(format!("host{}", writ.call::<i64>("next", ()).unwrap()));
            Ok(signal::NEXT_TICK)
        });
        writ.call::<()>("spin", ()).unwrap();
        start(writ, endless("behind"));
        let report = writ.tick(0.0).unwrap();
        assert_eq!(report.failures[0].error.kind, error::ErrorKind::OutOfFuel);
        assert_eq!(said(), "host1");
        let rest = tick(writ, 0.0);
        assert!(rest.starts_with("host") && rest.ends_with(" behind"), "{rest}");
    });
}
