//! The figures of a comparison of verdicts with labels.

/// Verdicts in the order of their worth; `contradicted` is worth as little as `none`.
pub(crate) const CLASSES: [&str; 4] = ["none", "partial", "met", "contradicted"];
pub(crate) const MET: usize = 2;
const CONTRADICTED: usize = 3;

/// One labelled criterion as it was judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// Position in [`CLASSES`].
    pub(crate) truth: usize,
    pub(crate) verdict: usize,
    /// Stated probability that the verdict is right, 0 to 1.
    pub(crate) confidence: f64,
}

/// Precision, recall and F1 of one class; 0 where nothing was given or nothing is true.
pub(crate) fn of_class(judged: &[Judged], class: usize) -> (f64, f64, f64) {
    let count = |test: &dyn Fn(&Judged) -> bool| judged.iter().filter(|one| test(one)).count() as f64;
    let hit = count(&|one| one.verdict == class && one.truth == class);
    let precision = hit / count(&|one| one.verdict == class).max(1.0);
    let recall = hit / count(&|one| one.truth == class).max(1.0);
    let f1 = if hit == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    (precision, recall, f1)
}

/// Mean F1 over met, partial and none. A criterion labelled contradicted takes part: whatever else is said of it is wrong.
pub(crate) fn macro_f1(judged: &[Judged]) -> f64 {
    (0..CONTRADICTED).map(|class| of_class(judged, class).2).sum::<f64>() / CONTRADICTED as f64
}

/// Cohen's kappa with linear weights over none, partial, met; contradicted counts as none.
pub(crate) fn weighted_kappa(judged: &[Judged]) -> f64 {
    let worth = |class: usize| if class == CONTRADICTED { 0 } else { class };
    let mut table = [[0.0; 3]; 3];
    for one in judged {
        table[worth(one.truth)][worth(one.verdict)] += 1.0 / judged.len() as f64;
    }
    let row = |at: usize| table[at].iter().sum::<f64>();
    let column = |at: usize| table.iter().map(|row| row[at]).sum::<f64>();
    let (mut seen, mut expected) = (0.0, 0.0);
    for (truth, cells) in table.iter().enumerate() {
        for (verdict, share) in cells.iter().enumerate() {
            let apart = truth.abs_diff(verdict) as f64;
            seen += apart * share;
            expected += apart * row(truth) * column(verdict);
        }
    }
    if expected == 0.0 { 1.0 } else { 1.0 - seen / expected }
}

/// Mean distance of stated confidence and accuracy over ten equal bins, weighted by their size.
pub(crate) fn calibration_error(judged: &[Judged]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for one in judged {
        let bin = &mut bins[((one.confidence * 10.0) as usize).min(9)];
        bin.0 += 1.0;
        bin.1 += one.confidence;
        bin.2 += f64::from(u8::from(one.verdict == one.truth));
    }
    bins.iter().map(|(_, stated, right)| (stated - right).abs()).sum::<f64>() / judged.len().max(1) as f64
}

/// Share of right verdicts among the more confident half.
pub(crate) fn surer_half(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    sorted.truncate(judged.len() / 2);
    sorted.iter().filter(|one| one.verdict == one.truth).count() as f64 / sorted.len().max(1) as f64
}

/// Two thresholds on one figure, the better of all pairs by macro-F1: below the first none, from the second on met.
pub(crate) fn best_thresholds(samples: &[(f64, usize)]) -> (f64, f64) {
    let mut figures: Vec<f64> = samples.iter().map(|(figure, _)| *figure).collect();
    figures.sort_by(f64::total_cmp);
    let steps: Vec<f64> =
        (0..=40).filter_map(|step| figures.get(step * figures.len().saturating_sub(1) / 40).copied()).collect();
    let mut best = (-1.0, (0.0, 0.0));
    for (at, &low) in steps.iter().enumerate() {
        for &high in &steps[at..] {
            let score = macro_f1(&by_thresholds(samples, (low, high)));
            if score > best.0 {
                best = (score, (low, high));
            }
        }
    }
    best.1
}

/// Verdicts by two thresholds on one figure.
pub(crate) fn by_thresholds(samples: &[(f64, usize)], (low, high): (f64, f64)) -> Vec<Judged> {
    let verdict = |figure: f64| if figure >= high { MET } else { usize::from(figure >= low) };
    let judged = |&(figure, truth): &(f64, usize)| Judged { truth, verdict: verdict(figure), confidence: 0.0 };
    samples.iter().map(judged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(usize, usize)]) -> Vec<Judged> {
        pairs.iter().map(|&(truth, verdict)| Judged { truth, verdict, confidence: 0.75 }).collect()
    }

    #[test]
    fn figures_follow_their_definitions() {
        let all = judged(&[(2, 2), (2, 1), (1, 1), (0, 1), (0, 0), (3, 0)]);
        let (precision, recall, f1) = of_class(&all, 1);
        assert!((precision - 1.0 / 3.0).abs() < 1e-12 && (recall - 1.0).abs() < 1e-12 && (f1 - 0.5).abs() < 1e-12);
        // met 2/3, partial 1/2, none: one of two found, one of two given right.
        assert!((macro_f1(&all) - (2.0 / 3.0 + 0.5 + 0.5) / 3.0).abs() < 1e-12);
        assert!((calibration_error(&all) - 0.25).abs() < 1e-12);
        assert!((weighted_kappa(&judged(&[(0, 0), (1, 1), (2, 2)])) - 1.0).abs() < 1e-12);
        assert!(weighted_kappa(&judged(&[(0, 2), (2, 0)])) < -0.9);
    }

    #[test]
    fn the_surer_half_is_the_one_with_more_confidence() {
        let mut all = judged(&[(0, 0), (0, 1)]);
        all[0].confidence = 0.9;
        assert_eq!(surer_half(&all), 1.0);
    }

    #[test]
    fn thresholds_split_what_can_be_split() {
        let samples: Vec<(f64, usize)> = (0..90).map(|at| (f64::from(at), at as usize / 30)).collect();
        let best = best_thresholds(&samples);
        assert!(macro_f1(&by_thresholds(&samples, best)) > 0.95, "{best:?}");
    }
}
