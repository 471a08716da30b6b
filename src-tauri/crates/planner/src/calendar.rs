//! Working days, Monday to Friday, as dates.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const WEEK: u64 = 5;

/// Counts working days from the first day of the plan, which is day 0.
pub(crate) struct Calendar {
    monday: Date,
    /// Working days from that Monday to day 0.
    offset: u32,
}

impl Calendar {
    /// Starts at this day, or at the Monday after it on a weekend. `None` at the end of the year 9999.
    pub(crate) fn starting(start: Date) -> Option<Self> {
        let weekday = start.weekday().to_monday_zero_offset();
        let monday = start.checked_sub(i64::from(weekday).days()).ok()?;
        match start.weekday() {
            Weekday::Saturday | Weekday::Sunday => Some(Self { monday: monday.checked_add(1.week()).ok()?, offset: 0 }),
            _ => Some(Self { monday, offset: weekday.unsigned_abs().into() }),
        }
    }

    /// The date of a working day; `None` past the year 9999.
    pub(crate) fn date(&self, day: u32) -> Option<Date> {
        let days = u64::from(day) + u64::from(self.offset);
        let week = i64::try_from(days / WEEK).ok()?;
        let weekday = i64::try_from(days % WEEK).ok()?;
        let span = jiff::Span::new().try_days(week.checked_mul(7)?.checked_add(weekday)?).ok()?;
        self.monday.checked_add(span).ok()
    }
}

/// Number of working days after `from`, up to and with `to`; 0 where `to` is not later.
pub(crate) fn working_days_after(from: Date, to: Date) -> u32 {
    u32::try_from(working_days_until(to) - working_days_until(from)).unwrap_or(0)
}

/// Working days from one fixed Monday up to and with this date; negative before it.
fn working_days_until(date: Date) -> i32 {
    let days = (date - jiff::civil::date(2024, 1, 1)).get_days();
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn day_numbers_skip_weekends() {
        let calendar = Calendar::starting(date(2026, 1, 1)).unwrap(); // a Thursday
        let dates: Vec<Date> = (0..8).map(|day| calendar.date(day).unwrap()).collect();
        let expected = [1, 2, 5, 6, 7, 8, 9, 12].map(|day| date(2026, 1, day));
        assert_eq!(dates, expected);
    }

    #[test]
    fn a_weekend_start_moves_to_the_monday_after_it() {
        for day in [3, 4] {
            let calendar = Calendar::starting(date(2026, 1, day)).unwrap();
            assert_eq!(calendar.date(0), Some(date(2026, 1, 5)));
        }
    }

    #[test]
    fn a_day_past_the_calendar_has_no_date() {
        let calendar = Calendar::starting(date(2026, 1, 1)).unwrap();
        assert_eq!(calendar.date(u32::MAX), None);
        assert!(Calendar::starting(date(9999, 12, 31)).unwrap().date(1).is_none());
    }

    #[test]
    fn working_days_between_two_dates_agree_with_counting() {
        for from in 0..14 {
            let first = date(2026, 2, 20) + i64::from(from).days();
            let mut counted = 0;
            assert_eq!(working_days_after(first, first - 3.days()), 0);
            for to in 0..40 {
                let last = first + i64::from(to).days();
                if to > 0 && !matches!(last.weekday(), Weekday::Saturday | Weekday::Sunday) {
                    counted += 1;
                }
                assert_eq!(working_days_after(first, last), counted, "{first} to {last}");
            }
        }
    }
}
