"""A question being answered.

The stream is read in a thread of its own: a click on the page starts the page's script anew, and must not cut the
answer off. The page looks at what has come so far and draws that.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rag.domain.answer import Answer, Citation, Claim, Withheld
from rag.errors import SourcierError
from webui.client import Problem
from webui.sse import Event


@dataclass(slots=True)
class Progress:
    """What has come so far. ``answer`` or ``problem`` is set at the end, never both.

    ``understood`` is the question as the conversation completed it; ``gone`` says that an earlier answer is no longer
    shown, since a document that it came from was erased or may no longer be read.
    """

    question: str
    understood: str | None = None
    gone: bool = False
    passages: int | None = None
    claims: list[Claim] = field(default_factory=list)
    citations: dict[int, Citation] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    answer: Answer | None = None
    problem: Problem | None = None

    @property
    def done(self) -> bool:
        """Nothing more will come."""
        return self.answer is not None or self.problem is not None or self.gone

    def take(self, event: Event) -> None:
        """Adds what one event says. Unknown events are skipped: a newer service may send more kinds."""
        body = json.loads(event.data)
        match event.name:
            case "rewritten":
                self.understood = str(body["question"])
            case "sources":
                self.passages = len(body["passages"])
            case "claim":
                self.citations |= {c.n: c for c in map(Citation.model_validate, body["cited"])}
                self.claims.append(Claim(text=body["text"], citations=body["citations"]))
            case "withheld":
                self.withheld.append(Withheld.model_validate(body))
            case "answer":
                self.finish(Answer.model_validate(body))
            case "error":
                self.problem = Problem(
                    str(body.get("code") or SourcierError.code), str(body.get("detail", "")), body.get("status", 0)
                )

    def finish(self, answer: Answer) -> None:
        """Takes the whole answer."""
        self.citations = {citation.n: citation for citation in answer.citations}
        self.claims, self.withheld = list(answer.claims), list(answer.withheld)
        self.answer = answer


class RunningQuestion:
    """Reads the events of one question in a thread; ``progress`` can be read at any time."""

    def __init__(self, question: str, events: Callable[[], Iterator[Event]]) -> None:
        self.progress = Progress(question)
        self.started = time.monotonic()
        self._events = events
        self._thread = threading.Thread(target=self._read, name="question", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> int:
        """Since the question was asked."""
        return int(time.monotonic() - self.started)

    def wait(self, timeout: float) -> bool:
        """Waits for the end at most ``timeout`` seconds; True when it has come."""
        self._thread.join(timeout)
        return self.progress.done

    def _read(self) -> None:
        progress = self.progress
        try:
            for event in self._events():
                progress.take(event)
            if not progress.done:
                progress.problem = Problem(SourcierError.code, "The answer's stream broke off.")
        except Problem as problem:
            progress.problem = problem
        except Exception as error:
            # Whatever it was, the page must not wait for ever. Its words are left out: they may hold document text.
            progress.problem = Problem(SourcierError.code, f"The answer cannot be used ({type(error).__name__}).")
