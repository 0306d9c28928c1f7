//! What can go wrong below the domain: English for the log, and one plain Chinese sentence that says what to do.

use crate::key_file::KeyError;

/// A fault of the store. Never a refusal by law: those are the domain's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the same aggregate first; nothing was written.
    #[error("somebody else changed the same thing first")]
    Conflict,
    /// A constraint other than a stream's key forbids it (a login that exists, ...). Trying again gives the same.
    #[error("refused by the constraint {constraint}")]
    Refused { constraint: String },
    /// The database does not answer. With `outcome_unknown` it may or may not have committed: ask the
    /// command's own row ([`crate::commands`]).
    #[error("the database does not answer: {reason}")]
    Unavailable { reason: String, outcome_unknown: bool },
    /// Any other fault of the database or of a statement of ours.
    #[error("database fault: {reason}")]
    Db { reason: String },
    /// A row has not the shape that the code expects.
    #[error("a stored row is not what it should be: {what}")]
    Corrupt { what: String },
    /// The file is not a database or is damaged.
    #[error("the database file is damaged or not a database: {reason}")]
    Damaged { reason: String },
    /// Another process holds the data folder.
    #[error("the data folder {folder} is in use by another process ({holder})")]
    Locked { folder: String, holder: String },
    /// No room left on the disk; nothing of the change was kept.
    #[error("the disk is full: {reason}")]
    DiskFull { reason: String },
    /// The disk takes or gives no bytes, though it does not say that it is full: a quota, a limit, a fault.
    #[error("the disk does not obey: {reason}")]
    DiskFault { reason: String },
    /// File, folder or server accept no writing.
    #[error("the database accepts no writing: {reason}")]
    ReadOnly { reason: String },
    /// There is no data at this place yet.
    #[error("nothing has been set up at {place}")]
    NotSetUp { place: String },
    /// A file stands where the data folder should be.
    #[error("{place} is a file and no folder")]
    NotAFolder { place: String },
    /// Something is at this place, but it cannot be opened.
    #[error("cannot open {place}: {reason}")]
    CannotOpen { place: String, reason: String },
    /// The text is neither a folder nor a PostgreSQL address.
    #[error("not a data address: {reason}")]
    BadLocation { reason: String },
    /// A migration that ran here long ago has another text in this binary.
    #[error("migration {name} was changed after it had run")]
    Altered { name: String },
    /// The database was made by a later version.
    #[error("the database is at schema {found}, this binary knows {known}")]
    TooNew { found: i64, known: i64 },
    /// The database needs a migration, and this opening may not write.
    #[error("the database is at schema {found}, this binary wants {known}")]
    TooOld { found: i64, known: i64 },
    /// A list of writes has an `expect` that no stream key covers: a fault in our own code, found before anything
    /// is written.
    #[error("an expectation without a guarding insert: {sql}")]
    Uncovered { sql: &'static str },
    /// `decide` panicked; its writes were undone.
    #[error("the decision panicked: {message}")]
    Panicked { message: String },
    /// Key file and vault.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl StoreError {
    pub(crate) fn db(reason: impl std::fmt::Display) -> Self {
        Self::Db { reason: reason.to_string() }
    }

    /// A fault met while opening `place`: what is not understood better means that it cannot be opened.
    pub(crate) fn on_opening(self, place: impl std::fmt::Display) -> Self {
        if let Self::Db { reason } | Self::CannotOpen { reason, .. } = self {
            return Self::CannotOpen { place: place.to_string(), reason };
        }
        self
    }

    /// One sentence or two for the person at the screen or at the command line: what is wrong, and what to do.
    pub fn zh(&self) -> String {
        match self {
            Self::Conflict => {
                "刚才有其他人先修改了同一件诉求，您的这次操作没有保存。请刷新页面，看过最新情况后再办理。".into()
            }
            Self::Refused { constraint } => {
                format!("数据库没有接受这次修改（{constraint}），内容没有保存。请检查是否与已有的记录重复。")
            }
            Self::Unavailable { outcome_unknown: false, .. } => {
                "数据库暂时连接不上，这次操作没有保存。请稍后再试；持续出现时，请管理员检查数据库服务是否运行。".into()
            }
            Self::Unavailable { outcome_unknown: true, .. } => {
                "数据库在保存时断开了连接，暂时不能确定是否已经保存。请稍后刷新页面查看，不必重复填写。".into()
            }
            Self::Db { .. } | Self::Uncovered { .. } | Self::Panicked { .. } => {
                "系统内部出错，这次操作没有保存，已经记入日志。请稍后再试；持续出现时，请把发生的时间告诉管理员。"
                    .into()
            }
            Self::Corrupt { .. } => {
                "数据库里有一条记录不完整，为免出错，这次操作没有进行。请管理员运行 yihu verify 查明是哪一条。".into()
            }
            Self::Damaged { .. } => "数据文件已损坏，或者不是本系统的数据文件。请不要改动它，从最近的备份恢复。".into(),
            Self::Locked { folder, holder } => {
                format!(
                    "数据文件夹“{folder}”正被另一个程序使用（{holder}）。请先停止那个程序，或者用 --data 指定另一个文件夹。"
                )
            }
            Self::DiskFull { .. } => "磁盘已满，这次操作没有保存，原有数据没有受影响。请清理磁盘空间后再试。".into(),
            Self::DiskFault { .. } => {
                "磁盘读写失败，这次操作没有保存，原有数据没有受影响。请检查磁盘是否已满、超出配额或者有故障，处理后再试。"
                    .into()
            }
            Self::ReadOnly { .. } => {
                "数据文件或者数据库不允许写入。请检查数据文件夹的权限、磁盘是否只读，或者数据库是否是备用节点。".into()
            }
            Self::NotSetUp { place } => {
                format!("“{place}”里还没有数据。请先运行 yihu init --data {place} 建立数据库。")
            }
            Self::NotAFolder { place } => {
                format!("“{place}”是一个文件，不是文件夹。请用 --data 指定存放数据的文件夹。")
            }
            Self::CannotOpen { place, reason } => {
                format!("打不开“{place}”（{reason}）。请检查地址、账号和权限后再试。")
            }
            Self::BadLocation { reason } => format!(
                "数据地址不对（{reason}）。请写一个文件夹，例如 ./yihu-data，或者 PostgreSQL 地址，例如 postgres://用户@主机/数据库。"
            ),
            Self::Altered { name } => format!(
                "数据库的历史升级脚本 {name} 与当时执行的不一致，为保护数据没有启动。请使用正式发布的 yihu 程序。"
            ),
            Self::TooNew { found, known } => {
                format!("数据库的版本（{found}）比这个程序认识的版本（{known}）新。请换用更新的 yihu 程序。")
            }
            Self::TooOld { found, known } => {
                format!(
                    "数据库的版本（{found}）比这个程序需要的版本（{known}）旧。请先用这个程序启动一次服务（yihu serve），启动时会自动升级。"
                )
            }
            Self::Key(error) => error.zh(),
        }
    }

    /// Whether doing the same again, later, can succeed without anybody's help.
    pub fn passing(&self) -> bool {
        matches!(self, Self::Conflict | Self::Unavailable { .. })
    }
}

/// Why a transaction did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransactError<E> {
    /// `decide` said no. Nothing was written.
    #[error("refused")]
    Refusal(E),
    /// The store failed. Nothing was written, unless [`StoreError::Unavailable`] says that this is unknown.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The message of a caught panic.
pub(crate) fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&'static str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}
