"""LegalBench-RAG: questions about contracts and policies with the characters that answer them.

Pipitone and Houir Alami, "LegalBench-RAG: A Benchmark for Retrieval-Augmented Generation in the Legal Domain",
arXiv:2408.10343 (2024). A benchmark file is ``{"tests": [{"query", "snippets": [{"file_path", "span": [a, b],
"answer"}]}]}``; ``file_path`` is below the folder ``corpus``. The words may be missing (``answer``): they are read
from the corpus then. Only the place is known of a right answer.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field

from eval.loaders.source import Foreign, Imported, Source, as_record, places, read_json, read_text, wrong
from eval.suites.suite import Question

_REMEDY = (
    'Give a benchmark file of LegalBench-RAG: {"tests": [{"query": "…", "snippets": [{"file_path": "cuad/a.txt", '
    '"span": [0, 9]}]}]}'
)


class _Snippet(Foreign):
    file_path: str = Field(validation_alias=AliasChoices("file_path", "file"))
    span: tuple[int, int]
    answer: str | None = None


class _Test(Foreign):
    query: str
    snippets: list[_Snippet] = Field(min_length=1)
    tags: list[str] = Field([])
    category: str = ""


class _Benchmark(Foreign):
    tests: list[dict[str, object]]


def load(source: Source) -> Imported:
    """The questions of benchmark files, in English; their documents are the corpus itself.

    Raises:
        RequestError: a file is not of this format, a document is not in the corpus, or a span not in its document.
    """
    imported = Imported()
    corpus = _Corpus(source.documents)
    found: list[tuple[Path, str, _Test]] = []
    for file in source.files:
        benchmark = as_record(_Benchmark, read_json(file, _REMEDY), file, "", _REMEDY)
        for number, value in enumerate(benchmark.tests):
            where = f"tests[{number}]"
            found.append((file, where, as_record(_Test, value, file, where, _REMEDY)))
    for file, where, test in source.drawn(found):
        answers = [(one.file_path, corpus.words(one, file, where)) for one in test.snippets]
        gold = [place for name, words in answers for place in places(name, words)]
        if not gold:
            imported.left_out["its spans are too short to be told from other places"] += 1
            continue
        imported.questions.append(
            Question(
                id=f"{file.stem}-{where[6:-1]}",
                language="en",
                question=test.query,
                answerable=True,
                answer=" […] ".join(" ".join(words.split()) for _, words in answers),
                accept=[],
                gold=gold,
                tags=["legalbench-rag", file.stem, *filter(None, [test.category, *test.tags])],
                place_only=True,
            )
        )
    return imported


class _Corpus:
    """The documents, each read once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder else None
        self._texts: dict[str, str] = {}

    def words(self, snippet: _Snippet, file: Path, where: str) -> str:
        """The words of a snippet."""
        if self._folder is None:
            if snippet.answer is None:
                raise wrong(file, where, "the snippet has no words of its own", "Give the corpus with --documents.")
            return snippet.answer
        path = (self._folder / snippet.file_path).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise wrong(
                file,
                where,
                f"there is no {snippet.file_path!r} in {self._folder}",
                "Give the folder `corpus` of the set with --documents.",
            )
        if snippet.file_path not in self._texts:
            self._texts[snippet.file_path] = read_text(path, "Take the corpus as it was published.")
        text = self._texts[snippet.file_path]
        start, end = snippet.span
        if not 0 <= start < end <= len(text) or (snippet.answer is not None and text[start:end] != snippet.answer):
            raise wrong(
                file,
                where,
                f"the span {start} to {end} is not that of its words in {snippet.file_path!r}",
                "Give the corpus that belongs to this benchmark file, unchanged.",
            )
        return text[start:end]
