//! Who is busy when.

/// The times at which each person serves a task, in order.
#[derive(Clone, Debug)]
pub(crate) struct Diaries {
    busy: Vec<Vec<(i32, i32)>>,
}

/// A gap in a diary that is long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// First period that can be used.
    pub(crate) start: i32,
    /// Idle periods between the work before and `start`.
    pub(crate) idle: i32,
}

impl Diaries {
    pub(crate) fn new(people: usize) -> Self {
        Self { busy: vec![Vec::new(); people] }
    }

    /// Empties all diaries.
    pub(crate) fn clear(&mut self) {
        for person in &mut self.busy {
            person.clear();
        }
    }

    /// The first gap of this length, not before `from`.
    #[inline]
    pub(crate) fn earliest(&self, person: usize, from: i32, duration: i32) -> Gap {
        let busy = &self.busy[person];
        let mut at = busy.len();
        // Most work is entered near the end, so the way back from there is short.
        while at > 0 && busy[at - 1].1 > from {
            at -= 1;
        }
        let mut free = if at > 0 { busy[at - 1].1 } else { 0 };
        let mut start = from;
        for &(begin, end) in &busy[at..] {
            if start + duration <= begin {
                break;
            }
            (start, free) = (end, end);
        }
        Gap { start, idle: start - free }
    }

    /// The end of the first work that lies between the two times, even in part.
    #[inline]
    pub(crate) fn obstacle(&self, person: usize, from: i32, end: i32) -> Option<i32> {
        let busy = &self.busy[person];
        let next = busy.partition_point(|work| work.1 <= from);
        busy.get(next).filter(|work| work.0 < end).map(|work| work.1)
    }

    /// The end of the work at this time or, if there is none, of the next, and the time up to which there is none.
    #[inline]
    pub(crate) fn around(&self, person: usize, from: i32) -> (Option<i32>, i32) {
        let busy = &self.busy[person];
        match busy.get(busy.partition_point(|work| work.1 <= from)) {
            Some(&(begin, end)) => (Some(end), begin.max(from)),
            None => (None, i32::MAX),
        }
    }

    /// Enters work, which must meet a gap.
    #[inline]
    pub(crate) fn enter(&mut self, person: usize, start: i32, duration: i32) {
        let busy = &mut self.busy[person];
        let mut at = busy.len();
        while at > 0 && busy[at - 1].0 >= start {
            at -= 1;
        }
        busy.insert(at, (start, start + duration));
    }
}
