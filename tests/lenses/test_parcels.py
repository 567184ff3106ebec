"""Choosing between parcels: vetoes, acceptability against exact shares, exact thresholds, files refused kindly."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError, UsageError
from rebonds.lenses import multicriteria, parcels_given
from rebonds.lenses.parcels import parcels
from rebonds.reporting.deliver import rendered
from rebonds.reporting.parcels import parcels_report
from rebonds.sources.sheet import Given

CARD = """
[parcel]
id = "code"
[[criterion]]
id = "sol"
direction = "lower"
scale = [0, 10]
[[criterion]]
id = "acces"
grades = { bon = 1, moyen = 0.5, nul = 0 }
[[veto]]
id = "pollution"
above = 3
use = ["logement"]
label = { fr = "trop pollué", en = "too polluted" }
[[veto]]
id = "humide"
is = "oui"
"""
HEAD = "code;use;sol;acces;pollution;humide\n"


def csv(*lines: str, head: str = HEAD) -> Given:
    return Given("parcelles.csv", (head + "\n".join(lines)).encode())


def card(text: str = CARD) -> parcels_given.Card:
    return parcels_given.card_of(Given("fiche.toml", text.encode()))


def weights(*lines: str) -> Given:
    return Given("poids.csv", ("qui;sol;acces\n" + "\n".join(lines)).encode())


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_acceptability_of_two_criteria_is_the_length_of_the_weights() -> None:
    """Values (1, 0) and (0.25, 0.75): the first wins when w1 > (1 - w1) 3/3, that is w1 > 0.5; here exactly half."""
    values = np.array([[1.0, 0.0], [0.25, 0.75]])
    found = multicriteria.acceptability(values, values, multicriteria.any_weights(rng(), 40_000, 2), rng())
    assert found.ranks[0, 0] == pytest.approx(0.5, abs=0.01)
    assert found.central[0] == pytest.approx([0.75, 0.25], abs=0.01)
    assert found.confidence == pytest.approx([1, 1])


def test_three_criteria_with_one_winner_each_share_alike() -> None:
    values = np.eye(3)
    found = multicriteria.acceptability(values, values, multicriteria.any_weights(rng(), 30_000, 3), rng())
    assert found.ranks == pytest.approx(np.full((3, 3), 1 / 3), abs=0.012)


def test_ties_favour_nobody_and_the_dominated_is_never_first() -> None:
    values = np.array([[0.8, 0.8], [0.8, 0.8], [0.5, 0.1]])
    found = multicriteria.acceptability(values, values, multicriteria.any_weights(rng(), 20_000, 2), rng())
    assert found.ranks[:2, 0] == pytest.approx([0.5, 0.5], abs=0.02)
    assert found.ranks[2].tolist() == [0, 0, 1]
    assert np.isnan(found.central[2]).all() and np.isnan(found.confidence[2])


def test_an_uncertain_winner_is_said_to_be_so() -> None:
    low, high = np.array([[0.0], [0.4]]), np.array([[1.0], [0.6]])
    found = multicriteria.acceptability(low, high, np.ones((20_000, 1)), rng())
    assert found.confidence == pytest.approx([0.5, 0.5], abs=0.02)


values_ = st.lists(st.floats(0, 1), min_size=3, max_size=3)


@settings(max_examples=100, deadline=None)
@given(values_, values_, st.lists(st.floats(0.05, 1), min_size=3, max_size=3))
def test_a_threshold_is_a_tie_and_beyond_it_the_order_turns(a, b, w) -> None:
    weight = np.array(w) / sum(w)
    first, second = np.array(a), np.array(b)
    if weight @ first < weight @ second:
        first, second = second, first
    for one in multicriteria.tipping(first, second, weight):
        k = one.criterion

        def gap(t: float, k: int = k) -> float:
            moved = weight * (1 - t) / (1 - weight[k])
            moved[k] = t
            assert moved.sum() == pytest.approx(1)
            return float(moved @ (first - second))

        assert 0 <= one.at <= 1
        assert gap(one.at) == pytest.approx(0, abs=1e-9)
        assert gap(1.0 if one.up else 0.0) <= 1e-9 and gap(one.now) >= -1e-9


def test_a_known_threshold_and_its_absence() -> None:
    (one, other) = multicriteria.tipping(np.array([1.0, 0.0]), np.array([0.0, 0.5]), np.array([0.5, 0.5]))
    assert {one.criterion: one.at, other.criterion: other.at} == pytest.approx({0: 1 / 3, 1: 2 / 3})
    assert multicriteria.tipping(np.array([1.0, 0.5]), np.array([0.5, 0.2]), np.array([0.5, 0.5])) == ()
    with pytest.raises(ValueError, match="better"):
        multicriteria.tipping(np.array([0.0]), np.array([1.0]), np.array([1.0]))


def test_the_compromises_of_a_group_stay_between_its_people() -> None:
    people = np.array([[0.8, 0.2], [0.5, 0.5]])
    drawn = multicriteria.compromises(rng(), 5000, people)
    assert drawn[:, 0].min() >= 0.5 and drawn[:, 0].max() <= 0.8
    assert np.allclose(drawn.sum(axis=1), 1)


def test_vetoes_come_first_and_only_for_their_uses() -> None:
    found = parcels(
        csv("A;logement;0;bon;4;non", "A;bureaux;0;bon;4;non", "B;bureaux;5;nul;;oui", "C;logement;9;nul;;"),
        card(),
    )
    assert [(o.id, o.use, [r.fr for r in o.reasons]) for o in found.out] == [
        ("A", "logement", ["trop pollué"]),
        ("B", "bureaux", ["humide"]),
    ]
    assert [(s.id, [d.fr for d in s.doubts]) for s in found.standings] == [
        ("A", []),
        ("C", ["trop pollué", "humide"]),
    ]


def test_an_empty_cell_may_be_anything() -> None:
    found = parcels(csv("A;;;bon;;non", "B;;5;bon;;non"), card())
    a = next(s for s in found.standings if s.id == "A")
    assert (a.low, a.high) == (0.5, 1.0)
    assert [t.fr for t in a.unknown] == ["sol"]
    assert a.first == pytest.approx(0.5, abs=0.02)
    assert found.overtakings == ()


def test_the_group_and_what_one_chooses() -> None:
    table = csv("A;;0;nul;;non", "B;;10;bon;;non")
    people = weights("Ana (inventée);3;1", "Bo (inventé);1;1")
    found = parcels(table, card(), people)
    assert found.basis == "group" and found.standings[0].id == "A"
    assert [(w.id, w.mean, w.low, w.high) for w in found.weights] == [
        ("sol", 0.625, 0.5, 0.75),
        ("acces", 0.375, 0.25, 0.5),
    ]
    assert found.people[0].first == ("A",) and set(found.people[1].first) == {"A", "B"}
    assert found.standings[0].group_first == pytest.approx(1, abs=1e-3)
    own = parcels(table, card(), people, {"sol": 1, "acces": 3})
    assert own.basis == "chosen" and own.standings[0].id == "B"
    assert {round(o.at, 6) for o in own.overtakings} == {0.5}


def test_the_same_seed_gives_the_same_answer_and_shares_add_up() -> None:
    first, criteria, people = parcels_given.example()
    one, two = (parcels(first, parcels_given.card_of(criteria), people) for _ in range(2))
    assert one == two
    assert np.sum([s.ranks for s in one.standings], axis=0) == pytest.approx(1)
    assert sum(s.first for s in one.standings) == pytest.approx(1)
    assert all("invent" in s.name for s in one.standings) and all("invent" in p.name for p in one.people)


@pytest.mark.parametrize("form", ["text", "json", "html", "csv", "xlsx", "svg"])
def test_every_format_of_the_report(form) -> None:
    first, criteria, people = parcels_given.example()
    report = parcels_report(parcels(first, parcels_given.card_of(criteria), people))
    content = rendered(report, form, "en" if form == "html" else "fr")
    assert len(content) > 500
    if form == "json":
        schema = parcels_given._HERE.parent / "schema" / "parcels.schema.json"
        jsonschema.validate(json.loads(content), json.loads(schema.read_text(encoding="utf-8")))


def test_a_report_without_a_group_has_no_column_of_it() -> None:
    first, criteria, _ = parcels_given.example()
    report = parcels_report(parcels(first, parcels_given.card_of(criteria)))
    assert "group_first" not in [c.key for t in report.tables for c in t.columns]
    assert "people" not in [t.id for t in report.tables]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["A;;11;bon;;non"], "ligne 2 : sol : 11 sort de l'échelle 0 à 10"),
        (["A;;1;super;;non"], "acces : « super » n'est pas dans la fiche"),
        (["A;;x;bon;;non"], "« x » n'est pas un nombre"),
        ([";;1;bon;;non"], "pas d'identifiant"),
        (["A;u;1;bon;;non", "A;U;1;bon;;non"], "ligne 3 : la parcelle « A » y est déjà"),
        ([], "aucune parcelle"),
    ],
)
def test_bad_parcels_are_refused_with_their_line(lines, said) -> None:
    with pytest.raises(DataError, match=said):
        parcels(csv(*lines), card())


def test_missing_columns_and_vetoes_that_leave_nothing() -> None:
    with pytest.raises(DataError, match=r"colonne absente \(acces\)"):
        parcels(csv("A;1;2;non", head="code;sol;pollution;humide\n"), card())
    with pytest.raises(UsageError, match="toutes les parcelles"):
        parcels(csv("A;;1;bon;;oui"), card())
    with pytest.raises(UsageError, match="positifs"):
        parcels(csv("A;;1;bon;;non"), card(), chosen={"sol": -1, "acces": 1})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = ", "TOML"),
        ("title = 'x'", r"\[\[criterion\]\]"),
        ("[[criterion]]\nid='a'\ndirection='up'", "higher ou lower"),
        ("[[criterion]]\nid='a'\nscale=[3, 1]", "le plus petit d'abord"),
        ("[[criterion]]\nid='a'\nweight=0", "poids sont nuls"),
        ("[[criterion]]\nid='a'\n[[criterion]]\nid='a'", "même id"),
        ("[[criterion]]\nid='a'\n[[veto]]\nid='v'", "above, below, is"),
        ("[[criterion]]\nlabel='a'", "incomplète"),
        ("[[criterion]]\nid='a'\ngrades={x=2}", "de 0"),
    ],
)
def test_bad_cards_are_refused(text, said) -> None:
    with pytest.raises(DataError, match=said):
        card(text)


@pytest.mark.parametrize(
    ("line", "said"), [("Ana;-1;2", "positifs"), ("Ana;0;0", "nuls"), ("Ana;;1", "pas un nombre")]
)
def test_bad_weights_are_refused(line, said) -> None:
    with pytest.raises(DataError, match=said):
        parcels(csv("A;;1;bon;;non"), card(), weights(line))


def test_the_example_is_written_and_never_overwrites(tmp_path) -> None:
    assert len(parcels_given.template(tmp_path)) == 3
    (tmp_path / "parcels.csv").write_text("à moi", encoding="utf-8")
    assert parcels_given.template(tmp_path) == []
    assert (tmp_path / "parcels.csv").read_text(encoding="utf-8") == "à moi"
