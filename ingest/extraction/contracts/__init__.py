"""Contract facts read from the text of a document, French and English, with some German.

By clause: the text becomes sentences under their headings (:mod:`.provisions`), each family of facts knows the
sentences that speak of it by their words, and reads values in them with :mod:`rag.language`. What no sentence says is
None; where two say different things the clause is doubtful. Bounded and linear: a rule looks at a few hundred sentences
of at most 3,000 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.extraction.contracts.amending import amended
from ingest.extraction.contracts.effect import effective_date
from ingest.extraction.contracts.found import Facts, Found, Places
from ingest.extraction.contracts.law import law_facts
from ingest.extraction.contracts.listed import called_parties, listed_parties
from ingest.extraction.contracts.names import has_form
from ingest.extraction.contracts.notice import notice
from ingest.extraction.contracts.opening import Opening, openings
from ingest.extraction.contracts.others import own_words, recites
from ingest.extraction.contracts.parties import parties
from ingest.extraction.contracts.penalties import penalty_facts
from ingest.extraction.contracts.price import price_facts
from ingest.extraction.contracts.provisions import Sentence, provisions
from ingest.extraction.contracts.renewal import renewal
from ingest.extraction.contracts.signing import signature_date
from ingest.extraction.contracts.term import term_facts
from ingest.extraction.contracts.title import is_heading_of_contract, is_order, names_contract, title_facts
from ingest.parsing.document import ParsedDocument
from rag.domain.contract import Contract

__all__ = ["extract_contract"]

_HEAD = 1_500
_TWO = 2
_ENOUGH = _ARTICLES = 3
_SAID = (
    ("term", "end_date", "open_ended"), ("renewal",), ("notice",), ("governing_law",), ("court",),
)  # fmt: skip
"""What contracts say, the ways to say how long one lasts together."""


def extract_contract(parsed: ParsedDocument) -> Contract | None:
    """The facts of a contract or amendment, each with its clause; None for any other document."""
    sentences = provisions(parsed)
    opens, who = _who_opens(openings(parsed.text, sentences))
    if _surely(who) < _TWO:
        listed = listed_parties(parsed.text, sentences) or called_parties(parsed.text, sentences)
        opens, who = listed or (opens, who)
    head = title_facts(parsed, opens)
    if parsed.invoice is not None or not sentences:
        return None
    named = opens is not None and _is_contract(head, opens, who)
    if opens is None:
        opens = Opening(parsed.text, 0, max(1, min(_HEAD, len(parsed.text))), sentences[0])
    own = own_words(head["title"].value if "title" in head else None, opens)
    told = [each for each in sentences if not recites(each.flat)]
    signed = signature_date(sentences, opens)
    term = term_facts(told, own)
    goes_on = renewal(told, term.get("term"), own)
    single = {
        "signature_date": signed,
        "effective_date": effective_date(sentences, opens, signed, own),
        "renewal": goes_on,
        "notice": notice(told, goes_on),
        "amends": amended(parsed, sentences, head.get("title")),
    }
    facts: dict[str, Found] = {**head, **who, **term, **price_facts(sentences), **penalty_facts(sentences)}
    facts |= {**law_facts(sentences)} | {name: found for name, found in single.items() if found is not None}
    if (not named or is_order(head["title"].value if "title" in head else "")) and not _speaks_as_contract(
        head, facts, sentences
    ):
        return None
    places = Places(parsed)
    values = {name: found.value for name, found in facts.items() if "." not in name and found.value is not None}
    return Contract(**values, fields={name: places.clause(found) for name, found in facts.items() if name != "parties"})


def _who_opens(candidates: Iterable[Opening]) -> tuple[Opening | None, Facts]:
    """The first opening that names two parties for sure, else two, else one."""
    best: tuple[Opening | None, Facts] = (None, {})
    rank = 0
    for opens in candidates:
        who = parties(opens)
        sure = _surely(who)
        if sure >= _TWO:
            return opens, who
        ranked = 2 if "parties.2" in who else int(bool(who) and (opens.is_formula or sure > 0))
        if ranked > rank:
            best, rank = (opens, who), ranked
    return best


def _surely(who: Facts) -> int:
    """How many of the parties read have a part, a number or a legal form."""
    found = who["parties"].value if who else ()
    return sum(bool(party.role or party.siren or has_form(party.name)) for party in found)


def _speaks_as_contract(head: Facts, facts: Facts, sentences: Sequence[Sentence]) -> bool:
    """Whether a document of which no rule finds the parties is a contract all the same: its own heading calls it one,
    it has articles, and it says at least three things that contracts say. A note about a contract does not."""
    title = head.get("title")
    stated = [names for names in _SAID if any(name in facts and facts[name].value is not None for name in names)]
    if title is None or not is_heading_of_contract(title.value) or len(stated) < _ENOUGH:
        return False
    return len({sentence.article for sentence in sentences} - {None}) >= _ARTICLES


def _is_contract(head: Facts, opens: Opening, who: Facts) -> bool:
    """Whether a document is a contract: it calls itself one, or opens as one between two parties; a party is named."""
    if "title" in head and not names_contract(head["title"].value):
        return False
    return ("title" in head and "parties.1" in who) or ("parties.2" in who and opens.is_formula)
