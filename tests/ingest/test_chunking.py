from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import chunk
from ingest.parsing.document import Block, BlockKind, ParsedDocument
from rag.domain.geometry import Box, Span

WORDS = st.sampled_from(
    ["le", "prix", "Art.", "1 234,56 €", "n°", "contrat,", "fin.", "Oui !", "é" * 30, "M. X", "|", "…"]
)
LINES = st.lists(WORDS, min_size=1, max_size=25).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80
).filter(lambda text: text.strip() == text)


@st.composite
def documents(draw: st.DrawFn) -> ParsedDocument:
    """Blocks of lines, as parsers make them: a span for each line, boxes where there are pages."""
    paged = draw(st.booleans())
    text, blocks, page = "", [], 1
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(list(BlockKind)))
        count = 1 if kind is BlockKind.TITLE else draw(st.integers(1, 12))
        glue = "\n" if kind is not BlockKind.TABLE else " | x\n"
        start, spans, body = len(text), [], ""
        first_page = page
        for number, line in enumerate(draw(st.lists(LINES, min_size=count, max_size=count))):
            if paged and number and draw(st.integers(0, 9)) == 0:
                page += 1
            body += glue if number else ""
            box = Box(0.1, 0.1, 0.9, 0.2) if paged else None
            spans.append(Span(len(body), len(body) + len(line), page, box))
            body += line
        level = draw(st.integers(1, 3)) if kind is BlockKind.TITLE else 0
        blocks.append(Block(kind, start, start + len(body), first_page, level, tuple(spans)))
        text += body + "\n\n"
    return ParsedDocument(text, tuple(blocks))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_passages_cover_the_text_in_order_and_keep_their_place(document: ParsedDocument) -> None:
    made = chunk(document, "d", "v")
    position = 0
    for ordinal, passage in enumerate(made):
        assert passage.ordinal == ordinal and (passage.document_id, passage.version_id) == ("d", "v")
        assert passage.text == document.text[passage.char_start : passage.char_end] and passage.text.strip()
        assert position <= passage.char_start < passage.char_end
        assert not document.text[position : passage.char_start].strip(), "text lost between passages"
        position = passage.char_end
        inner = 0
        for span in passage.spans:
            assert inner <= span.start < span.end <= len(passage.text)
            inner = span.end
        assert passage.spans and passage.page == passage.spans[0].page
    assert not document.text[position:].strip(), "text lost at the end"
    assert len({passage.id for passage in made}) == len(made)
    assert made == chunk(document, "d", "v")
    assert not {p.id for p in made} & {p.id for p in chunk(document, "d", "w")}


@settings(max_examples=60, deadline=None)
@given(documents())
def test_each_character_keeps_its_own_line(document: ParsedDocument) -> None:
    """A span of a passage is a piece of the span that the parser gave for these characters."""
    lines = [(b.start + s.start, b.start + s.end, s.page) for b in document.blocks for s in b.spans]
    for passage in chunk(document, "d", "v"):
        expected = [
            (max(start, passage.char_start), min(end, passage.char_end), page)
            for start, end, page in lines
            if start < passage.char_end and end > passage.char_start
        ]
        got = [(s.start + passage.char_start, s.end + passage.char_start, s.page) for s in passage.spans]
        assert got == expected


def _document(*blocks: tuple[BlockKind, int, str]) -> ParsedDocument:
    text, made = "", []
    for kind, level, body in blocks:
        made.append(Block(kind, len(text), len(text) + len(body), 1, level, (Span(0, len(body), 1, None),)))
        text += body + "\n\n"
    return ParsedDocument(text, tuple(made))


LONG = "Le prestataire assure la maintenance des installations du client sur son site. " * 8


def test_headings_above_are_kept_outermost_first() -> None:
    made = chunk(
        _document(
            (BlockKind.TITLE, 1, "Contrat"), (BlockKind.TEXT, 0, LONG), (BlockKind.TITLE, 2, "Article 1"),
            (BlockKind.TEXT, 0, LONG), (BlockKind.TITLE, 2, "Article 2"), (BlockKind.TEXT, 0, LONG),
            (BlockKind.TITLE, 1, "Annexe"), (BlockKind.TEXT, 0, LONG),
        ), "d", "v",
    )  # fmt: skip
    assert [passage.headings for passage in made] == [
        ("Contrat",), ("Contrat", "Article 1"), ("Contrat", "Article 2"), ("Annexe",),
    ]  # fmt: skip


def test_a_long_section_is_cut_between_sentences_into_short_passages() -> None:
    made = chunk(_document((BlockKind.TEXT, 0, LONG.strip() + " " + LONG.strip() + " " + LONG.strip())), "d", "v")
    assert len(made) > 1
    for passage in made:
        assert passage.text.startswith("Le prestataire") and passage.text.endswith("site.")
        assert len(passage.text.split()) <= 180


def test_a_long_table_is_cut_between_rows() -> None:
    rows = "\n".join(f"Prestation {number} | {number} unités | {number},00 €" for number in range(60))
    made = chunk(_document((BlockKind.TABLE, 0, rows)), "d", "v")
    assert len(made) > 1
    assert [line for passage in made for line in passage.text.splitlines()] == rows.splitlines()


def test_short_sections_are_joined() -> None:
    made = chunk(
        _document((BlockKind.TITLE, 1, "Lieu"), (BlockKind.TEXT, 0, "Lyon."), (BlockKind.TITLE, 1, "Date"),
                  (BlockKind.TEXT, 0, "Le 1er mars.")), "d", "v",
    )  # fmt: skip
    assert [passage.headings for passage in made] == [("Lieu",)] and "1er mars" in made[0].text


def test_nothing_gives_nothing() -> None:
    assert chunk(ParsedDocument("", ()), "d", "v") == []
