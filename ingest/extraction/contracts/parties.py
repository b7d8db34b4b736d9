"""Who signs a contract, and what it calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.extraction.contracts.flattening import flatten
from ingest.extraction.contracts.found import Facts, Found, found_at
from ingest.extraction.contracts.names import has_form, names_someone, read_name
from ingest.extraction.contracts.opening import Opening
from rag.domain.contract import ContractParty
from rag.language.identifiers import find_identifiers

_MOST = 12
_BESIDE = 40
_BEGINS = re.compile(
    r"\b(?:by and )?(?:between|among)(?:st)?\b(?: and among)?(?: (?:the )?(?:following|undersigned)?(?: parties)?)?"
    r"|\bentre\b(?: (?:les|la|le) (?:societes? |parties |personnes )?sou?s?signe\w*\b(?:\(e\)s?|\(es\))?)?|\bzwischen\b"
    r"|^\W*les (?:parties )?soussigne\w*|^\W*(?:the |les )?parties\b"
    r"|^\W*(?:conclue?|passee?|etablie?|signee?) par\b ?:?|\bcontrat (?:lie|unit)\b"
)
_SKIPPED = re.compile(
    r"(?:[\s:,;.\"*-]|\((?:\d|[a-z]|i{1,3})\)|\d°? ?\)|\d\. |\b(?:and|et|und|between|entre)\b(?-i:(?! [a-z]))|\b(?:der"
    r"|die)\b(?-i:(?= [A-Z]))"
    r"|(?:d'une|d'autre|de premiere|de seconde|de deuxieme|de troisieme) part\b|\b(?:la |le "
    r"|l')?(?:soci[eé]t[eé]|entreprise|association|firma"
    r"|fa\.)\b(?! (?:par|a|en|civile|anonyme)\b)(?: d[ée]nomm[ée]e\b)?"
    r"|\b(?:la |le |l')(?=(?:sci|sas|sasu|sarl|sa|eurl|snc|scp|sccv|scop|gie)\b)|\bl['’](?-i:(?=[A-Z]))|\b(?:la"
    r"|le) (?=(?:syndicat|commune|ville|r[ée]gion|d[ée]partement|caisse|chambre|communaut[ée]|centre hospitalier)\b)"
    r"|(?:the |le |la |l')?[a-z]{4,16} ?:(?= )|(?:client|customer|company|party|bailleur|preneur|locataire"
    r"|prestataire|fournisseur) name:"
    r"|(?:(?:le |la |l'|the )?(?:bailleur|preneur|locataire|client|prestataire|fournisseur|acheteur|vendeur|employeur"
    r"|salarie\w?|loueur|assure\w?|assureur|landlord|tenant|supplier|buyer|customer|licensor|licensee)) ?:)+",
    re.I,
)
_NEXT = re.compile(
    r"(?:^|[\s,;.)])(?:[Aa]nd|AND|[Ee]t|ET(?! (?:FILS|FRERES|FRÈRES|CIE|ASSOCI|COMPAGNIE|FILLES)\b)"
    r"|[Uu]nd)\b[: ]|;\s|\)[,.;]? (?=[A-ZÀ-Þ])|\(\d\) |\bd'autre part\b"
    r"|\bde (?:premi[eè]re|seconde|deuxi[eè]me|troisi[eè]me) part\b|\bd'une part\b|[.:] (?=[A-ZÀ-Þ])"
    r"|,(?= (?:Mr|Ms|Mrs|Dr|M|Mme)\.? )|\" (?=[A-Z])|, (?=[A-Z][\w&'-]+(?: [A-Z][\w&'-]+){0,5},? (?:Inc|LLC|Ltd|Corp"
    r"|L\.P)\b)|, (?=[A-ZÀ-Þ][\w&'’-]+(?: [A-ZÀ-Þ][\w&'’-]+){0,5},? (?:SASU?|SARL|SA|SRL|SPRL|SCI|SNC|EURL|GmbH"
    r"|AG|BV|NV"
    r"|plc|LLP)\b)|,(?= (?:la |le |l['’]|The |the )[A-ZÀ-Þ])"
)
_DESCRIBED = re.compile(
    r",? ?(?:an? |the \"|whose|having|with |located|of \d|\((?!s\))|hereinafter|c/o|as |residing|individually"
    r"|organi[sz]ed"
    r"|incorporated|registered|societe|sasu?\b|sarl|s\.?a\.? |sa\b|eurl|snc|scp|scop|gie|sci\b|au capital|dont"
    r"|immatricul|represent|demeurant|nee? |ci-apres"
    r"|sise? |dont le |\d{1,4},? ?(?:bis |ter )?(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin|allees?|route|cours"
    r"|impasse|zone|za|zi)\b|association|entreprise|etablissement|commune|inscrit|exercant|siret|siren"
    r"|domicili|eine? |mit sitz|nachfolgend"
    r"|gesellschaft|acting|on behalf|a corporation|both |collectively|this \d|for itself|ayant|es qualite|agissant)"
)
_LAW_OF = re.compile(r"\b(?:laws?|state|courts?|city|province) of(?: the)?(?: \w+){1,3}$")
_TITLED = re.compile(r"(?:mr|ms|mrs|dr|m|mme|mlle|monsieur|madame|herr|frau)\b")
_SPEAKS_FOR = re.compile(
    r"\b(?:represent\w+ (?:par|by)|agissant|en la personne de|vertreten durch|acting (?:by|through))\b[^;\")]*$"
)
_GOES_ON = re.compile(
    r"(?: (?!au |dont |représent|immatricul|ayant |sise? |demeurant|né)[\w'’&.-]{1,25}){1,7}"
    r"(?=, (?:soci[ée]t[ée]|association|coop[ée]rative|sasu?|sarl|eurl|sci|sa)\b)",
    re.I,
)
_COLLECTIVE = re.compile(
    r"\b(?:part(?:y|ies|ie)|collectiv\w+|ensemble|individually|each|agreement|contract|chacune?)\b|\bdate\b"
)
_TERM = r"\"(?P<role>[^\"]{1,48})\""
_ROLES = re.compile(
    rf"{_TERM}"
    r"|\((?:hereinafter|hereafter)[^()\"]{0,40}? (?:as|called) (?P<plain>(?:the )?[a-z][\w ]{1,24})\)"
    r"|ci-apres,? (?:\w+ ){0,3}?(?P<called>(?:le |la |les |l')[a-z][\w-]{2,30})"
    r"|\((?P<named>(?:the|le|la) [a-z][\w-]{2,24}(?: [a-z][\w-]{2,20})?)\)"
    r"|,? as (?P<acts>[a-z]{4,16})(?=$|[,;. ])|\((?P<short>[a-z][\w&. ]{1,24})\)"
)
_BEFORE_TERM = re.compile(
    r"(?:\((?:[^()\"]{0,60}|[^()]{0,60}\" ?(?:or|,|and) (?:the )?)|(?:hereinafter|hereafter|referred to|called|known"
    r"|ci-apres"
    r"|denomme|designe|appele|nachfolgend|the)[^\"()]{0,50})$"
)


_PERSON = re.compile(r"(?:m\.|mm\.|mme|mmes|mr|mrs|ms|monsieur|madame)[ .]")


@dataclass
class _Read:
    """A party as it is read: where its name stands, where what is said of it ends, and its roles."""

    start: int
    end: int
    until: int
    roles: list[tuple[int, int]] = field(default_factory=list)


def parties(opening: Opening) -> Facts:
    """The parties that an opening names, as ``parties`` and ``parties.1``, ``parties.1.role``, ``parties.1.siren`` …"""
    found: list[ContractParty] = []
    facts: dict[str, Found] = {}
    for number, read in enumerate(_read(opening), 1):
        name = opening.text[read.start : read.end]
        key = f"parties.{number}"
        facts[key] = found_at(name, opening, read.start, read.end)
        roles = list(_roles(opening, read))
        for place, (start, end) in enumerate(roles, 1):
            label = f"{key}.role" if place == 1 else f"{key}.role.{place}"
            facts[label] = found_at(opening.text[start:end], opening, start, end)
        siren = _siren(opening.text[read.end : read.until])
        if siren is not None:
            value, start, end = siren
            facts[f"{key}.siren"] = found_at(value, opening, read.end + start, read.end + end)
        role = facts.get(f"{key}.role")
        found.append(ContractParty(name=name, role=role and role.value, siren=siren and siren[0]))
    if found:
        first, last = facts["parties.1"], facts[f"parties.{len(found)}"]
        facts["parties"] = Found(tuple(found), first.start, last.end)
    return facts


def _read(opening: Opening) -> list[_Read]:
    text, flat = opening.text, opening.flat
    begins = _BEGINS.search(flat)
    at = begins.end() if begins else 0
    found: list[_Read] = []
    start = _skip(flat, text, at)
    end = read_name(text, start)
    described = begins is not None or (end is not None and _DESCRIBED.match(flat, end) is not None)
    if end is not None and described and names_someone(text[start:end]):
        end = _whole_name(text, start, end)
        found.append(_Read(start, end, len(text)))
        at = end
    for match in _NEXT.finditer(text, at):
        if len(found) == _MOST:
            break
        if found and match.start() < found[-1].end:
            continue
        start = _skip(flat, text, match.end())
        end = read_name(text, start)
        if end is None or not _is_party(opening, match, start, end, first=not found):
            continue
        if _is_known(flatten(text[start:end]), [flat[each.start : each.end] for each in found], flat[: match.end()]):
            continue
        if found:
            found[-1].until = match.start() + 1
        found.append(_Read(start, _whole_name(text, start, end), len(text)))
    companies = all(has_form(text[one.start : one.end]) for one in found[:2])
    return [*found[:2], *(one for one in found[2:] if not (companies and _signs(opening, one)))]


def _signs(opening: Opening, read: _Read) -> bool:
    """Whether a third name is a person's who has no part: who signs for a party."""
    return _PERSON.match(opening.flat, read.start) is not None and not list(_roles(opening, read))


