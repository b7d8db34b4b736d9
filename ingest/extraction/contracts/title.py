"""What a contract calls itself: its heading, its kind and its own reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extraction.contracts.flattening import Stretch
from ingest.extraction.contracts.found import Facts, Found, found_at
from ingest.extraction.contracts.opening import Opening
from ingest.parsing.document import BlockKind, ParsedDocument
from ingest.parsing.headings import named_level

_HEAD = 12_000
_LINE = 160
_COVER = 600
_FIRST = 3
_NOUN = (
    r"contrat|avenant|bail|convention|accord|protocole|engagement de confidentialite|police d'assurance"
    r"|lettre d'engagement|lettre de mission|letter of engagement|engagement letter|conditions particulieres"
    r"|agreement|contract|(?:under|sub)?-?lease|addendum|amendment|memorandum of understanding|deed|statement of work"
    r"|undertaking|order form|marche (?:public|prive)|acte d'engagement|power of attorney|\w*vertrag|vereinbarung"
    r"|nachtrag"
)
_NAMES = re.compile(rf"\b(?:{_NOUN})\b")
_HEADS = re.compile(
    r"(?:contrat|avenant|bail|convention|accord|protocole|police d'assurance|marche (?:public|prive)"
    r"|acte d'engagement)\b(?!.*[:?!]).*"
    r"|(?:[a-z][a-z&'/-]* ){0,7}(?:agreement|contract|lease|deed|undertaking|order form|statement of work)"
    r"(?: (?:n[o°]\.?|no\.?|number|#)? ?[\w./-]*\d[\w./-]*)?"
)
_NO_TITLE = re.compile(
    r"^(?:this|the|le present|la presente|ce|dieser|whereas|by|if|in|any|each|subject|when|upon|pursuant|source|for"
    r"|no)\b"
    r"|\.{4}|\b(?:shall|hereby|agree|is|are|was|may|will|est|sont|sera|entre les)\b|\b(?:n[o°]|no\.?|number"
    r"|nr\.?) ?:? ?[\w/-]*\d|[;]|,$"
)
_BEFORE = re.compile(
    r"^(?:(?:exhibit|annexe?|schedule|appendix|attachment|ex\.?)\s\(?[\w.()-]{1,12}\s+(?:[-:] )?|(?:execution"
    r"|conformed|redacted) (?:copy|version) |final |draft )+"
)
_ONLY_BEFORE = re.compile(r"^(?:exhibit|annex|schedule|appendix|ex)\b[^a-z]*[\w.()]{1,12}$")
_AFTER = re.compile(r"\b(?:between|by and between|entre|dated|effective|made|this|the parties|zwischen)\b|\(")
_GOES_ON = re.compile(r"\b(?:de|du|des|d'|to|of|and|et|for|the|services?|prestations?|a|au|l')$")
_ADDS_TO = re.compile(r"^(?:addendum|amendment|avenant)\b.{0,40}\b(?:to|au|a la|a l')$")
_OWN = re.compile(
    r"\b(?:this|the) (?P<name>(?:(?!agreement|contract)[a-z0-9&'/,.()-]{1,30} ){0,12}?(?:agreement|contract|addendum"
    r"|amendment|lease|deed))\b"
)
_SAID = re.compile(r"(?:made|entered|dated|effective|between|among|sets|is|begins)\b")
_RUN = re.compile(
    r"(?:[A-Z][A-Z&'’/®,-]*[A-Z®,] |[A-Z]&[A-Z] |OF |AND |FOR |TO |A )*(?:AGREEMENT|CONTRACT|CONTRAT|LEASE|BAIL"
    r"|AVENANT)\b"
)
_IS_KIND = re.compile(r"(?!(?:this|the|your|our|his|an?)\b)(?:[a-z][a-z&'/-]{1,20} ){1,4}")
_OWN_NUMBER = re.compile(r",? (?:n ?°|no\.|number|numero|nr\.|ref)")
_REF = r"(?:[a-z]{2,5} (?=\d))?(?:[a-z0-9][\w./-]{0,39}\w|\d)"
_LABEL = re.compile(
    rf"\b(?:(?:{_NOUN}|reference|ref\.?|dossier|police)(?: (?:[a-z'-]+ ){{0,6}}?|[.: ]*))(?:n ?°|n[or]\.|no |no:"
    rf"|number|numero|num\.|nr\.?|ref\.?|reference|#)"
    rf" ?:? ?(?P<number>{_REF})(?!\w)|\b(?:reference|ref\.?) ?:? ?(?P<plain>[a-z0-9][\w./-]{{2,39}}\w)"
    rf"|\b(?:numero|n ?°) (?:de |du )?(?:contrat|police|bail|dossier|marche) ?:? ?(?P<labelled>{_REF})(?!\w)"
)
_LONE = re.compile(rf"(?<!rcs )(?<!siren )(?<!le )(?<!tva )n ?° ?(?P<lone>{_REF})(?!\w)")

_KINDS: tuple[tuple[str, str], ...] = (
    ("nda", r"confidential|divulgation|non[- ]?disclosure|\bnda\b|geheimhaltung|secret"),
    (
        "employment",
        r"contrat de travail|\bcdi\b|\bcdd\b|employment|arbeitsvertrag|mission temporaire|alternance|apprentissage",
    ),
    ("subcontracting", r"sous-?traitance|subcontract"),
    ("insurance", r"assurance|insurance|versicherung"),
    (
        "lease",
        r"location de (?:locaux|bureaux|terrain|logement|parking)|bail (?:commercial|professionnel|d'habitation)",
    ),
    ("rental", r"location\b|rental|\bhire\b|credit-bail|leasing|equipment lease|mietvertrag uber"),
    ("lease", r"\bbail\b|\b(?:under|sub)?-?lease\b|mietvertrag|colocation d'immeuble"),
    ("maintenance", r"maintenance|entretien|wartung"),
    ("hosting", r"hosting|hebergement|saas|software as a service|cloud"),
    ("license", r"licen[cs]e|lizenz|concession de droits"),
    ("franchise", r"franchis"),
    ("agency", r"agent commercial|agence|agency|mandat|handelsvertreter"),
    ("distribution", r"distribut|resell|revend|vertrieb|dealer"),
    ("supply", r"fourniture|supply|approvisionnement|lieferung|liefervertrag|achat|purchase|vente|\bsale"),
    ("manufacturing", r"manufactur|fabrication"),
    ("outsourcing", r"outsourcing|infogerance|externalisation"),
    ("consulting", r"consult|conseil|beratung"),
    ("sponsorship", r"sponsor|parrainage|mecenat|endorsement"),
    ("transport", r"transport|affretement"),
    ("loan", r"\bpret\b|loan|credit\b|darlehen"),
    (
        "partnership",
        r"partenariat|partnership|joint venture|alliance|cooperation|collaboration|co-?branding|groupement",
    ),
    ("development", r"development|developpement"),
    ("works", r"travaux|construction|works\b|entreprise generale"),
    ("services", r"prestation|services?\b|dienstleistung|nettoyage|gardiennage|abonnement"),
    ("settlement", r"transaction|settlement|rupture"),
)
_KIND = tuple((kind, re.compile(words)) for kind, words in _KINDS)


def title_facts(parsed: ParsedDocument, opening: Opening | None) -> Facts:
    """``title``, ``kind`` and ``number`` of a document, as far as its head says them."""
    title = _title(parsed, opening)
    facts: dict[str, Found] = {}
    if title is not None:
        facts["title"] = title
        kind = kind_of(title.value) or kind_of(_below(parsed, title))
        if kind is not None:
            facts["kind"] = Found(kind, title.start, title.end)
    number = _number(parsed, opening, title)
    return facts if number is None else facts | {"number": number}


def kind_of(title: str) -> str | None:
    """The kind of contract that a title names, None where it names none that is known."""
    flat = Stretch(title, 0, len(title)).flat
    return next((kind for kind, words in _KIND if words.search(flat)), None)


def names_contract(title: str) -> bool:
    """Whether a title is that of a contract or amendment."""
    return _NAMES.search(Stretch(title, 0, len(title)).flat) is not None


def is_heading_of_contract(title: str) -> bool:
    """Whether a title is that of a contract and of nothing about one: in French it begins with the noun, in English it
    ends with it ("Note : contrat Thermolys" and "Contract summary" do not)."""
    return _HEADS.fullmatch(Stretch(title, 0, len(title)).flat) is not None


def is_order(title: str) -> bool:
    """Whether a title is that of an order, which is a contract only where it says what contracts say."""
    flat = Stretch(title, 0, len(title)).flat
    return "order form" in flat and _NAMES.sub("", flat) == flat.replace("order form", "")


def _lines(parsed: ParsedDocument, stop: int) -> Iterator[tuple[Stretch, BlockKind]]:
    """The blocks before a contract's opening."""
    for block in parsed.blocks:
        if block.start >= min(stop, _HEAD):
            break
        yield Stretch(parsed.text, block.start, min(block.end, stop)), block.kind


