"""Reads a folder's documents as the ingestion does, without a store: their passages, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.parsing.limits import Limits
from ingest.parsing.pool import ParserPool
from ingest.reading import Reading, read_document
from ingest.scanning import files_under
from rag.domain.passage import Passage
from rag.errors import ParserStartError, RequestError, SourcierError
from rag.settings import IngestSettings

_DEEPEST = 5
_CONTAINERS = (".eml", ".msg", ".zip")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read: its name alone, its place below the folder, and what is in it.

    An attachment has the place of the file that it came in. ``kind`` is ``invoice``, ``contract`` or ``other``.
    ``problem`` says why a file could not be read; it has no passages then.
    """

    filename: str
    place: str
    media_type: str
    title: str
    language: str
    passages: tuple[Passage, ...]
    kind: str = "other"
    problem: str | None = None


def read_folder(
    folder: Path,
    settings: IngestSettings,
    wanted: Collection[str] | None = None,
    on_file: Callable[[], object] = lambda: None,
) -> Iterator[ReadFile]:
    """The files of a folder and what is attached to them, each in a parser process, in the order of their places.

    With ``wanted`` only files of these names are read, and those that files may lie in (mails, archives) where a name
    is not among the files themselves.

    Raises:
        RequestError: there is no such folder.
        ParserStartError: the parser process does not start.
    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}.", "Check the path given to --documents.")
    folder = folder.resolve()
    paths, _ = files_under([folder])
    if wanted is not None:
        missing = set(wanted) - {path.name for path in paths}
        paths = [path for path in paths if path.name in wanted or (missing and path.suffix.lower() in _CONTAINERS)]
    limits = Limits(max_pages=settings.max_pages, max_chars=settings.max_chars)
    with ParserPool(1) as parsers:

        def read(source: Path | bytes, name: str, place: str, depth: int) -> Iterator[ReadFile]:
            work = partial(read_document, filename=name, limits=limits, document_id=place, version_id="")
            try:
                reading = parsers.call(work, source, settings.parse_timeout_s)
            except ParserStartError:
                raise
            except SourcierError as error:
                yield ReadFile(name, place, "", "", "", (), problem=error.detail)
                return
            yield _file(name, place, reading)
            for attachment in reading.attachments if depth < _DEEPEST else ():
                yield from read(attachment.content, attachment.filename, place, depth + 1)

        for path in paths:
            yield from read(path, path.name, path.relative_to(folder).as_posix(), 0)
            on_file()


def _file(name: str, place: str, reading: Reading) -> ReadFile:
    kind = "invoice" if reading.invoice else "contract" if reading.contract else "other"
    return ReadFile(name, place, reading.media_type, reading.title, reading.language, reading.passages, kind)
