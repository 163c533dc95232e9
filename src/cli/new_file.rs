//! New revision files: their names from Alembic's tokens, their ids and dates, and the folder they go to.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostics;
use crate::project::{Existing, Failure, NewFile, Project, RevisionConfig, write_all};
use crate::revision::{Header, read_header, write_empty};
use crate::source::Files;

use super::findings::Findings;

/// Writes the file of a new revision into the folder of its first parent, or the one that the user names.
pub(super) fn create(
    project: &Project,
    header: &Header,
    folder: Option<&Path>,
    now: Timestamp,
    findings: &mut Findings,
) -> Result<PathBuf, Failure> {
    let text = write_empty(header);
    check(&text, header, findings)?;
    let parts = NameParts { id: header.revision.as_str(), message: &header.message, now };
    let name = file_name(&project.config.revision, &parts)?;
    let path = project.root.join(place(project, header, folder, &findings.files)?).join(name);
    write_all(&[NewFile { path: path.clone(), text: text.into() }], Existing::Keep)?;
    Ok(path)
}

/// Refuses what could not be read again, such as an id with a blank.
fn check(text: &str, header: &Header, findings: &mut Findings) -> Result<(), Failure> {
    let mut found = Diagnostics::new();
    let file = findings.files.add("the new revision", text);
    let read = read_header(text, file, &mut found);
    if !found.has_errors() && read.is_none_or(|(read, _)| read != *header) {
        let help = "use plain words in the message, and letters and digits in ids and labels";
        return Err(Failure::new("unreadable-revision", "the new revision could not be read again", help));
    }
    findings.diagnostics.append(found);
    findings.check()
}

/// The folder of a new revision, from the project.
fn place(project: &Project, header: &Header, wanted: Option<&Path>, files: &Files) -> Result<PathBuf, Failure> {
    let folders: Vec<&Path> = project.config.revisions.iter().map(|folder| Path::new(&folder.value)).collect();
    let list = || folders.iter().map(|folder| format!("`{}`", folder.display())).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let inside = wanted.strip_prefix(&project.root).unwrap_or(wanted);
        if folders.iter().any(|folder| inside.starts_with(folder)) {
            return Ok(inside.to_path_buf());
        }
        let message = format!("`{}` is no folder of revisions of the project", wanted.display());
        return Err(Failure::new("wrong-version-path", message, format!("its folders are {}", list())));
    }
    if let [folder] = folders[..] {
        return Ok(folder.to_path_buf());
    }
    let parent = header.down_revision.first().and_then(|id| project.graph.get(id.as_str()));
    let home = parent.map(|parent| Path::new(files.name(parent.origin.file)));
    let home = home.and_then(|path| folders.iter().find(|folder| path.starts_with(folder)));
    home.map(|folder| folder.to_path_buf()).ok_or_else(|| {
        let help = format!("choose one with `--version-path`: {}", list());
        Failure::new("several-folders", "the project has several folders of revisions", help)
    })
}

/// What the name of a new file is made of.
pub(super) struct NameParts<'a> {
    /// The id.
    pub(super) id: &'a str,
    /// The message.
    pub(super) message: &'a str,
    /// When.
    pub(super) now: Timestamp,
}

/// The name of a file by the pattern of the project: `%(rev)s_%(slug)s`, `%(year)d_%(month).2d_%(rev)s`.
pub(super) fn file_name(config: &RevisionConfig, parts: &NameParts<'_>) -> Result<String, Failure> {
    let wrong = |what: String| {
        let help = "the tokens are rev, slug, epoch, year, month, day, hour, minute, second: `%(rev)s`, `%(month).2d`";
        Failure::new("wrong-file-template", format!("`file_template`: {what}"), help)
    };
    let mut name = String::new();
    let mut rest = config.file_template.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        name.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            name.push('%');
            rest = after;
            continue;
        }
        let token = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        let Some((token, after)) = token else { return Err(wrong("`%` begins a token, as in `%(rev)s`".into())) };
        let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(after.len());
        let width = after[..end].trim_start_matches(['.', '0']).parse().unwrap_or(0);
        if !after[end..].starts_with(['s', 'd']) {
            return Err(wrong(format!("`%({token})` has to be followed by `s` or `d`")));
        }
        let value = value(token, config, parts).ok_or_else(|| wrong(format!("unknown token `%({token})s`")))?;
        name.push_str(&format!("{value:0>width$}"));
        rest = &after[end + 1..];
    }
    name.push_str(rest);
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(&name);
    Ok(format!("{}.yaml", stem.trim_end_matches('_')))
}

