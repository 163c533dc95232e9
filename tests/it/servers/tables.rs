//! Query results as the clients print them: `psql --csv` and `mariadb --xml`, the forms that lose nothing.

/// Rows of values; none is SQL's null.
pub type Rows = Vec<Vec<Option<String>>>;

/// What `psql` is told to print for null: a text that no test stores.
pub const NULL: &str = "\u{1}null\u{1}";

/// Reads comma separated values: quotes are doubled inside quoted values, which may hold line breaks.
pub fn from_csv(text: &str) -> Rows {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let value = if let Some(quoted) = rest.strip_prefix('"') {
            let (value, after) = quoted_value(quoted);
            rest = after;
            Some(value)
        } else {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            let value = &rest[..end];
            rest = &rest[end..];
            (value != NULL).then(|| value.to_owned())
        };
        row.push(value);
        if let Some(after) = rest.strip_prefix(',') {
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        rows.push(std::mem::take(&mut row));
    }
    rows
}

fn quoted_value(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"').expect("a quoted value ends");
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => return (value, rest),
        }
    }
}

/// Reads what `mariadb --xml` prints: one result set after the other, as `<row>`s of `<field>`s.
pub fn from_xml(text: &str) -> Vec<Rows> {
    let sets = text.split("<resultset ").skip(1);
    sets.map(|set| set.split("<row>").skip(1).map(|row| row.split("<field ").skip(1).map(field).collect()).collect())
        .collect()
}

/// One field from behind its `<field `: `name="…">value</field>`, or `name="…" xsi:nil="true" />`.
fn field(text: &str) -> Option<String> {
    let name = text.strip_prefix("name=\"").expect("a field starts with its name");
    let (_, after) = name.split_once('"').expect("quotes in names are written as entities");
    let value = after.strip_prefix('>')?;
    let (value, _) = value.split_once("</field>").expect("a field ends");
    Some(value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

#[test]
fn csv_keeps_nulls_empty_texts_quotes_and_line_breaks_apart() {
    let rows = from_csv("a,,\u{1}null\u{1}\n\"x\ny \"\"z\"\",\",\"\",t\n");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], [Some("a".to_owned()), Some(String::new()), None]);
    assert_eq!(rows[1], [Some("x\ny \"z\",".to_owned()), Some(String::new()), Some("t".to_owned())]);
    assert_eq!(from_csv("\n"), [[Some(String::new())]], "one row with one empty text");
}

#[test]
fn xml_keeps_nulls_empty_texts_entities_and_result_sets_apart() {
    let text = "<?xml version=\"1.0\"?>\n\n<resultset statement=\"SELECT 1\">\n  <row>\n\t<field name=\"a&quot;\">&amp;lt;\n&lt;</field>\n\
                \t<field name=\"b\" xsi:nil=\"true\" />\n\t<field name=\"c\"></field>\n  </row>\n</resultset>\n\
                <?xml version=\"1.0\"?>\n<resultset statement=\"x\"></resultset>\n";
    let sets = from_xml(text);
    assert_eq!(sets.len(), 2);
    assert_eq!(sets[0], [[Some("&lt;\n<".to_owned()), None, Some(String::new())]]);
    assert!(sets[1].is_empty());
}
