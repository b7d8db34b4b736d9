"""What is known of language models: licence and what it forbids, window, languages, memory, and checked digests.

Only facts of the models' own cards and licences stand here (November 2026). A model that is not here works all the
same; `rag doctor` then says that its licence has to be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.models.box.contents import SMALL

_APACHE = ("Apache-2.0", "nothing but the removal of its notices")
_MIT = ("MIT", "nothing but the removal of its notice")
_QWEN_RESEARCH = ("Qwen Research License", "any commercial use")
_MISTRAL_RESEARCH = ("Mistral Research License", "any commercial use, a company's internal use too")
_GEMMA = ("Gemma Terms of Use", "the uses of Google's prohibited use policy; its terms must be passed on")
_GERMANIC_ROMANCE = "en, de, fr, it, pt, es and others"
_EUROPEAN = "en, fr, de, es, it and others"
_MAKERS = ("", "library", "qwen", "mistralai", "meta-llama", "google", "microsoft", "ibm-granite", "openai")
"""Who may stand before a name: under anybody else's, weights may have been changed and relicensed."""
_SMALL_BILLIONS = 4.0
_GB_PER_BILLION = 0.65
_GB_AT_REST = 0.6


def _llama(version: str) -> tuple[str, str]:
    forbids = "services with over 700 million users a month, and what its use policy lists; asks to name Llama"
    return f"Llama {version} Community License", forbids


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A family of models under one licence, by its name in Ollama's library.

    ``sizes`` are tags with billions of parameters, the first being what no tag or ``latest`` means; ``window`` is in
    tokens; ``sha256`` maps a size to the digest of a file that was checked.
    """

    family: str
    sizes: tuple[tuple[str, float], ...]
    licence: str
    forbids: str
    window: int
    languages: str
    sha256: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of one model, of so many ``billions`` of parameters; ``memory_gb`` is an estimate for 4-bit weights
    and a window of 4,096 tokens."""

    billions: float
    licence: str
    forbids: str
    window: int
    languages: str
    memory_gb: float
    sha256: str | None = None


_QWEN_LANGUAGES = "29 languages, with fr and en"
_QWEN_SIZES = (("7b", 7.6), ("0.5b", 0.5), ("1.5b", 1.5), ("14b", 14.8), ("32b", 32.8))

