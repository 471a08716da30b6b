//! Which statement to branch on: the one that mattered most in recent contradictions.

/// Statements with weights, the heaviest open one at hand (a binary heap that knows where everything is).
pub(super) struct Weights {
    weights: Vec<f64>,
    heap: Vec<u32>,
    place: Vec<u32>,
    step: f64,
}

const ABSENT: u32 = u32::MAX;
const DECAY: f64 = 0.95;

impl Weights {
    pub(super) fn new(statements: usize) -> Self {
        let all: Vec<u32> = (0..statements as u32).collect();
        Self { weights: vec![0.0; statements], heap: all.clone(), place: all, step: 1.0 }
    }

    /// The statement took part in a contradiction.
    pub(super) fn raise(&mut self, statement: usize) {
        self.weights[statement] += self.step;
        if self.weights[statement] > 1e100 {
            self.weights.iter_mut().for_each(|weight| *weight *= 1e-100);
            self.step *= 1e-100;
        }
        if self.place[statement] != ABSENT {
            self.up(self.place[statement] as usize);
        }
    }

    /// Earlier contradictions count less from now on.
    pub(super) fn fade(&mut self) {
        self.step /= DECAY;
    }

    /// Takes the heaviest statement that is here, with its weight.
    pub(super) fn take(&mut self) -> Option<(usize, f64)> {
        let top = *self.heap.first()?;
        let last = self.heap.pop()?;
        self.place[top as usize] = ABSENT;
        if last != top {
            self.heap[0] = last;
            self.place[last as usize] = 0;
            self.down(0);
        }
        Some((top as usize, self.weights[top as usize]))
    }

    /// Puts a statement back that is open again.
    pub(super) fn put(&mut self, statement: usize) {
        if self.place[statement] == ABSENT {
            self.place[statement] = self.heap.len() as u32;
            self.heap.push(statement as u32);
            self.up(self.heap.len() - 1);
        }
    }

    fn is_heavier(&self, a: usize, b: usize) -> bool {
        self.weights[self.heap[a] as usize] > self.weights[self.heap[b] as usize]
    }

    fn up(&mut self, mut at: usize) {
        while at > 0 && self.is_heavier(at, (at - 1) / 2) {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    fn down(&mut self, mut at: usize) {
        loop {
            let mut next = 2 * at + 1;
            if next >= self.heap.len() {
                return;
            }
            if next + 1 < self.heap.len() && self.is_heavier(next + 1, next) {
                next += 1;
            }
            if !self.is_heavier(next, at) {
                return;
            }
            self.swap(at, next);
            at = next;
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        self.place[self.heap[a] as usize] = a as u32;
        self.place[self.heap[b] as usize] = b as u32;
    }
}
