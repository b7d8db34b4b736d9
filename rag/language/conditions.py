"""Whether a claim leaves out, or denies, a condition or exception that its proof makes, in French and English.

"Even if", "in all cases" and "without consent" are held against the words of the proof that make an exception or ask
for the consent; "not only" and "only" against its "solely". By words and their order: where the proof has no such word,
nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.normalising import fold
from rag.language.polarity import uncontracted
from rag.language.sentences import sentences
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense

_EVEN = re.compile(
    r"\bmeme (?:si|s'|lorsque?|quand|apres|en|sans|pour|dans)\b|\by compris (?:en|pour|lorsque?|si|a|au|aux"
    r"|apres|quand)\b"
    r"|\bdans tous les cas\b|\ben (?:toutes?|tout) (?:circonstances?|etat de cause|cas)\b|\bquel(?:le)?s? qu\w*"
    r"|\bqu'\w+ .{3,50} ou non\b"
    r"|\beven (?:if|when|where|after|though|for|in)\b|\bin (?:all|any|every) (?:cases?|circumstances|events?)\b"
    r"|\bwhether or not\b|\bregardless\b|\bno matter\b|\bincluding (?:for|where|when|if|in)\b|\bsans exception\b"
    r"|\bwithout exception\b|\birrespective\b"
)
_NEVER = re.compile(r"\b(?:never|jamais|always|toujours)\b")
_EXCEPTS = re.compile(
    r"\b(?:sauf|hormis|excepte\w*|a l'exception|par exception|par derogation|a moins|unless|except\w*"
    r"|save (?:that|for|where)"
    r"|other than|autres? que|ne s'appliqu\w+ pas|ne jou\w+ (?:pas|ni)|n'est pas couvert\w*|ne couvr\w+ pas|exclu\w*"
    r"|(?:does|do|shall|will) not (?:apply|extend|cover|limit)|nothing (?:in|shall|limits))\b"
)
_CONDITION = re.compile(
    r"\b(?:sous reserve|a condition|a la condition|a charge|moyennant|sur justification|apres (?:accord|avoir"
    r"|que)|avec l'accord"
    r"|apres en avoir|pourvu que|provided|subject to|on (?:the )?condition|conditional|after|upon|only (?:if"
    r"|with|after)"
    r"|with the (?:prior )?(?:written )?consent|if (?:and only if)?|si)\b"
)
_STRICT = re.compile(
    r"\b(?:provided|a (?:la )?condition|sous reserve|subject to|on (?:the )?condition|only (?:if|where|when"
    r"|after|for)|unless"
    r"|uniquement|seulement|pourvu que)\b"
)
_INCLUDING = re.compile(r"\b(?:y compris|including|notamment|meme(?= (?:les?|la|l'|des|du|une?)\b)) ?")
_ANY_TIME = re.compile(r"\b(?:a tout moment|at any time|any ?time)\b")
_AT_A_TIME = re.compile(
    r"\b(?:a l'expiration|a l'echeance|au terme|a l'issue|a la fin|chaque periode|at the end|on (?:the )?expiry"
    r"|upon expiry"
    r"|on each|at each|anniversar\w*|triennale?)\b"
)
_WITHOUT = re.compile(r"\b(?:sans|without)\b")
_UNLESS = re.compile(r"\b(?:sauf|hormis|unless|except\w*|a moins|save)\b")
_NO_NEED = re.compile(r"\b(?:sans|without|no|non|not|ne|n|aucun\w*|dispens\w*|exempt\w*|pas)\b")
_DENIES = re.compile(
    r"\b(?:ne|n|pas|non|not|no|never|cannot|neither|nor|jamais|aucun\w*|nul\w*|interdi\w*|prohib\w*|forbid\w*|refrain\w*|s'abst\w*)\b"
)
_NOT_ONLY = re.compile(
    r"\bnot (?:just|only|solely|merely|limited to)\b|\bpas (?:seulement|uniquement|exclusivement|que"
    r"|limite\w*)\b|\bnon (?:seulement|pas seulement)\b"
)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|sole|uniquement|exclusivement|seulement|seuls?|seules?|strictement|limitativement)\b"
)
_RESTRICTS = re.compile(
    rf"{_ONLY.pattern}|{_EXCEPTS.pattern}|\bn[e']\b.{{1,60}}?\bqu[e']|\b(?:limite\w*|limited|restrict\w*|reserve\w*|exclusi\w*"
    r"|no other|nul autre|aucun autre|alone|strictly|no more than|not exceed\w*|au plus|au maximum|unique\w*"
    r"|any other)\b"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_REACH = 6
_ENOUGH = 0.5


def drops_condition(claim: str, proof: str, passage: str) -> bool:
    """True when a claim says of all cases what its proof says with an exception, of doing without something what the
    proof asks for, or of more or fewer than "only" what the proof says.

    ``proof`` are the whole sentences that prove, ``passage`` the text around them, whose other sentences may make the
    exception.
    """
    said, told = uncontracted(fold(claim)), uncontracted(fold(proof))
    return (
        _says_all_cases(said, told, fold(passage))
        or _includes_excepted(said, told)
        or (_ANY_TIME.search(said) is not None and _AT_A_TIME.search(told) is not None and not _ANY_TIME.search(told))
        or any(_without(words, said[:start], told) for start, words in _withouts(said))
        or (_NOT_ONLY.search(said) is not None and _ONLY.search(told) is not None and not _NOT_ONLY.search(told))
        or _adds_only(said, told)
    )


def _says_all_cases(said: str, told: str, passage: str) -> bool:
    even = _EVEN.search(said)
    never = None if even else _NEVER.search(said)
    if even is None and (never is None or _EXCEPTS.search(said) or _CONDITION.search(said) or _WITHOUT.search(said)):
        return False
    if _EVEN.search(told):
        return False
    excepted = _EXCEPTS.search(told)
    wanted = _senses(said[even.end() :]) if even is not None else set()
    if even is not None and even[0].endswith(("after", "apres")):
        # Of a time: only where that is what is excepted.
        if excepted is not None and len(wanted & _senses(told[excepted.end() :])) >= max(1, _ENOUGH * len(wanted)):
            return not _DENIES.search(told[: excepted.start()])
        return False
    if excepted is not None or (even is not None and _STRICT.search(told)):
        return True
    if even is None:
        return False
    return any(
        len(wanted & _senses(sentence)) >= max(2, _ENOUGH * len(wanted))
        for sentence in _parts(passage)
        if sentence not in told and _EXCEPTS.search(sentence) and not _EVEN.search(sentence)
    )


def _includes_excepted(said: str, told: str) -> bool:
    """Whether "including the tyres" names what the proof excepts."""
    included = _INCLUDING.search(said)
    excepted = _EXCEPTS.search(told)
    if included is None or excepted is None or _EXCEPTS.search(said) or _DENIES.search(told[: excepted.start()]):
        return False
    wanted = _senses(" ".join(said[included.end() :].split()[:_REACH]))
    return len(wanted & _senses(told[excepted.end() :])) >= max(1, _ENOUGH * len(wanted))


def _withouts(said: str) -> Iterator[tuple[int, set[str]]]:
    """What a claim says is done without: where that stands, and the senses of the next words."""
    for match in _WITHOUT.finditer(said):
        after = re.split(r"[.;:,]", said[match.end() :])[0]
        words = [word for word in _WORD.findall(after) if word not in STOPWORDS][:_REACH]
        if words:
            denied_after = _DENIES.search(said[match.end() + len(after) :])
            if denied_after is None:
                yield match.start(), {same_sense(word) for word in words}


def _without(wanted: set[str], before: str, told: str) -> bool:
    """Whether the proof asks for what the claim says is done without."""
    clause = re.split(r"[.;:]", before)[-1]
    if _DENIES.search(clause):
        return False
    for sentence in _parts(told):
        for match in _WITHOUT.finditer(sentence):
            again = _senses(" ".join(sentence[match.end() :].split()[: 2 * _REACH]))
            if len(wanted & again) >= _ENOUGH * len(wanted):
                return _DENIES.search(re.split(r"[.;:]", sentence[: match.start()])[-1]) is not None
    for sentence in _parts(told):
        for match in _UNLESS.finditer(sentence):
            # "Forbidden, save with written consent": the consent is asked for.
            asks = len(wanted & _senses(sentence[match.end() :])) >= max(1, _ENOUGH * len(wanted))
            if asks and _DENIES.search(sentence[: match.start()]):
                return True
        for match in _CONDITION.finditer(sentence):
            asked = sentence[match.end() :]
            if match[0] in ("si", "if"):
                asked = asked.split(",")[0]
            if len(wanted & _asked_for(asked)) >= max(1, _ENOUGH * len(wanted)):
                return True
    return False


def _asked_for(folded: str) -> set[str]:
    """The senses of words before which nothing says that they are not needed ("non exclusif", "sans pénalité")."""
    row = re.findall(r"[^\W_]+", folded)
    return {
        same_sense(word)
        for place, word in enumerate(row)
        if len(word) > 2 and word not in STOPWORDS and not _NO_NEED.search(" ".join(row[max(0, place - 3) : place]))
    }


def _adds_only(said: str, told: str) -> bool:
    return (
        _ONLY.search(said) is not None
        and _NOT_ONLY.search(said) is None
        and _RESTRICTS.search(told) is None
        and not _DENIES.search(told)
    )


def _parts(folded: str) -> list[str]:
    return [folded[start:end] for start, end in sentences(folded)]


def _senses(folded: str) -> set[str]:
    return {same_sense(word) for word in _WORD.findall(folded) if word not in STOPWORDS}
