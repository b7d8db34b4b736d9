"""What systems are compared by: what each says, what it cites for it, and what that cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from rag.models.language_model import Completion


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Value):
    """One sentence or claim that was shown, and the numbers (from 1) of the sources that it cites."""

    text: str
    cites: list[int]


class Source(_Value):
    """What a citation leads to: file, page (from 1), the text of the passage, the words of it that are quoted, and what
    the system calls the passage."""

    filename: str
    page: int
    text: str
    quote: str
    passage_id: str = ""


class Cost(_Value):
    """Tokens as the model's server counts them, 0 without a model; seconds to the first token, None without one."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    first_token_s: float | None = None


class Reply(_Value):
    """What a system shows for a question; ``note`` says why the model failed, None where it did not.

    ``withheld`` are the claims that it kept back, each with its reason; ``kind`` is how the answer came to be, one of
    :class:`rag.domain.answer.AnswerKind`.
    """

    statements: list[Statement]
    sources: list[Source]
    note: str | None
    withheld: list[tuple[str, str]] = []
    kind: str = "generated"
    cost: Cost = Cost()

    @property
    def text(self) -> str:
        """All that is shown, a statement a line."""
        return "\n".join(statement.text for statement in self.statements)

    def cited(self, statement: Statement) -> list[Source]:
        """The sources of a statement."""
        return [self.sources[number - 1] for number in statement.cites]


class System(Protocol):
    """What answers questions."""

    @property
    def name(self) -> str:
        """What it is called in a table."""

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """The reply; from the document of that name only, where one is given."""


class SuiteSystem(System, Protocol):
    """A system of which it can be told what it finds, and what it could find."""

    @property
    def refuses_in_words(self) -> bool:
        """True where a refusal is an answer like any other, to be known by its words alone."""

    def search(self, question: str, limit: int) -> list[Source]:
        """The first passages that it finds, best first."""

    def passages(self, filenames: Collection[str]) -> Iterable[Source]:
        """All that it has of the files of these names."""


def cost_of(*calls: Completion) -> Cost:
    """What calls to a model cost together; the first token is the first one's."""
    first_ms = next((call.first_token_ms for call in calls if call.first_token_ms is not None), None)
    return Cost(
        prompt_tokens=sum(call.prompt_tokens for call in calls),
        completion_tokens=sum(call.completion_tokens for call in calls),
        first_token_s=None if first_ms is None else first_ms / 1000,
    )
