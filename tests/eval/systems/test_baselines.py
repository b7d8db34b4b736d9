"""The search alone and the model alone; the plain loop is tested in test_comparing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.records import Record
from eval.runs.asking import Answered
from eval.runs.recording import judged
from eval.systems.model_alone import ModelAlone
from eval.systems.names import PLAIN_LOOP
from eval.systems.opening import open_systems, plain_loop
from eval.systems.replies import Cost, Reply, Source, Statement, SuiteSystem
from eval.systems.retrieval_only import RetrievalOnly
from eval.systems.sourcier import Sourcier
from rag.errors import ModelUnreachableError, RequestError
from rag.models.language_model import Completion, Message
from rag.opening import QueryEngine
from rag.settings import ModelServer
from tests.eval import tiny

RENT = tiny.QUESTIONS[0]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Iterator[QueryEngine]:
    with tiny.opened(tmp_path_factory.mktemp("baselines"), shared_models) as opened:
        yield opened


def says(text: str) -> ModelAlone:
    def chat(messages: list[Message], call: Completion) -> str:
        call.prompt_tokens, call.completion_tokens, call.first_token_ms = 31, 8, 250
        return text

    return ModelAlone(chat)


def record_of(system: SuiteSystem, reply: Reply) -> Record:
    return judged(system, RENT, Answered(reply=reply, seconds=1.0, peak_memory_mib=1.0))


def test_the_search_shows_its_first_passage_and_cites_it(engine: QueryEngine) -> None:
    system = RetrievalOnly(engine)
    reply = system.ask(RENT.question)
    [first, *_] = Sourcier(engine, None).search(RENT.question, 16)
    assert (reply.text, reply.sources, reply.kind) == (first.text, [first], "extractive")
    assert reply.statements[0].cites == [1] and first.quote == first.text and first.passage_id
    assert reply.cost == Cost()
    # Of another document, the best that it has; of none, nothing.
    assert system.ask(RENT.question, "nda.txt").sources[0].filename == "nda.txt"
    nothing = system.ask(RENT.question, "no-such-file.txt")
    assert (nothing.statements, nothing.kind) == ([], "abstained")


def test_a_passage_that_denies_is_still_no_refusal(engine: QueryEngine) -> None:
    text = "Le contrat ne mentionne pas de loyer."
    source = Source(filename="bail.txt", page=1, text=text, quote=text, passage_id="p")
    shown = Reply(statements=[Statement(text=text, cites=[1])], sources=[source], note=None, kind="extractive")
    found = record_of(RetrievalOnly(engine), shown)
    assert found.answered and found.refusal is None


def test_the_model_alone_cites_nothing_and_proves_nothing() -> None:
    system = says("Le loyer annuel est de 12 000,00 €. Il est net.")
    reply = system.ask(RENT.question)
    assert [(one.text, one.cites) for one in reply.statements] == [
        ("Le loyer annuel est de 12 000,00 €.", []),
        ("Il est net.", []),
    ]
    assert reply.cost == Cost(prompt_tokens=31, completion_tokens=8, first_token_s=0.25)
    found = record_of(system, reply)
    # Right by luck: no source, and no passage that holds the amount.
    assert (found.correct, found.gold_cited, found.citations) == (True, False, [])
    assert [claim.unproved for claim in found.claims] == [["12 000,00 €"], []]
    assert (found.proving_ranks, found.proving_stored) == ([], 0)


@pytest.mark.parametrize(
    ("question", "prompt"), [("Quel est le loyer ?", "Réponds"), ("What is the rent?", "Answer the question")]
)
def test_the_model_alone_is_asked_in_the_language_of_the_question(question: str, prompt: str) -> None:
    prompts: list[list[Message]] = []

    def chat(messages: list[Message], call: Completion) -> str:
        prompts.append(messages)
        return "?"

    ModelAlone(chat).ask(question)
    [[system, user]] = prompts
    assert (system.role, user.role, user.content) == ("system", "user", question)
    assert system.content.startswith(prompt)


def test_a_refusal_in_words_is_kept_but_shows_nothing() -> None:
    words = "Je ne sais pas."
    system = says(words)
    found = record_of(system, system.ask(RENT.question))
    assert (found.answered, found.refusal, found.kind) == (False, words, "abstained")


def test_a_model_that_is_away_is_noted() -> None:
    def away(messages: list[Message], call: Completion) -> str:
        raise ModelUnreachableError("away")

    reply = ModelAlone(away).ask(RENT.question)
    assert (reply.statements, reply.note) == ([], ModelUnreachableError.code)


def test_the_plain_loop_is_measured_by_its_own_pieces(engine: QueryEngine) -> None:
    loop = plain_loop(engine, lambda *_: "Je ne sais pas.", ModelServer())
    found = loop.search(RENT.question, 16)
    assert sorted(source.filename for source in found) == sorted(tiny.DOCUMENTS)
    [piece] = loop.passages({"bail.txt"})
    assert tiny.RENT in piece.text and piece.passage_id == "bail.txt#1@0"
    again = plain_loop(engine, lambda *_: "", ModelServer())
    assert again.search(RENT.question, 16) == found


def test_without_a_model_there_is_no_plain_loop(engine: QueryEngine) -> None:
    with pytest.raises(RequestError, match="needs a language model"):
        open_systems([PLAIN_LOOP], engine, engine.settings, None)
