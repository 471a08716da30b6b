//! What is left of every resource in every period, four resources to a machine word.

/// Resources of which amounts fit into one word.
pub(crate) const LANES: usize = 4;

/// The top bit of every lane. It is always set in a profile and never in a request, so that it survives a subtraction
/// exactly where the request is no more than what is left: one operation compares all resources.
pub(crate) const GUARD: u64 = 0x8000_8000_8000_8000;

/// Amounts of `4 * W` resources.
pub(crate) type Amounts<const W: usize> = [u64; W];

/// What is left, by period.
#[derive(Clone, Debug)]
pub(crate) struct Profile<const W: usize> {
    full: Amounts<W>,
    left: Vec<Amounts<W>>,
    /// Periods from here on are untouched.
    touched: usize,
}

/// Puts amounts into lanes.
pub(crate) fn pack<const W: usize>(amounts: &[u32]) -> Amounts<W> {
    let mut packed = [0; W];
    for (index, &amount) in amounts.iter().enumerate() {
        packed[index / LANES] |= u64::from(amount) << (16 * (index % LANES));
    }
    packed
}

#[inline]
pub(crate) fn fits<const W: usize>(left: &Amounts<W>, request: &Amounts<W>) -> bool {
    (0..W).all(|word| (left[word] - request[word]) & GUARD == GUARD)
}

impl<const W: usize> Profile<W> {
    pub(crate) fn new(capacities: &[u32]) -> Self {
        let full = pack::<W>(capacities).map(|word| word | GUARD);
        Self { full, left: Vec::new(), touched: 0 }
    }

    /// Forgets what was taken.
    pub(crate) fn clear(&mut self) {
        self.left[..self.touched].fill(self.full);
        self.touched = 0;
    }

    /// The first period, not before `from`, from which the request fits for the whole duration.
    #[inline]
    pub(crate) fn earliest(&self, from: usize, duration: usize, request: &Amounts<W>) -> usize {
        let (mut start, mut known) = (from, from);
        loop {
            // Looks at the late periods first: the later the obstacle, the longer the jump. Past the end all is free.
            let end = (start + duration).min(self.touched);
            let Some(periods) = self.left.get(known..end) else { return start };
            match periods.iter().rposition(|left| !fits(left, request)) {
                Some(at) => (start, known) = (known + at + 1, end),
                None => return start,
            }
        }
    }

    /// Takes the request from each of the periods, where it must fit.
    #[inline]
    pub(crate) fn take(&mut self, start: usize, duration: usize, request: &Amounts<W>) {
        let end = start + duration;
        if end > self.left.len() {
            self.left.resize(end.max(2 * self.left.len()), self.full);
        }
        self.touched = self.touched.max(end);
        for left in &mut self.left[start..end] {
            for word in 0..W {
                left[word] -= request[word];
            }
        }
    }
}
