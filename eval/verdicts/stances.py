"""What an answer does, told by rules alone: it refuses, says yes, says no, or neither can be told.

The rules read words, not meaning. They are the same for every system that is compared, and these are their limits:

- A refusal is known by its wording in the first sentence ("does not mention", "aucune information", …). An answer that
  first says that nothing is said, and then goes on all the same, counts as a refusal, unless the question is known and
  what follows is a value of the kind that it asks for; one that says so only at its end does not.
- Yes and no are read from the first word, else from the sentence nearest to the question: it must share a quarter of
  the question's content words, and says yes where it denies as often as the question does, counted in evens and odds
  ("not prohibited" denies twice, so it affirms; "only" and "solely" count as a denial: they rule out the rest).
- A denial of something else in that sentence turns the verdict round, and a synonym ("duplicate" for "copy") leaves it
  untold. What is untold is neither right nor a refusal.
"""

from __future__ import annotations

import re

from eval.contractnli import Stance
from rag.language import (
    DEFINED_TERMS,
    asked_kinds,
    content_words,
    fold,
    fold_with_offsets,
    holds_kind,
    sentences,
    unproved_values,
)
from rag.language.months import MONTHS

_SAYING = r"(?:mention|specif|stat|indicat|address|say|tell|discuss|describ|answer|cover|deal|giv|contain|show|list)\w*"
_SAID = (
    r"(?:mentioned|specified|stated|indicated|addressed|given|listed|shown|disclosed|described|spelled out|set out"
    r"|found)"
)
_TEXTS = (
    r"(?:passages?|documents?|extracts?|excerpts?|texts?|sources?|context|material|files?|pages?|contracts?|agreements?"
    r"|extraits?|textes?|pieces?|contrats?|contexte|accords?|bail)"
)
_OF_PASSAGES = r"(?:passages?|documents?|extracts?|excerpts?|texts?|sources?|context|material|files?|extraits?|textes?)"
_KNOWING = (
    r"(?:repond|determin|dire\b|savoir|connaitre|trouv|etabli|precis|calcul|conclu|indiqu|donner|renseign"
    r"|confirm|deduire)"
)
_FINDING = r"(?:determin|answer|find|found|tell|say|locat|identif|establish|confirm|infer|deduc|derive|know|see\b)"
_KNOWLEDGE = (
    r"(?:information|mention|indication|precision|reponse|element|donnee|trace|renseignement|detail|specification)"
)
_REFUSAL = re.compile(
    r"^empty response$"
    # "the contract does not mention", "it is not stated"
    r"|\b(?:(?:do|does|did|is|are|was|were) not|(?:does|do|did|is|are|was|were)n't) (?:\w+ ){0,2}"
    r"(?:mention\w*|specif\w*|state[ds]?|indicate[ds]?|address\w*|say|tell|discuss\w*|clear|found|possible to|answer"
    r"|(?:provide|contain|include|give|have)[ds]? (?:any |enough |the |sufficient )?"
    r"(?:specific |explicit |direct |relevant )?(?:information|details?|answer|mention|provision)"
    r"(?=$|[.,;:)]| (?:about|on|regarding|concerning|to|for|in|as to|needed|necessary|relating|related)\b))"
    rf"|\b(?:is|are|was|were)(?: not|n't)(?: \w+ly)? {_SAID}\b(?! (?:to|by the (?!{_OF_PASSAGES})|free|out\b))"
    rf"|\b(?:is|are|was|were)(?: not|n't) (?:covered|dealt with|provided|included|present) (?:by|in) "
    rf"(?:the |these |those |any )?(?:\w+ )?{_OF_PASSAGES}\b"
    rf"|\b(?:is|are|was|were)(?: not|n't) available(?=$| (?:in|from) (?:the |these )?(?:\w+ )?{_OF_PASSAGES}\b)"
    # "I could not find", "it cannot be determined", "no sum can be identified"
    r"|\b(?:cannot|can not|can't|could not|couldn't|unable to|not able to|impossible to) (?:be )?(?:\w+ )?"
    r"(?:determin|answer|find|found|tell|say)"
    rf"|\b(?:cannot|can not|can't|could not|couldn't) be (?:\w+ )?{_FINDING}"
    rf"|\b(?:i|we) (?:cannot|can't|could not|couldn't|did not|didn't|do not|don't) (?:\w+ )?{_FINDING}"
    rf"|\bno (?:\w+ ){{1,4}}(?:can|could) be {_FINDING}"
    r"|\bno (?:specific |explicit |direct |further |relevant |clear )?(?:mention|information|details?|reference"
    r"|indication|provision|clause|answer) (?:of|about|on|regarding|that|in the|is|are|was|for|to|provided|given|avail)"
    r"|\bnot (?:explicitly|specifically|directly|clearly)? ?(?:mentioned|specified|stated|indicated|addressed)\b"
    # "nothing in the passages about", "none of the documents says", "silent on"
    rf"|\bnothing (?:is )?(?:in|on|about|regarding|concerning) (?:\w+ ){{0,3}}{_TEXTS} (?:\w+ )?"
    r"(?:about|on|regarding|concerning|mention|specif|says\b|tells|indicat|address|deals|stat)"
    r"|\bthere is nothing (?:about|on|regarding|concerning)\b"
    rf"|\b(?:none of the|no) (?:\w+ )?{_TEXTS} (?:\w+ )?{_SAYING}"
    rf"|\bnowhere (?:\w+ )?{_SAID}|\bis nowhere\b"
    r"|\bsilent (?:on|about|as to|regarding)\b"
    rf"|\b(?:absent|missing) from (?:the |these |this )?(?:\w+ )?{_TEXTS}\b"
    r"|\b(?:unclear|unspecified)\b|\bdo(?: not|n't) know\b"
    r"|\bdo(?: not|n't) have (?:any |enough |sufficient )?(?:information|evidence|data|context|details?)\b"
    r"|\bi(?:'m| am) sorry\b"
    # "ne précise pas", "n'en dit rien", "n'est mentionné nulle part"
    r"|\bn(?:e |')(?:\w+ ){0,2}(?:mentionn|precis|indiqu|specifi|figur|repond(?!ant|re)|abord|evoqu|parl|renseign"
    r"|apparai|decri)\w* (?:\w+ )?(?:pas|aucun|nulle part|rien|dans aucun)"
    rf"|\bn(?:e |')(?:\w+ )?permet\w* (?:pas|en rien|aucunement|guere) d(?:e |')(?:[ly](?:e|a|es)? |l'|y )?{_KNOWING}"
    r"|\bn(?:e |')(?:en |y )?(?:dit|disent) (?:rien|pas)\b"
    r"|\bn(?:e |')(?:\w+ )?(?:contien\w*|fourni\w*|donn\w*|trouv\w*|comport\w*) (?:pas|aucune?) "
    rf"(?:d'|l'|les? |la |cette |ces )?(?:\w+ ){{0,3}}{_KNOWLEDGE}"
    rf"|\bn(?:e |')(?:y )?(?:est|sont|a ete|ont ete|etait) (?:pas|nulle part|jamais) (?:\w+ )?"
    r"(?:mentionn|precis|indiqu|specifi|abord|donnee?s?\b|communiqu|renseign|stipul"
    rf"|disponible(?=$|[.,;]| dans (?:\w+ )?{_TEXTS}))"
    r"|\bn(?:e |')(?:y )?(?:est|sont) (?:mentionn|precis|indiqu|specifi|abord|donn|evoqu|trait|cite)\w* "
    r"(?:nulle part|dans aucun|par aucun)"
    r"|\b(?:pas|non) (?:explicitement )?(?:mentionne|precise|indique|specifie)"
    # "aucune information", "rien dans les extraits ne concerne", "muet sur ce point"
    rf"|\baucune? {_KNOWLEDGE}|\baucun (?:des |de ces )?{_TEXTS} ne\b|\baucun (?:des |de ces )?{_TEXTS} n'"
    rf"|\brien (?:dans|sur) (?:\w+ ){{0,3}}{_OF_PASSAGES} n(?:e |')|\brien n(?:e |')(?:est )?{_KNOWING}"
    r"|\bmue(?:t|ts|tte|ttes) (?:sur|quant|a ce)\b|\bsous silence\b"
    rf"|\babsente?s? (?:du|de|des|dans) (?:la |l'|ces? |ce |cette |les )?(?:\w+ )?{_TEXTS}"
    # "je n'ai pas trouvé", "il n'est pas possible de le dire"
    r"|\bje n'ai (?:pas|rien|aucun\w*) (?:pu )?(?:trouv|vu\b|repere|determin|identifi|repond|generer)"
    rf"|\bje n'ai (?:pas|aucune?) (?:assez |suffisamment )?(?:d'|de |l'|la |les |cette |ces )?{_KNOWLEDGE}"
    r"|\bje n'ai (?:trouv|vu|repere)\w* (?:aucun|rien|nulle part)|\bje ne (?:sais|trouve|peux|dispose|vois|parviens)"
    rf"|\b(?:impossible|pas possible) d(?:e |')(?:l[ae]s? |l'|y )?{_KNOWING}|\bdesole\b|^sorry\b"
)
_CLAUSE = re.compile(r"[;:!?]\s|\.\s|,\s(?=(?:but|mais|however|toutefois|cependant|though|yet|or)\b)")
_NAME = re.compile(r"(?<=\w[ '’-])[A-ZÀ-Þ]\w*[a-zà-ÿ]{3,}")
_NO_NAMES = DEFINED_TERMS | MONTHS.keys()
_ALL_THERE_IS = re.compile(
    r"\b(?:only|merely|solely|seulement|uniquement|seuls?|seules?)\b|\bn(?:e |')(?:\w+ ){1,3}qu[e']"
)
_LEADING_WORD = re.compile(r"\W*(?:yes|no|oui|non)\b\W*")
_LEADING = re.compile(r"^\W*(yes|no)\b")
_DENIAL = re.compile(
    r"\b(?:not|no|never|neither|none|cannot|nothing|\w+n't|forbid\w*|prohibit\w*|refrain\w*|preclud\w*|prevent\w*"
    r"|disallow\w*|barred|only|solely|exclusively)\b"
)
_NO_DENIAL = re.compile(r"\b(?:not limited to|without limitation|whether or not|(?:no|not) (?:later|less|more) than)\b")
_LEAST_SHARED = 0.25
_STEM = 5


