//! The pattern of the names of new revision files: `%(rev)s_%(slug)s` as Alembic writes it, or `{rev}_{slug}`.

use std::borrow::Cow;

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileToken {
    /// The id.
    Rev,
    /// The words of the message.
    Slug,
    /// Seconds since 1970.
    Epoch,
    /// The year of the create date, and so on.
    Year,
    /// 1 to 12.
    Month,
    /// 1 to 31.
    Day,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
}

/// The names of all tokens.
const TOKENS: &[(&str, FileToken)] = &[
    ("rev", FileToken::Rev),
    ("slug", FileToken::Slug),
    ("epoch", FileToken::Epoch),
    ("year", FileToken::Year),
    ("month", FileToken::Month),
    ("day", FileToken::Day),
    ("hour", FileToken::Hour),
    ("minute", FileToken::Minute),
    ("second", FileToken::Second),
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A token, and how many digits it has at least.
    Token(FileToken, usize),
}

/// The pattern of the names of new revision files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTemplate(Vec<Piece>);

/// What a token is filled in with: two digits for a month, so that names sort by time.
const DIGITS: usize = 2;
/// The most digits that a number is filled up to.
const MOST_DIGITS: usize = 32;

impl FileTemplate {
    /// Reads a pattern; what is wrong with it is said in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(odd) = text.chars().find(|c| c.is_control() || *c == '\\' || *c == ':') {
            return Err(format!("the character {odd:?} cannot stand in the name of a revision file"));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['%', '{', '}']) {
            let (before, from) = rest.split_at(at);
            push_text(&mut pieces, before);
            let mark = &from[..1];
            rest = match from[1..].strip_prefix(mark) {
                Some(after) => {
                    push_text(&mut pieces, mark);
                    after
                }
                None => {
                    let (piece, after) = if mark == "%" { percent(&from[1..])? } else { braces(from)? };
                    pieces.push(piece);
                    after
                }
            };
        }
        push_text(&mut pieces, rest);
        let template = Self(pieces);
        // Whatever the tokens stand for, the words around them have to name a file inside of the folder.
        match text.starts_with('/') {
            true => Err("the name of a revision file begins in the folder of revisions, not with `/`".to_string()),
            false => template.name(|_| "x".to_string()).map(|_| template),
        }
    }

    /// The path of a file from the folder of revisions, with `/` between its parts: always inside of that folder, and
    /// never hidden. What a token stands for makes no folder.
    pub fn name(&self, value: impl Fn(FileToken) -> String) -> Result<String, String> {
        let mut name = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Token(token, width) => {
                    let value = value(*token).replace(['/', '\\'], "_");
                    name.push_str(&format!("{value:0>width$}"));
                }
            }
        }
        let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(&name);
        let stem = stem.trim_end_matches('_');
        if stem.is_empty() || stem.ends_with('/') {
            return Err("it gives no name".to_string());
        }
        let parts: Vec<&str> = stem.split('/').filter(|part| !part.is_empty()).collect();
        match parts.iter().find(|part| part.starts_with('.')) {
            Some(part) => Err(format!("it leads to `{part}`: what begins with a dot is hidden or leads elsewhere")),
            None => Ok(format!("{}.yaml", parts.join("/"))),
        }
    }
}

impl Default for FileTemplate {
    fn default() -> Self {
        let (rev, slug) = (Piece::Token(FileToken::Rev, 0), Piece::Token(FileToken::Slug, 0));
        Self(vec![rev, Piece::Text("_".to_string()), slug])
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_string())),
    }
}

/// `(rev)s`, `(month).2d`, `(day)02d`, as `%` formats in Python.
fn percent(text: &str) -> Result<(Piece, &str), String> {
    let (name, after) = text
        .strip_prefix('(')
        .and_then(|after| after.split_once(')'))
        .ok_or("`%` begins a token, as in `%(rev)s`; a percent sign is written `%%`")?;
    let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(after.len());
    let width: Cow<'_, str> = match after[..end].trim_start_matches(['.', '0']) {
        "" => "0".into(),
        digits => digits.into(),
    };
    let width = width.parse().ok().filter(|width| *width <= MOST_DIGITS);
    match (width, after[end..].starts_with(['s', 'd'])) {
        (Some(width), true) => Ok((Piece::Token(token(name)?, width), &after[end + 1..])),
        _ => Err(format!("`%({name})` has to be followed by `s`, by `d`, or by digits and `d` as in `%(month).2d`")),
    }
}

