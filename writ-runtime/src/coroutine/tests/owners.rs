//! Owners that are freed, and ids.

use super::*;

#[test]
fn an_owner_takes_its_coroutines_along_in_order() {
    with_writ(|writ| {
        let owner = thing(writ, "owner");
        let mut all = Vec::new();
        for (first, second) in [("a1", "a2"), ("b1", "b2"), ("c1", "c2")] {
            let walk = frame(writ, endless("runs"));
            locals(&walk, first, second);
            all.push(start_frame(writ, &walk, Some(&owner)));
        }
        start(writ, endless("other"));
        assert_eq!(tick(writ, 0.0), "runs runs runs other");
        // One in the middle has ended before.
        all[1].cancel(writ);
        assert_eq!(said(), "-b2 -b1");
        drop(owner);
        // Before anything of the owner itself goes.
        assert_eq!(said(), "-a2 -a1 -c2 -c1 -owner");
        assert!(all.iter().all(|one| !one.is_running(writ)));
        assert_eq!(tick(writ, 0.0), "other");
    });
}

#[test]
fn a_method_holds_its_object_only_while_it_runs() {
    with_writ(|writ| {
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, |frame, _, _| {
            let receiver = frame.get_field(|walk| &walk.receiver);
            say(if receiver.is_some() { "self" } else { "nothing" });
            Ok(signal::NEXT_TICK)
        });
        locals(&walk, "first", "second");
        let handle = start_frame(writ, &walk, Some(&hero));
        assert!(walk.get_field(|walk| &walk.receiver).is_none());
        assert_eq!(tick(writ, 0.0), "self");
        assert!(walk.get_field(|walk| &walk.receiver).is_none());
        assert_eq!(tick(writ, 0.0), "self");
        drop(hero);
        assert_eq!(said(), "-second -first -hero");
        assert!(!handle.is_running(writ));
        assert_eq!(tick(writ, 0.0), "");
    });
}

#[test]
fn without_an_owner_it_is_the_object_of_the_method() {
    with_writ(|writ| {
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, endless("walks"));
        start_frame(writ, &walk, None);
        assert_eq!(tick(writ, 0.0), "walks");
        drop(hero);
        assert_eq!(tick(writ, 0.0), "-hero");
        // `start Thing().walk()`: nobody else has the object.
        let walk = {
            let hero = thing(writ, "temporary");
            method(writ, &hero, endless("never"))
        };
        let handle = start_frame(writ, &walk, None);
        assert_eq!(said(), "-temporary");
        assert!(!handle.is_running(writ));
    });
}

#[test]
fn without_any_owner_a_method_holds_its_object() {
    // `let walk = hero.walk`, `start walk()`.
    with_writ(|writ| {
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, |_, _, state| {
            say(state.to_string());
            Ok(if state == 0 { signal::NEXT_TICK } else { signal::ENDED })
        });
        natives::start(writ, &walk, &None, false).unwrap();
        drop((hero, walk));
        assert_eq!(tick(writ, 0.0), "0");
        assert_eq!(tick(writ, 0.0), "1 -hero");
        // In a method of that very object it is the owner, however it was called.
        let hero = thing(writ, "hero");
        let walk = method(writ, &hero, endless("runs"));
        natives::start(writ, &walk, &Some(Object::upcast(hero.clone())), false).unwrap();
        drop(hero);
        assert_eq!(said(), "-hero");
    });
}

#[test]
fn of_another_owner_a_method_holds_its_object() {
    with_writ(|writ| {
        let (hero, owner) = (thing(writ, "hero"), thing(writ, "owner"));
        let walk = method(writ, &hero, endless("walks"));
        start_frame(writ, &walk, Some(&owner));
        drop((hero, walk));
        assert_eq!(tick(writ, 0.0), "walks");
        drop(owner);
        assert_eq!(said(), "-hero -owner");
    });
}

