"""What an answer does, told by rules alone: it refuses, says yes, says no, or neither can be told.

The rules read words, not meaning. They are the same for every system that is compared, and these are their limits:

- A refusal is known by its wording in the first sentence ("does not mention", "aucune information", …). An answer that
  first says that nothing is said, and then goes on all the same, counts as a refusal; one that says so only at its end
  does not.
- Yes and no are read from the first word, else from the sentence nearest to the question: it must share a quarter of
  the question's content words, and says yes where it denies as often as the question does, counted in evens and odds
  ("not prohibited" denies twice, so it affirms; "only" and "solely" count as a denial: they rule out the rest).
- A denial of something else in that sentence turns the verdict round, and a synonym ("duplicate" for "copy") leaves it
  untold. What is untold is neither right nor a refusal.
"""

from __future__ import annotations

import re

from eval.contractnli import Stance
from rag.language import content_words, fold, sentences

_REFUSAL = re.compile(
    r"^empty response$"
    r"|\b(?:(?:do|does|did|is|are|was|were) not|(?:does|do|did|is|are|was|were)n't) (?:\w+ ){0,2}"
    r"(?:mention\w*|specif\w*|state[ds]?|indicate[ds]?|address\w*|say|tell|discuss\w*|clear|found|possible to|answer"
    r"|(?:provide|contain|include|give|have)[ds]? (?:any |enough |the |sufficient )?"
    r"(?:specific |explicit |direct |relevant )?(?:information|details?|answer|mention|provision)"
    r"(?! (?:that|which|already)\b))"
    r"|\b(?:cannot|can not|could not|unable to|impossible to) (?:be )?(?:\w+ )?(?:determin|answer|find|found|tell|say)"
    r"|\bno (?:specific |explicit |direct |further |relevant |clear )?(?:mention|information|details?|reference"
    r"|indication|provision|clause|answer) (?:of|about|on|regarding|that|in the|is|are|was|for|to|provided|given|avail)"
    r"|\bnot (?:explicitly|specifically|directly|clearly)? ?(?:mentioned|specified|stated|indicated|addressed)\b"
    r"|\b(?:unclear|unspecified)\b|\bdo(?: not|n't) know\b|\bi(?:'m| am) sorry\b"
    r"|\bn(?:e |')(?:\w+ ){0,2}(?:mentionn|precis|indiqu|specifi|figur|repond|permet)\w* (?:\w+ )?(?:pas|aucun)"
    r"|\bn(?:e |')(?:\w+ )?(?:contien\w*|fourni\w*|donn\w*|trouv\w*) (?:pas|aucune?) (?:d')?(?:\w+ ){0,3}"
    r"(?:information|detail|precision|indication|reponse|mention)"
    r"|\bn'est pas (?:\w+ )?(?:mentionn|precis|indiqu|specifi|disponible|possible d)"
    r"|\b(?:pas|non) (?:explicitement )?(?:mentionne|precise|indique|specifie)"
    r"|\baucune? (?:information|mention|indication|precision|reponse)"
    r"|\bimpossible (?:de |d')|\bje ne (?:sais|trouve|peux|dispose)|\bdesole\b"
)
_LEADING = re.compile(r"^\W*(yes|no)\b")
_DENIAL = re.compile(
    r"\b(?:not|no|never|neither|none|cannot|nothing|\w+n't|forbid\w*|prohibit\w*|refrain\w*|preclud\w*|prevent\w*"
    r"|disallow\w*|barred|only|solely|exclusively)\b"
)
_NO_DENIAL = re.compile(r"\b(?:not limited to|without limitation|whether or not|(?:no|not) (?:later|less|more) than)\b")
_LEAST_SHARED = 0.25
_STEM = 5


def refuses(answer: str) -> bool:
    """True for an answer that says it has none, or says nothing."""
    text = fold(answer).strip()
    if not any(char.isalnum() for char in text):
        return True
    spans = sentences(answer)
    first = fold(answer[slice(*spans[0])]).strip(" .")
    if _LEADING.fullmatch(first) and len(spans) > 1:
        # "No. The agreement does not mention it."
        first = fold(answer[slice(*spans[1])]).strip(" .")
    return _REFUSAL.search(first) is not None


def stance(answer: str, question: str) -> Stance | None:
    """Whether an English answer that is no refusal says yes or no to a question; None where the rules cannot tell."""
    leading = _LEADING.match(fold(answer))
    if leading is not None:
        return "yes" if leading[1] == "yes" else "no"
    wanted = _stems(question)
    nearest = max(
        (answer[start:end] for start, end in sentences(answer)),
        key=lambda sentence: len(wanted & _stems(sentence)),
        default="",
    )
    if len(wanted & _stems(nearest)) < _LEAST_SHARED * len(wanted):
        return None
    return "yes" if _denials(nearest) % 2 == _denials(question) % 2 else "no"


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in content_words(text)}


def _denials(text: str) -> int:
    return len(_DENIAL.findall(_NO_DENIAL.sub(" ", fold(text))))
