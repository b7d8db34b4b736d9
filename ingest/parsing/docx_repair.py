"""Word's XML made readable: python-docx passes over tracked changes, fields, text boxes and footnotes."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from rag.errors import DamagedFileError

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_DROPPED = ("del", "moveFrom")
_UNWRAPPED = ("ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdt", "bdo", "dir")
# The strict flavour of the format says the same under other names, which python-docx does not know.
_STRICT_NAMES = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


def repair(parts: dict[str, bytes]) -> None:
    """Rewrites the parts of a DOCX in place so that all of its current text stands in ordinary paragraphs."""
    main = _main_part(parts)
    _to_transitional(parts)
    root = _parse(parts[main])
    body = root.find(f"{{{_W}}}body")
    if body is None:
        raise DamagedFileError("The Word document has no body.")
    _repair_tree(root)
    for notes in _NOTES:
        if notes in parts:
            _append_notes(body, _parse(parts[notes]))
    parts[main] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for name in parts:
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            part = _parse(parts[name])
            _repair_tree(part)
            parts[name] = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)


def _main_part(parts: dict[str, bytes]) -> str:
    for name in ("word/document.xml", "word/document2.xml"):
        if name in parts:
            return name
    raise DamagedFileError("The Word document lacks its main part.")


def _to_transitional(parts: dict[str, bytes]) -> None:
    for name, content in parts.items():
        if _STRICT in content:
            for strict, usual in _STRICT_NAMES:
                content = content.replace(strict, usual)
            parts[name] = content


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedFileError("The XML of the Word document does not parse.") from error
    if root.getroottree().docinfo.doctype:
        raise DamagedFileError("The XML of the Word document defines entities, which Word never does.")
    return root


def _repair_tree(root: etree._Element) -> None:
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


def _append_notes(body: etree._Element, notes: etree._Element) -> None:
    """Footnotes as paragraphs at the end, each begun by its number."""
    _repair_tree(notes)
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
