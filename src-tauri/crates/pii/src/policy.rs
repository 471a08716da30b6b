//! Which personal data may leave.

use crate::Kind;
use serde::Serialize;

/// What is masked. The order is from open to closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Nothing.
    Off,
    /// What a colleague does not need for the work: everything but names and business mail addresses.
    Internal,
    /// Everything: what a report needs that leaves the firm.
    #[default]
    External,
}

/// Providers of private mail in the Union; an address at any other domain counts as one of business.
const PRIVATE_MAIL: [&str; 34] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "ymail.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "tutanota.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "laposte.net",
    "libero.it",
    "virgilio.it",
    "wp.pl",
    "o2.pl",
    "onet.pl",
    "interia.pl",
    "seznam.cz",
    "abv.bg",
    "ziggo.nl",
    "telenet.be",
];

impl Policy {
    /// Every policy, from open to closed.
    pub const ALL: [Policy; 3] = [Policy::Off, Policy::Internal, Policy::External];

    /// The name used on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Policy::Off => "off",
            Policy::Internal => "internal",
            Policy::External => "external",
        }
    }

    /// Whether a value of this kind is masked.
    pub fn masks(self, kind: Kind, value: &str) -> bool {
        match (self, kind) {
            (Policy::Off, _) | (Policy::Internal, Kind::Person) => false,
            (Policy::Internal, Kind::Email) => {
                let domain = value.rsplit('@').next().unwrap_or_default().to_lowercase();
                let national = domain
                    .split('.')
                    .next()
                    .is_some_and(|host| matches!(host, "yahoo" | "hotmail" | "outlook" | "live"));
                national || PRIVATE_MAIL.contains(&domain.as_str())
            }
            _ => true,
        }
    }
}
