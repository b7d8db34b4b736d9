"""Speed and memory of reading the PDF files of a folder: pages, CPU a page, and the memory that it takes.

    python scripts/measure_pdf.py FOLDER

Each file is read twice in one process and the quicker time counts; memory is the peak above what the process
took with the parser loaded and idle (Linux: VmHWM and VmRSS of /proc/self/status).
"""

from __future__ import annotations

import io
import sys
import time
from contextlib import suppress
from pathlib import Path

import pypdfium2 as pdfium

from ingest.parsing import Limits, parse
from rag.errors import NoTextError, SourcierError

_LIMITS = Limits(max_pages=10_000, max_chars=100_000_000, ocr=False)


def _memory(field: str) -> float:
    """A size that the system notes for this process, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith(field)).split()[1]) / 1024


def _pages_and_seconds(content: bytes, name: str) -> tuple[int, float]:
    begun = time.process_time()
    pages = len(parse(content, name, _LIMITS).pages)
    return pages, time.process_time() - begun


def _load_parser() -> None:
    blank, document = io.BytesIO(), pdfium.PdfDocument.new()
    document.new_page(595, 842)
    document.save(blank)
    with suppress(NoTextError):
        parse(blank.getvalue(), "blank.pdf", _LIMITS)


def main(folder: Path) -> None:
    """Prints the figures for the files of a folder and of those below it."""
    _load_parser()
    resting = _memory("VmRSS")
    pages, seconds, set_aside = 0, 0.0, 0
    for path in sorted(folder.rglob("*.pdf")):
        content = path.read_bytes()
        try:
            first = _pages_and_seconds(content, path.name)
            again = _pages_and_seconds(content, path.name)
        except SourcierError:
            set_aside += 1
            continue
        pages, seconds = pages + first[0], seconds + min(first[1], again[1])
    peak = _memory("VmHWM")
    print(f"{pages} pages, {set_aside} files set aside; {1000 * seconds / max(pages, 1):.1f} ms of CPU a page")
    print(f"memory: {resting:.0f} MiB at rest, {peak:.0f} MiB at the peak, {peak - resting:.0f} MiB added")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
