//! The key file: one line with the master key of the identity vault, readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// What stands before the 64 hexadecimal digits.
const MARK: &str = "yihu-key-1:";

/// The key that wraps all others. It is wiped when dropped and cannot be printed.
pub struct MasterKey(pub(crate) Zeroizing<[u8; 32]>);

/// What is wrong with key file or vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("there is no key file at {path}")]
    Missing { path: String },
    #[error("there is a key file at {path} already")]
    Exists { path: String },
    #[error("cannot read or write the key file {path}: {reason}")]
    Unreachable { path: String, reason: String },
    /// Others than the owner may read it.
    #[error("the key file {path} has mode {mode:o}, 600 is wanted")]
    TooOpen { path: String, mode: u32 },
    #[error("the key file {path} is not one line of {MARK} and 64 hexadecimal digits")]
    Malformed { path: String },
    /// A good key file, but of another database.
    #[error("the key is not the one that this database was made with")]
    Wrong,
    /// A sealed field does not open: damaged, moved from another row, or sealed under a lost key.
    #[error("the sealed field {field} does not open")]
    Sealed { field: String },
    /// The data key is not in the table.
    #[error("there is no data key {id}")]
    NoDataKey { id: u32 },
    #[error("the system gives no random bytes: {reason}")]
    Random { reason: String },
}

impl KeyError {
    /// One sentence or two that say what to do.
    pub fn zh(&self) -> String {
        match self {
            Self::Missing { path } => format!(
                "找不到密钥文件“{path}”。它由 yihu init 建立；请从保管处取回原来的文件，没有它，诉求人的身份信息无法读取。"
            ),
            Self::Exists { path } => {
                format!("密钥文件“{path}”已经存在，没有改动它。覆盖密钥会使原有身份信息永远无法读取。")
            }
            Self::Unreachable { path, reason } => {
                format!("读写不了密钥文件“{path}”（{reason}）。请检查路径、权限和磁盘空间。")
            }
            Self::TooOpen { path, mode } => format!(
                "密钥文件“{path}”的权限是 {mode:o}，其他人也能读到，为安全没有启动。请运行 chmod 600 {path} 后再试。"
            ),
            Self::Malformed { path } => {
                format!("密钥文件“{path}”的内容不完整或者不是密钥。请从保管处取回原来的文件。")
            }
            Self::Wrong => {
                "密钥文件与这个数据库不匹配，没有启动，数据没有改动。请换成建立这个数据库时生成的密钥文件。".into()
            }
            Self::Sealed { .. } | Self::NoDataKey { .. } => {
                "有一项身份信息无法解密，可能已经损坏。请管理员运行 yihu verify 查明，并从备份恢复。".into()
            }
            Self::Random { .. } => {
                "操作系统没有提供随机数，无法加密身份信息，这次操作没有保存。请管理员检查系统。".into()
            }
        }
    }
}

impl MasterKey {
    /// Makes a new key and writes it to `path` with mode 0600. Never overwrites.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let key = Self::random()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                KeyError::Exists { path: shown(path) }
            } else {
                unreachable(path, &error)
            }
        })?;
        let line = Zeroizing::new(format!("{MARK}{}\n", Zeroizing::new(hex::encode(key.0.as_ref())).as_str()));
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_all());
        if let Err(error) = written {
            drop(file);
            // A half-written key file would be refused at each start; better none. The error above is what matters.
            let _removed = fs::remove_file(path);
            return Err(unreachable(path, &error));
        }
        Ok(key)
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// [`KeyError::TooOpen`] if anybody but the owner may read it, [`KeyError::Malformed`] if it is no key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let known = fs::metadata(path).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                KeyError::Missing { path: shown(path) }
            } else {
                unreachable(path, &error)
            }
        })?;
        let malformed = || KeyError::Malformed { path: shown(path) };
        if !known.is_file() || known.len() > 4_096 {
            return Err(malformed());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = known.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(KeyError::TooOpen { path: shown(path), mode });
            }
        }
        let bytes = Zeroizing::new(fs::read(path).map_err(|error| unreachable(path, &error))?);
        let text = std::str::from_utf8(&bytes).map_err(|_| malformed())?;
        let digits = text.trim_end().strip_prefix(MARK).ok_or_else(malformed)?;
        let mut key = Self(Zeroizing::new([0; 32]));
        hex::decode_to_slice(digits, key.0.as_mut()).map_err(|_| malformed())?;
        Ok(key)
    }

    pub(crate) fn random() -> Result<Self, KeyError> {
        let mut key = Self(Zeroizing::new([0; 32]));
        getrandom::fill(key.0.as_mut()).map_err(|error| KeyError::Random { reason: error.to_string() })?;
        Ok(key)
    }

    /// Where the key file of a data folder stands unless the settings say otherwise.
    pub fn path_in(folder: &Path) -> PathBuf {
        folder.join("yihu.key")
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn unreachable(path: &Path, error: &std::io::Error) -> KeyError {
    KeyError::Unreachable { path: shown(path), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = MasterKey::path_in(folder.path());
        assert_eq!(MasterKey::read(&path).err(), Some(KeyError::Missing { path: shown(&path) }));
        let made = MasterKey::create(&path).unwrap();
        assert_eq!(MasterKey::read(&path).unwrap().0, made.0);
        assert_eq!(MasterKey::create(&path).err(), Some(KeyError::Exists { path: shown(&path) }));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = MasterKey::path_in(folder.path());
        MasterKey::create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o777] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = MasterKey::read(&path).err().unwrap();
            assert_eq!(error, KeyError::TooOpen { path: shown(&path), mode });
            assert!(error.zh().contains("chmod 600"));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(MasterKey::read(&path).is_ok());
    }

    #[test]
    fn anything_else_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        let short = format!("{MARK}00ff\n");
        let long = format!("{MARK}{}\n", "0".repeat(66));
        let odd = format!("{MARK}{}\n", "g".repeat(64));
        let bare = "0".repeat(64);
        for text in ["", "\n", short.as_str(), long.as_str(), odd.as_str(), bare.as_str()] {
            fs::write(&path, text).unwrap();
            #[cfg(unix)]
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            assert_eq!(MasterKey::read(&path).err(), Some(KeyError::Malformed { path: shown(&path) }), "{text}");
        }
    }
}
