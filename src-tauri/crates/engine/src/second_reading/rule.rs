//! How the first verdict and the answer of a second reader become the finding.
//!
//! A reader may lower "met" and may raise "none" to "partial" with a quote. It never makes anything "met" and never
//! states a contradiction alone: there a reviewer has to confirm. Where the two disagree, confidence falls to a half or
//! less, so the criterion comes early to a reviewer. An answer with a quote that is not in the text counts for nothing.

use holdfast_domain::{Evidence, Finding, FirstVerdict, ReadFailure, SecondReading, Verdict, VoidReason};
use holdfast_ports::ReaderAnswer;

/// Most that a disputed verdict keeps of the confidence of the reader whom it follows.
const DISPUTED: f64 = 0.5;

/// Fewest words of a quote that can raise a verdict: a shorter one stands in any text.
const QUOTE_WORDS: usize = 4;

/// An answer whose quotes were looked up in the passages.
pub(super) struct Placed<'a> {
    pub(super) answer: &'a ReaderAnswer,
    /// The quotes as evidence, in the order of the answer; `None` where one of them stands in no passage.
    pub(super) evidence: Option<Vec<Evidence>>,
    /// Kinds of specific that the answer misses and the criterion asks for.
    pub(super) missing: Vec<String>,
}

/// The finding that a first finding and an answer, or the lack of one, make.
pub(super) fn settle(first: Finding, reader: &str, answer: Result<Placed<'_>, &ReadFailure>) -> Finding {
    let mut reading = SecondReading {
        name: reader.to_owned(),
        verdict: None,
        confidence: None,
        quotes: Vec::new(),
        voided: None,
        failed: None,
        first: None,
    };
    let placed = match answer {
        Ok(placed) => placed,
        Err(failure) => {
            reading.failed = Some(*failure);
            return Finding { second_reader: Some(reading), ..first };
        }
    };
    let answer = placed.answer;
    let in_range = answer.verdict != Verdict::NotApplicable && (0.0..=1.0).contains(&answer.confidence);
    if in_range {
        reading.verdict = Some(answer.verdict);
        reading.confidence = Some(answer.confidence);
    }
    let evidence = match (&placed.evidence, in_range) {
        (Some(evidence), true) => evidence,
        (_, in_range) => {
            reading.voided = Some(if in_range { VoidReason::QuoteNotInText } else { VoidReason::OutOfRange });
            return Finding { second_reader: Some(reading), ..first };
        }
    };
    reading.quotes.clone_from(&answer.quotes);
    let settled = verdict(first.verdict, answer.verdict, evidence);
    let mut finding = first;
    if answer.verdict == finding.verdict {
        finding.reasons.push(format!("The second reader {reader} comes to the same verdict."));
        return Finding { second_reader: Some(reading), ..finding };
    }
    let followed = if settled == finding.verdict { finding.confidence } else { answer.confidence };
    if settled != finding.verdict {
        reading.first = Some(FirstVerdict {
            verdict: finding.verdict,
            confidence: finding.confidence,
            evidence: finding.evidence.clone(),
        });
        match settled {
            Verdict::None => (finding.evidence, finding.missing) = (Vec::new(), Vec::new()),
            _ if finding.verdict == Verdict::None => {
                (finding.evidence, finding.missing) = (evidence.clone(), placed.missing.clone());
            }
            _ => {
                finding.missing.extend(placed.missing.iter().cloned());
                finding.missing.sort();
                finding.missing.dedup();
            }
        }
    }
    finding.reasons.push(reason(reader, finding.verdict, answer.verdict, settled));
    finding.verdict = settled;
    finding.confidence = finding.confidence.min(DISPUTED * followed);
    Finding { second_reader: Some(reading), ..finding }
}

/// The verdict that two differing readers leave.
fn verdict(first: Verdict, second: Verdict, evidence: &[Evidence]) -> Verdict {
    let is_quoted = evidence.iter().any(|evidence| evidence.quote.split_whitespace().count() >= QUOTE_WORDS);
    match (first, second) {
        (Verdict::Met, Verdict::Partial | Verdict::Contradicted) => Verdict::Partial,
        (Verdict::Met, Verdict::None) => Verdict::None,
        (Verdict::None, Verdict::Met | Verdict::Partial) if is_quoted => Verdict::Partial,
        _ => first,
    }
}

fn reason(reader: &str, first: Verdict, second: Verdict, settled: Verdict) -> String {
    let says = second.name();
    let change = match (first == settled, settled) {
        (true, _) => "the first verdict stands".to_owned(),
        (false, Verdict::Partial) if first == Verdict::None => "with its quote, the verdict is partial".to_owned(),
        (false, settled) => format!("the verdict is lowered from {} to {}", first.name(), settled.name()),
    };
    format!("The second reader {reader} would say {says}: {change}, and a reviewer has to confirm.")
}

#[cfg(test)]
#[path = "rule/tests.rs"]
mod tests;
