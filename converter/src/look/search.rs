//! Where to turn a dial next: a bracket around the wanted value, and a fitted expectation to aim within it.

/// What a search is content with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Aim {
    /// What must be reached.
    pub wanted: f64,
    /// How much more is accepted.
    pub slack: f64,
    /// Positions tried at most.
    pub tries: usize,
}

/// A search over positions `0..expected.len()` for the lowest one whose value reaches what is wanted; values rise with
/// the position, more or less.
#[derive(Debug, Clone)]
pub(super) struct Search {
    aim: Aim,
    /// The usual value at each position, rising. Only its shape matters once something has been tried.
    expected: Vec<f64>,
    /// Positions tried and their values, in order.
    tried: Vec<Tried>,
}

/// A position and its value.
type Tried = (usize, f64);

/// Two tries that a line goes through, or fewer.
type Ends = (Option<Tried>, Option<Tried>);

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Find the value at this position.
    Try(usize),
    /// This position, which was tried, is the one.
    Found(usize),
    /// Nothing reaches it; this position, the last, comes nearest.
    OutOfReach(usize),
}

impl Search {
    /// A search that knows only what is usual: values at all positions, rising.
    pub fn new(expected: Vec<f64>, aim: Aim) -> Self {
        assert!(!expected.is_empty(), "a dial has positions");
        Search { aim, expected, tried: Vec::new() }
    }

    /// The value at a position that was asked for.
    pub fn learn(&mut self, position: usize, value: f64) {
        self.tried.push((position, value));
    }

    /// A new search with what was learnt here taken for usual.
    pub fn again(&self, aim: Aim) -> Self {
        let ends = self.nearest();
        let fitted = |expected: &f64| self.value_at(*expected, ends);
        Search::new(self.expected.iter().map(fitted).collect(), aim)
    }

    /// Whether the position below this one is known to miss what is wanted, or there is none.
    pub fn is_lowest(&self, position: usize) -> bool {
        let misses = |&(tried, value): &Tried| tried + 1 == position && value < self.aim.wanted;
        position == 0 || self.tried.iter().any(misses)
    }

    /// The next step.
    pub fn next(&self) -> Next {
        let last = self.expected.len() - 1;
        let (below, above) = (self.below(), self.above());
        match (below, above) {
            (_, Some((position, value))) if value <= self.aim.wanted + self.aim.slack => {
                Next::Found(position)
            }
            (_, Some((0, _))) => Next::Found(0),
            (Some((below, _)), Some((above, _))) if below + 1 == above => Next::Found(above),
            (Some((position, _)), None) if position == last => Next::OutOfReach(last),
            (_, Some((position, _))) if self.tried.len() >= self.aim.tries => Next::Found(position),
            _ => {
                let first = below.map_or(0, |(position, _)| position + 1);
                let end = above.map_or(last, |(position, _)| position - 1);
                Next::Try(self.aimed().clamp(first, end))
            }
        }
    }

    /// The highest position known to miss, below all those that are known to reach.
    fn below(&self) -> Option<Tried> {
        let above = self.above().map_or(usize::MAX, |(position, _)| position);
        let misses =
            self.tried.iter().filter(|(position, value)| *value < self.aim.wanted && *position < above);
        misses.max_by_key(|(position, _)| *position).copied()
    }

    /// The lowest position known to reach.
    fn above(&self) -> Option<Tried> {
        let reaching = self.tried.iter().filter(|(_, value)| *value >= self.aim.wanted);
        reaching.min_by_key(|(position, _)| *position).copied()
    }

    /// The position whose value should be nearest to the middle of what is accepted.
    fn aimed(&self) -> usize {
        let middle = self.aim.wanted + self.aim.slack / 2.0;
        let ends = self.ends();
        let off = |position: &usize| (self.value_at(self.expected[*position], ends) - middle).abs();
        let positions = 0..self.expected.len();
        positions.min_by(|a, b| off(a).total_cmp(&off(b))).expect("a dial has positions")
    }

    /// The value to be expected where `expected` is usual: on a line through two tries, or as far off as the only one
    /// was.
    fn value_at(&self, expected: f64, ends: Ends) -> f64 {
        match ends {
            (None, _) => expected,
            (Some((position, value)), None) => value + expected - self.expected[position],
            (Some((a, from)), Some((b, to))) => {
                let (usual_from, usual_to) = (self.expected[a], self.expected[b]);
                let slope = (to - from) / (usual_to - usual_from);
                let is_between = (from - self.aim.wanted) * (to - self.aim.wanted) <= 0.0;
                // Two tries close together tell little about the slope beyond them.
                let slope = if is_between { slope } else { slope.clamp(0.3, 3.0) };
                from + (expected - usual_from) * slope
            }
        }
    }

