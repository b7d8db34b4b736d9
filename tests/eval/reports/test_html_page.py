from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from eval.records import Record, ShownCitation, ShownClaim, WithheldClaim
from eval.reports.cost import Prices, TokenPrice
from eval.reports.elements import el, inline_svg, page, quoted
from eval.reports.html_page import html_page
from eval.reports.system_runs import SystemRun
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP
from tests.eval.made import a_record, ran, unanswerable

OUTSIDE = re.compile(r"https?:|//|url\(|@import|src\s*=|xmlns|<script|\bon[a-z]+=", re.IGNORECASE)
ALLOWED = {
    "html head meta title style body header main section footer h1 h2 h3 h4 p div span strong bdi q ul li figure"
    " figcaption table thead tbody tr th td details summary fieldset legend label input"
    " svg g path defs use text rect line"
}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](http://evil.example) ![b](//evil.example) \"'&amp;"


def records() -> list[Record]:
    return [
        a_record(),
        a_record(id="en-01", language="en", question="How long is the notice?", correct=False, proving_ranks=[]),
        a_record(id="fr-02", claims=[], correct=False, gold_cited=False),
        unanswerable("fr-03", answered=True),
        unanswerable("fr-04", answered=False),
        a_record(system=PLAIN_LOOP, prompt_tokens=1000, completion_tokens=10, first_token_s=1.5, seconds=30.0),
        a_record(system=MODEL_ALONE, proving_ranks=[], citations=[], gold_cited=False),
    ]


def parsed(shown: Sequence[SystemRun], prices: Prices | None = None) -> Any:
    return html.document_fromstring(html_page(shown, prices))


def test_nothing_outside_is_named(tmp_path: Path) -> None:
    shown = [*ran(tmp_path / "a", records(), "m"), *ran(tmp_path / "b", records(), suite="p", suite_sha256="6" * 64)]
    written = html_page(shown)
    assert OUTSIDE.findall(written.replace("<!DOCTYPE html>", "")) == []
    assert "style=" not in written
    assert written.count("<svg") == 8


def test_the_policy_allows_its_own_style_only(tmp_path: Path) -> None:
    found = parsed(ran(tmp_path / "a", records(), "m"))
    (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = found.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert found.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]


def test_words_of_others_stay_words(tmp_path: Path) -> None:
    record = a_record(
        id=f"1{EVIL}",
        language='fr" onload="x',
        tags=[EVIL],
        question=EVIL,
        expected=EVIL,
        note=EVIL,
        correct=False,
        claims=[ShownClaim(text=EVIL, citations=[1], unproved=[EVIL])],
        citations=[ShownCitation(n=1, filename=f"{EVIL}.pdf", page=1, passage_id="p", quote=EVIL)],
        withheld=[WithheldClaim(text=EVIL, reason=EVIL)],
        system=EVIL,
    )
    changes = {"suite": EVIL, "machine": EVIL, "versions": {EVIL: EVIL}, "settings": {"embedder": EVIL}}
    prices = Prices("EUR", {EVIL: TokenPrice(input=Decimal(1), output=Decimal(1))})
    found = parsed(ran(tmp_path / "a", [record], EVIL, **changes), prices)
    assert {node.tag for node in found.iter()} <= set(" ".join(ALLOWED).split())
    attributes = {name for node in found.iter() for name in node.attrib}
    assert not attributes & {"src", "href", "style", "onerror", "onload", "action"} - {"href"}
    assert all(value.startswith("#") for value in found.xpath("//@href"))
    shown = found.text_content()
    assert shown.count(EVIL) >= 12


def test_marks_of_direction_and_controls_do_not_reach_the_page(tmp_path: Path) -> None:
    record = a_record(question="a\u202eb\x00c\x1b[31m\ud7ffd", expected="x\x0by")
    written = html_page(ran(tmp_path / "a", [record]))
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", written)
    assert "<bdi" in written


def test_figures_and_intervals_of_each_system(tmp_path: Path) -> None:
    found = parsed(ran(tmp_path / "a", records(), "m"))
    (first, *_) = found.xpath("//table")
    rows = [" ".join(" ".join(row.itertext()).split()) for row in first.xpath(".//tbody/tr")]
    # 1 of 3: 0.0615 to 0.7923; 1 of 2: 0.0945 to 0.9055; 1 of 1: 0.2065 (z² / (1 + z²) is 0.7935)
    assert rows[0].startswith(
        "● Sourcier, m 33 % [6, 79] (1/3) 33 % [6, 79] (1/3) 33 % [6, 79] (1/3) 50 % [9, 91] (1/2)"
    )
    assert rows[1].startswith("■ plain loop, m 100 % [21, 100] (1/1)")
    assert rows[2].startswith("◆ model alone, m 0 % [0, 79] (0/1)")
    assert found.xpath("//summary[starts-with(., 'Questions in French')]")


def test_the_worst_question_comes_first(tmp_path: Path) -> None:
    found = parsed(ran(tmp_path / "a", records(), "m"))
    questions = found.xpath("//details[contains(@class, 'question')]")
    assert [each.xpath("string(.//strong)") for each in questions] == ["fr-03", "en-01", "fr-02", "fr-01", "fr-04"]
    classes = {each.xpath("string(.//strong)"): each.get("class").split() for each in questions}
    assert classes["fr-03"] == ["question", "l-fr", "fault", "first", "has-invented"]
    assert classes["en-01"] == ["question", "l-en", "fault", "first"]
    # Sourcier was right, the model alone without a source
    assert classes["fr-01"] == ["question", "l-fr", "fault"]
    assert classes["fr-04"] == ["question", "l-fr"]
    text = " ".join(questions[3].text_content().split())
    assert "[1] a_b.pdf, p. 3: 30 jours" in text
    assert "proof among the passages found: 2 (1 in the store)" in text
    assert "30.0 s; 1,000 tokens in, 10 out" in text
    names = {name for box in found.xpath("//input[@type='radio']") for name in [box.get("name")]}
    assert names == {"show1", "language1"}


def test_costs_by_a_list_of_prices(tmp_path: Path) -> None:
    prices = Prices("EUR", {"made-up": TokenPrice(input=Decimal("2.5"), output=Decimal(10))})
    found = parsed(ran(tmp_path / "a", records(), "m"), prices)
    (table,) = found.xpath("//table[contains(., '1,000 questions, made-up')]")
    row = next(row for row in table.xpath(".//tr") if row.text_content().startswith("plain loop"))
    # (1,000 * 2.5 + 10 * 10) / 1,000,000 a question
    assert [cell.text_content() for cell in row.xpath("td")] == ["1,000", "10", "1.5", "30.0", "30.0", "–", "2.60 EUR"]


def test_a_system_without_any_proof_or_claim_is_drawn_too(tmp_path: Path) -> None:
    found = parsed(ran(tmp_path / "a", [unanswerable("x", answered=False, tags=[], seconds=0.0)]))
    assert len(found.xpath("//svg")) == 3
    assert "19 of 20" in found.text_content()


@pytest.mark.parametrize("label", ["$x^2$ \\frac", "工作 ⚙ \u202e", "a" * 200])
def test_any_name_can_be_drawn(tmp_path: Path, label: str) -> None:
    found = parsed(ran(tmp_path / "a", records(), label))
    assert found.xpath("//svg")


def test_a_drawing_brings_no_names_no_style_and_no_clash() -> None:
    written = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' width="1pt" height="1pt" viewBox="0 0 1 1"><metadata>x</metadata><defs><style type="text/css">*{}</style>'
        '<path id="m1" d="M 0 0"/></defs><g id="figure" clip-path="url(#c)">'
        '<use xlink:href="#m1" style="fill: #0b0c0d; stroke: url(//evil); font-family: x; font-size: 10px"/></g></svg>'
    )
    assert etree.tostring(inline_svg(written, 'a "title"', "p1-", "#0b0c0d")).decode() == (
        '<svg viewBox="0 0 1 1" role="img" aria-label="a &quot;title&quot;"><defs><path id="p1-m1" d="M 0 0"/></defs>'
        '<g><use href="#p1-m1" fill="currentColor" font-size="10px"/></g></svg>'
    )


def test_an_element_takes_text_as_text() -> None:
    made = el("p", "a<b", el("b", "c"), "&d", None, quoted("e\x00", "fr"), class_='x" y', data_label=None)
    assert etree.tostring(made).decode() == (
        '<p class="x&quot; y">a&lt;b<b>c</b>&amp;d<bdi lang="fr" dir="auto">e </bdi></p>'
    )
    assert page(el("html", el("style", "a > b {}"))).startswith("<!DOCTYPE html>\n<html><style>a > b {}</style>")
