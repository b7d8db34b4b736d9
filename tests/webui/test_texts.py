from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import rag.errors
import webui
from rag.domain.answer import AnswerKind, WithheldReason
from rag.domain.document import DocumentStatus
from rag.errors import SourcierError
from webui.texts import EN, FR, say, say_code


def _codes() -> set[str]:
    found = vars(rag.errors).values()
    return {item.code for item in found if isinstance(item, type) and issubclass(item, SourcierError)}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts() -> None:
    assert FR.keys() == EN.keys()


@pytest.mark.parametrize("texts", [FR, EN], ids=["fr", "en"])
def test_no_text_is_empty(texts: dict[str, str]) -> None:
    assert [key for key, text in texts.items() if not text.strip()] == []


@pytest.mark.parametrize("key", FR)
def test_both_languages_take_the_same_values(key: str) -> None:
    assert _fields(FR[key]) == _fields(EN[key])


@pytest.mark.parametrize("code", sorted(_codes()))
def test_every_error_code_is_translated(code: str) -> None:
    assert FR[f"code.{code}"] != EN[f"code.{code}"]


def test_no_code_is_translated_that_does_not_exist() -> None:
    assert {key.removeprefix("code.") for key in FR if key.startswith("code.")} == _codes()


@pytest.mark.parametrize(
    "key",
    [
        *(f"status.{status}" for status in DocumentStatus),
        *(f"withheld.{reason}" for reason in WithheldReason),
        *(f"answer.{kind}" for kind in AnswerKind),
    ],
)
def test_every_value_of_the_domain_is_translated(key: str) -> None:
    assert FR[key] and EN[key]


def test_an_unknown_code_reads_as_a_general_error() -> None:
    assert say_code("fr", "from_a_newer_service") == FR["code.error"]
    assert say_code("en", None) == EN["code.error"]


def test_values_are_put_in() -> None:
    assert say("fr", "evidence.page", page=3) == "page 3"


def test_every_text_is_used_and_every_used_text_exists() -> None:
    """Keys made at run time (``status.{status}``) are covered by their beginning."""
    code = "".join(path.read_text() for path in Path(webui.__file__).parent.glob("*.py"))
    used = set(re.findall(r"""["']([a-z]+\.[a-z_0-9]+)["']""", code)) & FR.keys()
    made = set(re.findall(r"""f["']([a-z]+)\.\{""", code))
    plain = {"language", "tagline", "retry", "detail"}
    assert {key for key in FR if key not in used and key.split(".")[0] not in made} - plain - {
        key for key in FR if key.startswith("code.")
    } == set()
    called = set(re.findall(r"""\bt\(["']([a-z_.0-9]+)["']""", code))
    assert called <= FR.keys()
