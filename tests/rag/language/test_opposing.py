"""What a clause allows, forbids and excepts, held against claims in other words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import agrees, opposes, same_sense
from rag.language.scope import Mode, Sign, clauses

ONLY_STAFF = "The Tenant shall not, directly or indirectly, give the keys to anyone other than its employees."
NOTHING = "Nothing in this lease prevents the Tenant from keeping a small dog."
LIST = "This clause shall not apply to information that:\n(a) is public; or\n(b) was developed by the Recipient."

OPPOSED = [
    # claim, proof
    ("The Recipient may divulge the report.", "Neither the Recipient nor its staff shall disclose the report."),
    ("The Recipient shall divulge the report.", "The Recipient shall not disclose the report without consent."),
    ("The Supplier shall not inform the Buyer.", "If a delay occurs, the Supplier will give the Buyer prompt notice."),
    ("The Tenant may not keep a dog.", NOTHING),
    ("The Tenant may not keep a dog or return the keys.", NOTHING),
    ("The Recipient may not develop similar information.", LIST),
    ("The Provider may not disclose the files to its staff.", "The Provider shall disclose the files only to staff."),
    ("The Tenant shall sublet the flat.", "The Tenant is prohibited from subletting the flat."),
    ("The obligations may not survive.", "Clause 4 shall remain in force."),
    ("No licence shall be granted.", "A licence shall be granted by the Owner."),
    ("The Owner shall grant a licence.", "No licence is granted by this agreement."),
    ("The Recipient may retain a copy.", "The Recipient shall return all files without keeping any copy of them."),
    ("Le Preneur peut sous-louer les locaux.", "Il est interdit de sous-louer les locaux."),
    ("Le Client ne peut pas divulguer le rapport.", "Le Client peut communiquer le rapport à son conseil."),
    ("Le Client doit communiquer le rapport.", "Le Client ne peut divulguer le rapport."),
]
NOT_OPPOSED = [
    ("The Tenant may give the keys to its employees.", ONLY_STAFF),
    ("The Tenant shall not give the keys to a neighbour.", ONLY_STAFF),
    ("The Tenant may keep a dog.", NOTHING),
    ("The Recipient may develop similar information.", LIST),
    ("The Recipient shall not use it for any other purpose.", "The Recipient shall use it only for the Project."),
    ("The Recipient shall copy nothing.", "The Recipient shall not copy it and shall return it."),
    ("The Recipient must return the report.", "The Recipient shall not copy the report and shall return it."),
    ("The Recipient may disclose the report.", "The Recipient shall not disclose the report without consent."),
    ("The rent is 300 EUR.", "The rent shall not be changed."),
    ("The fee includes travel.", "The fee shall include, without limitation, travel and lodging."),
    ("Le contrat peut être cédé avec un accord écrit.", "Le contrat ne peut être cédé qu'avec un accord écrit."),
    ("Le locataire doit restituer les clés.", "Le locataire ne copie pas les clés ; il doit les rendre."),
    ("The notice must be sent.", "The notice must be sent not later than 1 March."),
]


@pytest.mark.parametrize(("claim", "proof"), OPPOSED)
def test_the_contrary_in_other_words(claim: str, proof: str) -> None:
    assert opposes(claim, proof)
    assert opposes(claim, f"The parties meet each month. {proof}")


@pytest.mark.parametrize(("claim", "proof"), NOT_OPPOSED)
def test_what_says_the_same_or_tells_nothing(claim: str, proof: str) -> None:
    assert not opposes(claim, proof)


@pytest.mark.parametrize(
    ("claim", "proof", "same"),
    [
        ("The Tenant may keep a dog.", NOTHING, True),
        ("The Recipient may develop similar information.", LIST, True),
        ("The Tenant shall not copy the keys.", "The Tenant shall not duplicate the keys.", True),
        ("The Tenant shall not copy the keys.", "The Tenant shall not duplicate the keys except for its staff.", False),
        ("The Tenant may copy the keys.", "The Tenant shall not duplicate the keys.", False),
        ("The Tenant may copy the keys.", "The Tenant pays the rent.", False),
    ],
)
def test_places_that_say_the_same(claim: str, proof: str, same: bool) -> None:
    assert agrees(claim, proof) is same


def test_a_denial_ends_where_an_exception_begins() -> None:
    found = clauses(ONLY_STAFF)
    signs = {word.sense: word.sign for word in found.words}
    assert (signs["keys"[:3]] if "key" in signs else signs[same_sense("keys")]) is Sign.DENIED
    assert signs["employee"] is Sign.SAID and found.excepts and not found.restricts


def test_conditions_are_left_open_and_a_new_verb_ends_a_denial() -> None:
    words = clauses("The Supplier shall not copy it and, if asked, shall return it; it may keep a list.").words
    assert [(word.sense, word.sign, word.mode) for word in words] == [
        (same_sense("supplier"), Sign.SAID, Mode.NONE),
        ("copy", Sign.DENIED, Mode.DUTY),
        (same_sense("asked"), Sign.OPEN, Mode.DUTY),
        ("return", Sign.SAID, Mode.DUTY),
        ("keep", Sign.SAID, Mode.FREEDOM),
        (same_sense("list"), Sign.SAID, Mode.FREEDOM),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("disclosed", "divulges"),
        ("verbally", "oral"),
        ("staff", "employees"),
        ("resilier", "resiliation"),
        ("keys", "key"),
    ],
)
def test_words_of_the_same_sense(one: str, other: str) -> None:
    assert same_sense(one) == same_sense(other)


@pytest.mark.parametrize(("one", "other"), [("information", "inform"), ("person", "personnel"), ("use", "user")])
def test_words_that_only_look_alike(one: str, other: str) -> None:
    assert same_sense(one) != same_sense(other)


@given(st.sampled_from([text for pair in OPPOSED + NOT_OPPOSED for text in pair]))
def test_a_sentence_does_not_oppose_itself(text: str) -> None:
    assert not opposes(text, text)


@given(st.text(max_size=200), st.text(max_size=400))
def test_it_never_fails(claim: str, proof: str) -> None:
    assert opposes(claim, proof) in (True, False)


@pytest.mark.parametrize("text", ["nothing " * 8000, "not be " * 8000, "nothing a b " * 5000, "shall not " * 8000])
def test_long_texts_are_no_work(text: str) -> None:
    started = time.process_time()
    clauses(text)
    assert time.process_time() - started < 5
