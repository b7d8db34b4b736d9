"""HTML and SVG as trees: text that is put into a tree cannot become markup, whoever wrote it."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, which has no types."""

_COLON_NAMES = ("data_", "aria_")


def el(name: str, /, *children: Element | str | None, **attributes: str | None) -> Element:
    """An element with children (None is left out) and attributes: ``class_`` is ``class``, ``data_label`` is
    ``data-label``; those that are None are left out."""
    made = etree.Element(name)
    for key, value in attributes.items():
        if value is not None:
            written = key.replace("_", "-") if key.startswith(_COLON_NAMES) else key.rstrip("_").replace("_", "-")
            made.set(written, printable(value))
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            _add_text(made, printable(child))
        else:
            made.append(child)
    return made


def quoted(text: str, language: str | None = None, name: str = "bdi") -> Element:
    """Words of a question, document or model: set apart, so that no direction mark in them turns what stands beside."""
    return el(name, text, lang=language, dir="auto")


def printable(text: str) -> str:
    """A text without the characters that XML forbids or that nobody sees; lines and spaces stay."""
    return "".join(char if char.isprintable() or char in "\n\u00a0\u202f" else " " for char in text)


def page(root: Element) -> str:
    """A whole document, as a browser reads it."""
    written: str = etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    return written + "\n"


_KEPT_STYLES = frozenset(
    {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linejoin", "stroke-linecap",
     "font-size", "opacity", "fill-opacity", "stroke-opacity", "text-anchor"}
)  # fmt: skip


def inline_svg(written: str, title: str, prefix: str, ink: str) -> Element:
    """A drawing of matplotlib for use within a page: no names of outside places, no style of its own, no fonts.

    What is drawn in the colour ``ink`` takes that of the page's text, so that it can be read in the dark too. Ids
    begin with ``prefix``: two drawings on a page share none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    found = _plain(etree.fromstring(written.encode(), parser), prefix, ink)
    found.attrib.pop("width", None)
    found.attrib.pop("height", None)
    found.attrib.pop("version", None)
    found.set("role", "img")
    found.set("aria-label", printable(title))
    return found


def _plain(node: Element, prefix: str, ink: str) -> Element:
    """The node without namespaces; ids, ``style`` and references rewritten."""
    made = etree.Element(etree.QName(node).localname)
    made.text = node.text if node.text and node.text.strip() else None
    used = node.getroottree().xpath("//@*[local-name()='href']")
    for key, value in node.attrib.items():
        name = etree.QName(key).localname
        if name == "style":
            for style, set_to in _styles(value):
                made.set(style, "currentColor" if set_to == ink else set_to)
        elif name == "href":
            made.set("href", f"#{prefix}{value.removeprefix('#')}")
        elif name == "id":
            if f"#{value}" in used:
                made.set("id", f"{prefix}{value}")
        elif name != "clip-path":
            made.set(name, value)
    for child in node:
        if etree.QName(child).localname not in ("metadata", "style", "clipPath"):
            made.append(_plain(child, prefix, ink))
    return made


def _styles(written: str) -> list[tuple[str, str]]:
    """The declarations of a ``style`` as attributes: a page that allows no style in its markup shows these."""
    found = []
    for declaration in written.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _KEPT_STYLES and "(" not in value:
            found.append((name, value))
    return found


def _add_text(made: Element, text: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
