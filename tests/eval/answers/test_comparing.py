"""Sourcier and the plain loop, asked the same by scripted models: what each replies, and that a run goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from eval.answers.cases import AnswerCase, suite_cases
from eval.answers.comparing import Asked, compare
from eval.records import key_of, read_records
from eval.runs.asking import ask_all, timed
from eval.suites.suite import load_suite
from eval.systems.names import PLAIN_LOOP, SOURCIER
from eval.systems.opening import plain_loop
from eval.systems.plain_chat import plain_chat
from eval.systems.preparing import ingest_documents
from eval.systems.replies import Cost, Reply
from eval.systems.sourcier import Sourcier
from rag.errors import ModelUnreachableError
from rag.models.embedder import Embedder
from rag.models.language_model import Completion, Message
from rag.models.ollama_model import OllamaModel
from rag.models.openai_model import OpenAIModel
from rag.opening import QueryEngine, open_query_engine
from rag.settings import ModelServer, OllamaSettings, OpenAISettings, Settings
from tests.eval import tiny
from tests.support.model_servers import SERVERS, OllamaServer, ScriptedServer, scripted
from tests.support.processes import free_port

SAID = {"loyer": "The annual rent is 12 000,00 €. It is net.", "dépôt": "The deposit is 900 €."}


class Chat:
    """A plain chat call that says what :data:`SAID` holds, or that it does not know."""

    def __init__(self) -> None:
        self.prompts: list[list[Message]] = []

    def __call__(self, messages: list[Message], call: Completion) -> str:
        self.prompts.append(messages)
        call.prompt_tokens, call.completion_tokens, call.first_token_ms = 40, 7, 1500
        asked = [each.id for each in tiny.QUESTIONS if each.question in messages[-1].content]
        return SAID.get(asked[0], "The context does not mention it.")


@pytest.fixture(scope="module", autouse=True)
def loaded_once(real_embedder: Embedder) -> Iterator[None]:
    """Every store of these tests shares one embedding model."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("rag.opening.load_embedder", "ingest.runtime.load_embedder"):
            patch.setattr(place, lambda _: real_embedder)
        yield


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, loaded_once: None) -> Iterator[QueryEngine]:
    folder = tmp_path_factory.mktemp("comparing")
    tiny.write_documents(folder / "documents")
    settings = Settings(home=folder / "home")
    ingest_documents(settings, folder / "documents")
    with open_query_engine(settings) as opened:
        yield opened


def test_the_plain_loop_is_given_two_pieces_of_the_one_document(engine: QueryEngine) -> None:
    chat = Chat()
    loop = plain_loop(engine, chat, ModelServer())
    reply = loop.ask(tiny.QUESTIONS[0].question, "bail.txt")
    assert [statement.text for statement in reply.statements] == ["The annual rent is 12 000,00 €.", "It is net."]
    assert [statement.cites for statement in reply.statements] == [[1], [1]]
    assert [(source.filename, source.page) for source in reply.sources] == [("bail.txt", 1)]
    assert tiny.RENT in reply.sources[0].text and reply.note is None
    [prompt] = chat.prompts
    assert [message.role for message in prompt] == ["system", "user"]
    assert tiny.RENT in prompt[-1].content and "Altherme" not in prompt[-1].content
    assert reply.cost == Cost(prompt_tokens=40, completion_tokens=7, first_token_s=1.5)
    everywhere = loop.ask(tiny.QUESTIONS[0].question)
    assert len(everywhere.sources) == 2 and everywhere.statements[0].cites == [1, 2]


def test_a_model_that_is_away_is_noted(engine: QueryEngine) -> None:
    def away(*_: object) -> str:
        raise ModelUnreachableError("away")

    reply = plain_loop(engine, away, ModelServer()).ask("Quel est le loyer ?")
    assert reply == Reply(statements=[], sources=[], note=ModelUnreachableError.code, kind="abstained")


def test_sourcier_replies_with_its_claims_and_quotes(engine: QueryEngine) -> None:
    reply = Sourcier(engine, tiny.honest()).ask(tiny.QUESTIONS[0].question, "bail.txt")
    assert [(one.text, one.cites) for one in reply.statements] == [(tiny.RENT, [1])]
    [source] = reply.cited(reply.statements[0])
    assert (source.filename, source.quote) == ("bail.txt", tiny.RENT[:-1]) and source.quote in source.text
    # Of another document the answer is not to be had.
    assert Sourcier(engine, tiny.honest()).ask(tiny.QUESTIONS[0].question, "nda.txt").statements == []


