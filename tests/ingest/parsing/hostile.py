"""What the tests of hostile files share: how one ends in a parser process, and that the next is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from ingest.parsing.isolation import ParserProcess
from ingest.reading import read_document
from rag.errors import SourcierError
from tests.ingest.parsing.makers import LIMITS

MEMORY = 1024**3
TIMEOUT_S = 60.0
LONGEST_PASSAGE = 8_000


@contextmanager
def parser_process() -> Iterator[ParserProcess]:
    """A parser process with a third of the usual memory, so that what fills it is there sooner."""
    with ParserProcess(memory_bytes=MEMORY) as process:
        yield process


def end(process: ParserProcess, content: bytes, filename: str) -> str:
    """The code of the error that a document ends with, or "active", as a worker would meet it.

    Asserts that the next document is read by the same process as if nothing had been.
    """
    work = partial(read_document, filename=filename, limits=LIMITS, document_id="d", version_id="v")
    code = "active"
    try:
        reading = process.call(work, content, TIMEOUT_S)
        assert all(0 < len(passage.text) <= LONGEST_PASSAGE for passage in reading.passages)
    except SourcierError as error:
        code = error.code
        assert error.detail.endswith(".") and error.remedy.endswith(".")
        assert len(str(error)) < 500 and str(error).isprintable()
    assert process.parse(b"Bonjour", "next.txt", LIMITS, TIMEOUT_S).text == "Bonjour"
    return code
