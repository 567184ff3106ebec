"""Three rounds of spending: the figure, its bounds, secrecy of answers, tables refused kindly."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError, UsageError
from rebonds.lenses import lm3 as module
from rebonds.lenses.lm3 import Answer, answers_of, lm3, multiplier
from rebonds.reporting import lm3 as report
from rebonds.reporting.deliver import rendered
from rebonds.sources.sheet import Given

HEAD = "respondent;round;amount;local_share\n"


def table(*lines: str, head: str = HEAD) -> Given:
    return Given("reponses.csv", (head + "\n".join(lines)).encode())


def test_a_whole_survey_gives_the_known_figure() -> None:
    """R1 = 1000, half stays; those who receive it keep 40 %: (1000 + 500 + 200) / 1000."""
    found = lm3([Answer("a", 1, "", 1000, 50), Answer("b", 2, "", 300, 40), Answer("c", 2, "", 200, 40)])
    assert (found.lm3.value, found.lm3.low, found.lm3.high) == pytest.approx((1.7, 1.7, 1.7))
    assert found.lm3.value == pytest.approx(multiplier((0.5, 0.4)))
    assert found.covered == 1


def test_who_did_not_answer_widens_the_bounds() -> None:
    found = lm3([Answer("a", 1, "", 1000, 50), Answer("b", 2, "", 100, 40), Answer("c", 2, "", 200, None)])
    # Known of the second round: 100 of 500; 400 may be spent anywhere.
    assert found.lm3.value == pytest.approx(1 + 0.5 + 0.2)
    assert found.lm3.low == pytest.approx(1 + 0.5 + 0.04)
    assert found.lm3.high == pytest.approx(1 + 0.5 + 0.44)
    assert (found.asked, found.answered, found.covered) == (3, 2, pytest.approx(0.2))


def test_a_first_round_half_answered() -> None:
    found = lm3([Answer("a", 1, "", 600, 50), Answer("b", 1, "", 400, None), Answer("c", 2, "", 300, 0)])
    assert (found.second.value, found.second.low, found.second.high) == (500, 300, 700)
    assert (found.third.low, found.third.high) == (0, 400)


shares = st.one_of(st.none(), st.floats(0, 100))
firsts = st.lists(st.tuples(st.floats(1, 1000), shares), min_size=1, max_size=4)
seconds = st.lists(st.tuples(st.floats(0.01, 1), shares), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(firsts, seconds)
def test_the_figure_is_between_its_bounds_and_between_one_and_three(first, second) -> None:
    one = [Answer("x", 1, "", a, s) for a, s in first]
    spent = sum(a.amount * (a.share or 0) / 100 for a in one)
    if spent < 0.1 or not any(s is not None for _, s in second):
        return
    whole = sum(part for part, _ in second)
    two = [Answer("y", 2, "", spent * part / whole, s) for part, s in second]
    found = lm3([*one, *two])
    assert 1 <= found.lm3.low <= found.lm3.value + 1e-9
    assert found.lm3.value <= found.lm3.high + 1e-9 and found.lm3.high <= 3 + 1e-9


def test_the_example_is_read_and_nobody_can_be_found_by_subtraction() -> None:
    found = lm3(answers_of(Given("x.csv", report.template_csv())))
    assert 1.5 < found.lm3.low < found.lm3.value < found.lm3.high < 2.2
    # Two wages answered: too few to be told, so suppliers join them.
    assert [(g.kind, g.answers) for g in found.groups] == [(None, 5)]
    assert "invent" in module.EXAMPLE


def test_kinds_are_told_from_three_answers_on() -> None:
    two = [Answer(str(n), 2, "a", 10, 50) for n in range(4)] + [
        Answer(str(n), 2, "b", 10, 20) for n in range(3)
    ]
    found = lm3([Answer("x", 1, "", 1000, 50), *two])
    assert [(g.kind, g.answers, g.local) for g in found.groups] == [("a", 4, 20), ("b", 3, 6)]
    alone = lm3([Answer("x", 1, "", 1000, 50), *two, Answer("z", 2, "c", 10, 90)])
    assert [(g.kind, g.answers) for g in alone.groups] == [("a", 4), (None, 4)]
    assert lm3([Answer("x", 1, "", 100, 50), Answer("z", 2, "c", 10, 90)]).groups == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a;3;10;50", "ligne 2 : tour « 3 »"),
        ("a;1;-10;50", "montant doit être positif"),
        ("a;1;dix;50", "« dix » n'est pas un nombre"),
        ("a;1;10;150", "de 0 à 100"),
    ],
)
def test_bad_answers_are_refused_with_their_line(line, said) -> None:
    with pytest.raises(DataError, match=said):
        answers_of(table(line))


def test_rounds_without_an_answer_or_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UsageError, match="tour 2"):
        lm3(answers_of(table("a;1;10;50")))
    with pytest.raises(UsageError, match="plus que le tour 1"):
        lm3(answers_of(table("a;1;100;50", "b;2;60;50")))
    assert lm3(answers_of(table("a;1;1 000,50;50 %", "b;2;60;50"))).first == 1000.5


@pytest.mark.parametrize("form", ["text", "json", "html", "csv", "xlsx"])
def test_every_format_without_a_name(form) -> None:
    made = report.lm3_report(lm3(answers_of(Given("x.csv", report.template_csv())), ("x.csv",)))
    content = rendered(made, form)
    assert b"invent" not in content
    if form == "json":
        schema = Path(module.__file__).parent / "schema" / "lm3.schema.json"
        jsonschema.validate(json.loads(content), json.loads(schema.read_text(encoding="utf-8")))


def test_the_template_can_be_filled_in(tmp_path: Path) -> None:
    written = report.template(tmp_path, "fr")
    assert [path.name for path in written] == [
        "questionnaire.pdf", "questionnaire.html", "reponses.csv", "reponses.xlsx",
    ]  # fmt: skip
    assert answers_of(tmp_path / "reponses.xlsx") == answers_of(tmp_path / "reponses.csv")
    assert written[0].read_bytes().startswith(b"%PDF")
    assert "100 € que vous dépensez" in written[1].read_text(encoding="utf-8").replace("\u00a0", " ")
    assert openpyxl.load_workbook(io.BytesIO(report.template_xlsx())).active["D2"].value == 100000
    assert report.template(tmp_path, "fr") == []
