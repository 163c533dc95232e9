"""Ours against Alembic's: equal, or a deviation with a name, or unexplained.

The names of the deviations are the headings of docs/deviations.md.
"""

import json
import re

from cases import closure, tips

DISTANCE = re.compile(r"[+-]\d+$")

# Which of our errors say the same as one of Alembic's exceptions.
REASONS = {
    "MultipleHeads": {"several-heads"},
    "ResolutionError": {"unknown-revision", "unknown-branch", "ambiguous-revision", "not-in-branch", "malformed-target"},
    "RangeNotAncestorError": {"wrong-direction", "not-applied", "held-by-dependency", "no-path"},
    "RevisionError": {
        "walked-too-far", "wrong-direction", "ambiguous-walk", "ambiguous-start", "overlapping-revisions", "malformed-target",
    },
}


def case(case, peer, ours):
    if case.get("fault"):
        yield fault(case, peer, ours), json.dumps([case, peer, ours])
        return
    if ours["faults"] or peer["fault"]:
        yield "UNEXPLAINED fault in a sound history", json.dumps([case, peer.get("fault"), ours["faults"]])
        return
    for query, theirs, mine in zip(case["queries"], peer["answers"], ours["answers"], strict=True):
        verdict = answer(case["revisions"], query, theirs, mine)
        yield verdict, example(case, query, theirs, mine)


def example(case, query, theirs, mine):
    """A difference as a person reads it: one revision per line, then the question and the two answers."""
    lines = []
    for row in case["revisions"]:
        text = f"  {row['id']} <- {','.join(row['down'])}"
        text += f" ({','.join(row['deps'])})" if row["deps"] else ""
        lines.append(text + (f" #{','.join(row['labels'])}" if row["labels"] else ""))
    both = (query, theirs, mine)
    return "\n".join([case["name"], *lines, *(json.dumps(value, ensure_ascii=False) for value in both)])


def fault(case, peer, ours):
    kind = case["fault"]
    found = {"label-is-id": "duplicate-label"}.get(kind, kind)
    if found not in ours["faults"]:
        return f"UNEXPLAINED fault {kind} not found by ours"
    if peer["fault"]:
        return f"same: fault {kind}"
    if kind == "duplicate-revision":
        return "deviation: two revisions of one id are an error"
    if kind in ("cycle", "dependency-cycle"):
        return "deviation: every cycle is found"
    return f"UNEXPLAINED fault {kind} not found by Alembic"


def answer(revisions, query, theirs, mine):
    op = query["op"]
    complaint = unsound(revisions, query, mine)
    if complaint:
        return f"UNEXPLAINED {op}: {complaint}"
    if "ok" in theirs and "ok" in mine and same(query, theirs["ok"], mine["ok"]):
        return f"same: {op}"
    if "error" in theirs and "error" in mine:
        reason = "" if mine["error"] in REASONS.get(theirs["class"], ()) else ", for another reason"
        return f"same: {op} refused{reason}"
    if "crash" in theirs:
        return crash(op, theirs, mine)
    name = deviation(revisions, query, theirs, mine)
    if name:
        return f"deviation: {name}"
    if "ok" in theirs and "ok" in mine:
        return f"UNEXPLAINED {op}: different answers"
    return f"UNEXPLAINED {op}: Alembic {theirs.get('class', 'ok')}, ours {mine.get('error', 'ok')}"


def crash(op, theirs, mine):
    if theirs["order"] is None or "ok" not in mine:
        return f"deviation: Alembic ends in a traceback, ours {'refuses' if 'error' in mine else 'answers'}"
    if theirs["order"] != [step["id"] for step in mine["ok"]["steps"]]:
        return f"UNEXPLAINED {op}: different order before a traceback"
    return "deviation: version rows never contain each other"


def deviation(revisions, query, theirs, mine):
    """The name of a known difference, from the question and both answers."""
    op, error = query["op"], mine.get("error")
    if op == "listing":
        return None
    texts = query.get("targets") or [query.get("target")]
    starts, targets = zip(*(split(text) for text in texts))
    ok = theirs.get("ok")
    rows = query.get("start", [])
    both = [text for text in [*starts, *targets] if text]
    if any(label in text for text in both for label in dashed(revisions)):
        return "labels may look like distances"
    if error == "wrong-direction" and op.startswith("upgrade") and ok == {"steps": []}:
        return "a target on the wrong side of the start is an error"
    if error == "overlapping-revisions" and len(tips(revisions, rows)) < len(set(rows)):
        return "start rows that contain each other are refused"
    if error in ("unknown-branch", "ambiguous-revision") and any("@" in text for text in both):
        return "the branch of a target counts"
    if "ok" in mine and several_starts(op, theirs, starts):
        return "several start rows"
    if "ok" in mine and distance_refused(theirs):
        return "distances everywhere"
    if any(re.search(r"(^|@)base[+-]\d", text) for text in both):
        return "nothing lies below base"
    if op.startswith("downgrade"):
        return downgrade_deviation(revisions, theirs, mine, targets[0])
    if op.startswith("stamp"):
        return stamp_deviation(theirs, mine, targets)
    if op == "history":
        return history_deviation(revisions, theirs, mine, starts[0])
    if op == "show" and re.search(r"(^|@)-\d+$", targets[0]):
        return "-N from the heads"
    return None


