//! Forms sent from elsewhere are refused (security.md, case 28).
//!
//! Two fences. The browser says where a request comes from (`Sec-Fetch-Site`, else `Origin`): another site is refused
//! at the frame, before a handler runs. And each form carries a token, HMAC-SHA256 over the session cookie (or, before
//! sign-in, the visitor cookie), so that a page of an old session or a hand-made form does not pass either.

use std::fmt;

use axum::http::{HeaderMap, header};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the token that are sent: 128 bits are enough for one that lives as long as a session.
const TOKEN_BYTES: usize = 16;

/// The server's key for form tokens. All processes that serve one city share it; a new key makes open pages ask again.
#[derive(Clone)]
pub struct CsrfKey([u8; 32]);

impl fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfKey(..)")
    }
}

impl CsrfKey {
    /// A key from secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The token of a form for who holds `cookie`.
    pub fn token(&self, cookie: &str) -> String {
        let mac = self.mac(cookie).finalize().into_bytes();
        hex::encode(mac.iter().take(TOKEN_BYTES).copied().collect::<Vec<u8>>())
    }

    /// Whether `token` was made for `cookie`; takes the same time for every wrong one.
    pub fn fits(&self, cookie: &str, token: &str) -> bool {
        let Ok(bytes) = hex::decode(token) else { return false };
        !cookie.is_empty() && bytes.len() == TOKEN_BYTES && self.mac(cookie).verify_truncated_left(&bytes).is_ok()
    }

    fn mac(&self, cookie: &str) -> Hmac<Sha256> {
        // HMAC fills a key up to its block with zeros; done here, so that no length can be wrong.
        let mut block = [0_u8; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(b"form\0");
        mac.update(cookie.as_bytes());
        mac
    }
}

/// Where a request comes from, as far as the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Our own page, or typed by the person.
    Ours,
    /// Another site.
    Foreign,
    /// An old browser or no browser: the form token alone decides.
    Unsaid,
}

/// Reads `Sec-Fetch-Site`, else compares `Origin` with `Host`.
pub fn origin(headers: &HeaderMap) -> Origin {
    let said = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match said(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return Origin::Ours,
        Some(_) => return Origin::Foreign,
        None => {}
    }
    match (said(header::ORIGIN), said(header::HOST)) {
        (None, _) => Origin::Unsaid,
        (Some(origin), Some(host)) => {
            let same = origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host));
            if same { Origin::Ours } else { Origin::Foreign }
        }
        (Some(_), None) => Origin::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_own_cookie_only() {
        let key = CsrfKey::new([7; 32]);
        let token = key.token("session-a");
        assert!(key.fits("session-a", &token));
        for wrong in ["", "00", "zz", &token[..30], &format!("{token}00"), &key.token("session-b")] {
            assert!(!key.fits("session-a", wrong), "{wrong}");
        }
        assert!(!key.fits("session-b", &token));
        assert!(!CsrfKey::new([8; 32]).fits("session-a", &token));
        assert!(!key.fits("", &key.token("")), "without a cookie nobody has a token");
        assert!(!format!("{key:?}").contains('7'));
    }

    #[test]
    fn the_browser_tells_where_a_request_comes_from() {
        let at = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().expect("header"));
            }
            origin(&headers)
        };
        assert_eq!(at(&[("sec-fetch-site", "same-origin")]), Origin::Ours);
        assert_eq!(at(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]), Origin::Foreign);
        assert_eq!(at(&[("sec-fetch-site", "same-site")]), Origin::Foreign);
        assert_eq!(at(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]), Origin::Ours);
        assert_eq!(at(&[("origin", "https://evil.example"), ("host", "localhost:8080")]), Origin::Foreign);
        assert_eq!(at(&[("origin", "null"), ("host", "localhost:8080")]), Origin::Foreign);
        assert_eq!(at(&[("host", "localhost:8080")]), Origin::Unsaid);
    }
}
