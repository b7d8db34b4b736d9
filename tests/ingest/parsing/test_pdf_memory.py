"""A long PDF is read in little memory: the peak of a process of its own, above what it takes at rest."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.parsing.makers import PARAGRAPH, lines, pdf

ROOT = Path(__file__).parents[3]
PRINTED = textwrap.wrap(PARAGRAPH * 12, 80)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_pages_add_at_most_300_mib(tmp_path: Path) -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            lines(f"Article {number} – Durée", *PRINTED, f"Page {number} / 2000")(canvas)

        return draw

    (tmp_path / "long.pdf").write_bytes(pdf(*(page(number) for number in range(1, 2001))))  # type: ignore[arg-type]
    command = [sys.executable, str(ROOT / "scripts" / "measure_pdf.py"), str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert printed.startswith("2000 pages")
    added = re.search(r"(\d+) MiB added", printed)
    assert added is not None and 20 < int(added[1]) <= 300
