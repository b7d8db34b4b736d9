from __future__ import annotations

import errno
import pickle
import re
from collections.abc import Iterator

import pytest

import rag.errors
from rag.errors import (
    DiskFullError,
    PermanentError,
    SourcierError,
    StaleFenceError,
    TransientError,
    classify,
    is_disk_full,
)


def _all(root: type[SourcierError] = SourcierError) -> Iterator[type[SourcierError]]:
    yield root
    for child in root.__subclasses__():
        yield from _all(child)


ERRORS = list(_all())


def _drawn() -> dict[str, str]:
    """Each error in the tree of the module's docstring, with the one it hangs on."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (rag.errors.__doc__ or "").splitlines():
        match = re.match(r"([│ ]*(?:[├└]── )?)([A-Z]\w+Error)\b", line)
        if match:
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            if depth:
                parents[match[2]] = above[depth - 1]
    return parents


def test_the_tree_that_is_drawn_is_the_tree() -> None:
    assert len(ERRORS) >= 25
    assert _drawn() == {error.__name__: error.__bases__[0].__name__ for error in ERRORS if error is not SourcierError}
    assert all(len(error.__bases__) == 1 for error in ERRORS)
    public = {value for value in vars(rag.errors).values() if isinstance(value, type) and issubclass(value, Exception)}
    assert public == set(ERRORS)


def test_every_error_says_what_it_is_and_when_it_is_raised() -> None:
    for error in ERRORS:
        assert error.title.strip() and error.default_remedy.strip() and error.__doc__
        assert 400 <= error.status < 600
        assert re.fullmatch(r"[a-z_]+", error.code)


def test_codes_are_stable_names_of_one_error_each() -> None:
    groups = {"SourcierError", "PermanentError", "TransientError"}  # never raised for a known cause
    codes = [error.code for error in ERRORS if error.__name__ not in groups]
    assert len(codes) == len(set(codes)) and "error" not in codes
    titles = [error.title for error in ERRORS if error.__name__ not in groups]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_errors_cross_processes_with_both_texts(error: type[SourcierError]) -> None:
    for made in (error("What happened."), error("What happened.", "What to do.")):
        again = pickle.loads(pickle.dumps(made))
        assert type(again) is error
        assert (again.detail, again.remedy) == (made.detail, made.remedy)
        assert str(again) == f"{made.detail} {made.remedy}"
    assert error("x").remedy == error.default_remedy


def test_the_tree_is_parted_in_two() -> None:
    for error in ERRORS[1:]:
        assert issubclass(error, PermanentError) != issubclass(error, TransientError)


def test_classify_leaves_errors_of_the_tree_alone() -> None:
    made = StaleFenceError("Late.")
    assert classify(made) is made


def test_what_is_unknown_may_pass_and_keeps_its_text_to_itself() -> None:
    known = classify(ValueError("Mme Durand gagne 3 000 €"))
    assert type(known) is TransientError and "ValueError" in known.detail and "Durand" not in str(known)
    assert isinstance(classify(KeyboardInterrupt()), TransientError)


def _raised(first: Exception, then: Exception, cause: bool) -> Exception:
    try:
        try:
            raise first
        except Exception as error:
            if cause:
                raise then from error
            raise then  # noqa: B904
    except Exception as error:
        return error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_found_behind_other_errors(number: int) -> None:
    full = OSError(number, "No space left on device")
    for error in (full, _raised(full, ValueError("x"), True), _raised(full, ValueError("x"), False)):
        assert is_disk_full(error) and isinstance(classify(error), DiskFullError)


def test_other_errors_are_no_full_disk() -> None:
    for error in (OSError(errno.EACCES, "No"), ValueError("x"), None):
        assert not is_disk_full(error)
    assert is_disk_full(RuntimeError("(sqlite3.OperationalError) database or disk is full"))
