//! Waiting for time, ticks, conditions.

use super::*;
use crate::error::ErrorKind;
use std::cell::Cell;

/// A coroutine that waits for so many seconds, again and again.
fn sleeper(writ: &mut Writ, name: &'static str, seconds: f64) -> Coroutine {
    start(writ, move |_, writ, state| {
        say(format!("{name}{state}"));
        natives::wait_for_seconds(writ, seconds)?;
        Ok(signal::WAITING)
    })
}

#[test]
fn seconds_are_counted_from_the_tick_after() {
    with_writ(|writ| {
        sleeper(writ, "a", 0.3);
        // The delta of the tick in which it begins to wait does not count.
        assert_eq!(tick(writ, 10.0), "a0");
        assert_eq!(tick(writ, 0.1), "");
        assert_eq!(tick(writ, 0.1), "");
        // 0.1 + 0.1 + 0.1 is not 0.3.
        assert_eq!(tick(writ, 0.1), "a1");
        // However long a tick is, everyone has one turn in it.
        assert_eq!(tick(writ, 100.0), "a2");
        assert_eq!(tick(writ, 0.299_998), "");
        assert_eq!(tick(writ, 0.0), "");
        assert_eq!(tick(writ, 0.000_001), "a3");
    });
}

#[test]
fn no_time_or_less_is_the_next_tick() {
    with_writ(|writ| {
        sleeper(writ, "a", 0.0);
        sleeper(writ, "b", -5.0);
        sleeper(writ, "c", f64::NEG_INFINITY);
        sleeper(writ, "d", f64::INFINITY);
        sleeper(writ, "e", f64::MAX);
        assert_eq!(tick(writ, 0.0), "a0 b0 c0 d0 e0");
        assert_eq!(tick(writ, 0.0), "a1 b1 c1");
        assert_eq!(tick(writ, f64::MAX), "a2 b2 c2 e1");
        assert_eq!(tick(writ, f64::MAX), "a3 b3 c3 e2");
        assert_eq!(writ.active_coroutine_count(), 5);
    });
}

#[test]
fn time_stays_exact_after_very_long_ticks() {
    with_writ(|writ| {
        sleeper(writ, "forever", f64::INFINITY);
        sleeper(writ, "a", 0.5);
        assert_eq!(tick(writ, 1.0), "forever0 a0");
        for round in 1..10 {
            tick(writ, 1e300);
            assert_eq!(tick(writ, 0.25), "");
            assert_eq!(tick(writ, 0.25), format!("a{}", 2 * round));
        }
        // A day of frames.
        let ticks = 24 * 3600 * 60;
        let mut turns = 0;
        for _ in 0..ticks {
            turns += usize::from(!tick(writ, 1.0 / 60.0).is_empty());
        }
        assert_eq!(turns, ticks / 30);
    });
}

#[test]
fn frames_are_ticks() {
    with_writ(|writ| {
        for frames in [0, 1, 2, 3, i64::MAX] {
            start(writ, move |_, writ, _| {
                say(frames.to_string());
                natives::wait_for_frames(writ, frames)?;
                Ok(signal::WAITING)
            });
        }
        assert_eq!(tick(writ, 0.0), format!("0 1 2 3 {}", i64::MAX));
        assert_eq!(tick(writ, 0.0), "0 1");
        assert_eq!(tick(writ, 0.0), "0 1 2");
        assert_eq!(tick(writ, 0.0), "0 1 3");
        assert_eq!(tick(writ, 0.0), "0 1 2");
    });
}

#[test]
fn wrong_arguments() {
    with_writ(|writ| {
        start(writ, |_, writ, _| {
            let error = natives::wait_for_seconds(writ, f64::NAN).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (ErrorKind::InvalidArgument, "seconds must be a number"));
            let error = natives::wait_for_frames(writ, -1).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (ErrorKind::InvalidArgument, "frames must not be negative, found -1"));
            Ok(signal::ENDED)
        });
        tick(writ, 0.0);
    });
}

/// A coroutine that waits until a cell is true, once.
fn waiter(writ: &mut Writ, name: &'static str, condition: impl Fn(&mut Writ) -> Fallible<bool> + 'static) -> Coroutine {
    static INFO: FunctionInfo = FunctionInfo { name: "<lambda>", file: "main.writ" };
    let condition = Function::new(&INFO, move |writ, _, ()| condition(writ));
    start(writ, move |_, writ, state| match state {
        0 => {
            natives::wait_until(writ, &condition);
            Ok(signal::WAITING)
        }
        _ => {
            natives::check(writ).map_err(|error| at(error, 7))?;
            say(name);
            Ok(signal::ENDED)
        }
    })
}

