"""The XML of an invoice, opened safely and read by namespace and name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision, list_currencies
from lxml import etree

from rag.domain.invoice import InvoiceWarning
from rag.errors import DamagedFileError, TooLargeError

MAX_BYTES = 50 * 1024**2
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_BASIC_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T[0-9:.Z+-]*)?")
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_EXTERNAL = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)[^<>]*?\s(?:SYSTEM|PUBLIC)\s")
_ROOT = re.compile(rb"<[A-Za-z_]")
_SHOWN = 60


def open_xml(content: bytes) -> etree._Element:
    """The root element of an XML file that holds no document type.

    Raises DamagedFileError for XML that does not parse, and for any that declares a document type or entities: no
    e-invoice does, and entities are how XML expands without bound or reads other files.
    """
    if len(content) > MAX_BYTES:
        raise TooLargeError(f"The XML has {len(content):,} bytes; the limit is {MAX_BYTES:,}.")
    prolog = _ROOT.split(content.replace(b"\x00", b""), 1)[0]
    if _DECLARATION.search(prolog):
        _refuse(external=_EXTERNAL.search(prolog) is not None)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        raise DamagedFileError(f"The XML does not parse: it is cut off or malformed{where}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        _refuse(external=False)
    return root


def _refuse(*, external: bool) -> None:
    what = "refers to an external entity or document type" if external else "declares a document type or entities"
    raise DamagedFileError(
        f"The XML {what}, which no e-invoice does; it was not expanded.", "Ask the sender for the XML without it."
    )


class Problems:
    """What a reader could not make sense of, gathered while it reads."""

    def __init__(self) -> None:
        self.found: list[InvoiceWarning] = []

    def add(self, code: str, message: str, term: str, field: str = "") -> None:
        """Notes one value that was left out."""
        self.found.append(InvoiceWarning(code=code, message=message, terms=(term,), fields=(field,) if field else ()))


class Node:
    """An element, of which only the children in the invoice's own namespaces are seen.

    A path names children by local name: ``"A/B"``; ``"A|B"`` takes either (older and newer names of one thing).
    """

    def __init__(self, element: etree._Element, namespaces: Collection[str], problems: Problems) -> None:
        self.element = element
        self.problems = problems
        self._namespaces = namespaces

    def all(self, path: str) -> list[Node]:
        """The elements at a path, in document order; ``"."`` is the element itself."""
        if path == ".":
            return [self]
        step, _, rest = path.partition("/")
        children = [Node(child, self._namespaces, self.problems) for child in self._children(step.split("|"))]
        return [found for child in children for found in child.all(rest)] if rest else children

    def _children(self, names: Collection[str]) -> Iterator[etree._Element]:
        for child in self.element.iterchildren("*"):
            name = etree.QName(child)
            if name.localname in names and name.namespace in self._namespaces:
                yield child

    def one(self, path: str) -> Node | None:
        """The first element at a path."""
        return next(iter(self.all(path)), None)

    def here(self, path: str) -> Node:
        """The first element at a path, or an empty one."""
        return self.one(path) or Node(etree.Element("nothing"), self._namespaces, self.problems)

    def attribute(self, name: str) -> str | None:
        """An attribute's value without blanks around it; None where it is empty or absent."""
        return (self.element.get(name) or "").strip() or None

    @property
    def content(self) -> str | None:
        """The element's text, runs of blanks as one; None where there is none."""
        return " ".join("".join(self.element.itertext()).split()) or None

    def text(self, path: str) -> str | None:
        """The first text at a path."""
        return next((node.content for node in self.all(path) if node.content), None)

    def texts(self, path: str) -> tuple[str, ...]:
        """All texts at a path."""
        return tuple(node.content for node in self.all(path) if node.content)

    def number(self, path: str, term: str, field: str = "") -> Decimal | None:
        """The decimal number at a path, as written; one that is none is left out with a warning."""
        written = self.text(path)
        if written is None:
            return None
        if not _DECIMAL.fullmatch(written):
            self.problems.add(
                "unreadable_amount", f"{term} is “{written[:_SHOWN]}”, which is not a decimal number.", term, field
            )
            return None
        return Decimal(written)

    def date(self, path: str, term: str, field: str = "") -> date | None:
        """The day at a path, written ``20240514`` or ``2024-05-14``; one that is none is left out with a warning."""
        written = self.text(path)
        if written is None:
            return None
        match = _BASIC_DATE.fullmatch(written) or _ISO_DATE.fullmatch(written)
        try:
            if match:
                return date(*map(int, match.groups()))
        except ValueError:
            pass
        self.problems.add("unreadable_date", f"{term} is “{written[:_SHOWN]}”, which is not a day.", term, field)
        return None

    def flag(self, path: str) -> bool:
        """Whether ``true`` or ``1`` stands at a path."""
        return (self.text(path) or "").lower() in ("true", "1")


def in_currency(amount: Decimal | None, currency: str | None) -> Decimal | None:
    """The same number with the decimals of its currency (ISO 4217; 2 for one that is unknown), and with more where it
    has more: nothing is rounded."""
    if amount is None:
        return None
    shown = amount if amount else abs(amount)
    exponent = Decimal(1).scaleb(-currency_decimals(currency))
    padded = shown.quantize(exponent) if len(shown.as_tuple().digits) < 25 else shown
    return padded if padded == shown else shown.normalize()


def currency_decimals(currency: str | None) -> int:
    """How many decimals a currency has by ISO 4217; 2 for one that is unknown."""
    return int(get_currency_precision(currency)) if currency in CURRENCIES else 2


CURRENCIES = frozenset(list_currencies())
"""ISO 4217 codes, those no longer in use among them."""


def squeezed(identifier: str | None) -> str | None:
    """An identifier without blanks."""
    return "".join(identifier.split()) if identifier else None
