"""Random histories and random questions about them. The same seed gives the same cases."""

import random

LABELS = ["alpha", "alphabet", "beta", "gamma", "delta", "billing", "bill", "core", "a b", "über", "v1-2"]


def graph(seed):
    """One history: revisions in load order, each with id, parents, dependencies and labels."""
    rng = random.Random(seed)
    shape = rng.choice(["linear", "branches", "merges", "dependencies", "wild", "wild", "labels", "islands"])
    size = rng.choice([1, 2, 3, 5, 8, 8, 12, 12, 20, 30])
    ids = names(rng, size)
    labels = rng.sample(LABELS, len(LABELS))
    revisions = []
    for position, name in enumerate(ids):
        older = ids[:position]
        down = parents(rng, shape, older, revisions)
        row = {"id": name, "down": down, "deps": [], "labels": []}
        if labels and rng.random() < {"labels": 0.4, "wild": 0.2, "islands": 0.2}.get(shape, 0.08):
            row["labels"] = [labels.pop() for _ in range(rng.choice([1, 1, 1, 2])) if labels]
        chance = {"dependencies": 0.45, "wild": 0.25, "islands": 0.4}.get(shape, 0.03)
        while older and rng.random() < chance and len(row["deps"]) < 3:
            row["deps"].append(dependency(rng, older, revisions))
        row["deps"] = sorted(set(row["deps"]), key=row["deps"].index)
        revisions.append(row)
    if rng.random() < 0.6:
        rng.shuffle(revisions)
    return {"name": f"{shape}-{seed}", "seed": seed, "revisions": revisions}


def names(rng, size):
    """Ids that look like those of real projects, some of them beginnings of others."""
    style = rng.choice(["hex", "hex", "number", "short", "prefix", "odd"])
    out = []
    while len(out) < size:
        if style == "hex":
            name = "%012x" % rng.getrandbits(48)
        elif style == "number":
            name = "%04d" % (len(out) + 1)
        elif style == "short":
            name = rng.choice("abcdefgh") + str(rng.randrange(1, 30))
        elif style == "prefix":
            name = rng.choice(["abcd", "abce", "ab", "alph"]) + "".join(rng.choice("01xy") for _ in range(rng.randrange(4)))
        else:
            name = rng.choice(["1e5", "on", "null", "é", "rev.", "x_"]) + str(rng.randrange(100))
        if name not in out and name not in LABELS:
            out.append(name)
    return out


def parents(rng, shape, older, revisions):
    if not older:
        return []
    followed = {name for row in revisions for name in row["down"]}
    heads = [name for name in older if name not in followed]
    draw = rng.random()
    base = {"linear": 0.0, "islands": 0.3, "wild": 0.15, "dependencies": 0.15}.get(shape, 0.06)
    merge = {"linear": 0.0, "merges": 0.35, "wild": 0.2, "labels": 0.1}.get(shape, 0.06)
    splice = {"linear": 0.0, "branches": 0.4, "wild": 0.3, "merges": 0.3, "labels": 0.3}.get(shape, 0.15)
    if draw < base:
        return []
    if draw < base + merge and len(older) > 1:
        pool = heads if len(heads) > 1 and rng.random() < 0.85 else older
        return rng.sample(pool, min(len(pool), rng.choice([2, 2, 2, 3])))
    if draw < base + merge + splice:
        return [rng.choice(older)]
    return [rng.choice(heads[-2:])] if shape != "linear" else [older[-1]]


def dependency(rng, older, revisions):
    labels = [label for row in revisions for label in row["labels"]]
    if labels and rng.random() < 0.3:
        return rng.choice(labels)
    return rng.choice(older)


FAULTS = ["cycle", "self-loop", "dependency-cycle", "dependency-self-loop", "missing-parent", "unknown-dependency",
          "duplicate-label", "label-is-id", "duplicate-revision"]


def faulty(seed):
    """A history with one planted fault."""
    rng = random.Random(seed * 7919 + 1)
    while True:
        case = graph(rng.getrandbits(40))
        rows = case["revisions"]
        if len(rows) >= 3:
            break
    fault = FAULTS[seed % len(FAULTS)]
    row, other = rng.sample(rows, 2)
    if fault == "cycle":
        below = closure(rows, [row["id"]], lineage=True)
        other = rng.choice([r for r in rows if r["id"] in below])
        if other is row:
            fault = "self-loop"
            row["down"] = row["down"] + [row["id"]]
        else:
            other["down"] = other["down"] + [row["id"]]
    elif fault == "self-loop":
        row["down"] = row["down"] + [row["id"]]
    elif fault == "dependency-self-loop":
        row["deps"] = row["deps"] + [row["id"]]
    elif fault == "dependency-cycle":
        row["deps"] = row["deps"] + [other["id"]]
        other["deps"] = other["deps"] + [row["id"]]
    elif fault == "missing-parent":
        row["down"] = row["down"] + ["nowhere"]
    elif fault == "unknown-dependency":
        row["deps"] = row["deps"] + ["nowhere"]
    elif fault == "duplicate-label":
        row["labels"], other["labels"] = ["twice"], ["twice"]
    elif fault == "label-is-id":
        row["labels"] = [other["id"]]
    else:
        rows.append({"id": row["id"], "down": [], "deps": [], "labels": []})
    return {"name": f"{fault}-{seed}", "seed": seed, "fault": fault, "revisions": rows, "queries": []}


