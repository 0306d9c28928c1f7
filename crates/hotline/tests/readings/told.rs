//! Who is told what when an act goes beyond the claim's own desk.

use hotline::reactions::{Recipient, react};
use hotline::*;
use law::registry::Registry;

use crate::common::*;

/// What the last event tells whom.
fn told(world: &World) -> Vec<(Recipient, String)> {
    let last = world.events.last().unwrap();
    react(last, &world.claim, Registry::tangshan()).into_iter().map(|notice| (notice.to, notice.text)).collect()
}

#[test]
fn c22_the_township_is_told_with_the_workers_name_and_the_claimant_without() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Help, "010203", LUBEI);
    let straight = DispatchToGrid { cell: "W130203006019-02".into(), danger_ruled_out: false };
    world.ok("2026-02-26 09:05", &everyone(), Command::DispatchToGrid(straight));
    let order = world.claim.main_order().unwrap();
    assert_eq!((order.unit.as_str(), order.role), ("T-130203006", OrderRole::Main));
    let worker = order.grid.as_ref().unwrap().worker.clone();
    let told = told(&world);
    let [(unit, to_unit), (claimant, to_claimant)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*unit, Recipient::Unit("T-130203006".into()));
    assert!(to_unit.contains(&worker) && to_unit.contains("第二网格"), "{to_unit}");
    assert_eq!(*claimant, Recipient::Claimant(PersonId(7)));
    assert!(to_claimant.contains("机场路街道办事处的网格员") && !to_claimant.contains(&worker), "{to_claimant}");
}
