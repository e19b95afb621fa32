//! Line plot of a sweep as a self-contained SVG file without scripts or fonts.

use std::fmt::Write;

use super::markup::escaped;
use super::sweep::SweepRow;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 384.0;

/// One line of the plot.
struct Line {
    name: &'static str,
    colour: &'static str,
    /// Dash pattern, which tells the lines apart for colour-blind readers and in print.
    dash: &'static str,
    value: fn(&SweepRow) -> Option<f64>,
}

/// Colours from the palette of Okabe and Ito ("Color universal design", 2008), which suits all kinds of colour vision.
const LINES: [Line; 5] = [
    Line { name: "precision", colour: "#0072b2", dash: "none", value: |row| row.precision },
    Line { name: "recall", colour: "#d55e00", dash: "none", value: |row| row.recall },
    Line { name: "F1", colour: "#000000", dash: "none", value: |row| row.f1 },
    Line { name: "ARI", colour: "#009e73", dash: "7 4", value: |row| row.ari },
    Line { name: "B-cubed F1", colour: "#cc79a7", dash: "2 3", value: |row| row.bcubed_f1 },
];

/// Draws the scores of a sweep over its thresholds, in any order of rows. The score axis runs from 0 to 1; a negative
/// ARI is drawn at 0. A line has a gap where its score is missing; a score that no row has gets no line and no legend
/// entry.
#[must_use]
pub fn plot_sweep(rows: &[SweepRow], title: &str) -> String {
    let mut rows: Vec<SweepRow> = rows.iter().filter(|row| row.threshold.is_finite()).copied().collect();
    rows.sort_by(|a, b| a.threshold.total_cmp(&b.threshold));
    let axis = Axis::over(&rows);
    let mut svg = String::new();
    // writing to a String cannot fail
    let _ = draw(&mut svg, &rows, &axis, &escaped(title));
    svg
}

