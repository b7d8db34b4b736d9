"""A tiny store, a suite over it, and a model that says what it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.suites.suite import Gold, Question
from eval.systems.preparing import ingest_documents
from rag.models.language_model import Completion, Message
from rag.opening import QueryEngine, open_query_engine
from rag.settings import Settings

DOCUMENTS = {
    "bail.txt": "Bail du local Courbesson.\n\nLe loyer annuel du local est de 12 000,00 € hors taxes.\n\n"
    "Le congé du local est donné six mois avant la fin du bail.\n",
    "entretien.txt": "Contrat d'entretien Altherme.\n\nLe préavis de dénonciation de l'entretien est de 90 jours.\n",
    "nda.txt": "Non-disclosure agreement with Orrin.\n\n"
    "The duties of confidentiality continue for three years from each disclosure.\n",
    "divers.txt": "Relevé des valeurs diverses.\n\n"
    "Valeurs relevées au dossier : 12 000,00 €, six mois, 90 jours, three years.\n",
}
SAME_VALUES = "Valeurs relevées au dossier : 12 000,00 €, six mois, 90 jours, three years."


def write_documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")


@contextmanager
def opened(folder: Path, models: Path) -> Iterator[QueryEngine]:
    """The documents in a real store under ``folder``, with the real embedding model of the folder ``models``."""
    write_documents(folder / "documents")
    (folder / "home").mkdir()
    (folder / "home" / "models").symlink_to(models)
    settings = Settings(home=folder / "home")
    ingest_documents(settings, folder / "documents")
    with open_query_engine(settings) as engine:
        yield engine


def _question(id: str, language: str, question: str, answer: str, accept: str, file: str, quote: str) -> Question:
    return Question(
        id=id,
        language="fr" if language == "fr" else "en",
        question=question,
        answerable=True,
        answer=answer,
        accept=[accept],
        gold=[Gold(file=f"dossier/{file}", page=1, quote=quote)],
        tags=["tiny"],
    )


RENT = "Le loyer annuel du local est de 12 000,00 € hors taxes."
LEAVE = "Le congé du local est donné six mois avant la fin du bail."
NOTICE = "Le préavis de dénonciation de l'entretien est de 90 jours."
SECRET = "The duties of confidentiality continue for three years from each disclosure."

QUESTIONS = [
    _question("loyer", "fr", "Quel est le loyer annuel du local ?", RENT, "12 000,00 €", "bail.txt", RENT),
    _question(
        "congé", "fr", "Combien de temps avant la fin du bail donner congé ?", LEAVE, "6 mois", "bail.txt", LEAVE
    ),
    _question("préavis", "fr", "Quel est le préavis de l'entretien ?", NOTICE, "90 jours", "entretien.txt", NOTICE),
    _question("secret", "en", "How long do the confidentiality duties last?", SECRET, "3 years", "nda.txt", SECRET),
    *(
        Question(id=id, language="fr", question=text, answerable=False, answer=None, accept=[], gold=[], tags=["tiny"])
        for id, text in (
            ("dépôt", "Quel est le dépôt de garantie du local ?"),
            ("iban", "Quel est l'IBAN d'Altherme ?"),
        )
    ),
]
GOLD = {"loyer": RENT, "congé": LEAVE, "préavis": NOTICE, "secret": SECRET}
FALSE = {
    "loyer": "Le loyer annuel du local est de 13 000,00 €.",
    "congé": "Le congé est donné sept mois avant.",
    "préavis": "Le préavis de l'entretien est de 91 jours.",
    "secret": "The duties continue for four years.",
}


def suite_file(folder: Path) -> Path:
    path = folder / "tiny.jsonl"
    path.write_text("".join(question.model_dump_json() + "\n" for question in QUESTIONS), encoding="utf-8")
    return path


class ScriptedModel:
    """Answers a question with the claims it is given for it: pairs of a sentence and the quote it rests on.

    It counts 50 tokens read and 9 written a call, the first after 20 ms.
    """

    prompt_budget = 3000
    local = True

    def __init__(self, name: str, script: dict[str, tuple[str, str]]) -> None:
        self.name = name
        self.asked: list[str] = []
        self._script = script

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        question = next(each for each in QUESTIONS if each.question in messages[-1].content)
        self.asked.append(question.id)
        completion.prompt_tokens, completion.completion_tokens, completion.first_token_ms = 50, 9, 20
        said = self._script.get(question.id)
        claims = [{"source": 1, "quote": said[1], "text": said[0]}] if said else []
        yield json.dumps({"claims": claims})

    def stop(self) -> None:
        """Nothing runs that could be ended."""


def honest() -> ScriptedModel:
    return ScriptedModel("honest", {id: (text, text) for id, text in GOLD.items()})


def wrong_number() -> ScriptedModel:
    return ScriptedModel("wrong-number", {id: (FALSE[id], text) for id, text in GOLD.items()})


def wrong_citation() -> ScriptedModel:
    """Right sentences that rest on the wrong document; and an answer to what is not answered."""
    script = {id: (text, SAME_VALUES) for id, text in GOLD.items()}
    return ScriptedModel("wrong-citation", script | {"dépôt": (RENT, RENT)})
