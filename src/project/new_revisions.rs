//! The key `revision` of the project file: how new revision files are called, what their ids are, and what runs on them.

use serde::Deserialize;

use super::config::{Config, ConfigReader};
use super::file_template::FileTemplate;
use super::words;
use crate::source::one_line;
use crate::source::yaml::{self, Entry, Node, ReadContext, Value};

/// How new revisions get their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdScheme {
    /// Twelve random hexadecimal digits.
    #[default]
    Random,
    /// The second, in UTC: `20251120100202`.
    Timestamp,
    /// The next number: `0042`.
    Sequence,
}

/// A command that runs on new revision files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// As the project file has it.
    pub text: String,
    /// The program and its arguments.
    pub words: Vec<String>,
}

/// How new revision files are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionConfig {
    /// The pattern of a file name.
    pub file_template: FileTemplate,
    /// How long the part made of the message may get.
    pub truncate_slug_length: usize,
    /// How they get their ids.
    pub id: IdScheme,
    /// Seconds from UTC to the zone that their dates are in.
    pub utc_offset: i32,
    /// What runs on them once they are written, in order.
    pub hooks: Vec<Hook>,
}

impl Default for RevisionConfig {
    fn default() -> Self {
        Self {
            file_template: FileTemplate::default(),
            truncate_slug_length: 40,
            id: IdScheme::default(),
            utc_offset: 0,
            hooks: Vec::new(),
        }
    }
}

/// Where the path of the file stands in a hook.
pub const FILE: &str = "{file}";

/// What stands below `revision:`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    file_template: Option<String>,
    truncate_slug_length: Option<usize>,
    id: Option<IdScheme>,
    timezone: Option<String>,
    /// Read item by item.
    hooks: Option<Vec<serde::de::IgnoredAny>>,
}

/// Reads the key.
pub(super) fn read(reader: &mut ConfigReader<'_>, entry: &Entry, config: &mut Config) {
    let Some(fields) = reader.section::<Fields>(entry, &[]) else { return };
    let place = |key: &str| entry.value.get(key).map_or(entry.value.span, |node| node.span);
    let revision = &mut config.revision;
    if let Some(length) = fields.truncate_slug_length {
        revision.truncate_slug_length = length;
    }
    revision.id = fields.id.unwrap_or_default();
    match fields.file_template.as_deref().map(FileTemplate::parse) {
        Some(Ok(template)) => revision.file_template = template,
        Some(Err(what)) => {
            let help = "the tokens are rev, slug, epoch, year, month, day, hour, minute, second: `%(rev)s` or `{rev}`";
            reader.error(place("file_template"), "wrong-file-template", &format!("`file_template`: {what}"), help);
        }
        None => {}
    }
    match fields.timezone.as_deref().map(|text| (text, utc_offset(text))) {
        Some((_, Some(offset))) => revision.utc_offset = offset,
        Some((text, None)) => {
            let message = format!("`{text}` is no distance from UTC");
            let help =
                "write `UTC` or a distance such as `+02:00`: the rules of a place are not the same on every machine";
            reader.error(place("timezone"), "wrong-timezone", &message, help);
        }
        None => {}
    }
    if fields.hooks.is_some() {
        let items = entry.value.get("hooks").map_or(&[][..], Node::items);
        revision.hooks = items.iter().filter_map(|item| hook(reader, item)).collect();
    }
}

/// `UTC`, `+02:00`, `-0530`, `+2`.
fn utc_offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("utc") || text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match &text[1..] {
        rest if rest.contains(':') => rest.split_once(':')?,
        rest if rest.len() == 4 => rest.split_at_checked(2)?,
        rest => (rest, "00"),
    };
    let number = |digits: &str, most: i32| {
        let plain = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| plain && *number <= most)
    };
    Some(sign * (number(hours, 14)? * 3600 + number(minutes, 59).filter(|_| minutes.len() == 2)? * 60))
}

fn hook(reader: &mut ConfigReader<'_>, item: &Node) -> Option<Hook> {
    let read = match (&item.value, item.text()) {
        (Value::Sequence(_), _) => yaml::from_node::<Vec<String>>(item, &ReadContext::default()),
        (_, Some(text)) => match words::split(text) {
            Ok(words) => Ok(words),
            Err(what) => {
                let help = "run a script of your own where one command is not enough, or write a list of words";
                reader.error(item.span, "wrong-hook", &what, help);
                return None;
            }
        },
        _ => yaml::from_node::<String>(item, &ReadContext::default()).map(|text| vec![text]),
    };
    let words = match read {
        Ok(words) => words,
        Err(error) => {
            reader.push(error);
            return None;
        }
    };
    let program = words.first().map_or("", |word| word.trim());
    if program.is_empty() || program.contains(FILE) || words.iter().any(|word| word.contains('\0')) {
        let help = "a hook is one text, or a list of words: `- [black, -q, \"{file}\"]`; leave it out if there is none";
        reader.error(item.span, "wrong-hook", "a hook begins with the name of a program", help);
        return None;
    }
    let text = item.text().map_or_else(|| words.join(" "), |text| one_line(text).into_owned());
    Some(Hook { text, words })
}

#[cfg(test)]
mod tests {
    use super::utc_offset;

    #[test]
    fn zones_are_utc_or_a_distance() {
        let offsets = ["UTC", "utc", "Z", "+02:00", "-0530", "+2", "+14:00", "-00:30"].map(utc_offset);
        assert_eq!(offsets, [0, 0, 0, 7200, -19800, 7200, 50400, -1800].map(Some));
        for text in ["", "Europe/Berlin", "local", "02:00", "+", "+2:0", "+15:00", "+1:60", "+-2", "+02:00:00", "+ä"] {
            assert_eq!(utc_offset(text), None, "{text}");
        }
    }
}
