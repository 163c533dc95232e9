//! Bytes into text: UTF-8, with or without a byte order mark.

use crate::source::Span;

use super::YamlError;
use super::codes::NOT_UTF8;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of a file without its byte order mark, so that byte 0 is the first byte of the text.
///
/// The span of the error fits the text that [`decode_lossy`] gives.
pub fn decode(bytes: &[u8]) -> Result<String, YamlError> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(YamlError::new(NOT_UTF8, Span::default(), "the file is UTF-16, not UTF-8")
            .help("save the file in the encoding UTF-8"));
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(not_utf8(bytes, error.valid_up_to())),
    }
}

/// Some text for any bytes, to show an error of [`decode`] in: what cannot be read is a replacement character.
pub fn decode_lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.strip_prefix(MARK).unwrap_or(bytes)).into_owned()
}

fn not_utf8(bytes: &[u8], valid: usize) -> YamlError {
    let line = bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = bytes[..valid].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = valid - start + 1;
    let message = format!("the file is not UTF-8: byte 0x{:02x} at line {line}, byte {column}", bytes[valid]);
    YamlError::new(NOT_UTF8, Span::new(valid, valid + char::REPLACEMENT_CHARACTER.len_utf8()), message)
        .label("this byte is not UTF-8")
        .help("save the file in the encoding UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_moves_nothing() {
        assert_eq!(decode(b"\xEF\xBB\xBFa: b").unwrap(), "a: b");
        assert_eq!(decode("é: b".as_bytes()).unwrap(), "é: b");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn says_line_and_byte_of_what_is_not_utf8() {
        for mark in [&b""[..], MARK] {
            let bytes = [mark, b"a: \xC3\xA9\nb: x\xE9y\n"].concat();
            let error = decode(&bytes).unwrap_err();
            assert_eq!(error.message, "the file is not UTF-8: byte 0xe9 at line 2, byte 5");
            assert_eq!(&decode_lossy(&bytes)[error.span.range()], "\u{fffd}");
        }
    }

    #[test]
    fn names_utf16() {
        assert_eq!(decode(b"\xFF\xFEa\0").unwrap_err().message, "the file is UTF-16, not UTF-8");
    }
}
