"""Runs one command once: one.py OUT ERR COMMAND...; prints wall seconds, CPU seconds, peak kilobytes, exit status.

A process of its own, as small as can be: the peak memory of a child starts at the size of the process that starts it.
"""

import os
import sys
import time

actions = [(os.POSIX_SPAWN_OPEN, fd, path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
           for fd, path in [(1, sys.argv[1]), (2, sys.argv[2])]]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[3], sys.argv[3:], os.environ, file_actions=actions)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
print(wall, usage.ru_utime + usage.ru_stime, kilobytes, os.waitstatus_to_exitcode(status))
