//! What every form comes to, written out for `tests/audit/grammar`, where the grammars of others read it.

use std::fs;
use std::path::PathBuf;

use sqlgen::dialect::Library;

use super::{Outcome, dialect, forms, versions};

#[test]
#[ignore = "make audit runs it"]
fn written_out() {
    let folder = PathBuf::from(std::env::var_os("SQLGEN_FORMS").expect("the folder to write into"));
    let library = Library::embedded();
    for name in library.names() {
        for version in versions(&library, &name) {
            let dialect = dialect(&library, &name, &version);
            let place = folder.join(&name).join(version.to_string());
            fs::create_dir_all(&place).expect("the folder can be made");
            for (number, form) in forms().iter().enumerate() {
                if let Outcome::Refused { .. } = Outcome::of(form, &dialect) {
                    continue;
                }
                let project = form.project(&dialect).bare();
                let mut text = format!("-- {}\n", form.form);
                text += &project.upgrade("done").expect("it is rendered");
                text += &project.downgrade("done:given").unwrap_or_default();
                fs::write(place.join(format!("{number:03}.sql")), text).expect("the script can be written");
            }
        }
    }
}
