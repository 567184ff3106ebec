"""The negotiation table of embedded pairs: flows, dimensions and shared ceilings together."""

from __future__ import annotations

from typing import Any

import pytest

from rebonds.errors import UsageError
from rebonds.flows.results import Negotiation
from rebonds.lenses.negotiation import negotiation
from rebonds.lenses.pair import pair

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"


@pytest.fixture(scope="module")
def table(warehouse: Any) -> Negotiation:
    return negotiation(warehouse, GRENOBLE, GRESIVAUDAN)


def test_every_line_links_to_a_source_and_a_date(table: Negotiation, warehouse: Any) -> None:
    known = {str(row[0]) for row in warehouse.query("SELECT id FROM source")}
    assert len(table.lines) > 10
    assert len({line.id for line in table.lines}) == len(table.lines)
    for line in table.lines:
        assert set(line.flow.sources) <= known
        assert line.flow.sources
        assert line.flow.vintage
        assert str(line.flow.vintage) in line.clause.fr
        assert line.gives in ("a", "b", "both")
        assert line.receives in ("a", "b", "both")
        assert line.at_risk in ("a", "b", "both")
        assert line.at_stake.fr
        if line.flow.state == "estimated" and line.flow.kind != "dimension":
            assert "estimation" in line.clause.fr
    levels = [line.difficulty for line in table.lines]
    assert levels == sorted(levels)


def test_flows_and_dimensions_are_both_on_the_table(table: Negotiation) -> None:
    kinds = {line.flow.kind for line in table.lines}
    assert {"commuting", "trade", "dimension"} <= kinds
    housing = next(line for line in table.lines if line.id == "dimension-housing")
    assert (housing.gives, housing.receives) == ("b", "a")  # Grenoble is the crowded side
    assert not housing.flow.flow_ab.known
    assert "12,8" in housing.at_stake.fr


def test_ceilings_are_cut_under_four_rules(table: Negotiation) -> None:
    land = next(one for one in table.bargains if one.dimension == "land")
    assert [share.rule for share in land.shares] == ["per_head", "grandfathering", "capacity", "need"]
    # A tenth of 54,321 + 73,223 hectares.
    assert land.ceiling == pytest.approx(12_754.4)
    assert (land.used_a, land.used_b) == (pytest.approx(5861, abs=1), pytest.approx(2204, abs=1))
    assert land.low_a < land.used_a + (land.ceiling - land.used_a - land.used_b)
    assert land.low_a <= land.high_a
    per_head = land.shares[0]
    assert per_head.a == pytest.approx(land.ceiling * 449_509 / (449_509 + 103_196), rel=0.02)


def test_what_each_side_must_bring_is_told_with_who_holds_it(table: Negotiation) -> None:
    told = [text.fr for text in table.to_bring]
    assert any("MOBPRO" in text for text in told)
    assert any(text.startswith("CC Le Grésivaudan") and "Ademe" in text for text in told)
    assert len(told) == len(set(told))


def test_the_pair_carries_its_flows(table: Negotiation, warehouse: Any) -> None:
    read = pair(warehouse, GRENOBLE, GRESIVAUDAN)
    assert read.flows is not None
    assert table.flows == read.flows
    work = next(one for one in read.dependences if one.kind == "commuting")
    assert work.d_ba == read.flows.totals[0].d_ba.value
    assert work.state == "estimated"
    assert work.source == "insee_work_epci_2022"
    assert next(one for one in read.dependences if one.kind == "schooling").state == "missing"


def test_the_same_pair_gives_the_same_table(table: Negotiation, warehouse: Any) -> None:
    assert negotiation(warehouse, GRENOBLE, GRESIVAUDAN) == table


def test_territories_that_overlap_cannot_negotiate(warehouse: Any) -> None:
    with pytest.raises(UsageError, match="recouvrent"):
        negotiation(warehouse, GRENOBLE, "38185")