/// The last reference goes in a resume of its own method, in every way in which that may stop.
#[test]
fn freed_in_its_own_resume() {
    for then in [signal::NEXT_TICK, signal::WAITING, signal::ENDED, 100, -1] {
        with_writ(|writ| {
            let hero: Rc<RefCell<Option<Ref<Thing>>>> = Rc::default();
            *hero.borrow_mut() = Some(thing(writ, "hero"));
            let walk = {
                let held = hero.clone();
                let hero = hero.borrow();
                method(writ, hero.as_ref().unwrap(), move |frame, writ, _| {
                    drop(held.take());
                    say("still here");
                    match then {
                        -1 => return Err(at(error::null_value(), 1)),
                        // For a child that holds another thing.
                        100 => {
                            let other = thing(writ, "other");
                            let child = method(writ, &other, endless("never"));
                            locals(&child, "child1", "child2");
                            return wait_for(frame, writ, child);
                        }
                        signal::WAITING => natives::wait_for_seconds(writ, 1.0)?,
                        _ => {}
                    }
                    Ok(then)
                })
            };
            locals(&walk, "first", "second");
            start_frame(writ, &walk, None);
            drop(walk);
            let report = writ.tick(0.0).unwrap();
            assert_eq!(report.is_ok(), then != -1);
            let child = if then == 100 { "-child2 -child1 -other " } else { "" };
            assert_eq!(said(), format!("still here {child}-second -first -hero"));
            assert_eq!(tick(writ, 10.0), "");
            assert_eq!(writ.active_coroutine_count(), 0);
        });
    }
}

#[test]
fn an_owner_that_goes_while_another_object_runs() {
    // It is owned by an object whose method it is not: it ends when it stops.
    with_writ(|writ| {
        let owner: Rc<RefCell<Option<Ref<Thing>>>> = Rc::default();
        *owner.borrow_mut() = Some(thing(writ, "owner"));
        let held = owner.clone();
        let walk = frame(writ, move |_, _, _| {
            drop(held.take());
            say("still here");
            Ok(signal::NEXT_TICK)
        });
        locals(&walk, "first", "second");
        let handle = start_frame(writ, &walk, owner.borrow().as_ref());
        drop(walk);
        assert_eq!(tick(writ, 0.0), "-owner still here -second -first");
        assert!(!handle.is_running(writ));
    });
}

#[test]
fn freed_by_a_coroutine_earlier_in_the_tick() {
    with_writ(|writ| {
        let owner = thing(writ, "owner");
        let killer = frame(writ, |frame, _, state| {
            say(format!("killer{state}"));
            if state == 1 {
                frame.set_field(|walk| &mut walk.things, Vec::new());
            }
            Ok(signal::NEXT_TICK)
        });
        killer.set_field(|walk| &mut walk.things, vec![owner.clone().into_object()]);
        start_frame(writ, &killer, None);
        let victim = method(writ, &owner, endless("victim"));
        start_frame(writ, &victim, None);
        drop(owner);
        assert_eq!(tick(writ, 0.0), "killer0 victim");
        assert_eq!(tick(writ, 0.0), "killer1 -owner");
        assert_eq!(tick(writ, 0.0), "killer2");
    });
}

#[test]
fn freed_by_what_ends_in_a_tick() {
    // The variables of one that ends, fails or is cancelled hold the owner of a chain: of its root, and of nothing in its child.
    for how in ["ends", "fails", "cancels itself"] {
        with_writ(|writ| {
            let owner = thing(writ, "owner");
            let itself: Rc<RefCell<Option<Coroutine>>> = Rc::default();
            let handle = itself.clone();
            let holder = frame(writ, move |_, writ, _| match how {
                "ends" => Ok(signal::ENDED),
                "fails" => Err(at(error::null_value(), 1)),
                _ => {
                    handle.take().unwrap().cancel(writ);
                    Ok(signal::NEXT_TICK)
                }
            });
            holder.set_field(|walk| &mut walk.things, vec![owner.clone().into_object()]);
            *itself.borrow_mut() = Some(start_frame(writ, &holder, None));
            let root = method(writ, &owner, |frame, writ, _| {
                let child = frame_of(writ, &CHILD, endless("child"));
                locals(&child, "child1", "child2");
                wait_for(frame, writ, child)
            });
            locals(&root, "root1", "root2");
            start_frame(writ, &root, None);
            drop((owner, root, holder));
            // It has not begun yet: it never does.
            let report = writ.tick(0.0).unwrap();
            assert_eq!((said().as_str(), report.is_ok()), ("-root2 -root1 -owner", how != "fails"));
            assert_eq!(writ.active_coroutine_count(), 0);
        });
    }
}

