//! `yihu verify`: rebuilds everything from the events and compares; names the first bad entry of a broken chain.

use std::process::ExitCode;

use app::{AppError, Counts, Finding, StoreError};

use crate::places::{Data, bar, say};

/// The exit code of a fault in the data.
const FAULT: u8 = 3;

pub(crate) async fn run(data: &Data) -> anyhow::Result<ExitCode> {
    let fault = match check(data).await {
        Ok(Ok(counts)) => {
            say(format_args!(
                "核验通过：{}件诉求，{}张工单，{}个时限，{}条事件，{}次查看，{}件督办，与记录一致。",
                counts.claims, counts.orders, counts.clocks, counts.events, counts.looks, counts.supervisions
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        Ok(Err(finding)) => finding.zh(),
        // A file that cannot be read through is a fault of the data as well, and not one that passes.
        Err(AppError::Store(StoreError::Damaged { .. })) => "数据文件已损坏，或者不是本系统的数据文件。".to_owned(),
        Err(AppError::Store(StoreError::Corrupt { what })) => format!("数据库里有一条记录不完整（{what}）。"),
        Err(error) => return Err(error.into()),
    };
    eprintln!("{fault}请保留现场，不要改动数据，从最近的备份恢复并查明原因。");
    Ok(ExitCode::from(FAULT))
}

async fn check(data: &Data) -> Result<Result<Counts, Finding>, AppError> {
    let db = data.place()?.open_to_read().await?;
    let bar = bar("核验");
    let divisions = &law::Registry::tangshan().divisions;
    let outcome = store::verify::verify(&db, divisions, |done| bar.set_position(done)).await;
    bar.finish_and_clear();
    db.close().await;
    Ok(outcome?)
}