def _title(parsed: ParsedDocument, opening: Opening | None) -> Found | None:
    stop = (opening.start or _COVER) if opening else 3_000
    lines = list(_lines(parsed, stop))
    if opening is not None and opening.start == 0:
        # The opening may begin with the title; a sentence in it is none.
        lines = [(line, kind) for line, kind in lines if kind is BlockKind.TITLE or _is_capital(line.text)]
    titles = [line for line, kind in lines if kind is BlockKind.TITLE]
    every = [line for line, _ in lines]
    named = _heading(parsed, titles) or _numbered(parsed, titles) or _heading(parsed, every) or _numbered(parsed, every)
    named = named or _numbered(parsed, list(_first_lines(parsed)))
    return named or (_own(parsed, opening) if opening else None)


def _first_lines(parsed: ParsedDocument) -> Iterator[Stretch]:
    """The lines of the first short blocks: under a letterhead a title may be no block of its own."""
    for block in parsed.blocks[:_FIRST]:
        if block.kind is BlockKind.TEXT and block.end - block.start <= 2 * _LINE:
            at = block.start
            for line in parsed.text[block.start : block.end].splitlines(keepends=True):
                if line.strip():
                    yield Stretch(parsed.text, at, at + len(line.rstrip()))
                at += len(line)


def _heading(parsed: ParsedDocument, lines: list[Stretch]) -> Found | None:
    """The first line that names a contract and nothing else, with the next where it goes on there."""
    for place, line in enumerate(lines):
        if len(line.text) > _LINE or not _NAMES.search(line.flat) or _NO_TITLE.search(line.flat):
            continue
        start = before.end() if (before := _BEFORE.match(line.flat)) else 0
        if _ONLY_BEFORE.match(line.flat) or not _NAMES.search(line.flat, start):
            continue
        if start == 0 and named_level(line.text) is not None and not line.flat.startswith("avenant"):
            continue
        after = _AFTER.search(line.flat, start + 3)
        end = after.start() if after and _NAMES.search(line.flat, start, after.start()) else len(line.text)
        first, last = line.place(start, end)
        if place and start == 0 and " " not in line.text and _is_capital(line.text):
            above = lines[place - 1]
            first = above.start if len(above.text) <= _LINE // 2 and _is_capital(above.text) else first
        if end == len(line.text) and place + 1 < len(lines) and _GOES_ON.search(line.flat):
            following = lines[place + 1]
            if len(following.text) <= _LINE // 2 and (_is_capital(following.text) == _is_capital(line.text)):
                last = following.end
        return _trimmed(parsed.text, first, last)
    return None