def _whole_name(text: str, start: int, end: int) -> int:
    """The end of a name with the small words after it, where a comma and the kind of company follow them."""
    more = _GOES_ON.match(text, end) if not has_form(text[start:end]) else None
    return more.end() if more else end


def _is_known(name: str, names: list[str], before: str) -> bool:
    """Whether a name is one of those read, part of one, or what the contract calls one of them."""
    return any(name in known for known in names) or f'"{name}"' in before


def _skip(flat: str, text: str, at: int) -> int:
    """Past enumerators, articles and labels to where a name may begin."""
    while (skipped := _SKIPPED.match(text, at)) is not None and skipped.end() > at:
        at = skipped.end()
    return at


def _is_party(opening: Opening, before: re.Match[str], start: int, end: int, *, first: bool) -> bool:
    name, rest = opening.text[start:end], opening.flat[end : end + 60]
    if not names_someone(name) or (" " not in name and name.endswith(".") and not has_form(name)):
        return False
    if not has_form(name) and _LAW_OF.search(opening.flat[max(0, before.start() - 60) : before.start()]):
        return False
    joins = opening.flat[before.start() : before.end()].strip(" ,;.):") in ("and", "et", "und")
    if not joins and _SPEAKS_FOR.search(opening.flat[max(0, before.start() - 110) : before.end()]):
        return False
    titled = _TITLED.match(opening.flat, start) is not None
    if joins and titled and _DESCRIBED.match(rest) is None:
        # a second person who speaks for the party before
        spoken = _SPEAKS_FOR.search(opening.flat[max(0, before.start() - 110) : before.start()])
        if spoken is not None:
            return False
    if has_form(name) or titled:
        return bool(rest.strip()) or not first
    described = _DESCRIBED.match(rest) is not None
    joined = opening.flat[before.start() : before.end()].strip(" ,;.):") in ("and", "et", "und", "")
    return described or (joined and not first and re.match(r" ?(?:[.;(]|$|\(|, ?$)", rest) is not None)


