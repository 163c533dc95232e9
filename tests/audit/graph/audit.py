"""Writes cases, has Alembic answer them, and compares ours with its answers.

    audit.py cases FILE COUNT        random histories with questions, one JSON value per line
    audit.py compare FILE ANSWERS    exits with 1 when a difference is not explained
"""

import collections
import json
import pathlib
import sys

import cases
import compare
import peer

DEVIATIONS = pathlib.Path(__file__).parents[3] / "docs" / "deviations.md"


def write_cases(path, count):
    with open(path, "w") as out:
        for seed in range(count):
            case = cases.graph(seed)
            case["queries"] = cases.queries(seed, case)
            out.write(json.dumps(case) + "\n")
        for seed in range(count // 8):
            out.write(json.dumps(cases.faulty(seed)) + "\n")


def check(path, answers_path):
    verdicts, examples = collections.Counter(), {}
    graphs = 0
    with open(path) as asked, open(answers_path) as answered:
        for line, answer_line in zip(asked, answered, strict=True):
            case, ours = json.loads(line), json.loads(answer_line)
            graphs += 1
            for verdict, example in compare.case(case, peer.answer(case), ours):
                verdicts[verdict] += 1
                examples.setdefault(verdict, []).append(example)
    unexplained = [verdict for verdict in verdicts if verdict.startswith("UNEXPLAINED") or not written_down(verdict)]
    print(f"{graphs} histories, {sum(verdicts.values())} answers compared")
    for verdict, number in sorted(verdicts.items(), key=lambda item: -item[1]):
        print(f"{number:7}  {verdict}")
    for verdict in unexplained:
        for example in sorted(examples[verdict], key=len)[:3]:
            print(f"\n{verdict}\n{example}")
    return 1 if unexplained else 0


def written_down(verdict):
    """Whether a deviation has a heading on its page."""
    kind, _, name = verdict.partition(": ")
    headings = [line.removeprefix("## ").lower() for line in DEVIATIONS.read_text().splitlines()]
    return kind != "deviation" or name.lower() in headings


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cases", path, count]:
            write_cases(path, int(count))
        case ["compare", path, answers]:
            sys.exit(check(path, answers))
        case _:
            sys.exit(__doc__)
