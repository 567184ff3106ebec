"""The table of a negotiation: who gives, who receives, who risks; ceilings cut under four rules; clauses that cite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebonds import territory
from rebonds.errors import ModelError
from rebonds.flows import bargain, clauses, negotiate, subjects
from rebonds.flows.results import MISSING, Estimate, PairFlow, PairFlows
from rebonds.text import NBSP, Text

amounts = st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e6))
positive = st.tuples(st.floats(1.0, 1e6), st.floats(1.0, 1e6))
CITY, VALLEY = territory.get("200040715"), territory.get("200018166")


def flow(kind: str = "commuting", d_ab: float = 0.02, d_ba: float = 0.3, **more: object) -> PairFlow:
    given_fields = {
        "kind": kind,
        "family": "people",
        "code": kind,
        "label": Text("Travail", "Work"),
        "unit": Text("personnes", "people"),
        "flow_ab": Estimate(3500.0, 2000.0, 5600.0),
        "flow_ba": Estimate(12600.0, 7300.0, 19000.0),
        "d_ab": Estimate(d_ab),
        "d_ba": Estimate(d_ba),
        "reading": "vulnerability",
        "vintage": 2022,
        "sources": ("insee_work_epci_2022",),
    } | more
    return PairFlow(**given_fields)  # type: ignore[arg-type]


def pair(*totals: PairFlow, branches: tuple[PairFlow, ...] = ()) -> PairFlows:
    return PairFlows(CITY, VALLEY, totals, branches)


def titles(sources: Sequence[str]) -> Sequence[Text]:
    return [Text(f"Titre de {source}", f"Title of {source}") for source in sources]


@given(ceiling=st.floats(1.0, 1e7), used=amounts, people=positive, means=positive, deprived=amounts)
def test_every_rule_cuts_the_whole_ceiling(
    ceiling: float,
    used: tuple[float, float],
    people: tuple[float, float],
    means: tuple[float, float],
    deprived: tuple[float, float],
) -> None:
    stakes = bargain.Stakes(ceiling, used, people, means, deprived)
    made = bargain.bargain("land", Text("Sols", "Land"), "ha", stakes)
    if made is None:
        return
    for share in made.shares:
        assert share.a + share.b == pytest.approx(ceiling)
        assert -1e-6 * ceiling <= share.a <= ceiling * (1 + 1e-6)
        assert made.low_a <= share.a <= made.high_a
    swapped = bargain.Stakes(ceiling, used[::-1], people[::-1], means[::-1], deprived[::-1])
    other = bargain.bargain("land", Text("Sols", "Land"), "ha", swapped)
    assert other is not None
    for one, two in zip(made.shares, other.shares, strict=True):
        assert one.a == pytest.approx(two.b, rel=1e-6, abs=1e-6 * ceiling)


def test_rules_on_hand_made_figures() -> None:
    # Over the ceiling by 40; A has three quarters of people, of use and of means, and all the poor.
    stakes = bargain.Stakes(100.0, (105.0, 35.0), (30.0, 10.0), (90.0, 30.0), (5.0, 0.0))
    assert bargain.per_head(stakes)[0] == pytest.approx(75)
    assert bargain.grandfathering(stakes)[0] == pytest.approx(75)
    assert bargain.capacity(stakes)[0] == pytest.approx(105 - 40 * 0.75)
    assert bargain.need(stakes)[0] == pytest.approx(100)
    # With room left, the poorer side per head gets more of it.
    roomy = bargain.Stakes(100.0, (30.0, 30.0), (10.0, 10.0), (10.0, 30.0), (1.0, 1.0))
    assert bargain.capacity(roomy)[0] == pytest.approx(30 + 40 * 0.75)


@given(st.integers(2, 6), st.integers(0, 10_000))
def test_any_number_of_sides_share_the_whole_whatever_their_order(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    used, people, means, deprived = (tuple(float(x) for x in rng.random(count) + 0.01) for _ in range(4))
    stakes = bargain.Stakes(float(rng.random() * 2 * count) + 0.1, used, people, means, deprived)
    made = bargain.shared("land", Text("Sols", "Land"), "ha", stakes)
    assert made is not None and len(made.cuts) == 4
    order = rng.permutation(count)
    moved = bargain.Stakes(
        stakes.ceiling, *(tuple(x[i] for i in order) for x in (used, people, means, deprived))
    )
    again = bargain.shared("land", Text("Sols", "Land"), "ha", moved)
    assert again is not None
    for cut, other in zip(made.cuts, again.cuts, strict=True):
        assert sum(cut.parts) == pytest.approx(stakes.ceiling)
        assert min(cut.parts) >= 0
        assert [cut.parts[i] for i in order] == pytest.approx(list(other.parts))
        assert all(
            low <= part <= high for low, part, high in zip(made.low, cut.parts, made.high, strict=True)
        )


def test_who_would_be_left_with_less_than_nothing_is_left_with_nothing() -> None:
    # An effort of 70 by means: the rich side has 10 only; the two others bear the 60 left, half each.
    stakes = bargain.Stakes(40.0, (10.0, 50.0, 50.0), (1.0, 1.0, 1.0), (8.0, 1.0, 1.0))
    assert bargain.capacity(stakes) == pytest.approx((0.0, 20.0, 20.0))


def test_equal_sides_get_equal_shares_and_nothing_is_left_to_bargain() -> None:
    stakes = bargain.Stakes(10.0, (4.0, 4.0), (7.0, 7.0), (3.0, 3.0), (2.0, 2.0))
    made = bargain.bargain("water", Text("Eau", "Water"), "m³", stakes, vintage=2021, sources=("bnpe",))
    assert made is not None
    assert [share.rule for share in made.shares] == ["per_head", "grandfathering", "capacity", "need"]
    assert made.low_a == made.high_a == 5.0
    assert (made.vintage, made.sources) == (2021, ("bnpe",))


def test_a_rule_without_its_figures_is_left_out_and_one_rule_is_no_range() -> None:
    stakes = bargain.Stakes(10.0, (4.0, 8.0), (7.0, 7.0))
    made = bargain.bargain("water", Text("Eau", "Water"), "m³", stakes)
    assert made is not None
    assert [share.rule for share in made.shares] == ["per_head", "grandfathering"]
    assert (
        bargain.bargain("water", Text("Eau", "Water"), "m³", bargain.Stakes(10.0, (0.0, 0.0), (1.0, 2.0)))
        is None
    )


@pytest.mark.parametrize(
    "stakes",
    [
        {"ceiling": 0.0, "used": (1.0, 1.0)},
        {"ceiling": 5.0, "used": (-1.0, 1.0)},
        {"ceiling": 5.0, "used": (1.0, float("nan"))},
        {"ceiling": 5.0, "used": (1.0, 1.0), "people": (1.0, float("inf"))},
    ],
)
def test_impossible_stakes_are_refused(stakes: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="plafond"):
        bargain.Stakes(**stakes)  # type: ignore[arg-type]


def test_who_gives_receives_and_risks() -> None:
    valley_depends = flow()
    assert negotiate.roles(replace(valley_depends, asymmetry=-0.87)) == ("a", "b")
    assert negotiate.at_risk(valley_depends) == "b"
    city_depends = flow(d_ab=0.3, d_ba=0.02)
    assert negotiate.roles(city_depends) == ("b", "a")
    assert negotiate.at_risk(city_depends) == "a"
    even = flow(d_ab=0.10, d_ba=0.10, reading="joint_effort")
    assert negotiate.roles(even) == ("both", "both")
    assert negotiate.at_risk(even) == "both"
    assert negotiate.at_risk(flow(d_ba=0.3, d_ab=0.2, substitutability_b=1.0)) == "a"
    unknown = replace(even, d_ab=MISSING)
    assert negotiate.roles(unknown) == ("both", "both")
    assert negotiate.at_risk(unknown) == "both"


def test_lines_go_from_easy_to_hard_and_say_why() -> None:
    found = negotiate.lines(pair(flow()), titles)
    levels = [one.difficulty for one in found]
    assert levels == sorted(levels)
    assert levels[0] == 1
    assert levels[-1] == 4
    assert {one.id for one in found} >= {"commuting-daily_transport", "commuting-shared_business_tax"}
    for one in found:
        assert one.reason.fr.endswith(".")
        assert "estimé" in one.reason.fr
        assert 1 <= one.difficulty <= 4
    # An even flow makes the same subject easier, an uneven one harder.
    even = negotiate.lines(pair(flow(d_ab=0.1, d_ba=0.1, reading="joint_effort")), titles)
    level = {one.id: one.difficulty for one in found}
    easier = {one.id: one.difficulty for one in even}
    assert easier["commuting-daily_transport"] == 1
    assert level["commuting-daily_transport"] == 3
    assert "commuting-shared_business_tax" not in easier


def test_flows_that_nobody_depends_on_earn_no_line() -> None:
    assert negotiate.lines(pair(flow(d_ab=0.001, d_ba=0.002, reading="none")), titles) == ()
    assert negotiate.lines(pair(flow(d_ab=0.5, d_ba=0.5, kind="unheard_of")), titles) == ()
    lost = replace(flow(), d_ab=MISSING, d_ba=MISSING, flow_ab=MISSING, flow_ba=MISSING, state="missing")
    assert negotiate.lines(pair(lost), titles) == ()


def test_only_the_largest_branches_reach_the_table() -> None:
    branches = tuple(
        flow("trade", family="trade", code=code, flow_ab=Estimate(100.0 - rank), flow_ba=Estimate(1.0))
        for rank, code in enumerate(
            ("AZ", "CA", "FZ", "GZ", "HZ", "IZ", "JC", "MA", "NZ", "OZ", "PZ", "QA", "RZ")
        )
    )
    tiny = flow("trade", code="SZ", flow_ab=Estimate(0.2), flow_ba=Estimate(0.1))
    found = negotiate.lines(pair(branches=(*branches, tiny)), titles)
    told = {one.flow.code for one in found}
    assert "AZ" in told
    assert "RZ" not in told  # the thirteenth
    assert "SZ" not in told


def test_a_clause_cites_flow_source_year_and_band() -> None:
    one = negotiate.lines(pair(flow()), titles)[0]
    for lang, source in (("fr", "Titre de insee_work_epci_2022"), ("en", "Title of insee_work_epci_2022")):
        text = one.clause.to(lang)
        assert source in text
        assert "2022" in text
        assert re.search(r"7.300", text)
        assert re.search(r"19.000", text)
        assert CITY.name in text
        assert VALLEY.name in text
    assert "estimation" in one.clause.fr
    assert f"source{NBSP}:" in one.clause.fr
    assert "'" not in one.clause.fr  # typeset
    assert "estimate" in one.clause.en


def test_a_measured_flow_says_so_and_its_year_is_told_once() -> None:
    measured = flow(
        state="measured",
        flow_ab=Estimate(10.0, state="measured"),
        flow_ba=Estimate(20.0, 15.0, 25.0, "measured"),
    )
    text = clauses.clause(
        subjects.subjects()[0], measured, "A", "B", [Text("Recensement 2022", "Census of 2022")]
    )
    assert "mesure" in text.fr
    assert text.fr.count("2022") == 1
    assert "estimé" not in negotiate.lines(pair(measured), titles)[0].reason.fr


def test_figures_are_written_in_their_language() -> None:
    one = Estimate(1234.5, 1000.0, 2000.0)
    assert clauses.band(one, "en") == " (estimate, from 1,000 to 2,000)"
    assert clauses.figure(1234.5, "fr") == "1\u202f234"
    assert clauses.figure(4.25, "en") == "4.2"
    assert clauses.figure(None, "fr") == "–"
    assert clauses.percent(0.273, "fr") == "27 %"
    assert clauses.percent(0.0123, "en") == "1.2%"


def test_each_side_is_told_what_to_bring() -> None:
    gap = Text("L'Insee publie ces flux.", "Insee publishes these flows.")
    told = negotiate.to_bring(pair(flow(gap=gap), replace(flow(), state="missing", gap=gap)))
    assert [one.en for one in told] == [
        "Work (estimated): Insee publishes these flows.",
        "Work (missing): Insee publishes these flows.",
    ]
    assert f"estimé){NBSP}: L’Insee" in told[0].fr


def test_subjects_cover_every_branch_and_every_localisable_dimension() -> None:
    found = subjects.subjects()
    assert len({one.id for one in found}) == len(found)
    assert [one.difficulty for one in found] == sorted(one.difficulty for one in found)
    branches = [code for one in found for code in one.branches]
    assert len(branches) == len(set(branches)) == 37
    from rebonds.lenses import content

    localisable = {one.id for one in content.dimensions().values() if not one.not_localisable}
    assert localisable <= {dimension for one in found for dimension in one.dimensions}
    for one in found:
        assert 1 <= one.difficulty <= 4
        for text in (one.label, one.reason, one.action):
            assert text.fr and text.en and text.fr != text.en
            assert "'" not in text.fr
        assert one.kinds or one.branches or one.dimensions
