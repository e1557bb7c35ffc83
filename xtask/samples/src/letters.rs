//! Words in our own bitmap letters: hard edges and few colours, where lossless shines and careless lossy
//! encoding frays.

use crate::canvas::{Canvas, Color};

const PAPER: Color = [0.92, 0.88, 0.78, 1.0];
const INK: Color = [0.012, 0.018, 0.045, 1.0];
const RED: Color = [0.62, 0.030, 0.045, 1.0];
const TEAL: Color = [0.0, 0.20, 0.22, 1.0];

/// Text, left and top edge, size of one dot, colour; in pixels.
const LINES: [(&str, f64, f64, f64, Color); 5] = [
    ("PICOPRESS", 35.0, 50.0, 10.0, INK),
    ("MAKES PICTURES SMALL", 35.0, 158.0, 4.0, RED),
    ("AND NEVER LOSES ONE", 35.0, 202.0, 4.0, RED),
    ("WEBP  AVIF  JPEG  PNG  GIF  TIFF  BMP", 35.0, 262.0, 2.0, TEAL),
    ("THE SMALLEST FILE THAT LOOKS RIGHT, ON YOUR OWN MACHINE", 35.0, 300.0, 1.0, INK),
];

/// Dots a letter is wide with the gap behind it, and high.
const ADVANCE: f64 = 6.0;
const HEIGHT: f64 = 7.0;

pub fn draw(width: u32, height: u32) -> Canvas {
    let right = f64::from(width) - 35.0;
    Canvas::paint(width, height, |x, y| {
        if (134.0..140.0).contains(&y) && (35.0..right).contains(&x) {
            return RED;
        }
        let line =
            LINES.iter().find(|&&(text, left, top, dot, _)| is_ink(text, (x - left) / dot, (y - top) / dot));
        line.map_or(PAPER, |&(.., color)| color)
    })
}

/// Whether the point, in dots from the upper left corner of `text`, lies on a letter.
fn is_ink(text: &str, x: f64, y: f64) -> bool {
    if x < 0.0 || !(0.0..HEIGHT).contains(&y) {
        return false;
    }
    let rows = text.chars().nth((x / ADVANCE) as usize).map_or([""; 7], glyph);
    rows[y as usize].as_bytes().get((x % ADVANCE) as usize) == Some(&b'#')
}

#[rustfmt::skip]
fn glyph(letter: char) -> [&'static str; 7] {
    match letter {
        'A' => [" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"],
        'B' => ["#### ", "#   #", "#   #", "#### ", "#   #", "#   #", "#### "],
        'C' => [" ### ", "#   #", "#    ", "#    ", "#    ", "#   #", " ### "],
        'D' => ["#### ", "#   #", "#   #", "#   #", "#   #", "#   #", "#### "],
        'E' => ["#####", "#    ", "#    ", "#### ", "#    ", "#    ", "#####"],
        'F' => ["#####", "#    ", "#    ", "#### ", "#    ", "#    ", "#    "],
        'G' => [" ### ", "#   #", "#    ", "# ###", "#   #", "#   #", " ####"],
        'H' => ["#   #", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"],
        'I' => [" ### ", "  #  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "],
        'J' => ["  ###", "   # ", "   # ", "   # ", "   # ", "#  # ", " ##  "],
        'K' => ["#   #", "#  # ", "# #  ", "##   ", "# #  ", "#  # ", "#   #"],
        'L' => ["#    ", "#    ", "#    ", "#    ", "#    ", "#    ", "#####"],
        'M' => ["#   #", "## ##", "# # #", "# # #", "#   #", "#   #", "#   #"],
        'N' => ["#   #", "##  #", "# # #", "#  ##", "#   #", "#   #", "#   #"],
        'O' => [" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "],
        'P' => ["#### ", "#   #", "#   #", "#### ", "#    ", "#    ", "#    "],
        'R' => ["#### ", "#   #", "#   #", "#### ", "# #  ", "#  # ", "#   #"],
        'S' => [" ####", "#    ", "#    ", " ### ", "    #", "    #", "#### "],
        'T' => ["#####", "  #  ", "  #  ", "  #  ", "  #  ", "  #  ", "  #  "],
        'U' => ["#   #", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "],
        'V' => ["#   #", "#   #", "#   #", "#   #", "#   #", " # # ", "  #  "],
        'W' => ["#   #", "#   #", "#   #", "# # #", "# # #", "## ##", "#   #"],
        'Y' => ["#   #", "#   #", " # # ", "  #  ", "  #  ", "  #  ", "  #  "],
        ',' => ["     ", "     ", "     ", "     ", "  ## ", "   # ", "  #  "],
        _ => [""; 7],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_every_line_is_drawn() {
        for letter in LINES.iter().flat_map(|(text, ..)| text.chars()).filter(|&letter| letter != ' ') {
            assert!(!glyph(letter)[0].is_empty(), "{letter} has no shape");
        }
    }
}
