"""How well scans are read: `python scripts/measure_ocr.py [--alone]`, from the root of the repository.

Makes scans of known text (contracts and invoices in French, English and German, several fonts), sends each as a
PDF through the whole parser, and prints the share of words and the number of fields found in its text. With
`--alone`, RapidOCR itself reads the bad ones too: the last columns compare the two on processor time.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ingest.parsing import Limits, parse  # noqa: E402
from tests.support.scans import Sheet, contract, fields_found, invoice, scan, scan_pdf, share_of_words_found  # noqa: E402

LIMITS = Limits(max_pages=10, max_chars=1_000_000)
CONTRACTS = [
    ("fr", "DejaVu Serif", 10.5),
    ("fr", "Helvetica", 10.0),
    ("en", "Times-Roman", 11.0),
    ("en", "DejaVu Sans", 9.5),
    ("de", "Liberation Sans", 10.5),
    ("de", "Liberation Serif", 11.0),
]
INVOICES = [
    ("fr", "Liberation Sans", 0),
    ("fr", "Liberation Serif", 1),
    ("fr", "DejaVu Sans", 2),
    ("en", "Helvetica", 0),
    ("en", "DejaVu Condensed", 1),
    ("de", "Times-Roman", 0),
    ("de", "Liberation Mono", 1),
    ("de", "Liberation Sans", 2),
]
TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


@dataclass
class Row:
    """What was found on the pages of one kind, grade and resolution."""

    name: str
    words: list[float] = field(default_factory=list)
    right: int = 0
    known: int = 0
    seconds: float = 0.0
    words_alone: list[float] = field(default_factory=list)
    right_alone: int = 0
    seconds_alone: float = 0.0

    def add(self, sheet: Sheet, picture: Image.Image, dpi: int, alone: Alone | None) -> None:
        content = scan_pdf([picture], dpi)
        begun = time.process_time()
        text = parse(content, "scan.pdf", LIMITS).text
        self.seconds += time.process_time() - begun
        self.words.append(share_of_words_found(sheet.words, text))
        self.right += len(fields_found(sheet.fields, text))
        self.known += len(sheet.fields)
        if alone is not None:
            begun = time.process_time()
            text = alone.read(picture)
            self.seconds_alone += time.process_time() - begun
            self.words_alone.append(share_of_words_found(sheet.words, text))
            self.right_alone += len(fields_found(sheet.fields, text))

    def print(self) -> None:
        def fields(right: int) -> str:
            return f"{right}/{self.known} = {28 * right / self.known:.1f} of 28" if self.known else "–"

        count = len(self.words)
        cells = [
            self.name,
            f"{100 * sum(self.words) / count:.1f} (least {100 * min(self.words):.1f})",
            fields(self.right),
        ]
        cells.append(f"{self.seconds / count:.1f}")
        if self.words_alone:
            cells.append(f"{100 * sum(self.words_alone) / count:.1f}")
            cells.append(fields(self.right_alone))
            cells.append(f"{self.seconds_alone / count:.1f}, ours ×{self.seconds / self.seconds_alone:.2f}")
        print("| " + " | ".join(cells) + " |", flush=True)


class Alone:
    """RapidOCR with our number of threads, lines from top to bottom.

    Without its classifier of lines that stand on their head: it turns some upright French lines over.
    """

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        threads = {
            f"EngineConfig.onnxruntime.{name}_op_num_threads": count for name, count in (("intra", 2), ("inter", 1))
        }
        self._engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **threads})

    def read(self, picture: Image.Image) -> str:
        found = self._engine(np.asarray(picture.convert("RGB")))
        lines = sorted(zip(found.boxes, found.txts, strict=True), key=lambda line: float(line[0][:, 1].mean()))
        return "\n".join(text for _, text in lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--alone", action="store_true", help="also RapidOCR itself")
    alone = Alone() if asked.parse_args().alone else None
    parse(scan_pdf([scan(contract("fr"))]), "scan.pdf", LIMITS)
    print("| scans | words found, % | fields found | s a page | alone: words | fields | s |")
    print("|---|---|---|---|---|---|---|")
    for grade in ("clean", "medium", "bad"):
        row = Row(f"contract, 150 dpi, {grade}")
        for seed, known in enumerate(CONTRACTS):
            sheet = contract(*known)
            row.add(sheet, scan(sheet, grade, 150, seed), 150, alone if grade == "bad" else None)
        row.print()
    for dpi, grade in ((200, "clean"), (150, "bad"), (200, "bad")):
        row = Row(f"invoice, {dpi} dpi, {grade}")
        for seed, (language, font, layout) in enumerate(INVOICES):
            sheet = invoice(language, font, layout, seed)
            row.add(sheet, scan(sheet, grade, dpi, seed), dpi, alone if grade == "bad" else None)
        row.print()
    for degrees, turn in TURNS.items():
        row = Row(f"contract, 150 dpi, medium, turned by {degrees}°")
        for seed, known in enumerate(CONTRACTS[::2]):
            sheet = contract(*known)
            row.add(sheet, scan(sheet, "medium", 150, seed).transpose(turn), 150, None)
        row.print()


if __name__ == "__main__":
    main()
