//! Hash chains: each entry of a stream carries the hash of the one before and of all its own columns, so that a change
//! in the database that did not come through the program shows (C46; `datalayer.md`, protocol 6).

use sha2::{Digest, Sha256};

use crate::value::Val;

/// The hash of an entry: of everything before it in its stream, too.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<Hash> for Val {
    fn from(hash: Hash) -> Self {
        Self::B(hash.0.to_vec())
    }
}

impl Hash {
    /// What stands before the first entry of every stream.
    pub const START: Self = Self([0; 32]);

    /// The hash in a column; none if it is no hash.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The hash of an entry that follows this one: `payload` is every column but the hash, in the order of the table.
    ///
    /// Each value goes in with its kind and its length, so that no two payloads give the same bytes.
    #[must_use]
    pub fn extend(&self, payload: &[Val]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update((payload.len() as u64).to_be_bytes());
        for value in payload {
            match value {
                Val::Null => hasher.update([0]),
                Val::I(number) => {
                    hasher.update([1]);
                    hasher.update(number.to_be_bytes());
                }
                Val::T(text) => {
                    hasher.update([2]);
                    hasher.update((text.len() as u64).to_be_bytes());
                    hasher.update(text.as_bytes());
                }
                Val::B(bytes) => {
                    hasher.update([3]);
                    hasher.update((bytes.len() as u64).to_be_bytes());
                    hasher.update(bytes);
                }
            }
        }
        Self(hasher.finalize().into())
    }
}

/// An entry as it stands in the table.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the stream, from 1.
    pub seq: i64,
    /// Every column but the hash, in the order of the table.
    pub payload: Vec<Val>,
    /// The hash in the table.
    pub hash: Vec<u8>,
}

/// The first entry of a stream that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("root {root}, entry {seq}: {what}")]
pub struct Break {
    /// The aggregate.
    pub root: i64,
    /// The entry's place.
    pub seq: i64,
    /// What is wrong with it.
    pub what: Fault,
}

/// What is wrong with an entry of a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The entry is not there: it was deleted, or its number was changed.
    #[error("missing, {found} stands in its place")]
    Missing { found: i64 },
    /// Its columns do not give its hash: changed, swapped or put in afterwards.
    #[error("its content does not give its hash")]
    Changed,
    /// The stream ends before the place that its head names: the tail was cut off.
    #[error("missing at the end, the head says that the stream goes on")]
    CutOff,
    /// The stream goes on behind the place that its head names.
    #[error("stands behind the end that the head names")]
    BeyondHead,
    /// The last hash is not the one that the head names.
    #[error("its hash is not the one that the head names")]
    OtherHead,
}

impl Break {
    /// One sentence for the person who ran the check.
    pub fn zh(&self) -> String {
        let what = match self.what {
            Fault::Missing { .. } | Fault::CutOff => "缺失（可能被删除）",
            Fault::Changed => "内容与校验值不符（可能被改动）",
            Fault::BeyondHead => "在记录的末尾之后出现（可能是事后添加）",
            Fault::OtherHead => "与所属事项登记的校验值不符",
        };
        format!("编号 {} 的第 {} 条记录{what}。", self.root, self.seq)
    }
}

/// Where a stream ends, as noted outside of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Place of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Head {
    /// The head of a stream that has not begun.
    pub(crate) fn start() -> Self {
        Self::at(0, Hash::START)
    }

    /// A stream that ends at `seq`.
    pub(crate) fn at(seq: i64, hash: Hash) -> Self {
        Self { seq, hash: hash.0.to_vec() }
    }
}

/// Follows the stream of `root` from its first entry and names the first bad one. Without `head` a cut tail cannot be
/// seen: a stream alone does not know how long it was.
pub fn verify(root: i64, entries: &[Entry], head: Option<&Head>) -> Result<Hash, Break> {
    let broken = |seq, what| Break { root, seq, what };
    let mut hash = Hash::START;
    for (seq, entry) in (1_i64..).zip(entries) {
        if entry.seq != seq {
            return Err(broken(seq, Fault::Missing { found: entry.seq }));
        }
        if head.is_some_and(|head| seq > head.seq) {
            return Err(broken(seq, Fault::BeyondHead));
        }
        hash = hash.extend(&entry.payload);
        if entry.hash != hash.0 {
            return Err(broken(seq, Fault::Changed));
        }
    }
    if let Some(head) = head {
        let last = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        if last < head.seq {
            return Err(broken(last + 1, Fault::CutOff));
        }
        if head.hash != hash.0 {
            return Err(broken(last, Fault::OtherHead));
        }
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn stream(words: &[&str]) -> Vec<Entry> {
        let mut hash = Hash::START;
        (1_i64..)
            .zip(words)
            .map(|(seq, word)| {
                let payload = args![7_i64, seq, *word];
                hash = hash.extend(&payload);
                Entry { seq, payload, hash: hash.0.to_vec() }
            })
            .collect()
    }

    fn first_bad(entries: &[Entry], head: &Head) -> (i64, Fault) {
        let broken = verify(7, entries, Some(head)).unwrap_err();
        (broken.seq, broken.what)
    }

    #[test]
    fn c46_the_first_bad_entry_is_named() {
        let good = stream(&["受理", "派单", "签收", "反馈"]);
        let head = Head { seq: 4, hash: good[3].hash.clone() };
        assert!(verify(7, &good, Some(&head)).is_ok());

        let mut changed = good.clone();
        changed[1].payload[2] = Val::from("另派");
        assert_eq!(first_bad(&changed, &head), (2, Fault::Changed));

        let mut deleted = good.clone();
        deleted.remove(2);
        assert_eq!(first_bad(&deleted, &head), (3, Fault::Missing { found: 4 }));

        let mut swapped = good.clone();
        swapped.swap(1, 2);
        swapped[1].seq = 2;
        swapped[2].seq = 3;
        assert_eq!(first_bad(&swapped, &head), (2, Fault::Changed));

        assert_eq!(first_bad(&good[..3], &head), (4, Fault::CutOff));
        assert_eq!(first_bad(&stream(&["受理", "派单", "签收", "反馈", "归档"]), &head), (5, Fault::BeyondHead));
        assert_eq!(first_bad(&stream(&["受理", "派单", "签收", "改过"]), &head), (4, Fault::OtherHead));
    }

    #[test]
    fn no_two_payloads_share_their_bytes() {
        let pairs = [
            (args!["ab", "c"], args!["a", "bc"]),
            (args![None::<i64>], args![""]),
            (args![vec![1_u8]], args!["\u{1}"]),
            (args![0_i64, 0_i64], args![0_i64]),
        ];
        for (one, other) in pairs {
            assert_ne!(Hash::START.extend(&one), Hash::START.extend(&other));
        }
    }
}
