from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing import parse
from ingest.parsing.align import align
from rag.errors import DocumentError, NoTextError
from tests.ingest.parsing.makers import LIMITS, check, read, texts

CONTRACT = """CONTRAT DE SERVICES

Article 1 - Objet

Le présent contrat a pour objet la maintenance.
Il est conclu   pour un an.

- premier point
- second point

  ligne indentée, 1\u202f234,56\u00a0€
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_kept_to_the_letter(encoding: str) -> None:
    document = read(CONTRACT.replace("\n", "\r\n").encode(encoding), "a.txt")
    assert document.text == CONTRACT
    assert [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "title"] == [
        ("CONTRAT DE SERVICES", 2),
        ("Article 1 - Objet", 2),
    ]
    assert document.title == "CONTRAT DE SERVICES"
    assert document.pages == ()


def test_old_encodings() -> None:
    assert read("Échéance à 30 jours : 1 000 € l’an".encode("cp1252"), "a.txt").text.endswith("1 000 € l’an")


def test_only_blanks() -> None:
    with pytest.raises(NoTextError):
        parse(b" \n\n\t ", "a.txt", LIMITS)


MARKDOWN = """# Conditions générales

Texte avec **gras**, un [lien](https://exemple.fr/a_(b)) et `code`.

## 2. Prix

| Offre | Prix |
|-------|------|
| Base  | 10 € |

* un
* deux

Sous-titre
----------

<!-- remarque -->
Fin &amp; suite.
"""


def test_markdown_is_kept_to_the_letter_with_its_structure() -> None:
    document = read(MARKDOWN.encode(), "cgv.md")
    assert document.text == MARKDOWN
    titles = [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "title"]
    assert titles[:2] == [("# Conditions générales", 1), ("## 2. Prix", 2)]
    assert titles[2][0].startswith("Sous-titre") and titles[2][1] == 2
    (table,) = texts(document, "table")
    assert table.startswith("| Offre") and table.rstrip().endswith("10 € |")
    assert texts(document, "list_item") == ["* un", "* deux"]
    assert document.title == "Conditions générales"


@given(st.text(alphabet=st.sampled_from("ab1 \n\t#*-|.é[]()`<>&=_"), max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_nothing_is_lost(source: str) -> None:
    for name in ("a.txt", "a.md"):
        try:
            document = parse(source.encode(), name, LIMITS)
        except DocumentError:
            continue
        check(document)
        if name == "a.md" or "<" not in source:
            assert document.text == source


def test_leftovers_become_pieces_and_marks_join_their_neighbours() -> None:
    source = "** un deux **\n\nperdu\n\n> trois\n"
    pieces = align(source, ["un deux", "trois"])
    assert [(source[p.start : p.end], p.element) for p in pieces] == [
        ("** un deux **", 0),
        ("perdu", None),
        ("> trois", 1),
    ]
