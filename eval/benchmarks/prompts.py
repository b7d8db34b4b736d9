"""The prompts that questions lead to, so that the model can be asked the very same without Sourcier around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.benchmarks.serving import GROUP
from eval.suites.suite import load_suite
from eval.systems.preparing import documents_of, ingest_documents, share_model_files
from rag.answering import polar, prompting
from rag.answering.answer import Question, answer, last_answer
from rag.domain.rights import Reader
from rag.errors import ModelAnswerError, RequestError
from rag.models.choosing import find_model
from rag.models.language_model import Completion, LanguageModel, Message
from rag.opening import QueryEngine
from rag.settings import ModelServer, Settings, load_settings

MARK = "\u2022 "
"""Put before a message, it keeps a server from reusing what comes after."""

ModelWithin = Callable[[float], LanguageModel]
"""A model of which a call may take so many seconds; one object is for one call."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked for a question."""

    question: str
    messages: tuple[Message, ...]
    schema: dict[str, Any]

    def marked(self, place: int, times: int = 1) -> list[Message]:
        """The messages, the one at ``place`` with so many marks before it."""
        messages = list(self.messages)
        messages[place] = replace(messages[place], content=times * MARK + messages[place].content)
        return messages


class _Noting:
    """A language model that writes nothing and keeps what it was asked."""

    name, local = "noting", True

    def __init__(self, prompt_budget: int) -> None:
        self.prompt_budget = prompt_budget
        self.asked: list[tuple[list[Message], dict[str, Any]]] = []

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        """See :class:`rag.models.language_model.LanguageModel`."""
        self.asked.append((messages, schema))
        raise ModelAnswerError("Nothing is written here.")
        yield ""

    def stop(self) -> None:
        """Nothing to stop."""


def prompts_of(engine: QueryEngine, questions: Sequence[str], prompt_budget: int) -> list[Prompt]:
    """The prompts of those questions for whose answer the model is asked, and for nothing else. (Of a question that
    speaks of figures it may first be asked what is wanted, which takes the instructions' place in the server's cache.)
    """
    reader, found = Reader("bench", frozenset({GROUP})), []
    for question in questions:
        model = _Noting(prompt_budget)
        last_answer(answer(Question(question), reader, engine.retriever, model, facts=engine.facts))
        if len(model.asked) == 1:
            [(messages, schema)] = model.asked
            if schema in (prompting.SCHEMA, polar.SCHEMA):
                found.append(Prompt(question, tuple(messages), schema))
    return found


def sample_questions() -> list[str]:
    """The questions of the samples' suite, those that have no answer too, languages in turns."""
    asked = load_suite("samples").questions
    by_language = [[one.question for one in asked if one.language == language] for language in ("fr", "en")]
    longest = max(map(len, by_language))
    return [each[number] for number in range(longest) for each in by_language if number < len(each)]


def sample_store(settings: Settings, home: Path) -> Settings:
    """Settings of a home that holds the samples, ingested unless they are there.

    Raises:
        RequestError: there are no samples beside the code.
    """
    folder = documents_of("samples", None)
    if folder is None:
        raise RequestError("There is no folder samples beside the code.", "Run the bench from a checkout.")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = load_settings(home=home)
    share_model_files(settings, own)
    ingest_documents(own, folder)
    return own


def model_within(settings: Settings, wanted: str | None = None) -> ModelWithin | None:
    """The model in force (or of that name) with other time limits; None where no server has one."""
    if find_model(settings, wanted) is None:
        return None

    def within(seconds: float) -> LanguageModel:
        def limited(server: ModelServer) -> Any:
            return server.model_copy(update={"first_token_timeout_s": seconds, "total_timeout_s": seconds})

        own = settings.model_copy(update={"ollama": limited(settings.ollama), "openai": limited(settings.openai)})
        found = find_model(own, wanted)
        if found is None:
            raise RequestError("The language model's server went away.")
        return found

    return within
