//! Headers that every answer carries (security.md, rules F and L, case 33).

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{NO_STORE, Settings};

/// No inline script or style anywhere; nothing from elsewhere; no frame of anybody else.
const CSP: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Voice, photo and place serve the citizen's own form; everything else is off.
const PERMISSIONS: &str = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), serial=(), \
                           midi=(), display-capture=()";

const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
];

/// Adds what is not there yet; a handler may set a stricter one of its own (an attachment's sandbox).
pub(super) fn add(headers: &mut HeaderMap, settings: &Settings, number: &str) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    if settings.hsts {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    if let Ok(number) = HeaderValue::from_str(number) {
        headers.insert(HeaderName::from_static("x-request-id"), number);
    }
}
