"""Walks folders: which files are there to be taken in, which are left out, and what could not be looked at.

Written for folders of very many files: plain texts and tuples, one `stat` a file, nothing resolved.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pathspec import GitIgnoreSpec

from rag.errors import RequestError

IGNORE_FILE = ".sourcierignore"

_LEFT_BEHIND = (".tmp", ".temp", ".crdownload", ".part", ".partial", ".swp", "~")
_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})

_Rules = tuple[tuple[int, GitIgnoreSpec], ...]


class LeftOut(StrEnum):
    """Why a file or folder is not taken in."""

    IGNORED = "ignored"
    HIDDEN = "hidden"
    TEMPORARY = "temporary"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Unseen:
    """A place that could not be looked at: nothing at or below ``source`` can be said to be gone."""

    source: str
    reason: str


@dataclass(slots=True)
class Scan:
    """What lies below a folder: files by source, with size (bytes) and time of change (nanoseconds since the epoch)."""

    root: str
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_out: list[tuple[str, LeftOut]] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    _undecodable: dict[str, str] = field(default_factory=dict)

    def path(self, source: str) -> Path:
        """Where a file of this scan lies."""
        return Path(self._undecodable.get(source) or source.removeprefix("file:"))

    def hides(self, source: str) -> bool:
        """True when a known file may be there without having been seen."""
        return any(source == place.source or source.startswith(place.source + "/") for place in self.unseen)


def source_of(path: Path) -> str:
    """The source that identifies a file on this machine."""
    return f"file:{readable(path.resolve())}"


def readable(path: Path | str) -> str:
    """A path as text that can be stored and printed: bytes that are no UTF-8 become \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_temporary(name: str) -> bool:
    """True for what office programs, browsers and systems leave lying about: ``~$x.docx``, ``x.tmp``, ``Thumbs.db``."""
    folded = name.lower()
    return folded.startswith("~$") or folded.endswith(_LEFT_BEHIND) or folded in _BY_SYSTEMS


def files_under(paths: list[Path]) -> tuple[list[Path], list[Unseen]]:
    """All files named, whatever they are called, with those that :func:`scan` finds in the folders named, sorted; and
    what could not be looked at.

    Raises:
        RequestError: a path does not exist.
    """
    files: list[Path] = []
    unseen: list[Unseen] = []
    for path in paths:
        if not path.exists():
            raise RequestError(f"There is no file or folder {str(path)!r}.", "Check the path.")
        if path.is_file():
            files.append(path)
        else:
            found = scan(path)
            files += sorted(map(found.path, found.files))
            unseen += found.unseen
    return files, unseen


def scan(folder: Path) -> Scan:
    """Walks a folder. Links are not followed; what they lead to inside the folder is found where it lies.

    Left out: names that begin with a dot, what programs leave behind (:func:`is_temporary`), and what a
    ``.sourcierignore`` names, in the syntax of gitignore, in the folder or below.

    Raises:
        RequestError: the folder does not exist or cannot be listed.
    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}.", "Check the path, and that the disk is mounted.")
    root = str(folder.resolve())
    result = Scan(root)
    files = result.files
    oddly_named: list[tuple[str, str, os.stat_result]] = []
    open_folders: list[tuple[str, _Rules]] = [(root, ())]
    while open_folders:
        path, rules = open_folders.pop()
        place = f"file:{readable(path)}"
        plain = place == f"file:{path}"
        try:
            with os.scandir(path) as listing:
                entries = list(listing)
            rules = _rules_of(path, entries, rules)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            result.unseen.append(Unseen(place, f"cannot be looked at: {why}"))
            continue
        below = place.rstrip("/") + "/"
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                if name != IGNORE_FILE:
                    result.left_out.append((below + readable(name), LeftOut.HIDDEN))
                continue
            why = None
            try:
                if entry.is_file(follow_symlinks=False):
                    if is_temporary(name):
                        why = LeftOut.TEMPORARY
                    elif rules and _ignored(rules, entry.path, folder=False):
                        why = LeftOut.IGNORED
                    else:
                        found = entry.stat(follow_symlinks=False)
                        if plain and name.isascii():
                            files[below + name] = (found.st_size, found.st_mtime_ns)
                        else:
                            oddly_named.append((below + readable(name), entry.path, found))
                elif entry.is_dir(follow_symlinks=False):
                    if rules and _ignored(rules, entry.path, folder=True):
                        why = LeftOut.IGNORED
                    else:
                        open_folders.append((entry.path, rules))
                elif entry.is_symlink():
                    why = LeftOut.LINK
            except FileNotFoundError:
                continue
            except OSError as error:
                result.unseen.append(Unseen(below + readable(name), f"cannot be looked at: {error.strerror}"))
            if why is not None:
                result.left_out.append((below + readable(name), why))
    for source, path, found in sorted(oddly_named, key=lambda one: one[1]):
        if source in files:
            result.unseen.append(Unseen(source, "is there twice: two names that read the same"))
        else:
            files[source] = (found.st_size, found.st_mtime_ns)
            result._undecodable[source] = path
    return result


def _rules_of(path: str, entries: list[os.DirEntry[str]], inherited: _Rules) -> _Rules:
    for entry in entries:
        if entry.name == IGNORE_FILE:
            lines = Path(entry.path).read_text("utf-8-sig", "surrogateescape").splitlines()
            try:
                return (*inherited, (len(path.rstrip("/")) + 1, GitIgnoreSpec.from_lines(lines)))
            except ValueError as error:
                raise ValueError(f"its {IGNORE_FILE} is not understood ({error})") from None
    return inherited


def _ignored(rules: _Rules, path: str, *, folder: bool) -> bool:
    """The nearest file of rules that says anything about a path decides, as in git."""
    for start, spec in reversed(rules):
        include = spec.check_file(path[start:] + "/" * folder).include
        if include is not None:
            return include
    return False
