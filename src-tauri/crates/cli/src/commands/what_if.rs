//! `plan what-if`: the plan beside one with another team or another deadline.

use crate::Ending;
use crate::args::{Global, WhatIfArgs};
use crate::output::{Output, euros};
use crate::session::Session;
use holdfast_domain::Failure;
use holdfast_engine::{Change, NewPerson, PlanOptions};

pub(super) fn what_if(
    global: &Global,
    options: &PlanOptions,
    args: &WhatIfArgs,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let add = args.add_person.clone().map(|person| NewPerson { from: args.from, ..person });
    let change = Change { add, without: args.without.as_deref().map(Into::into), deadline: args.new_deadline };
    let mut session = Session::open(global)?;
    let compared = session.engine().plan_what_if(options, &change)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&compared);
        return Ok(Ending::Done);
    }
    output.heading("What if");
    let saved = match compared.saved_days {
        0 => "changes no day of the finish".to_owned(),
        1 => "saves 1 working day".to_owned(),
        -1 => "costs 1 working day more".to_owned(),
        days if days > 0 => format!("saves {days} working days"),
        days => format!("costs {} working days more", -days),
    };
    output.line(&format!("The plan {} {saved}.", compared.change));
    let (now, then) = (&compared.now, &compared.then);
    let row = |name: &str, now: String, then: String| vec![name.to_owned(), now, then];
    let rows = vec![
        row("Finish", now.finish.to_string(), then.finish.to_string()),
        row("Working days", now.makespan_days.to_string(), then.makespan_days.to_string()),
        row("None shorter than", now.lower_bound_days.to_string(), then.lower_bound_days.to_string()),
        row("Cost", euros(now.cost), euros(then.cost)),
        row("Tasks", now.tasks.to_string(), then.tasks.to_string()),
        row("Late tasks", now.late.len().to_string(), then.late.len().to_string()),
        row("Not placed", now.unscheduled.len().to_string(), then.unscheduled.len().to_string()),
    ];
    output.table(&["", ">Now", ">Then"], rows);
    Ok(Ending::Done)
}