def refuses(answer: str, question: str = "") -> bool:
    """True for an answer that says it has none, or says nothing.

    With the question, one that then gives a value of the kind asked for all the same is no refusal: "the file does not
    state the price, but it comes to EUR 4.52". What it says of somebody else, or gives as all that is there, is no
    such answer: "they only mention the deposit of Ascensia, EUR 2,472.00".
    """
    text = fold(answer).strip()
    if not any(char.isalnum() for char in text):
        return True
    spans = sentences(answer)
    start, end = spans[0]
    if _LEADING_WORD.fullmatch(fold(answer[start:end]).strip(" .")) and len(spans) > 1:
        # "No. The agreement does not mention it."
        start, end = spans[1]
    first, offsets = fold_with_offsets(answer[start:end].rstrip(" ."))
    found = _REFUSAL.search(first)
    if found is None:
        return False
    after = answer[start + offsets[found.end() - 1] + 1 :]
    return not any(_answers(clause, question) for clause in _CLAUSE.split(after))


def _answers(clause: str, question: str) -> bool:
    """True for a clause with a value of the kind asked for that the question does not hold itself, about no other."""
    kinds = asked_kinds(question)
    if not kinds or not holds_kind(clause, kinds) or not unproved_values(clause, question):
        return False
    asked = fold(question)
    others = [name for name in _NAME.findall(clause) if fold(name) not in asked and fold(name) not in _NO_NAMES]
    return not others and _ALL_THERE_IS.search(fold(clause)) is None


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
