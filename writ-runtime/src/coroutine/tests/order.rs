//! Who runs when.

use super::*;

#[test]
fn started_ones_run_from_the_next_tick_in_order() {
    with_writ(|writ| {
        start(writ, endless("a"));
        start(writ, endless("b"));
        assert_eq!(said(), "");
        assert_eq!(tick(writ, 0.0), "a b");
        start(writ, endless("c"));
        assert_eq!(tick(writ, 0.0), "a b c");
        assert_eq!(writ.active_coroutine_count(), 3);
    });
}

#[test]
fn what_a_tick_starts_runs_in_the_next_one() {
    with_writ(|writ| {
        start(writ, |_, writ, state| {
            say(format!("a{state}"));
            start(writ, |_, _, state| {
                say(format!("started{state}"));
                Ok(if state == 0 { signal::NEXT_TICK } else { signal::ENDED })
            });
            Ok(signal::NEXT_TICK)
        });
        start(writ, endless("b"));
        assert_eq!(tick(writ, 0.0), "a0 b");
        assert_eq!(tick(writ, 0.0), "a1 b started0");
        assert_eq!(tick(writ, 0.0), "a2 b started1 started0");
        assert_eq!(tick(writ, 0.0), "a3 b started1 started0");
        assert_eq!(writ.active_coroutine_count(), 4);
    });
}

#[test]
fn a_child_begins_at_once_and_has_its_own_turn_later() {
    with_writ(|writ| {
        start(writ, |frame, writ, state| match state {
            0 => {
                say("parent");
                let child = frame_of(writ, &CHILD, |frame, _, state| {
                    say(format!("child{state}"));
                    frame.set_field(|walk| &mut walk.result, 42);
                    Ok(if state < 2 { signal::NEXT_TICK } else { signal::ENDED })
                });
                wait_for(frame, writ, child)
            }
            _ => {
                say(format!("got {}", result_of_child(frame, writ, 1)?));
                Ok(signal::ENDED)
            }
        });
        start(writ, endless("other"));
        // The child is the youngest; its parent goes on in its turn.
        assert_eq!(tick(writ, 0.0), "parent child0 other");
        assert_eq!(writ.active_coroutine_count(), 3);
        start(writ, endless("late"));
        assert_eq!(tick(writ, 0.0), "other child1 late");
        assert_eq!(tick(writ, 0.0), "other child2 got 42 late");
        assert_eq!(writ.active_coroutine_count(), 2);
        assert_eq!(tick(writ, 0.0), "other late");
    });
}

#[test]
fn who_waited_for_time_comes_in_its_place() {
    with_writ(|writ| {
        for name in ["a", "b", "c", "d"] {
            start(writ, move |_, writ, state| {
                say(format!("{name}{state}"));
                // `b` and `d` sleep two ticks in each.
                if matches!(name, "b" | "d") && state % 2 == 0 {
                    natives::wait_for_frames(writ, 2)?;
                    return Ok(signal::WAITING);
                }
                Ok(signal::NEXT_TICK)
            });
        }
        assert_eq!(tick(writ, 0.0), "a0 b0 c0 d0");
        assert_eq!(tick(writ, 0.0), "a1 c1");
        assert_eq!(tick(writ, 0.0), "a2 b1 c2 d1");
        assert_eq!(tick(writ, 0.0), "a3 b2 c3 d2");
        assert_eq!(tick(writ, 0.0), "a4 c4");
    });
}

#[test]
fn nothing_is_started_twice() {
    with_writ(|writ| {
        let walk = frame(writ, |_, _, _| Ok(signal::ENDED));
        let started = start_frame(writ, &walk, None);
        assert_eq!(natives::start(writ, &walk, &None, true).unwrap_err().message, "this is not a coroutine that can be started");
        assert!(started.is_running(writ));
        tick(writ, 0.0);
        assert!(!started.is_running(writ));
        assert!(natives::start(writ, &walk, &None, true).is_err());
        let thing = thing(writ, "thing");
        assert!(natives::start(writ, &thing, &None, true).is_err());
        assert!(natives::r#await(writ, &walk, &walk).is_err());
        let other = frame(writ, |_, _, _| Ok(signal::ENDED));
        assert_eq!(natives::r#await(writ, &walk, &other).unwrap_err().message, "only a coroutine that runs can wait");
    });
}

#[test]
fn many_that_start_each_other() {
    with_writ(|writ| {
        fn spawn(writ: &mut Writ, left: i32) {
            start(writ, move |_, writ, state| {
                if state == 0 && left > 0 {
                    spawn(writ, left - 1);
                    spawn(writ, left - 1);
                }
                Ok(if state < 3 { signal::NEXT_TICK } else { signal::ENDED })
            });
        }
        spawn(writ, 10);
        for _ in 0..14 {
            tick(writ, 0.1);
        }
        assert_eq!(writ.active_coroutine_count(), 0);
    });
}
