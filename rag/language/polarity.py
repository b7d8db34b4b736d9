"""Whether a sentence says yes where another says no, or "must" where it says "may", in French and English.

By words and their order, not by meaning: a negation is held against the content words that follow it. Only sentences of
nearly the same words are compared; in doubt two texts agree, and what was freely paraphrased is left to other checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.language.normalising import fold
from rag.language.sentences import sentences
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense
from rag.language.terms import PARTY_TERMS

_STEM = 5
_SCOPE = 3
_NEAR_BEST = 0.5
_SAME_WORDS = 0.6
_CLOSE_WORDS = 0.7
_TOKEN = re.compile(r"[^\W_]+|[.;:()|]")
_CLAUSE_ENDS = frozenset(".;:()|")
# Said with a negation, but no denial: a bound, an addition, a condition, an open list.
_NO_DENIAL = re.compile(
    r"\bno (?:\w+ ){1,4}(?:more|less|longer|later|fewer) than\b|"
    r"\b(?:not?|non|pas|sans|without) (?:be |to |any |de )*(?:later|less|more|fewer|earlier|sooner|greater|longer"
    r"|exceed\w*|only|limit\w*|prejudice|seulement|moins|plus (?:de|tard|que)|delai|reserve)\b"
    r"|\b(?:whether or not|or not|if not|sinon|ou non|unless|a moins qu\w*|n importe|a defaut|no doubt|no matter)\b"
    r"|\bn[e ] ?(?:\w+ ){0,2}(?:depass|exced)\w*(?: pas)?\b|\bne? (?:peut|peuvent|pourra"
    r"|saurait) (?:pas )?(?:depass|exced)\w*"
    r"|\bne?(?: \w+){1,4} (?:que|qu)\b(?! \w+ (?:pas|plus|jamais))"
)
_BREACH = re.compile(
    r"\bn(?:e|)(?: [lsy])? (?:respect|execut|rempli|honor|satisf|tien)\w*(?: (?:pas|plus|point))"
    r"|\b(?:does|do|did|is|are|has|have) ?n[o ]t (?:comply|complied|perform\w*|respect\w*|observ\w*|fulfil\w*"
    r"|honou?r\w*|met|meet)"
    r"|\b(?:manqu\w*(?: a)?|fails? to (?:comply|perform|observe|meet)|non respect|inexecution|defaillan\w*|fautive?)"
)
"""Not doing what one must, which a contract calls a breach: no denial of a rule."""
NUMBER_SIGN = re.compile(
    r"\bn ?°|\bn[or]s?\.(?= ?[a-z/-]*[0-9])|\bnos? (?=[a-z]+[/-]?[0-9])"
    r"|(?:avenant|contrat|facture|devis|lot) no(?= [0-9])"
)
"""Not the "n" or "no" of a denial: "n° 1", "No. 7", "no FA-12"."""
YES_OR_NO = re.compile(r"^\s*(?:yes|no|oui|non)\s*[,:;.–-]\s*", re.IGNORECASE)
_FREE = re.compile(
    r"\b(?:sans (?:aucun )?(?:supplement|frais|cout|surcout)s?(?: supplementaires?)?|a titre gratuit"
    r"|gratuitement|free of charge"
    r"|(?:at no|without) (?:extra |additional |further )?(?:cost|charge)s?"
    r"|(?:do|does|did|is|are|will|shall) not (?:be )?charged?(?: for)?|ne (?:facture|factures) (?:pas|rien))\b"
)
"""What costs nothing more, which a contract says without a denial too: "livraison comprise"."""
_CHARGED = re.compile(r"\b(?:charged?|charges|billed|invoiced|facture\w*|paie|paient|payante?s?|pays?)\b")
_UNLESS = re.compile(r"\b(?:unless|until|except\w*|sauf|sans|without|a moins|avant|tant que|qu avec|only)\b")
_FORBIDS = re.compile(
    r"\b(?:est|sont|sera|seront|demeure|reste|is|are|be) (?:strictement |formellement |totalement |strictly "
    r"|expressly )?"
    r"(?:interdit\w*|exclue?s?|prohibe\w*|proscrit\w*|forbidden|prohibited|excluded)\b"
    r"(?!.*\b(?:sauf|hormis|except\w*|unless|sans|without|a moins|other than)\b)"
)
"""A plain ban, without exception."""
_SUBORDINATE = re.compile(
    r"(?<=[ ,])(?:si|s'ils?|if|when|where|tant que?|tant qu'\w+|lorsqu\w+|unless|faute d[e']|a defaut d[e']"
    r"|until|avant (?:que|d'))\b"
    r"[^,;.]*(?:,|$|(?=[;.]))|^ (?:sans|without)\b[^,;.]*,|,? (?:et non|and not|mais non|plutot que|rather than"
    r"|instead of)\b[^,;.]*"
)
"""Conditions and contrasts of a folded text."""
_ONLY_THEN = re.compile(
    r"\bne?(?: \w+){1,4} (?:que|qu) (?:si|lorsque|apres|avec|sur|a condition|dans|en cas)\b"
    r"|\b(?:elsewhere|otherwise|sinon|a defaut|passe ce delai|failing which|outside|hors (?:de|du|forfait)"
    r"|en dehors|en sus"
    r"|inchange\w*|unchanged|unaffected|apres (?:complet |plein )?paiement|only (?:if|when|where|with|after))\b"
)
"""What denies for all other cases, or the contrary in one word."""
_CONTRACTIONS = re.compile(r"\b([a-z]+?)n't\b")
_IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall"}
_NEEDS = re.compile(
    r"\b(?:must|has to|have to|need\w*|requir\w*|first|before|once|doit|doivent|il faut|necessaire\w*|d abord"
    r"|avant|avec"
    r"|with|apres|after|only|seulement|si|if|provided|condition\w*|sous reserve)\b"
)
_IDLE_HEADS = frozenset(
    "accor possi permi autor prevu allow grant given avail appli right droit offer propo".split()  # noqa: SIM905
)
_NEGATIONS = frozenset(
    """not no never none neither nor cannot without nothing nobody
    ne n pas jamais aucun aucune aucuns aucunes sans ni nul nulle rien non""".split()  # noqa: SIM905
)
# Half of a negation that has been counted by its other half.
_WITHOUT = frozenset(["sans", "without"])
_SECOND_HALVES = frozenset(["pas", "jamais", "aucun", "aucune", "rien", "nul", "nulle", "ni"])
_DENYING = re.compile(
    r"\b(?:interdi\w*|prohib\w*|forbid\w*|exclu\w*|refus\w*|dispens\w*|exempt\w*|depourv\w*|absen\w*|fail\w*|refrain\w*"
    r"|lack\w*|declin\w*|preclud\w*|except\w*|hormis|sauf|nonobstant|notwithstanding|void|null|waiv\w*|renonc\w*"
    r"|empech\w*|prevent\w*|disclaim\w*|cease\w*|cess\w*|impossib\w*|unable|invalid\w*|irrevoc\w*|unlawful\w*"
    r"|unauthori\w*|neant|nil|deni\w*|deny\w*|inappl\w*|oppos\w*|other than|only|uniquement|seul\w*|sole\w*)\b"
)
_AUXILIARIES = frozenset(
    """doit doivent devra devront devrait devraient peut peuvent pourra pourront pourrait pourraient etre avoir faire
    shall must may might can could should would will be been being have has had do does did est sont sera seront ont
    soit soient fait faite faits font ete ait aient any toute tout tous toutes""".split()  # noqa: SIM905
)
_DUTIES = re.compile(
    r"\b(?:doit|doivent|devra|devront|shall|must|required|obliged|obligated|oblige\w*|obligatoire\w*|tenue?s?"
    r"|s engage\w*|undertakes?|mandatory|incombe\w*)\b"
)
_FREEDOMS = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|may|can|entitled|permitted|allowed|autorise\w*|libre\w*|faculte|facultati\w*"
    r"|optional\w*|discretion|right to|droit de)\b"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, in stems of its content words: all of them; those that follow no negation; those that follow
    one; and for each negation the next three. ``denies`` is true where a word denies ("prohibited", "sauf"), ``unless``
    where a condition may lift what is denied, ``needs`` where something is asked for. ``beside`` are all words of
    clauses with a negation, but for the parties."""

    stems: frozenset[str]
    affirmed: frozenset[str]
    below: frozenset[str]
    denied: tuple[tuple[str, ...], ...]
    denies: bool
    unless: bool = False
    needs: bool = False
    beside: frozenset[str] = frozenset()


