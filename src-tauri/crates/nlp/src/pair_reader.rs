//! A second reader by a model that reads two texts at once: a cross-encoder or an entailment model.
//!
//! Every passage is read together with the criterion, one pair a run, without padding: the figures of a pair never
//! depend on the other pairs, and the same question gives the same answer.

use crate::calibration::{Calibration, Labels};
use crate::sessions::Sessions;
use crate::{LoadError, runtime};
use holdfast_domain::ReadFailure;
use holdfast_ports::{EmbedError, ReaderAnswer, ReaderIdentity, ReaderPassage, ReaderQuestion, SecondReader};
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;
use serde_json::json;
use std::borrow::Cow;
use std::path::Path;
use tokenizers::{Tokenizer, TruncationDirection, TruncationParams, TruncationStrategy};

/// What a pair model needs to be loaded.
#[derive(Clone, Debug)]
pub struct PairFiles<'a> {
    /// Name and version, carried by every result.
    pub identity: ReaderIdentity,
    /// Whether the passage is the first text of the pair, as entailment models want it; the second otherwise.
    pub passage_first: bool,
    /// The ONNX graph: `input_ids`, `attention_mask` and perhaps `token_type_ids` in, one row of outputs out.
    pub model: &'a [u8],
    /// The tokenizer in its JSON form.
    pub tokenizer: &'a [u8],
    /// Temperature and thresholds, JSON.
    pub calibration: &'a [u8],
    /// What each output stands for, in order.
    pub labels: &'a [String],
    /// Tokens after which the passage is cut; the criterion is never cut.
    pub max_tokens: usize,
}

/// A loaded pair model.
pub struct PairReader {
    identity: ReaderIdentity,
    passage_first: bool,
    tokenizer: Tokenizer,
    sessions: Sessions,
    has_segments: bool,
    labels: Labels,
    calibration: Calibration,
}

/// Outputs for one passage, and the end of what was read of its text, in bytes.
type Row = (Vec<f32>, usize);

impl PairReader {
    /// Loads ONNX Runtime from `library` and the model into `threads` sessions (at least one).
    pub fn load(library: &Path, files: &PairFiles<'_>, threads: usize) -> Result<Self, LoadError> {
        let labels = Labels::read(files.labels)?;
        let calibration = Calibration::read(files.calibration, &labels)?;
        let tokenizer_error = |error: tokenizers::Error| LoadError::Tokenizer(error.to_string());
        let mut tokenizer = Tokenizer::from_bytes(files.tokenizer).map_err(tokenizer_error)?;
        let strategy = if files.passage_first { TruncationStrategy::OnlyFirst } else { TruncationStrategy::OnlySecond };
        let truncation = TruncationParams {
            max_length: files.max_tokens,
            strategy,
            stride: 0,
            direction: TruncationDirection::Right,
        };
        tokenizer.with_padding(None);
        tokenizer.with_truncation(Some(truncation)).map_err(tokenizer_error)?;
        let sessions = Sessions::load(library, files.model, threads)?;
        let inputs = sessions.inputs();
        let known = ["input_ids", "attention_mask", "token_type_ids"];
        if !known[..2].iter().all(|name| inputs.iter().any(|input| input == name))
            || !inputs.iter().all(|input| known.contains(&input.as_str()))
        {
            let message = format!("its inputs are {}; a pair model takes {}", inputs.join(", "), known.join(", "));
            return Err(LoadError::Model(message));
        }
        Ok(Self {
            identity: files.identity.clone(),
            passage_first: files.passage_first,
            has_segments: inputs.iter().any(|input| input == known[2]),
            tokenizer,
            sessions,
            labels,
            calibration,
        })
    }

    fn row(&self, session: &mut Session, statement: &str, passage: &ReaderPassage<'_>) -> Result<Row, EmbedError> {
        let lead = lead(passage);
        let text = format!("{lead}{}", passage.text);
        let pair = if self.passage_first { (text.as_str(), statement) } else { (statement, text.as_str()) };
        let encoding = self.tokenizer.encode(pair, true).map_err(|error| EmbedError::Tokenizer(error.to_string()))?;
        let sequence = usize::from(!self.passage_first);
        let offsets = encoding.get_sequence_ids().into_iter().zip(encoding.get_offsets());
        let end = offsets.filter(|(of, _)| *of == Some(sequence)).map(|(_, (_, end))| *end).max().unwrap_or(0);

        let figures = |figures: &[u32]| figures.iter().map(|&figure| i64::from(figure)).collect::<Vec<i64>>();
        let columns = [
            ("input_ids", figures(encoding.get_ids())),
            ("attention_mask", figures(encoding.get_attention_mask())),
            ("token_type_ids", figures(encoding.get_type_ids())),
        ];
        let wanted = if self.has_segments { &columns[..] } else { &columns[..2] };
        let mut inputs: Vec<(Cow<'_, str>, SessionInputValue<'_>)> = Vec::new();
        for (name, column) in wanted {
            let tensor = TensorRef::from_array_view(([1, column.len()], column.as_slice())).map_err(runtime)?;
            inputs.push((Cow::Borrowed(*name), tensor.into()));
        }
        let outputs = session.run(inputs).map_err(runtime)?;
        let (_, row) = outputs[0].try_extract_tensor::<f32>().map_err(runtime)?;
        Ok((row.to_vec(), end.saturating_sub(lead.len())))
    }
}

impl SecondReader for PairReader {
    fn identity(&self) -> &ReaderIdentity {
        &self.identity
    }

    fn prompt(&self, question: &ReaderQuestion<'_>) -> String {
        let passages = question.passages.iter().map(|passage| lead(passage) + passage.text);
        json!({ "criterion": statement(question), "passages": passages.collect::<Vec<_>>() }).to_string()
    }

    fn read(&self, question: &ReaderQuestion<'_>) -> Result<ReaderAnswer, ReadFailure> {
        let (statement, passages) = (statement(question), &question.passages);
        let rows = self.sessions.each(passages.len(), |session, at| self.row(session, &statement, &passages[at]));
        let rows = rows.map_err(|_| ReadFailure::Runtime)?;
        let supports = rows.iter().map(|(row, _)| self.calibration.support(&self.labels, row));
        let supports: Vec<_> = supports.collect::<Option<_>>().ok_or(ReadFailure::Runtime)?;
        let (verdict, confidence, carrying) = self.calibration.opinion(&supports);
        // What the model did not read is not what its verdict rests on.
        let quotes = carrying.into_iter().filter_map(|at| {
            let quote = passages.get(at)?.text.get(..rows.get(at)?.1)?.trim_end();
            (!quote.is_empty()).then(|| quote.to_owned())
        });
        Ok(ReaderAnswer { verdict, confidence, quotes: quotes.collect(), missing: Vec::new() })
    }
}

fn statement(question: &ReaderQuestion<'_>) -> String {
    format!("{}. {}", question.title, question.obligation)
}

/// The headings as they stand before the text of a passage.
fn lead(passage: &ReaderPassage<'_>) -> String {
    if passage.headings.is_empty() { String::new() } else { format!("{}. ", passage.headings.join(" > ")) }
}
