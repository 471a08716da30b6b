//! What the passages are compared with: a vector of every criterion's obligation and one of its phrasings.
//!
//! They depend on rule pack and model alone, so those of the shipped pack ship with it. Another pack or model has its
//! own worked out once and kept in the workspace.

use crate::packs::Packs;
use crate::stage::key;
use crate::{Engine, embed_failure};
use holdfast_domain::Failure;
use holdfast_ports::Embedder;
use holdfast_rulepack::Criterion;
use serde::{Deserialize, Serialize};

/// The vectors of one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CriterionVectors {
    /// Of title and obligation.
    pub(crate) obligation: Vec<f32>,
    /// Mean of those of the phrasings.
    pub(crate) phrasing: Vec<f32>,
}

/// Works out the vectors of the pack, as a file to ship: the stage key in hex and a line feed, then for each criterion
/// in pack order the numbers of its obligation and of its phrasings, 32-bit floats, little-endian.
pub fn criterion_vectors_file(packs: &Packs, embedder: &dyn Embedder) -> Result<Vec<u8>, Failure> {
    let mut file = vectors_key(packs, embedder).into_bytes();
    file.push(b'\n');
    for vectors in computed(&packs.dora.criteria, embedder)? {
        let numbers = vectors.obligation.iter().chain(&vectors.phrasing);
        file.extend(numbers.flat_map(|number| number.to_le_bytes()));
    }
    Ok(file)
}

impl Engine<'_> {
    /// Vectors of all criteria in pack order.
    pub(crate) fn criterion_vectors(&mut self) -> Result<Vec<CriterionVectors>, Failure> {
        let key = vectors_key(self.packs, self.embedder);
        let criteria = &self.packs.dora.criteria;
        if let Some(vectors) = read(&self.packs.criterion_vectors, &key, criteria.len(), self.embedder.dimensions()) {
            return Ok(vectors);
        }
        if let Some(vectors) = self.kept("criteria", &key)? {
            return Ok(vectors);
        }
        let vectors = computed(criteria, self.embedder)?;
        let payload = serde_json::json!({ "key": key, "criteria": criteria.len() });
        self.keep("criteria", &key, &vectors, "dora.criteria.embedded", payload)?;
        Ok(vectors)
    }
}

fn vectors_key(packs: &Packs, embedder: &dyn Embedder) -> String {
    let inputs = [
        ("pack", packs.dora.reference.sha256.as_bytes()),
        ("model", embedder.model().sha256.as_bytes()),
        ("embedder", embedder.version().as_bytes()),
    ];
    key("criteria", holdfast_mapping::VERSION, &inputs)
}

/// The vectors in a shipped file; `None` where it belongs to another pack or model, or holds another number of them.
fn read(file: &[u8], key: &str, criteria: usize, dimensions: usize) -> Option<Vec<CriterionVectors>> {
    let numbers = file.strip_prefix(key.as_bytes())?.strip_prefix(b"\n")?;
    let (numbers, rest) = numbers.as_chunks();
    if numbers.len() != 2 * criteria * dimensions || !rest.is_empty() || dimensions == 0 {
        return None;
    }
    let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let halves = numbers.chunks_exact(2 * dimensions).map(|both| both.split_at(dimensions));
    Some(halves.map(|(one, two)| CriterionVectors { obligation: one.to_vec(), phrasing: two.to_vec() }).collect())
}

fn computed(criteria: &[Criterion], embedder: &dyn Embedder) -> Result<Vec<CriterionVectors>, Failure> {
    let texts = |criterion: &Criterion| {
        let obligation = format!("{}. {}", criterion.title, criterion.obligation);
        std::iter::once(obligation).chain(criterion.phrasings.iter().cloned()).collect::<Vec<String>>()
    };
    let texts: Vec<String> = criteria.iter().flat_map(texts).collect();
    let mut embedded = embedder.embed(&texts).map_err(embed_failure)?.into_iter();
    let mut vectors = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        let obligation = embedded.next().unwrap_or_default();
        let phrasings: Vec<Vec<f32>> = embedded.by_ref().take(criterion.phrasings.len()).collect();
        // A pack may have no phrasings; its obligation then stands for them.
        let phrasing = if phrasings.is_empty() { obligation.clone() } else { mean(&phrasings) };
        vectors.push(CriterionVectors { obligation, phrasing });
    }
    Ok(vectors)
}

fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let count = vectors.len().max(1) as f32;
    let width = vectors.first().map_or(0, Vec::len);
    (0..width).map(|at| vectors.iter().map(|vector| vector[at]).sum::<f32>() / count).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_file_is_read_only_under_its_own_key_and_when_whole() {
        let mut file = b"abc\n".to_vec();
        file.extend([1.0_f32, 2.0, 3.0, 4.0].iter().flat_map(|number| number.to_le_bytes()));
        let one = CriterionVectors { obligation: vec![1.0, 2.0], phrasing: vec![3.0, 4.0] };
        assert_eq!(read(&file, "abc", 1, 2), Some(vec![one]));
        assert_eq!(read(&file, "abd", 1, 2), None);
        assert_eq!(read(&file, "abc", 2, 2), None);
        assert_eq!(read(&file[..file.len() - 1], "abc", 1, 2), None);
        assert_eq!(read(b"", "abc", 0, 2), None);
    }
}
