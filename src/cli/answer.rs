//! The version rows in what a client printed: with or without the frame, the header and the count of rows around them.

/// The ids in the output of a client, or the line that is none of what clients print around them.
pub(super) fn ids(output: &str) -> Result<Vec<&str>, &str> {
    let lines = output.trim_start_matches('\u{feff}').lines().map(cell);
    let rows = lines.filter(|line| !(is_frame(line) || is_header(line) || is_count(line) || is_query(line)));
    rows.map(|row| match row.contains(char::is_whitespace) {
        true => Err(row),
        false => Ok(row),
    })
    .collect()
}

/// A line without the bars at its sides and the quotes around its value.
fn cell(line: &str) -> &str {
    let bar = |c: char| c.is_whitespace() || c == '|' || is_box(c);
    line.trim_matches(bar).trim_matches('"')
}

fn is_box(c: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&c)
}

fn is_frame(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || "-+=|".contains(c) || is_box(c))
}

fn is_header(line: &str) -> bool {
    line.eq_ignore_ascii_case("version_num")
}

/// `(2 rows)`, `1 row in set (0.001 sec)`, `Empty set (0.000 sec)`, `no rows selected`, `(1 rows affected)`,
/// `Time: 0.4 ms`.
fn is_count(line: &str) -> bool {
    let line = line.trim_start_matches('(').to_ascii_lowercase();
    let mut words = line.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let counts = first == "no" || first.parse::<u64>().is_ok();
    (counts && second.trim_end_matches(')').starts_with("row")) || line.starts_with("empty set") || first == "time:"
}

/// The query itself, where the terminal shows it.
fn is_query(line: &str) -> bool {
    line.to_ascii_lowercase().contains("select version_num")
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn every_client_is_understood() {
        let psql = "shop=> SELECT version_num FROM public.alembic_version;\n version_num  \n--------------\n 3f2a91c07d4e\n(1 row)\n\nTime: 0.412 ms\n";
        let mariadb = "+--------------+\n| version_num  |\n+--------------+\n| 3f2a91c07d4e |\n+--------------+\n1 row in set (0.000 sec)\n";
        let sqlite = "┌──────────────┐\n│ version_num  │\n├──────────────┤\n│ 3f2a91c07d4e │\n└──────────────┘\n";
        let sqlcmd = "version_num                     \r\n--------------------------------\r\n3f2a91c07d4e                    \r\n\r\n(1 rows affected)\r\n";
        let sqlplus = "\nVERSION_NUM\n--------------------------------\n3f2a91c07d4e\n\n1 row selected.\n";
        for output in [psql, mariadb, sqlite, sqlcmd, sqlplus, "3f2a91c07d4e", "\"version_num\"\n\"3f2a91c07d4e\"\n"] {
            assert_eq!(ids(output), Ok(vec!["3f2a91c07d4e"]), "{output}");
        }
        assert_eq!(ids("version_num\na1\nb2\n(2 rows)\n"), Ok(vec!["a1", "b2"]));
        for output in ["", "version_num\n---\n(0 rows)\n", "Empty set (0.000 sec)\n", "\nno rows selected\n"] {
            assert_eq!(ids(output), Ok(Vec::new()), "{output}");
        }
    }

    #[test]
    fn what_is_no_row_is_said() {
        let error = "ERROR:  relation \"public.alembic_version\" does not exist";
        assert_eq!(ids(&format!("{error}\nLINE 1: SELECT version_num\n")), Err(error));
    }
}
