from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

import rag.store.blobs as blobs_module
from rag.errors import IndexLockedError, NotFoundError
from rag.store.blobs import BlobStore
from rag.store.locks import FileLock
from tests.support.processes import eventually, kill_group, start


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_once_by_their_digest(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    digest = blobs.put(b"contrat")
    assert digest == hashlib.sha256(b"contrat").hexdigest() == blobs.put(b"contrat")
    assert blobs.get(digest) == blobs.path(digest).read_bytes() == b"contrat"
    assert _files(tmp_path) == [blobs.path(digest)]
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700
    assert stat.S_IMODE(blobs.path(digest).stat().st_mode) == 0o600


def test_deleted_bytes_are_gone(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    digest = blobs.put(b"x")
    assert blobs.delete(digest) and not blobs.delete(digest)
    with pytest.raises(NotFoundError):
        blobs.get(digest)
    assert blobs.put(b"x") == digest and blobs.get(digest) == b"x"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    blobs = BlobStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(blobs_module.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            blobs.put(b"x" * 1000)
    assert _files(tmp_path) == []
    assert blobs.get(blobs.put(b"x" * 1000)) == b"x" * 1000


HOLD = """
import sys, time
from pathlib import Path
from rag.store.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(600)
"""


def test_a_second_process_is_told_who_holds_the_lock_and_gets_it_after_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "index.lock"
    holder = start(HOLD, str(path))
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLockedError) as refused:
            FileLock(path).acquire()
        assert f"process {holder.pid}" in refused.value.detail and f"ps -p {holder.pid}" in refused.value.remedy
    finally:
        kill_group(holder)
    lock = FileLock(path)
    with lock.held():
        assert path.read_text() == str(os.getpid())


def test_a_lock_excludes_within_one_process_too_and_can_be_waited_for(tmp_path: Path) -> None:
    import threading

    first, second = FileLock(tmp_path / "l"), FileLock(tmp_path / "l")
    first.acquire()
    with pytest.raises(IndexLockedError, match=str(os.getpid())):
        second.acquire()
    threading.Timer(0.2, first.release).start()
    second.acquire(timeout_s=10)
    second.release()
    second.release()
    with first.held():
        pass


def test_the_lock_is_not_handed_to_children(tmp_path: Path) -> None:
    script = HOLD.replace(
        'print("held"', 'import subprocess; child = subprocess.Popen(["sleep", "60"]); print(child.pid'
    )
    path = tmp_path / "l"
    holder = start(script, str(path))
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    try:
        os.kill(holder.pid, 9)
        holder.wait()
        assert eventually(lambda: _free(path), 5)
    finally:
        os.kill(child, 9)
        holder.stdout.close()


def _free(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire()
    except IndexLockedError:
        return False
    lock.release()
    return True
