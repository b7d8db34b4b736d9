"""What the kernel lets a parser process take: memory, processor time, files; and that it ends with its parent."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys

DEFAULT_MEMORY = 3 * 1024**3
"""Bytes of address space: a limit on resident memory is not enforced by the kernel."""
_NICENESS = 5
_MAX_FILE = 256 * 1024**2
_MAX_OPEN = 256
_PR_SET_PDEATHSIG = 1


def bind(memory: int, parent: int) -> None:
    """The bounds of this process and of every program it starts, set before it loads a parser.

    The number of processes stays open: that limit counts all of the user's, and a converter must be startable.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Past its time the kernel's own action must end it, also when another program's handling is inherited.
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MAX_OPEN, _MAX_OPEN))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(_NICENESS)


def allow_seconds(seconds: float) -> None:
    """Processor time from now on: ``seconds`` on each core, then SIGXCPU.

    The parent's clock comes first; this holds when the parent itself stands still.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
