"""What each clause of a sentence lays down: which words are under a *may* or *shall*, and under how many denials.

"Shall not disclose it to anyone other than its employees" denies the disclosure and leaves the employees out of the
denial; "nothing prevents" allows; what something "does not apply to" is neither allowed nor forbidden. By words and
their order, not by grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile

from rag.language.normalising import fold
from rag.language.polarity import NUMBER_SIGN, YES_OR_NO, uncontracted
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense


class Sign(Enum):
    """Whether a word is affirmed, denied, or left open (in a condition, or in what a rule does not apply to)."""

    SAID = "said"
    DENIED = "denied"
    OPEN = "open"


class Mode(Enum):
    """Under what a word stands: a duty, a freedom, or neither."""

    DUTY = "duty"
    FREEDOM = "freedom"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Placed:
    """A content word (by its sense, :func:`rag.language.synonyms.same_sense`) with its sign and mode. ``acts`` is true
    for what a party does, false for what is done to, or said of, a thing ("information disclosed by it"); ``joined``
    for a word right after "and" or "or"."""

    sense: str
    sign: Sign
    mode: Mode
    acts: bool
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Clauses:
    """The words of a sentence in their order; ``excepts`` where it makes an exception, ``restricts`` where it says
    "only"."""

    words: tuple[Placed, ...]
    excepts: bool
    restricts: bool


_PARTY = re.compile(r"\b(?:receiving|disclosing|delivering|providing|other|either|each|any) part(?:y|ies)\b'?s?")
_NO_DENIAL = re.compile(
    r"\b(?:not?|without) (?:be |to |any )*(?:later|less|more|fewer|earlier|sooner|greater|longer|exceed\w*|only"
    r"|limit\w*|prejudice)\b|\b(?:whether or not|or not|if not|not limited to)\b"
)
_DUTIES = (
    r"shall|must|will|has to|have to|agrees?|undertakes?|covenants?|required to|obliged to|obligated to|is to|are to"
    r"|doit|doivent|devra|devront|s engage\w*|tenue?s? de|tenue?s? d"
)
_FREEDOMS = (
    r"may|can|could|entitled to|permitted to|allowed to|free to|right to|peut|peuvent|pourra|pourront"
    r"|autorise\w* a|libres? de|droit de|droit d"
)
_EXCLUDES = (
    r"not (?:be (?:deemed|construed|considered) (?:to )?)?(?:include|appl|extend|cover|mean)\w*"
    r"|(?:not|no) (?:be )?(?:liab|responsib)\w*|exclud(?:es?|ed|ing)|n inclu\w*|ne (?:comprend|s appliqu|vise)\w*"
)
_MODALS = frozenset(
    """shall must will may can could doit doivent devra devront peut peuvent pourra pourront agree agrees undertake
    undertakes""".split()  # noqa: SIM905
)
_MARKS = re.compile(
    rf"(?P<excludes>\b(?:{_EXCLUDES})\b)"
    r"|(?P<frees>\b(?:nothing|no provision|rien)\b(?:(?! (?:to|that)\b) \w+){0,8}? "
    r"(?:prevent|prohibit|preclud|restrict|limit|empech|interdi)\w*"
    r"|\bnot (?:be )?(?:prevent|prohibit|preclud|restrict|forbid)\w*)"
    r"|(?P<excepts>\b(?:except\w*|other than|unless|save|sauf|hormis|excepte|autres? que|a moins|a l exception)\b)"
    r"|(?P<only>\b(?:only|solely|exclusively|uniquement|exclusivement|seulement)\b)"
    r"|(?P<lacking>\b(?:without(?= \w{2,20}ing\b)|sans(?= \w{2,20}(?:er|ir|re)\b)))"
    r"|(?P<without>\b(?:without|sans)\b)"
    r"|(?P<if>\b(?:if|where|when|provided|to the extent|in case|in the event|si|lorsque|des lors|en cas)\b)"
    r"|(?P<forbids>\b(?:prohibited from|prohibits?|forbid\w*|refrain\w*|preclude\w*|prevent\w*|interdi\w*|s abst\w*)\b)"
    r"|(?P<denies>\b(?:not|no|never|neither|nor|cannot|none|nothing|nobody|ne|n|nul|aucune?)\b)"
    rf"|(?P<duty>\b(?:{_DUTIES})\b)|(?P<freedom>\b(?:{_FREEDOMS})\b)"
    r"|(?P<ends>[.;|])|(?P<comma>[,:()])"
    r"|(?P<word>[^\W_]+)"
)
_RELATIVE = frozenset(["which", "that", "who", "whom", "whose", "qui", "que", "dont"])
_BE = frozenset(["be", "been", "being", "etre"])
_NEITHER = frozenset(["neither", "nor"])
_NOBODY = _NEITHER | frozenset(["no", "none", "nothing", "nobody", "nul", "aucun", "aucune"])
_OR = frozenset(["or", "ou"])
_AND = _OR | frozenset(["and", "but", "et", "mais"])
_NO_ADVERBS = frozenset(["supply", "apply", "imply", "reply", "rely", "multiply", "orally", "verbally"])
_LIGHT = frozenset(
    """make makes made making create creates give gives giving take takes taking provide provides providing cause
    faire effectuer procede proceder donner donne""".split()  # noqa: SIM905
)
"""Verbs that leave it to their noun what is done: "make a copy", "give notice"."""
_SECOND_HALVES = frozenset(["pas", "plus", "jamais", "rien"])
_IDLE = STOPWORDS | _LIGHT | _SECOND_HALVES | frozenset(["any", "all", "party", "parties"])


def _adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NO_ADVERBS


def clauses(sentence: str) -> Clauses:
    """The words of a sentence, each with what it stands under."""
    text = _PARTY.sub(
        "party",
        _NO_DENIAL.sub(" ", NUMBER_SIGN.sub(" ", uncontracted(fold(YES_OR_NO.sub("", sentence)))).replace("'", " ")),
    )
    found: list[Placed] = []
    sign, mode, before_if = Sign.SAID, Mode.NONE, Sign.SAID
    excepts = restricts = False
    last, opens, be, nobody, half, lacking, since = "", True, False, False, False, False, 0
    for match in _MARKS.finditer(text):
        kind, said = match.lastgroup or "", match[0]
        if kind == "ends":
            sign, mode, opens, nobody, lacking = Sign.SAID, Mode.NONE, True, False, False
        elif kind == "comma":
            if lacking or (sign is Sign.OPEN and before_if is not Sign.OPEN):
                sign, lacking = before_if, False
        elif kind in ("duty", "freedom"):
            if last not in _RELATIVE:
                # "Is not allowed to", "n'a pas le droit de"; who is not obliged is free.
                refused = sign is Sign.DENIED and said not in _MODALS and since == 0
                released = refused and kind == "duty"
                sign = Sign.DENIED if nobody or half or (refused and not released) else Sign.SAID
                mode, lacking = Mode.DUTY if kind == "duty" and not released else Mode.FREEDOM, False
                nobody = False
        elif kind == "denies":
            if said in _NOBODY and found and found[-1].acts and found[-1].sign is Sign.SAID:
                # "Shall copy nothing."
                found[-1] = replace(found[-1], sign=Sign.DENIED)
            sign, half, since = Sign.DENIED, said in ("ne", "n"), 0
            # "Neither party shall": the denial before the verb is that of the verb.
            nobody = said in _NOBODY and (mode is Mode.NONE or said in _NEITHER)
        elif kind == "forbids":
            sign = Sign.SAID if sign is Sign.DENIED and found and found[-1].sign is Sign.DENIED else Sign.DENIED
            mode = Mode.DUTY
        elif kind == "frees":
            sign, mode = Sign.SAID, Mode.FREEDOM
        elif kind == "excludes":
            sign, before_if = Sign.OPEN, Sign.OPEN
        elif kind == "excepts":
            excepts = True
            if opens:
                before_if, sign = Sign.SAID, Sign.OPEN
            elif sign is not Sign.OPEN:
                sign = Sign.SAID if sign is Sign.DENIED else Sign.DENIED
        elif kind == "only":
            restricts = True
        elif kind == "lacking" and sign is Sign.SAID:
            # "Shall return it without keeping a copy."
            before_if, sign, lacking = sign, Sign.DENIED, True
        elif kind in ("lacking", "without", "if"):
            excepts = excepts or (kind != "if" and sign is Sign.DENIED and not lacking)
            if sign is not Sign.OPEN:
                before_if, sign = before_if if lacking else sign, Sign.OPEN
        elif said in _SECOND_HALVES:
            half = False
        elif half and said in ("que", "qu"):
            # "Ne … que": only.
            denied = len(list(takewhile(lambda one: one.sign is Sign.DENIED, reversed(found))))
            found[len(found) - denied :] = [replace(one, sign=Sign.SAID) for one in found[len(found) - denied :]]
            sign, half, restricts = Sign.SAID, False, True
        elif said in _AND:
            nobody = nobody and (said in _OR or not found)
        elif said not in _IDLE and not said.isdigit() and not _adverb(said):
            doing = be or last in ("from", "forbids", "lacking") or not said.endswith(("ed", "ing"))
            acts = mode is not Mode.NONE and doing
            acts = acts or (nobody and mode is Mode.NONE and sign is Sign.DENIED and not said.endswith("ing"))
            found.append(Placed(same_sense(said), sign, mode, acts, last in _AND))
            since += 1
            opens = False
        be = said in _BE or (be and said.endswith("ly"))
        last = said if kind == "word" else kind
    return Clauses(tuple(found), excepts, restricts)
