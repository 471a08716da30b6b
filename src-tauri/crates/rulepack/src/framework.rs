//! Other frameworks by name, and which identifiers exist in them.

use serde::{Deserialize, Serialize};

/// A framework that criteria are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FrameworkId {
    /// ISO/IEC 27001:2022, Annex A.
    #[serde(rename = "iso27001-2022")]
    Iso27001Of2022,
    /// ISO/IEC 27001:2013, Annex A.
    #[serde(rename = "iso27001-2013")]
    Iso27001Of2013,
    /// NIST Cybersecurity Framework 2.0.
    #[serde(rename = "nist-csf-2.0")]
    NistCsf2,
    /// SOC 2: Trust Services Criteria of 2017.
    #[serde(rename = "soc2")]
    Soc2,
    /// Regulation (EU) 2016/679.
    #[serde(rename = "gdpr")]
    Gdpr,
}

impl FrameworkId {
    /// Every framework.
    pub const ALL: [FrameworkId; 5] =
        [Self::Iso27001Of2022, Self::Iso27001Of2013, Self::NistCsf2, Self::Soc2, Self::Gdpr];

    /// The name used in packs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso27001Of2022 => "iso27001-2022",
            Self::Iso27001Of2013 => "iso27001-2013",
            Self::NistCsf2 => "nist-csf-2.0",
            Self::Soc2 => "soc2",
            Self::Gdpr => "gdpr",
        }
    }

    /// The framework with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|framework| framework.name() == name)
    }

    /// Whether the identifier exists. Of the GDPR the article is checked, and the form of paragraph and point.
    pub fn knows(self, id: &str) -> bool {
        match self {
            Self::Iso27001Of2022 => counted(id, &ISO_2022),
            Self::Iso27001Of2013 => counted(id, &ISO_2013),
            Self::Soc2 => counted(id, &SOC2),
            Self::NistCsf2 => id.rsplit_once('-').is_some_and(|(category, number)| {
                NIST_CSF.iter().any(|(known, numbers)| *known == category && numbers.contains(&number))
            }),
            Self::Gdpr => is_gdpr(id),
        }
    }

    /// The control of a reference: the reference itself, and in the GDPR the article without paragraph and point.
    pub fn control(self, reference: &str) -> &str {
        match self {
            Self::Gdpr => reference.split('(').next().unwrap_or(reference),
            _ => reference,
        }
    }
}

/// Controls by chapter, and how many there are in each.
const ISO_2022: [(&str, u32); 4] = [("A.5", 37), ("A.6", 8), ("A.7", 14), ("A.8", 34)];

#[rustfmt::skip]
const ISO_2013: [(&str, u32); 35] = [
    ("A.5.1", 2), ("A.6.1", 5), ("A.6.2", 2), ("A.7.1", 2), ("A.7.2", 3), ("A.7.3", 1), ("A.8.1", 4), ("A.8.2", 3),
    ("A.8.3", 3), ("A.9.1", 2), ("A.9.2", 6), ("A.9.3", 1), ("A.9.4", 5), ("A.10.1", 2), ("A.11.1", 6), ("A.11.2", 9),
    ("A.12.1", 4), ("A.12.2", 1), ("A.12.3", 1), ("A.12.4", 4), ("A.12.5", 1), ("A.12.6", 2), ("A.12.7", 1),
    ("A.13.1", 3), ("A.13.2", 4), ("A.14.1", 3), ("A.14.2", 9), ("A.14.3", 1), ("A.15.1", 3), ("A.15.2", 2),
    ("A.16.1", 7), ("A.17.1", 3), ("A.17.2", 1), ("A.18.1", 5), ("A.18.2", 3),
];

#[rustfmt::skip]
const SOC2: [(&str, u32); 20] = [
    ("CC1", 5), ("CC2", 3), ("CC3", 4), ("CC4", 2), ("CC5", 3), ("CC6", 8), ("CC7", 5), ("CC8", 1), ("CC9", 2),
    ("A1", 3), ("C1", 2), ("PI1", 5),
    ("P1", 1), ("P2", 1), ("P3", 2), ("P4", 3), ("P5", 2), ("P6", 7), ("P7", 1), ("P8", 1),
];

