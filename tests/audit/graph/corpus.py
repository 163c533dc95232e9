"""A small fixed part of the audit that `cargo test` always runs.

    corpus.py CASES ANSWERS OUT    of the cases that Alembic answers as we do, 150 histories with some questions each

A line is [revisions, questions]; a question is [what, start rows, targets, answer]. Where the order of Alembic's
statements hangs on a hash set, the answer has them in our order.
"""

import json
import sys

import compare
import peer

HISTORIES = 150
QUESTIONS = 11


def write(cases_path, answers_path, out_path):
    kept = 0
    with open(cases_path) as cases, open(answers_path) as answers, open(out_path, "w") as out:
        for line, answer_line in zip(cases, answers, strict=True):
            case, ours = json.loads(line), json.loads(answer_line)
            if case.get("fault") or not 3 <= len(case["revisions"]) <= 12:
                continue
            questions = chosen(case, peer.answer(case), ours)
            if len(questions) == QUESTIONS and kept < HISTORIES:
                kept += 1
                revisions = [[row["id"], row["down"], row["deps"], row["labels"]] for row in case["revisions"]]
                out.write(json.dumps([revisions, questions], ensure_ascii=False, separators=(",", ":")) + "\n")


def chosen(case, peer_answers, ours):
    """Questions with an answer first, then some that both refuse."""
    answered, refused = [], []
    for query, theirs, mine in zip(case["queries"], peer_answers["answers"], ours["answers"], strict=True):
        if query["op"] == "listing" or not compare.answer(case["revisions"], query, theirs, mine).startswith("same"):
            continue
        targets = query.get("targets") or [query["target"]]
        question = [query["op"], query.get("start", []), targets, short(mine)]
        (answered if "ok" in mine else refused).append(question)
    return (answered[: QUESTIONS - 2] + refused)[:QUESTIONS]


def short(mine):
    if "error" in mine:
        return mine["error"]
    ok = mine["ok"]
    if "steps" in ok:
        return [[step["id"], *map(change, step["rows"])] for step in ok["steps"]]
    return ok["ids"] if "ids" in ok else [change(row) for row in ok["rows"]]


def change(row):
    match row:
        case ["insert", new]:
            return "+" + new
        case ["delete", old]:
            return "-" + old
        case ["update", old, new]:
            return f"{old}>{new}"


if __name__ == "__main__":
    write(*sys.argv[1:])
