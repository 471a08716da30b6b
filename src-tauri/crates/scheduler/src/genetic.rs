//! Genetic search over orders of tasks.

use crate::justify::Justifier;
use crate::network::Network;
use crate::random::Chance;

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) sec: i64,
    pub(crate) makespan: i32,
    pub(crate) order: Vec<u32>,
    pub(crate) staff: Vec<u32>,
}

pub(crate) struct Genetic<'a> {
    network: &'a Network,
    justifier: Justifier<'a>,
    chance: Chance,
    needs: usize,
    people_span: Vec<std::ops::Range<usize>>,
    members: Vec<Member>,
    size: usize,
    since: usize,
    f: Vec<f64>,
    used: Vec<bool>,
    pub(crate) best: Member,
    pub(crate) best_starts: Vec<i32>,
    child: Member,
    pub(crate) log: Vec<(u64,i32,usize)>,
}

impl<'a> Genetic<'a> {
    pub(crate) fn new(network: &'a Network, justifier: Justifier<'a>, people_span: Vec<std::ops::Range<usize>>, chance: Chance) -> Self {
        let n = network.order.len();
        let needs = people_span.last().map_or(0, |r| r.end);
        let blank = Member { sec: 0, makespan: i32::MAX, order: network.order.clone(), staff: vec![u32::MAX; needs] };
        Self { network, justifier, chance, needs, people_span, members: vec![], size: std::env::var("POP").ok().map_or(40, |x| x.parse().unwrap()), since: 0, f: [("MUT",0.05),("SEC",0.0),("WIN",0.0),("STALL",75.0),("TOUR",0.0),("SHORT",0.0)].iter().map(|(k,d)| std::env::var(k).ok().map_or(*d, |x| x.parse().unwrap())).collect(), used: vec![false; n], best: blank.clone(), best_starts: vec![0; n], child: blank, log: vec![] }
    }
    pub(crate) fn schedules(&self) -> u64 { self.justifier.schedules }

    fn note(&mut self) {
        if self.child.makespan < self.best.makespan {
            // improve() may end in a schedule no shorter than one before; place once more from the order
            self.best = self.child.clone();
            self.best_starts.copy_from_slice(&self.justifier.starts);
            self.log.push((self.justifier.schedules, self.best.makespan, self.size));
        }
    }
    fn sample(&mut self, alpha: i32) {
        let n = self.network.order.len();
        let mut waiting = self.network.before.counts();
        let mut eligible: Vec<u32> = (0..n as u32).filter(|t| waiting[*t as usize] == 0).collect();
        let tails = &self.network.tails;
        let mut weights: Vec<f64> = Vec::new();
        self.child.order.clear();
        while !eligible.is_empty() {
            let lo = eligible.iter().map(|t| tails[*t as usize]).min().unwrap();
            weights.clear();
            weights.extend(eligible.iter().map(|t| f64::from(tails[*t as usize] - lo + 1).powi(alpha)));
            let mut x = self.chance.share() * weights.iter().sum::<f64>();
            let mut at = 0;
            while at + 1 < weights.len() && x > weights[at] { x -= weights[at]; at += 1 }
            let task = eligible.swap_remove(at);
            self.child.order.push(task);
            for &(next, _) in self.network.after.of(task as usize) {
                waiting[next as usize] -= 1;
                if waiting[next as usize] == 0 { eligible.push(next) }
            }
        }
        self.child.staff.fill(u32::MAX);
    }
    fn decode(&mut self) {
        self.child.makespan = self.justifier.improve(&mut self.child.order, &mut self.child.staff);
        self.child.sec = match self.f[1] as i32 { 0 => 0, 1 => self.justifier.starts.iter().map(|x| i64::from(*x)).sum(), _ => self.justifier.starts.iter().map(|x| i64::from(*x)*i64::from(*x)).sum() };
        self.note();
    }
    fn window(&mut self, x: usize) {
        let n = self.network.order.len();
        self.child.order.clear(); self.child.order.extend_from_slice(&self.members[x].order);
        self.child.staff.clear(); self.child.staff.extend_from_slice(&self.members[x].staff);
        let len = 4 + self.chance.below(n / 4); let a = self.chance.below(n - len);
        // random move: each task in window shifted by random keys, repaired
        let mut keys: Vec<(usize, u32)> = (a..a + len).map(|i| (i * 2 + self.chance.below(len), self.child.order[i])).collect();
        keys.sort();
        for (k, (_, t)) in keys.into_iter().enumerate() { self.child.order[a + k] = t }
        let o = &mut self.child.order; self.network.straighten(o, false);
    }
    fn cross(&mut self, x: usize, y: usize) {
        let n = self.network.order.len();
        let (a, b) = (self.chance.below(n), self.chance.below(n));
        let (c1, mut c2) = (a.min(b), a.max(b)); if self.f[5] > 0.0 && self.chance.share() < self.f[5] { c2 = (c1 + 2 + self.chance.below(n / 3)).min(n) }
        self.used.fill(false);
        let (pa, pb) = (&self.members[x], &self.members[y]);
        let child = &mut self.child;
        child.order.clear();
        child.staff.clear(); child.staff.extend_from_slice(&pa.staff);
        for &t in &pa.order[..c1] { self.used[t as usize] = true; child.order.push(t) }
        for &t in &pb.order { if child.order.len() >= c2 { break } if !self.used[t as usize] { self.used[t as usize] = true; child.order.push(t); let r = self.people_span[t as usize].clone(); child.staff[r.clone()].copy_from_slice(&pb.staff[r]); } }
        for &t in &pa.order { if !self.used[t as usize] { child.order.push(t) } }
    }
    fn mutate(&mut self, rate: f64) {
        let n = self.network.order.len();
        for i in 0..n - 1 {
            if self.chance.share() < rate {
                let (a, b) = (self.child.order[i], self.child.order[i + 1]);
                if !self.network.after.of(a as usize).iter().any(|l| l.0 == b) { self.child.order.swap(i, i + 1) }
            }
        }
    }
    pub(crate) fn step(&mut self) {
        if self.members.len() < self.size {
            let alpha = 1 + (self.members.len() % 4) as i32;
            self.sample(if self.members.is_empty() { 40 } else { alpha });
            self.decode();
            self.members.push(self.child.clone());
            self.since = 0;
            if self.members.len() == self.size { self.members.sort_by_key(|m| (m.makespan, m.sec)) }
            return;
        }
        let s = self.size;
        let (x, mut y) = (self.chance.below(s).min(self.chance.below(s)), self.chance.below(s));
        if self.f[4] > 0.0 { y = y.min(self.chance.below(s)) }
        if self.chance.share() < self.f[2] { self.window(x) } else { self.cross(x, y); self.mutate(self.f[0]); }
        self.decode();
        self.since += 1;
        let worst = s - 1;
        let k = (self.child.makespan, self.child.sec); if k <= (self.members[worst].makespan, self.members[worst].sec) && !self.members.iter().any(|m| m.makespan == self.child.makespan && m.order == self.child.order) {
            if self.child.makespan < self.members[0].makespan { self.since = 0 }
            self.members.pop();
            let at = self.members.partition_point(|m| (m.makespan, m.sec) < k);
            self.members.insert(at, self.child.clone());
        }
        if self.since > self.f[3] as usize * s { self.members.clear(); self.size *= 2; }
    }
}
