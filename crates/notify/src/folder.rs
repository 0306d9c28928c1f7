//! A folder in place of a gateway: each message becomes a file that a person can open. For demonstrations, for trying an
//! installation, and for tests.

use std::path::{Path, PathBuf};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{Failure, Gateway, Handed, Message, Report, Way};

/// What would have been sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Of [`Message::id`].
    pub id: String,
    /// Which way.
    pub way: Way,
    /// To whom.
    pub to: String,
    /// About what; empty for a short message.
    pub subject: String,
    /// The words.
    pub text: String,
}

/// Keeps what would have been sent, a JSON file a message. The same message twice is the same file.
#[derive(Debug, Clone)]
pub struct Folder {
    folder: PathBuf,
    way: Way,
}

impl Folder {
    /// A way into a folder, which is made when the first message comes.
    pub fn new(folder: &Path, way: Way) -> Self {
        Self { folder: folder.to_owned(), way }
    }

    /// Everything in a folder, in the order of its names; files that are none of ours are passed over.
    ///
    /// # Errors
    /// The folder cannot be read. One that is not there is empty.
    pub fn kept(folder: &Path) -> std::io::Result<Vec<Kept>> {
        let entries = match folder.read_dir() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        Ok(paths
            .iter()
            .filter_map(|path| std::fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()))
            .collect())
    }

    async fn keep(&self, message: &Message) -> Result<Handed, Failure> {
        let kept = Kept {
            id: message.id.clone(),
            way: self.way,
            to: message.to.to_string(),
            subject: message.subject.clone(),
            text: message.text.clone(),
        };
        let passing = |error: std::io::Error| Failure::Passing(format!("写不进消息文件夹（{error}）"));
        let text = serde_json::to_vec_pretty(&kept).map_err(|error| Failure::Final(error.to_string()))?;
        tokio::fs::create_dir_all(&self.folder).await.map_err(passing)?;
        let name: String = message.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        // First beside it, then in its place: a reader never finds half a message.
        let (half, whole) = (self.folder.join(format!("{name}.part")), self.folder.join(format!("{name}.json")));
        tokio::fs::write(&half, text).await.map_err(passing)?;
        tokio::fs::rename(&half, &whole).await.map_err(passing)?;
        Ok(Handed::Unreported)
    }
}

impl Gateway for Folder {
    fn way(&self) -> Way {
        self.way
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<Handed, Failure>> {
        self.keep(message).boxed()
    }

    fn report(&self) -> BoxFuture<'_, Report> {
        std::future::pending().boxed()
    }
}
