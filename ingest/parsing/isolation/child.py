"""The parser process itself: started by :class:`~ingest.parsing.isolation.ParserProcess`, never by hand."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ingest.parsing import progress
from ingest.parsing.isolation.bounds import allow_seconds, bind
from ingest.parsing.isolation.messages import ERROR, READY, RESULT, TICK, packed
from ingest.parsing.isolation.network import close_network
from rag.errors import ParserCrashedError, SourcierError, classify


def main(arguments: list[str]) -> None:
    """``descriptor parent-id memory-bytes max-output module…``: reads documents until the parent hangs up."""
    descriptor, parent, memory, max_output = map(int, arguments[:4])
    bind(memory, parent)
    network = close_network()
    # A document must not read on what the parent sent for it, nor a library write text into the parent's streams.
    with Connection(descriptor) as parent_end:
        try:
            for module in arguments[4:]:
                importlib.import_module(module)
        except Exception as error:
            words = f"The parsers do not load ({type(error).__name__}: {error})."
            parent_end.send_bytes(packed(ERROR, ParserCrashedError(words, "Install the packages again.")))
            return
        parent_end.send_bytes(packed(READY, network))
        while True:
            try:
                work, source, timeout_s = parent_end.recv()
            except EOFError:
                return
            parent_end.send_bytes(_answer(work, source, timeout_s, parent_end, max_output))


def _answer(
    work: Callable[[bytes], Any], source: bytes | Path, timeout_s: float, parent_end: Connection, max_output: int
) -> bytes:
    def tick() -> None:
        allow_seconds(timeout_s)
        parent_end.send_bytes(TICK)

    allow_seconds(timeout_s)
    progress.on_tick(tick)
    try:
        result = work(source.read_bytes() if isinstance(source, Path) else source)
        return packed(RESULT, result, max_output)
    except (SourcierError, OSError) as error:
        return packed(ERROR, classify(error))
    except MemoryError:
        return packed(ERROR, _out_of_memory())
    except RecursionError:
        return packed(ERROR, ParserCrashedError("The document is nested too deeply for its reader.", _REMEDY))
    except Exception as error:
        reason = f"Reading the document failed unexpectedly ({type(error).__name__})."
        return packed(ERROR, ParserCrashedError(reason, _REMEDY))


_REMEDY = "Open the file in its own program, save it again, and add that."


def _out_of_memory() -> ParserCrashedError:
    return ParserCrashedError("Reading the document needed more memory than the reader may use.", "Split the document.")


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main(sys.argv[1:])
