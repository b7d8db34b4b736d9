"""Addresses as letters print them: streets, towns, countries, and what is no name in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale

from ingest.einvoice.printed import squeeze
from ingest.extraction.invoices.sheet import Cell
from rag.domain.invoice import Address
from rag.language import LEGAL_FORMS, fold

STREET = re.compile(
    r"(?:^|[, ])[0-9]{1,4}(?: ?(?:bis|ter|[a-d]))?,? (?:rue|r\.|avenue|av\.?|bd|boulevard|place|pl\.|chemin|ch\.|"
    r"route|rte|impasse|imp\.|allee|quai|cours|square|passage|faubourg|z\.?[aicu]\.?|zone|lieu|lot|parc|residence|"
    r"ma rue|montee|sentier|esplanade|voie)\b"
    r"|(?:^|[, ])[0-9]{1,5}[a-z]? (?:[a-z.'-]+ ){0,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|"
    r"boulevard|blvd|court|ct|square|sq|place|terrace|close|crescent|gardens|hill|park|quay|row|parkway|highway|"
    r"north|chung)\b"
    r"|[a-z.-]+(?:strasse|street|str\.?|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|gracht|kade|singel|"
    r"dreef|hof|markt) ?[0-9]{1,4} ?[a-z]?(?:[ -/]+[0-9]+)?(?:$|,| )|(?:am|an der|im|auf der|in der|zum|"
    r"zur) [a-z -]+ [0-9]{1,4}[a-z]?$"
    r"|^(?:b\.?p\.?|cs|tsa|po box|p\.o\. box|postfach|postbus|cedex) ?[0-9]"
)


POSTAL = re.compile(
    r"(?:^|[,–·|-] ?|\b)(?:(?P<prefix>f|d|b|l|ch|a|nl|de|fr|at|be|lu|it|es)[ -]{1,3})?(?P<code>[0-9]{5}|"
    r"(?:(?<=[bl]-)|(?<=ch-)|(?<=a-)|^|(?<=, )|"
    r"(?<=[-–·|] ))[0-9]{4}(?: ?[a-z]{2}(?![a-z]))?) (?P<city>[a-z][a-z' .()/-]{1,40}[a-z)])(?: cedex(?: [0-9]{1,2})?)?"
    r"|(?P<ukcity>[a-z][a-z .'-]{2,30})?,? ?(?P<uk>[a-z]{1,2}[0-9][0-9a-z]? [0-9][a-z]{2})(?![a-z0-9])"
    r"|(?P<uscity>[a-z][a-z .'-]{2,30}),? (?P<us>(?:a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|"
    r"n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]|w[aivy]),? [0-9]{5}(?:-[0-9]{4})?)(?![0-9])"
)


NO_NAME = re.compile(
    r"@|www\.|https?:|\.(?:com|fr|de|net|org|nl|eu|example)\b|[0-9]{5,}|(?:[0-9]{2}[ .]){3}|^page\b|^seite\b|^\W*$|"
    r"^(?:siege|registered|tel|fax|mobile?|e-?mail|phone|iban|bic|logo$|date|facture|invoice|rechnung|avoir|"
    r"gutschrift|credit note|devis|factuur)\b"
    r"|^(?:nos|vos|vos?tres?|our|your|ihre|unsere) |^(?:references?|identifiants?|france|deutschland|germany|"
    r"united kingdom|uk|usa|united states|belgique|nederland|schweiz|suisse|luxembourg|osterreich)$"
)


CONTACT = re.compile(
    r"\bcontact\b|^attn|attention|a l'att|z\. ?hd|zu handen|c/o|\bservice\b (?:comptab|achat|factur|fourniss)|"
    r"^service |comptabilite|^dep\b|\bdep\b|department|dept|abteilung|buchhaltung|accounts? payable|^mr?s?\.? |"
    r"^mme|^m\. |^herrn?|^frau|^madame|^monsieur|^mlle|purchasing|t\.a\.v"
)


ATTENTION = re.compile(
    r"^attn|attention|a l'att|z\. ?hd|zu handen|c/o|service (?:comptab|achat|factur|fourniss)|comptabilite|"
    r"buchhaltung|accounts? payable|t\.a\.v",
    re.M,
)


FOOT_CUE = re.compile(
    r"au capital|\bcap\. ?[0-9]|capital (?:social )?(?:de )?[0-9]|siege social|r\.?c\.?s\.?\b|siren|siret"
    r"|registered (?:office|in)|company (?:no|number|reg)|"
    r"geschaftsfuhrer|handelsregister|amtsgericht|hrb|ust-?id|kvk|vat (?:no|reg|number)|tva"
)


_SPLIT = re.compile(r"\s+[–—·•|-]\s+|\s*[|•·]\s*|,\s+|\s+-\s*")


FORMS = re.compile(
    r"(?:^|[ ,.(])(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?a|s\.?c\.?i|scop|snc|gmbh(?: ?& ?co\.? ?kg)?|"
    r"ag|kg|ohg|ug|e\.?k|gbr|ltd|limited|llp|llc|inc|plc|corp|b\.?v|n\.?v|bvba|srl|spa|s\.?l|se|co)\.?(?:[ ,.)]|$)"
)


_WORD = re.compile(r"[^\W\d_]{2}|[^\W\d_]&")


def is_sender_line(line: str) -> bool:
    """Whether a line is the small one above a window: name, street and town in one."""
    return len(_SPLIT.split(line)) >= 3 and POSTAL.search(fold(line)) is not None


def first_part(text: str) -> str:
    """The name that a legal line begins with: up to the first dash or comma."""
    name = _SPLIT.split(text.strip())[0].strip(" ,;:-–")
    folded = fold(name)
    if not 2 < len(name) <= 60 or NO_NAME.search(folded) or FOOT_CUE.search(folded) or not _WORD.search(name):
        return ""
    if POSTAL.search(folded) or STREET.search(folded) or squeeze(name) in LEGAL_FORMS:
        return ""
    return name


def core(name: str) -> str:
    """A name's letters without its legal form."""
    kept = [word for word in re.split(r"[\s,]+", name) if squeeze(word) not in LEGAL_FORMS]
    return squeeze(" ".join(kept)) or squeeze(name)


