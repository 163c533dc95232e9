"""Parses the golden scripts, statement by statement, and holds what cannot be read against the list of what is known."""

import pathlib
import re
import sys

from sqlfluff.core import FluffConfig, Linter

# What every form of every operation comes to, see tests/it/forms/audit.rs.
FORMS = pathlib.Path(sys.argv[1])

DIALECTS = {"mssql": "tsql", "oracle": "oracle", "mysql": "mysql"}

# Lines that the client takes for itself: no SQL.
CLIENT = {
    "mssql": re.compile(r"(?!)"),
    "oracle": re.compile(r"(WHENEVER|PROMPT)\b|SET (DEFINE|SQLBLANKLINES|SERVEROUTPUT|AUTOCOMMIT) \w+$"),
    "mysql": re.compile(r"(?!)"),
}

BLOCK = re.compile(r"(DECLARE|BEGIN)$|CREATE (OR REPLACE )?(TRIGGER|FUNCTION|PROCEDURE)\b")


def statements(text, folder):
    """The pieces of a script that a parser is given: batches, or statements and blocks."""
    if folder == "mssql":
        return re.split(r"^GO$", text, flags=re.M)
    if folder == "mysql":
        return [text]
    pieces, piece, block = [], [], False
    for line in text.split("\n"):
        if CLIENT[folder].match(line) or (not piece and (not line.strip() or line.startswith("--"))):
            continue
        block = block or (not piece and bool(BLOCK.match(line)))
        ends = line == "/" if block else line.endswith(";")
        if line != "/":
            piece.append(line)
        if ends:
            pieces.append("\n".join(piece))
            piece, block = [], False
    if piece:
        sys.exit(f"a statement has no end: {piece[0]}")
    return pieces


def known():
    """Folder and pattern of each entry of the list."""
    found = []
    for line in pathlib.Path(__file__).with_name("unread.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            folder, pattern, manual = line.split(" | ", 2)
            found.append((folder, re.compile(pattern)))
            assert manual.strip(), line
    return found


def verdict(linter, folder, piece, listed, used):
    """Why a piece cannot be read, and whether it took an entry of the list; none if it can be read."""
    found = linter.parse_string(piece).violations
    if not found:
        return None, False
    rest = piece
    for entry in listed:
        if entry[0] == folder and entry[1].search(rest):
            rest = entry[1].sub("", rest)
            used.add(entry)
    left = linter.parse_string(rest).violations if rest != piece else found
    return (str(left[0].desc()) if left else None), True


def main():
    listed, used, wrong, seen = known(), set(), [], {}
    for folder, dialect in DIALECTS.items():
        overrides = {"dialect": dialect, "templater": "raw", "large_file_skip_byte_limit": 0}
        linter, verdicts, count = Linter(config=FluffConfig(overrides=overrides)), {}, 0
        paths = sorted(p for root in (pathlib.Path("snapshots"), FORMS) for p in (root / folder).rglob("*.sql"))
        for path in paths:
            for piece in statements(path.read_text(), folder):
                piece = "\n".join(line for line in piece.split("\n") if not line.startswith("--"))
                count += 1
                if piece in verdicts:
                    continue
                verdicts[piece] = verdict(linter, folder, piece, listed, used)
                if verdicts[piece][0]:
                    wrong.append(f"{path}: {piece[:160]}\n    {verdicts[piece][0][:200]}")
        partly = sum(1 for _, listed_part in verdicts.values() if listed_part)
        seen[folder] = (len(paths), count, len(verdicts), partly)
    for folder, (paths, count, different, partly) in seen.items():
        print(f"{folder}: {paths} scripts, {count} pieces, {different} different, {partly} with parts that are listed")
        if paths < 200 or partly * 4 > different:
            wrong.append(f"{folder}: too little was read")
    wrong += [f"unread.txt: nothing needs `{pattern.pattern}`" for folder, pattern in listed if (folder, pattern) not in used]
    print("\n".join(wrong) if wrong else "every piece was read, but for the parts that are listed with their manual")
    sys.exit(1 if wrong else 0)


main()