def split(text):
    start, colon, target = text.partition(":")
    return (start, target) if colon else (None, text)


def dashed(revisions):
    return [label for row in revisions for label in row["labels"] if DISTANCE.search(label)]


def downgrade_deviation(revisions, theirs, mine, target):
    error = mine.get("error")
    if "ok" in mine and "ok" in theirs and redundant(revisions, theirs["ok"], mine["ok"]):
        return "version rows never contain each other"
    if error == "ambiguous-start" and re.fullmatch(r"-\d+", target):
        return "-N from several rows is refused"
    refused = theirs.get("class") in ("MultipleHeads", "ResolutionError")
    if "@" in target and (error == "not-in-branch" or refused or target.endswith(("@head", "@heads"))):
        return "the branch of a target counts"
    return None


def stamp_deviation(theirs, mine, targets):
    if any(re.search(r"(^|@)-\d+$", text) for text in targets):
        return "-N from the heads"
    if len(targets) > 1 or "heads" in targets[0]:
        return "stamping several targets"
    if "@" in targets[0] and theirs.get("class") == "ResolutionError" and "ok" in mine:
        return "the branch of a target counts"
    return None


def history_deviation(revisions, theirs, mine, start):
    if re.search(r"(^|@)-\d+$", start):
        return "-N from the heads"
    if "@" in start and mine.get("error") == "not-in-branch" and theirs.get("ok") == {"ids": []}:
        return "an empty branch in a history range is an error"
    branch = start.partition("@")[0]
    if "@" in start and branch not in {name for row in revisions for name in [row["id"], *row["labels"]]}:
        return "the branch of a target counts"
    return None


def distance_refused(theirs):
    """Alembic took a distance for part of a name."""
    named = re.search(r"identified by '(.*)'", theirs.get("error", ""))
    return theirs.get("class") == "ResolutionError" and named and DISTANCE.search(named[1])


def several_starts(op, theirs, starts):
    return op.endswith("-range") and theirs.get("class") == "MultipleHeads" and starts[0].endswith("heads")


def redundant(revisions, theirs, mine):
    """The same steps, and Alembic's rows are ours and some that ours already stand for."""
    pairs = list(zip(theirs["steps"], mine["steps"]))
    return [step["id"] for step in theirs["steps"]] == [step["id"] for step in mine["steps"]] and all(
        tips(revisions, step["after"]) == sorted(other["after"]) for step, other in pairs
    )


def unsound(revisions, query, mine):
    """What is wrong with an answer of ours by the definition alone, whatever Alembic says."""
    ok = mine.get("ok")
    if query["op"] == "history" and ok:
        seen = set()
        for name in ok["ids"]:
            if name in seen:
                return "a revision twice"
            if closure(revisions, [name]) & seen:
                return "an older revision before a newer one"
            seen.add(name)
        return None
    if query["op"] == "stamp" and ok:
        if tips(revisions, ok["after"]) != sorted(ok["after"]) or replay(query["start"], ok["rows"]) != sorted(ok["after"]):
            return "rows that contain each other, or that the changes do not lead to"
        return None
    if not isinstance(ok, dict) or "steps" not in ok or not ok["steps"]:
        return None
    up = query["op"].startswith("upgrade")
    applied = closure(revisions, ok["steps"][0]["before"])
    for step in ok["steps"]:
        name = step["id"]
        if sorted(step["before"]) != tips(revisions, applied):
            return "rows before a step are not the tips of what is applied"
        if up and (name in applied or not closure(revisions, [name]) - {name} <= applied):
            return "a revision before what it needs"
        if not up and (name not in applied or any(name in closure(revisions, [other]) for other in applied - {name})):
            return "a revision taken back before what needs it"
        applied = applied | {name} if up else applied - {name}
        if sorted(step["after"]) != tips(revisions, applied):
            return "rows after a step are not the tips of what is applied"
        if replay(step["before"], step["rows"]) != sorted(step["after"]):
            return "row changes do not lead from before to after"
    return None


def replay(rows, changes):
    rows = list(rows)
    for change in changes:
        if change[0] != "insert":
            rows.remove(change[1])
        if change[0] != "delete":
            rows.append(change[-1])
    return sorted(rows)


def same(query, theirs, mine):
    if query["op"] == "listing" or "ids" in theirs:
        return theirs == mine
    if "steps" not in theirs:
        return same_rows(theirs["rows"], mine["rows"]) and theirs["after"] == mine["after"]
    if [step["id"] for step in theirs["steps"]] != [step["id"] for step in mine["steps"]]:
        return False
    return all(
        same_rows(a["rows"], b["rows"]) and a["before"] == b["before"] and a["after"] == b["after"]
        for a, b in zip(theirs["steps"], mine["steps"])
    )


def same_rows(theirs, mine):
    return theirs == mine or (len(theirs) > 1 and effect(theirs) == effect(mine))


def effect(changes):
    """Rows gone, rows come, and the kinds of statements: what does not hang on the order of a hash set."""
    gone = sorted(change[1] for change in changes if change[0] != "insert")
    come = sorted(change[-1] for change in changes if change[0] != "delete")
    return gone, come, [change[0] for change in changes]
