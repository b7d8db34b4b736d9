"""Parties that a contract lists by their parts instead of naming them in a sentence: "Client : X", a table of key
terms, two columns under "LE LOUEUR" and "LE LOCATAIRE"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.flattening import flatten
from ingest.extraction.contracts.found import Facts, Found
from ingest.extraction.contracts.names import has_form, names_someone, read_name
from ingest.extraction.contracts.opening import Opening
from ingest.extraction.contracts.provisions import Sentence
from rag.domain.contract import ContractParty
from rag.language import DEFINED_TERMS, PARTY_TERMS
from rag.language.identifiers import find_identifiers
from rag.language.party_definitions import defined_parties

_HEAD = 6_000
_MOST = 6
_ROLE = (
    r"(?:le |la |l'|les |the )?(?:client|prestataire|fournisseur|bailleur|preneur|locataire|loueur|acheteur|acquereur"
    r"|vendeur|assureur|souscripteur|titulaire|mandant|mandataire|concedant|concessionnaire|distributeur|franchiseur"
    r"|franchise|editeur|licencie|maitre d'ouvrage|maitre d'oeuvre|entrepreneur|sous-traitant|employeur|salarie|preteur"
    r"|emprunteur|exploitant|abonne|donneur d'ordre|consultant|hebergeur|transporteur"
    r"|customer|supplier|buyer|seller|vendor|purchaser|provider|service provider|licensor|licensee|lessor|lessee"
    r"|landlord|tenant|employer|employee|contractor|company|distributor|lender|borrower|insurer|policyholder"
    r"|pouvoir adjudicateur|acheteur public|entite adjudicatrice|responsable de traitement|controller|processor"
    r"|franchisor|franchisee|principal|agent|reseller|consultant|lessee|donneur d'ordre|charterer|carrier|hirer|owner"
    r"|entreprise (?:de travail temporaire|utilisatrice|principale)|societe (?:preteuse|utilisatrice)|garant|guarantor"
    r"|factor|adherent|regisseur|annonceur|editeur|commettant|deposant|depositaire|affreteur|credit-preneur|credit-bailleur|beneficiaire|cedant|cessionnaire)e?s?"
    r"(?: principale?)?"
)
_NUMBERED = r"(?:[a-z0-9]{1,2}(?:[.-]\d{1,2})*[.)]? +)?"
_NAME_LABEL = re.compile(
    r"\s*(?:raison sociale|denomination(?: sociale)?|nom(?: commercial)?|name|company name|organisation"
    r"|entreprise) ?[:|] ?"
)
_LABELLED = re.compile(rf"[|\s]*{_NUMBERED}(?P<role>{_ROLE})(?:[\s.]*[|:]\s*|\s{{3,}})(?=\S)")
_ALONE = re.compile(rf"[|\s]*{_NUMBERED}(?P<role>{_ROLE})\s*[:|]?\s*$")
_PAIR = re.compile(rf"[|\s]*(?P<role>{_ROLE})(?:\s{{3,}}|\s*\|\s*)(?P<other>{_ROLE})\s*[|]?\s*$")
_IS_ROLE = re.compile(_ROLE)
_NO_PART = (DEFINED_TERMS - PARTY_TERMS - {"entreprise", "societe"}) | {
    "party", "parties", "partie", "agreement", "contract", "contrat", "accord", "convention",
}  # fmt: skip
"""What a contract calls other things than its parties: "(the « Project »)"."""
_LEADS = re.compile(r"(?:Et|And) |La (?=SCI\b)")
_UP_TO_FORM = re.compile(
    r"(?: (?!au |dont |repr[ée]sent|immatricul|RCS\b|SIREN\b)[\w'’&.-]{1,25}){1,6}?"
    r"(?= (?:SAS|SASU|SARL|SA|SELARL|EURL|SNC|SCI|SCP|SCOP|GIE|GmbH|AG|BV|NV|Ltd|Limited|LLP|plc|Inc|LLC)\b)"
)
"""The small words of a name whose legal form stands behind them: "Cabinet dentaire des Arcades SELARL"."""
_OF_PARTIES = re.compile(
    r"\b(?:parties|particulars|particulieres|identification|key terms|contracting|cocontractants|signataires)\b"
)
"""Headings of a first article that lists the parties."""
_NO_PARTY = re.compile(
    r"(?:le |la |l'|the )?(?:hebergeur|maitre d'oeuvre|maitre d'ouvrage|garant|guarantor|beneficiaire)"
)
"""Who is listed beside two others signs nothing with them."""
_RULE = re.compile(r"[\W_]*$")
_COLUMNS = re.compile(r"\s{3,}|\s*\|\s*")


def listed_parties(source: str, sentences: Sequence[Sentence]) -> tuple[Opening, Facts] | None:
    """The stretch of a contract's head that lists its parties, and the parties; None where not two have one part each.

    The first name of a part counts.
    """
    if not sentences:
        return None
    below = next((each.start for each in sentences if each.article and not _OF_PARTIES.search(_article(each))), _HEAD)
    stop = min(below, _HEAD, len(source))
    named: dict[str, tuple[int, int, int, int]] = {}
    for role_start, role_end, start, end in _named(source, stop):
        role = re.sub(r"^(?:le|la|les|the) |^l'", "", flatten(source[role_start:role_end]))
        if role not in named and len(named) < _MOST:
            named[role] = (role_start, role_end, start, end)
    if len(named) > 2 and len(sure := {role: place for role, place in named.items() if not _NO_PARTY.match(role)}) >= 2:
        named = sure
    names = {flatten(source[start:end]) for _, _, start, end in named.values()}
    if len(named) < 2 or len(names) < 2:
        return None
    first, last = min(place[0] for place in named.values()), max(place[3] for place in named.values())
    at = next((each for each in reversed(sentences) if each.start <= first), sentences[0])
    return Opening(source, first, max(last, first + 1), at), _facts(source, list(named.values()), stop)


def _article(sentence: Sentence) -> str:
    """The heading that a sentence stands under, or is."""
    return f"{sentence.heading} {sentence.flat[:80]}"


def called_parties(source: str, sentences: Sequence[Sentence]) -> tuple[Opening, Facts] | None:
    """The same of a head that says of each party what it is called: a name, words about it, "(l'« Entreprise
    prêteuse »)"."""
    if not sentences:
        return None
    stop = min(next((each.start for each in sentences if each.article), _HEAD), _HEAD, len(source))
    found: list[tuple[int, int, int, int]] = []
    for party in defined_parties(source[:stop]):
        lead = _LEADS.match(party.name)
        start = party.name_at[0] + (lead.end() if lead else 0)
        end = max(party.name_at[1], read_name(source[: party.part_at[0]], start) or 0)
        calls = _IS_ROLE.fullmatch(flatten(party.part)) or not _NO_PART & set(flatten(party.part).split())
        if party.has_form and calls and names_someone(source[start:end]) and len(found) < _MOST:
            found.append((*party.part_at, start, end))
    if len({flatten(source[start:end]) for _, _, start, end in found}) < 2:
        return None
    first, last = min(place[2] for place in found), max(place[1] for place in found)
    at = next((each for each in reversed(sentences) if each.start <= first), sentences[0])
    return Opening(source, first, max(last, first + 1), at), _facts(source, found, stop)


