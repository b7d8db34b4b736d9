"""Word's XML made readable: python-docx passes over tracked changes, fields, text boxes and footnotes."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ingest.parsing.archive import xml_root
from rag.errors import DamagedFileError

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_COMMENTS = "word/comments.xml"
_COMMENT = "Commentaire / Comment"
_DROPPED = ("del", "moveFrom")
_UNWRAPPED = ("ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdt", "bdo", "dir")


def repair(parts: dict[str, bytes]) -> bool:
    """Rewrites the parts of a DOCX in place so that all of its current text stands in ordinary paragraphs.

    Comments become paragraphs after the one they are about. Hidden text is taken out; True says that there was some.

    Raises:
        DamagedFileError: the main part is missing or does not parse.
    """
    main = _main_part(parts)
    root = xml_root(parts[main])
    body = root.find(f"{{{_W}}}body")
    if body is None:
        raise DamagedFileError("The Word document has no body.")
    hiding = _hiding_styles(parts)
    hidden = _repair_tree(root, hiding)
    if _COMMENTS in parts:
        hidden |= _place_comments(body, xml_root(parts[_COMMENTS]), hiding)
    for notes in _NOTES:
        if notes in parts:
            hidden |= _append_notes(body, xml_root(parts[notes]), hiding)
    parts[main] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for name in parts:
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            part = xml_root(parts[name])
            hidden |= _repair_tree(part, hiding)
            parts[name] = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
    return hidden


def _main_part(parts: dict[str, bytes]) -> str:
    for name in ("word/document.xml", "word/document2.xml"):
        if name in parts:
            return name
    raise DamagedFileError("The Word document lacks its main part.")


def _repair_tree(root: etree._Element, hiding: frozenset[str]) -> bool:
    _choose_alternatives(root)
    for row in list(root.iter(f"{{{_W}}}tr")):
        if row.find(f"{{{_W}}}trPr/{{{_W}}}del") is not None:
            _remove(row)
    for name in _DROPPED:
        for element in list(root.iter(f"{{{_W}}}{name}")):
            _remove(element)
    for name in _UNWRAPPED:
        for element in list(root.iter(f"{{{_W}}}{name}")):
            _unwrap(element)
    _lift_text_boxes(root)
    return _drop_hidden(root, hiding)


def _hiding_styles(parts: dict[str, bytes]) -> frozenset[str]:
    """The ids of styles whose text is hidden."""
    if "word/styles.xml" not in parts:
        return frozenset()
    styles = xml_root(parts["word/styles.xml"]).iter(f"{{{_W}}}style")
    return frozenset(style.get(f"{{{_W}}}styleId", "") for style in styles if _is_set(style, "rPr/vanish"))


def _is_set(element: etree._Element, path: str) -> bool:
    found = element.find("/".join(f"{{{_W}}}{name}" for name in path.split("/")))
    return found is not None and found.get(f"{{{_W}}}val", "true") not in ("0", "false", "off")


def _drop_hidden(root: etree._Element, hiding: frozenset[str]) -> bool:
    """Takes out hidden runs (ECMA-376 part 1, 17.3.2.41); True when one held words."""
    hidden = False
    for run in list(root.iter(f"{{{_W}}}r")):
        own = run.find(f"{{{_W}}}rPr/{{{_W}}}vanish")
        styles = [run.find(f"{{{_W}}}rPr/{{{_W}}}rStyle"), run.find(f"../{{{_W}}}pPr/{{{_W}}}pStyle")]
        styled = any(style is not None and style.get(f"{{{_W}}}val") in hiding for style in styles)
        if _is_set(run, "rPr/vanish") if own is not None else styled:
            hidden = hidden or any(text.text and text.text.strip() for text in run.iter(f"{{{_W}}}t"))
            _remove(run)
    return hidden


def _choose_alternatives(root: etree._Element) -> None:
    """Text boxes are written twice, for new and old programs: one is kept."""
    for alternative in list(root.iter(f"{{{_MC}}}AlternateContent")):
        chosen = alternative.find(f"{{{_MC}}}Choice")
        if chosen is None:
            chosen = alternative.find(f"{{{_MC}}}Fallback")
        _replace(alternative, [] if chosen is None else list(chosen))


def _unwrap(element: etree._Element) -> None:
    if element.tag == f"{{{_W}}}sdt":
        content = element.find(f"{{{_W}}}sdtContent")
        _replace(element, [] if content is None else list(content))
        return
    inner = [child for child in element if etree.QName(child).localname not in ("smartTagPr", "customXmlPr")]
    _replace(element, inner)


def _lift_text_boxes(root: etree._Element) -> None:
    """Paragraphs inside drawings are put after the paragraph that the drawing hangs on."""
    for box in list(root.iter(f"{{{_W}}}txbxContent")):
        outer = None
        for ancestor in box.iterancestors(f"{{{_W}}}p"):
            outer = ancestor
        if outer is None or outer.getparent() is None:
            continue
        for block in reversed(list(box)):
            outer.addnext(block)
        _remove(box)


def _place_comments(body: etree._Element, comments: etree._Element, hiding: frozenset[str]) -> bool:
    """Each comment as paragraphs after the block that it is about, or at the end when that is gone."""
    hidden = _repair_tree(comments, hiding)
    anchors = {mark.get(f"{{{_W}}}id"): mark for mark in body.iter(f"{{{_W}}}commentReference")}
    blocks = list(body.iterchildren(f"{{{_W}}}p", f"{{{_W}}}tbl"))
    # Each is put right after its block, so the last comes first.
    for comment in reversed(list(comments.iterchildren(f"{{{_W}}}comment"))):
        anchor = anchors.get(comment.get(f"{{{_W}}}id"))
        above = () if anchor is None else anchor.iterancestors()
        block = next((one for one in above if one.getparent() is body), blocks[-1] if blocks else None)
        author = " ".join((comment.get(f"{{{_W}}}author") or "").split())
        for index, paragraph in reversed(list(enumerate(comment.iterchildren(f"{{{_W}}}p")))):
            _drop_numbering(paragraph)
            if index == 0:
                _prefix(paragraph, f"[{_COMMENT}{' – ' + author if author else ''}] ")
            if block is None:
                body.insert(0, paragraph)
            else:
                block.addnext(paragraph)
    return hidden


def _append_notes(body: etree._Element, notes: etree._Element, hiding: frozenset[str]) -> bool:
    """Footnotes as paragraphs at the end, each begun by its number."""
    hidden = _repair_tree(notes, hiding)
    last = body.find(f"{{{_W}}}sectPr")
    number = 0
    for note in notes:
        if note.get(f"{{{_W}}}type") not in (None, "normal"):
            continue
        number += 1
        for index, paragraph in enumerate(list(note.iterchildren(f"{{{_W}}}p"))):
            _drop_numbering(paragraph)
            if index == 0:
                _prefix(paragraph, f"({number}) ")
            if last is None:
                body.append(paragraph)
            else:
                last.addprevious(paragraph)
    return hidden


def _drop_numbering(paragraph: etree._Element) -> None:
    for style in list(paragraph.iterchildren(f"{{{_W}}}pPr")):
        paragraph.remove(style)


def _prefix(paragraph: etree._Element, words: str) -> None:
    run = etree.Element(f"{{{_W}}}r")
    text = etree.SubElement(run, f"{{{_W}}}t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    paragraph.insert(0, run)


def _replace(element: etree._Element, children: Iterable[etree._Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for offset, child in enumerate(list(children)):
        parent.insert(place + offset, child)
    parent.remove(element)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
