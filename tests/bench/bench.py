"""Measures sqlgen and Alembic on the histories of projects.py and prints one table and the targets.

    bench.py WORK ROOT        settings come from the environment: see tests/bench.sh

The exit status is 1 when a command fails or prints too little, and 0 otherwise, also when a target is missed.
"""

import os
import pathlib
import platform
import subprocess
import sys

import measure
import projects

PEER_DOWNGRADE_UP_TO = 5000  # Alembic's is quadratic: 13 s there, minutes at 20,000
ROW = "{:<13} {:<14} {:>9} {:>9} {:>7} {:>9} {:>9} {:>7} {:>7} {:>7} {:>9} {:>9}"
HEADINGS = ("history", "command", "wall s", "Alembic", "ratio", "CPU s", "Alembic", "ratio", "MB", "Alembic", "output",
            "Alembic")
# What the text of a script must hold, once for each operation of the kind: on the way up, on the way down.
STATEMENTS = {
    "create_table": ("CREATE TABLE ", "DROP TABLE "),
    "add_column": ("ADD COLUMN ", "DROP COLUMN "),
    "create_index": ("CREATE INDEX ", "DROP INDEX "),
    "set_not_null": ("SET NOT NULL", "DROP NOT NULL"),
    "rename_column": (" RENAME ", " RENAME "),
}


class Bench:
    def __init__(self, work, root):
        self.work, self.root = work, root
        self.sqlgen = str(pathlib.Path(os.environ["SQLGEN"]).resolve())
        self.peer = os.environ.get("BENCH_PEER", "yes") == "yes"
        self.cold = os.environ.get("BENCH_COLD", "no") == "yes"
        self.runs = int(os.environ.get("BENCH_RUNS", "3"))
        self.start_runs = int(os.environ.get("BENCH_START_RUNS", "20"))
        self.costs = {}  # (history, command) to [ours] or [ours, Alembic's]

    def ours(self, folder):
        return measure.Program("sqlgen", self.sqlgen, folder, self.work / "sqlgen.out")

    def alembic(self, folder):
        python = {"PYTHONDONTWRITEBYTECODE": "1" if self.cold else ""}
        file, out = self.work / "venv/bin/alembic", self.work / "alembic.out"
        return measure.Program("alembic", file, folder, out, python)

    def compare(self, history, command, ours, peer, check, runs=None):
        """Measures and prints one row; `ours` and `peer` are a program and its arguments, `peer` may be None."""
        both = [ours, peer] if peer and self.peer else [ours]
        costs = measure.side_by_side(both, runs or self.runs, check, first=None if runs else ["heads"])
        self.costs[history, command] = costs
        print(row(history, command, *costs), flush=True)

    def history(self, kind, size):
        """All commands on one history."""
        name, operations = f"{kind}-{size}", projects.operations(kind, size)
        ours = self.ours(self.work / "projects" / name / "sqlgen")
        peer = self.alembic(self.work / "projects" / name / "alembic")
        for program in [ours, peer] if self.peer else [ours]:
            program.run(["heads"])  # for Python, makes the byte code

        def both(command, arguments, check, peers=None, with_peer=True):
            self.compare(name, command, (ours, arguments), (peer, peers or arguments) if with_peer else None, check)

        before, last = projects.revision_id(size - 2), projects.revision_id(size - 1)
        both("upgrade", ["upgrade", "head", "--sql"], holds(operations, 0))
        both("downgrade", ["downgrade", "head:base", "--sql"], holds(operations, 1),
             with_peer=size <= PEER_DOWNGRADE_UP_TO)
        both("last step", ["upgrade", "head-1:head", "--sql"], holds(operations[-1:], 0),
             peers=["upgrade", f"{before}:{last}", "--sql"])
        both("history", ["history"], has_lines(size))
        both("heads", ["heads"], has_lines(1))
        if kind == "cycle":  # Alembic cannot: it has no state to restate or rebuild from
            for dialect in ["sqlite", "mariadb"]:
                arguments = ["upgrade", "head", "--sql", "--dialect", dialect]
                both(f"on {dialect}", arguments, has_lines(size), with_peer=False)

    def start(self):
        """How long it takes to say nothing much."""
        ours, peer = self.ours(self.root), self.alembic(self.root)
        version = ["--version"]
        self.compare("none", "--version", (ours, version), (peer, version), has_lines(1), self.start_runs)
        self.compare("sample", "heads", (ours, ["heads"]), None, has_lines(1), self.start_runs)

    def targets(self):
        """The targets that this run can judge, as (words, figures, whether each is met)."""
        for command, wanted in [("upgrade", 20), ("downgrade", 60)]:
            costs = self.costs.get(("linear-5000", command), [])
            if len(costs) == 2:
                found = both_ratios(costs[1], costs[0])
                yield f"5,000: {command} at least {wanted} x faster than Alembic", found, [x >= wanted for x in found]
        pairs = [("5,000: downgrade within 1.3 x of our upgrade", 1.3, "linear-5000 downgrade", "linear-5000 upgrade"),
                 ("20,000: upgrade within 4.5 x of 5,000", 4.5, "linear-20000 upgrade", "linear-5000 upgrade"),
                 ("20,000: downgrade within 4.5 x of 5,000", 4.5, "linear-20000 downgrade", "linear-5000 downgrade")]
        for words, limit, larger, smaller in pairs:
            larger, smaller = (self.costs.get(tuple(key.split(" "))) for key in (larger, smaller))
            if larger and smaller:
                found = both_ratios(larger[0], smaller[0])
                yield words, found, [x <= limit for x in found]
        for key in [("none", "--version"), ("sample", "heads")]:
            milliseconds = self.costs[key][0].cpu * 1000
            yield f"start-up: {key[1]} under 10 ms of CPU", [milliseconds], [milliseconds < 10]
        peaks = [costs[0].memory for (history, _), costs in self.costs.items() if history == "linear-20000"]
        if peaks:
            yield "20,000: peak memory under 100 MB", [max(peaks)], [max(peaks) < 100]


