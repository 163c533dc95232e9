//! Texts for people in one line.

use std::borrow::Cow;

/// The words of a text with one blank between them.
pub fn one_line(text: &str) -> Cow<'_, str> {
    match is_one_line(text.as_bytes()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// Whether plain words stand so already, as nearly always.
fn is_one_line(text: &[u8]) -> bool {
    text.is_ascii()
        && !text.iter().any(u8::is_ascii_control)
        && !text.windows(2).any(|two| two == b"  ")
        && !text.starts_with(b" ")
        && !text.ends_with(b" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn blanks_of_every_kind_become_one() {
        let texts = ["", " ", "a b", " a", "a ", "a  b", "a\n\tb\r\n", "\u{a0}é\u{3000}x"];
        assert_eq!(texts.map(|text| one_line(text).into_owned()), ["", "", "a b", "a", "a", "a b", "a b", "é x"]);
    }
}