#[test]
fn the_end_of_a_child_may_end_its_parent() {
    for fails in [false, true] {
        with_writ(|writ| {
            let owner = thing(writ, "owner");
            let last = owner.clone().into_object();
            let root = method(writ, &owner, move |frame, writ, state| {
                assert_eq!(state, 0, "it went on");
                let child = frame_of(writ, &CHILD, move |frame, _, state| match state {
                    0 => Ok(signal::NEXT_TICK),
                    _ if fails => Err(at(error::null_value(), 4)),
                    _ => {
                        // Not at its end, but with its last step: what runs at the end of a variable.
                        frame.set_field(|walk| &mut walk.things, Vec::new());
                        Ok(signal::ENDED)
                    }
                });
                child.set_field(|walk| &mut walk.things, vec![last.clone()]);
                wait_for(frame, writ, child)
            });
            start_frame(writ, &root, None);
            drop(owner);
            tick(writ, 0.0);
            // The body holds the owner, too: let go of it.
            root.set_field(|walk| &mut walk.body, None);
            drop(root);
            let report = writ.tick(0.0).unwrap();
            // An error is not lost with who would have raised it.
            assert_eq!(report.failures.len(), usize::from(fails));
            assert_eq!(said(), "-owner");
            assert_eq!(writ.active_coroutine_count(), 0);
        });
    }
}

#[test]
fn a_child_keeps_its_object_and_has_no_owner() {
    with_writ(|writ| {
        start(writ, |frame, writ, state| match state {
            0 => {
                let hero = thing(writ, "hero");
                let child = method(writ, &hero, |_, _, state| {
                    say(format!("child{state}"));
                    Ok(if state < 1 { signal::NEXT_TICK } else { signal::ENDED })
                });
                wait_for(frame, writ, child)
            }
            _ => {
                say("parent");
                result_of_child(frame, writ, 1)?;
                Ok(signal::ENDED)
            }
        });
        assert_eq!(tick(writ, 0.0), "child0");
        assert_eq!(tick(writ, 0.0), "child1 -hero parent");
    });
}

#[test]
fn a_child_that_is_a_method_of_its_parents_owner_keeps_it_no_more() {
    for how in ["from outside", "in the parent", "in the child"] {
        with_writ(|writ| {
            let hero: Rc<RefCell<Option<Ref<Thing>>>> = Rc::default();
            *hero.borrow_mut() = Some(thing(writ, "hero"));
            let held = hero.clone();
            let root = method(writ, hero.borrow().as_ref().unwrap(), move |frame, writ, _| {
                let this: Ref<Thing> = Object::upcast(frame.get_field(|walk| &walk.receiver).unwrap());
                let inner = held.clone();
                let child = method(writ, &this, move |frame, _, _| {
                    say(if frame.get_field(|walk| &walk.receiver).is_some() { "child" } else { "nothing" });
                    if how == "in the child" {
                        drop(inner.take());
                    }
                    Ok(signal::NEXT_TICK)
                });
                locals(&child, "child1", "child2");
                if how == "in the parent" {
                    drop(held.take());
                }
                wait_for(frame, writ, child)
            });
            locals(&root, "root1", "root2");
            start_frame(writ, &root, None);
            drop(root);
            let ends = "-child2 -child1 -root2 -root1 -hero";
            match how {
                "from outside" => {
                    assert_eq!((tick(writ, 0.0), tick(writ, 0.0)), ("child".to_owned(), "child".to_owned()));
                    drop(hero.take());
                    assert_eq!(said(), ends);
                }
                "in the parent" => assert_eq!(tick(writ, 0.0), ends),
                _ => assert_eq!(tick(writ, 0.0), format!("child {ends}")),
            }
            assert_eq!(tick(writ, 0.0), "");
            assert_eq!(writ.active_coroutine_count(), 0);
        });
    }
}

