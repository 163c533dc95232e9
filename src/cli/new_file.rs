//! New revision files: their names, the folder they go to, and what runs on them.

use std::path::{Component, Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use crate::diagnostic::Diagnostics;
use crate::project::{Existing, Failure, FileToken, NewFile, Project, RevisionConfig, write_all};
use crate::revision::{Header, read_header, write_empty};
use crate::source::Files;

use super::dates::clock;
use super::findings::Findings;
use super::hooks;

/// Options of the commands that write a revision file.
#[derive(Debug, Args)]
pub(super) struct NewFileArgs {
    /// The id; left out, one as `revision.id` of the project file says: random, a timestamp or the next number
    #[arg(long, value_name = "ID")]
    pub(super) rev_id: Option<String>,
    /// Do not run the hooks of the project file on the new file
    #[arg(long)]
    no_hooks: bool,
}

/// Writes the file of a new revision into the folder of its first parent, or the one that the user names, and runs the
/// hooks of the project on it.
pub(super) fn create(
    project: &Project,
    header: &Header,
    folder: Option<&Path>,
    now: Timestamp,
    findings: &mut Findings,
) -> Result<PathBuf, Failure> {
    let text = write_empty(header);
    check(&text, header, project, findings)?;
    let name = file_name(&project.config.revision, header, now)?;
    let path = project.root.join(place(project, header, folder, &findings.files)?).join(name);
    write_all(&[NewFile { path: path.clone(), text: text.into() }], Existing::Keep)?;
    Ok(path)
}

impl NewFileArgs {
    /// What a command prints that has written a file: its path, once the hooks of the project have run on it.
    pub(super) fn finish(&self, project: &Project, path: &Path) -> Result<String, Failure> {
        if !self.no_hooks {
            hooks::run(project, path)?;
        }
        Ok(format!("{}\n", path.display()))
    }
}

/// Refuses what could not be read again, such as an id with a blank, or would not fit into the version table.
fn check(text: &str, header: &Header, project: &Project, findings: &mut Findings) -> Result<(), Failure> {
    let mut found = Diagnostics::new();
    let file = findings.files.add("the new revision", text);
    let read = read_header(text, file, &mut found);
    if !found.has_errors() && read.is_none_or(|(read, _)| read != *header) {
        let help = "use plain words in the message, and letters and digits in ids and labels";
        return Err(Failure::new("unreadable-revision", "the new revision could not be read again", help));
    }
    findings.diagnostics.append(found);
    findings.check()?;
    let (length, limit) = (header.revision.as_str().chars().count(), project.config.version_table.length as usize);
    if length > limit {
        let message =
            format!("the new id `{}` has {length} characters, the version table holds {limit}", header.revision);
        return Err(Failure::new("id-too-long", message, "choose a shorter one with `--rev-id`"));
    }
    Ok(())
}

/// The folder of a new revision, from the project.
fn place(project: &Project, header: &Header, wanted: Option<&Path>, files: &Files) -> Result<PathBuf, Failure> {
    let folders: Vec<&Path> = project.config.revisions.iter().map(|folder| Path::new(&folder.value)).collect();
    let list = || folders.iter().map(|folder| format!("`{}`", folder.display())).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let inside = wanted.strip_prefix(&project.root).unwrap_or(wanted);
        let climbs = inside.components().any(|part| part == Component::ParentDir);
        if !climbs && folders.iter().any(|folder| inside.starts_with(folder)) {
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

/// The path of a new file from its folder, by the pattern of the project.
fn file_name(config: &RevisionConfig, header: &Header, now: Timestamp) -> Result<String, Failure> {
    let date = clock(now, config.utc_offset);
    let value = |token| match token {
        FileToken::Rev => header.revision.to_string(),
        FileToken::Slug => slug(&header.message, config.truncate_slug_length),
        FileToken::Epoch => now.as_second().to_string(),
        FileToken::Year => date.year().to_string(),
        FileToken::Month => date.month().to_string(),
        FileToken::Day => date.day().to_string(),
        FileToken::Hour => date.hour().to_string(),
        FileToken::Minute => date.minute().to_string(),
        FileToken::Second => date.second().to_string(),
    };
    config.file_template.name(value).map_err(|what| {
        let message = format!("`file_template` does not make the name of a file of this revision: {what}");
        Failure::new("wrong-file-name", message, "choose another message or id, or change `file_template`")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::FileTemplate;

    fn name(template: &str, utc_offset: i32, message: &str) -> String {
        let file_template = FileTemplate::parse(template).unwrap();
        let config = RevisionConfig { file_template, utc_offset, ..RevisionConfig::default() };
        let text = format!("revision: 3f2a\ndown_revision: null\nmessage: {message:?}\n");
        let file = Files::new().add("x.yaml", "");
        let (header, _) = read_header(&text, file, &mut Diagnostics::new()).unwrap();
        file_name(&config, &header, Timestamp::from_second(1_763_632_922).unwrap()).unwrap()
    }

    #[test]
    fn names_are_filled_in() {
        assert_eq!(name("%(rev)s_%(slug)s", 0, "Add a phone, at last!"), "3f2a_add_a_phone_at_last.yaml");
        let dated = "{year}/{month}/{day}_{hour}{minute}{second}_{epoch}_{rev}";
        assert_eq!(name(dated, 0, "x"), "2025/11/20_100202_1763632922_3f2a.yaml");
        assert_eq!(name(dated, 14 * 3600, "x"), "2025/11/21_000202_1763632922_3f2a.yaml");
    }

    #[test]
    fn slugs_end_between_words() {
        assert_eq!(slug("add storage url fields", 16), "add_storage_url");
        assert_eq!(slug("Überlange Tabelle", 9), "überlange");
        assert_eq!(slug("unbreakable", 5), "unbre");
        assert_eq!(slug("../../etc/passwd", 40), "etc_passwd");
    }
}
