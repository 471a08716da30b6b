//! Arguments of `review`.

use clap::{Args, Subcommand, ValueEnum};
use holdfast_domain::Verdict;
use holdfast_engine::{QueueFilter, ReviewStatus, Statement};

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Who reviews; the name of the user of this machine where none is given.
    #[arg(long, global = true, env = "HOLDFAST_REVIEWER", value_name = "NAME")]
    pub(crate) reviewer: Option<String>,
    #[command(subcommand)]
    pub(crate) action: ReviewAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewAction {
    /// What to look at next: stale decisions, then the criteria whose verdict is least certain and weighs most.
    List(ListArgs),
    /// Confirm the proposed verdict.
    Accept {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
    },
    /// Say that the proposed evidence is none: the verdict falls to none.
    Reject {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Set another verdict, for a stated reason.
    Override {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
        /// met, partial, none, contradicted or not_applicable.
        #[arg(long, value_name = "V", value_parser = verdict)]
        verdict: Verdict,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Withdraw the newest decision; the one before it stands again.
    Undo {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
    },
    /// Give a criterion to somebody.
    Assign {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
        /// To whom.
        #[arg(long, value_name = "NAME")]
        to: String,
    },
    /// Remark on a criterion.
    Comment {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
        /// The remark.
        text: String,
    },
    /// Show everything that was said about a criterion, in order.
    Show {
        /// Criterion, such as DORA-5.2.a.
        criterion: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only these; where none is named, what waits for a reviewer: stale and open.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STATUS")]
    status: Vec<StatusArg>,
    /// Only this domain, such as `governance`.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Only what was given to this person.
    #[arg(long, value_name = "NAME")]
    assignee: Option<String>,
    /// At most this many.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StatusArg {
    Stale,
    Open,
    Decided,
    All,
}

impl ListArgs {
    /// The filter as the engine sees it.
    pub(crate) fn filter(&self) -> QueueFilter {
        let statuses = self.status.iter().flat_map(|status| match status {
            StatusArg::Stale => vec![ReviewStatus::Stale],
            StatusArg::Open => vec![ReviewStatus::Open],
            StatusArg::Decided => vec![ReviewStatus::Decided],
            StatusArg::All => vec![ReviewStatus::Stale, ReviewStatus::Open, ReviewStatus::Decided],
        });
        QueueFilter { statuses: statuses.collect(), domain: self.domain.clone(), assignee: self.assignee.clone() }
    }
}

impl ReviewAction {
    /// The criterion and what is said about it; `None` for the actions that only show.
    pub(crate) fn statement(&self) -> Option<(&str, Statement)> {
        Some(match self {
            Self::Accept { criterion } => (criterion, Statement::Accept),
            Self::Reject { criterion, reason } => (criterion, Statement::Reject { reason: reason.clone() }),
            Self::Override { criterion, verdict, reason } => {
                (criterion, Statement::Override { verdict: *verdict, reason: reason.clone() })
            }
            Self::Undo { criterion } => (criterion, Statement::Undo),
            Self::Assign { criterion, to } => (criterion, Statement::Assign { to: to.clone() }),
            Self::Comment { criterion, text } => (criterion, Statement::Comment { text: text.clone() }),
            Self::List(_) | Self::Show { .. } => return None,
        })
    }
}

fn verdict(name: &str) -> Result<Verdict, String> {
    let wanted = name.replace('-', "_");
    Verdict::ALL.into_iter().find(|verdict| verdict.name() == wanted).ok_or_else(|| {
        let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
        format!("choose one of: {}", names.join(", "))
    })
}
