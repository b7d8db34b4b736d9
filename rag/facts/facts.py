"""What is known of invoices and contracts, asked by plans: the door of this room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from rag.domain.facts import Deadline, FactsResult, InvoicePage, Left
from rag.domain.invoice import Invoice
from rag.domain.plan import ContractTerm, DateBasis, Entity, Measure, PartyChoice, Period, Plan
from rag.domain.rights import Reader
from rag.errors import NotFoundError
from rag.facts import contract_plans, contract_terms, invoice_results
from rag.facts.changes import Changes
from rag.facts.grammar import term_questions
from rag.facts.grammar.term_questions import asks_for_terms
from rag.facts.parties import KnownParty, fitting, known, of_key
from rag.facts.reading import Ambiguous, read_plan
from rag.facts.second_reader import read_with_model
from rag.facts.words import (
    contracts_in_words,
    no_contract_with,
    not_stated,
    unknown_party,
    which_party,
)
from rag.models.language_model import LanguageModel
from rag.store import corrections
from rag.store.catalogue import Catalogue, FoundPassage
from rag.store.contract_rows import ContractRow, contract_rows, holds_amendments
from rag.store.corrected import Correction, corrected_invoice
from rag.store.database import Database
from rag.store.invoice_list import list_invoices
from rag.store.party_rows import party_names

_KEPT = 5000


class Facts:
    """Figures, lists and deadlines for a reader, of the documents that this reader may read and of no others."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._catalogue = Catalogue(database)

    def run(self, plan: Plan, reader: Reader, today: date, language: str) -> FactsResult:
        """Runs a plan as of ``today``; ``words`` of the result are in ``"fr"`` or ``"en"`` (any other: English).

        A party of the plan without keys is looked for among the known ones. Where several fit, nothing is worked out
        and ``choices`` names them; where none does, ``figures`` are empty and ``words`` says so.

        Raises:
            RequestError: the plan asks of contracts what only invoices have, or the other way round.
        """
        with self._database.read() as connection:
            if plan.entity is Entity.CONTRACT:
                rows = contract_rows(connection, reader)
                if plan.term is not None:
                    stated = contract_terms.run(rows, plan, today, language)
                    return stated or FactsResult(plan=plan, words=not_stated(plan.term, language))
                result = contract_plans.run(rows, plan, today, language)
                return result.model_copy(update={"words": contracts_in_words(result, language)})
            parties = {role: self._known(connection, reader, role) for role in _roles(plan)}
            plan, question = _matched(plan, parties, language)
            if question is not None:
                return question
            by_key = of_key([party for known in parties.values() for party in known])
            return invoice_results.run(connection, plan, reader, today, by_key, language)

    def ask(
        self, question: str, reader: Reader, today: date, language: str, model: LanguageModel | None = None
    ) -> FactsResult | None:
        """Reads a question as a plan and runs it; None where no plan says all that the question says. Where several
        known parties fit a name, ``choices`` are these and nothing is worked out. ``model`` is the second reader."""
        with self._database.read() as connection:
            sellers, buyers = (self._known(connection, reader, role) for role in ("seller", "buyer"))
            names = [name for party in (*sellers, *buyers) for name in party.names]
            for asked in asks_for_terms(question):
                stated = self._stated(asked, names, connection, reader, today, language)
                if stated is not None:
                    return stated
        read = read_plan(question, today, sellers, buyers)
        if read is None and model is not None:
            read = read_with_model(question, today, sellers, buyers, model)
        if isinstance(read, Ambiguous):
            plan = Plan(sellers=(PartyChoice(asked=read.asked),))
            return FactsResult(plan=plan, words=which_party(read.asked, read.choices, language), choices=read.choices)
        return None if read is None else self.run(read, reader, today, language)

    def documents(self, plan: Plan, reader: Reader, today: date) -> list[str] | None:
        """The ids of all documents that a plan's result comes from, counted or named as left out; None where they are
        more than can be kept beside an answer."""
        with self._database.read() as connection:
            if plan.entity is Entity.CONTRACT:
                found = contract_plans.fitting(contract_rows(connection, reader), plan, today, "en")
                return [one.row.document_id for one in found]
            ids = invoice_results.documents_of(connection, plan, reader, today, _KEPT + 1)
        return ids if len(ids) <= _KEPT else None

    def passages(self, reader: Reader, version_ids: Sequence[str]) -> dict[str, list[FoundPassage]]:
        """The passages of the documents behind a result, in order, by version: where its figures are to be seen."""
        return self._catalogue.readable_passages(reader, version_ids)

    def known_parties(self, reader: Reader, role: str) -> list[KnownParty]:
        """The parties of invoices that this reader may read, by name; ``role`` is ``seller`` or ``buyer``."""
        with self._database.read() as connection:
            return self._known(connection, reader, role)

    def invoices(
        self,
        reader: Reader,
        plan: Plan,
        today: date,
        cursor: str | None = None,
        limit: int = 100,
        state: Left | Literal["counted"] | None = None,
    ) -> InvoicePage:
        """The invoices that fit a plan's filters, or may fit them, latest first by the day of its basis; each with why
        figures would leave it out. ``cursor`` is one that an earlier call gave; measure, grouping and order of the plan
        are passed over.
        ``state`` keeps those that count, or those left out for one reason.

        Raises:
            RequestError: ``cursor`` is none that the list gave.
        """
        with self._database.read() as connection:
            return list_invoices(connection, plan, reader, today, cursor, limit, state)

    def deadlines(
        self, reader: Reader, today: date, language: str, plan: Plan | None = None, period: Period | None = None
    ) -> list[Deadline]:
        """Every contract with its running term and last day of notice as of ``today``, those that a plan or period (on
        the basis notice) leaves, by that day; those of which it cannot be worked out come last, with the problem."""
        asked = plan or Plan(entity=Entity.CONTRACT, measure=Measure.LIST, basis=DateBasis.NOTICE, period=period)
        with self._database.read() as connection:
            rows = contract_rows(connection, reader)
        return [one.deadline for one in contract_plans.fitting(rows, asked, today, language)]

    def correct(self, reader: Reader, document_id: str, field: str, value: str | None) -> Correction:
        """Says what a field of a document's invoice or contract really is; it counts from this moment on.

        Raises:
            ForbiddenError: the key is neither an administrator's nor in the group ``corrections``.
            NotFoundError: the document is unknown or not readable, or holds no such facts.
            RequestError: the field cannot be corrected, or cannot have this value.
        """
        with self._database.write() as connection:
            return corrections.correct(connection, reader, document_id, field, value)

    def corrections(self, reader: Reader, document_id: str | None = None) -> list[Correction]:
        """The corrections of readable documents, oldest first; of one document if given."""
        with self._database.read() as connection:
            return corrections.made(connection, reader, document_id)

    def contracts(self, reader: Reader) -> list[ContractRow]:
        """The contracts that this reader may read, corrections applied, oldest document first."""
        with self._database.read() as connection:
            return contract_rows(connection, reader)

    def contract(self, reader: Reader, document_id: str) -> ContractRow:
        """The contract of a document, corrections applied.

        Raises:
            NotFoundError: the document is unknown or not readable, or is no contract that was read as one.
        """
        with self._database.read() as connection:
            rows = contract_rows(connection, reader, document_ids=[document_id])
        if not rows:
            raise NotFoundError(f"There is no contract {document_id} that you may read.")
        return rows[0]

    def changes(self, reader: Reader, document_ids: Collection[str], on: date) -> Changes:
        """What amendments that the reader may read changed of the contracts among these documents, as of a day.

        One look into an index where the store holds no amendment.
        """
        originals, amendments = list[ContractRow](), list[ContractRow]()
        with self._database.read() as connection:
            if document_ids and holds_amendments(connection):
                found = contract_rows(connection, reader, document_ids=document_ids)
                originals = [row for row in found if row.contract.amends is None]
            if originals:
                amendments = contract_rows(connection, reader, amending=[row.contract for row in originals])
        return Changes(originals, amendments, on, lambda ids: self._catalogue.readable_passages(reader, ids))

    def invoice(self, reader: Reader, document_id: str) -> Invoice:
        """The invoice of a document, corrections applied.

        Raises:
            NotFoundError: the document is unknown or not readable, or is no invoice that was read as one.
        """
        read = self._catalogue.invoice(reader, document_id)
        return corrected_invoice(read, self.corrections(reader, document_id))

    def _stated(
        self,
        asked: tuple[tuple[ContractTerm, ...], str],
        parties: Sequence[str],
        connection: Connection,
        reader: Reader,
        today: date,
        language: str,
    ) -> FactsResult | None:
        rows = contract_rows(connection, reader)
        plan = term_questions.read(*asked, rows, parties)
        if plan is None:
            return None
        if not contract_terms.fitting(rows, plan):
            return FactsResult(plan=plan, words=no_contract_with(plan.sellers[0].asked, language))
        return contract_terms.run(rows, plan, today, language)

    def _known(self, connection: Connection, reader: Reader, role: str) -> list[KnownParty]:
        return known(party_names(connection, reader, role))


def _matched(plan: Plan, parties: Mapping[str, list[KnownParty]], language: str) -> tuple[Plan, FactsResult | None]:
    """The plan with the keys of its parties; or what is asked back, where none fits or several do."""
    for role, choices in (("seller", plan.sellers), ("buyer", plan.buyers)):
        matched: list[PartyChoice] = []
        for choice in choices:
            if choice.keys:
                matched.append(choice)
                continue
            fits = fitting(choice.asked, parties[role])
            names = tuple(party.name for party in fits)
            if len(fits) > 1:
                return plan, FactsResult(plan=plan, words=which_party(choice.asked, names, language), choices=names)
            if not fits:
                return plan, FactsResult(plan=plan, words=unknown_party(choice.asked, role, language))
            matched.append(PartyChoice(asked=choice.asked, name=fits[0].name, keys=fits[0].keys))
        plan = plan.model_copy(update={f"{role}s": tuple(matched)})
    return plan, None


def _roles(plan: Plan) -> Sequence[str]:
    """The roles whose known parties a plan needs."""
    named = {"seller": plan.sellers, "buyer": plan.buyers}
    return [
        role for role, choices in named.items() if plan.group_by == role or any(not choice.keys for choice in choices)
    ]
