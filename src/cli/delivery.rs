//! Where scripts go: standard output, one file, or a folder with no strangers in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::project::{Existing, Failure, NewFile, write_all};
use crate::source::LongText;

use super::script::Written;
use super::script_args::ScriptArgs;
use super::verification::Queries;

/// What standard output gets: the script, or the names of the files written.
pub(super) fn deliver(written: Written, args: &ScriptArgs, of_databases: bool) -> Result<LongText, Failure> {
    let Written { scripts: mut written, queries, .. } = written;
    let queries: Vec<NewFile> = queries.into_iter().map(Queries::whole).collect();
    let several = args.split.is_some() || args.all_dialects || of_databases;
    if !several && args.output.as_ref().is_none_or(|path| path.as_os_str() == "-") {
        write_all(&queries, Existing::Replace)?;
        return Ok(written.pop().map(|file| file.text).unwrap_or_default());
    }
    if !several {
        written.extend(queries);
        write_all(&written, Existing::Replace)?;
        return Ok(LongText::default());
    }
    if args.split.is_some() {
        check_strangers(&written)?;
    }
    written.extend(queries);
    write_all(&written, args.existing())?;
    let names: String = written.iter().map(|file| format!("{}\n", file.path.display())).collect();
    Ok(names.into())
}

/// Refuses folders with scripts of an earlier run that this one does not replace.
fn check_strangers(written: &[NewFile]) -> Result<(), Failure> {
    let ours = |path: &Path| written.iter().any(|file| file.path == path);
    // Scripts of the other direction may stand beside.
    let endings: BTreeSet<String> = written.iter().filter_map(|file| ending_of(&file.path)).collect();
    let folders: BTreeSet<&Path> = written.iter().filter_map(|file| file.path.parent()).collect();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let is_stranger =
            |path: &&PathBuf| !ours(path) && ending_of(path).is_some_and(|ending| endings.contains(&ending));
        if let Some(stranger) = paths.iter().find(is_stranger) {
            let message = format!("`{}` is no script of this run", stranger.display());
            let help = "nothing was written; choose an empty folder, so that nobody runs what is out of date";
            return Err(Failure::new("strange-file", message, help));
        }
    }
    Ok(())
}

/// `up.sql` or `down.sql`.
pub(super) fn ending_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    ["up.sql", "down.sql"].into_iter().find(|ending| name.ends_with(ending)).map(str::to_string)
}
