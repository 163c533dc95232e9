//! Texts that name a type of the user in a cast: they follow its new name, and it does not go while they are there.

use std::sync::Arc;

use super::sql_text::Word;
use super::sql_tokens::{Token, tokens};
use super::{Catalog, Column, Conflict, Name, QualifiedName, SqlText, Stale, Table, Value};

impl SqlText {
    /// Whether the text names the type in a cast.
    pub fn casts_to(&self, name: &QualifiedName) -> bool {
        !type_words(self, name).is_empty()
    }

    fn rename_type(&mut self, from: &QualifiedName, to: &Name) {
        let starts: Vec<usize> = type_words(self, from).iter().map(|word| word.start).collect();
        self.replace(to.as_str(), |_, words, at| starts.contains(&words[at].start));
    }
}

/// The words of a text that name the type: `'a'::mood`, `CAST(a AS mood)`, `mood 'a'`.
fn type_words<'a>(text: &'a SqlText, name: &QualifiedName) -> Vec<Word<'a>> {
    if !text.mentions(name.name.as_str()) {
        return Vec::new();
    }
    let blank = |token: &Token<'_>| matches!(token, Token::Other(c) if c.is_whitespace());
    let tokens: Vec<Token<'_>> = tokens(text.as_str()).into_iter().filter(|token| !blank(token)).collect();
    let is = |at: usize, sign: char| tokens.get(at) == Some(&Token::Other(sign));
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => Some(*word),
        _ => None,
    };
    let is_type = |at: &usize| {
        let Some(found) = word(*at).filter(|found| found.is(name.name.as_str())) else { return false };
        let qualified = *at >= 2 && is(at - 1, '.');
        let schema = if qualified { word(at - 2) } else { None };
        if schema.zip(name.schema.as_ref()).is_some_and(|(said, schema)| !said.is(schema.as_str())) {
            return false;
        }
        let start = if qualified { at - 2 } else { *at };
        let cast = start >= 2 && is(start - 1, ':') && is(start - 2, ':');
        let literal = matches!(tokens.get(at + 1), Some(Token::Literal(literal)) if literal.start > found.end);
        cast || literal || ends_cast(&tokens, start)
    };
    (0..tokens.len()).filter(is_type).filter_map(word).collect()
}

