"""An answer as the text of a chat message: claims with their marks, then the list of sources.

Chat programs read such a text as Markdown, and some fetch its images unasked. Claims and titles are words of documents
and models, so whatever Markdown or HTML would turn into a link, a picture or a tag is broken up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.answering.answer import Event, Shown, last_answer
from rag.domain.answer import Answer, AnswerKind, Citation
from rag.language import amended_words
from rag.service.chat_schemas import Annotation, UrlCitation

_MARK = re.compile(r"\[(\d+)\]")
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BROKEN_UP = (
    (re.compile(r"`{3,}|~{3,}"), ""),
    # A document's own "[1]" is none of our marks.
    (re.compile(r"\[(\d+)\]"), r"(\1)"),
    (re.compile(r"\]\s*(?=[(:\[])"), "] "),
    (re.compile(r"<(?=[A-Za-z/!?])"), "‹"),
    (re.compile(r":(?=//)"), ": "),
    (re.compile(r"\b(www)(?=\.)", re.IGNORECASE), r"\1 "),
    (re.compile(r"\b(mailto|xmpp|data|javascript):(?=\S)", re.IGNORECASE), r"\1: "),
)
_FR = {
    "abstained": "Je ne trouve pas la réponse dans les documents que vous pouvez lire.",
    "extractive": "Phrases des documents, mot pour mot : voyez si elles répondent à la question.",
    "cut": "La réponse peut être incomplète : le modèle de langue s’est interrompu.",
    "sources": "Sources\u00a0:",
}
_EN = {
    "abstained": "I do not find the answer in the documents that you may read.",
    "extractive": "Sentences of the documents, word for word: see whether they answer the question.",
    "cut": "The answer may be incomplete: the language model broke off.",
    "sources": "Sources:",
}


def pieces(events: Iterable[Event]) -> Iterator[str | Answer]:
    """The parts of the text, each as soon as its claim is proved, and at the end the Answer."""
    first = True
    for event in events:
        if isinstance(event, Shown):
            marks = " ".join(f"[{n}]" for n in event.claim.citations)
            yield f"{'' if first else ' '}{harmless(event.claim.text)} {marks}"
            first = False
        elif isinstance(event, Answer):
            yield _ending(event)
            yield event


def whole(events: Iterable[Event]) -> tuple[str, Answer]:
    """The whole text, and the Answer."""
    parts = list(pieces(events))
    return "".join(part for part in parts if isinstance(part, str)), last_answer(
        part for part in parts if isinstance(part, Answer)
    )


def harmless(text: str) -> str:
    """``text`` on one line, with nothing that is rendered as a link, a picture or a tag, or that looks like a mark."""
    text = _INVISIBLE.sub("", text)
    for pattern, instead in _BROKEN_UP:
        text = pattern.sub(instead, text)
    return " ".join(text.split())


def marks(text: str, answer: Answer) -> list[Annotation]:
    """The marks in the claims' part of ``text``, in OpenAI's form."""
    cited = {citation.n: citation for citation in answer.citations}
    end = len(text) - len(_ending(answer))
    return [
        Annotation(
            url_citation=UrlCitation(
                start_index=mark.start(), end_index=mark.end(), title=citation.title, url=citation.url
            )
        )
        for mark in _MARK.finditer(text, 0, end)
        if (citation := cited.get(int(mark[1])))
    ]


def _ending(answer: Answer) -> str:
    says = _FR if answer.language == "fr" else _EN
    if not answer.claims:
        return harmless(answer.text) or says["abstained"]
    remarks = []
    if answer.kind is AnswerKind.EXTRACTIVE:
        remarks.append(says["extractive"])
    elif answer.note and answer.kind is AnswerKind.GENERATED:
        remarks.append(says["cut"])
    sources = ["\n".join([says["sources"], *(_source(citation, answer.language) for citation in answer.citations)])]
    return "".join(f"\n\n{block}" for block in [*remarks, *(sources if answer.citations else [])])


def _source(citation: Citation, language: str) -> str:
    place = citation.place or f"p. {citation.page}"
    source = f"- [{citation.n}] {harmless(citation.title)}, {harmless(place)}, {citation.url}"
    if citation.amended is None:
        return source
    where = f", {citation.amended.url}" if citation.amended.url else ""
    return f"{source}\n  {harmless(amended_words(citation.amended, language))}{where}"
