//! A portfolio made ready to be drawn or computed.

use crate::arrivals::Arrivals;
use crate::correlation::cholesky;
use crate::counts::{CountTable, Counts};
use crate::exposure::{Exposure, Scores};
use crate::input::RiskError;
use crate::normal::score;
use crate::sampler::Sampler;
use crate::severity::Law;
use crate::special::student;
use crate::years::CHUNK;
use holdfast_rulepack::{Copula, InsuranceBasis, InsuranceLayer, Portfolio, Scenario};

/// The portfolio under one state of its controls.
///
/// Draws depend on seed, scenario and year alone and every quantile function rises, so two models of one portfolio that
/// are drawn with the same seed differ by their rates and losses and not by chance (common random numbers).
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// In order of scenario id, so that the order of the portfolio does not matter.
    pub(crate) exposures: Vec<Exposure>,
    pub(crate) plans: Vec<DrawPlan>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) dependence: Option<Dependence>,
    pub(crate) shocks: Vec<ShockDraw>,
    pub(crate) tilt: Option<Tilt>,
    /// Whether the loss of a year is that of the tilt: every scenario takes part and nothing is taken off.
    pub(crate) tilts_total: bool,
}

/// How the events of an exposure are drawn.
#[derive(Clone, Debug)]
pub(crate) enum DrawPlan {
    /// A lognormal Poisson process of constant rate that nothing acts on: one count for a chunk of years, and each event
    /// falls into any of them.
    Steady { mu: f64, sigma: f64, of_chunk: Arrivals },
    /// A count for each year.
    Yearly {
        own: CountTable,
        /// Count of a year that is picked by one of its events.
        biased: CountTable,
        /// Row of the dependence, whose scores take the place of uniforms in `own`.
        correlated: Option<usize>,
        /// Shocks that may strike, and the probability of each.
        hits: Vec<(usize, f64)>,
    },
}

/// An insurance layer over positions in the list of exposures.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) covers: Vec<usize>,
    pub(crate) basis: InsuranceBasis,
    pub(crate) retention: f64,
    pub(crate) limit: f64,
    pub(crate) share: f64,
    pub(crate) yearly_limit: f64,
}

impl Layer {
    /// What is paid on a loss, the yearly limit aside.
    #[inline(always)]
    pub(crate) fn payment(&self, loss: f64) -> f64 {
        self.share * (loss - self.retention).max(0.0).min(self.limit)
    }
}

/// Copula on the yearly numbers of events.
#[derive(Clone, Debug)]
pub(crate) struct Dependence {
    /// Lower triangular root of the matrix.
    pub(crate) root: Vec<Vec<f64>>,
    /// Chi-square over its degrees of freedom, by normal score; `None` for a Gaussian copula.
    pub(crate) scale: Option<Sampler>,
}

/// Number of shocks of a year.
#[derive(Clone, Debug)]
pub(crate) struct ShockDraw {
    pub(crate) counts: CountTable,
}

/// Which scenario an extra loss comes from in importance sampling.
#[derive(Clone, Debug)]
pub(crate) struct Tilt {
    /// Mean yearly loss before cap, deductible and insurance of the scenarios that take part.
    pub(crate) mean: f64,
    /// For each exposure, the sum of the shares up to and with it.
    pub(crate) up_to: Vec<f64>,
    /// Draws in which a loss weighs by its size; `None` for an exposure that takes no part.
    pub(crate) biased: Vec<Option<Sampler>>,
}

impl Model {
    /// Applies these scores to a checked portfolio.
    ///
    /// # Errors
    /// `Overflow`, or `Shock` where shocks strike a scenario more often than its rate allows.
    pub(crate) fn new(portfolio: &Portfolio, scores: &Scores) -> Result<Self, RiskError> {
        Self::drawn(portfolio, scores, true)
    }

    /// The same, every scenario drawn year by year and no year given an extra loss: two such models of one portfolio have
    /// the same draws whatever the scores, also where a control whose effect is uncertain comes or goes.
    ///
    /// # Errors
    /// As [`Model::new`].
    pub(crate) fn paired(portfolio: &Portfolio, scores: &Scores) -> Result<Self, RiskError> {
        Ok(Self { tilt: None, ..Self::drawn(portfolio, scores, false)? })
    }

    fn drawn(portfolio: &Portfolio, scores: &Scores, may_be_steady: bool) -> Result<Self, RiskError> {
        let mut scenarios: Vec<&Scenario> = portfolio.scenarios.iter().collect();
        scenarios.sort_by(|a, b| a.id.cmp(&b.id));
        let exposures: Vec<Exposure> =
            scenarios.iter().map(|scenario| Exposure::new(scenario, scores)).collect::<Result<_, _>>()?;
        let layers: Vec<Layer> = portfolio.insurance.iter().map(|layer| compiled(layer, &exposures)).collect();
        let plans = (exposures.iter().zip(&scenarios))
            .map(|(exposure, scenario)| plan(exposure, scenario, portfolio, (&layers, &exposures), may_be_steady))
            .collect::<Result<Vec<_>, _>>()?;
        let dependence = portfolio.correlation.as_ref().and_then(|correlation| {
            let scale = match correlation.copula {
                Copula::Gaussian => None,
                Copula::T { degrees } => Some(Sampler::new(&Law::Gamma { shape: degrees / 2.0, scale: 2.0 / degrees })),
            };
            cholesky(&correlation.matrix).map(|root| Dependence { root, scale })
        });
        let shocks = portfolio.shocks.iter().map(|shock| {
            let counts = Counts::poisson(shock.rate);
            ShockDraw { counts: CountTable::new(&counts.masses()) }
        });
        let shocks = shocks.collect();
        let tilt = tilt(&exposures, &plans);
        let whole = |tilt: &Tilt| tilt.biased.iter().all(Option::is_some);
        let tilts_total = tilt.as_ref().is_some_and(whole)
            && layers.is_empty()
            && exposures.iter().all(|exposure| exposure.terms.are_idle());
        Ok(Self { exposures, plans, layers, dependence, shocks, tilt, tilts_total })
    }