/// Whether `CAST(… AS` ends before a place.
fn ends_cast(tokens: &[Token<'_>], at: usize) -> bool {
    let is_word = |at: Option<usize>, text: &str| match at.map(|at| tokens[at]) {
        Some(Token::Word(word)) => word.quote.is_none() && word.text.eq_ignore_ascii_case(text),
        _ => false,
    };
    if !is_word(at.checked_sub(1), "as") {
        return false;
    }
    let mut depth = 0;
    for place in (0..at - 1).rev() {
        match tokens[place] {
            Token::Other(')') => depth += 1,
            Token::Other('(') if depth == 0 => return is_word(place.checked_sub(1), "cast"),
            Token::Other('(') => depth -= 1,
            _ => {}
        }
    }
    false
}

impl Catalog {
    /// Refuses where a text names the type in a cast: it would hold it. Texts that are `moved` step aside.
    pub(super) fn check_casts(
        &self,
        name: &QualifiedName,
        kind: &str,
        moved: impl Fn(&SqlText, Option<&QualifiedName>) -> bool,
    ) -> Result<(), Conflict> {
        let holds = |text: &SqlText, owner: Option<&QualifiedName>| text.casts_to(name) && !moved(text, owner);
        let table = || {
            self.tables().find_map(|table| {
                let owner = table.qualified_name();
                let held = |text: &SqlText, default_of: Option<&Column>| {
                    let own = default_of.is_some_and(|column| column.data_type.user_type() == Some(name));
                    !own && holds(text, Some(&owner))
                };
                Some(format!("{} of `{owner}`", table.part_with(&held)?))
            })
        };
        let view = || {
            let view = self.views().find(|view| holds(&view.query, None))?;
            Some(format!("view `{}`", view.qualified_name()))
        };
        let policy = || {
            let mut policies = self.policies();
            let holds = |text: &SqlText, owner: &QualifiedName| holds(text, Some(owner));
            let policy = policies.find(|policy| {
                let owner = policy.table_name();
                policy.using.iter().chain(&policy.check).any(|text| holds(text, &owner))
            })?;
            Some(format!("policy `{}` of `{}`", policy.name, policy.table_name()))
        };
        let trigger = || {
            let mut triggers = self.triggers();
            let trigger = triggers.find(|trigger| trigger.when.iter().any(|text| holds(text, None)))?;
            Some(format!("trigger `{}` of `{}`", trigger.name, trigger.table_name()))
        };
        let domain = || {
            let mut domains = self.domains();
            let domain = domains.find(|domain| domain.checks.iter().any(|check| holds(&check.expression, None)))?;
            Some(format!("domain `{}`", domain.qualified_name()))
        };
        let Some(what) = table().or_else(view).or_else(policy).or_else(trigger).or_else(domain) else { return Ok(()) };
        let message = format!("{what} names the {kind} `{name}` in a cast");
        Err(Conflict::new("still-used", message).help("drop it first, or give it a text that does not name the type"))
    }

    /// Lets the texts that name a type in a cast follow its new name. A body is exact, and no server looks into it: a
    /// routine that names the type needs a new text.
    pub(super) fn rename_in_casts(&mut self, from: &QualifiedName, to: &Name) {
        let casts = |text: &SqlText| text.casts_to(from);
        let tables: Vec<Arc<Table>> =
            self.tables().filter(|table| table.part_with(&|text, _| casts(text)).is_some()).cloned().collect();
        for table in tables {
            let mut table = table.as_ref().clone();
            for column in &mut table.columns {
                if let Some(Value::Sql(text)) = &mut column.default {
                    text.rename_type(from, to);
                }
            }
            table.texts_mut().for_each(|text| text.rename_type(from, to));
            self.put_table(table);
        }
        let views: Vec<_> = self.views().filter(|view| casts(&view.query)).cloned().collect();
        for view in views {
            let (name, mut view) = (view.qualified_name(), view.as_ref().clone());
            let stale = self.stale_views.get(&name).cloned();
            view.query.rename_type(from, to);
            self.put_view(view);
            self.stale_views.extend(stale.map(|stale| (name, stale)));
        }
        let policies: Vec<_> = self.policies().cloned().collect();
        for policy in policies.iter().filter(|policy| policy.using.iter().chain(&policy.check).any(casts)) {
            let mut policy = policy.as_ref().clone();
            policy.using.iter_mut().chain(&mut policy.check).for_each(|text| text.rename_type(from, to));
            self.put_policy(policy);
        }
        let triggers: Vec<_> = self.triggers().filter(|trigger| trigger.when.iter().any(casts)).cloned().collect();
        for trigger in triggers {
            let (key, mut trigger) = ((trigger.table_name(), trigger.name.clone()), trigger.as_ref().clone());
            let stale = self.stale_triggers.get(&key).cloned();
            trigger.when.iter_mut().for_each(|text| text.rename_type(from, to));
            self.put_trigger(trigger);
            self.stale_triggers.extend(stale.map(|stale| (key, stale)));
        }
        let domains: Vec<_> = self.domains().cloned().collect();
        for domain in domains.iter().filter(|domain| domain.checks.iter().any(|check| casts(&check.expression))) {
            let mut domain = domain.as_ref().clone();
            domain.checks.iter_mut().for_each(|check| check.expression.rename_type(from, to));
            self.put_domain(domain);
        }
        let stale: Vec<_> =
            self.routines().filter(|routine| casts(&routine.body)).map(|routine| routine.key()).collect();
        self.stale_routines.extend(stale.into_iter().map(|key| (key, Stale { changed: from.to_string() })));
    }
}

impl Table {
    /// The first part of a table with such a text, in words; a text may be the default of a column.
    pub(super) fn part_with(&self, wanted: &dyn Fn(&SqlText, Option<&Column>) -> bool) -> Option<String> {
        let is = |text: &SqlText| wanted(text, None);
        let check = self.checks.iter().find(|check| is(&check.expression));
        let index = || self.indexes.iter().find(|index| index.texts().any(is));
        let exclusion = || self.exclusions.iter().find(|exclusion| exclusion.texts().any(is));
        let column = || {
            self.columns.iter().find(|column| {
                let default = matches!(&column.default, Some(Value::Sql(text)) if wanted(text, Some(column)));
                default || column.computed.as_ref().is_some_and(|computed| is(&computed.expression))
            })
        };
        check
            .map(|check| format!("check `{}`", check.name))
            .or_else(|| index().map(|index| format!("index `{}`", index.name)))
            .or_else(|| exclusion().map(|exclusion| format!("exclusion constraint `{}`", exclusion.name)))
            .or_else(|| column().map(|column| format!("column `{}`", column.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str) -> String {
        let mut text = SqlText::new(text);
        text.rename_type(&QualifiedName { schema: None, name: Name::from("mood") }, &Name::from("state"));
        text.as_str().to_string()
    }

    #[test]
    fn what_names_the_type_follows() {
        assert_eq!(renamed("a = 'x'::mood"), "a = 'x'::state");
        assert_eq!(renamed("a = ANY (ARRAY['x', 'y'] :: app.mood[])"), "a = ANY (ARRAY['x', 'y'] :: app.state[])");
        assert_eq!(renamed("CAST(lower(a) AS mood) = mood 'x'"), "CAST(lower(a) AS state) = state 'x'");
        assert_eq!(renamed("a = 'x'::\"mood\""), "a = 'x'::\"state\"");
    }

    #[test]
    fn other_words_stay() {
        for text in [
            "mood = 'mood'",
            "SELECT a AS mood FROM t",
            "(SELECT a AS mood)",
            "a::text = mood",
            "t.mood::text",
            "mood('x')",
        ] {
            assert_eq!(renamed(text), text);
        }
    }
}