def _roles(opening: Opening, read: _Read) -> Iterator[tuple[int, int]]:
    """What the contract calls a party, in order."""
    since = read.end
    for match in _ROLES.finditer(opening.flat, read.end, read.until):
        group = next(name for name, value in match.groupdict().items() if value is not None)
        start, end = match.span(group)
        start, end = _trimmed(opening.flat, start, end)
        lettered = re.fullmatch(r"(?:the )?party [a-z0-9]", opening.flat[start:end]) is not None
        if start >= end or (_COLLECTIVE.search(opening.flat[start:end]) and not lettered):
            continue
        before = opening.flat[max(since, match.start() - 80) : match.start()]
        if re.search(r"\b(?:collectiv\w*|ensemble|individually|each)\b.{0,20}$", before):
            continue
        if group == "role" and not _BEFORE_TERM.search(before):
            continue
        if since > read.end and start - since > _BESIDE:
            return
        if group == "named" and not opening.text[start + len(opening.flat[start:end].split()[0]) + 1].isupper():
            continue
        if group in ("acts", "short") and not opening.text[start].isupper():
            continue
        if group == "short" and not _is_short(opening.text[start:end], opening.text[read.start : read.end]):
            continue
        if group == "plain" and not re.fullmatch(r"(?:the )?party \w|(?:the )?[A-Z][\w ]+", opening.text[start:end]):
            continue
        since = end
        yield start, end


def _is_short(short: str, name: str) -> bool:
    """True for a bracket that can only be a short name: "(ITS)", "(COMWARE)"."""
    return short.isupper() and 2 <= len(short) <= 12 and short[0].lower() in {word[0].lower() for word in name.split()}


def _trimmed(flat: str, start: int, end: int) -> tuple[int, int]:
    while start < end and flat[start] in " ,.'":
        start += 1
    while end > start and flat[end - 1] in " ,.;'":
        end -= 1
    return start, end


def _siren(text: str) -> tuple[str, int, int] | None:
    """The first valid SIREN of a text, or that of a SIRET, and where it stands."""
    for each in find_identifiers(text):
        if each.kind in ("siren", "siret") and each.valid:
            return each.value[:9], each.start, each.end
    return None
