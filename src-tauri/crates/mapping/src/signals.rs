//! What a passage commits to: strength, subject, scope, polarity, specifics.

use crate::specifics::{Specific, SpecificKind, specifics};
use crate::subject::{Bound, Scope, bound, scope};
use crate::text::sentences;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What was read from one passage, independent of any criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// The strongest commitment in the passage.
    pub strength: Strength,
    /// Share of its sentences that bind, 0 to 1.
    pub binding_share: f64,
    /// Who is bound; `None` where nobody is named.
    pub bound: Option<Bound>,
    /// How much it covers; `None` where it does not say.
    pub scope: Option<Scope>,
    /// Whether it softens itself: where possible, as appropriate, best effort.
    pub softened: bool,
    /// Whether it denies or excludes: is not required, does not apply, no test is performed.
    pub denies: bool,
    /// Whether it is unfinished: to be defined, placeholder, template residue.
    pub unfinished: bool,
    /// Specifics it states.
    pub specifics: Vec<Specific>,
}

impl Signals {
    /// The specific of this kind, if stated.
    pub fn specific(&self, kind: SpecificKind) -> Option<&Specific> {
        self.specifics.iter().find(|specific| specific.kind == kind)
    }
}

/// How strongly a text commits the firm, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// States or explains, commits to nothing.
    Descriptive,
    /// May, can.
    Permission,
    /// Plans to, intends to, will be developed.
    Intention,
    /// Should, aims to, is encouraged.
    Weak,
    /// Shall, must, is required to, or a plain present tense of who does what.
    Binding,
}

/// Reads one passage.
pub fn signals(text: &str) -> Signals {
    let strengths: Vec<Strength> = sentences(text).iter().map(|&(start, end)| strength(&text[start..end])).collect();
    let binding = strengths.iter().filter(|&&strength| strength == Strength::Binding).count();
    Signals {
        strength: strengths.iter().copied().max().unwrap_or(Strength::Descriptive),
        binding_share: if strengths.is_empty() { 0.0 } else { binding as f64 / strengths.len() as f64 },
        bound: bound(text),
        scope: scope(text),
        softened: SOFTENER.is_match(text),
        denies: DENIAL.is_match(text),
        unfinished: UNFINISHED.is_match(text),
        specifics: specifics(text),
    }
}

/// Strength of one sentence.
pub(crate) fn strength(sentence: &str) -> Strength {
    if sentence.trim_end().ends_with('?') {
        Strength::Descriptive
    } else if INTENTION.is_match(sentence) {
        Strength::Intention
    } else if WEAK.is_match(sentence) {
        Strength::Weak
    } else if MUST.is_match(sentence) {
        Strength::Binding
    } else if PERMISSION.is_match(sentence) {
        Strength::Permission
    } else if PRESENT.is_match(sentence) {
        Strength::Binding
    } else {
        Strength::Descriptive
    }
}

pub(crate) fn pattern(source: &str) -> Regex {
    RegexBuilder::new(source)
        .case_insensitive(true)
        .build()
        .unwrap_or_else(|_| unreachable!("a pattern of this file does not compile"))
}

