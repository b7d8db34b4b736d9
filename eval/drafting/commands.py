"""`rag-eval new`: a suite from a company's own documents, or from what the service learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from eval.drafting.deciding import Decision, decide
from eval.drafting.drafts import Draft, Journal, draft_id
from eval.drafting.from_corrections import drafts_of_corrections
from eval.drafting.from_feedback import drafts_of_feedback
from eval.drafting.material import Extract, Material, draw, material_of_folder, material_of_home
from eval.drafting.writing import write_drafts
from eval.suites.suite import Gold
from eval.systems.preparing import wanted_model
from rag.console import JsonOption, err, for_terminal, out, print_json, progress
from rag.errors import ModelAnswerError, RequestError
from rag.models.language_model import LanguageModel
from rag.settings import Settings, load_settings
from rag.store.opening import open_store

_UNANSWERABLE_EVERY = 4
"""One passage in so many is drafted a question that it does not answer."""


def new(
    out_file: Annotated[
        Path | None,
        typer.Option("--out", help="The suite; one that was begun goes on. Default with --from-feedback: in the home."),
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(help="A folder of documents. Default: those of SOURCIER_HOME.")
    ] = None,
    from_feedback: Annotated[
        bool, typer.Option("--from-feedback", help="Draft from marked answers and corrected fields of SOURCIER_HOME.")
    ] = False,
    count: Annotated[int, typer.Option(min=1, help="How many questions the suite shall have.")] = 20,
    seed: Annotated[int, typer.Option(help="Another seed draws other passages.")] = 0,
    model: Annotated[
        str | None,
        typer.Option(help="`none` to write all questions yourself, or a model's name. Default: the settings'."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build a suite: questions are drafted, you accept, edit or refuse each. Stop at any time; it goes on later.

    Example: rag-eval new --documents contracts --out mine.jsonl
    """
    settings = load_settings()
    suite = _suite(settings, out_file, documents, from_feedback)
    left_out: Counter[str] = Counter()
    material, own_drafts = _material(settings, documents, from_feedback, left_out)
    journal = Journal.open(suite)
    if from_feedback:
        journal.add_drafts("service", [draft for draft in own_drafts if draft.id not in journal.drafts])
        drafts = iter(journal.pending)
        count = len(journal.questions) + len(journal.pending)
    else:
        language_model = wanted_model(settings, model)
        drafts = _drafted(
            journal, _tellable(material, language_model, settings), material, language_model, seed, left_out
        )
    before = len(journal.questions)
    refused = _ask(journal, drafts, material, count)
    _report(journal, len(journal.questions) - before, refused, left_out, as_json)


def _suite(settings: Settings, out_file: Path | None, documents: Path | None, from_feedback: bool) -> Path:
    """Where the suite is written: what staff asked and marked never leaves the home."""
    if not from_feedback:
        if out_file is None:
            raise RequestError("There is no suite to write.", "Name it with --out.")
        return out_file
    if documents is not None:
        raise RequestError("Feedback is about the documents of SOURCIER_HOME.", "Leave --documents out.")
    home = settings.home.resolve()
    if out_file is None:
        folder = home / "suites"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / "feedback.jsonl"
    if not out_file.resolve().is_relative_to(home):
        raise RequestError(
            "Questions of staff stay in SOURCIER_HOME.", f"Leave --out out, or name a file below {str(home)!r}."
        )
    return out_file.resolve()


def _material(
    settings: Settings, documents: Path | None, from_feedback: bool, left_out: Counter[str]
) -> tuple[Material, list[Draft]]:
    """The passages to draft from, and the drafts that the service's own data give."""
    own: list[Draft] = []
    if documents is not None:
        with progress("reading") as bar:
            task = bar.add_task("", total=None)
            material = material_of_folder(documents, settings.ingest, lambda: bar.advance(task))
    else:
        with closing(open_store(settings)) as store, err.status("reading"):
            material = material_of_home(store)
            if from_feedback:
                for learned in (drafts_of_corrections(store, material), drafts_of_feedback(store, settings)):
                    own += learned.drafts
                    left_out += learned.left_out
    if not material.extracts:
        raise RequestError(
            "There are no passages to draft from.", "Give a folder with --documents, or ingest documents first."
        )
    return material, own


def _tellable(material: Material, model: LanguageModel | None, settings: Settings) -> Material:
    """The passages that a model may be told: not those of confidential collections where it is not in the house."""
    if model is None or model.local:
        return material
    err.print(f"{for_terminal(model.name)} is not in this house: passages are sent to its server.")
    return Material([one for one in material.extracts if one.found.collection not in settings.confidential])


def _drafted(
    journal: Journal,
    drawn_from: Material,
    material: Material,
    model: LanguageModel | None,
    seed: int,
    left_out: Counter[str],
) -> Iterator[Draft]:
    """The drafts left from before, then new ones, passage by passage; each is kept before it is shown."""
    yield from journal.pending
    for number, extract in enumerate(draw(drawn_from, seed), 1):
        if extract.key in journal.used:
            continue
        answerable = number % _UNANSWERABLE_EVERY != 0
        drafts = _to_write(extract, answerable)
        if model is not None:
            drafts = _of_model(extract, material, model, answerable, left_out)
        fresh = [draft for draft in drafts if not (draft.question and journal.knows(draft.question))]
        if len(fresh) < len(drafts):
            left_out["It was asked before."] += len(drafts) - len(fresh)
        journal.add_drafts(extract.key, fresh)
        yield from fresh


def _of_model(
    extract: Extract, material: Material, model: LanguageModel, answerable: bool, left_out: Counter[str]
) -> list[Draft]:
    with err.status("drafting"):
        try:
            drafts, dropped = write_drafts(extract, material, model, answerable)
        except ModelAnswerError as error:
            drafts, dropped = [], [error.detail]
    left_out.update(dropped)
    return drafts


def _to_write(extract: Extract, answerable: bool) -> list[Draft]:
    """A draft that a person writes beside a passage."""
    found = extract.found
    return [
        Draft(
            id=draft_id("person", extract.key),
            origin="person",
            language="fr" if found.language == "fr" else "en",
            answerable=answerable,
            gold=[Gold(file=found.filename, page=found.passage.page)] if answerable else [],
            tags=["written", extract.kind],
            shown=f"{found.filename}, p. {found.passage.page}\n\n{found.passage.text}",
        )
    ]


def _ask(journal: Journal, drafts: Iterator[Draft], material: Material, count: int) -> int:
    """Shows drafts until the suite has its questions or the person stops; gives how many were refused."""
    refused = 0
    while len(journal.questions) < count and (draft := next(drafts, None)) is not None:
        err.rule(f"{len(journal.questions)} of {count}")
        decision, decided = decide(draft, material)
        if decision is Decision.STOPPED:
            break
        if decision is Decision.ACCEPTED:
            journal.accept(draft.id, decided.as_question())
        else:
            journal.refuse(draft.id)
            refused += 1
    return refused


def _report(journal: Journal, accepted: int, refused: int, left_out: Counter[str], as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "suite": str(journal.suite),
                "questions": len(journal.questions),
                "accepted": accepted,
                "refused": refused,
                "undecided": len(journal.pending),
                "dropped": dict(left_out),
            }
        )
        return
    out.print(
        f"{for_terminal(str(journal.suite))}: {len(journal.questions)} questions; now {accepted} accepted, "
        f"{refused} refused, {len(journal.pending)} undecided."
    )
    for reason, number in left_out.items():
        out.print(f"Dropped: {number} ({for_terminal(reason)})")
