//! The icon of the window, where the desktop asks the program for it.

use iced::window::{Icon, icon};

/// The program's icon; nothing if it cannot be read, which a test would have noticed.
pub fn emblem() -> Option<Icon> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(assets::ICON_256)).read_info().ok()?;
    let mut rgba = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut rgba).ok()?;
    icon::from_rgba(rgba, info.width, info.height).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_icon_can_be_read() {
        let (_, size) = super::emblem().expect("it can be read").into_raw();
        assert_eq!((size.width, size.height), (256, 256));
    }
}