static MUST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(shall|must|will|is required to|are required to|has to|have to|is responsible for|are responsible for|is accountable for|is mandatory|are mandatory|may not|is prohibited|are prohibited|undertakes? to|commits? to|ensures? that)\b",
    )
});
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(should|aims? to|aim at|strives? to|endeavou?rs? to|is encouraged|are encouraged|recommended|where (?:possible|feasible|practicable)|best efforts?|reasonable efforts?|tr(?:y|ies) to|ideally|preferably|is desirable|wherever possible)\b",
    )
});
static INTENTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(plans? to|intends? to|is planned|are planned|is intended|is foreseen|is envisaged|will be (?:developed|introduced|defined|established|implemented|considered|drafted|set up)|is being (?:developed|considered|prepared|drafted)|under (?:development|consideration|preparation)|not yet|in the future|by the end of (?:next|the) year|is scheduled to be|considers? (?:introducing|whether))\b",
    )
});
static PERMISSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(may|can|could|might|is allowed to|are allowed to|at (?:its|their) discretion|optional(?:ly)?)\b")
});
// Plain present tense of duty verbs: policies of many firms state what is done instead of what shall be done.
static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((?:is|are|be) (?:\w+ly )?(?:\w+ed|held|kept|made|done|given|set|sent|taken|written|put|built|run|drawn|shown|known|chosen|laid|brought|found|led|met|paid|read|told)|approves?|reviews?|maintains?|reports?|performs?|tests?|records?|documents?|assesses|assess|monitors?|identif(?:y|ies)|keeps?|holds?|decides?|defines?|owns?|informs?|notif(?:y|ies)|conducts?|carries|carry|signs?|checks?|verif(?:y|ies)|classif(?:y|ies)|meets|appoints?|oversees?|sets?|covers?|includes?|receives?|contains?|runs?|requires?|provides?|establishes|establish|ensures?|uses?|applies|apply|determines?|evaluates?|analyses?|updates?|trains?|logs?|encrypts?|restores?|isolates?|answers for|puts in place|escalates?)\b",
    )
});
static SOFTENER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(where (?:possible|feasible|practicable|appropriate|relevant)|as (?:appropriate|needed|deemed)|if (?:possible|resources permit|time permits)|best efforts?|reasonable efforts?|to the extent (?:possible|practicable)|from time to time|in principle|generally|normally|usually)\b",
    )
});
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((?:is|are|was|were) not (?:\w+ )?(?:required|performed|tested|covered|reported|reviewed|kept|maintained|included|assessed|done|carried out|applied|applicable|foreseen|monitored|recorded|identified|documented|provided|in scope|subject to|part of)|(?:does|do) not (?:\w+ )?(?:apply|cover|require|include|extend|perform|test|review|maintain|keep|report|assess|provide|have|monitor|record|hold|use|grant|notify|inform)|(?:is|are) (?:excluded|exempt(?:ed)?|waived|out of scope|outside the scope)|no (?:\w+ ){0,3}(?:is|are|has been|have been) (?:\w+ )?(?:performed|required|made|kept|given|done|held|carried out|conducted|foreseen|maintained|in place|planned|reported|taken|granted|provided)|there (?:is|are) (?:currently |at present )?no|without (?:any )?(?:prior )?(?:test|review|approval|notice)|need not|not necessary|dispense[sd]? with|never (?:tested|reviewed|reported))\b",
    )
});
static UNFINISHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\b(?:tbd|tbc|to be (?:defined|determined|confirmed|completed|decided|added)|lorem ipsum|insert (?:here|name|date|text)|fill in)\b|\[(?:insert|company|name|date|role|organi[sz]ation)[^\]]*\]|<(?:insert|company|name|date|role)[^>]*>|_{6,})",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_follows_the_words_of_duty() {
        for (text, expected) in [
            ("The Board shall approve the plan.", Strength::Binding),
            ("The Board approves the plan each year.", Strength::Binding),
            ("Access rights are reviewed by the owner.", Strength::Binding),
            ("Teams should test their plans.", Strength::Weak),
            ("The firm must, where feasible, test its plans.", Strength::Weak),
            ("The firm plans to introduce a register.", Strength::Intention),
            ("A register will be established.", Strength::Intention),
            ("The owner may ask for a test.", Strength::Permission),
            ("The owner may not share the key.", Strength::Binding),
            ("Availability of services during the storm.", Strength::Descriptive),
            ("Are backups tested every month?", Strength::Descriptive),
        ] {
            assert_eq!(strength(text), expected, "{text}");
        }
    }

    #[test]
    fn denial_softening_and_residue_are_seen() {
        let check = |text: &str| {
            let read = signals(text);
            (read.denies, read.softened, read.unfinished)
        };
        assert_eq!(check("Backups are not tested."), (true, false, false));
        assert_eq!(check("This standard does not apply to cloud services."), (true, false, false));
        assert_eq!(check("No restore test is performed on these systems."), (true, false, false));
        assert_eq!(check("Logs are kept, where possible, for a year."), (false, true, false));
        assert_eq!(check("Owner: [insert name]"), (false, false, true));
        assert_eq!(check("Backups are tested every month."), (false, false, false));
    }

    #[test]
    fn the_share_of_binding_sentences_is_counted() {
        let read = signals("The CISO approves the rule. The weather. It may rain.");
        assert_eq!(read.strength, Strength::Binding);
        assert!((read.binding_share - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(signals("").binding_share, 0.0);
    }
}
