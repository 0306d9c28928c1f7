//! `yihu verify`: rebuilds everything from the events and compares; names the first bad entry of a broken chain.

use std::process::ExitCode;

use crate::places::{Data, bar};

pub(crate) async fn run(data: &Data) -> anyhow::Result<ExitCode> {
    let db = data.place()?.open_to_read().await?;
    let bar = bar("核验");
    let divisions = &law::Registry::tangshan().divisions;
    let outcome = store::verify::verify(&db, divisions, |done| bar.set_position(done)).await;
    bar.finish_and_clear();
    db.close().await;
    match outcome.map_err(app::AppError::from)? {
        Ok(counts) => {
            println!(
                "核验通过：{}件诉求，{}张工单，{}个时限，{}条事件，{}次查看，与记录一致。",
                counts.claims, counts.orders, counts.clocks, counts.events, counts.looks
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(finding) => {
            eprintln!("{}", finding.zh());
            eprintln!("请保留现场，不要改动数据，从最近的备份恢复并查明原因。");
            Ok(ExitCode::from(3))
        }
    }
}
