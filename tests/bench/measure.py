"""What commands cost: medians of wall seconds, CPU seconds and peak memory over several runs, taken in turns."""

import os
import pathlib
import statistics
import subprocess
import sys

ONE = pathlib.Path(__file__).with_name("one.py")


class Failed(Exception):
    """A command failed, or its output is not what it must be."""


class Program:
    """A program on one project, with the file that its output goes to."""

    def __init__(self, name, file, folder, out, environment=None):
        self.name, self.file, self.folder, self.out = name, str(file), folder, out
        self.environment = {**os.environ, **(environment or {})}

    def run(self, arguments):
        """Wall seconds, CPU seconds (user and system) and peak memory in MB of one run."""
        errors = self.out.with_suffix(".err")
        command = [sys.executable, "-I", "-S", ONE, self.out, errors, self.file, *arguments]
        one = subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, check=True)
        wall, cpu, kilobytes, status = one.stdout.split()
        if int(status) != 0:
            said = "\n".join(errors.read_text(errors="replace").splitlines()[-20:])
            raise self.failed(arguments, f"exit status {int(status)}\n{said}")
        return float(wall), float(cpu), float(kilobytes) / 1000

    def failed(self, arguments, why):
        return Failed(f"{self.name} {' '.join(arguments)} in {self.folder}: {why}")


class Cost:
    """The medians of several runs of one command, and the size of what it printed."""

    def __init__(self, runs, output):
        self.wall, self.cpu, self.memory = (statistics.median(column) for column in zip(*runs))
        self.output = output


def side_by_side(commands, runs, check, first=None):
    """The cost of each (program, arguments), run in turns; `check` says what is wrong with an output, or None. With
    `first`, each counted run follows an uncounted one of the same program with these arguments: both find their files in
    memory, whatever the machine did with them while the other one ran."""
    found = [[] for _ in commands]
    for _ in range(runs):
        for runs_so_far, (program, arguments) in zip(found, commands):
            if first:
                program.run(first)
            runs_so_far.append(program.run(arguments))
    for program, arguments in commands:
        wrong = check(program.out.read_text())
        if wrong:
            raise program.failed(arguments, wrong)
    return [Cost(all_runs, program.out.stat().st_size) for all_runs, (program, _) in zip(found, commands)]


def floor_mb(folder, out):
    """The peak of a program that does nothing: measured figures that are no larger say only `at most this`."""
    return Program("true", "/bin/true", folder, out).run([])[2]
