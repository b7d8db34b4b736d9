"""How late the first token of `POST /ask` is beside the bare model call, and what the server's cache of prompts saves.

A model on a small machine reads 20 to 60 tokens of a prompt a second, and a prompt has 2,000 to 3,000: a call that may
reuse nothing takes a minute or more. So such calls are made for the first questions alone; then the instructions are
read once into the server's cache, and for each question, one before the other in turns: ``POST /v1/ask`` until the
model's first token, and the bare call with that very prompt, of which only the question's part begins with another
character: the server may reuse the instructions, not the whole.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import httpx

from eval.benchmarks.prompts import MARK, ModelWithin, Prompt, prompts_of
from eval.benchmarks.results import Result, Row, this_machine
from eval.benchmarks.serving import served
from rag.errors import ModelUnreachableError, RequestError
from rag.models.language_model import Completion, LanguageModel, Message
from rag.opening import QueryEngine

_COLD = 2
_WISHED = 1.1


class FirstToken:
    """A language model that stops after its first piece, and notes when it was called and when that came.

    The answer is then no JSON, and the service falls back to extracts: nothing of what is timed comes after that.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.name, self.local, self.prompt_budget = model.name, model.local, model.prompt_budget
        self.called_at: float | None = None
        self.first_at: float | None = None

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        """See :class:`rag.models.language_model.LanguageModel`."""
        self.called_at = time.perf_counter()
        for piece in self._model.stream(messages, schema, completion):
            self.first_at = time.perf_counter()
            yield piece
            return

    def stop(self) -> None:
        """See :class:`rag.models.language_model.LanguageModel`."""
        self._model.stop()


class _OutOfTimeError(Exception):
    """The lane's time is up."""


@dataclass(slots=True)
class _Clock:
    """A model for one call after another, each with what is left of the lane's time."""

    within: ModelWithin
    ends_at: float

    def model(self) -> LanguageModel:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise _OutOfTimeError
        return self.within(left)

    def first_token_s(self, messages: Sequence[Message], schema: dict[str, Any]) -> float:
        """Seconds of a bare call to its first token."""
        model = self.model()
        started = time.perf_counter()
        pieces = model.stream(list(messages), schema, Completion())
        try:
            next(iter(pieces), None)
        except ModelUnreachableError:
            if time.monotonic() >= self.ends_at:
                raise _OutOfTimeError from None
            raise
        finally:
            # The server ends what nobody waits for.
            if close := getattr(pieces, "close", None):
                close()
        return time.perf_counter() - started


@dataclass(slots=True)
class _Times:
    """Seconds to the first token, by question."""

    cold: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    bare: dict[str, float] = field(default_factory=dict)

    def whole(self) -> list[str]:
        """The questions of which both are known."""
        return [question for question in self.asked if question in self.bare]


def first_tokens(
    engine: QueryEngine,
    within: ModelWithin,
    questions: Sequence[str],
    count: int,
    limit_s: float,
    told: Callable[[str], None] = lambda _: None,
) -> Result:
    """The lane over the first ``count`` of the questions that lead to the model with the same instructions; when
    ``limit_s`` seconds are over it ends with those that it has.

    Raises:
        RequestError: no question leads to the model.
        ModelUnreachableError: the server is away, or no question was measured in time.
    """
    machine = this_machine()
    clock = _Clock(within, time.monotonic() + limit_s)
    prompts = _alike(prompts_of(engine, questions, clock.model().prompt_budget))[:count]
    if not prompts:
        raise RequestError("No question reached the language model.", "Ask questions that the documents answer.")
    times = _Times()
    notes = []
    try:
        _measure(engine, clock, prompts, times, told)
    except _OutOfTimeError:
        notes.append(f"The time limit of {limit_s:g} s ended the lane early.")
    known = times.whole()
    if not known:
        raise ModelUnreachableError(
            f"The language model wrote no first token of both calls within {limit_s:g} s.",
            "Give it more time with --minutes, or a machine of its own.",
        )
    notes.insert(0, f"{len(known)} of {len(prompts)} questions to {within(limit_s).name}; one call at a time.")
    return Result(
        lane="asking",
        title="POST /ask: the first token beside the bare model call",
        machine=machine,
        rows=list(_rows(times, known)),
        notes=notes,
    )


def _alike(prompts: Sequence[Prompt]) -> list[Prompt]:
    """Those with the instructions of the first."""
    return [one for one in prompts if one.messages[:-1] == prompts[0].messages[:-1]]


def _measure(
    engine: QueryEngine, clock: _Clock, prompts: Sequence[Prompt], times: _Times, told: Callable[[str], None]
) -> None:
    told("loading the model")
    clock.first_token_s([Message("user", MARK)], prompts[0].schema)
    for number, prompt in enumerate(prompts[:_COLD]):
        told(f"question {number + 1}, nothing to reuse")
        times.cold[prompt.question] = clock.first_token_s(prompt.marked(0, number + 1), prompt.schema)
    told("reading the instructions into the cache")
    clock.first_token_s([*prompts[0].messages[:-1], Message("user", MARK)], prompts[0].schema)
    with served(engine) as (address, key):
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=address, headers=headers, timeout=600, trust_env=False) as client:
            # What a service does once after its start is not the question's.
            with patch("rag.service.questions.wanted_model", lambda engine, wanted: None):
                client.post("/v1/ask", json={"question": prompts[0].question}).raise_for_status()
            for number, prompt in enumerate(prompts):
                told(f"question {number + 1} of {len(prompts)}, asked and bare")

                def bare(prompt: Prompt = prompt) -> None:
                    times.bare[prompt.question] = clock.first_token_s(prompt.marked(-1), prompt.schema)

                def asked(prompt: Prompt = prompt) -> None:
                    _ask(client, clock, prompt.question, times)

                for do in (asked, bare) if number % 2 == 0 else (bare, asked):
                    do()


def _ask(client: httpx.Client, clock: _Clock, question: str, times: _Times) -> None:
    noted = FirstToken(clock.model())
    with patch("rag.service.questions.wanted_model", lambda engine, wanted: noted):
        started = time.perf_counter()
        client.post("/v1/ask", json={"question": question, "stream": False}).raise_for_status()
    if noted.first_at is None or noted.called_at is None:
        if time.monotonic() >= clock.ends_at:
            raise _OutOfTimeError
        raise ModelUnreachableError("The language model's server went away.")
    times.asked[question] = noted.first_at - started
    times.before[question] = noted.called_at - started


def _rows(times: _Times, known: Sequence[str]) -> Iterator[Row]:
    first, before, reused = (
        "first token of /ask",
        "search, before the model is called",
        "bare call, instructions reused",
    )
    for number, question in enumerate(known):
        case = f"question {number + 1}"
        yield _row(case, first, times.asked[question], times.bare[question], "bare call")
        yield _row(case, before, times.before[question])
        if question in times.cold:
            yield _row(case, reused, times.bare[question], times.cold[question], "nothing to reuse")
    case = f"median of {len(known)}"
    asked, bare, early = (
        statistics.median(each[one] for one in known) for each in (times.asked, times.bare, times.before)
    )
    yield _row(case, first, asked, bare, "bare call", _WISHED)
    yield _row(case, before, early)


def _row(
    case: str, measure: str, value: float, baseline: float | None = None, against: str = "", most: float | None = None
) -> Row:
    baseline = None if baseline is None else 1000 * baseline
    return Row(
        case=case, measure=measure, value=1000 * value, unit="ms", baseline=baseline, against=against, at_most=most
    )
