"""CSV and TSV files: the text as written, whatever parts the cells."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter

from ingest.parsing.decoding import decode
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.sheet_blocks import SheetText
from rag.errors import DamagedFileError, TooLargeError

_DELIMITERS = (";", "\t", ",", "|")
_NOTHING = "\x1f"
"""Parts the cells of a file with one column: a control character that no text holds."""
_MAX_COLUMNS = 16_384
_PROBED_ROWS = 50
_PROBED_CHARS = 50_000


def parse_delimited(content: bytes, limits: Limits) -> ParsedDocument:
    """A CSV or TSV file as read (RFC 4180, and what spreadsheets write in France: semicolons, decimal commas).

    Raises:
        DamagedFileError: a quoted cell never ends or is longer than a spreadsheet's can be.
        TooLargeError: it exceeds ``limits`` or 500,000 filled cells.
    """
    source = decode(content).replace("\r", "\n")
    if len(source) > limits.max_chars:
        raise TooLargeError(f"The table has {len(source):,} characters; the limit is {limits.max_chars:,}.")
    delimiter, source = _delimiter(source)
    if max(line.count(delimiter) for line in source.split("\n")) > _MAX_COLUMNS:
        raise TooLargeError(f"A line of the table has more than {_MAX_COLUMNS:,} columns.")
    sheet = SheetText(limits.max_chars)
    # csv.reader numbers records as a spreadsheet numbers rows: a quoted cell may go on over several lines.
    records = csv.reader(io.StringIO(source), delimiter=delimiter)
    rows = ((number, [" ".join(cell.split()) for cell in record]) for number, record in enumerate(records, 1))
    try:
        sheet.add_sheet("", rows)
    except csv.Error as error:
        raise DamagedFileError("The cells cannot be told apart: a quotation mark is not closed.") from error
    return ParsedDocument(sheet.text, tuple(sheet.blocks), title=sheet.title)


def _delimiter(source: str) -> tuple[str, str]:
    """The character that parts the cells, and the source without the line ``sep=;`` that Excel takes for itself."""
    first, _, rest = source.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], rest
    best, best_score = _NOTHING, 0.0
    for delimiter in _DELIMITERS:
        score = _evenness(source[:_PROBED_CHARS], delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best, source


def _evenness(head: str, delimiter: str) -> float:
    """The share of rows that have the commonest number of cells; 0 where that is one."""
    try:
        records = list(itertools.islice(csv.reader(io.StringIO(head), delimiter=delimiter), _PROBED_ROWS))
    except csv.Error:
        return 0.0
    widths = Counter(len(record) for record in records if len(record) > 1 or "".join(record).strip())
    if not widths:
        return 0.0
    width, times = widths.most_common(1)[0]
    return times / widths.total() if width > 1 else 0.0
