from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from ingest.parsing import isolation, parse
from ingest.parsing.isolation import ParserProcess
from rag.errors import EmptyFileError, EncryptedFileError, ParserCrashedError, ParserTimeoutError
from tests.ingest.parsing.makers import LIMITS, changed, lines, pdf

# Stands in for a file that makes a parser run for ever, die or fill the memory.
HOSTILE = """
import os, time
import ingest.parsing.text as text
ordinary = text.parse_text
def hostile(content, limits, *, markdown):
    if content == b"hang":
        time.sleep(600)
    if content == b"die":
        os.abort()
    if content == b"eat":
        return bytearray(50 * 1024**3)
    if content == b"pid":
        raise RuntimeError(os.getpid())
    return ordinary(content, limits, markdown=markdown)
text.parse_text = hostile
"""


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    with ParserProcess() as started:
        yield started


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ParserProcess]:
    (tmp_path / "hostile_parser.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(isolation, "_PARSERS", ("ingest.parsing.text", "hostile_parser"))
    with ParserProcess() as started:
        yield started


def test_the_same_as_without_a_child(process: ParserProcess, tmp_path: Path) -> None:
    content = pdf(lines("Bon pour accord"))
    (tmp_path / "a.pdf").write_bytes(content)
    expected = parse(content, "a.pdf", LIMITS)
    assert process.parse(content, "a.pdf", LIMITS, 30) == expected
    assert process.parse(tmp_path / "a.pdf", "a.pdf", LIMITS, 30) == expected


def test_document_errors_come_back_as_themselves(process: ParserProcess) -> None:
    locked = changed(pdf(lines("x")), lambda writer: writer.encrypt("a", algorithm="AES-256"))
    with pytest.raises(EncryptedFileError, match="password"):
        process.parse(locked, "a.pdf", LIMITS, 30)
    with pytest.raises(EmptyFileError):
        process.parse(b"", "a.pdf", LIMITS, 30)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"hang", ParserTimeoutError, "longer than 1 s"),
        (b"die", ParserCrashedError, "died"),
        (b"eat", ParserCrashedError, "more memory"),
    ],
)
def test_what_breaks_the_child_leaves_the_parent_reading(
    hostile: ParserProcess, content: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        hostile.parse(content, "a.txt", LIMITS, 1)
    assert hostile.parse(b"Bonjour", "a.txt", LIMITS, 30).text == "Bonjour"


def test_the_child_is_gone_after_a_timeout_and_after_close(hostile: ParserProcess) -> None:
    hostile.parse(b"Bonjour", "a.txt", LIMITS, 30)
    first = hostile.pid
    with pytest.raises(ParserTimeoutError):
        hostile.parse(b"hang", "a.txt", LIMITS, 0.5)
    assert first is not None and not psutil.pid_exists(first)
    hostile.parse(b"Bonjour", "a.txt", LIMITS, 30)
    second = hostile.pid
    hostile.close()
    assert second is not None and not psutil.pid_exists(second)


def test_the_child_has_its_own_session_and_is_nice(process: ParserProcess) -> None:
    process.parse(b"Bonjour", "a.txt", LIMITS, 30)
    assert process.pid is not None
    assert os.getsid(process.pid) == process.pid
    child = psutil.Process(process.pid)
    assert child.nice() >= 5
    assert child.rlimit(psutil.RLIMIT_AS)[1] == isolation.DEFAULT_MEMORY
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_a_child_is_replaced_after_some_documents() -> None:
    with ParserProcess(recycle_after=2) as process:
        seen = []
        for _ in range(4):
            process.parse(b"Bonjour", "a.txt", LIMITS, 30)
            seen.append(process.pid)
    assert seen[0] is not None and seen[2] is not None and seen[0] != seen[2]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of their parent's death on Linux")
def test_the_child_dies_with_a_parent_killed_outright(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\nfrom ingest.parsing import Limits\nfrom ingest.parsing.isolation import ParserProcess\n"
        "if __name__ == '__main__':\n"
        "    process = ParserProcess()\n"
        "    process.parse(b'Bonjour', 'a.txt', Limits(5, 100), 60)\n"
        "    print(process.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert psutil.pid_exists(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
