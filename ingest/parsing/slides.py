"""Presentations (PPTX): a slide is a page; its title, text, tables, charts, diagrams and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.util import Length
from unstructured.documents.elements import Element, ElementMetadata, NarrativeText, PageBreak, Table
from unstructured.partition.pptx import partition_pptx

from ingest.parsing.archive import pack, unpack_xml, xml_root
from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import damaged_if_it_fails, partitioned
from rag.errors import DamagedFileError, TooLargeError

_MAX_POINTS = 1_000
_NOTES = "Notes: "
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def parse_pptx(content: bytes, limits: Limits) -> ParsedDocument:
    """A PPTX as read: block and span pages are slide numbers; there are no boxes and no pictures of pages.

    Raises:
        DamagedFileError, EncryptedFileError, TooLargeError: as :func:`~ingest.parsing.archive.unpack_xml`, and for
            more slides than ``limits.max_pages``.
    """
    with damaged_if_it_fails():
        presentation = _opened(pack(unpack_xml(content)))
        slides = list(presentation.slides)
        if len(slides) > limits.max_pages:
            raise TooLargeError(f"The presentation has {len(slides):,} slides; the limit is {limits.max_pages:,}.")
        outside = sum(_tidy(slide, presentation) for slide in slides)
        extras = {number: list(_beside_shapes(slide, number)) for number, slide in enumerate(slides, 1)}
        hidden = [number for number, slide in enumerate(slides, 1) if slide.element.get("show") in ("0", "false")]
        output = io.BytesIO()
        presentation.save(output)
    elements = partitioned(partition_pptx, file=output, include_page_breaks=False)
    text, blocks = assemble(_merged(elements, extras))
    return ParsedDocument(text, blocks, title=first_title(text, blocks), warnings=_warnings(hidden, outside))


def _opened(content: bytes) -> Presentation:
    try:
        return pptx.Presentation(io.BytesIO(content))
    except pptx.exc.PythonPptxError as error:
        raise DamagedFileError("The presentation lacks its main part.") from error


def _merged(elements: list[Element], extras: dict[int, list[Element]]) -> Iterator[Element]:
    """The shapes of each slide, then what stands beside them."""
    shapes: dict[int, list[Element]] = {}
    for element in elements:
        if not isinstance(element, PageBreak):
            shapes.setdefault(element.metadata.page_number or 1, []).append(element)
    for number, beside in extras.items():
        yield from shapes.get(number, [])
        yield from beside


def _tidy(slide: Slide, presentation: Presentation) -> int:
    """Takes away what stands outside the slide, and says how many texts that were.

    ``unstructured`` drops whatever begins left of the slide or above it, the parts of a group by the group's own
    measure: what can be seen is moved to where it reads it.
    """
    width, height = int(presentation.slide_width or 0), int(presentation.slide_height or 0)
    outside = 0
    for shape in list(slide.shapes):
        if shape.left is not None and shape.top is not None and not shape.is_placeholder:
            left, top = shape.left, shape.top
            if left + shape.width <= 0 or top + shape.height <= 0 or left >= width or top >= height:
                outside += any(_texts(shape))
                shape.element.getparent().remove(shape.element)
                continue
            shape.left, shape.top = Length(max(left, 0)), Length(max(top, 0))
        if isinstance(shape, GroupShape):
            for part in _parts(shape):
                part.left, part.top = shape.left, shape.top
    return outside


def _parts(group: GroupShape) -> Iterator[BaseShape]:
    for shape in group.shapes:
        if isinstance(shape, GroupShape):
            yield from _parts(shape)
        else:
            yield shape


def _texts(shape: BaseShape) -> Iterator[str]:
    for text in shape.element.iter(f"{_DRAWING}t"):
        if text.text and text.text.strip():
            yield text.text


def _beside_shapes(slide: Slide, number: int) -> Iterator[Element]:
    """What ``unstructured`` passes over: charts, diagrams; and the speaker's notes, which it puts first."""
    metadata = ElementMetadata(page_number=number)
    for shape in slide.shapes:
        for part in _parts(shape) if isinstance(shape, GroupShape) else (shape,):
            rows = _chart_rows(part)
            if rows:
                yield Table("\n".join(rows), metadata=metadata)
    for relation in slide.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.DIAGRAM_DATA and not relation.is_external:
            for paragraph in xml_root(relation.target_part.blob).iter(f"{_DRAWING}p"):
                yield NarrativeText("".join(t.text or "" for t in paragraph.iter(f"{_DRAWING}t")), metadata=metadata)
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if frame is not None and frame.text.strip():
        yield NarrativeText(_NOTES + frame.text.replace("\x0b", "\n").strip(), metadata=metadata)


def _chart_rows(shape: BaseShape) -> list[str]:
    """A chart's values as rows of a table: categories down, series across; [] for other shapes."""
    if not getattr(shape, "has_chart", False):
        return []
    rows: list[str] = []
    for plot in shape.chart.plots:  # type: ignore[attr-defined]
        series = list(plot.series)
        rows.append(" | ".join(["", *(str(one.name) for one in series)]).strip())
        columns = [list(one.values) for one in series]
        for index, category in enumerate(list(plot.categories)[:_MAX_POINTS]):
            values = [column[index] if index < len(column) else None for column in columns]
            rows.append(" | ".join([str(category), *("" if value is None else f"{value:.15g}" for value in values)]))
    return [row for row in rows if row.strip("| ")]


def _warnings(hidden: list[int], outside: int) -> tuple[str, ...]:
    warnings = []
    if hidden:
        warnings.append(f"Hidden slides were read too: {', '.join(map(str, hidden[:20]))}.")
    if outside:
        warnings.append(f"{outside} texts outside their slide were left out.")
    return tuple(warnings)
