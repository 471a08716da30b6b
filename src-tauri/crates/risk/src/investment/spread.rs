//! Figures of the investment case as distributions.

use super::cost::{Paid, Parts, paid};
use super::flows::appraise_flows;
use super::{Benefit, InvestmentCase};
use crate::input::RiskError;
use crate::money::cents;
use crate::stream::{STREAM_GENERATOR, Stream};
use serde::{Deserialize, Serialize};

const COSTS: &[u8; 8] = b"costs   ";
const BENEFITS: &[u8; 8] = b"benefits";

/// A figure and the standard error that the number of draws leaves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// One figure of the investment case over all draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean; `None` where a payback is never reached in some draw, or no draw has a value.
    pub mean: Option<Figure>,
    /// 5 % quantile.
    pub p5: Option<Figure>,
    /// Median.
    pub p50: Option<Figure>,
    /// 95 % quantile.
    pub p95: Option<Figure>,
    /// Share of draws without a value, 0 to 1. A payback never reached ranks above all that are reached, so a quantile
    /// is `None` where it falls among these; for a rate the quantiles are over the draws that have exactly one.
    pub undefined: f64,
}

/// The investment case as distributions: costs drawn from their three-point estimates, benefits from what the
/// simulation says of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvestmentSpread {
    /// Number of draws.
    pub draws: u32,
    /// Seed of the generator.
    pub seed: u64,
    /// Name of the generator.
    pub generator: String,
    /// Probability that the net present value is above 0.
    pub npv_positive: Figure,
    /// Net present value.
    pub npv: Spread,
    /// Internal rate of return a year.
    pub irr: Spread,
    /// Modified internal rate of return a year.
    pub mirr: Spread,
    /// Payback in years.
    pub payback_years: Spread,
    /// Discounted payback in years.
    pub discounted_payback_years: Spread,
    /// Return on security investment.
    pub rosi: Spread,
}

/// Draws the case so many times.
pub(super) fn spread(case: &InvestmentCase<'_>, draws: u32, seed: u64) -> Result<InvestmentSpread, RiskError> {
    let parts: Vec<Parts> = case.costs.unwrap_or_default().iter().map(super::Cost::parts).collect();
    let mut streams: Vec<Stream> = (0..parts.len()).map(|at| Stream::new(seed, COSTS, at as u64)).collect();
    let mut benefits = Stream::new(seed, BENEFITS, 0);

    let count = draws as usize;
    let mut flows = vec![0.0; case.horizon_years as usize + 1];
    let mut npv = Vec::with_capacity(count);
    let (mut irr, mut mirr, mut payback, mut discounted, mut rosi) =
        (npv.clone(), npv.clone(), npv.clone(), npv.clone(), npv.clone());
    let mut positive = 0_u32;
    for _ in 0..draws {
        let mut total = Paid::default();
        for (parts, stream) in parts.iter().zip(&mut streams) {
            let cost = paid(&parts.map(|part| part.draw(stream)));
            total.at_start += cost.at_start;
            total.yearly += cost.yearly;
        }
        flows[0] = -total.at_start;
        draw_benefits(case.benefit, &mut benefits, &mut flows[1..]);
        flows[1..].iter_mut().for_each(|flow| *flow -= total.yearly);

        let appraisal = appraise_flows(&flows, case.discount_rate);
        if !appraisal.npv.is_finite() {
            return Err(RiskError::Overflow("the net present value".to_owned()));
        }
        positive += u32::from(appraisal.npv > 0.0);
        npv.push(appraisal.npv);
        if let [rate] = appraisal.internal_rates[..] {
            irr.push(rate);
        }
        mirr.extend(appraisal.modified_rate);
        payback.push(appraisal.payback_years.unwrap_or(f64::INFINITY));
        discounted.push(appraisal.discounted_payback_years.unwrap_or(f64::INFINITY));
        rosi.extend(super::return_on_investment(&flows, total));
    }

    let share = f64::from(positive) / f64::from(draws);
    Ok(InvestmentSpread {
        draws,
        seed,
        generator: STREAM_GENERATOR.to_owned(),
        npv_positive: Figure { value: share, standard_error: (share * (1.0 - share) / f64::from(draws)).sqrt() },
        npv: Spread::over(npv, count).rounded(cents),
        irr: Spread::over(irr, count),
        mirr: Spread::over(mirr, count),
        payback_years: Spread::over(payback, count),
        discounted_payback_years: Spread::over(discounted, count),
        rosi: Spread::over(rosi, count),
    })
}

fn draw_benefits(benefit: &Benefit, stream: &mut Stream, years: &mut [f64]) {
    match benefit {
        Benefit::Years { years: simulated, .. } => {
            years.iter_mut().for_each(|year| *year = simulated[stream.below(simulated.len())]);
        }
        Benefit::Mean { mean, standard_error } => {
            let drawn = mean + standard_error * stream.normal();
            years.fill(drawn);
        }
    }
}

impl Spread {
    /// Over the values of so many draws; those without a value are left out, those never reached are infinite.
    fn over(mut values: Vec<f64>, draws: usize) -> Self {
        let defined = values.len() as f64;
        values.sort_by(f64::total_cmp);
        let reached = values.partition_point(|value| value.is_finite());
        Self {
            mean: (reached > 1 && reached == values.len()).then(|| {
                let mean = values.iter().sum::<f64>() / defined;
                let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
                Figure { value: mean, standard_error: (squares / (defined - 1.0) / defined).sqrt() }
            }),
            p5: quantile(&values, 0.05),
            p50: quantile(&values, 0.5),
            p95: quantile(&values, 0.95),
            undefined: (draws - reached) as f64 / draws as f64,
        }
    }

    fn rounded(self, round: fn(f64) -> f64) -> Self {
        let figure = |figure: Option<Figure>| {
            figure.map(|Figure { value, standard_error }| Figure {
                value: round(value),
                standard_error: round(standard_error),
            })
        };
        let Self { mean, p5, p50, p95, undefined } = self;
        Self { mean: figure(mean), p5: figure(p5), p50: figure(p50), p95: figure(p95), undefined }
    }
}

/// The smallest value that the share of the draws does not exceed, its standard error by the order statistics one
/// binomial standard deviation of the rank to either side (R. S. Woodruff, Journal of the American Statistical
/// Association 47 (1952) 635-646); where the upper of these is never reached, by the lower one alone.
fn quantile(sorted: &[f64], share: f64) -> Option<Figure> {
    let count = sorted.len() as f64;
    let at = ((count * share).ceil() as usize).checked_sub(1)?;
    let reach = (count * share * (1.0 - share)).sqrt().ceil() as usize;
    let value = sorted.get(at).copied().filter(|value| value.is_finite())?;
    let below = sorted[at.saturating_sub(reach)];
    let above = sorted[(at + reach).min(sorted.len() - 1)];
    let standard_error = if above.is_finite() { (above - below) / 2.0 } else { value - below };
    Some(Figure { value, standard_error })
}