def uncontracted(folded: str) -> str:
    """A folded text with English denials written out: "can't" is "can not"."""
    return _CONTRACTIONS.sub(lambda match: f"{_IRREGULAR.get(match[1], match[1])} not", folded)


def contradicts(claim: str, proof: str) -> bool:
    """True when the claim denies what its proof affirms, affirms what its proof denies, or makes a duty of a freedom.

    Only the sentences of the proof that say most of what the claim says are looked at, and only where three fifths of
    the claim's words are in them.
    """
    if fold(claim) == fold(proof):
        return False
    said = _said(claim)
    nearest = _nearest(said.stems, proof)
    # "If nothing is reported, the delivery is accepted" denies nothing; "monthly, and not yearly" says it once.
    main = _said(_SUBORDINATE.sub(" ", f" {fold(YES_OR_NO.sub('', claim))}"))
    if len(main.stems) > 1:
        said = replace(said, denied=main.denied)
    told = [_said(text) for text in nearest]
    shared = len(said.stems & {stem for one in told for stem in one.stems}) / (len(said.stems) or 1)
    if shared < _SAME_WORDS:
        return False
    if any(not any(_denies_too(scope, one) for one in told) for scope in said.denied):
        return True
    if not said.denied and not said.denies and any(_affirms(said, one, told) for one in told):
        return True
    if not said.denied and not said.denies and any(_FORBIDS.search(text) for text in map(fold, nearest)):
        return True
    if not said.denied and _FORBIDS.search(fold(claim)) and not any(one.denied or one.denies for one in told):
        return True
    free_of_charge = any(_FREE.search(uncontracted(fold(text))) for text in nearest)
    if (
        not said.denied
        and free_of_charge
        and _CHARGED.search(fold(claim))
        and not _FREE.search(uncontracted(fold(claim)))
    ):
        return True
    return shared >= _CLOSE_WORDS and _duty_of_a_freedom(fold(claim), fold(" ".join(nearest)))