#[test]
fn conditions_are_asked_once_per_tick_at_their_turn() {
    with_writ(|writ| {
        let flag = Rc::new(Cell::new(true));
        let (early, late) = (flag.clone(), flag.clone());
        let ask = |name: &'static str, flag: Rc<Cell<bool>>| {
            move |_: &mut Writ| {
                say(format!("{name}?"));
                Ok(flag.get())
            }
        };
        waiter(writ, "early", ask("early", early));
        let set = flag.clone();
        start(writ, move |_, _, state| {
            say(format!("set{state}"));
            set.set(state >= 2);
            Ok(signal::NEXT_TICK)
        });
        waiter(writ, "late", ask("late", late));
        // Not in the tick in which it begins to wait, though it holds.
        assert_eq!(tick(writ, 0.0), "set0");
        assert_eq!(tick(writ, 0.0), "early? set1 late?");
        assert_eq!(tick(writ, 0.0), "early? set2 late? late");
        assert_eq!(tick(writ, 0.0), "early? early set3");
    });
}

#[test]
fn an_error_of_a_condition_comes_up_where_it_waits() {
    with_writ(|writ| {
        let failing = waiter(writ, "failing", |_| {
            let mut error = error::division_by_zero();
            error.push_frame("<lambda>", "main.writ", 5);
            Err(error)
        });
        start(writ, endless("other"));
        assert_eq!(tick(writ, 0.0), "other");
        let report = writ.tick(0.0).unwrap();
        let text = "error[DivisionByZero]: division by zero\n  at <lambda> (main.writ:5)\n  at walk (main.writ:7) [coroutine]";
        assert_eq!(report.to_string(), text);
        assert_eq!((report.failures.len(), report.failures[0].coroutine.as_str()), (1, "walk"));
        assert_eq!(said(), "other");
        assert!(!failing.is_running(writ));
    });
}

#[test]
fn a_condition_may_end_its_own_coroutine() {
    with_writ(|writ| {
        let itself: Rc<RefCell<Option<Coroutine>>> = Rc::default();
        for fails in [false, true] {
            let handle = itself.clone();
            let started = waiter(writ, "never", move |writ| {
                handle.borrow().as_ref().unwrap().cancel(writ);
                if fails { Err(error::division_by_zero()) } else { Ok(true) }
            });
            *itself.borrow_mut() = Some(started);
            tick(writ, 0.0);
            let report = writ.tick(0.0).unwrap();
            assert_eq!(report.failures.len(), usize::from(fails));
            assert_eq!(writ.active_coroutine_count(), 0);
            assert_eq!(said(), "");
            *itself.borrow_mut() = None;
        }
    });
}

/// A tick costs what is ready: with a hundred thousand that sleep, a hundred thousand ticks are nothing.
#[test]
fn sleepers_cost_nothing() {
    with_writ(|writ| {
        let sleeping: Vec<Coroutine> = (0..100_000)
            .map(|index| {
                start(writ, move |_, writ, _| {
                    natives::wait_for_seconds(writ, 1e6 + f64::from(index))?;
                    Ok(signal::WAITING)
                })
            })
            .collect();
        start(writ, endless("awake"));
        tick(writ, 0.1);
        for _ in 0..100_000 {
            assert_eq!(tick(writ, 0.001), "awake");
        }
        assert_eq!(writ.coroutines.state.borrow().waiting(), 100_000);
        sleeping.iter().for_each(|sleeper| sleeper.cancel(writ));
        assert!(writ.coroutines.state.borrow().waiting() < 1000);
        assert_eq!(writ.active_coroutine_count(), 1);
        // All of them at once.
        for index in 0..10_000 {
            start(writ, move |_, writ, state| {
                if state == 1 {
                    say(index.to_string());
                }
                natives::wait_for_seconds(writ, f64::from(10_000 - index) / 1e5)?;
                Ok(signal::WAITING)
            });
        }
        tick(writ, 0.0);
        let expected: Vec<String> = (0..10_000).map(|index| index.to_string()).collect();
        assert_eq!(tick(writ, 1.0), format!("awake {}", expected.join(" ")));
    });
}
