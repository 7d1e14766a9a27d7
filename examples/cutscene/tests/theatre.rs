//! The theatre without a terminal: that time and owners do what the host counts on, in both engines.

use cutscene::Outcome;
use cutscene::command::Command;
use cutscene::engine::Engine;
use cutscene::theatre::{Ending, Event, Theatre, What};

const STEP: f64 = 0.05;

/// A theatre of each engine.
fn theatres() -> Outcome<[Theatre; 2]> {
    Ok([Theatre::open(&Engine::Compiled, STEP)?, Theatre::open(&Engine::vm(), STEP)?])
}

/// Plays to the end, in real time that goes in these steps.
fn play(mut theatre: Theatre, seconds: f64) -> Outcome<Vec<Event>> {
    while theatre.ending().is_none() {
        theatre.pass(seconds)?;
    }
    assert_eq!((theatre.ending(), theatre.coroutines()), (Some(Ending::Played), 0));
    Ok(theatre.take_events())
}

#[test]
fn both_engines_show_the_same_after_each_tick() -> Outcome<()> {
    let [mut compiled, mut vm] = theatres()?;
    while compiled.ending().is_none() {
        compiled.pass(STEP)?;
        vm.pass(STEP)?;
        assert_eq!(compiled.view()?, vm.view()?);
        assert_eq!(compiled.take_events(), vm.take_events());
        assert_eq!(compiled.coroutines(), vm.coroutines(), "at {} s", compiled.time());
    }
    assert_eq!(vm.ending(), Some(Ending::Played));
    Ok(())
}

#[test]
fn the_scene_is_the_same_at_every_speed_and_frame_rate() -> Outcome<()> {
    let [usual, _] = theatres()?;
    let expected = play(usual, STEP)?;
    assert!(expected.len() > 15);
    for (speed, seconds) in [(1.0, 1.0 / 24.0), (0.3, STEP), (7.0, STEP), (100.0, 0.001), (1.0, 1.0)] {
        for mut theatre in theatres()? {
            theatre.obey(&Command::Speed(speed))?;
            assert_eq!(play(theatre, seconds)?, expected, "speed {speed}, frames of {seconds} s");
        }
    }
    Ok(())
}

#[test]
fn a_pause_changes_nothing_but_the_real_time() -> Outcome<()> {
    let [usual, _] = theatres()?;
    let expected = play(usual, STEP)?;
    for mut theatre in theatres()? {
        theatre.pass(12.34)?;
        theatre.obey(&Command::Pause)?;
        let before = (theatre.time(), theatre.view()?, theatre.coroutines());
        for _ in 0..100 {
            theatre.pass(STEP)?;
        }
        assert_eq!((theatre.time(), theatre.view()?, theatre.coroutines()), before);
        theatre.obey(&Command::Resume)?;
        assert_eq!(play(theatre, STEP)?, expected);
    }
    Ok(())
}

#[test]
fn cancelling_ends_everything_at_any_time() -> Outcome<()> {
    for tenths in (0..380).step_by(3) {
        for mut theatre in theatres()? {
            for number in [0, 1] {
                theatre.obey(&Command::Heckle(number))?;
            }
            theatre.pass(f64::from(tenths) / 10.0)?;
            assert!(theatre.ending().is_some() || theatre.coroutines() > 0);
            theatre.obey(&Command::Cancel)?;
            assert_eq!(theatre.coroutines(), 0, "after {} s", theatre.time());
            theatre.take_events();
            // And nothing of it goes on.
            theatre.pass(5.0)?;
            assert_eq!((theatre.take_events(), theatre.view()?), (Vec::new(), Vec::new()));
            theatre.obey(&Command::Skip)?;
            assert_eq!(theatre.take_events().len(), 1, "the scene is over");
        }
    }
    Ok(())
}

#[test]
fn who_leaves_the_stage_stops_what_it_did() -> Outcome<()> {
    for mut theatre in theatres()? {
        let mut left = None;
        while theatre.ending().is_none() {
            let before = theatre.coroutines();
            theatre.pass(STEP)?;
            for event in theatre.take_events() {
                if event.what == What::Printed("(the dragon leaves)".into()) {
                    left = Some((before, theatre.coroutines()));
                }
            }
        }
        // Before: what the host plays, the scene, its part with the dragon, that one's walk, its smoke, the cat's roaming and what that does just then.
        // After: part, walk and smoke are gone; the narrator speaks.
        assert_eq!(left, Some((7, 5)));
    }
    Ok(())
}

#[test]
fn a_frozen_cat_stays_where_it_is() -> Outcome<()> {
    for mut theatre in theatres()? {
        theatre.pass(7.0)?;
        let before = theatre.coroutines();
        theatre.obey(&Command::Freeze("cat".into()))?;
        assert!(theatre.coroutines() < before);
        let column = |theatre: &mut Theatre| -> Outcome<Option<i64>> {
            Ok(theatre.view()?.iter().find(|sprite| sprite.name == "cat").map(|sprite| sprite.column))
        };
        let there = column(&mut theatre)?;
        assert!(there.is_some());
        theatre.pass(10.0)?;
        assert_eq!(column(&mut theatre)?, there);
        // The others go on: the knight goes to it instead of meeting it.
        theatre.take_events();
        theatre.obey(&Command::Skip)?;
        assert!(theatre.take_events().iter().any(|event| event.what == What::Printed("(the cat leaves)".into())));
        assert_eq!((theatre.ending(), theatre.coroutines()), (Some(Ending::Played), 0));
    }
    Ok(())
}

#[test]
fn a_failing_coroutine_does_not_disturb_the_scene() -> Outcome<()> {
    let [usual, _] = theatres()?;
    let expected = play(usual, STEP)?;
    for mut theatre in theatres()? {
        theatre.pass(3.0)?;
        for number in [-1, 3, i64::MAX] {
            theatre.obey(&Command::Heckle(number))?;
        }
        let (failed, others): (Vec<_>, Vec<_>) = play(theatre, STEP)?.into_iter().partition(|event| matches!(event.what, What::Failed(_)));
        assert_eq!((failed.len(), others), (3, expected.clone()));
    }
    Ok(())
}
