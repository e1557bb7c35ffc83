//! Programs compared at the same look: what a program needs between the points it was measured at.

/// One quality setting over all pictures.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// Mean SSIMULACRA2.
    pub score: f64,
    pub bytes_per_pixel: f64,
    /// CPU seconds a megapixel.
    pub cpu_s_per_mp: f64,
}

/// What reaching `score` takes, or nothing when the points lie all on one side of it.
///
/// Between two points bytes grow like an exponential of the score, CPU time in a straight line.
pub fn at_score(points: &[Point], score: f64) -> Option<Point> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.score.total_cmp(&b.score));
    let (low, high) = points
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .find(|(low, high)| (low.score..=high.score).contains(&score))?;
    let part = if high.score > low.score { (score - low.score) / (high.score - low.score) } else { 0.0 };
    let line = |from: f64, to: f64| from + (to - from) * part;
    Some(Point {
        score,
        bytes_per_pixel: line(low.bytes_per_pixel.ln(), high.bytes_per_pixel.ln()).exp(),
        cpu_s_per_mp: line(low.cpu_s_per_mp, high.cpu_s_per_mp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURED: [Point; 3] = [
        Point { score: 80.0, bytes_per_pixel: 0.4, cpu_s_per_mp: 3.0 },
        Point { score: 60.0, bytes_per_pixel: 0.1, cpu_s_per_mp: 1.0 },
        Point { score: 90.0, bytes_per_pixel: 0.9, cpu_s_per_mp: 4.0 },
    ];

    #[test]
    fn halfway_is_the_geometric_mean_of_bytes_and_the_mean_of_time() {
        let point = at_score(&MEASURED, 70.0).expect("70 lies between 60 and 80");
        assert!((point.bytes_per_pixel - 0.2).abs() < 1e-9);
        assert!((point.cpu_s_per_mp - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_measured_score_is_itself() {
        let point = at_score(&MEASURED, 80.0).expect("it was measured");
        assert!((point.bytes_per_pixel - 0.4).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_made_up_beyond_the_measured_points() {
        assert!(at_score(&MEASURED, 95.0).is_none());
        assert!(at_score(&MEASURED, 50.0).is_none());
        assert!(at_score(&MEASURED[..1], 80.0).is_none());
    }
}
