"""Readings of flows on the embedded warehouse: complete, coherent, honest about what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from rebonds import territory
from rebonds.errors import UsageError
from rebonds.flows import reading, trade_reading
from rebonds.flows.results import Estimate, FlowReading, FlowSet, PairFlow, PairFlows
from rebonds.territory.groupings import make

GRENOBLE, GRESIVAUDAN, VOIRONNAIS, LYON = "200040715", "200018166", "243800984", "200046977"


@pytest.fixture(scope="module")
def grenoble(warehouse: Any) -> FlowReading:
    return reading.read(warehouse, GRENOBLE)


@pytest.fixture(scope="module")
def pair(warehouse: Any) -> PairFlows:
    return reading.read_pair(warehouse, GRENOBLE, GRESIVAUDAN)


def of(found: FlowReading, kind: str) -> FlowSet:
    return next(one for one in found.sets if one.kind == kind)


def banded(one: Estimate) -> bool:
    return one.value is None or (
        one.low is not None
        and one.high is not None
        and one.low <= one.value * (1 + 1e-9) <= one.high * (1 + 2e-9)
    )


def test_every_kind_is_told_known_or_not(grenoble: FlowReading) -> None:
    kinds = [one.kind for one in grenoble.sets]
    assert kinds == ["commuting", "migration", "schooling", "trade", "contracts"]
    for one in grenoble.sets:
        assert one.state in ("measured", "estimated", "missing")
        if one.state == "missing":
            assert one.gap is not None
            assert not one.partners
            assert not one.inside.known
        else:
            assert one.sources
            assert one.vintage
    assert of(grenoble, "schooling").state == "missing"
    assert "MOBSCO" in (of(grenoble, "schooling").gap or one.label).fr


def test_commuting_is_whole(grenoble: FlowReading) -> None:
    work = of(grenoble, "commuting")
    assert work.state == "estimated"
    assert work.error is not None
    assert work.method
    assert all(banded(one) for one in (work.inside, work.out, work.into))
    assert sum(one.share_out or 0 for one in work.partners) == pytest.approx(1, abs=0.1)
    # Kept, gone to others and abroad: all the residents in work.
    need = sum(one.value or 0 for one in (work.inside, work.out, work.abroad))
    share = work.self_containment_residents
    assert share.value == pytest.approx((work.inside.value or 0) / need, rel=1e-6)
    assert 0.8 < (share.value or 0) < 1
    assert banded(share)
    first = work.partners[0]
    assert first.code == GRESIVAUDAN
    assert 15 < (first.distance_km or 0) < 40
    weights = [(one.out.value or 0) + (one.into.value or 0) for one in work.partners]
    assert weights == sorted(weights, reverse=True)


def test_moves_without_pairs_tell_totals_and_who_holds_the_rest(grenoble: FlowReading) -> None:
    moves = of(grenoble, "migration")
    assert moves.state == "measured"
    assert moves.out.value == pytest.approx(20_786, rel=0.01)  # Insee, census of 2016
    assert not moves.partners
    assert moves.gap is not None


def test_trade_is_coherent(grenoble: FlowReading, warehouse: Any) -> None:
    trade = of(grenoble, "trade")
    assert trade.state == "estimated"
    assert len(trade.sectors) == 37
    for name in ("inside", "out", "into"):
        total = sum(getattr(one, name).value or 0 for one in trade.sectors)
        assert total == pytest.approx(getattr(trade, name).value, rel=1e-9)
    assert sum(one.out.value or 0 for one in trade.partners) == pytest.approx(trade.out.value, rel=1e-6)
    assert sum(one.into.value or 0 for one in trade.partners) == pytest.approx(trade.into.value, rel=1e-6)
    economy = trade_reading.trade_of(warehouse).economy
    output = float(economy.output[:, economy.index[GRENOBLE]].sum())
    sold = sum(one.value or 0 for one in (trade.inside, trade.out, trade.abroad))
    assert sold == pytest.approx(output, rel=1e-4)
    for one in trade.sectors:
        for part in (one.self_supply, one.leak, one.exposure):
            assert part.value is None or 0 <= part.value <= 1 + 1e-9
        assert banded(one.self_supply)
        assert one.rival_low is not None
        assert one.rival_high is not None
        assert 0 <= one.rival_low <= one.rival_high <= 1
        assert (one.jobs.low or 0) <= (one.jobs.value or 0) <= (one.jobs.high or 0)


def test_the_functional_area_has_its_names(grenoble: FlowReading) -> None:
    assert "CC Le Grésivaudan" in grenoble.functional_area
    assert grenoble.functional_area[0] == "Grenoble-Alpes-Métropole"


def test_families_and_kinds_can_be_chosen(warehouse: Any) -> None:
    assert [one.kind for one in reading.read(warehouse, GRENOBLE, ["trade"]).sets] == ["trade"]
    people = reading.read(warehouse, GRENOBLE, ["people"])
    assert [one.kind for one in people.sets] == ["commuting", "migration", "schooling"]
    assert [one.kind for one in reading.read(warehouse, GRENOBLE, ["commuting"]).sets] == ["commuting"]
    with pytest.raises(UsageError, match="gens") as told:
        reading.read(warehouse, GRENOBLE, ["gens"])
    assert "people" in told.value.message("fr")


def test_a_commune_has_no_modelled_flow_and_is_told_what_to_ask(warehouse: Any) -> None:
    found = reading.read(warehouse, "38185")
    assert all(one.state == "missing" for one in found.sets)
    trade = of(found, "trade")
    assert trade.gap is not None
    assert GRENOBLE in trade.gap.fr


def test_a_departement_is_read_through_its_zones(warehouse: Any) -> None:
    found = reading.read(warehouse, "38", ["commuting", "trade"])
    work, trade = of(found, "commuting"), of(found, "trade")
    assert work.partners[0].level == "departement"
    assert work.partners[0].name == "Rhône"
    assert (trade.inside.value or 0) > 10_000


def test_both_sides_see_the_same_flows(warehouse: Any, pair: PairFlows) -> None:
    back = reading.read_pair(warehouse, GRESIVAUDAN, GRENOBLE)
    assert [one.kind for one in back.totals] == [one.kind for one in pair.totals]
    for one, two in zip((*pair.totals, *pair.branches), (*back.totals, *back.branches), strict=True):
        assert one.code == two.code
        assert one.flow_ab.value == pytest.approx(two.flow_ba.value)
        assert one.d_ab.value == pytest.approx(two.d_ba.value)
        assert one.reading == two.reading
        if one.asymmetry is not None and two.asymmetry is not None:
            assert one.asymmetry == pytest.approx(-two.asymmetry)
        assert one.reciprocity == pytest.approx(two.reciprocity)
        assert one.substitutability == pytest.approx(two.substitutability_b)
    assert back.jobs_a_for_b.value == pytest.approx(pair.jobs_b_for_a.value)
    assert back.loss_a_without_b.value == pytest.approx(pair.loss_b_without_a.value)


def test_the_smaller_side_depends_more(pair: PairFlows) -> None:
    work, trade = total(pair, "commuting"), total(pair, "trade")
    for one in (work, trade):
        assert (one.d_ba.value or 0) > 5 * (one.d_ab.value or 0)
        assert one.reading == "vulnerability"
        assert banded(one.flow_ab)
        assert banded(one.d_ba)
    # Over ten thousand people of the Grésivaudan valley are known to work in Grenoble; the band is wide.
    assert (work.flow_ba.value or 0) > 10_000
    assert (work.flow_ba.high or 0) > 1.3 * (work.flow_ba.value or 0)
    assert (pair.loss_b_without_a.value or 0) > (pair.loss_a_without_b.value or 0) > 0
    assert (pair.jobs_a_for_b.value or 0) > 0


def total(pair: PairFlows, kind: str) -> PairFlow:
    return next(one for one in pair.totals if one.kind == kind)


def test_what_is_missing_stays_missing(pair: PairFlows) -> None:
    for kind in ("migration", "schooling", "contracts"):
        one = total(pair, kind)
        assert one.state == "missing"
        assert one.reading == "unknown"
        assert not one.flow_ab.known
        assert one.asymmetry is None
        assert one.gap is not None


def test_branches_add_up_to_the_total(pair: PairFlows) -> None:
    trade = total(pair, "trade")
    for name in ("flow_ab", "flow_ba"):
        added = sum(getattr(one, name).value or 0 for one in pair.branches)
        assert added == pytest.approx(getattr(trade, name).value, rel=1e-9)


def test_a_pair_is_a_line_of_each_side(warehouse: Any, grenoble: FlowReading, pair: PairFlows) -> None:
    for kind in ("commuting", "trade"):
        partner = next(one for one in of(grenoble, kind).partners if one.code == GRESIVAUDAN)
        assert partner.out.value == pytest.approx(total(pair, kind).flow_ab.value, rel=1e-6)
        assert partner.into.value == pytest.approx(total(pair, kind).flow_ba.value, rel=1e-6)


def test_trade_of_a_merged_pair_is_that_of_both(warehouse: Any, pair: PairFlows) -> None:
    merged = of(reading.read(warehouse, make("Les deux", [GRENOBLE, GRESIVAUDAN]), ["trade"]), "trade")
    parts = [of(reading.read(warehouse, code, ["trade"]), "trade") for code in (GRENOBLE, GRESIVAUDAN)]
    trade = total(pair, "trade")
    between = (trade.flow_ab.value or 0) + (trade.flow_ba.value or 0)
    assert merged.inside.value == pytest.approx(
        sum(one.inside.value or 0 for one in parts) + between, rel=1e-6
    )
    assert merged.out.value == pytest.approx(sum(one.out.value or 0 for one in parts) - between, rel=1e-6)


def test_territories_that_overlap_are_refused(warehouse: Any) -> None:
    with pytest.raises(UsageError, match="recouvrent"):
        reading.read_pair(warehouse, GRENOBLE, territory.get("38"))
    with pytest.raises(UsageError):
        reading.read_pair(warehouse, GRENOBLE, GRENOBLE)


def test_far_apart_territories_pass_little(warehouse: Any) -> None:
    far = reading.read_pair(warehouse, GRESIVAUDAN, "244400404")  # Nantes
    work = total(far, "commuting")
    assert (work.flow_ab.value or 0) < 50
    assert work.reading == "none"
    assert (far.distance_km or 0) > 500
