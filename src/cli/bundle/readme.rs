//! `README.md`: what a bundle is for and what to do with it, for the person who runs it. It needs no sqlgen.

use std::fmt::Write as _;

use crate::render::Mode;
use crate::revision::RevisionId;
use crate::source::one_line;

use super::share::{Scripts, Share};

const STEPS: &str = "\
## What to do

Paths start at the folder of this file. What is written in capitals in the commands below is yours to fill in.

1. See whether everything has arrived as it was sent: `sha256sum -c SHA256SUMS`. Every line has to end with OK.
2. Take the folder of your server, below. Run `verify_before.sql`. It changes nothing; every row has to say yes in its
   last column. If one says NO, the database is not what the upgrade was made for: stop here, and ask.
3. Run `upgrade.sql`. Its first lines say what it needs, what stops it and how to go on then.
4. Run `verify_after.sql`. Again every row has to say yes.

To undo all of it, run `downgrade.sql` where there is one, and then `verify_before.sql`.

## What is in the folder of a server

- `upgrade.sql` is the whole way; `upgrade/` has the same way as one script for each revision, to be run in the order of
  their names. Run the one or the others, not both. `downgrade.sql` and `downgrade/` are the way back.
- `verify_before.sql` and `verify_after.sql` say whether the database is as it should be; `verify.sql` holds both, and
  the same for each revision between them.

`manifest.json`, beside this file, says for programs what this bundle is made from.
";

/// What stands before the command in the header of a script.
const RUN: &str = "--   Run      ";

/// The text of `README.md`.
pub(super) fn readme(shares: &[Share], tag: Option<&str>) -> String {
    let mut text = String::new();
    let _ =
        writeln!(text, "# {}\n", tag.map_or_else(|| "Upgrade of a database".to_string(), |tag| one_line(tag).into()));
    text.push_str("SQL scripts for a DBA to read and to run. They take\n\n");
    for share in shares {
        let what = share.database.as_ref().map_or_else(|| "a database".to_string(), |name| format!("`{name}`"));
        let _ = writeln!(text, "- {what} from {} to {}.", rows(&share.from), rows(&share.to));
        if share.dialects.iter().all(|scripts| scripts.mode == Mode::Guarded) {
            text.push_str("  A script looks first where the database is, and refuses one that is anywhere else.\n");
        }
    }
    text.push('\n');
    text.push_str(STEPS);
    shares.iter().for_each(|share| write_share(&mut text, share));
    text
}

fn write_share(text: &mut String, share: &Share) {
    let count = share.revisions.len();
    let revisions = if count == 1 { "revision" } else { "revisions" };
    let of = share.database.as_ref().map_or_else(String::new, |name| format!("`{name}`: "));
    let _ = writeln!(text, "\n## {of}{} -> {}, {count} {revisions}\n", plain(&share.from), plain(&share.to));
    let width = share.revisions.iter().map(|origin| origin.revision.as_str().chars().count()).max().unwrap_or(0);
    for origin in &share.revisions {
        let line = format!("    {:width$}  {}", origin.revision.as_str(), one_line(&origin.message));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    share.dialects.iter().for_each(|scripts| write_scripts(text, share, scripts));
}

fn write_scripts(text: &mut String, share: &Share, scripts: &Scripts) {
    let Scripts { title, folder, .. } = scripts;
    let _ = writeln!(text, "\n### {title}: `{folder}/`");
    text.push_str(match scripts.mode {
        Mode::Guarded => "",
        Mode::Idempotent => "\nA script leaves out what the database has already: it may be anywhere between the two ends, and then\n`verify_before.sql` does not hold.\n",
        Mode::Bare => "\n**The scripts do not look where the database is**: see to it that it is there.\n",
    });
    write_runs(text, scripts, &scripts.advice, &["verify_before.sql", "upgrade.sql", "verify_after.sql"]);
    write_advice(text, "upgrade.sql", &scripts.advice);
    let back = plain(&share.from);
    if let Some(reason) = &scripts.irreversible {
        let reached = scripts.downgrade_to.as_ref();
        let reached = reached.map_or_else(String::new, |rows| format!(" `downgrade/` leads back to {}.", plain(rows)));
        let reason = one_line(reason);
        let _ = writeln!(text, "\nThere is no way back to {back}: {}.{reached}", reason.trim_end_matches('.'));
    } else if let Some(advice) = &scripts.advice_back {
        let _ = writeln!(text, "\nBack to {back}:");
        write_runs(text, scripts, advice, &["downgrade.sql", "verify_before.sql"]);
        write_advice(text, "downgrade.sql", advice);
    } else {
        let _ = writeln!(text, "\nThere is no way back to {back} and to nothing else: restore a copy of the database.");
    }
}

/// The commands that run files, a line each: queries as the dialect says, a script as its own header says.
fn write_runs(text: &mut String, scripts: &Scripts, advice: &str, names: &[&str]) {
    if scripts.run.is_empty() {
        return;
    }
    text.push('\n');
    for name in names {
        let path = format!("{}/{name}", scripts.folder);
        let own = advice.lines().find_map(|line| line.strip_prefix(RUN)).and_then(|run| run.split("        (").next());
        let run = own.filter(|_| !name.starts_with("verify")).unwrap_or(&scripts.run);
        let _ = match run.contains("FILE") {
            true => writeln!(text, "    {}", run.replace("FILE", &path)),
            false => writeln!(text, "    {path}: {run}"),
        };
    }
}

/// What the header of a script says of running it, without the marks of a comment.
fn write_advice(text: &mut String, name: &str, advice: &str) {
    if !advice.is_empty() {
        let _ = writeln!(text, "\nWhat `{name}` says of itself:\n");
        let lines = advice.lines().map(|line| line.strip_prefix("--   ").unwrap_or(line));
        lines.for_each(|line| _ = writeln!(text, "    {line}"));
    }
}

/// Version rows in a sentence.
fn rows(rows: &[RevisionId]) -> String {
    match rows {
        [] => "the very beginning (no version table, or an empty one)".to_string(),
        [only] => format!("revision {only}"),
        several => format!("revisions {}", plain(several)),
    }
}

/// Version rows as commands take them.
fn plain(rows: &[RevisionId]) -> String {
    match rows {
        [] => "base".to_string(),
        rows => rows.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(","),
    }
}
