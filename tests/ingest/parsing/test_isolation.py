from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from ingest.parsing import ParsedDocument, isolation, parse
from ingest.parsing.isolation import ParserProcess, messages, process, running
from rag.errors import (
    EmptyFileError,
    EncryptedFileError,
    ParserCrashedError,
    ParserStartError,
    ParserTimeoutError,
    TooLargeError,
    TransientError,
)
from tests.ingest.parsing.makers import LIMITS, changed, lines, pdf

# Stands in for what a file can make a parser do.
HOSTILE = """
import ctypes, mmap, os, resource, signal, socket, subprocess, sys, tempfile, time
from ingest.parsing import ParsedDocument, progress
from ingest.parsing.document import Attachment

def hostile(content):
    what, _, argument = content.decode().partition(" ")
    said = globals()[what](argument) if what in globals() else content.decode()
    return ParsedDocument(said, ()) if isinstance(said, str) else said

def hang(_):
    time.sleep(600)

def die(name):
    os.kill(os.getpid(), getattr(signal, name))
    time.sleep(600)

def leave(code):
    os._exit(int(code))

def eat(_):
    return bytearray(50 * 1024**3)

def swallow(_):
    held = mmap.mmap(-1, int(2.4 * 1024**3))
    time.sleep(0.3)
    os.abort()

def nest(depth):
    return nest(depth)

def burn(_):
    # As if the parent stood still: its clock does not come first.
    resource.setrlimit(resource.RLIMIT_CPU, (1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    while True:
        pass

def pages(count):
    for _ in range(int(count)):
        time.sleep(0.5)
        progress.tick()
    return count

def pour(size):
    return ParsedDocument("", (), attachments=(Attachment("a", bytes(int(size))),))

def descriptors(_):
    return [open(os.devnull) for _ in range(5000)]

def litter(_):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        return file.name

def linger(_):
    return str(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)

def connect(port):
    try:
        socket.create_connection(("127.0.0.1", int(port)), 2).close()
    except OSError as error:
        return type(error).__name__
    return "connected"

def connect_from_a_thread(port):
    said = []
    import threading
    thread = threading.Thread(target=lambda: said.append(connect(port)))
    thread.start()
    thread.join()
    return said[0]

def connect_from_a_program(port):
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return "connected" if result.returncode == 0 else result.stderr.strip().splitlines()[-1].split(":")[0]

def unix(_):
    left, right = socket.socketpair()
    with left, right, socket.socket(socket.AF_UNIX):
        left.send(b"hello")
        return right.recv(5).decode()

def look_into_parent(_):
    libc = ctypes.CDLL(None, use_errno=True)
    return f"{libc.ptrace(16, os.getppid(), 0, 0)} {ctypes.get_errno()}"

def take_over(_):
    class Evil:
        def __reduce__(self):
            return os.putenv, ("SOURCIER_TAKEN", "1")
    return Evil()

def shout(_):
    for number in (1, 2):
        os.write(number, b"words of the document")
    return "done"
"""

FACTURES = Path(__file__).parents[3] / "samples/factures"
Hostile = Callable[[str, float], ParsedDocument]


