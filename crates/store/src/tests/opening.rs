//! Opening, closing, and everything that can be wrong with a data folder.

use std::fs;

use super::*;
use crate::Location;

async fn error_of(location: &Location) -> StoreError {
    Db::open(location, NOW).await.err().unwrap()
}

#[tokio::test]
async fn a_second_process_on_the_same_folder_is_refused_in_words() {
    let fresh = testing::sqlite(NOW).await.unwrap();
    let error = error_of(&fresh.location).await;
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    assert!(error.zh().contains(&format!("进程 {}", std::process::id())), "{}", error.zh());
    append(&fresh.db, 1).await.unwrap();
    fresh.db.close().await;
    let again = Db::open(&fresh.location, NOW).await.unwrap();
    assert_eq!(count(&again, 1).await, 1);
    assert!(matches!(append(&fresh.db, 1).await, Err(TransactError::Store(StoreError::Unavailable { .. }))));
    assert!(matches!(fresh.db.rows(COUNT, args![1_i64]).await, Err(StoreError::Unavailable { .. })));
}

#[tokio::test]
async fn the_lock_goes_with_the_last_handle() {
    let fresh = testing::sqlite(NOW).await.unwrap();
    let Fresh { db, location, .. } = &fresh;
    let clone = db.clone();
    clone.close().await;
    drop(clone);
    let db = Db::open(location, NOW).await.unwrap();
    drop(db);
    for _ in 0..100 {
        match Db::open(location, NOW).await {
            Ok(_) => return,
            Err(StoreError::Locked { .. }) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the lock was never given back");
}

#[tokio::test]
async fn reading_is_possible_beside_a_running_server() {
    for Fresh { db, location, .. } in &both().await {
        append(db, 3).await.unwrap();
        let reader = Db::open_to_read(location).await.unwrap();
        assert_eq!(count(&reader, 3).await, 1);
        append(db, 3).await.unwrap();
        assert_eq!(count(&reader, 3).await, 2);
        let error = reader.write(vec![event(3, 3)]).await.unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_place_without_data_says_how_to_make_it() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("missing"), folder.path().to_path_buf()] {
        let error = error_of(&Location::Folder(path)).await;
        assert!(matches!(error, StoreError::NotSetUp { .. }), "{error}");
        assert!(error.zh().contains("yihu init"));
    }
    fs::write(folder.path().join("yihu.db"), "").unwrap();
    assert!(matches!(error_of(&Location::Folder(folder.path().into())).await, StoreError::NotSetUp { .. }));
    if let Some(address) = testing::empty_postgres().await.unwrap() {
        assert!(matches!(error_of(&Location::parse(&address).unwrap()).await, StoreError::NotSetUp { .. }));
        let elsewhere = Location::parse(&format!("{address}_not_there")).unwrap();
        let error = error_of(&elsewhere).await;
        assert!(matches!(error, StoreError::CannotOpen { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yihu.db");
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n % 251) as u8).collect();
    fs::write(&file, &noise).unwrap();
    let error = error_of(&Location::Folder(folder.path().into())).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.zh().contains("备份"));
    assert_eq!(fs::read(&file).unwrap(), noise);
}

#[tokio::test]
async fn a_file_where_the_folder_should_be_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = Db::create(&Location::Folder(file.join("below")), NOW).await.err().unwrap();
    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_file_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a").join("data");
    let _db = Db::create(&Location::Folder(folder.clone()), NOW).await.unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(folder.join("yihu.db")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_so() {
    let location = Location::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let error = error_of(&location).await;
    assert!(matches!(error, StoreError::Unavailable { outcome_unknown: false, .. }), "{error}");
}
