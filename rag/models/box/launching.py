"""Run as a script: becomes the command it is given, to be killed by the kernel when the thread that started it ends.

A script of its own, because nothing but exec is safe between fork and exec in a process with threads.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""prctl(2); kept across execve, and meant for the thread, not the process, that started this one."""


def main() -> None:
    """``launching.py PARENT COMMAND…``: nothing is run when the parent, a process id, is gone already."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == int(parent):
        os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