@pytest.fixture(scope="module")
def ordinary() -> Iterator[ParserProcess]:
    with ParserProcess() as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParserProcess]:
    """A process that does what ``HOSTILE`` says, and may give one MiB."""
    folder = tmp_path_factory.mktemp("parsers")
    (folder / "hostile_parser.py").write_text(HOSTILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setattr(process, "PARSERS", ())
        with ParserProcess(max_output=1024**2) as started:
            yield started


@pytest.fixture
def hostile(small: ParserProcess) -> Hostile:
    from hostile_parser import hostile as work  # type: ignore[import-not-found]

    return lambda content, timeout_s: small.call(work, content.encode(), timeout_s)


@pytest.fixture
def port() -> Iterator[int]:
    """A loopback port where every connection is taken."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_same_as_without_a_child(ordinary: ParserProcess, tmp_path: Path) -> None:
    content = pdf(lines("Bon pour accord"))
    (tmp_path / "a.pdf").write_bytes(content)
    expected = parse(content, "a.pdf", LIMITS)
    assert ordinary.parse(content, "a.pdf", LIMITS, 30) == expected
    assert ordinary.parse(tmp_path / "a.pdf", "a.pdf", LIMITS, 30) == expected


def test_an_invoice_crosses_the_border_whole(ordinary: ParserProcess) -> None:
    read = {file: parse(file.read_bytes(), file.name, LIMITS) for file in FACTURES.glob("2*.pdf")}
    file, expected = next((file, document) for file, document in read.items() if document.invoice is not None)
    assert ordinary.parse(file, file.name, LIMITS, 60) == expected


def test_document_errors_come_back_as_themselves(ordinary: ParserProcess, tmp_path: Path) -> None:
    locked = changed(pdf(lines("x")), lambda writer: writer.encrypt("a", algorithm="AES-256"))
    with pytest.raises(EncryptedFileError, match="password"):
        ordinary.parse(locked, "a.pdf", LIMITS, 30)
    with pytest.raises(EmptyFileError):
        ordinary.parse(b"", "a.pdf", LIMITS, 30)
    with pytest.raises(TransientError, match="FileNotFoundError"):
        ordinary.parse(tmp_path / "gone", "a.pdf", LIMITS, 30)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("hang", ParserTimeoutError, "longer than 1 s for a page"),
        ("die SIGABRT", ParserCrashedError, "died of SIGABRT: a library gave up"),
        ("die SIGSEGV", ParserCrashedError, "died of SIGSEGV"),
        ("die SIGKILL", ParserCrashedError, "died of SIGKILL: it was killed from outside"),
        ("leave 3", ParserCrashedError, "ended with the exit code 3"),
        ("burn", ParserCrashedError, "died of SIGXCPU: its processor time was used up"),
        ("eat", ParserCrashedError, "needed more memory than the reader may use"),
        ("swallow", ParserCrashedError, r"SIGABRT.* held 2\.\d GiB of memory; its limit is 3.0 GiB.*Split"),
        ("nest 1", ParserCrashedError, "nested too deeply"),
        ("pour 1048577", TooLargeError, "more than 1 MiB once it is read"),
        ("descriptors", TransientError, "Unexpected OSError"),
        ("take_over", ParserCrashedError, "answered with something else"),
    ],
)
def test_what_breaks_the_child_costs_that_document_alone(
    hostile: Hostile, content: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        hostile(content, 1 if content == "hang" else 30)
    assert hostile("Bonjour", 30).text == "Bonjour"


def test_a_child_taken_over_gives_values_only(small: ParserProcess, hostile: Hostile) -> None:
    with pytest.raises(ParserCrashedError):
        hostile("take_over", 30)
    for harmless in (TooLargeError("a"), ParsedDocument("a", ())):
        back = messages.unpacked(messages.packed(messages.RESULT, harmless))
        assert (type(back), str(back)) == (type(harmless), str(harmless))
    for call in (os.system, ParserProcess, eval, pickle.loads, messages.unpacked):
        with pytest.raises(ParserCrashedError, match="something else"):
            messages.unpacked(messages.packed(messages.RESULT, call))


def test_pages_done_put_the_time_out_off(hostile: Hostile) -> None:
    assert hostile("pages 6", 2).text == "6"


def test_pages_too_slow_on_average(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_A_PAGE_S", 0.01)
    with pytest.raises(ParserTimeoutError, match=r"stopped after \d pages and \d+ s.* 0\.01 s a page on average"):
        hostile("pages 10", 1)


def test_the_child_with_all_it_started_is_gone_after_a_time_out(small: ParserProcess, hostile: Hostile) -> None:
    program = psutil.Process(int(hostile("linger", 30).text))
    child = small.pid
    assert program.is_running() and child is not None
    with pytest.raises(ParserTimeoutError):
        hostile("hang", 0.3)
    assert not psutil.pid_exists(child)
    program.wait(5)


def test_a_child_killed_between_two_documents_is_replaced(small: ParserProcess, hostile: Hostile) -> None:
    hostile("Bonjour", 30)
    assert small.pid is not None
    os.kill(small.pid, signal.SIGKILL)
    assert small._child is not None
    small._child._process.wait(5)
    assert hostile("Bonjour", 30).text == "Bonjour"


def test_the_network_is_closed_to_the_child(hostile: Hostile, port: int) -> None:
    for way in ("connect", "connect_from_a_thread", "connect_from_a_program"):
        assert hostile(f"{way} {port}", 30).text == "PermissionError"
    # As a check of the check: from here the same port answers.
    socket.create_connection(("127.0.0.1", port), 2).close()


def test_unix_sockets_stay_open_to_the_child(hostile: Hostile) -> None:
    assert hostile("unix", 30).text == "hello"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")
def test_the_child_cannot_look_into_its_parent(hostile: Hostile) -> None:
    assert hostile("look_into_parent", 30).text == "-1 1"


def test_without_the_kernel_python_closes_the_network(port: int) -> None:
    code = (
        "import platform, socket; platform.machine = lambda: 'riscv64'\n"
        "from ingest.parsing.isolation.network import close_network\n"
        "print(close_network())\n"
        "socket.socketpair()\n"
        f"try: socket.create_connection(('127.0.0.1', {port}), 2)\n"
        "except PermissionError: print('refused')\n"
        "try: socket.getaddrinfo('localhost', 80)\n"
        "except PermissionError: print('refused')\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["python", "refused", "refused"]


def test_temporary_files_go_with_the_child(tmp_path: Path, small: ParserProcess, hostile: Hostile) -> None:
    left = Path(hostile("litter", 30).text)
    assert left.parent.name.startswith("sourcier-parser-") and left.exists()
    with pytest.raises(ParserCrashedError):
        hostile("die SIGKILL", 30)
    assert not left.parent.exists()


def test_nothing_a_library_prints_reaches_the_streams(hostile: Hostile, capfd: pytest.CaptureFixture[str]) -> None:
    assert hostile("shout", 30).text == "done"
    assert capfd.readouterr() == ("", "")


def test_parsers_that_do_not_load_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PARSERS", ("no_such_parser",))
    with (
        ParserProcess() as other,
        pytest.raises(ParserStartError, match=r"does not start.*No module named 'no_such_parser'"),
    ):
        other.parse(b"Bonjour", "a.txt", LIMITS, 30)


def test_several_threads_wait_for_each_other(ordinary: ParserProcess) -> None:
    read: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: read.append(ordinary.parse(b"n%d" % n, "a.txt", LIMITS, 30).text))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read) == [f"n{n}" for n in range(8)]


def test_the_child_has_its_own_session_and_bounds(ordinary: ParserProcess) -> None:
    ordinary.parse(b"Bonjour", "a.txt", LIMITS, 30)
    assert ordinary.pid is not None
    assert os.getsid(ordinary.pid) == ordinary.pid
    child = psutil.Process(ordinary.pid)
    assert child.nice() >= 5
    assert child.rlimit(psutil.RLIMIT_AS)[1] == isolation.DEFAULT_MEMORY
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_NOFILE)[1] <= 256
    assert 30 <= child.rlimit(psutil.RLIMIT_CPU)[0] <= 30 * (os.cpu_count() or 1) + 60


def test_the_child_is_gone_after_close() -> None:
    with ParserProcess() as other:
        other.parse(b"Bonjour", "a.txt", LIMITS, 30)
        child = other.pid
    other.close()
    assert child is not None and not psutil.pid_exists(child)


def test_a_child_is_replaced_after_some_documents() -> None:
    with ParserProcess(recycle_after=2) as other:
        seen = []
        for _ in range(4):
            other.parse(b"Bonjour", "a.txt", LIMITS, 30)
            seen.append(other.pid)
    assert seen[0] is not None and seen[0] == seen[1] and seen[2] == seen[3] and seen[0] != seen[2]


def test_a_child_that_keeps_too_much_memory_is_replaced() -> None:
    with ParserProcess(recycle_bytes=1) as other:
        seen = []
        for _ in range(2):
            other.parse(b"Bonjour", "a.txt", LIMITS, 30)
            seen.append(other.pid)
    assert None not in seen and seen[0] != seen[1]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children of their parent's death on Linux")
def test_the_child_dies_with_a_parent_killed_outright(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\nfrom ingest.parsing import Limits\nfrom ingest.parsing.isolation import ParserProcess\n"
        "parser = ParserProcess()\n"
        "parser.parse(b'Bonjour', 'a.txt', Limits(5, 100), 60)\n"
        "print(parser.pid, flush=True)\n"
        "time.sleep(600)\n"
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