KNOWN = (
    KnownModel("qwen2.5-coder", _QWEN_SIZES, *_APACHE, 32768, _QWEN_LANGUAGES, sha256=(("1.5b", SMALL.model.sha256),)),
    KnownModel("qwen2.5-coder", (("3b", 3.1),), *_QWEN_RESEARCH, 32768, _QWEN_LANGUAGES),
    KnownModel("qwen2.5", _QWEN_SIZES, *_APACHE, 32768, _QWEN_LANGUAGES),
    KnownModel("qwen2.5", (("3b", 3.1),), *_QWEN_RESEARCH, 32768, _QWEN_LANGUAGES),
    KnownModel(
        "qwen3",
        (("8b", 8.2), ("0.6b", 0.75), ("1.7b", 2.0), ("4b", 4.0), ("14b", 14.8), ("30b", 30.5), ("32b", 32.8)),
        *_APACHE,
        32768,
        "119 languages, with fr and en",
    ),
    KnownModel("mistral", (("7b", 7.2),), *_APACHE, 32768, "en, fr and others"),
    KnownModel("mistral-nemo", (("12b", 12.2),), *_APACHE, 131072, _EUROPEAN),
    KnownModel("mistral-small", (("24b", 23.6),), *_APACHE, 32768, _EUROPEAN),
    KnownModel("mistral-small", (("22b", 22.2),), *_MISTRAL_RESEARCH, 32768, _EUROPEAN),
    KnownModel("mistral-small3.1", (("24b", 24.0),), *_APACHE, 131072, _EUROPEAN),
    KnownModel("mistral-small3.2", (("24b", 24.0),), *_APACHE, 131072, _EUROPEAN),
    KnownModel("mistral-large", (("123b", 123.0),), *_MISTRAL_RESEARCH, 131072, _EUROPEAN),
    KnownModel("ministral", (("8b", 8.0),), *_MISTRAL_RESEARCH, 131072, _EUROPEAN),
    KnownModel("ministral-3", (("8b", 8.8), ("3b", 3.8), ("14b", 13.9)), *_APACHE, 262144, _EUROPEAN),
    KnownModel("mixtral", (("8x7b", 46.7),), *_APACHE, 32768, "en, fr, de, es, it"),
    KnownModel("llama3.1", (("8b", 8.0), ("70b", 70.6)), *_llama("3.1"), 131072, _GERMANIC_ROMANCE),
    KnownModel("llama3.2", (("3b", 3.2), ("1b", 1.2)), *_llama("3.2"), 131072, _GERMANIC_ROMANCE),
    KnownModel("llama3.3", (("70b", 70.6),), *_llama("3.3"), 131072, _GERMANIC_ROMANCE),
    KnownModel("gemma2", (("9b", 9.2), ("2b", 2.6), ("27b", 27.2)), *_GEMMA, 8192, "mostly en"),
    KnownModel(
        "gemma3", (("4b", 4.3), ("12b", 12.2), ("27b", 27.4)), *_GEMMA, 131072, "over 140 languages, with fr and en"
    ),
    KnownModel("gemma3", (("1b", 1.0),), *_GEMMA, 32768, "en"),
    KnownModel("phi4", (("14b", 14.7),), *_MIT, 16384, "mostly en"),
    KnownModel("phi4-mini", (("3.8b", 3.8),), *_MIT, 131072, "22 languages, with fr and en"),
    KnownModel("granite3.3", (("8b", 8.2), ("2b", 2.5)), *_APACHE, 131072, "12 languages, with fr and en"),
    KnownModel("gpt-oss", (("20b", 20.9), ("120b", 116.8)), *_APACHE, 131072, "mostly en"),
)


def facts_of(name: str) -> ModelFacts | None:
    """What is known of a model by its name on a server: ``mistral``, ``qwen2.5-coder:1.5b-instruct-q4_k_m``,
    ``Qwen/Qwen2.5-7B-Instruct``. None for one that is not known for sure: another size may have another licence.
    """
    maker, _, plain = name.lower().rpartition("/")
    if maker not in _MAKERS:
        return None
    # Hubs write "Llama-3.1-8B" and "gemma-3-4b" where Ollama writes "llama3.1" and "gemma3".
    spellings = (plain, re.sub(r"^([a-z]+)-(?=\d)", r"\1", plain))
    for spelling in spellings:
        for known in KNOWN:
            size = _size_in(spelling, known)
            if size is not None:
                billions = dict(known.sizes)[size]
                memory = round(billions * _GB_PER_BILLION + _GB_AT_REST, 1)
                digest = dict(known.sha256).get(size)
                return ModelFacts(billions, known.licence, known.forbids, known.window, known.languages, memory, digest)
    return None


def is_small(name: str) -> bool:
    """Whether a model is known to have at most four billion parameters; unknown ones are taken for larger."""
    facts = facts_of(name)
    return facts is not None and facts.billions <= _SMALL_BILLIONS


def _size_in(name: str, known: KnownModel) -> str | None:
    """Which of a family's sizes a name means; None when it is none of them."""
    family, _, rest = name.partition(":") if ":" in name else (known.family, "", name.removeprefix(known.family))
    if family != known.family or not name.startswith(known.family):
        return None
    rest = rest.lstrip("-")
    if rest in ("", "latest", "instruct"):
        # The first entry of a family says what its name alone means.
        first = next(entry for entry in KNOWN if entry.family == family)
        return known.sizes[0][0] if known is first else None
    begins = re.match(r"(\d+x)?\d+(\.\d+)?[bm](?![a-z0-9])", rest)
    sizes = [size for size, _ in known.sizes]
    return begins[0] if begins and begins[0] in sizes else None
