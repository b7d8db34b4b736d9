"""HTML pages: what a reader would see of them."""

from __future__ import annotations

import re

from lxml import etree, html
from unstructured.documents.elements import Element
from unstructured.partition.html import partition_html

from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.decoding import decode
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import partitioned
from rag.errors import DamagedFileError, TooLargeError

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_UNSEEN_TAGS = ("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "title")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.I)
_MAX_SOURCE = 10


def parse_html(content: bytes, limits: Limits) -> ParsedDocument:
    """An HTML file as read."""
    source = _decode(content)
    if len(source) > _MAX_SOURCE * limits.max_chars:
        raise TooLargeError(f"The HTML source has {len(source):,} characters.")
    elements, title = html_elements(source)
    text, blocks = assemble(elements)
    return ParsedDocument(text, blocks, title=first_title(text, blocks) or title)


def html_elements(source: str) -> tuple[list[Element], str]:
    """The elements of an HTML source without what is hidden, and the title that its head gives."""
    if not source.strip():
        return [], ""
    try:
        root = html.document_fromstring(source.replace("\x00", "").encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DamagedFileError("The HTML does not parse.") from error
    title = " ".join((root.findtext(".//title") or "").split())[:300]
    _drop_unseen(root)
    body = html.tostring(root, encoding="unicode")
    return partitioned(partition_html, text=body), title


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


def _drop_unseen(root: html.HtmlElement) -> None:
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        unseen = element.tag in _UNSEEN_TAGS or "hidden" in element.attrib
        if unseen or _HIDDEN_STYLE.search(element.get("style", "")):
            element.drop_tree()


def _decode(content: bytes) -> str:
    declared = _CHARSET.search(content[:2048])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)