@cache
def countries() -> dict[str, str]:
    """Folded names of countries in four languages, by their ISO 3166-1 code."""
    found = {}
    for language in ("fr", "en", "de", "nl"):
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", str(code)):
                found[fold(str(name))] = str(code)
    return found | {"uk": "GB", "usa": "US", "united states of america": "US", "great britain": "GB", "holland": "NL"}


_PREFIXES = {"f": "FR", "d": "DE", "b": "BE", "l": "LU", "a": "AT"}


def address(stacked: Iterable[tuple[Cell, int, int]], name: str | None) -> Address | None:
    """The address that lines (cell, start, end) under each other make, None without street and town."""
    lines: list[str] = []
    postcode = city = country = None
    for text in _address_lines(stacked):
        folded = fold(text)
        if folded in countries():
            country = country or countries()[folded]
            continue
        match, street = POSTAL.search(folded), STREET.search(folded)
        if match is not None and street is not None and re.fullmatch("[0-9]{4}.*", match["code"] or ""):
            match = None
        if match is not None and postcode is None and not re.search(r"siret|siren|tel|tva|rcs", folded):
            postcode = (match["code"] or match["uk"] or (match["us"] or "").split(" ")[-1]).upper()
            raw = match["city"] or match["ukcity"] or match["uscity"]
            if raw:
                place = folded.find(raw.strip())
                city = text[place : place + len(raw.strip())] if len(text) == len(folded) else raw.strip().title()
                tail = re.search(r",? \(?([A-Z]{2})\)?$", text)
                if tail and tail[1] in countries().values():
                    country = tail[1]
            if match["prefix"]:
                country = country or _PREFIXES.get(
                    match["prefix"], match["prefix"].upper() if len(match["prefix"]) == 2 else None
                )
        elif street is not None and text != name:
            lines.append(text)
    if postcode is None and not lines:
        return None
    return Address(lines=tuple(lines[:3]), postcode=postcode, city=city, country=country)


def _address_lines(stacked: Iterable[tuple[Cell, int, int]]) -> Iterator[str]:
    """Their texts; one that holds street and town is parted."""
    for cell, start, end in stacked:
        text = cell.text[start:end].strip(" ,;")
        folded = fold(text)
        if STREET.search(folded) and POSTAL.search(folded):
            yield from (
                part.strip(" ,;") for part in re.split(r"\s+[–—·•|-]\s+|\s*[|•·]\s*|, (?=\D|[0-9]{4,5}\b)", text)
            )
        else:
            yield text
