//! Who is bound by a text, and how much of the firm it covers.

use crate::signals::{Strength, pattern, strength};
use crate::text::sentences;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Who has to do what a text asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The firm, a body, a function or the staff of it.
    Firm,
    /// A provider or another third party: binding on the firm only as a term that it asks of them.
    Provider,
    /// Customers and visitors.
    Customer,
}

/// How much a text covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// It says that it covers everything of a kind: all systems, every provider.
    Whole,
    /// It says that it leaves something out: except, limited to, applies only to.
    Restricted,
}

/// Who is bound by the binding sentences of a passage. `None` where one of them names nobody, since that may be the
/// firm, or where none binds. A passage that binds the firm and others binds the firm.
pub(crate) fn bound(text: &str) -> Option<Bound> {
    let sentences = sentences(text).into_iter().map(|(start, end)| &text[start..end]);
    let named: Vec<Option<Bound>> =
        sentences.filter(|sentence| strength(sentence) == Strength::Binding).map(of_sentence).collect();
    if named.contains(&Some(Bound::Firm)) {
        return Some(Bound::Firm);
    }
    let first = *named.first()?;
    if named.contains(&None) { None } else { first }
}

/// How much the passage says that it covers; `None` where it says nothing.
pub(crate) fn scope(text: &str) -> Option<Scope> {
    if RESTRICTED.is_match(text) {
        return Some(Scope::Restricted);
    }
    WHOLE.is_match(text).then_some(Scope::Whole)
}

/// The agent of a passive sentence, else who stands before the verb.
fn of_sentence(sentence: &str) -> Option<Bound> {
    // The verb of a duty goes before others: `where a customer reports a fraud, the desk shall answer`.
    let verb = DUTY.find(sentence).or_else(|| VERB.find(sentence))?;
    let (before, after) = (&sentence[..verb.start()], &sentence[verb.end()..]);
    let agent = AGENT.captures(after).and_then(|found| found.get(1)).and_then(|agent| first_of(agent.as_str()));
    agent.or_else(|| of_words(before))
}

/// The first party that the words name: `by the supplier at once`.
fn first_of(words: &str) -> Option<Bound> {
    let first = |pattern: &Regex, bound| pattern.find(words).map(|found| (found.start(), bound));
    let parties = [first(&FIRM, Bound::Firm), first(&PROVIDER, Bound::Provider), first(&CUSTOMER, Bound::Customer)];
    parties.into_iter().flatten().min_by_key(|(start, _)| *start).map(|(_, bound)| bound)
}

/// The party that the words end in or, where they end in no other, the last body of the firm in them: `where customers
/// report an incident, the Bank` is the bank, and `data of customers` is nobody.
fn of_words(words: &str) -> Option<Bound> {
    let words = words.trim_end_matches([' ', ',']);
    let ends_in = |pattern: &Regex| {
        let last = pattern.find_iter(words).last().filter(|found| found.end() == words.len());
        last.is_some_and(|found| !OBJECT.is_match(&words[..found.start()]))
    };
    if ends_in(&PROVIDER) {
        return Some(Bound::Provider);
    }
    if ends_in(&CUSTOMER) {
        return Some(Bound::Customer);
    }
    FIRM.is_match(words).then_some(Bound::Firm)
}

static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(shall|must|will|(?:is|are) (?:\w+ly )?(?:required|responsible|accountable|obliged|prohibited)|ha(?:s|ve) to|may not|undertakes?|commits?)\b",
    )
});
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(ensures?|(?:is|are) (?:\w+ly )?\w+(?:ed|en|pt|ld|de|ne|ft|nt)|approves?|reviews?|maintains?|reports?|performs?|tests?|records?|monitors?|informs?|notif(?:y|ies)|conducts?|signs?|checks?|keeps?|provides?)\b",
    )
});
static AGENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bby (?:the |our |its |an? |each |every )?((?:[\w-]+ ?){1,5})"));
static FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(we|the (?:bank|firm|company|institution|entity|organi[sz]ation|group|undertaking|insurer|fund)|board|management|committee|officers?|managers?|heads?|directors?|owners?|teams?|functions?|departments?|units?|staff|employees?|personnel|administrators?|engineers?|analysts?|desk|auditors?|C[IE]S?O|CFO|CRO|CTO|DPO)\b",
    )
});
static PROVIDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((?:third[- ]part(?:y|ies)|suppliers?|vendors?|contractors?|subcontractors?|outsourcers?|processors?|service organi[sz]ations?)|(?:service |cloud |ICT |hosting |\w+-)?providers?)\b",
    )
});
static CUSTOMER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(customers?|clients?|cardholders?|policyholders?|visitors?|account holders?|you)\b"));
/// What stands before a party that something is done to or for.
static OBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:of|for|to|with|from|by|about|at|on|against|between)\s+(?:(?:the|our|its|all|any|each|every|other)\s+)*(?:\w+\s+){0,2}$",
    )
});
static RESTRICTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(appl(?:y|ies) (?:only|solely|exclusively) to|(?:is|are) (?:limited|restricted|confined) to (?:the )?(?:\w+ ){0,2}(?:systems?|applications?|services?|providers?|suppliers?|entit(?:y|ies)|branch(?:es)?|sites?|locations?|departments?|teams?)|with the exception of|except(?: for| where| that| in)|excluding|(?:does|do) not (?:apply|extend) to|(?:is|are) (?:out of|outside the|not in) scope|other than (?:the )?(?:\w+ ){0,2}(?:systems?|applications?|services?|providers?|suppliers?))\b",
    )
});
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b((?:all|every|each|any|the entire) (?:\w+[ -]){0,3}(?:systems?|applications?|assets?|services?|providers?|suppliers?|staff|employees?|entit(?:y|ies)|branch(?:es)?|changes?|incidents?|contracts?|functions?)|group-wide|enterprise-wide|firm-wide|without exception)\b",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_party_before_the_verb_is_bound_or_the_agent_after_it() {
        for (text, expected) in [
            ("The Board shall approve the plan.", Some(Bound::Firm)),
            ("We review access rights every year.", Some(Bound::Firm)),
            ("Access rights are reviewed by the system owner.", Some(Bound::Firm)),
            ("Access rights are reviewed every year.", None),
            ("The service provider shall notify incidents within a day.", Some(Bound::Provider)),
            ("Incidents must be reported by the supplier at once.", Some(Bound::Provider)),
            ("Customers must keep their password secret.", Some(Bound::Customer)),
            ("Where a customer reports a fraud, the Fraud Desk shall answer.", Some(Bound::Firm)),
            ("Customers must report losses. The Fraud Desk records them.", Some(Bound::Firm)),
            ("Customers must report losses. Losses are recorded.", None),
            ("Data of customers must be encrypted.", None),
            ("Contracts with ICT providers shall be reviewed yearly.", None),
            ("Customer data must be encrypted.", None),
            ("Availability of services during the storm.", None),
        ] {
            assert_eq!(bound(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_text_covers_is_read_from_its_words() {
        for (text, expected) in [
            ("All ICT systems are scanned every week.", Some(Scope::Whole)),
            ("Every provider of critical services is assessed.", Some(Scope::Whole)),
            ("This standard applies only to the head office.", Some(Scope::Restricted)),
            ("All systems are scanned, with the exception of legacy hosts.", Some(Scope::Restricted)),
            ("Tests are limited to production systems.", Some(Scope::Restricted)),
            ("Only authorised staff may enter.", None),
            ("The plan is tested.", None),
        ] {
            assert_eq!(scope(text), expected, "{text}");
        }
    }
}
