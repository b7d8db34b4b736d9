"""Where a contract opens: the words that say who agrees, before its first article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.extraction.contracts.flattening import Stretch
from ingest.extraction.contracts.provisions import Sentence

_LONGEST = 6_000
_SEEN = 900
_HEAD = 80
_COVER = 15_000
_MOST = 5
_DEED = (
    r"(?:agreement|contract|lease|addendum|amendment|licen[cs]e|deed|memorandum(?: of (?:agreement|understanding))?"
    r"|undertaking"
    r"|charter|guarant(?:y|ee)|statement of work|letter agreement)"
)
_ASIDE = r"(?:[ ,\"]|\([^()]{0,160}\)|no\.? ?[\w./-]{1,20}){0,16}"
_MADE = (
    r"(?:(?:is|was|has been|are|being) )?(?:hereby )?(?:made|entered|dated|executed|concluded|effective"
    r"|by and (?:between|among)|between|among"
    r"|by|sets forth)\b(?! (?:the )?(?:parties|them|us)\b)"
)
_FORMULA = re.compile(
    rf"\bthis[ \"]{{1,2}}(?:[^\s.;:]{{1,30}} ){{0,14}}?{_DEED}\b{_ASIDE}{_MADE}"
    r"|\bentre (?:les|la|le|d'une part)? ?(?:societes? |parties |personnes )?sou?s?signe"
    r"|^\W*les (?:parties )?soussigne\w*\W*:?$|^\W*(?:the |les )?parties\W*$"
)
_COVERED = re.compile(
    rf"^\W*entre ?:?$|^\W*(?:by and )?between\b ?:?|\b{_DEED}\b{_ASIDE}(?=.{{0,300}}\b(?:between|among)\b){_MADE}"
    rf"|\bil (?:a ete|est) (?:convenu|conclu) entre\b|\bhave (?:this day )?entered into (?:the "
    rf"|this )?(?:following )?(?:\w+ )?(?:agreement|contract)\b"
    r"|^\W*(?:conclue?|passee?|etablie?|signee?) (?:par|entre) ?:?|\bcontrat (?:lie|unit)\b"
    r"|\b(?:le|la) present\w? \w+ est (?:conclu|passe|etabli)\w* entre\b|\bzwischen\b|^\W*entre (?=\S)"
    r"|\b(?:agreement|contract)\b[^.;:]{0,60}?,? (?:by and )?between\b(?! the parties| them| us)"
)
_NAMED = re.compile(
    r"ci-apres|hereinafter|\bsiege\b|registered office|\brcs\b|principal place of business"
    r"|\b(?:incorporated|registered) (?:in|under)\b|, an? (?:limited|private|public|company|partnership|corporation)\b"
)
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen)\b")
_ALONE = re.compile(r"\W*(?:between|entre|zwischen)\W*")
_BETWEEN_LINE = re.compile(r"(?i)\b(?:between|entre|zwischen)\b")
_CALLS = re.compile(
    r"hereinafter|hereafter|hereby agree|ci-apres (?:denomme|designe|appele|\")|nachfolgend|certif(?:y|ies) that"
    r"|\bthe parties to this\b"
)
_ENDS = re.compile(
    r"\b(?:cela|ceci) (?:expose|rappele|etant)|\bil a (?:d'abord |au prealable |prealablement )?ete (?:rappele|expose"
    r"|decide|convenu)|\bsont convenu\w*|\bwhereas\b|\brecitals?\b|\bwitness(?:eth|es)\b|\bw i t n e s s"
    r"|\bnow,? therefore\b|\bin consideration of\b"
    r"|\bhereby (?:mutually )?agree|\bagree as follows|\bbackground\b(?! check)|\bil (?:a ete|est)(?: prealablement)? "
    r"(?:convenu|expose|arrete|rappele|prealable)|(?<!\w)1[.)] ?objet\b|\bpreambule\b"
    r"|\brappels?\b(?= \(|$)|\bpraambel\b"
    r"|\bexpose prealable|\barticle (?:1|i"
    r"|premier)\b"
    r"|\b(?:design|denomm|appel)\w+ (?:ensemble|collectiv\w+|conjoint\w+|individuellement)"
    r"(?! (?:comme )?\"? ?(?:le |la |l'|les )?(?:bailleur|vendeur|acquereur|preneur|locataire|client|emprunteur"
    r"|mandant|caution))|\beach of \w+ and\b"
    r"|\bindividually (?:referred|and)|\b(?:may|shall) (?:each|collectively|individually) be\b|\bterms and conditions\b"
    r"|(?<=[.:)] )(?:1|a|i)\. ?0? (?:the|definitions?)\b|\bont convenu\b|\bont arrete\b"
    r"|\b(?:are|is) (?:individually|collectively|each|hereinafter)\b|\bfolgende[rns]?\b|\bin witness\b|\bby: ?/s/"
    r"|\bpreliminary\b|\bpremises\b ?:"
)


class Opening(Stretch):
    """The opening of a contract; ``formula`` is the sentence that opens it."""

    def __init__(self, source: str, start: int, end: int, formula: Sentence) -> None:
        super().__init__(source, start, end)
        self.formula = formula

    @property
    def is_formula(self) -> bool:
        """Whether it opens in so many words: a contract may then name one party only, as a form does."""
        return _FORMULA.search(self.formula.flat[:_SEEN]) is not None


def openings(source: str, sentences: Sequence[Sentence]) -> Iterator[Opening]:
    """Where a contract may open, likeliest first, a few at most: a title and a cover sheet may name the parties too."""
    seen: set[int] = set()
    for opens in islice(_opens(sentences), 4 * _MOST):
        if opens.number not in seen and len(seen) < _MOST:
            seen.add(opens.number)
            yield _from(source, sentences, opens)
    # the headings alone may hold it: "LICENSE AGREEMENT between / Alpha Ltd and / Beta Inc."
    plain = not any(
        _FORMULA.search(sentences[number].flat) or _COVERED.search(sentences[number].flat) for number in seen
    )
    if sentences and plain and _BETWEEN.search(Stretch(source, 0, min(len(source), _SEEN)).flat):
        below = next((each.start for each in sentences if each.article), _SEEN)
        stretch = Stretch(source, 0, max(1, min(below, len(source), _COVER // 5)))
        begins = _BETWEEN.search(stretch.flat)
        ends = _ENDS.search(stretch.flat, begins.end() if begins else 0)
        end = stretch.place(ends.start(), ends.start() + 1)[0] if ends else stretch.end
        yield Opening(source, 0, max(1, end), sentences[0])


def _from(source: str, sentences: Sequence[Sentence], opens: Sentence) -> Opening:
    start = opens.start
    if _ALONE.fullmatch(opens.heading):
        # "ENTRE" as a heading: the parties are what stands under it.
        above = [match.start() for match in _BETWEEN_LINE.finditer(source, max(0, start - 80), start)]
        start = above[-1] if above else start
    stretch = Stretch(source, start, min(len(source), start + _LONGEST))
    found = _FORMULA.search(opens.flat) or _COVERED.search(opens.flat)
    ends = _ENDS.search(stretch.flat, found.end() if found else 0)
    end = stretch.place(ends.start(), ends.start() + 1)[0] if ends else stretch.end
    following = sentences[opens.number + 1 :]
    below = (
        each.start for each in following if each.article not in (None, opens.article) and not _NAMED.search(each.flat)
    )
    return Opening(source, start, max(min(end, next(below, end)), start + 1), opens)


def _opens(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences that may open a contract: the formula near its cover, the cover, or where parties get their names."""
    head = sentences[:_HEAD]
    covers = [each for each in head if _COVERED.search(each.flat[:_SEEN])]
    covers += [each for each in sentences if _ALONE.fullmatch(each.flat[:30]) or _ALONE.fullmatch(each.heading)][:1]
    calls = [each for each in head if _CALLS.search(each.flat[:_SEEN])]
    reach = next(iter(covers or calls), None)
    for each in sentences:
        if reach is not None and each.start - reach.start > _COVER:
            break
        if (
            each.has("this", "entre", "soussigne", "parties")
            and not each.has("witness whereof", "term of this")
            and _FORMULA.search(each.flat[:_SEEN])
        ):
            yield each
    yield from covers
    yield from calls
