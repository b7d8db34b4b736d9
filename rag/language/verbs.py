"""Which verb a party of a sentence is the subject of, or the one that it is done by. By words and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense
from rag.language.terms import LEGAL_FORMS

_SKIPPED = frozenset(
    """
    shall must may can will would should could has have had is are to be been being not also then free required
    obliged bound entitled permitted allowed agrees agree undertakes undertake undertook itself himself promptly
    immediately never always only still first expressly hereby duly welcome need needs doit doivent devra devront
    peut peuvent pourra pourront est sont sera seront ete etre a ont aura s se ne n pas y en lui leur le la les l de
    d tenu tenue oblige obligee libre autorise autorisee engage engagee engagent faire fait fera qui c ce
    immediatement egalement aussi toujours jamais interdit interdisent abstient abstiennent refrain refrains
    prohibited gratuitement toutefois ensuite alors obligatoirement seul seule expressement
    """.split()  # noqa: SIM905
)
_DONE = re.compile(
    r"\b(?:est|sont|sera|seront|etre|ete|is|are|be|been|was|were) (?:\w+ly |\w+ment |also |aussi )?([^\W_]{4,})"
)
_PASSIVE = frozenset("is are be been being was were est sont sera seront ete etre fut".split())  # noqa: SIM905
_DUTY_WORDS = frozenset(
    """
    required obliged bound entitled permitted allowed free welcome to tenu tenue oblige obligee libre autorise autorisee
    engage engagee
    """.split()  # noqa: SIM905
)
_LIGHT = frozenset(
    """effectue effectuee effectues effectuees realise realisee realises realisees assure assuree assures assurees
    done made performed carried out executed""".split()  # noqa: SIM905
)
_LIGHT_VERBS = frozenset(
    """
    assure assurent effectue effectuent realise realisent procede procedent se charge reste restent remains carries
    out performs
    """.split()  # noqa: SIM905
)
_STATES = frozenset("proprietaire proprietaires owner owners responsable responsables liable".split())  # noqa: SIM905
BEAR, _GIVE = "@bear", "@give"


def _senses_of(words: str) -> frozenset[str]:
    return frozenset(same_sense(word) for word in words.split())


_GIVING = _senses_of("send give grant remettre supply provide donner accorder fournir hand")
_TO_SOMEBODY = _senses_of("pay return disclose notify")
TURNED = _senses_of("pay notify")
"""What the one who is paid or told does not do in the same breath."""
_RECEIVING = _senses_of("receive get beneficie beneficier obtain recoit recoivent")
_OBJECT = re.compile(
    r" (?:in|of|to|for|from|within|with|on|at|by|under|upon|as|when|if|where|dans|de|du|des|par|pour|avec|sous"
    r"|lorsque|si|selon"
    r"|a|au|aux)\b"
)
"""After a party that is no subject: "notify the Client in case"."""
_BEARS = re.compile(r"(?:supporte\w*|assume\w*|bears?)$")
_TAKES_ON = re.compile(
    r"(?: (?:doit|devra|must|shall))? (?:pren\w+|bear) (?:en charge|a (?:sa|leur) charge|the costs?)\b"
)
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[.;:,()|]")
_ENDS = frozenset(".;:|")
_REACH = 9


def verbs_after(after: str) -> Iterator[str]:
    """The verb of a subject, and those joined to it by "and"."""
    first = verb_after(after)
    if first is not None:
        yield first
        clause = re.split(r"[.;:|]", after)[0]
        parts = re.split(
            r"\b(?:and|et) (?!(?:the|an?|its?|any|all|les?|la|l'|des|du|un|une|ses|leurs?|sa|son|d') ?)", clause
        )
        joined = (verb_after(" " + part) for part in parts[1:])
        yield from (verb for verb in joined if verb is not None)


def verb_after(after: str) -> str | None:
    """The sense of the verb of a subject: the first word after it that is no auxiliary; none after a passive."""
    passive, depth = False, 0
    if _TAKES_ON.match(after):
        return BEAR
    if _OBJECT.match(after):
        return None
    for count, word in enumerate(_TOKEN.findall(after)):
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif depth or word == ",":
            continue
        elif word in _ENDS or count > _REACH:
            return None
        elif word in _PASSIVE:
            passive = True
        elif word in _STATES:
            return same_sense(word)
        elif word in _SKIPPED or word in LEGAL_FORMS or (word in _LIGHT_VERBS and not passive):
            passive = passive and word not in _DUTY_WORDS
        elif word in STOPWORDS or word.isdigit():
            continue
        else:
            return None if passive else _sense(word)
    return None


def verb_before(before: str) -> str | None:
    """The sense of the participle before "par" and "by"; of the noun of its clause where that only says "done"."""
    clause = re.split(r"[.;:|]", before)[-1]
    words = [
        word for word in _TOKEN.findall(clause) if word not in STOPWORDS and word not in _SKIPPED and word.isalpha()
    ]
    if not words:
        return None
    done = _DONE.findall(clause)
    if done and done[-1] not in _LIGHT and done[-1] not in STOPWORDS:
        return _sense(done[-1])
    if words[-1] in _LIGHT:
        return _sense(words[0]) if len(words) > 1 else None
    return _sense(words[-1])


def given(before: str) -> set[str]:
    """The verbs of giving and sending in the clause before "à" and "to"."""
    clause = re.split(r"[.;:|]", before)[-1]
    found = {same_sense(word) for word in _TOKEN.findall(clause)}
    return (found & _TO_SOMEBODY) | ({_GIVE} if found & _GIVING else set())


def _sense(word: str) -> str:
    sense = same_sense(word)
    if _BEARS.match(word):
        return BEAR
    return f"to {_GIVE}" if sense in _RECEIVING else _GIVE if sense in _GIVING else sense