    /// Mean yearly loss in closed form, before insurance.
    pub(crate) fn mean(&self) -> f64 {
        self.exposures.iter().map(Exposure::mean).sum()
    }
}

fn compiled(layer: &InsuranceLayer, exposures: &[Exposure]) -> Layer {
    let covered = |exposure: &Exposure| layer.scenarios.is_empty() || layer.scenarios.contains(&exposure.id);
    Layer {
        covers: exposures.iter().enumerate().filter(|(_, one)| covered(one)).map(|(at, _)| at).collect(),
        basis: layer.basis,
        retention: layer.retention,
        limit: layer.limit,
        share: layer.share,
        yearly_limit: layer.yearly_limit.unwrap_or(f64::INFINITY),
    }
}

fn plan(
    exposure: &Exposure,
    scenario: &Scenario,
    portfolio: &Portfolio,
    (layers, exposures): (&[Layer], &[Exposure]),
    may_be_steady: bool,
) -> Result<DrawPlan, RiskError> {
    let at = exposures.iter().position(|one| one.id == scenario.id).unwrap_or_default();
    let row = portfolio.correlation.as_ref().and_then(|one| one.scenarios.iter().position(|id| *id == scenario.id));
    let inherent = Counts::new(&scenario.frequency, &crate::factors::Factors::certain(1.0)).mean();
    // A shock strikes as far as the controls let it: what they take off the rate, they take off its strikes.
    let passed = exposure.counts.mean() / inherent;
    let hits: Vec<(usize, f64)> = (portfolio.shocks.iter().enumerate())
        .filter_map(|(at, shock)| shock.hits.get(&scenario.id).map(|hit| (at, hit * passed)))
        .collect();
    let struck: f64 = hits.iter().map(|(at, hit)| portfolio.shocks[*at].rate * hit).sum();
    let insured = layers.iter().any(|layer| layer.basis == InsuranceBasis::Event && layer.covers.contains(&at));
    if let (Law::Lognormal { mu, sigma }, true) = (&exposure.law, exposure.left.is_certain())
        && may_be_steady
        && row.is_none()
        && hits.is_empty()
        && !insured
        && exposure.counts.is_steady()
        && exposure.terms.are_idle()
    {
        let of_chunk = Arrivals::with_mean(exposure.counts.mean() * CHUNK as f64);
        return Ok(DrawPlan::Steady { mu: mu + libm::log(exposure.left.mean()), sigma: *sigma, of_chunk });
    }
    let mean = exposure.counts.mean();
    if struck >= mean {
        let (id, rate) = (scenario.id.clone(), inherent);
        return Err(RiskError::Shock { id, struck: struck / passed, rate });
    }
    let masses = exposure.counts.scaled((mean - struck) / mean).masses();
    let own = CountTable::new(&masses);
    let own = match (&portfolio.correlation, row) {
        (Some(correlation), Some(_)) => match correlation.copula {
            Copula::Gaussian => own.thresholds(|below| score(below, 1.0 - below)),
            Copula::T { degrees } => own.thresholds(|below| student_quantile(degrees, below)),
        },
        _ => own,
    };
    Ok(DrawPlan::Yearly { own, biased: CountTable::size_biased(&masses, mean - struck), correlated: row, hits })
}

/// Independent exposures take part in the tilt, each with its share of the mean loss.
fn tilt(exposures: &[Exposure], plans: &[DrawPlan]) -> Option<Tilt> {
    let takes_part = |plan: &DrawPlan| match plan {
        DrawPlan::Steady { .. } => true,
        DrawPlan::Yearly { correlated, hits, .. } => correlated.is_none() && hits.is_empty(),
    };
    let means: Vec<f64> = (exposures.iter().zip(plans))
        .map(|(one, plan)| if takes_part(plan) { one.counts.mean() * one.ground_mean() } else { 0.0 })
        .collect();
    let mean: f64 = means.iter().sum();
    if mean <= 0.0 {
        return None;
    }
    let mut sum = 0.0;
    let up_to = means.iter().map(|part| {
        sum += part / mean;
        sum
    });
    let up_to = up_to.collect();
    let biased = exposures.iter().zip(&means).map(|(one, &part)| (part > 0.0).then(|| one.sampler.size_biased()));
    Some(Tilt { mean, up_to, biased: biased.collect() })
}

fn student_quantile(degrees: f64, below: f64) -> f64 {
    let (mut low, mut high) = (-1e9, 1e9);
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if student(degrees, middle).0 < below {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
