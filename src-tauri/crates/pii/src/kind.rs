//! What kinds of personal data are told apart.

use serde::Serialize;

/// A kind of personal data. The order is the order of certainty: where two finds overlap, the earlier kind names both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mail address (RFC 5322 as used in practice, RFC 6531 for other scripts).
    Email,
    /// International bank account number (ISO 13616), checksum right.
    Iban,
    /// Payment card number (ISO/IEC 7812), checksum right, range of a known scheme.
    Card,
    /// Identity, tax or insurance number of a person, checksum of its state right.
    NationalId,
    /// Phone number: international (E.164), or national with a cue.
    Phone,
    /// IPv4 or IPv6 address of a host.
    IpAddress,
    /// Name of a person, with its title where there is one.
    Person,
}

impl Kind {
    /// Every kind, most certain first.
    pub const ALL: [Kind; 7] =
        [Kind::Email, Kind::Iban, Kind::Card, Kind::NationalId, Kind::Phone, Kind::IpAddress, Kind::Person];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Iban => "iban",
            Kind::Card => "card",
            Kind::NationalId => "national_id",
            Kind::Phone => "phone",
            Kind::IpAddress => "ip_address",
            Kind::Person => "person",
        }
    }

    /// Words for people; what stands in brackets where a value was masked.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Email => "e-mail",
            Kind::Iban => "IBAN",
            Kind::Card => "card number",
            Kind::NationalId => "national id",
            Kind::Phone => "phone number",
            Kind::IpAddress => "IP address",
            Kind::Person => "person",
        }
    }
}
