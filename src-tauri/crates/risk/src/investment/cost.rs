//! What a task or a control costs.

use crate::input::RiskError;
use crate::three_point::ThreePoint;
use serde::{Deserialize, Serialize};

/// What a task or a control costs, in three-point estimates. Money in EUR.
///
/// Written without what it lacks: every part but `id` and `title` may be left out and then costs nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Of the task or the control.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Paid once, at the start.
    #[serde(default = "nothing")]
    pub one_off: ThreePoint,
    /// Paid at the end of every year.
    #[serde(default = "nothing")]
    pub yearly: ThreePoint,
    /// Working days of the firm's own people, at the start.
    #[serde(default = "nothing")]
    pub days: ThreePoint,
    /// Working days of the firm's own people, every year.
    #[serde(default = "nothing")]
    pub yearly_days: ThreePoint,
    /// Cost of one such day.
    #[serde(default = "nothing")]
    pub day_rate: ThreePoint,
    /// Offers for one and the same purchase, of which one will be taken.
    #[serde(default)]
    pub quotes: Vec<Quote>,
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// Who made it.
    pub vendor: String,
    /// Paid once, at the start.
    #[serde(default = "nothing")]
    pub one_off: ThreePoint,
    /// Paid at the end of every year.
    #[serde(default = "nothing")]
    pub yearly: ThreePoint,
}

const fn nothing() -> ThreePoint {
    ThreePoint::exactly(0.0)
}

/// What a cost depends on: once, yearly, days, yearly days, day rate, purchase once, purchase yearly.
pub(super) type Parts = [ThreePoint; 7];

/// What is paid at the start and at the end of every year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Paid {
    pub(super) at_start: f64,
    pub(super) yearly: f64,
}

impl Cost {
    /// A cost of nothing, to be filled in.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        let none = nothing();
        let (one_off, yearly, days, yearly_days, day_rate) = (none, none, none, none, none);
        Self { id: id.into(), title: title.into(), one_off, yearly, days, yearly_days, day_rate, quotes: Vec::new() }
    }

    /// Checks that every estimate is finite, not negative and in rising order.
    ///
    /// # Errors
    /// `Parameter` with the cost and the field.
    pub fn check(&self) -> Result<(), RiskError> {
        let own = [
            ("one_off", self.one_off),
            ("yearly", self.yearly),
            ("days", self.days),
            ("yearly_days", self.yearly_days),
            ("day_rate", self.day_rate),
        ];
        let own = own.into_iter().map(|(field, estimate)| (field.to_owned(), estimate));
        let quoted = self.quotes.iter().flat_map(|quote| {
            let field = |part| format!("quotes.{}.{part}", quote.vendor);
            [(field("one_off"), quote.one_off), (field("yearly"), quote.yearly)]
        });
        match own.chain(quoted).find(|(_, estimate)| !estimate.is_ordered() || estimate.low < 0.0) {
            None => Ok(()),
            Some((field, ThreePoint { low, likely, high })) => Err(RiskError::Parameter {
                field: format!("the cost {}: {field}", self.id),
                rule: "must be three finite values of at least 0 that do not fall",
                value: format!("[{low}, {likely}, {high}]"),
            }),
        }
    }

    /// Expected payment once, at the start.
    pub fn expected_at_start(&self) -> f64 {
        paid(&self.parts().map(|part| part.mean())).at_start
    }

    /// Expected payment every year.
    pub fn expected_yearly(&self) -> f64 {
        paid(&self.parts().map(|part| part.mean())).yearly
    }

    pub(super) fn parts(&self) -> Parts {
        let quoted = |part: fn(&Quote) -> ThreePoint| span(self.quotes.iter().map(part).collect());
        [
            self.one_off,
            self.yearly,
            self.days,
            self.yearly_days,
            self.day_rate,
            quoted(|quote| quote.one_off),
            quoted(|quote| quote.yearly),
        ]
    }
}

/// The parts are drawn or expected independently of each other, so a product of means is the mean of the product.
pub(super) fn paid(parts: &[f64; 7]) -> Paid {
    let [one_off, yearly, days, yearly_days, day_rate, quoted_once, quoted_yearly] = parts;
    Paid { at_start: one_off + days * day_rate + quoted_once, yearly: yearly + yearly_days * day_rate + quoted_yearly }
}

/// Until one offer is taken, the lowest and the highest of all and the middle of the likely ones are the estimate.
fn span(offers: Vec<ThreePoint>) -> ThreePoint {
    let mut likely: Vec<f64> = offers.iter().map(|offer| offer.likely).collect();
    likely.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (
        offers.iter().map(|offer| offer.low).min_by(f64::total_cmp),
        offers.iter().map(|offer| offer.high).max_by(f64::total_cmp),
    ) else {
        return nothing();
    };
    let middle = (likely[(likely.len() - 1) / 2] + likely[likely.len() / 2]) / 2.0;
    ThreePoint { low, likely: middle, high }
}
