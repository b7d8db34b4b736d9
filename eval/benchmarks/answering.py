"""Answers a minute over HTTP, for more and more clients: by extracts, and by a language model where one answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from eval.benchmarks.prompts import ModelWithin, Prompt, prompts_of
from eval.benchmarks.results import Result, Row, this_machine
from eval.benchmarks.serving import KEPT_S, Service, service
from rag.domain.answer import AnswerKind
from rag.errors import ModelUnreachableError, RequestError
from rag.models.language_model import Completion
from rag.settings import BoxSettings, OllamaSettings, OpenAISettings, Settings

CLIENTS = (1, 4, 16)
_PATIENCE_S = 200.0
_SEARCH_S = 10.0
_SETTLE_S = 1.0
_NO_MODEL = {"ollama": OllamaSettings(enabled=False), "openai": OpenAISettings(), "box": BoxSettings(enabled=False)}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came within a time: the moments (seconds from the start), how long each took, and how many the model
    wrote."""

    moments: Sequence[float]
    took: Sequence[float]
    by_model: int = 0
    failed: int = 0

    @property
    def per_minute(self) -> float:
        """By the time of the last; 0 where there is none."""
        return 60 * len(self.moments) / self.moments[-1] if self.moments else 0.0


def answers(
    settings: Settings,
    questions: Sequence[str],
    within: ModelWithin | None,
    clients: Sequence[int] = CLIENTS,
    extractive_s: float = 40.0,
    model_s: float = 60.0,
    told: Callable[[str], None] = lambda _: None,
) -> Result:
    """Answers a minute of ``POST /v1/ask`` over the store of ``settings``, each number of clients for so many seconds,
    one question after the other. By extracts, beside one client; and by the model ``within`` gives, one client beside
    the bare model with the same prompts, more beside one client. Who has no answer yet at the end goes away.

    Raises:
        RequestError: no question leads to the model.
        RuntimeError: the service does not start.
    """
    machine = this_machine()
    budget = within(model_s).prompt_budget if within else settings.ollama.num_ctx - settings.ollama.max_tokens
    rows: list[Row] = []
    with service(settings.model_copy(update=_NO_MODEL)) as running:
        told("which questions lead to the model")
        prompts = running.run(prompts_of, questions, budget)
        if not prompts:
            raise RequestError("No question reached the language model.", "Ask questions that the documents answer.")
        asked = [prompt.question for prompt in prompts]
        told("search alone, one client")
        search = _answered(running, asked, 1, min(extractive_s, _SEARCH_S), "/v1/search")
        rows += _rows(running, "extracts", asked, clients, extractive_s, search.per_minute, "search alone", told)
    notes = [
        f"{len(asked)} of {len(questions)} questions, those for whose answer alone a model is asked, in turns;"
        f" extracts {extractive_s:g} s for each number of clients."
    ]
    if within is None:
        notes.append("No language model answered: its rows are missing.")
    else:
        told("the bare model")
        bare = bare_model(within, prompts, model_s)
        with service(settings) as running:
            rows += _rows(running, "model", asked, clients, model_s, bare.per_minute, "bare model", told)
        notes.append(
            f"The model is {within(model_s).name}, {model_s:g} s for each number of clients; its server is given"
            f" {settings.ollama.at_once} at a time. Bare: {len(bare.moments)} answers, one after the other, same"
            " prompts."
        )
    return Result(
        lane="answers", title="Answers a minute by the number of clients", machine=machine, rows=rows, notes=notes
    )


def _rows(
    running: Service,
    how: str,
    questions: Sequence[str],
    clients: Sequence[int],
    seconds: float,
    baseline: float,
    against: str,
    told: Callable[[str], None],
) -> list[Row]:
    rows: list[Row] = []
    one: float | None = None
    for count in clients:
        told(f"{how}, {count} clients")
        found = _answered(running, questions, count, seconds)
        case, x = f"{count} client{'s' * (count > 1)}", float(count)
        alone = count == 1
        rows.append(
            Row(
                case=case, x=x, measure=f"answers by {how}", value=found.per_minute, unit="per minute",
                baseline=baseline if alone else one, against=against if alone else "one client",
            )
        )  # fmt: skip
        one = found.per_minute if alone else one
        median = statistics.median(found.took) if found.took else 0.0
        rows.append(Row(case=case, x=x, measure=f"time of an answer by {how}, p50", value=median, unit="s"))
        if how == "model":
            share = 100 * found.by_model / len(found.moments) if found.moments else 0.0
            rows.append(Row(case=case, x=x, measure="of these by the model", value=share, unit="%"))
        rows.append(Row(case=case, x=x, measure=f"requests that failed, {how}", value=found.failed, unit="requests"))
        # The service notices who left.
        time.sleep(_SETTLE_S)
    return rows


