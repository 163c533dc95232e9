"""Alembic's own answers, from the classes that its commands use."""

import types
import warnings

from alembic.runtime import migration
from alembic.script.base import ScriptDirectory
from alembic.script.revision import Revision, RevisionError, RevisionMap
from alembic.util import CommandError

warnings.simplefilter("ignore")


class Script(Revision):
    """A revision without a file."""

    module = types.SimpleNamespace(upgrade=lambda: None, downgrade=lambda: None)
    doc = ""


class Maintainer(migration.HeadMaintainer):
    """Alembic's bookkeeping of version rows, with the statements kept instead of sent."""

    def __init__(self, heads):
        super().__init__(None, heads)
        self.changes = []

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.changes.append(["insert", version])

    def _delete_version(self, version):
        self.heads.remove(version)
        self.changes.append(["delete", version])

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.changes.append(["update", from_, to_])


class Peer:
    def __init__(self, case):
        scripts = [
            Script(row["id"], tuple(row["down"]) or None, tuple(row["deps"]) or None, tuple(row["labels"]) or None)
            for row in case["revisions"]
        ]
        self.directory = ScriptDirectory.__new__(ScriptDirectory)
        self.map = self.directory.revision_map = RevisionMap(lambda: scripts)
        self.scripts = scripts
        self.map.heads  # loads
        for script in scripts:
            # Alembic keeps these in the order of a hash set; ours is one of the orders it can come out in.
            kept = set(script._normalized_resolved_dependencies)
            script._normalized_resolved_dependencies = tuple(d for d in script._resolved_dependencies if d in kept)

    def ask(self, query):
        self.order = None
        try:
            return {"ok": getattr(self, query["op"].replace("-", "_"))(query)}
        except (CommandError, RevisionError) as error:
            return {"error": str(error), "class": type(error.__cause__ or error).__name__}
        except Exception as error:  # what a user would see as a traceback
            return {"crash": f"{type(error).__name__}: {error}", "order": self.order}

    def upgrade(self, query):
        return self.steps(query["start"], self.directory._upgrade_revs(query["target"], tuple(query["start"])))

    def downgrade(self, query):
        return self.steps(query["start"], self.directory._downgrade_revs(query["target"], tuple(query["start"])))

    def upgrade_range(self, query):
        start, target = query["target"].split(":", 2)
        return self.upgrade({"start": self.current(start), "target": target})

    def downgrade_range(self, query):
        start, target = query["target"].split(":", 2)
        return self.downgrade({"start": self.current(start), "target": target})

    def current(self, start):
        """What `MigrationContext.get_current_heads` makes of the start of an offline range."""
        return [] if start == "base" else [self.directory.get_revision(start).revision]

    def stamp(self, query):
        maintainer = Maintainer(query["start"])
        for step in self.directory._stamp_revs(tuple(query["targets"]), tuple(query["start"])):
            maintainer.update_to_step(step)
        return {"rows": maintainer.changes, "after": sorted(maintainer.heads)}

    def stamp_range(self, query):
        pairs = [text.split(":", 2) for text in query["targets"]]
        starts = {start for start, _ in pairs}
        if len(starts) > 1:
            raise CommandError("Stamp operation with --sql only supports a single starting revision at a time")
        return self.stamp({"start": self.current(starts.pop()), "targets": [target for _, target in pairs]})

    def history(self, query):
        base, head = query["target"].strip().split(":")
        found = self.directory.walk_revisions(base=base or "base", head=head or "heads")
        return {"ids": [script.revision for script in found]}

    def show(self, query):
        return {"ids": [script.revision for script in self.directory.get_revisions(query["target"])]}

    def listing(self, query):
        order = {script.revision: position for position, script in enumerate(self.scripts)}
        by_load = lambda ids: sorted(ids, key=order.__getitem__)  # noqa: E731
        return [
            {
                "id": script.revision,
                "head": script.is_head and script.revision in self.map.heads,
                "real_head": script._is_real_head and script.revision in self.map._real_heads,
                "base": script.is_base,
                "branch_point": script.is_branch_point,
                "merge_point": script.is_merge_point,
                "labels": sorted(script.branch_labels, key=lambda text: text.encode()),
                "children": by_load(script.nextrev),
                "followers": by_load(script._all_nextrev),
                "dependencies": list(dict.fromkeys(script._resolved_dependencies)),
                "ancestors": by_load(
                    other.revision for other in self.map._get_ancestor_nodes([script]) if other is not script
                ),
            }
            for script in self.scripts
        ]

    def steps(self, start, steps):
        maintainer = Maintainer(start)
        out = []
        self.order = [step.revision.revision for step in steps]
        for step in steps:
            before, maintainer.changes = sorted(maintainer.heads), []
            maintainer.update_to_step(step)
            out.append({"id": step.revision.revision, "rows": maintainer.changes,
                        "before": before, "after": sorted(maintainer.heads)})
        return {"steps": out}


def answer(case):
    """The fault that Alembic finds in the history, and its answers."""
    try:
        peer = Peer(case)
    except (RevisionError, CommandError) as error:
        return {"fault": type(error).__name__, "message": str(error), "answers": []}
    except Exception as error:
        return {"fault": f"crash {type(error).__name__}", "message": str(error), "answers": []}
    return {"fault": None, "answers": [peer.ask(query) for query in case["queries"]]}
