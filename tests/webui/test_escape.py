"""Hostile text must come out as the characters it is made of, in HTML and in Markdown labels."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from rag.domain.answer import Amended
from rag.language import amended_words
from webui.escape import as_html, as_label, visible
from webui.evidence import marked

HOSTILE = [
    "![img](http://evil.example/x.png)",
    "![img][ref]\n\n[ref]: http://evil.example/x.png",
    "[click](http://evil.example/)",
    "[click](javascript:alert(1))",
    "<http://evil.example/>",
    "http://evil.example/z",
    "HTTPS://EVIL.EXAMPLE/z",
    "www.evil.example",
    "mail@evil.example",
    "<mail@evil.example>",
    "<img src=http://evil.example/y.png onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</div><style>*{display:none}</style>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "&lt;img src=x&gt; &#60;b&#62;",
    "$\\href{http://evil.example}{x}$",
    "$$x^2$$ and $x$ and 5 $ and 6 $",
    "\\(x\\) \\[x\\]",
    ":red[rouge] :blue-background[x] :small[x] :badge[x]",
    ":material/delete: :material_delete: :streamlit: :smile: :+1:",
    ":a[b]{style='x'} ::leaf[x] :::box",
    "`code` ``` fence ```",
    "# title\n- item\n1. one\n> quote\n| a | b |\n|---|---|\n---",
    "**bold** __bold__ *i* _i_ ~~gone~~ ^up^ ==mark==",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "\\![img](http://evil.example/x.png) \\\\[x](http://evil.example)",
    "back\\slash \\",
    "[^1]\n\n[^1]: note",
    "Term\n: definition",
    "- [ ] task",
    "<!-- comment --> <?php ?> <![CDATA[x]]>",
]

# What Streamlit's frontend looks for in texts after their Markdown has been read: a backslash does not stop these.
LATE = re.compile(
    r"(?:https?://|www(?=\.))[-.\w]+"
    r"|[-.\w+]+@[-\w]+\.[-\w]+"
    r"|:[\w+-]+:|:material[/_]\w+:|:streamlit:|:[a-z][a-z0-9-]*\["
    r"|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)",
    re.IGNORECASE,
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_the_same_characters_and_no_tag(text: str) -> None:
    read = _read(as_html(text))
    assert read.tags == []
    assert read.text == text


@pytest.mark.parametrize("text", HOSTILE)
def test_an_attribute_is_not_left(text: str) -> None:
    read = _read(f'<b title="{as_html(text)}">x</b>')
    assert read.tags == ["b"]
    assert read.text == "x"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_is_one_plain_paragraph(text: str) -> None:
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    read = _read(markdown.render(as_label(text)))
    assert read.tags == ["p"]
    assert read.text.strip().replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_label_is_turned_into_anything_afterwards(text: str) -> None:
    read = _read(MarkdownIt("commonmark").render(as_label(text)))
    assert LATE.search(read.text.strip()) is None


def test_the_late_pattern_is_awake() -> None:
    assert all(LATE.search(text) for text in ("www.evil.example", "a -> b", ":smile:", "x@y.fr", ":red[a]"))


@pytest.mark.parametrize("text", HOSTILE)
def test_marking_a_quote_adds_only_the_mark(text: str) -> None:
    read = _read(marked(f"avant {text} après", text))
    assert set(read.tags) <= {"mark"}
    assert read.text == f"avant {text} après"


def test_ordinary_french_is_left_alone() -> None:
    text = "L’échéance : 1 234,56 € – « préavis », ﬁn n° 7 œuvre"
    assert as_html(text) == text
    assert as_label(text).replace("\\", "").replace("\u2060", "") == " ".join(text.split())


def test_characters_that_reorder_or_hide_are_dropped() -> None:
    assert visible("a\u202eb\u200bc\u0000d\ne\tf") == "abcd\ne\tf"


def test_a_long_label_is_cut_before_it_is_escaped() -> None:
    assert as_label("*" * 500, 10) == "\\*" * 9 + "…"


def test_an_amendments_number_is_shown_as_its_characters() -> None:
    number = "![img](http://evil.example/x.png) <b>:smile:"
    amended = Amended(
        article="5.2", document_id="d", version_id="v", title="t", filename="f", number=number, signed=None, since=None
    )
    label = as_label(amended_words(amended, "fr"), 240)
    assert "](" not in label and "<b>" not in label and "http:" not in label and ":smile:" not in label
