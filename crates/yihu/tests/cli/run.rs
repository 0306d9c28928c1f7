//! Running the binary and judging what it said.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The binary under test.
pub(crate) const YIHU: &str = env!("CARGO_BIN_EXE_yihu");

/// The binary, away from the settings and the folder of whoever runs the tests.
pub(crate) fn yihu(folder: &Path) -> Command {
    clean(Command::new(YIHU), folder)
}

pub(crate) fn clean(mut command: Command, folder: &Path) -> Command {
    for name in ["YIHU_DATA", "YIHU_KEY", "YIHU_LISTEN", "YIHU_HTTPS", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// What a run ended with.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8 on both outputs");
        let outcome = Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
        assert!(!outcome.err.contains("panicked") && !outcome.err.contains("RUST_BACKTRACE"), "{outcome:?}");
        outcome
    }

    /// It did what was asked and complained of nothing.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert_eq!(self.err, "", "{self:?}");
        self
    }

    /// It failed with `code` and one line: a Chinese sentence, with all of `words` in it.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.err.lines().count(), 1, "one sentence: {self:?}");
        self.says_first(code, words)
    }

    /// As [`Outcome::fails`], with more behind the first line.
    #[track_caller]
    pub(crate) fn says_first(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        let sentence = self.err.lines().next().unwrap_or_default();
        assert!(sentence.ends_with('。') && sentence.contains('请'), "a sentence that says what to do: {self:?}");
        for word in words {
            assert!(sentence.contains(word), "“{word}” is missing: {self:?}");
        }
        self
    }
}

/// Runs a command with something on its standard input.
pub(crate) fn with_input(mut command: Command, input: &[u8]) -> Outcome {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who fails early does not read to the end.
    let _unread = child.stdin.take().unwrap().write_all(input);
    Outcome::of(&child.wait_with_output().unwrap())
}

/// A data folder of one test, in a home of its own.
pub(crate) struct Place {
    home: TempDir,
}

impl Place {
    /// An empty home, in memory where that can be had: dozens of tests that wait for a disk are slow.
    pub(crate) fn empty() -> Self {
        let memory = Path::new("/dev/shm");
        let home = TempDir::with_prefix_in("yihu-cli-", memory);
        Self { home: home.or_else(|_| TempDir::with_prefix("yihu-cli-")).unwrap() }
    }

    /// With a database, on the disk: for large files.
    pub(crate) fn roomy() -> Self {
        let place = Self { home: TempDir::with_prefix("yihu-cli-").unwrap() };
        place.run(["init"]).succeeds();
        place
    }

    /// With a database and its key, as `yihu init` makes them.
    pub(crate) fn set_up() -> Self {
        let place = Self::empty();
        let outcome = place.run(["init"]).succeeds();
        assert!(outcome.out.contains("已建立数据库"), "{outcome:?}");
        place
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home().join("yihu-data")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("yihu.db")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.data().join("yihu.key")
    }

    /// Runs `yihu` in the home, where `./yihu-data` is.
    pub(crate) fn run<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Outcome {
        let mut command = yihu(self.home());
        command.args(args);
        with_input(command, b"")
    }

    /// Adds an account: a small command that reads key and database and writes.
    pub(crate) fn add_user(&self, login: &str, more: &[&str]) -> Outcome {
        let mut command = yihu(self.home());
        command.args(["user", "add", login, "--name", "张三", "--unit", UNIT, "--role", "operator"]).args(more);
        with_input(command, "correct horse battery\n".as_bytes())
    }

    /// A file in the home.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Outcome {
        self.file(name, content);
        self.run(["import", "appeals", name])
    }

    /// All that the events make is there, and there are so many claims.
    #[track_caller]
    pub(crate) fn holds(&self, claims: usize) {
        let outcome = self.run(["verify"]).succeeds();
        assert!(outcome.out.starts_with(&format!("核验通过：{claims}件诉求，")), "{outcome:?}");
    }
}

/// The agency of the sample city.
pub(crate) const UNIT: &str = "TS-12345";
