//! Who may sign in to the demo: the agency's offices, the units' people.

use std::collections::{BTreeMap, BTreeSet};

use hotline::Role;
use law::registry::{UnitCode, UnitKind};

use super::SignIn;
use crate::App;
use crate::error::AppError;
use crate::people::NewAccount;

/// The agency's offices, one account each.
pub(super) async fn agency(app: &App, hash: &str) -> Result<Vec<SignIn>, AppError> {
    let find = |kind| app.registry().units.all().iter().find(|unit| unit.kind == kind).map(|unit| unit.code.clone());
    let missing = || AppError::Input("单位库里没有热线机构。".to_owned());
    let agency = find(UnitKind::HotlineAgency).ok_or_else(missing)?;
    let county = find(UnitKind::CountyHotlineAgency).ok_or_else(missing)?;
    let authority = find(UnitKind::HotlineAuthority).ok_or_else(missing)?;
    let offices: [(&str, &str, &UnitCode, &[Role]); 11] = [
        ("huawu", "话务员", &agency, &[Role::Operator]),
        ("banzhang", "班长", &agency, &[Role::ShiftLeader, Role::Operator]),
        ("paidan", "派单员", &agency, &[Role::Dispatcher]),
        ("shenhe", "审核员", &agency, &[Role::Reviewer]),
        ("huifang", "回访员", &agency, &[Role::CallbackWorker]),
        ("duban", "督办员", &agency, &[Role::Supervisor]),
        ("fuzeren", "热线机构负责人", &agency, &[Role::AgencyHead]),
        ("zhuguan", "主管机关", &authority, &[Role::Authority]),
        ("quxian", "县级热线机构", &county, &[Role::Reviewer, Role::Dispatcher]),
        ("shenji", "审计管理员（只看查看记录）", &agency, &[Role::AuditAdmin]),
        ("xitong", "系统管理员（看不到诉求）", &agency, &[Role::SystemAdmin]),
    ];
    let mut sign_ins = Vec::new();
    for (login, office, unit, roles) in offices {
        let name = office.split('（').next().unwrap_or(office).to_owned();
        let new = NewAccount {
            login: login.to_owned(),
            name,
            unit: unit.clone(),
            roles: roles.iter().copied().collect(),
            password: String::new(),
        };
        app.create_account_hashed(new, hash.to_owned()).await?;
        sign_ins.push(SignIn { login: login.to_owned(), office: office.to_owned() });
    }
    Ok(sign_ins)
}

/// Every unit that got an order or a question has a clerk who is its head too; the busiest has one person for each. Worth
/// signing in as: the busiest, and who is asked something.
pub(super) async fn units(
    app: &App,
    hash: &str,
    units: BTreeMap<UnitCode, u32>,
    asked: &[UnitCode],
) -> Result<Vec<SignIn>, AppError> {
    let mut busiest: Vec<_> = units.into_iter().collect();
    busiest.sort_by_key(|(_, orders)| std::cmp::Reverse(*orders));
    let mut sign_ins = Vec::new();
    for (place, (unit, _)) in busiest.into_iter().enumerate() {
        let name = app.registry().units.name(&unit).to_owned();
        let own = unit.as_str().to_lowercase();
        let is_asked = asked.contains(&unit);
        let people: Vec<(String, &str, Vec<Role>)> = if place == 0 {
            vec![
                ("danwei".to_owned(), "经办人", vec![Role::UnitClerk]),
                ("danweifuze".to_owned(), "负责人", vec![Role::UnitHead]),
            ]
        } else if is_asked {
            vec![
                (own.clone(), "经办人", vec![Role::UnitClerk, Role::UnitHead]),
                (format!("{own}-zhuanyuan"), "政策专员", vec![Role::Specialist]),
            ]
        } else {
            vec![(own, "经办人", vec![Role::UnitClerk, Role::UnitHead])]
        };
        for (login, office, roles) in people {
            let new = NewAccount {
                login: login.clone(),
                name: format!("{name}{office}"),
                unit: unit.clone(),
                roles: roles.into_iter().collect::<BTreeSet<_>>(),
                password: String::new(),
            };
            app.create_account_hashed(new, hash.to_owned()).await?;
            if place < 3 || is_asked {
                let why = if is_asked { "（有请它答复的）" } else { "" };
                sign_ins.push(SignIn { login, office: format!("承办单位{office}：{name}{why}") });
            }
        }
    }
    Ok(sign_ins)
}