fn value(token: &str, config: &RevisionConfig, parts: &NameParts<'_>) -> Option<String> {
    let date: DateTime = parts.now.to_zoned(TimeZone::UTC).datetime();
    Some(match token {
        "rev" => parts.id.to_string(),
        "slug" => slug(parts.message, config.truncate_slug_length),
        "epoch" => parts.now.as_second().to_string(),
        "year" => date.year().to_string(),
        "month" => date.month().to_string(),
        "day" => date.day().to_string(),
        "hour" => date.hour().to_string(),
        "minute" => date.minute().to_string(),
        "second" => date.second().to_string(),
        _ => return None,
    })
}

/// The words of a message for a file name, cut between two of them.
pub(super) fn slug(message: &str, limit: usize) -> String {
    let words = message.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words.map(str::to_lowercase) {
        let length = slug.chars().count() + usize::from(!slug.is_empty()) + word.chars().count();
        if length > limit {
            if slug.is_empty() {
                slug.extend(word.chars().take(limit));
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.push_str(&word);
    }
    slug
}

/// Twelve random hexadecimal digits.
pub(super) fn random_id() -> String {
    // The keys of a new hasher come from the system's source of random numbers.
    let random = RandomState::new().build_hasher().finish();
    format!("{:012x}", random & 0xffff_ffff_ffff)
}

/// The time: SOURCE_DATE_EPOCH where it is set, as reproducible builds have it.
pub(super) fn now() -> Timestamp {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let fixed = fixed.and_then(|second| Timestamp::from_second(second).ok());
    fixed.unwrap_or_else(Timestamp::now)
}

/// A time as revision files have it, to the second.
pub(super) fn written(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, message: &str) -> Option<String> {
        let config = RevisionConfig { file_template: template.to_string(), ..RevisionConfig::default() };
        let now = Timestamp::from_second(1_763_632_922).unwrap();
        file_name(&config, &NameParts { id: "3f2a", message, now }).ok()
    }

    #[test]
    fn templates_are_alembics() {
        let default = RevisionConfig::default().file_template;
        assert_eq!(name(&default, "Add a phone, at last!").unwrap(), "3f2a_add_a_phone_at_last.yaml");
        assert_eq!(name(&default, "").unwrap(), "3f2a.yaml");
        let dated = "%(year)d/%(month).2d_%(day)02d-%(hour).2d%(minute).2d_%(rev)s";
        assert_eq!(name(dated, "x").unwrap(), "2025/11_20-1002_3f2a.yaml");
        assert_eq!(name("%(epoch)s%%_%(slug)s.yml", "x").unwrap(), "1763632922%_x.yaml");
        assert_eq!([name("%(nope)s", ""), name("%(rev)", ""), name("%x", "")], [None, None, None]);
    }

    #[test]
    fn slugs_end_between_words() {
        assert_eq!(slug("add storage url fields", 16), "add_storage_url");
        assert_eq!(slug("Überlange Tabelle", 9), "überlange");
        assert_eq!(slug("unbreakable", 5), "unbre");
    }

    #[test]
    fn ids_differ() {
        let (one, other) = (random_id(), random_id());
        assert!(one != other && one.len() == 12, "{one} {other}");
    }
}
