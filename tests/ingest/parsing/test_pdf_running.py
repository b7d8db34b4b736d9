"""Running heads, feet and page numbers stay out of the text; what only looks like them stays in."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from tests.ingest.parsing.makers import pdf, put, read, texts

NAMES = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")


def pages(count: int, furniture: Callable[[Canvas, int], None]) -> bytes:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            put(canvas, 72, 600 - 20 * number, f"Texte propre à la page {NAMES[number - 1]}.")
            furniture(canvas, number)

        return draw

    return pdf(*(page(number) for number in range(1, count + 1)))


def bodies(count: int) -> list[str]:
    return [f"Texte propre à la page {name}." for name in NAMES[:count]]


def test_heads_that_alternate_between_left_and_right_pages() -> None:
    def furniture(canvas: Canvas, number: int) -> None:
        put(canvas, *((72, 810, "Contrat cadre") if number % 2 else (420, 810, "Conditions générales")), 8)
        put(canvas, 72 if number % 2 else 500, 20, str(number), 8)

    for count in (4, 5, 6):
        assert texts(read(pages(count, furniture))) == bodies(count)


def test_a_first_page_without_head_and_pages_counted_in_words() -> None:
    def furniture(canvas: Canvas, number: int) -> None:
        if number > 1:
            put(canvas, 72, 810, "Convention de prestation", 8)
        put(canvas, 260, 20, f"Page {number} / 4", 8)

    assert texts(read(pages(4, furniture))) == bodies(4)


def test_page_numbers_in_the_middle_of_the_page() -> None:
    document = read(pages(4, lambda canvas, number: put(canvas, 297, 500 - 37 * number, str(number + 3))))
    assert texts(document) == bodies(4)


def test_figures_that_count_no_pages_stay() -> None:
    document = read(pages(4, lambda canvas, number: put(canvas, 297, 300, str(number * number + 5))))
    assert [text for text in texts(document) if text.isdigit()] == ["6", "9", "14", "21"]


def test_the_head_of_a_table_that_goes_on_stays_on_its_first_page() -> None:
    def furniture(canvas: Canvas, number: int) -> None:
        for x, cell in zip((72, 300, 450), ("Désignation", "Quantité", "Montant"), strict=True):
            put(canvas, x, 800, cell)

    assert read(pages(4, furniture)).text.count("Désignation") == 1


def test_a_head_of_several_lines_stays_on_its_first_page() -> None:
    """An invoice that repeats sender and addressee on each page."""
    address = ("DISTRI NORD", "12 rue Louis-Blériot", "62440 Harnes", "Résidence Les Glycines")

    def furniture(canvas: Canvas, number: int) -> None:
        for row, line in enumerate(address):
            put(canvas, 72, 815 - 12 * row, line, 8)

    found = "\n".join(texts(read(pages(2, furniture))))
    assert [found.count(line) for line in address] == [1, 1, 1, 1]
    # three lines are a running head as one is
    address = address[:3]
    assert texts(read(pages(2, furniture))) == bodies(2)
