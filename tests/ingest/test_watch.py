"""`ingest watch`: real files, real events."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import ingest.watching
from ingest.watching import rounds
from rag.settings import Settings
from tests.ingest.folders import put
from tests.support.files import write
from tests.support.processes import kill_group, start


class Rounds:
    """Rounds in a thread, counted."""

    def __init__(self, folder: Path, poll: bool, answers: Callable[[int], bool] = lambda number: False) -> None:
        self.count = 0
        self.stop = threading.Event()

        def one_round() -> bool:
            self.count += 1
            return answers(self.count)

        self.thread = threading.Thread(target=lambda: rounds(folder, one_round, self.stop, poll=poll))

    def __enter__(self) -> Rounds:
        self.thread.start()
        self.reach(1)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()

    def reach(self, count: int) -> None:
        deadline = time.monotonic() + 30
        while self.count < count:
            assert time.monotonic() < deadline, f"only {self.count} rounds"
            time.sleep(0.02)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_QUIET_S": 0.3, "_AGAIN_S": 0.2, "_POLL_S": 0.2}.items():
        monkeypatch.setattr(ingest.watching, name, value)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("poll", [False, True])
def test_a_round_follows_each_burst_of_changes(tmp_path: Path, poll: bool) -> None:
    (tmp_path / "sub").mkdir()
    with Rounds(tmp_path, poll) as watch:
        for change in (lambda: put(tmp_path / "a.txt", "Un."), lambda: (tmp_path / "a.txt").rename(tmp_path / "sub/b")):
            before = watch.count
            time.sleep(0.3)
            change()
            watch.reach(before + 1)


@pytest.mark.usefixtures("quick")
def test_what_was_left_is_looked_at_again_and_nothing_else(tmp_path: Path) -> None:
    with Rounds(tmp_path, False, lambda number: number < 4) as watch:
        watch.reach(4)
        time.sleep(1)
        assert watch.count == 4, "a quiet folder is left alone"


@pytest.mark.usefixtures("quick")
def test_a_folder_that_goes_and_comes_back_is_followed_again(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with Rounds(folder, False, lambda number: not folder.exists()) as watch:
        folder.rmdir()
        watch.reach(3)
        folder.mkdir()
        watch.reach(watch.count + 1)
        time.sleep(1)
        before = watch.count
        put(folder / "a.txt", "Un.")
        watch.reach(before + 1)


WATCH = """
import ingest.runtime
import ingest.watching
from tests.support.embedder import FakeEmbedder
ingest.runtime.load_embedder = lambda settings: FakeEmbedder()
ingest.watching._QUIET_S = 0.3
from ingest.cli import main
main()
"""


def test_the_command_follows_the_folder_and_ends_cleanly(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{f"f{number}_txt": f"Texte {number}." for number in range(4)})
    more = {
        "SOURCIER_HOME": str(settings.home), "PORT": str(settings.service.port), "SOURCIER_OLLAMA__ENABLED": "false",
        "SOURCIER_INGEST__SLOTS": "1",
    }  # fmt: skip
    process = start(WATCH, "watch", str(folder), "--json", **more)
    seen: dict[str, int] = {}

    def read_until(outcome: str, count: int) -> dict[str, object]:
        assert process.stdout is not None
        while True:
            line = process.stdout.readline()
            assert line, "the command has ended"
            told = json.loads(line)
            for name, number in told["outcomes"].items():
                seen[name] = seen.get(name, 0) + number
            if seen.get(outcome, 0) >= count:
                return dict(told)

    try:
        read_until("new", 4)
        (folder / "f0.txt").rename(folder / "g0.txt")
        read_until("moved", 1)
        (folder / "g0.txt").unlink()
        read_until("deleted", 1)
        for number in (1, 2, 3):
            (folder / f"f{number}.txt").unlink()
        write(folder, nouveau_txt="Nouveau.")
        told = read_until("new", 5)
        assert "3 of the 3" in str(told["refused"]) and seen["deleted"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        kill_group(process)