def contradicts_across(claim: str, proof: str) -> bool:
    """True when one of two texts of different languages denies and the other does not: the claim where nothing in the
    proof does, or each sentence of the proof where the claim allows."""
    said = _said(_SUBORDINATE.sub(" ", f" {fold(YES_OR_NO.sub('', claim))}"))
    told = [_said(proof[start:end]) for start, end in sentences(proof)]
    if said.denied:
        return not any(one.denied or one.denies for one in told)
    allows = _FREEDOMS.search(fold(claim)) is not None and not said.denies and not said.needs
    return allows and bool(told) and all(one.denied and not one.unless for one in told)


def _denies_too(scope: tuple[str, ...], told: _Said) -> bool:
    """True for a sentence that may deny the same."""
    return told.denies or bool(set(scope) & (told.below | told.beside)) or (not scope and bool(told.denied))


def _affirms(said: _Said, one: _Said, told: list[_Said]) -> bool:
    """True when the claim says without a negation what the sentences say only with one."""
    elsewhere = {stem for other in told for stem in other.affirmed}
    heads = {scope[0] for scope in one.denied if scope and not (one.unless and said.needs)}
    return bool(heads & said.stems - elsewhere)


def _duty_of_a_freedom(claim: str, proof: str) -> bool:
    claimed = _DUTIES.search(claim) is not None and _FREEDOMS.search(claim) is None
    return claimed and _FREEDOMS.search(proof) is not None and _DUTIES.search(proof) is None


def _nearest(stems: frozenset[str], proof: str) -> list[str]:
    """The sentences of the proof that share the most words with the claim."""
    texts = [proof[start:end] for start, end in sentences(proof)]
    shared = [len(stems & _said(text).stems) for text in texts]
    best = max(shared, default=0)
    return [text for text, count in zip(texts, shared, strict=True) if count >= _NEAR_BEST * best]


def _stem(word: str) -> str:
    return word.removesuffix("s")[:_STEM]


def _said(text: str) -> _Said:
    # What follows an opening "No," says what is so: "No, the Tenant shall not sublet."
    text = YES_OR_NO.sub("", text)
    plain = NUMBER_SIGN.sub(" ", uncontracted(fold(text))).replace("'", " ")
    folded = _NO_DENIAL.sub(" ", _BREACH.sub(" breach ", _FREE.sub(" gratuit ", plain)))
    words = _TOKEN.findall(folded)
    affirmed: set[str] = set()
    below: set[str] = set()
    scopes: list[list[str]] = []
    open_scope = denied_before = False
    clause: set[str] = set()
    beside: set[str] = set()
    for word in [*words, "."]:
        if word in _CLAUSE_ENDS:
            beside |= clause if denied_before else set()
            clause = set()
            open_scope = denied_before = False
        elif word in _NEGATIONS:
            if word in _WITHOUT and denied_before:
                # "No return without a number": the number is asked for.
                open_scope = False
                continue
            # "Ni … ni": each denies a verb of its own.
            most = 0 if word == "ni" else 1
            if not (open_scope and word in _SECOND_HALVES and len(scopes[-1]) <= most):
                scopes.append([])
            open_scope = denied_before = True
        elif word not in STOPWORDS and word not in _AUXILIARIES:
            if word not in PARTY_TERMS:
                clause |= {_stem(word), same_sense(word)}
            if not open_scope:
                affirmed.add(_stem(word))
                continue
            below.add(_stem(word))
            if len(scopes[-1]) < 2 * _SCOPE and _stem(word) not in _IDLE_HEADS:
                scopes[-1] += [_stem(word), same_sense(word)]
    denied = tuple(map(tuple, scopes))
    denies = _DENYING.search(folded) is not None or _ONLY_THEN.search(plain) is not None
    stems = frozenset(affirmed | below)
    unless, needs = _UNLESS.search(plain) is not None, _NEEDS.search(plain) is not None
    return _Said(stems, frozenset(affirmed), frozenset(below), denied, denies, unless, needs, frozenset(beside))
