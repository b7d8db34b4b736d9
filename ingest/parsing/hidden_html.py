"""What an HTML page holds and no reader sees: it must not become an answer, or an instruction to a model."""

from __future__ import annotations

import re

from lxml import html

_UNSEEN_TAGS = frozenset(
    ("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math", "title", "datalist")
)
_ZERO = r"\s*:\s*0(?![.\d]*[1-9])"
_HIDING = re.compile(
    rf"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size{_ZERO}|(?<![\w-])opacity{_ZERO}"
    r"|(?:text-indent|(?<![\w-])left|(?<![\w-])top)\s*:\s*-\d{3,}|mso-hide\s*:\s*all",
    re.I,
)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.I)
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;!]+)", re.I)
_WHITE = re.compile(
    r"#f[c-f]f[c-f]f[c-f]|#fff|white|rgba?\(\s*25[2-5]\s*[, ]\s*25[2-5]\s*[, ]\s*25[2-5].*|transparent"
    r"|rgba\(.*[,/]\s*0(?:\.0+)?\s*\)",
    re.I,
)
_COLOURED_CLASS = re.compile(r"\.([\w-]+)[^{}]*\{[^{}]*background", re.I)


def drop_hidden(root: html.HtmlElement) -> bool:
    """Takes hidden elements out of a page; True when one of them held text that its author could mean to be read.

    Hidden is what the element itself says: the attribute ``hidden``, an inline style that shows nothing, and white
    letters where no background is known but white. Style sheets are not applied.
    """
    coloured = {name for style in root.iter("style") for name in _COLOURED_CLASS.findall(style.text or "")}
    hides_text = False
    for element in list(root.iter()):
        if element is root or element.getparent() is None or not isinstance(element.tag, str):
            continue
        if element.tag in _UNSEEN_TAGS:
            element.drop_tree()
        elif "hidden" in element.attrib or _HIDING.search(element.get("style", "")) or _is_white(element, coloured):
            hides_text = hides_text or any(map(str.isalnum, _words(element)))
            element.drop_tree()
    return hides_text


def _words(element: html.HtmlElement) -> str:
    return "".join(
        text for text in element.itertext() if getattr(text, "getparent", lambda: element)().tag not in _UNSEEN_TAGS
    )


def _is_white(element: html.HtmlElement, coloured: set[str]) -> bool:
    stated = _COLOUR.search(element.get("style", ""))
    colour = stated[1] if stated else element.get("color", "")
    if not _WHITE.fullmatch(colour.strip()):
        return False
    return not any(_has_background(one, coloured) for one in (element, *element.iterancestors()))


def _has_background(element: html.HtmlElement, coloured: set[str]) -> bool:
    stated = _BACKGROUND.search(element.get("style", ""))
    ground = (stated[1] if stated else element.get("bgcolor") or element.get("background") or "").strip()
    return bool(ground and not _WHITE.fullmatch(ground)) or bool(coloured & set(element.get("class", "").split()))
