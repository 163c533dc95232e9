"""Ours against Alembic's: equal, or a deviation with a name, or unexplained."""

import json


def case(case, peer, ours):
    if case.get("fault"):
        yield fault(case, peer, ours)
        return
    if ours["faults"] or peer["fault"]:
        yield "UNEXPLAINED fault in a sound history", json.dumps([case, peer.get("fault"), ours["faults"]])
        return
    for query, theirs, mine in zip(case["queries"], peer["answers"], ours["answers"], strict=True):
        verdict = answer(case, query, theirs, mine)
        yield verdict, json.dumps({"revisions": case["revisions"], "query": query, "alembic": theirs, "ours": mine}, ensure_ascii=False)


def fault(case, peer, ours):
    if peer["fault"] and ours["faults"]:
        return f"fault found by both: {case['fault']}", ""
    return f"UNEXPLAINED fault {case['fault']}", json.dumps([case, peer, ours])


def answer(case, query, theirs, mine):
    if "ok" in theirs and "ok" in mine:
        if same(query, theirs["ok"], mine["ok"]):
            return f"equal: {query['op']}"
        return f"UNEXPLAINED {query['op']}: different answers"
    if "ok" not in theirs and "ok" not in mine:
        return f"both refuse: {query['op']}"
    kind = next(iter(theirs))
    return f"UNEXPLAINED {query['op']}: alembic {kind}, ours {mine.get('error', 'ok')}"


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
    """Rows gone, rows come, and how many statements of each kind: what does not hang on the order of a hash set."""
    gone = sorted(change[1] for change in changes if change[0] != "insert")
    come = sorted(change[-1] for change in changes if change[0] != "delete")
    return gone, come, [change[0] for change in changes]