    /// What to aim between. Where one side was hit again and again the curve is bent, and the other end is taken to be
    /// nearer each time (the Illinois method), so that the bracket closes from both sides.
    fn ends(&self) -> Ends {
        let (Some(below), Some(above), Some(last)) = (self.below(), self.above(), self.tried.last()) else {
            return self.nearest();
        };
        let reaches = |tried: &Tried| tried.1 >= self.aim.wanted;
        let again = self.tried.iter().rev().take_while(|tried| reaches(tried) == reaches(last)).count() - 1;
        let nearer = |(position, value): Tried| {
            (position, self.aim.wanted + (value - self.aim.wanted) * 0.5_f64.powi(again as i32))
        };
        if reaches(last) { (Some(nearer(below)), Some(above)) } else { (Some(below), Some(nearer(above))) }
    }

    /// The two tries that the line goes through, the better known first: around what is wanted, else the nearest.
    fn nearest(&self) -> Ends {
        if let (Some(below), Some(above)) = (self.below(), self.above()) {
            return (Some(below), Some(above));
        }
        let mut tried = self.tried.clone();
        tried.sort_by(|a, b| {
            let off = |value: f64| (value - self.aim.wanted).abs();
            off(a.1).total_cmp(&off(b.1))
        });
        tried.dedup_by_key(|(position, _)| *position);
        let mut tried = tried.into_iter();
        (tried.next(), tried.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AIM: Aim = Aim { wanted: 70.0, slack: 1.0, tries: 8 };

    fn usual() -> Vec<f64> {
        (0..100).map(f64::from).collect()
    }

    /// Searches where `value` tells what each position has; the result and the number of tries.
    fn check(aim: Aim, value: impl Fn(usize) -> f64) -> (Next, usize) {
        let mut search = Search::new(usual(), aim);
        for tries in 0.. {
            match search.next() {
                Next::Try(position) => {
                    assert!(search.tried.iter().all(|(tried, _)| *tried != position), "{position} twice");
                    search.learn(position, value(position));
                }
                end => return (end, tries),
            }
        }
        unreachable!("a search ends")
    }

    #[test]
    fn what_is_as_usual_is_found_at_once() {
        assert_eq!(check(AIM, |position| position as f64), (Next::Found(70), 1));
    }

    #[test]
    fn what_is_off_by_a_constant_is_found_at_the_second_try() {
        assert_eq!(check(AIM, |position| position as f64 - 12.6), (Next::Found(83), 2));
    }

    #[test]
    fn flat_curves_are_found_by_the_third_try_and_steep_ones_by_the_fourth() {
        for slope in [0.5, 0.7, 1.4, 2.0] {
            let (end, tries) = check(AIM, |position| 60.0 + (position as f64 - 50.0) * slope);
            let Next::Found(position) = end else { panic!("{end:?}") };
            let exact = 50.0 + 10.0 / slope;
            assert!(position as f64 >= exact && (position as f64) < exact + 1.7, "{slope} {position}");
            // Where a step is larger than the slack, the one below must be known to miss.
            let most = if slope > AIM.slack { 4 } else { 3 };
            assert!(tries <= most, "{slope}: {tries}");
        }
    }

    #[test]
    fn the_lowest_position_that_reaches_is_taken_where_a_step_is_larger_than_the_slack() {
        let stairs = |position: usize| (position / 10 * 10) as f64;
        assert_eq!(check(AIM, stairs).0, Next::Found(70));
    }

    #[test]
    fn a_step_over_the_slack_is_known_as_one() {
        let mut search = Search::new(usual(), AIM);
        search.learn(69, 68.0);
        search.learn(70, 73.0);
        search.learn(80, 75.0);
        assert_eq!(search.next(), Next::Found(70));
        assert!(search.is_lowest(70) && search.is_lowest(0) && !search.is_lowest(80));
    }

    #[test]
    fn what_cannot_be_reached_ends_at_the_top() {
        assert_eq!(check(AIM, |position| position as f64 / 2.0).0, Next::OutOfReach(99));
        assert_eq!(check(AIM, |position| 80.0 + position as f64).0, Next::Found(0));
    }

    #[test]
    fn tries_are_bounded_once_something_reaches() {
        let cliff = |position: usize| if position >= 33 { 95.0 } else { 10.0 };
        let (end, tries) = check(Aim { tries: 4, ..AIM }, cliff);
        assert!(matches!(end, Next::Found(position) if position >= 33), "{end:?}");
        assert!(tries <= 4);
    }

    #[test]
    fn a_curve_that_wavers_is_searched_to_an_end() {
        let wavy = |position: usize| position as f64 + if position.is_multiple_of(3) { 4.0 } else { -4.0 };
        assert!(matches!(check(AIM, wavy).0, Next::Found(_)));
    }

    #[test]
    fn a_bent_curve_is_closed_in_upon_from_both_sides() {
        let bent = |position: usize| 100.0 - 80.0 * ((70.0 - position as f64) / 6.0).exp();
        let (end, tries) = check(AIM, bent);
        assert_eq!(end, Next::Found(76));
        assert!(tries <= 6, "{tries}");
    }

    #[test]
    fn a_second_search_begins_where_the_first_ended() {
        let mut search = Search::new(usual(), AIM);
        search.learn(70, 60.0);
        search.learn(80, 69.0);
        search.learn(82, 70.5);
        assert_eq!(search.again(AIM).next(), Next::Try(82));
    }
}
