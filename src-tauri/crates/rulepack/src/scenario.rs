//! Loss scenarios as data.

use crate::loss::{Correlation, Driver, Frequency, InsuranceLayer, Severity, Shock};
use holdfast_domain::ScenarioId;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// One way in which the firm may lose money through ICT.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// `SC-01`, ...
    pub id: ScenarioId,
    /// Name for people.
    pub title: String,
    /// What happens, in a sentence or two.
    pub description: String,
    /// How often, were no control in place.
    pub frequency: Frequency,
    /// What one event costs, were no control in place.
    pub severity: Severity,
    /// The most that one event can cost in EUR; no such limit where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// EUR of each event that someone else bears, taken off after the cap; nothing where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deductible: Option<f64>,
    /// Controls that make the event rarer or cheaper, by the requirement that asks for them.
    pub drivers: Vec<Driver>,
    /// Where the figures come from; `expert estimate` where they are ours.
    pub source: String,
}

/// What to simulate: scenarios, and what ties them together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Portfolio {
    /// The scenarios, in any order.
    pub scenarios: Vec<Scenario>,
    /// Insurance over them. Each layer looks at the loss before any insurance.
    pub insurance: Vec<InsuranceLayer>,
    /// Dependence between yearly numbers of events; independent where `None`.
    pub correlation: Option<Correlation>,
    /// Events that strike several scenarios at once.
    pub shocks: Vec<Shock>,
}

/// A list of scenarios alone, or an object with the fields of [`Portfolio`].
impl<'de> Deserialize<'de> for Portfolio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PortfolioVisitor)
    }
}

struct PortfolioVisitor;

impl<'de> Visitor<'de> for PortfolioVisitor {
    type Value = Portfolio;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of scenarios or an object with the field `scenarios`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Portfolio, A::Error> {
        let scenarios = Vec::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(Portfolio { scenarios, ..Portfolio::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Portfolio, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            scenarios: Vec<Scenario>,
            #[serde(default)]
            insurance: Vec<InsuranceLayer>,
            #[serde(default)]
            correlation: Option<Correlation>,
            #[serde(default)]
            shocks: Vec<Shock>,
        }
        let Fields { scenarios, insurance, correlation, shocks } =
            Fields::deserialize(MapAccessDeserializer::new(object))?;
        Ok(Portfolio { scenarios, insurance, correlation, shocks })
    }
}
