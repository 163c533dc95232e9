//! Files as one: a tar archive in gzip, whose bytes depend on the names and contents of the files and on nothing else.

use std::collections::BTreeMap;
use std::io::{self, Read};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use tar::{Archive, Builder, EntryType, Header};

use crate::source::LongText;

/// When every file was changed, it says: 1980-01-01. Some programs warn of 0.
const TIME: u64 = 315_532_800;

/// What gzip writes where it does not know the system.
const NO_SYSTEM: u8 = 255;

/// The archive of files, in their order, in a folder.
pub fn pack(folder: &str, files: &BTreeMap<String, LongText>) -> io::Result<LongText> {
    let gzip = GzBuilder::new().mtime(0).operating_system(NO_SYSTEM);
    let mut builder = Builder::new(gzip.write(LongText::default(), Compression::default()));
    for (path, text) in files {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(TIME);
        header.set_size(text.length());
        builder.append_data(&mut header, format!("{folder}/{path}"), text.read()?.as_bytes())?;
    }
    builder.into_inner()?.finish()
}

/// The files of an archive, without the folder that they are in.
pub fn unpack(archive: impl Read) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in Archive::new(GzDecoder::new(archive)).entries()? {
        let mut entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Directory => continue,
            EntryType::Regular => {}
            _ => return Err(wrong(format!("{path} in it is no plain file"))),
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        let inner = path.split_once('/').map_or(path.as_str(), |(_, inner)| inner).to_string();
        if files.insert(inner, bytes).is_some() {
            return Err(wrong(format!("{path} is in it twice")));
        }
    }
    Ok(files)
}

fn wrong(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, LongText> {
        texts.iter().map(|(path, text)| (path.to_string(), LongText::from(*text))).collect()
    }

    fn bytes(text: &LongText) -> Vec<u8> {
        let mut bytes = Vec::new();
        text.write_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_packed_comes_back_whatever_the_names() {
        let long = format!("{}/{}.sql", "folder".repeat(30), "name".repeat(60));
        let texts = [("a.sql", "SELECT 1;\n"), ("é/ü b.sql", ""), (long.as_str(), "x")];
        let packed = bytes(&pack("release", &files(&texts)).unwrap());
        let found = unpack(&packed[..]).unwrap();
        let expected = texts.map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn the_headers_name_no_time_no_system_and_nobody() {
        let packed = bytes(&pack("release", &files(&[("a.sql", "x")])).unwrap());
        assert_eq!(&packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        let mut archive = Archive::new(GzDecoder::new(&packed[..]));
        let entry = archive.entries().unwrap().next().unwrap().unwrap();
        let header = entry.header();
        let numbers = [header.mode(), header.uid().map(|id| id as u32), header.gid().map(|id| id as u32)];
        assert_eq!(numbers.map(Result::unwrap), [0o644, 0, 0]);
        assert_eq!(
            (header.mtime().unwrap(), header.username(), header.groupname()),
            (TIME, Ok(Some("")), Ok(Some("")))
        );
    }

    #[test]
    fn what_is_no_bundle_is_an_error() {
        assert!(unpack(&b"no archive"[..]).is_err());
        let packed = bytes(&pack("release", &files(&[("a.sql", "x".repeat(9999).as_str())])).unwrap());
        assert!(unpack(&packed[..packed.len() / 2]).is_err(), "cut in two");
    }
}
