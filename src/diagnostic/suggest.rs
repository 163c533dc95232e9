//! "Did you mean": the known word nearest to an unknown one.

/// The choice that `word` was most likely meant to be, if any is near enough.
pub fn closest<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase().replace('-', "_");
    let length = folded.chars().count();
    let allowed = if length < 3 { 0 } else { (length + 1) / 3 };
    choices
        .into_iter()
        .map(|choice| (strsim::damerau_levenshtein(&folded, &choice.to_lowercase().replace('-', "_")), choice))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, choice)| choice)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_slips_of_the_finger() {
        let choices = ["name", "nullable", "columns", "create_table"];
        assert_eq!(closest("nmae", choices), Some("name"));
        assert_eq!(closest("Nullable", choices), Some("nullable"));
        assert_eq!(closest("colums", choices), Some("columns"));
        assert_eq!(closest("create-table", choices), Some("create_table"));
        assert_eq!(closest("creat_tabel", choices), Some("create_table"));
    }

    #[test]
    fn stays_silent_when_nothing_is_near() {
        assert_eq!(closest("expression", ["name", "columns"]), None);
        assert_eq!(closest("x", ["on", "to"]), None);
        assert_eq!(closest("anything", []), None);
    }
}
