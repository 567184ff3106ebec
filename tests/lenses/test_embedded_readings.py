"""Readings of the embedded territories: what a user sees first must hold."""

from __future__ import annotations

import json

import jsonschema
import pytest

from rebonds import indicators, lenses, territory
from rebonds.errors import UsageError

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"
FIGEAC = "g:figeac-quercy-vallee-de-la-dordogne"


@pytest.fixture(scope="module")
def grenoble(warehouse):
    return lenses.doughnut(warehouse, GRENOBLE)


def test_at_least_ten_social_dimensions_rest_on_a_figure(grenoble) -> None:
    assert grenoble.coverage.social >= 10
    assert grenoble.coverage.social_total == 12
    assert grenoble.coverage.ecological_total == 9


def test_json_follows_its_schema(warehouse, grenoble) -> None:
    checker = jsonschema.Draft202012Validator(lenses.schema("reading"))
    for lang in ("fr", "en"):
        plain = json.loads(json.dumps(lenses.to_json(grenoble, lang)))
        checker.validate(plain)
    pair = json.loads(json.dumps(lenses.to_json(lenses.pair(warehouse, GRENOBLE, GRESIVAUDAN))))
    jsonschema.Draft202012Validator(lenses.schema("pair")).validate(pair)
    jsonschema.Draft202012Validator(lenses.schema("pair_flows")).validate(pair["flows"])
    assert {one["kind"] for one in pair["flows"]["totals"]} >= {one["kind"] for one in pair["dependences"]}


def test_every_known_figure_has_source_vintage_and_trace(grenoble) -> None:
    for dimension in grenoble.dimensions:
        for item in ((dimension.headline,) if dimension.headline else ()) + dimension.others:
            if item.value.known:
                assert item.value.sources and item.value.vintage and item.value.method, item.card.id
            else:
                assert item.value.value is None and item.score is None and item.crossed is None


def test_a_missing_figure_is_null_everywhere(grenoble) -> None:
    water = next(d for d in lenses.to_json(grenoble)["dimensions"] if d["id"] == "water")
    assert water["state"] == "missing"
    assert [water[k] for k in ("value", "score", "crossed", "low", "high")] == [None] * 5


def test_grouping_of_whole_epci_is_a_ratio_of_sums(warehouse) -> None:
    """Figeac's PETR: its poverty rate is that of the sums of its two communities."""
    whole = territory.resolve(FIGEAC)
    parts = [territory.get(code) for code in whole.epcis]
    together = indicators.values(warehouse, whole, ["poverty_rate_pct"])["poverty_rate_pct"]
    sides = [indicators.values(warehouse, p, ["poverty_rate_pct"])["poverty_rate_pct"] for p in parts]
    assert len(parts) == 2 and together.known
    expected = 100 * sum(s.numerator or 0 for s in sides) / sum(s.denominator or 0 for s in sides)
    assert together.value == pytest.approx(expected)


def test_themes_are_chosen_subsets(warehouse) -> None:
    for theme in lenses.themes().values():
        found = lenses.doughnut(warehouse, GRENOBLE, theme=theme.id, peers=False)
        assert {d.id for d in found.dimensions} <= set(theme.indicators)
        assert found.dimensions


def test_a_change_of_threshold_set_flips_what_it_says(warehouse, grenoble) -> None:
    flipped = {d.id for d in grenoble.dimensions if d.headline and "national" in d.headline.flips}
    other = lenses.doughnut(warehouse, GRENOBLE, threshold_set="national", peers=False)
    ours = {d.id: d.headline for d in grenoble.dimensions}
    for d in other.dimensions:
        head, here = d.headline, ours[d.id]
        if (
            head
            and here
            and head.card.id == here.card.id
            and head.crossed is not None
            and here.crossed is not None
        ):
            assert (head.crossed != here.crossed) == (d.id in flipped), d.id


def test_peers_are_others_and_come_with_reasons(grenoble) -> None:
    assert grenoble.peers
    assert GRENOBLE not in {p.code for p in grenoble.peers}
    assert all(p.reasons for p in grenoble.peers)
    assert [p.distance for p in grenoble.peers] == sorted(p.distance for p in grenoble.peers)


def test_pair_uses_one_indicator_for_both_sides(warehouse) -> None:
    pair = lenses.pair(warehouse, GRENOBLE, GRESIVAUDAN)
    assert pair.neighbours is True
    for d in pair.dimensions:
        assert d.a.card.id == d.b.card.id
        if not (d.a.value.known and d.b.value.known):
            assert d.joint is None and d.gap is None and d.compensation is None
        elif d.joint is not None and d.compensation is not None:
            assert d.compensation >= 0
    states = {d.kind: d.state for d in pair.dependences}
    assert states == {"commuting": "estimated", "migration": "missing", "schooling": "missing"}


def test_all_doughnuts_of_france_come_out(warehouse) -> None:
    codes = [r.territory.code for r in lenses.doughnut_all(warehouse)]
    assert len(codes) == len(set(codes)) == 1255


@pytest.mark.parametrize(
    "wrong", [{"theme": "nope"}, {"threshold_set": "nope"}, {"indicators_chosen": ["nope"]}]
)
def test_unknown_choices_are_explained(warehouse, wrong) -> None:
    with pytest.raises(UsageError) as error:
        lenses.doughnut(warehouse, GRENOBLE, **wrong)
    assert "nope" in error.value.message("fr")