def resolved(revisions):
    """Dependencies as ids."""
    owner = {label: row["id"] for row in revisions for label in row["labels"]}
    return {row["id"]: [owner.get(dep, dep) for dep in row["deps"]] for row in revisions}


def closure(revisions, starts, lineage=False):
    """The revisions and all that has to be applied before them."""
    by_id = {row["id"]: row for row in revisions}
    deps = {} if lineage else resolved(revisions)
    seen, todo = set(), list(starts)
    while todo:
        name = todo.pop()
        if name in by_id and name not in seen:
            seen.add(name)
            todo += by_id[name]["down"] + deps.get(name, [])
    return seen


def tips(revisions, applied):
    """The version rows of a database that has exactly these revisions."""
    below = set()
    for name in applied:
        below |= closure(revisions, [name]) - {name}
    return sorted(set(applied) - below)


def start_rows(rng, revisions):
    ids = [row["id"] for row in revisions]
    draw = rng.random()
    if draw < 0.2:
        return []
    if draw < 0.35:
        return tips(revisions, ids)
    if draw < 0.4:
        return rng.sample(ids, min(len(ids), 2))
    picked = rng.sample(ids, rng.randrange(1, min(len(ids), 4) + 1))
    rows = tips(revisions, closure(revisions, picked))
    rng.shuffle(rows)
    return rows


def symbol(rng, revisions):
    ids = [row["id"] for row in revisions]
    draw = rng.random()
    if draw < 0.45:
        return rng.choice(ids)
    if draw < 0.6:
        name = rng.choice(ids + label_names(revisions))
        return name[: rng.randrange(1, len(name) + 1)]
    if draw < 0.68:
        return rng.choice(label_names(revisions) or ids)
    if draw < 0.98:
        return rng.choice(["head", "heads", "base"])
    return "nowhere"


def label_names(revisions):
    return [label for row in revisions for label in row["labels"]]


def branch(rng, revisions):
    draw = rng.random()
    labels = label_names(revisions)
    if labels and draw < 0.65:
        return rng.choice(labels)
    if draw < 0.97:
        return rng.choice(revisions)["id"]
    return rng.choice(["nowhere", labels[0][:4] if labels else "zz"])


def target(rng, revisions):
    """One target of any form."""
    draw = rng.random()
    distance = rng.choice([1, 1, 1, 2, 2, 3, 5, 50, 0])
    if draw < 0.35:
        return symbol(rng, revisions)
    if draw < 0.55:
        return f"{branch(rng, revisions)}@{symbol(rng, revisions)}"
    if draw < 0.7:
        return f"{rng.choice('+-')}{distance}"
    if draw < 0.8:
        return f"{branch(rng, revisions)}@{rng.choice('+-')}{distance}"
    if draw < 0.94:
        return f"{symbol(rng, revisions)}{rng.choice('+-')}{distance}"
    return f"{branch(rng, revisions)}@{symbol(rng, revisions)}{rng.choice('+-')}{distance}"


def queries(seed, case, count=36):
    """Questions about one history."""
    rng = random.Random(seed * 31 + 7)
    revisions = case["revisions"]
    out = [
        {"op": "listing"},
        {"op": "upgrade", "start": [], "target": "heads"},
        {"op": "downgrade", "start": tips(revisions, [row["id"] for row in revisions]), "target": "base"},
        {"op": "history", "target": ":"},
    ]
    makers = {
        "upgrade": lambda: move(rng, revisions, "up"),
        "downgrade": lambda: move(rng, revisions, "down"),
        "upgrade-range": lambda: {"target": f"{symbol(rng, revisions)}:{target(rng, revisions)}"},
        "downgrade-range": lambda: {"target": f"{target(rng, revisions)}:{target(rng, revisions)}"},
        "stamp": lambda: {"start": start_rows(rng, revisions), "targets": stamp_targets(rng, revisions)},
        "stamp-range": lambda: stamp_range(rng, revisions),
        "history": lambda: {"target": f"{side(rng, revisions)}:{side(rng, revisions)}"},
        "show": lambda: {"target": target(rng, revisions)},
    }
    weights = {"upgrade": 5, "downgrade": 6, "stamp": 3, "history": 3, "show": 2}
    pool = [name for name in makers for _ in range(weights.get(name, 1))]
    while len(out) < count:
        name = rng.choice(pool)
        out.append({"op": name, **makers[name]()})
    return out


def move(rng, revisions, way):
    """A start and a target, often one that lies on the right side of it."""
    start = start_rows(rng, revisions)
    applied = closure(revisions, start)
    ids = [row["id"] for row in revisions]
    right = [name for name in ids if (name in applied) == (way == "down")]
    draw = rng.random()
    if draw < 0.3 and right:
        return {"start": start, "target": rng.choice(right)}
    if draw < 0.4:
        return {"start": start, "target": {"up": "heads", "down": "base"}[way]}
    if draw < 0.55:
        return {"start": start, "target": f"{branch(rng, revisions)}@{'head' if way == 'up' else 'base'}"}
    if draw < 0.65:
        return {"start": start, "target": ("+" if way == "up" else "-") + str(rng.choice([1, 1, 2, 3]))}
    return {"start": start, "target": target(rng, revisions)}


def stamp_range(rng, revisions):
    start = symbol(rng, revisions)
    return {"targets": [f"{start}:{goal}" for goal in stamp_targets(rng, revisions)]}


def stamp_targets(rng, revisions):
    return [target(rng, revisions) for _ in range(rng.choice([1, 1, 1, 2]))]


def side(rng, revisions):
    return "" if rng.random() < 0.2 else target(rng, revisions)
