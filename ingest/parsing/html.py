"""HTML pages: what a reader would see of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html
from unstructured.documents.elements import Element
from unstructured.partition.html import partition_html

from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.decoding import decode
from ingest.parsing.document import HIDDEN_TEXT, ParsedDocument
from ingest.parsing.hidden_html import drop_hidden
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import partitioned
from rag.errors import DamagedFileError, TooLargeError

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_MAX_SOURCE = 10
_MAX_DEPTH = 200
_TOO_DEEP = "Excessive depth"


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The elements of an HTML source as readers see it, the title in its head, and whether it hides text."""

    elements: list[Element]
    title: str = ""
    hides_text: bool = False


def parse_html(content: bytes, limits: Limits) -> ParsedDocument:
    """An HTML file as read.

    Raises:
        DamagedFileError: it does not parse, or is nested more than 2,000 deep.
        TooLargeError: its source is ten times longer than ``limits`` allow its text to be.
    """
    source = _decode(content)
    if len(source) > _MAX_SOURCE * limits.max_chars:
        raise TooLargeError(f"The HTML source has {len(source):,} characters.")
    seen = html_text(source)
    text, blocks = assemble(seen.elements)
    warnings = (HIDDEN_TEXT,) if seen.hides_text else ()
    return ParsedDocument(text, blocks, title=first_title(text, blocks) or seen.title, warnings=warnings)


def html_text(source: str) -> HtmlText:
    """What readers see of an HTML source; errors as for :func:`parse_html`."""
    if not source.strip():
        return HtmlText([])
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DamagedFileError("The HTML does not parse.") from error
    if any(_TOO_DEEP in entry.message for entry in parser.error_log):
        raise DamagedFileError("The HTML is nested too deeply to be read.")
    title = " ".join((root.findtext(".//title") or "").split())[:300]
    hides_text = drop_hidden(root)
    _flatten(root)
    body = html.tostring(root, encoding="unicode")
    return HtmlText(partitioned(partition_html, text=body), title, hides_text)


def _flatten(root: html.HtmlElement) -> None:
    """Takes the tags off what is nested deeper than ``unstructured`` reads: its text would be lost in silence."""
    depth, deep = 0, []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > _MAX_DEPTH:
            deep.append(element)
    for element in reversed(deep):
        element.drop_tag()


def _decode(content: bytes) -> str:
    declared = _CHARSET.search(content[:2048])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)