def both_ratios(a, b):
    """How many times as long `a` takes, by the clock and by the processor."""
    return [ratio(a.wall, b.wall), ratio(a.cpu, b.cpu)]


def ratio(a, b):
    return a / max(b, 1e-6)


def row(history, command, ours, peer=None):
    def three(ours_value, peer_value):
        return f"{ours_value:.3f}", f"{peer_value:.3f}", f"{ratio(peer_value, ours_value):.1f}"

    if peer is None:
        cells = [f"{ours.wall:.3f}", "-", "-", f"{ours.cpu:.3f}", "-", "-", f"{ours.memory:.1f}", "-",
                 size(ours.output), "-"]
    else:
        cells = [*three(ours.wall, peer.wall), *three(ours.cpu, peer.cpu), f"{ours.memory:.1f}", f"{peer.memory:.1f}",
                 size(ours.output), size(peer.output)]
    return ROW.format(history, command, *cells)


def size(count):
    return f"{count / 1000:.1f} kB" if count < 1e6 else f"{count / 1e6:.2f} MB"


def holds(operations, way):
    """A check: the script has a statement for each operation."""
    wanted = {}
    for operation in operations:
        text = STATEMENTS[operation[0]][way]
        wanted[text] = wanted.get(text, 0) + 1

    def check(output):
        found = {text: output.count(text) for text in wanted}
        short = [f"{found[text]} of {count} {text.strip()}" for text, count in wanted.items() if found[text] < count]
        return "the script has " + ", ".join(short) if short else None

    return check


def has_lines(count):
    """A check: at least so many lines that are not empty."""
    def check(output):
        lines = sum(1 for line in output.splitlines() if line.strip())
        return f"{lines} of {count} lines" if lines < count else None

    return check


def versions(bench):
    """What is compared, in one line."""
    commands = [[bench.sqlgen, "--version"]]
    if bench.peer:
        code = "import alembic, sqlalchemy as sa; print(f'Alembic {alembic.__version__}, SQLAlchemy {sa.__version__}')"
        commands.append([bench.work / "venv/bin/python", "-c", code])
    said = [subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout for command in commands]
    return ", ".join([*(line.strip() for line in said), f"Python {platform.python_version()}"])


def main(work, root):
    projects.main(work / "projects")
    bench = Bench(work, root)
    floor = measure.floor_mb(root, work / "true.out")
    print(f"{versions(bench)}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"medians of {bench.runs} runs in turns ({bench.start_runs} for start-up), PostgreSQL; CPU: user and system;")
    print(f"MB: peak memory, {floor:.1f} for a program that does nothing;"
          f" byte code is {'compiled in every run' if bench.cold else 'kept between runs'}\n")
    print(ROW.format(*HEADINGS), flush=True)
    try:
        bench.start()
        for kind, count in projects.wanted():
            bench.history(kind, count)
    except measure.Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    print("\ntargets: where two figures stand, the first is by the clock, the second by the processor")
    for words, figures, met in bench.targets():
        verdict = "met" if all(met) else "partly" if any(met) else "NOT MET"
        print(f"  {verdict:<8} {words}: {', '.join(f'{figure:.2f}' for figure in figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(argument).resolve() for argument in sys.argv[1:3])))
