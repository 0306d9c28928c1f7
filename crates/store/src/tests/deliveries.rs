//! A delivery is one worker's own while it is leased, and a report finds its message.

use hotline::PersonId;
use hotline::reactions::{Notice, Recipient};
use law::{Clause, Instant};

use super::*;
use crate::deliveries::{self, State};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delivery_is_leased_tried_again_and_reported() {
    for Fresh { db, .. } in both().await {
        let now = Instant::from_ms(NOW);
        let to = |to| Notice { to, code: "accepted", clause: Clause::C12, text: "一".to_owned() };
        let notices = [
            to(Recipient::Unit("C-ZJJ".into())),
            to(Recipient::Claimant(PersonId(7))),
            to(Recipient::Claimant(PersonId(8))),
        ];
        let first =
            |notice: &Notice| if notice.to == Recipient::Claimant(PersonId(8)) { now.plus_minutes(60) } else { now };
        db.write(deliveries::insert(1, 2, &notices, now, first).unwrap()).await.unwrap();
        assert_eq!(deliveries::next(&db).await.unwrap(), Some(now));
        let taken = deliveries::take(&db, now, 1_000).await.unwrap();
        assert_eq!(taken.iter().map(|one| (one.person, one.tries)).collect::<Vec<_>>(), [(PersonId(7), 1)]);
        // Leased: nobody else gets it; and it comes again where its worker died.
        assert_eq!(deliveries::take(&db, now, 1_000).await.unwrap(), []);
        let again = deliveries::take(&db, now.plus_ms(1_000), 1_000).await.unwrap();
        assert_eq!((again.len(), again[0].tries), (1, 2));
        let key = again[0].key;
        let outcome = |rows: Vec<crate::Rows>| deliveries::read(&rows[0]).unwrap();
        db.write(vec![deliveries::later(key, "sms", "忙", now.plus_minutes(5), now)]).await.unwrap();
        let read = outcome(db.fetch(&[deliveries::of_root(1)]).await.unwrap());
        assert_eq!((read[0].state, read[0].said.as_str()), (State::Waiting, "忙"));
        db.write(vec![deliveries::handed(key, "sms", Some("h1"), now)]).await.unwrap();
        assert_eq!(deliveries::take(&db, now.plus_minutes(10), 1_000).await.unwrap(), []);
        db.write(vec![deliveries::reported("sms", "h1", Err("送不到"), now)]).await.unwrap();
        // Another way's handle of the same name is not this one's.
        db.write(vec![deliveries::reported("mail", "h1", Ok(()), now)]).await.unwrap();
        let read = outcome(db.fetch(&[deliveries::of_root(1)]).await.unwrap());
        assert_eq!((read[0].state, read[0].said.as_str(), read[0].free_at), (State::Failed, "送不到", None));
        assert_eq!(read[1].state, State::Waiting);
        // The same event told twice is refused, so nobody is told twice.
        assert!(db.write(deliveries::insert(1, 2, &notices, now, first).unwrap()).await.is_err());
    }
}