/// Subcategories by category; numbers of version 1.1 that were withdrawn leave holes.
#[rustfmt::skip]
const NIST_CSF: [(&str, &[&str]); 22] = [
    ("GV.OC", &["01", "02", "03", "04", "05"]),
    ("GV.RM", &["01", "02", "03", "04", "05", "06", "07"]),
    ("GV.RR", &["01", "02", "03", "04"]),
    ("GV.PO", &["01", "02"]),
    ("GV.OV", &["01", "02", "03"]),
    ("GV.SC", &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]),
    ("ID.AM", &["01", "02", "03", "04", "05", "07", "08"]),
    ("ID.RA", &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]),
    ("ID.IM", &["01", "02", "03", "04"]),
    ("PR.AA", &["01", "02", "03", "04", "05", "06"]),
    ("PR.AT", &["01", "02"]),
    ("PR.DS", &["01", "02", "10", "11"]),
    ("PR.PS", &["01", "02", "03", "04", "05", "06"]),
    ("PR.IR", &["01", "02", "03", "04"]),
    ("DE.CM", &["01", "02", "03", "06", "09"]),
    ("DE.AE", &["02", "03", "04", "06", "07", "08"]),
    ("RS.MA", &["01", "02", "03", "04", "05"]),
    ("RS.AN", &["03", "06", "07", "08"]),
    ("RS.CO", &["02", "03"]),
    ("RS.MI", &["01", "02"]),
    ("RC.RP", &["01", "02", "03", "04", "05", "06"]),
    ("RC.CO", &["03", "04"]),
];

/// Articles of the GDPR.
const GDPR_ARTICLES: u32 = 99;

fn counted(id: &str, chapters: &[(&str, u32)]) -> bool {
    let Some((chapter, number)) = id.rsplit_once('.') else { return false };
    chapters.iter().any(|(known, last)| *known == chapter && number_up_to(number, *last))
}

/// A number from 1 to `last`, written without a zero in front.
fn number_up_to(text: &str, last: u32) -> bool {
    text.starts_with(|digit: char| matches!(digit, '1'..='9')) && text.parse::<u32>().is_ok_and(|number| number <= last)
}

/// `Art.32`, `Art.32(1)` or `Art.32(1)(b)`.
fn is_gdpr(id: &str) -> bool {
    let Some(rest) = id.strip_prefix("Art.") else { return false };
    let mut parts = rest.split('(');
    let article = parts.next().is_some_and(|article| number_up_to(article, GDPR_ARTICLES));
    let inner: Vec<Option<&str>> = parts.map(|part| part.strip_suffix(')')).collect();
    let is_point = |point: &str| matches!(point.as_bytes(), [b'a'..=b'z']);
    article
        && match inner.as_slice() {
            [] => true,
            [Some(paragraph)] => number_up_to(paragraph, 12),
            [Some(paragraph), Some(point)] => number_up_to(paragraph, 12) && is_point(point),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_hold_as_many_controls_as_each_framework_has() {
        let sum = |chapters: &[(&str, u32)]| chapters.iter().map(|(_, last)| last).sum::<u32>();
        assert_eq!((sum(&ISO_2022), sum(&ISO_2013), sum(&SOC2)), (93, 114, 61));
        assert_eq!(NIST_CSF.iter().map(|(_, numbers)| numbers.len()).sum::<usize>(), 106);
    }

    #[test]
    fn an_identifier_outside_its_framework_is_unknown() {
        use FrameworkId::*;
        for (framework, known, unknown) in [
            (
                Iso27001Of2022,
                &["A.5.1", "A.5.37", "A.8.34"][..],
                &["A.5.38", "A.5.0", "A.5.01", "A.9.1", "A.5", ""][..],
            ),
            (Iso27001Of2013, &["A.9.2.6", "A.18.2.3"], &["A.9.2.7", "A.9.2", "A.4.1.1", "A.5.1"]),
            (
                NistCsf2,
                &["GV.RM-01", "ID.AM-08", "PR.DS-11"],
                &["ID.AM-06", "GV.RM-1", "GV.XX-01", "GV.RM", "PR.DS-03"],
            ),
            (Soc2, &["CC1.1", "CC9.2", "A1.3", "P6.7"], &["CC1.6", "CC10.1", "A2.1", "P9.1", "cc1.1"]),
            (
                Gdpr,
                &["Art.5", "Art.32(1)", "Art.32(1)(b)", "Art.99"],
                &["Art.100", "Art.0", "Art.32(1)(bb)", "Art.32(a)", "Art.32(1", "32", "Art.32(1)(b)-(c)"],
            ),
        ] {
            for id in known {
                assert!(framework.knows(id), "{id}");
            }
            for id in unknown {
                assert!(!framework.knows(id), "{id}");
            }
        }
    }

    #[test]
    fn names_lead_back_and_agree_with_the_pack() {
        for framework in FrameworkId::ALL {
            assert_eq!(FrameworkId::from_name(framework.name()), Some(framework));
            assert_eq!(serde_json::json!(framework), framework.name());
        }
    }
}
