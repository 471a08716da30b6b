//! On which periods somebody is there.

/// The presence of one person, in periods from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// In every period.
    Always,
    /// In some of them.
    Days {
        /// These periods, rising.
        there: Vec<u32>,
        /// How many of them lie before each period of the calendar.
        before: Vec<u32>,
    },
}

impl Availability {
    /// Takes presence period by period, as far as the calendar goes.
    pub fn of(periods: impl Iterator<Item = bool>) -> Self {
        let (mut there, mut before) = (Vec::new(), Vec::new());
        for (period, is_there) in periods.enumerate() {
            before.push(there.len() as u32);
            if is_there {
                there.push(period as u32);
            }
        }
        if there.len() == before.len() { Self::Always } else { Self::Days { there, before } }
    }

    /// First period after so many of being there (at least 1), counted from a start; `None` past the calendar.
    pub fn end(&self, start: u32, days: u32) -> Option<u32> {
        match self {
            Self::Always => Some(start + days),
            Self::Days { there, before } => {
                let passed = before.get(start as usize)?;
                Some(there.get((passed + days - 1) as usize)? + 1)
            }
        }
    }

    /// First period from which so many of being there (at least 1) end on or after `end`.
    pub fn start_for(&self, end: u32, days: u32) -> u32 {
        match self {
            Self::Always => end.saturating_sub(days),
            Self::Days { there, before } => {
                let passed = before.get(end.saturating_sub(1) as usize).copied().unwrap_or(there.len() as u32);
                match (passed + 1).checked_sub(days + 1) {
                    Some(at) if end > 0 => there.get(at as usize).map_or(end, |day| day + 1),
                    _ => 0,
                }
            }
        }
    }

    /// The first period from `start` on in which the person is there; `start` where there is none.
    pub fn first(&self, start: u32) -> u32 {
        self.end(start, 1).map_or(start, |end| end - 1)
    }

    /// Periods of being there before `end`.
    pub(crate) fn until(&self, end: u32) -> u32 {
        match self {
            Self::Always => end,
            Self::Days { there, before } => before.get(end as usize).copied().unwrap_or(there.len() as u32),
        }
    }
}
