"""Names of companies and persons at a place of a text."""

from __future__ import annotations

import re

from ingest.extraction.contracts.flattening import flatten
from rag.language.terms import DEFINED_TERMS, LEGAL_FORMS

_FOREIGN_FORMS = """
incorporated llc pllc pc na nv plc pty pte lda ltda gmbh&co sarl sasu selas scs ei eirl aktiengesellschaft
"""
_FORMS = LEGAL_FORMS | frozenset(_FOREIGN_FORMS.split())
_SMALL_WORDS = "of and & de du des d' la le les the for do da e y et und von der die in à - – —"
_JOINING = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\s,;:()\"«»“”]+")
_LOOSE_END = re.compile(r"(?:[-–—'’]| (?:of|and|et|de|du|des|for|the|in|à|à la|by))$", re.I)
_ELIDED = re.compile(r"[dl]['’][A-ZÀ-Þ]")
_BRACKETED = re.compile(r"\((?:uk|us|usa|pty|france|europe|[a-z]{2,20})\)(?= [A-ZÀ-Þ])", re.I)
_MORE_FORM = re.compile(
    r", ?(?:inc|llc|l\.l\.c|ltd|limited|lp|l\.p|llp|corp|n\.?a|s\.a|co|plc|gmbh|ltda|pty"
    r"|b\.?v|n\.?v|ag|s\.?p\.?a|p\.c|p\.a)\b\.?",
    re.I,
)
_FORM_AHEAD = re.compile(
    r"(?: [A-ZÀ-Þ][\w&'’.-]*,?){0,3} (?:inc|llc|ltd|limited|lp|corp|corporation|company|plc|co)\b", re.I
)
_KIN = re.compile(
    r" (?:fils|fr[eè]res|cie|compagnie|associ[ée]s|filles|sons|company|co|partners|associates|brothers)\b", re.I
)
"""What a name goes on with after "et": "Dubrulle et Fils"."""
_INSTITUTION = re.compile(
    r"(?:syndicat des copropri[ée]taires|(?:commune|ville|r[ée]gion|d[ée]partement|caisse|chambre|communaut[ée]"
    r"|centre hospitalier"
    r"|universit[ée]|office public) (?=(?:de|du|des|d['’]|r[ée]gion|intercommunal)))[^,;:()\n«\"]{0,90}[^,;:()\n«\"\s]",
    re.I,
)
_PLACE_NAMES = "wales scotland ireland northern tobago herzegovina nevis republic state states delaware california"
_PLACES = frozenset(_PLACE_NAMES.split())
_SENTENCE_WORDS = """
except you we as by for if in on at to this that these such any all each no its their his her because although since
when while re dear page ni fait il elle en dans pour si sur ce cette article chaque toute tout aucun aucune background
ci-apres
"""
_REGISTERS = "ide rcs siren siret uid hrb tva vat iban bic ape naf"
_NO_BEGINNING = frozenset((*_SENTENCE_WORDS.split(), *_REGISTERS.split()))
_OFFICE_NAMES = """
president officer director title name manager chairman signature date secretary gerant directeur
"""
_OFFICES = frozenset(_OFFICE_NAMES.split())
_LONGEST = 14


def read_name(text: str, start: int) -> int | None:
    """The end of the name that begins at ``start`` of a text, None where no name begins.

    Capital words and the small words between them, up to a comma that no legal form follows, a bracket, a figure, or
    the end of a legal form ("Electric City Corp.", "Foo Bar (UK) Ltd.", "Xplore Technologies Corporation of America").
    """
    if institution := _INSTITUTION.match(text, start):
        return institution.end()
    at, end, count, formed = start, start, 0, False
    while count < _LONGEST:
        bracketed = _BRACKETED.match(text, at) if count else None
        word = bracketed or _WORD.match(text, at)
        if word is None:
            break
        bare = flatten(word[0]).strip(".").replace(".", "")
        if bare in _FORMS and count and not bracketed and not (bare == "incorporated" and word[0].islower()):
            formed = True
        elif formed and bare == "of" and re.match(r" [A-Z]", text[word.end() : word.end() + 2]):
            formed = False
        elif formed and not bracketed:
            break
        elif bare in ("and", "et", "&") and count and _KIN.match(text, word.end()):
            pass
        elif bare in ("and", "et", "&") and count:
            if bare != "&" and not (not formed and _FORM_AHEAD.match(text, word.end())):
                break
        elif not (
            bracketed
            or word[0][0].isupper()
            or _ELIDED.match(word[0])
            or (word[0][0].isdigit() and not count)
            or (bare in _JOINING and count)
        ):
            break
        if bare not in _JOINING or word[0].isupper():
            end = word.end()
        count += 1
        more = _MORE_FORM.match(text, word.end())
        if more is not None:
            formed, end = True, more.end()
            at = more.end() + (text[more.end() : more.end() + 1] == " ")
            continue
        if text[word.end() : word.end() + 1] != " ":
            break
        at = word.end() + 1
    while (last := _LOOSE_END.search(text, start, end)) is not None:
        end = last.start()
    return end if end - start > 1 else None


def has_form(name: str) -> bool:
    """Whether a name says what kind of company it is ("Inc.", "SARL")."""
    return any(word.strip(".,").replace(".", "") in _FORMS for word in flatten(name).split())


def names_someone(name: str) -> bool:
    """False for "England and Wales", "the Buyer" and "Agreement"."""
    words = [word.strip(".,'") for word in flatten(name).split()]
    if words and (words[0] in _NO_BEGINNING or (not _OFFICES.isdisjoint(words) and not has_form(name))):
        return False
    told = [word for word in words if word not in _JOINING]
    if all(re.search(r"\d", word) for word in told) and not has_form(name):
        return False
    return bool(told) and not all(word in DEFINED_TERMS or word in _PLACES for word in told)
