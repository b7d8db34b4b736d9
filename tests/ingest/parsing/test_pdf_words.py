"""Blanks that other text objects draw over or beside words part them where a reader sees a gap, nowhere else."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.parsing.makers import pdf, put, read, texts


@pytest.mark.parametrize("hair", [0.02, 0.8])
def test_a_word_that_begins_a_hair_before_the_blank_ahead_of_it(hair: float) -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 700, "cet accord ")
        end = 72 + canvas.stringWidth("cet accord", "Helvetica", 11)
        canvas.drawString(end - hair, 700, "au nom")

    assert texts(read(pdf(draw))) == ["cet accord au nom"]


def test_an_empty_field_drawn_over_the_beginning_of_a_word() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 700, "Facture du mois")
        canvas.drawString(72, 700, "  ")

    assert texts(read(pdf(draw))) == ["Facture du mois"]