/// `{rev}`.
fn braces(text: &str) -> Result<(Piece, &str), String> {
    let inner = text.strip_prefix('{').and_then(|after| after.split_once('}'));
    let (name, after) = inner.ok_or("`{` and `}` hold a token, as in `{rev}`; a brace is written twice: `{{`")?;
    let token = token(name)?;
    let width = match token {
        FileToken::Rev | FileToken::Slug | FileToken::Epoch | FileToken::Year => 0,
        FileToken::Month | FileToken::Day | FileToken::Hour | FileToken::Minute | FileToken::Second => DIGITS,
    };
    Ok((Piece::Token(token, width), after))
}

fn token(name: &str) -> Result<FileToken, String> {
    let found = TOKENS.iter().find(|(known, _)| *known == name).map(|(_, token)| *token);
    found.ok_or_else(|| format!("unknown token `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, rev: &str, slug: &str) -> Result<String, String> {
        FileTemplate::parse(template)?.name(|token| match token {
            FileToken::Rev => rev.to_string(),
            FileToken::Slug => slug.to_string(),
            FileToken::Epoch => "1763632922".to_string(),
            FileToken::Year => "2025".to_string(),
            _ => "7".to_string(),
        })
    }

    #[test]
    fn tokens_are_alembics_in_two_spellings() {
        for template in ["%(rev)s_%(slug)s.yaml", "%(rev)s_%(slug)s", "{rev}_{slug}", "{rev}_%(slug)s.yml"] {
            assert_eq!(name(template, "3f2a", "add_a_phone").unwrap(), "3f2a_add_a_phone.yaml");
            assert_eq!(name(template, "3f2a", "").unwrap(), "3f2a.yaml");
        }
        assert_eq!(name("%(year)d/%(month).2d_%(day)02d-%(hour)d_%(rev)s", "a", "").unwrap(), "2025/07_07-7_a.yaml");
        assert_eq!(name("{year}/{month}{day}_{rev}", "a", "").unwrap(), "2025/0707_a.yaml");
        assert_eq!(name("%(epoch)s%%{{x}}_{slug}", "a", "b").unwrap(), "1763632922%{x}_b.yaml");
        assert_eq!(
            name("{rev}_{slug}", "3f2a", "x"),
            FileTemplate::default().name(|token| match token {
                FileToken::Rev => "3f2a".to_string(),
                _ => "x".to_string(),
            })
        );
    }

    #[test]
    fn what_is_no_token_is_told() {
        let wrong = |template: &str| FileTemplate::parse(template).unwrap_err();
        assert!(wrong("%(revision)s").contains("unknown token `revision`"));
        assert!(wrong("{nope}").contains("unknown token `nope`"));
        assert!(wrong("%(rev)").contains("followed by `s`"));
        assert!(wrong("%(rev)99999999999999999999d").contains("followed by"));
        assert!(wrong("%x").contains("begins a token") && wrong("{rev").contains("hold a token"));
        assert!(wrong("a}b").contains("hold a token"));
        assert!(
            wrong("a\nb").contains("'\\n'") && wrong("a\\b").contains("character") && wrong("c:/x").contains("':'")
        );
        assert!(
            wrong("").contains("no name") && wrong("_.yaml").contains("no name") && wrong("a/").contains("no name")
        );
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for template in ["../{rev}", "a/../../{rev}", "./{rev}", "a/.hidden/{rev}", ".{rev}", "/tmp/{rev}", "//x"] {
            assert!(FileTemplate::parse(template).is_err(), "{template}");
        }
        assert_eq!(name("{slug}/{rev}", "a", "").unwrap(), "a.yaml", "nothing is no folder, and no root");
        assert_eq!(name("{rev}", "../../etc/x", "").unwrap_err().split('`').nth(1), Some(".._.._etc_x"));
        assert_eq!(name("x{rev}", "/etc/x", "").unwrap(), "x_etc_x.yaml");
        assert!(name("{rev}/{slug}", "..", "a").is_err() && name("{slug}", "a", "").is_err());
    }
}
