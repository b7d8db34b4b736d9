"""Reading documents in a child process: what a hostile file breaks there, the worker survives.

Loading this package loads no parser; only the child does.
"""

from __future__ import annotations

from ingest.parsing.isolation.bounds import DEFAULT_MEMORY
from ingest.parsing.isolation.process import ParserProcess

__all__ = ["DEFAULT_MEMORY", "ParserProcess"]
