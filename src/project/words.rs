//! A command as people write it in one line, cut into words as a shell would, which never sees it.

/// What only a shell would act on.
const OPERATORS: &[&str] = &["&", "&&", "|", "||", ";", "<", ">", ">>", "2>", "2>&1", "&>"];

/// The words of a line: blanks part them, quotes keep them together, a backslash takes what follows as it is.
pub(super) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => {
                let ended = word.take();
                check(ended.as_deref(), std::mem::take(&mut quoted))?;
                words.extend(ended);
            }
            '\'' | '"' => {
                quoted = true;
                inside(c, &mut rest, word.get_or_insert_default())?;
            }
            '\\' => {
                quoted = true;
                word.get_or_insert_default().push(rest.next().ok_or("nothing follows the last `\\`")?);
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    check(word.as_deref(), quoted)?;
    words.extend(word);
    Ok(words)
}

/// Reads up to the closing quote; between `"` a backslash takes a quote or another as it is.
fn inside(quote: char, rest: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), String> {
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        match c {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' && matches!(next, Some('"' | '\\')) => word.extend(rest.next()),
            c => word.push(c),
        }
    }
    Err(format!("the quote {quote} is not closed"))
}

fn check(word: Option<&str>, quoted: bool) -> Result<(), String> {
    match word.filter(|word| !quoted && OPERATORS.contains(word)) {
        Some(word) => Err(format!("no shell reads a hook, so that `{word}` would be handed to the program as a word")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_are_those_of_a_shell() {
        assert_eq!(split("  black -q\t{file} ").unwrap(), ["black", "-q", "{file}"]);
        assert_eq!(
            split(r#"sh 'a b' "c \" \\ \n" d\ e 'x'"y" ''"#).unwrap(),
            ["sh", "a b", "c \" \\ \\n", "d e", "xy", ""]
        );
        assert_eq!(split("say '&&' \\; a&b $HOME *").unwrap(), ["say", "&&", ";", "a&b", "$HOME", "*"]);
        assert!(split("").unwrap().is_empty());
    }

    #[test]
    fn what_needs_a_shell_is_told() {
        assert!(split("a && b").unwrap_err().contains("`&&`"));
        assert!(split("a > b").is_err() && split("a |").is_err());
        assert!(split("a 'b").unwrap_err().contains("not closed") && split("a \\").is_err());
    }
}