def test_a_run_that_is_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "run"
    tiny.write_documents(documents)
    chats: list[Chat] = []

    def scripted(_: object, __: object) -> Chat:
        chats.append(Chat())
        return chats[-1]

    monkeypatch.setattr("eval.systems.opening.plain_chat", scripted)
    cases = suite_cases(load_suite(str(tiny.suite_file(tmp_path))), documents)
    settings = Settings(home=tmp_path / "user")

    def asked(limit: int | None, baseline: bool = True) -> dict[str, list[tuple[AnswerCase, Any]]]:
        return compare(cases, folder, settings, tiny.honest(), baseline, limit)

    assert set(asked(1, baseline=False)) == {SOURCIER} and chats == []
    both = asked(2)
    assert {name: [case.id for case, _ in given] for name, given in both.items()} == {
        SOURCIER: ["loyer", "congé"],
        PLAIN_LOOP: ["loyer", "congé"],
    }
    file = folder / "records.jsonl"
    assert [json.loads(line)["system"] for line in file.read_text().splitlines()] == [
        SOURCIER,
        SOURCIER,
        PLAIN_LOOP,
        PLAIN_LOOP,
    ]
    with file.open("a") as half:
        half.write('{"key": "ab')  # killed while it wrote
    assert asked(2) == both and len(chats) == 1  # nothing is asked, nothing even opened
    assert [len(given) for given in asked(None).values()] == [6, 6]
    assert len(chats[1].prompts) == 4


def test_a_case_whose_content_changed_is_asked_again(tmp_path: Path) -> None:
    class Counting:
        name = "s"
        asked = 0

        def ask(self, question: str, filename: str | None = None) -> Reply:
            self.asked += 1
            return Reply(statements=[], sources=[], note=None)

    def a_case(accept: str) -> AnswerCase:
        return AnswerCase("1", "Combien ?", None, "answerable", None, (accept,), ())

    def key(name: str, case: AnswerCase) -> str:
        return key_of(name, asdict(case))

    def observe(system: Counting, case: AnswerCase) -> Asked:
        answered = timed(system, case.question)
        return Asked(
            key=key(system.name, case),
            system=system.name,
            case=case.id,
            question=case.question,
            reply=answered.reply,
            seconds=answered.seconds,
        )

    system, done, file = Counting(), dict[str, Asked](), tmp_path / "records.jsonl"
    for accept in ("90 jours", "90 jours", "91 jours"):
        ask_all([a_case(accept)], [system], key, observe, file, done)
    assert system.asked == 2
    assert read_records(file, Asked) == list(done.values())


@pytest.mark.parametrize("kind", SERVERS)
def test_the_chat_call_is_plain(kind: type[ScriptedServer]) -> None:
    with scripted(kind) as server:
        model = server.model(num_ctx=2048, max_tokens=70)
        limits = server.limits(num_ctx=2048, max_tokens=70)
        settings = Settings(**{"ollama" if kind is OllamaServer else "openai": limits})
        call = Completion()
        assert plain_chat(settings, model)([Message("user", "Combien ?")], call) == "Six mois."
        [sent] = server.received
    assert sent["messages"] == [{"role": "user", "content": "Combien ?"}]
    asked = sent["options"] if kind is OllamaServer else sent
    assert (asked["temperature"], asked["seed"]) == (0, 0)
    assert asked["num_predict" if kind is OllamaServer else "max_tokens"] == 70
    assert not sent.get("format") and "response_format" not in sent
    if kind is OllamaServer:
        assert asked["num_ctx"] == 2048
    # What the server counts, and a time to the first token.
    assert (call.prompt_tokens, call.completion_tokens) == (120, 3)
    assert call.first_token_ms is not None and call.first_token_ms >= 0


def test_a_server_that_is_away_is_an_error_of_the_tree() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    settings = Settings(ollama=OllamaSettings(url=url), openai=OpenAISettings(url=f"{url}/v1"))
    for model in (OllamaModel(settings.ollama, "m"), OpenAIModel(settings.openai, "m")):
        with pytest.raises(ModelUnreachableError):
            plain_chat(settings, model)([Message("user", "Combien ?")], Completion())
