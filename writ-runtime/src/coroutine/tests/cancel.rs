//! Coroutines that are ended from outside.

use super::*;

type Slot = Rc<RefCell<Option<Coroutine>>>;

#[test]
fn before_its_first_run() {
    with_writ(|writ| {
        let walk = frame(writ, endless("never"));
        locals(&walk, "first", "second");
        let handle = start_frame(writ, &walk, None);
        handle.cancel(writ);
        assert_eq!(said(), "-second -first");
        assert!(!handle.is_running(writ));
        handle.cancel(writ);
        assert_eq!(tick(writ, 0.0), "");
        assert_eq!(writ.active_coroutine_count(), 0);
    });
}

#[test]
fn while_it_waits() {
    with_writ(|writ| {
        let wait: [fn(&mut Writ) -> Fallible<()>; 3] = [
            |writ| natives::wait_for_seconds(writ, 1.0),
            |writ| natives::wait_for_frames(writ, 5),
            |writ| {
                natives::wait_until(writ, &Function::from_fn(|_, ()| Ok(true)));
                Ok(())
            },
        ];
        for wait in wait {
            let handle = start(writ, move |_, writ, state| {
                say(state.to_string());
                wait(writ)?;
                Ok(signal::WAITING)
            });
            assert_eq!(tick(writ, 0.0), "0");
            handle.cancel(writ);
            assert_eq!(tick(writ, 10.0), "");
            // Its place may be taken by another one, which has nothing to do with what is left of it.
            start(writ, |_, writ, _| {
                say("new");
                natives::wait_for_seconds(writ, f64::INFINITY)?;
                Ok(signal::WAITING)
            });
            assert_eq!(tick(writ, 10.0), "new");
            for _ in 0..10 {
                assert_eq!(tick(writ, 10.0), "");
            }
        }
    });
}

#[test]
fn earlier_in_the_same_tick() {
    with_writ(|writ| {
        let (older, younger): (Slot, Slot) = Default::default();
        let targets = [older.clone(), younger.clone()];
        *older.borrow_mut() = Some(start(writ, endless("older")));
        start(writ, move |_, writ, state| {
            if state == 1 {
                targets.iter().for_each(|target| target.take().unwrap().cancel(writ));
            }
            Ok(signal::NEXT_TICK)
        });
        *younger.borrow_mut() = Some(start(writ, endless("younger")));
        assert_eq!(tick(writ, 0.0), "older younger");
        assert_eq!(tick(writ, 0.0), "older");
        assert_eq!(tick(writ, 0.0), "");
    });
}

/// A root with a child with a child, all with variables that are heard; the last one runs `body`.
fn family(writ: &mut Writ, body: impl Fn(&Ref<Walk>, &mut Writ, i32) -> Fallible<i64> + 'static) -> Vec<Coroutine> {
    let leaf = frame_of(writ, &CHILD, body);
    let awaiting = |child: Ref<Walk>| {
        move |frame: &Ref<Walk>, writ: &mut Writ, state| {
            if state == 0 {
                return wait_for(frame, writ, child.clone());
            }
            say("went on");
            result_of_child(frame, writ, 1)?;
            Ok(signal::ENDED)
        }
    };
    let middle = frame_of(writ, &CHILD, awaiting(leaf.clone()));
    let root = frame(writ, awaiting(middle.clone()));
    locals(&leaf, "leaf1", "leaf2");
    locals(&middle, "middle1", "middle2");
    locals(&root, "root1", "root2");
    start_frame(writ, &root, None);
    [root, middle, leaf].into_iter().map(|frame| Coroutine::from_object(frame.into_object()).unwrap()).collect()
}

const FAMILY_ENDS: &str = "-leaf2 -leaf1 -middle2 -middle1 -root2 -root1";

#[test]
fn children_and_those_that_wait_end_too() {
    for target in 0..3 {
        with_writ(|writ| {
            let family = family(writ, |_, writ, _| {
                natives::wait_for_seconds(writ, 1.0)?;
                Ok(signal::WAITING)
            });
            assert_eq!(family.iter().map(|one| one.is_running(writ)).collect::<Vec<_>>(), [true, false, false]);
            tick(writ, 0.0);
            assert!(family.iter().all(|one| one.is_running(writ)));
            assert_eq!(writ.active_coroutine_count(), 3);
            family[target].cancel(writ);
            assert_eq!(said(), FAMILY_ENDS);
            assert!(family.iter().all(|one| !one.is_running(writ)));
            assert_eq!(writ.active_coroutine_count(), 0);
            assert_eq!(tick(writ, 5.0), "");
        });
    }
}

/// What the one that runs does after it, or one that waits for it, was cancelled.
#[test]
fn one_that_runs_ends_when_it_stops() {
    for target in 0..3 {
        for then in [signal::NEXT_TICK, signal::WAITING, signal::ENDED, -1] {
            with_writ(|writ| {
                let all: Rc<RefCell<Vec<Coroutine>>> = Rc::default();
                let handles = all.clone();
                let started = family(writ, move |frame, writ, state| {
                    if state == 0 {
                        return Ok(signal::NEXT_TICK);
                    }
                    let all = handles.take();
                    all[target].cancel(writ);
                    assert!(all.iter().all(|one| !one.is_running(writ)));
                    assert_eq!(writ.active_coroutine_count(), 0);
                    all[2 - target].cancel(writ);
                    say("still here");
                    match then {
                        -1 => Err(at(error::null_value(), 8)),
                        signal::WAITING => {
                            let child = frame_of(writ, &CHILD, endless("never"));
                            wait_for(frame, writ, child)
                        }
                        then => Ok(then),
                    }
                });
                *all.borrow_mut() = started;
                tick(writ, 0.0);
                let report = writ.tick(0.0).unwrap();
                assert_eq!(said(), format!("still here {FAMILY_ENDS}"));
                if then == -1 {
                    assert_eq!(report.to_string(), "error[NullValue]: value is null\n  at walk (main.writ:8) [coroutine]");
                    assert_eq!(report.failures[0].coroutine, "child");
                } else {
                    assert!(report.is_ok());
                }
                assert_eq!(tick(writ, 0.0), "");
            });
        }
    }
}

#[test]
fn what_ends_may_end_others() {
    const COUNT: usize = 50_000;
    let run = || {
        // The variables of one hold the owner of the next one, and so on.
        with_writ(|writ| {
            let mut inner: Option<Object> = None;
            for _ in 0..COUNT {
                let owner = thing(writ, "owner");
                let walk = method(writ, &owner, endless("never"));
                walk.set_field(|walk| &mut walk.things, inner.take().into_iter().collect());
                start_frame(writ, &walk, None);
                inner = Some(owner.into_object());
            }
            assert_eq!(writ.active_coroutine_count(), COUNT);
            let walk = frame(writ, endless("last"));
            walk.set_field(|walk| &mut walk.things, inner.into_iter().collect());
            let last = start_frame(writ, &walk, None);
            drop(walk);
            last.cancel(writ);
            assert_eq!(writ.active_coroutine_count(), 0);
            assert_eq!(said().matches("-owner").count(), COUNT);
        });
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn entries_of_the_dead_are_swept() {
    with_writ(|writ| {
        for _ in 0..10_000 {
            start(writ, endless("never")).cancel(writ);
        }
        assert!(writ.coroutines.state.borrow().queue.len() < 1000);
    });
}