fn draw(svg: &mut String, rows: &[SweepRow], axis: &Axis, title: &str) -> std::fmt::Result {
    write!(svg, r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}""#)?;
    writeln!(svg, r##" height="{HEIGHT}" role="img" font-family="sans-serif" font-size="13" fill="#222">"##)?;
    writeln!(svg, "<title>{title}</title>")?;
    writeln!(svg, r##"<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>"##)?;
    writeln!(svg, r#"<text x="{LEFT}" y="26" font-size="15" font-weight="bold">{title}</text>"#)?;
    draw_axes(svg, axis)?;
    let lines = LINES.iter().filter(|line| rows.iter().any(|row| (line.value)(row).is_some()));
    for (at, line) in lines.enumerate() {
        draw_line(svg, rows, axis, line)?;
        let (x, y) = (RIGHT + 20.0, TOP + 12.0 + 24.0 * at as f64);
        let Line { name, colour, dash, .. } = line;
        write!(svg, r#"<line x1="{x}" y1="{y}" x2="{}" y2="{y}" stroke="{colour}""#, x + 28.0)?;
        writeln!(svg, r#" stroke-width="2" stroke-dasharray="{dash}"/>"#)?;
        writeln!(svg, r#"<text x="{}" y="{}">{name}</text>"#, x + 36.0, y + 4.0)?;
    }
    writeln!(svg, "</svg>")
}

fn draw_axes(svg: &mut String, axis: &Axis) -> std::fmt::Result {
    for tenth in (0..=10).step_by(2) {
        let score = f64::from(tenth) / 10.0;
        let y = y_of(score);
        writeln!(svg, r##"<line x1="{LEFT}" y1="{y:.1}" x2="{RIGHT}" y2="{y:.1}" stroke="#ddd"/>"##)?;
        writeln!(svg, r#"<text x="{}" y="{:.1}" text-anchor="end">{score:.1}</text>"#, LEFT - 8.0, y + 4.0)?;
    }
    for &threshold in &axis.ticks {
        let x = axis.x_of(threshold);
        writeln!(svg, r##"<line x1="{x:.1}" y1="{BOTTOM}" x2="{x:.1}" y2="{}" stroke="#222"/>"##, BOTTOM + 5.0)?;
        writeln!(svg, r#"<text x="{x:.1}" y="{}" text-anchor="middle">{threshold}</text>"#, BOTTOM + 20.0)?;
    }
    writeln!(svg, r##"<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>"##)?;
    let middle = f64::midpoint(LEFT, RIGHT);
    writeln!(svg, r#"<text x="{middle}" y="{}" text-anchor="middle">threshold</text>"#, BOTTOM + 42.0)?;
    let middle = f64::midpoint(TOP, BOTTOM);
    writeln!(svg, r#"<text transform="translate(20 {middle}) rotate(-90)" text-anchor="middle">score</text>"#)
}

fn draw_line(svg: &mut String, rows: &[SweepRow], axis: &Axis, line: &Line) -> std::fmt::Result {
    let Line { name, colour, dash, value } = line;
    let mut path = String::new();
    let mut pen = 'M';
    let mut points = String::new();
    for row in rows {
        let Some(score) = value(row) else {
            pen = 'M';
            continue;
        };
        let (x, y) = (axis.x_of(row.threshold), y_of(score));
        write!(path, "{pen}{x:.1} {y:.1}")?;
        pen = 'L';
        // browsers show the title while the pointer is over the point
        let tip = format!("{name} {score:.3} at {}", row.threshold);
        writeln!(points, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{colour}"><title>{tip}</title></circle>"#)?;
    }
    writeln!(svg, r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>"#)?;
    svg.write_str(&points)
}

/// The axis of thresholds.
struct Axis {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
}

impl Axis {
    /// An axis over the thresholds of the rows, which are sorted, with ticks at round numbers.
    fn over(rows: &[SweepRow]) -> Axis {
        let (low, high) = rows.first().zip(rows.last()).map_or((0.0, 1.0), |(a, b)| (a.threshold, b.threshold));
        // a single threshold is drawn in the middle
        let (low, high) = if high > low { (low, high) } else { (low - 0.1, low + 0.1) };
        // a step of 1, 2 or 5 times a power of ten gives four to ten ticks
        let rough = (high - low) / 10.0;
        let power = 10.0_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|step| *step >= rough * (1.0 - 1e-9));
        let step = step.unwrap_or(rough);
        let first = (low / step - 1e-6).ceil();
        let ticks = (0..=10).map(|at| (first + f64::from(at)) * step).filter(|tick| *tick <= high + step * 1e-6);
        // rounds off binary fractions such as 0.30000000000000004; adding 0.0 turns -0.0 into 0.0
        Axis { low, high, ticks: ticks.map(|tick| (tick * 1e9).round() / 1e9 + 0.0).collect() }
    }

    fn x_of(&self, threshold: f64) -> f64 {
        LEFT + (threshold - self.low) / (self.high - self.low) * (RIGHT - LEFT)
    }
}

fn y_of(score: f64) -> f64 {
    BOTTOM - score.clamp(0.0, 1.0) * (BOTTOM - TOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(threshold: f64, recall: Option<f64>, ari: Option<f64>) -> SweepRow {
        let (precision, f1, bcubed_f1) = (Some(1.0), recall, None);
        SweepRow { threshold, precision, recall, f1, ari, bcubed_f1, false_pairs: 0, missed_pairs: 0 }
    }

    #[test]
    fn a_score_that_no_row_has_gets_no_line_and_no_legend_entry() {
        let svg = plot_sweep(&[row(0.2, Some(0.5), None), row(0.4, Some(0.25), None)], "Sweep");
        assert!(svg.contains(">recall</text>") && !svg.contains(">ARI</text>") && !svg.contains(">B-cubed F1</text>"));
        assert!(svg.contains(">threshold</text>") && svg.contains(">score</text>"));
        assert!(svg.contains(r#"d="M64.0 216.0L600.0 300.0""#), "{svg}");
    }

    #[test]
    fn a_missing_score_leaves_a_gap_in_its_line() {
        let recalls = [Some(1.0), None, Some(0.0)];
        let rows: Vec<_> = recalls.iter().zip([0.0, 0.5, 1.0]).map(|(&recall, at)| row(at, recall, None)).collect();
        assert!(plot_sweep(&rows, "").contains(r#"d="M64.0 48.0M600.0 384.0""#));
    }

    #[test]
    fn rows_are_sorted_by_threshold_and_a_negative_ari_is_drawn_at_zero() {
        let rows = [row(0.1, Some(0.9), Some(-0.2)), row(0.2, Some(0.8), Some(0.5))];
        let reversed = [rows[1], rows[0]];
        assert_eq!(plot_sweep(&rows, "t"), plot_sweep(&reversed, "t"));
        assert!(plot_sweep(&rows, "t").contains("<title>ARI -0.200 at 0.1</title>"));
        assert!(plot_sweep(&rows, "t").contains(r#"d="M64.0 384.0L600.0 216.0""#));
    }

    #[test]
    fn ticks_are_round_numbers_within_the_range() {
        let ticks = |low, high| Axis::over(&[row(low, None, None), row(high, None, None)]).ticks;
        assert_eq!(ticks(0.2, 0.5), [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]);
        assert_eq!(ticks(0.0, 1.0), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]);
        assert_eq!(ticks(8.0, 20.0), [8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0]);
    }

    #[test]
    fn markup_in_a_title_is_escaped() {
        assert!(plot_sweep(&[], "a < b & c").contains("<title>a &lt; b &amp; c</title>"));
    }

    #[test]
    fn a_plot_of_no_row_or_one_row_has_no_nan() {
        for rows in [&[][..], &[row(0.35, Some(1.0), Some(1.0))]] {
            let svg = plot_sweep(rows, "t");
            assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