def bare_model(within: ModelWithin, prompts: Sequence[Prompt], seconds: float) -> Answered:
    """Whole answers of the model, one after the other, with none of Sourcier around it; at least one.

    Raises:
        ModelUnreachableError: it has none in 200 seconds, or its server is away.
    """
    moments: list[float] = []
    started = time.monotonic()
    for number in itertools.count():
        left = started + seconds - time.monotonic()
        if moments and left <= 0:
            break
        prompt = prompts[number % len(prompts)]
        try:
            # Its instructions may be in the server's cache, the rest may not: so it is when somebody asks.
            model = within(left if moments else _PATIENCE_S)
            for _ in model.stream(prompt.marked(-1, number // len(prompts) + 1), prompt.schema, Completion()):
                pass
        except ModelUnreachableError:
            if not moments or time.monotonic() < started + seconds:
                raise
            break
        moments.append(time.monotonic() - started)
    return Answered(moments, [b - a for a, b in itertools.pairwise([0.0, *moments])])


def _answered(
    running: Service, questions: Sequence[str], clients: int, seconds: float, route: str = "/v1/ask"
) -> Answered:
    return asyncio.run(_Asking(running, questions, route).run(clients, seconds))


class _Asking:
    """Clients that ask one question after the other until the time is up, and at least until there is one answer."""

    def __init__(self, running: Service, questions: Sequence[str], route: str) -> None:
        self._running, self._route = running, route
        # A client that has an answer takes the next question, whoever asked the one before.
        self._questions = itertools.cycle(questions)
        self._moments: list[float] = []
        self._took: list[float] = []
        self._by_model = self._failed = 0
        self._any = asyncio.Event()

    async def run(self, clients: int, seconds: float) -> Answered:
        headers = {"Authorization": f"Bearer {self._running.key}"}
        limits = httpx.Limits(max_connections=clients, keepalive_expiry=KEPT_S)
        async with httpx.AsyncClient(
            base_url=self._running.url, headers=headers, timeout=600, limits=limits, trust_env=False
        ) as client:
            started = time.monotonic()
            asking = [asyncio.create_task(self._client(client, started, seconds)) for _ in range(clients)]
            _, waiting = await asyncio.wait(asking, timeout=seconds)
            if not self._moments and not self._failed:
                try:
                    await asyncio.wait_for(self._any.wait(), _PATIENCE_S)
                except TimeoutError:
                    pass
            for task in waiting:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return Answered(self._moments, self._took, self._by_model, self._failed)

    async def _client(self, client: httpx.AsyncClient, started: float, seconds: float) -> None:
        while (begun := time.monotonic()) < started + seconds:
            question = next(self._questions)
            try:
                kind = await (self._ask if self._route == "/v1/ask" else self._search)(client, question)
            except (httpx.HTTPError, ValueError):
                self._failed += 1
                self._any.set()
                continue
            now = time.monotonic()
            self._moments.append(now - started)
            self._took.append(now - begun)
            self._by_model += kind
            self._any.set()

    async def _search(self, client: httpx.AsyncClient, question: str) -> bool:
        (await client.post(self._route, json={"query": question})).raise_for_status()
        return False

    async def _ask(self, client: httpx.AsyncClient, question: str) -> bool:
        """Whether the model had its say."""
        event = ""
        async with client.stream("POST", self._route, json={"question": question, "stream": True}) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("event:"):
                    event = line.partition(":")[2].strip()
                elif line.startswith("data:") and event == "answer":
                    said = json.loads(line.partition(":")[2])
                    return said["kind"] != AnswerKind.EXTRACTIVE.value and said["model"] is not None
        raise ValueError("The stream ended without an answer.")
