"""What this machine has for a model: cores and memory."""

from __future__ import annotations

import os

import psutil


def threads() -> int:
    """Physical cores that this process may use: a second thread on a core makes a model slower."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))


def available_memory() -> int:
    """Bytes that could be had now without swapping."""
    return int(psutil.virtual_memory().available)