#[test]
fn many_owners_come_and_go() {
    with_writ(|writ| {
        for round in 0..100 {
            let owners: Vec<_> = (0..10).map(|_| thing(writ, "owner")).collect();
            for index in 0..100 {
                let walk = method(writ, &owners[index % 10], move |_, _, state| {
                    Ok(if (state as usize) < index % 7 { signal::NEXT_TICK } else { signal::ENDED })
                });
                start_frame(writ, &walk, None);
            }
            for _ in 0..round % 9 {
                tick(writ, 0.1);
            }
            drop(owners);
            said();
            assert_eq!(writ.active_coroutine_count(), 0);
            assert!(writ.coroutines.state.borrow().is_empty());
        }
    });
}

#[test]
fn an_owner_outlives_its_instance() {
    let before = live_objects();
    let mut writ = Writ::new();
    let owner = thing(&writ, "owner");
    let walk = frame(&writ, endless("runs"));
    let handle = start_frame(&mut writ, &walk, Some(&owner));
    drop(writ);
    // The number of the instance is used again.
    let mut next = Writ::new();
    let other = start(&mut next, endless("other"));
    drop(owner);
    assert!(other.is_running(&next) && !handle.is_running(&next));
    handle.cancel(&mut next);
    drop((walk, handle, other, next));
    said();
    assert_eq!(live_objects(), before);
}

#[test]
fn ids_of_owners() {
    with_writ(|writ| {
        let (one, two) = (thing(writ, "one"), thing(writ, "two"));
        writ.bind_owner_id(&one, 7);
        let owned = |writ: &mut Writ, owner: &Ref<Thing>, first, second| {
            let walk = frame(writ, endless("runs"));
            locals(&walk, first, second);
            start_frame(writ, &walk, Some(owner))
        };
        let last = owned(writ, &two, "two1", "two2");
        owned(writ, &one, "one1", "one2");
        let loose = frame(writ, endless("runs"));
        locals(&loose, "loose1", "loose2");
        let loose = start_frame(writ, &loose, None);
        loose.set_owner_id(writ, 3);
        loose.set_owner_id(writ, 7);
        last.set_owner_id(writ, 7);
        let survivor = owned(writ, &two, "", "");
        assert_eq!(tick(writ, 0.0), "runs runs runs runs");
        assert_eq!(writ.cancel_coroutines_for_owner(3), 0);
        // In the order of their start, whatever they belong to.
        assert_eq!(writ.cancel_coroutines_for_owner(7), 3);
        assert_eq!(said(), "-two2 -two1 -one2 -one1 -loose2 -loose1");
        assert_eq!(writ.cancel_coroutines_for_owner(7), 0);
        // An object stays bound, until it is bound to another id or freed.
        owned(writ, &one, "", "");
        assert_eq!(writ.cancel_coroutines_for_owner(7), 1);
        writ.bind_owner_id(&one, 8);
        let again = owned(writ, &one, "", "");
        assert_eq!((writ.cancel_coroutines_for_owner(7), again.is_running(writ)), (0, true));
        drop(one);
        assert_eq!((writ.cancel_coroutines_for_owner(8), again.is_running(writ)), (0, false));
        survivor.cancel(writ);
        assert!(writ.coroutines.state.borrow().is_empty());
    });
}

#[test]
fn ids_of_chains() {
    with_writ(|writ| {
        let root = start(writ, |frame, writ, _| {
            let child = frame_of(writ, &CHILD, endless("child"));
            wait_for(frame, writ, child)
        });
        root.set_owner_id(writ, 1);
        tick(writ, 0.0);
        assert_eq!(writ.cancel_coroutines_for_owner(1), 2);
        root.set_owner_id(writ, 1);
        assert_eq!(writ.cancel_coroutines_for_owner(1), 0);
        // By the host in a function that the very coroutine calls.
        let handle = start(writ, |_, writ, _| {
            assert_eq!(writ.cancel_coroutines_for_owner(2), 1);
            Ok(signal::NEXT_TICK)
        });
        handle.set_owner_id(writ, 2);
        tick(writ, 0.0);
        assert_eq!(writ.active_coroutine_count(), 0);
    });
}
