//! ONNX Runtime reports its use to its maker, and keeps a database for it under the user's cache folder, unless an
//! environment variable forbids it before the library is loaded. Forbidding it by the API comes too late: the first
//! connection is made while the environment is set up.
#![allow(unsafe_code, reason = "the runtime can be told through the environment alone")]

/// The variable that the runtime looks at.
const VARIABLE: &str = "ORT_DISABLE_TELEMETRY";

/// Forbids the reports for this process and its children. Call it first in `main`; no model loads without it.
pub fn forbid_telemetry() {
    // SAFETY: called before the first thread is started, so nothing reads the environment meanwhile.
    unsafe { std::env::set_var(VARIABLE, "1") }
}

/// Whether the reports are forbidden.
pub(crate) fn is_forbidden() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|value| value == "1")
}