def _named(source: str, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """Where parts and names stand, in order: (part from, to, name from, to)."""
    lines = list(_lines(source, stop))
    for number, (start, end) in enumerate(lines):
        line = flatten(source[start:end])
        pair = _PAIR.match(line)
        following = _following(source, lines, number + 1)
        if pair is not None and following is not None:
            cells = list(_cells(source, *following))
            if len(cells) == 2:
                for group, cell in zip(("role", "other"), cells, strict=True):
                    yield from _one(source, start + pair.start(group), start + pair.end(group), *cell)
            continue
        if (alone := _ALONE.match(line)) is not None:
            if following is not None:
                yield from _one(source, start + alone.start("role"), start + alone.end("role"), *following)
            continue
        if (labelled := _LABELLED.match(line)) is not None:
            at = start + labelled.end()
            yield from _one(source, start + labelled.start("role"), start + labelled.end("role"), at, end)


def _one(source: str, role_start: int, role_end: int, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    start += len(source[start:end]) - len(source[start:end].lstrip(" \t|"))
    if label := _NAME_LABEL.match(flatten(source[start:end])):
        start += label.end()
    stop = read_name(source[:end], start)
    if stop is not None and not has_form(source[start:stop]) and (more := _UP_TO_FORM.match(source, stop, end)):
        stop = more.end()
    if stop is not None and names_someone(source[start:stop]):
        yield role_start, role_end, start, stop


def _lines(source: str, stop: int) -> Iterator[tuple[int, int]]:
    at = 0
    while at < stop:
        end = source.find("\n", at)
        end = len(source) if end < 0 else end
        yield at, end
        at = end + 1


def _following(source: str, lines: Sequence[tuple[int, int]], number: int) -> tuple[int, int] | None:
    """The next line that is not a rule."""
    return next((line for line in lines[number : number + 4] if not _RULE.match(source[line[0] : line[1]])), None)


def _cells(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = source[start:end].rstrip(" |")
    at = len(text) - len(text.lstrip(" |"))
    for gap in _COLUMNS.finditer(text, at):
        yield start + at, start + gap.start()
        at = gap.end()
    yield start + at, start + len(text)


def _facts(source: str, named: Sequence[tuple[int, int, int, int]], stop: int) -> Facts:
    facts: dict[str, Found] = {}
    found: list[ContractParty] = []
    for number, (role_start, role_end, start, end) in enumerate(named, 1):
        name, role = " ".join(source[start:end].split()), " ".join(source[role_start:role_end].split())
        key = f"parties.{number}"
        facts[key] = Found(name, start, end)
        facts[f"{key}.role"] = Found(role, role_start, role_end)
        until = min((place[0] for place in named if place[0] > end), default=stop)
        siren = next(
            (
                each
                for each in find_identifiers(source[end:until])
                if each.kind in ("siren", "siret") and each.valid and _is_one_column(source, named)
            ),
            None,
        )
        if siren is not None:
            facts[f"{key}.siren"] = Found(siren.value[:9], end + siren.start, end + siren.end)
        found.append(ContractParty(name=name, role=role, siren=siren.value[:9] if siren else None))
    facts["parties"] = Found(tuple(found), facts["parties.1"].start, facts[f"parties.{len(found)}"].end)
    return facts


def _is_one_column(source: str, named: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether the parties stand under each other: beside each other, nothing tells whose number a line holds."""
    return all("\n" in source[one[2] : other[2]] for one, other in itertools.pairwise(named))
