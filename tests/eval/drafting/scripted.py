"""A model and a person who do what they are told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from eval.drafting.material import Extract, Material
from rag.domain.passage import Passage, passage_id
from rag.models.language_model import Completion, Message
from rag.store.catalogue import FoundPassage

RENT = (
    "Le loyer annuel du local Courbesson est de 12 000,00 € hors taxes, payable d'avance au premier jour du trimestre."
)
NOTICE = "Le préavis de dénonciation du contrat d'entretien Altherme est de 90 jours avant la fin de chaque année."
SECRET = "The duties of confidentiality towards Orrin continue for three years from each disclosure of information."
QUESTION = "Quel est le loyer annuel du local Courbesson ?"


def extract(
    text: str, name: str = "bail.txt", language: str = "fr", kind: str = "contract", ordinal: int = 0
) -> Extract:
    passage = Passage(passage_id(name, "v", ordinal), name, "v", ordinal, text, (), 1, (), 0, len(text))
    return Extract(FoundPassage(passage, name.partition(".")[0], name, "text/plain", language, "default"), kind)


def material() -> Material:
    return Material([extract(RENT), extract(NOTICE, "entretien.txt"), extract(SECRET, "nda.txt", "en")])


def good(**changed: Any) -> dict[str, Any]:
    """What a model writes of RENT."""
    return {
        "quote": "loyer annuel du local Courbesson est de 12 000,00 € hors taxes",
        "question": QUESTION,
        "answer": "Le loyer annuel est de 12 000,00 €.",
        "values": ["12 000,00 €"],
    } | changed


class Scripted:
    """Writes what it is told for a passage, ``{}`` as JSON for one that it knows nothing of."""

    name = "scripted"
    prompt_budget = 3000

    def __init__(self, writes: Callable[[str, bool], Any], local: bool = True) -> None:
        self.local = local
        self.told: list[str] = []
        self._writes = writes

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        self.told.append(messages[-1].content)
        written = self._writes(messages[-1].content, "questions" in schema["properties"])
        text = written if isinstance(written, str) else json.dumps(written)
        yield from (text[:7], text[7:])

    def stop(self) -> None:
        raise AssertionError("nobody stops it")


def about_each(told: str, answerable: bool) -> Any:
    """A good question for each of the three passages; unanswerable ones about a thing that none speaks of."""
    if not answerable:
        return {"question": "Combien de places de stationnement sont comprises dans le contrat ?"}
    if RENT in told:
        return {"questions": [good()]}
    if NOTICE in told:
        one = good(
            quote=NOTICE, question="Quel est le préavis du contrat Altherme ?", answer="90 jours.", values=["90 jours"]
        )
        return {"questions": [one]}
    one = good(
        quote=SECRET,
        question="How long do the duties of confidentiality towards Orrin last?",
        answer="They continue for three years.",
        values=["three years"],
    )
    return {"questions": [one]}