def _is_capital(text: str) -> bool:
    return text.upper() == text


def _numbered(parsed: ParsedDocument, lines: list[Stretch]) -> Found | None:
    """A title with its number in the same line: "AVENANT N° 1", "Contrat de maintenance n° MNT-2023-041"."""
    for line in lines:
        named = _NAMES.search(line.flat) if len(line.text) <= _LINE // 2 else None
        # "HIRE AGREEMENT No. SB/24/1093": nothing but its kind stands before the noun
        if named is not None and (named.start() == 0 or _IS_KIND.fullmatch(line.flat, 0, named.start())):
            number = (
                None if line.flat.startswith(("avenant", "amendment", "addendum")) else _OWN_NUMBER.search(line.flat)
            )
            return _trimmed(parsed.text, *line.place(0, number.start() if number else len(line.text)))
    return None


def _own(parsed: ParsedDocument, opening: Opening) -> Found | None:
    """The title that a contract gives itself in its first sentence, or the capitals before it."""
    formula = opening.formula
    for match in _OWN.finditer(formula.flat[:1_500]):
        if " " in match["name"] and _SAID.search(formula.flat, match.end(), match.end() + 80):
            return _trimmed(parsed.text, *formula.place(*match.span("name")))
    for stretch in (formula, Stretch(parsed.text, 0, min(len(parsed.text), 3_000))):
        run = next(
            (
                match
                for match in _RUN.finditer(stretch.text)
                if " " in match[0] and match[0].split()[0] not in ("THIS", "THE")
            ),
            None,
        )
        if run is not None:
            return _trimmed(parsed.text, *stretch.place(*run.span()))
    return None


def _trimmed(text: str, start: int, end: int) -> Found | None:
    while start < end and not (text[start].isalnum() or text[start] in "[("):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")]»"):
        end -= 1
    return Found(" ".join(text[start:end].split()), start, end) if start < end else None


def _below(parsed: ParsedDocument, title: Found) -> str:
    """The words under a title: what an amendment amends, what a "contract" is about."""
    return parsed.text[title.end : title.end + 200]


def _number(parsed: ParsedDocument, opening: Opening | None, title: Found | None) -> Found | None:
    stop = min(opening.start if opening else 1_500, _HEAD)
    stretch = Stretch(parsed.text, 0, stop) if stop else None
    if stretch is None:
        return None
    for pattern in (_LABEL, _LONE):
        at = 0
        # a match that holds no digit may hide another inside it
        while (match := pattern.search(stretch.flat, at)) is not None:
            at = match.start() + 1
            group = next(name for name, value in match.groupdict().items() if value is not None)
            if any(char.isdigit() for char in match[group]):
                return found_at(stretch.text[slice(*match.span(group))], stretch, *match.span(group))
    return None
