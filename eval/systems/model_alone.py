"""The model without documents: what it says by itself, with leave to say that it does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import resources

from eval.systems.names import MODEL_ALONE
from eval.systems.plain_chat import Chat
from eval.systems.replies import Reply, Source, Statement, cost_of
from rag.errors import TransientError
from rag.language import detect_language, sentences
from rag.models.language_model import Completion, Message


class ModelAlone:
    """Sentences without a citation."""

    name = MODEL_ALONE
    refuses_in_words = True

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """The answer's sentences; a file's name tells the model nothing."""
        language = "fr" if detect_language(question) == "fr" else "en"
        prompt = (resources.files("eval.systems") / "prompts" / f"model_alone_{language}.md").read_text("utf-8")
        call = Completion()
        try:
            text = self._chat([Message("system", prompt.strip()), Message("user", question)], call)
        except TransientError as error:
            return Reply(statements=[], sources=[], note=error.code, kind="abstained", cost=cost_of(call))
        said = [Statement(text=text[start:end], cites=[]) for start, end in sentences(text)]
        return Reply(statements=said, sources=[], note=None, cost=cost_of(call))

    def search(self, question: str, limit: int) -> list[Source]:
        """Nothing: it has no documents."""
        return []

    def passages(self, filenames: Collection[str]) -> Iterable[Source]:
        """None."""
        return []
