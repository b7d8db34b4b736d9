"""What `POST /search` costs beside its bare parts, and the memory it takes, in stores of more and more passages."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.benchmarks.filling import PER_DOCUMENT, check_room, fill
from eval.benchmarks.results import Result, Row, this_machine
from eval.benchmarks.serving import GROUP, KEPT_S, Service, service
from eval.systems.preparing import share_model_files
from rag.models.embedder import load_embedder
from rag.opening import QueryEngine
from rag.settings import Settings, load_settings
from rag.store.index.base import IndexFilter, IndexQuery
from rag.store.index.sparse import query_vector
from rag.store.opening import open_own_index, open_store

SIZES = (1_000, 10_000, 100_000)
_DEPTH = 60
_CLIENTS = 20
_ROUNDS = 3
_WISHED_AT = 100_000
_ASKED = (
    "Dans quel délai le prestataire remet-il les rapports de maintenance ?",
    "Quelles sont les modalités de résiliation du contrat Thermolys {n:05} ?",
    "Quel est le montant maximal facturé par Nuagence ?",
    "Qui conserve les certificats d'assurance en cours de validité ?",
    "Que prévoit l'article Litiges du contrat {n:05} ?",
    "What is the notice period of contract {n:05} with Batelia?",
)


@dataclass(slots=True)
class _Lane:
    """A store of one size behind its own service, a client of it, and what was measured: milliseconds, requests a
    second, MiB."""

    size: int
    service: Service
    client: httpx.Client
    disk_mib: float
    first_ms: float = 0.0
    failed: list[str] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    twenty: list[float] = field(default_factory=list)

    def ask(self, question: str, *, counted: bool = True) -> None:
        """Measures the bare parts, then the search."""
        bare, search = self.service.run(bare_ms, question), _timed(lambda: _post(self.client, question))
        if counted:
            self.bare.append(bare)
            self.search.append(search)

    def rate(self, questions: Sequence[str], clients: int) -> float:
        """Requests a second that were answered; the others are counted."""
        with ThreadPoolExecutor(clients) as pool:
            started = time.perf_counter()
            answered = sum(pool.map(self._answered, questions))
            taken = time.perf_counter() - started
        return answered / taken

    def _answered(self, question: str) -> bool:
        try:
            _post(self.client, question)
        except httpx.HTTPError as error:
            self.failed.append(f"{type(error).__name__}: {error}")
            return False
        return True


def searching(
    settings: Settings, home: Path, sizes: Sequence[int], each: int = 20, told: Callable[[str], None] = lambda _: None
) -> Result:
    """``POST /v1/search`` with a key of one group, in a service a size, whose stores are made in ``home``; the bare
    parts (the question embedded, one filtered hybrid query) in the same process. All are taken in turns, the sizes too,
    so that what else the machine does falls on all alike. ``each`` of six kinds of questions are asked so often.

    Raises:
        RequestError: disk or memory are too short for a size.
    """
    sizes = sorted(set(sizes))
    for line in check_room(sizes, home):
        told(line)
    machine = this_machine()
    chance = random.Random(7)  # noqa: S311
    embedder = load_embedder(settings)
    with ExitStack() as opened:
        lanes = []
        for size in sizes:
            told(f"{size:,} passages: filling")
            own = _filled(settings, home / f"{size}-passages", size, embedder.name, embedder.dimensions, chance)
            lanes.append(opened.enter_context(_lane(own, size)))
        _measure(lanes, each, chance, told)
        rows = [row for lane in lanes for row in _rows(lane, lanes[0])]
        failed = Counter(words for lane in lanes for words in lane.failed)
    notes = [
        f"{len(_ASKED) * each} questions a size; throughput: {_ROUNDS} rounds of as many, medians. Texts and BM25 are"
        " real, vectors are drawn by chance; every second document is of one group only.",
        "bare: the question embedded and one filtered hybrid query, called in the service's process.",
        "own memory: resident without the pages of files, which the system takes back when it needs them.",
        *(f"failed {count} times: {words}" for words, count in failed.items()),
    ]
    return Result(lane="search", title="POST /search by the size of the store", machine=machine, rows=rows, notes=notes)


def _filled(settings: Settings, home: Path, size: int, model: str, dimensions: int, chance: random.Random) -> Settings:
    own = load_settings(home=home)
    store = open_store(own)
    share_model_files(settings, own)
    index = open_own_index(own, model, dimensions)
    try:
        fill(store, index, dimensions, 0, size, chance)
    finally:
        index.close()
        store.close()
    return own


@contextmanager
def _lane(settings: Settings, size: int) -> Iterator[_Lane]:
    files = (path for path in settings.home.rglob("*") if path.is_file() and "models" not in path.parts)
    disk = sum(path.stat().st_blocks * 512 for path in files) / 2**20
    with service(settings) as running:
        headers = {"Authorization": f"Bearer {running.key}"}
        limits = httpx.Limits(max_connections=_CLIENTS, keepalive_expiry=KEPT_S)
        with httpx.Client(base_url=running.url, headers=headers, timeout=120, limits=limits, trust_env=False) as client:
            yield _Lane(size, running, client, disk)


def _measure(lanes: Sequence[_Lane], each: int, chance: random.Random, told: Callable[[str], None]) -> None:
    def of(lane: _Lane, question: str) -> str:
        return question.format(n=chance.randrange(max(lane.size // PER_DOCUMENT, 1)))

    for lane in lanes:
        # The first search gathers the names of documents, and the first call warms the model up.
        lane.service.run(bare_ms, _ASKED[0])
        lane.first_ms = _timed(lambda: _post(lane.client, of(lane, _ASKED[1])))  # noqa: B023
        for question in _ASKED:
            lane.ask(of(lane, question), counted=False)
    asked = [one for one in _ASKED for _ in range(each)]
    chance.shuffle(asked)
    told(f"asking {len(asked)} questions of each")
    for question in asked:
        for lane in lanes:
            lane.ask(of(lane, question))
    for number in range(_ROUNDS):
        told(f"throughput, round {number + 1} of {_ROUNDS}")
        for lane in lanes:
            questions = [of(lane, question) for question in asked]
            lane.one.append(lane.rate(questions, 1))
            lane.twenty.append(lane.rate(questions, _CLIENTS))


def _rows(lane: _Lane, least: _Lane) -> Iterator[Row]:
    case, x = f"{lane.size:,} passages", float(lane.size)
    wished = lane.size == _WISHED_AT
    for name, place, most in (("p50", 0, 1.5), ("p95", 1, 2.0)):
        ours, bare, smallest = (percentiles(times)[place] for times in (lane.search, lane.bare, least.search))
        yield Row(
            case=case, x=x, measure=f"search, {name}", value=ours, unit="ms",
            baseline=bare, against="bare", at_most=most if wished else None,
        )  # fmt: skip
        if lane is not least:
            yield Row(
                case=case, x=x, measure=f"search to smallest, {name}", value=ours, unit="ms",
                baseline=smallest, against=f"{least.size:,} passages", at_most=2.0 if wished else None,
            )  # fmt: skip
    yield Row(
        case=case, x=x, measure=f"{_CLIENTS} clients", value=statistics.median(lane.twenty), unit="searches/s",
        baseline=statistics.median(lane.one), against="one client", at_least=1.0 if wished else None,
    )  # fmt: skip
    yield Row(case=case, x=x, measure="searches that failed", value=len(lane.failed), unit="requests")
    yield Row(case=case, x=x, measure="first search after a start", value=lane.first_ms, unit="ms")
    memory, smallest_memory = lane.service.memory_mib(), least.service.memory_mib()
    for kind in ("resident", "own"):
        yield Row(
            case=case, x=x, measure=f"memory of the service, {kind}", value=memory[kind], unit="MiB",
            baseline=None if lane is least else smallest_memory[kind],
            against="" if lane is least else f"{least.size:,} passages",
        )  # fmt: skip
    yield Row(case=case, x=x, measure="on disk", value=lane.disk_mib, unit="MiB")


def bare_ms(engine: QueryEngine, question: str) -> float:
    """Milliseconds of the bare parts: the question embedded, one filtered hybrid query."""
    return _timed(lambda: bare(engine, question))


def bare(engine: QueryEngine, question: str) -> None:
    """The bare parts of a search."""
    vector = engine.embedder.embed_question(question)
    where = IndexFilter(groups=[GROUP, "everyone"])
    engine.index.search(IndexQuery(dense=vector, sparse=query_vector(question), filter=where, depth=_DEPTH))


def _post(client: httpx.Client, question: str) -> None:
    client.post("/v1/search", json={"query": question}).raise_for_status()


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - started)


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]
