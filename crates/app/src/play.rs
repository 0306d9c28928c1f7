//! Playing claims through the loop at simulated time, by the same commands and guards as everybody else's. The demo and
//! the import of answered messages use it; nothing here writes anything but through [`App::handle`].

use std::collections::BTreeSet;

use hotline::{AccountId, Actor, ClaimNo, Command, Dispatch, Role, Staff};
use law::Instant;
use law::registry::{DivisionCode, UnitCode, UnitKind};

use crate::App;
use crate::error::AppError;
use crate::handle::Done;

/// Somebody who turns the clock and acts for all.
#[derive(Debug)]
pub struct Player<'a> {
    app: &'a App,
    agency: Actor,
}

impl<'a> Player<'a> {
    /// A player on an application with a manual clock.
    ///
    /// # Errors
    /// [`AppError::Input`] if the unit list has no hotline agency.
    pub fn new(app: &'a App) -> Result<Self, AppError> {
        let agency = app.registry().units.all().iter().find(|unit| unit.kind == UnitKind::HotlineAgency);
        let agency = agency.ok_or_else(|| AppError::Input("单位库里没有市12345热线工作机构。".to_owned()))?;
        let roles = [
            Role::Operator,
            Role::ShiftLeader,
            Role::Dispatcher,
            Role::Reviewer,
            Role::AgencyHead,
            Role::CallbackWorker,
        ];
        Ok(Self { app, agency: staff(app, &agency.code, roles.into()) })
    }

    /// The agency, in all of its roles.
    pub fn agency(&self) -> Actor {
        self.agency.clone()
    }

    /// The clerk and head of a unit.
    pub fn unit(&self, unit: &UnitCode) -> Actor {
        staff(self.app, unit, BTreeSet::from([Role::UnitClerk, Role::UnitHead]))
    }

    /// Lets time pass to `at`: every clock that runs out on the way fires at its own instant.
    ///
    /// # Errors
    /// The store's.
    pub async fn at(&self, at: Instant) -> Result<(), AppError> {
        while let Some(due) = self.app.next_due().await?.filter(|due| *due <= at) {
            self.app.clock().set(due);
            if self.app.fire_due_clocks().await? == 0 {
                break;
            }
            // What follows from it follows then, not at the end of the play (C37.1: a letter is dated by its cause).
            self.app.run_outbox().await?;
        }
        self.app.clock().set(at);
        Ok(())
    }

    /// A command of anybody; the claim as it is after it.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn by(&self, actor: &Actor, no: &ClaimNo, command: Command) -> Result<hotline::Claim, AppError> {
        match self.app.handle_and_see(no, None, command, actor, None).await? {
            (_, Some(claim)) => Ok(claim),
            (_, None) => self.claim(no).await,
        }
    }

    /// A command of the agency.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn by_agency(&self, no: &ClaimNo, command: Command) -> Result<Done, AppError> {
        self.app.handle(no, None, command, &self.agency, None).await
    }

    /// A command of the unit that holds the order.
    ///
    /// # Errors
    /// As [`App::handle`].
    pub async fn by_unit(&self, no: &ClaimNo, unit: &UnitCode, command: Command) -> Result<Done, AppError> {
        self.app.handle(no, None, command, &self.unit(unit), None).await
    }

    /// The dispatch that the list asks for.
    ///
    /// # Errors
    /// [`AppError::Input`] if the list names nobody.
    pub async fn by_the_list(&self, no: &ClaimNo, with_co: bool) -> Result<Dispatch, AppError> {
        let claim = self.app.load(no).await?.ok_or(AppError::NotFound)?.claim;
        let registration = claim.registration.ok_or(AppError::NotFound)?;
        let duty = self.app.registry().duty(&registration.category.code, &registration.place.division, None);
        let duty = duty.map_err(|error| AppError::Input(error.to_string()))?;
        let co = duty.co_units.iter().filter(|_| with_co).map(|unit| hotline::CoOrder {
            unit: unit.clone(),
            task: "按各自职责配合办理，结果报主办单位汇总".to_owned(),
            reason: String::new(),
        });
        Ok(Dispatch {
            helper: None,
            co: co.collect(),
            lead: duty.lead,
            own_limit: None,
            danger_ruled_out: true,
            override_reason: None,
            designation: None,
        })
    }

    /// Claims as they are, in the order of the numbers: one read for all.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if one of them is not there.
    pub async fn claims(&self, nos: &[&ClaimNo]) -> Result<Vec<hotline::Claim>, AppError> {
        let stored = self.app.load_each(nos).await?;
        stored.into_iter().map(|stored| Ok(stored.ok_or(AppError::NotFound)?.claim)).collect()
    }

    /// The claim as it is.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn claim(&self, no: &ClaimNo) -> Result<hotline::Claim, AppError> {
        Ok(self.app.load(no).await?.ok_or(AppError::NotFound)?.claim)
    }
}

/// A member of staff that no account stands for: account 0.
fn staff(app: &App, unit: &UnitCode, roles: BTreeSet<Role>) -> Actor {
    let region = app.registry().units.get(unit).and_then(|unit| unit.division.clone());
    Actor::Staff(Staff {
        account: AccountId(0),
        name: String::new(),
        unit: unit.clone(),
        region: region.unwrap_or_else(|| DivisionCode::from("130200000000")),
        roles,
    })
}
