//! Random values of every type: as inserted value and as default they read back as what was meant, whatever the zone and
//! the formats of the session. What is meant is worked out here, not by the code under test.

use std::fmt::Write;

use crate::generate::rng::Rng;
use crate::sample::project::Project;
use crate::servers::{self, Database, Kind, Mode, Server};

/// A value as a file gives it, and the expression over its column that reads it with what that has to give.
struct Sample {
    data_type: &'static str,
    yaml: String,
    reads: &'static str,
    wanted: String,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Year, month and day of a day counted from 1970 on, by the algorithm of Howard Hinnant.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * month_index + 2) / 5 + 1)
}

/// Seconds since 1970 as date and time, with a gap between them.
fn spelt(seconds: i64, gap: char) -> String {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let rest = seconds.rem_euclid(86_400);
    format!("{year:04}-{month:02}-{day:02}{gap}{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

fn signed(rng: &mut Rng, below: usize) -> i64 {
    let number = i64::try_from(rng.below(below)).expect("a small number");
    if rng.chance(50) { -number } else { number }
}

/// One expression for each kind of server: PostgreSQL, MariaDB, SQLite.
type Reads = [&'static str; 3];

fn of(kind: Kind, reads: Reads) -> &'static str {
    match kind {
        Kind::Postgresql => reads[0],
        Kind::Mariadb => reads[1],
        Kind::Sqlite => reads[2],
    }
}

const PLAIN: Reads = ["{c}::text", "{c}", "{c}"];
const BYTES: Reads = ["upper(encode({c}, 'hex'))", "HEX({c})", "hex({c})"];
const TEXT: Reads = [
    "upper(encode(convert_to({c}::text, 'UTF8'), 'hex'))",
    "HEX(CONVERT({c} USING utf8mb4))",
    "hex(CAST({c} AS blob))",
];

fn number(rng: &mut Rng, kind: Kind) -> Sample {
    let sample = |data_type, yaml: String, reads: Reads, wanted: String| Sample {
        data_type,
        yaml,
        reads: of(kind, reads),
        wanted,
    };
    match rng.below(5) {
        0 => {
            let digits = [i16::MIN.into(), i16::MAX.into(), signed(rng, 30_000)][rng.below(3)];
            sample("smallint", format!("{digits}"), PLAIN, format!("{digits}"))
        }
        1 => {
            let digits = [i64::MIN, i64::MAX, signed(rng, 1 << 60)][rng.below(3)];
            sample("bigint", format!("{digits}"), PLAIN, format!("{digits}"))
        }
        2 => {
            let (whole, part) = (signed(rng, 1_000_000), rng.below(10_000));
            let sign = if whole < 0 { "-" } else { "" };
            let yaml = match rng.below(2) {
                0 => format!("{sign}{}.{part:04}", whole.abs()),
                _ => format!("{sign}0.{:06}{part:04}e{}6", whole.abs(), if rng.chance(50) { "+" } else { "" }),
            };
            let sign = if whole == 0 && part == 0 { "" } else { sign };
            sample(
                "numeric(12,4)",
                yaml,
                ["{c}::text", "{c}", "printf('%.4f', {c})"],
                format!("{sign}{}.{part:04}", whole.abs()),
            )
        }
        3 => {
            let yaml = format!("{}.{}e{}", signed(rng, 1000), rng.below(1000), signed(rng, 30));
            let reads = [
                "float8send({c})::text",
                "HEX(CAST({c} AS double) = CAST('{y}' AS double))",
                "{c} = CAST('{y}' AS real)",
            ];
            let bits = yaml.parse::<f64>().expect("a number").to_bits();
            let wanted = if kind == Kind::Postgresql { format!("\\x{bits:016x}") } else { "1".to_string() };
            sample("double", yaml, reads, wanted)
        }
        _ => {
            let yes = rng.chance(50);
            let reads = ["{c}::integer::text", "{c}", "{c}"];
            sample("boolean", format!("{yes}"), reads, format!("{}", i32::from(yes)))
        }
    }
}

const PIECES: &[&str] =
    &["a", "'", "\"", "\\", "\t", "\n", "é", "表", "🐘", "{", "}", ",", "NULL", " ", "%s", ":x", "$$", "\\x41", ""];

fn words(rng: &mut Rng) -> String {
    (0..rng.below(8)).map(|_| rng.word(PIECES)).collect()
}

fn text(rng: &mut Rng, kind: Kind) -> Sample {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON, and JSON is YAML");
    let sample = |data_type, yaml: String, reads: Reads, wanted: String| Sample {
        data_type,
        yaml,
        reads: of(kind, reads),
        wanted,
    };
    let bytes: Vec<u8> = (0..rng.below(9)).map(|_| u8::try_from(rng.below(256)).expect("a byte")).collect();
    match rng.below(6) {
        0 => {
            let words = words(rng);
            sample(["text", "varchar(60)"][rng.below(2)], quoted(&words), TEXT, hex(words.as_bytes()))
        }
        1 => sample("blob", format!("{{hex: \"{}\"}}", hex(&bytes)), BYTES, hex(&bytes)),
        2 => {
            let (three, digits) =
                ([bytes.len() as u8, 255, 62], b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
            let bits = three.iter().fold(0usize, |bits, byte| bits << 8 | usize::from(*byte));
            let four: String = [18, 12, 6, 0].map(|shift| digits[bits >> shift & 63] as char).iter().collect();
            sample("binary(8)", format!("{{base64: \"{four}\"}}"), BYTES, hex(&three))
        }
        3 => {
            let words = words(rng);
            sample("binary(60)", quoted(&words), BYTES, hex(words.as_bytes()))
        }
        4 => {
            // MariaDB takes no others than those of RFC 4122.
            let fixed = |at: usize| if at == 12 { Some("4") } else { (at == 16).then_some("b") };
            let digit = |at: usize| fixed(at).unwrap_or_else(|| rng.word(&["0", "7", "a", "F"]));
            let digits: String = (0..32).map(digit).collect();
            let hyphens = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-");
            let yaml = if rng.chance(50) { format!("\"{digits}\"") } else { format!("\"{hyphens}\"") };
            sample("uuid", yaml, PLAIN, hyphens.to_lowercase())
        }
        _ => {
            let (words, count) = (words(rng), signed(rng, 1000));
            let json = format!("{{\"k\": [{count}, null, {{}}], \"é\": {}}}", quoted(&words));
            let yaml = if rng.chance(50) { format!("{{json: {json}}}") } else { quoted(&json) };
            sample("json", yaml, TEXT, hex(json.as_bytes()))
        }
    }
}

fn moment(rng: &mut Rng, kind: Kind) -> Sample {
    let sample = |data_type, yaml: String, reads: Reads, wanted: String| Sample {
        data_type,
        yaml,
        reads: of(kind, reads),
        wanted,
    };
    let seconds = i64::try_from(rng.between(86_400 * 400, 2_147_000_000)).expect("it fits");
    let part = rng.below(1000);
    match rng.below(5) {
        0 => {
            let day = spelt(seconds, ' ')[..10].to_string();
            sample("date", day.clone(), ["to_char({c}, 'YYYY-MM-DD')", "{c}", "{c}"], day)
        }
        1 => {
            let clock = spelt(seconds, ' ')[11..].to_string();
            sample("time", format!("\"{clock}\""), PLAIN, clock)
        }
        2 => {
            let reads = [
                "to_char({c}, 'YYYY-MM-DD HH24:MI:SS.MS')",
                "DATE_FORMAT({c}, '%Y-%m-%d %H:%i:%s.%f')",
                "strftime('%Y-%m-%d %H:%M:%f', {c})",
            ];
            let zeros = if kind == Kind::Mariadb { "000" } else { "" };
            let wanted = format!("{}.{part:03}{zeros}", spelt(seconds, ' '));
            sample("timestamp(3)", format!("\"{}.{part:03}\"", spelt(seconds, 'T')), reads, wanted)
        }
        _ => {
            let minutes = signed(rng, 14 * 4) * 15;
            let local = spelt(seconds + minutes * 60, ['T', ' '][rng.below(2)]);
            let sign = if minutes < 0 { '-' } else { '+' };
            let zone = match minutes {
                0 => "Z".to_string(),
                _ => format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60),
            };
            let reads = [
                "(extract(epoch FROM {c}) * 1000)::bigint::text",
                "CAST(UNIX_TIMESTAMP({c}) * 1000 AS integer)",
                "CAST(strftime('%s', {c}) AS integer) * 1000 + CAST(substr(strftime('%f', {c}), 4) AS integer)",
            ];
            sample(
                "timestamptz(3)",
                format!("\"{local}.{part:03}{zone}\""),
                reads,
                format!("{}", seconds * 1000 + i64::try_from(part).expect("small")),
            )
        }
    }
}

/// What only PostgreSQL has: intervals and arrays.
fn special(rng: &mut Rng) -> Sample {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    match rng.below(3) {
        0 => {
            let (months, days, seconds) = (signed(rng, 40), signed(rng, 400), signed(rng, 400_000));
            let yaml = match rng.below(2) {
                0 => format!("P{months}M{days}DT{seconds}S"),
                _ => format!("{months} months {days} days {seconds} seconds"),
            };
            let reads = "concat_ws(' ', extract(year FROM {c}) * 12 + extract(month FROM {c}), extract(day FROM {c}), (extract(hour FROM {c}) * 3600 + extract(minute FROM {c}) * 60 + extract(second FROM {c}))::bigint)";
            Sample { data_type: "interval", yaml, reads, wanted: format!("{months} {days} {seconds}") }
        }
        1 => {
            let items: Vec<Option<String>> = (0..rng.below(4)).map(|_| (!rng.chance(20)).then(|| words(rng))).collect();
            let json: Vec<String> =
                items.iter().map(|item| item.as_deref().map_or("null".to_string(), quoted)).collect();
            let list = format!("[{}]", json.join(","));
            let wanted = hex(serde_json::from_str::<serde_json::Value>(&list).expect("JSON").to_string().as_bytes());
            let reads = "upper(encode(convert_to(array_to_json({c})::text, 'UTF8'), 'hex'))";
            Sample { data_type: "{array: text}", yaml: list, reads, wanted }
        }
        _ => {
            let (a, b) = (signed(rng, 1000), signed(rng, 1000));
            let yaml = format!("[[{a}, null], [{b}, 7]]");
            Sample {
                data_type: "{array: integer}",
                yaml,
                reads: "{c}::text",
                wanted: format!("{{{{{a},NULL}},{{{b},7}}}}"),
            }
        }
    }
}

fn samples(rng: &mut Rng, kind: Kind) -> Vec<Sample> {
    (0..40)
        .map(|_| match rng.below(4) {
            0 => number(rng, kind),
            1 => text(rng, kind),
            3 if kind == Kind::Postgresql => special(rng),
            _ => moment(rng, kind),
        })
        .collect()
}

fn revision(samples: &[Sample]) -> String {
    let mut file = String::from(
        "revision: one\ndown_revision: null\nmessage: values\nupgrade:\n  - create_table:\n      name: t\n      columns:\n        - {name: id, type: integer, nullable: false}\n",
    );
    let line = |file: &mut String, text: String| writeln!(file, "{text}").expect("a text");
    for (at, sample) in samples.iter().enumerate() {
        let (data_type, yaml) = (sample.data_type, &sample.yaml);
        let data_type = if data_type.contains(',') { format!("\"{data_type}\"") } else { data_type.to_string() };
        line(&mut file, format!("        - {{name: v{at}, type: {data_type}}}"));
        line(&mut file, format!("        - {{name: d{at}, type: {data_type}, default: {yaml}}}"));
    }
    line(&mut file, "      primary_key: [id]\n  - insert:\n      table: t\n      values:\n        id: 1".to_string());
    for (at, sample) in samples.iter().enumerate() {
        line(&mut file, format!("        v{at}: {}", sample.yaml));
    }
    file
}

/// What a session may have set before the script.
fn odd_session(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgresql => {
            "SET timezone = 'Asia/Kolkata'; SET datestyle = 'SQL, DMY'; SET intervalstyle = 'sql_standard';\n"
        }
        Kind::Mariadb => "SET time_zone = '-03:30';\n",
        Kind::Sqlite => "",
    }
}

fn read_back(database: &Database, samples: &[Sample], label: &str) {
    for letter in ["v", "d"] {
        for (at, sample) in samples.iter().enumerate() {
            let column = format!("{letter}{at}");
            let reads = sample.reads.replace("{c}", &column).replace("{y}", &sample.yaml);
            let found = database.query(&format!("SELECT {reads} FROM t"));
            assert_eq!(
                found,
                vec![vec![Some(sample.wanted.clone())]],
                "{label} {column}: {} as {}",
                sample.yaml,
                sample.data_type
            );
        }
    }
}

fn values_read_back(server: &'static Server) {
    for seed in 1..=6 {
        let samples = samples(&mut Rng::new(seed), server.kind());
        let project = Project::written(&[&revision(&samples)]);
        let database = server.database();
        let script = project.script("upgrade", "one", server.kind().dialect());
        database.run_script(&format!("{}{script}", odd_session(server.kind())), Mode::Piped).expect_success();
        read_back(&database, &samples, &format!("{} {seed}", server.kind().dialect()));
    }
}

#[test]
fn values_read_back_on_postgresql() {
    servers::postgresql().into_iter().for_each(values_read_back);
}

#[test]
fn values_read_back_on_mariadb() {
    servers::mariadb().into_iter().for_each(values_read_back);
}

#[test]
fn values_read_back_on_sqlite() {
    servers::sqlite().into_iter().for_each(values_read_back);
}
