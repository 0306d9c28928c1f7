//! What comes after the answer: callback, check, explanation.

use hotline::{
    CallbackMethod, CallbackOutcome, CallbackTry, CheckFinding, ClaimNo, Command, Excuse, Explanation, Rating,
    Satisfaction,
};
use law::Instant;
use law::registry::UnitCode;

use super::{Course, or, satisfaction};
use crate::error::AppError;

impl Course<'_> {
    /// Called back; what is not satisfied is checked, and goes on from there as far as the course goes.
    pub(super) async fn called_back(
        &self,
        no: &ClaimNo,
        unit: &UnitCode,
        order: u16,
        done: Instant,
    ) -> Result<(), AppError> {
        let course = self.row.course.as_str();
        let call = |rating: Rating| {
            Command::CallBack(CallbackTry { method: CallbackMethod::Phone, outcome: CallbackOutcome::Reached(rating) })
        };
        let first = match course {
            "unsatisfied_rehandle" | "unsatisfied_explain" | "checking" | "explaining" | "explained" => {
                satisfaction(&self.row.rating)
                    .filter(|level| !level.is_satisfied())
                    .unwrap_or(Satisfaction::Unsatisfied)
            }
            _ => satisfaction(&self.row.rating).filter(|level| level.is_satisfied()).unwrap_or(Satisfaction::Satisfied),
        };
        let day = self.later(done, 1, 10);
        self.player.at(day).await?;
        if course == "called_once" {
            let nobody = CallbackTry { method: CallbackMethod::Phone, outcome: CallbackOutcome::NoAnswer };
            return self.player.by_agency(no, Command::CallBack(nobody)).await.map(|_| ());
        }
        self.player.by_agency(no, call(self.rating(first))).await?;
        match course {
            "unsatisfied_rehandle" => {
                self.player.at(day.plus_minutes(70)).await?;
                let demand = or(&self.row.note, "请到现场核实后重新办理");
                self.player.by_agency(no, Command::Check(CheckFinding::Omission { demand })).await?;
                self.player.at(day.plus_minutes(110)).await?;
                self.player.by_unit(no, unit, Command::Sign { order }).await?;
                self.contact(no, unit, order, day.plus_minutes(140)).await?;
                let again = self.later(day, 1, 14);
                self.player.at(again).await?;
                let mut feedback = self.feedback(false);
                feedback.public_answer = format!("{}我们又到现场处理了一遍，并请您当面看过。", self.row.answer);
                self.player.by_unit(no, unit, Command::FeedBack { order, feedback: Box::new(feedback) }).await?;
                self.player.at(again.plus_minutes(60)).await?;
                self.accept_all(no).await?;
                self.player.at(self.later(again, 1, 10)).await?;
                self.player.by_agency(no, call(self.rating(Satisfaction::Satisfied))).await?;
            }
            "unsatisfied_explain" | "explaining" | "explained" => {
                self.player.at(day.plus_minutes(70)).await?;
                let evidence = or(&self.row.basis, "现行政策规定");
                self.player
                    .by_agency(no, Command::Check(CheckFinding::Beyond { excuse: Excuse::Policy, evidence }))
                    .await?;
                if course == "explaining" {
                    return Ok(());
                }
                self.player.at(day.plus_minutes(200)).await?;
                let text = or(&self.row.answer, "已向诉求人说明政策规定和可以走的途径");
                let explanation = Explanation { text, told: self.told() };
                self.player.by_unit(no, unit, Command::Explain(explanation)).await?;
                if course == "explained" {
                    return Ok(());
                }
                self.player.at(day.plus_minutes(260)).await?;
                self.player.by_agency(no, Command::Archive).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
