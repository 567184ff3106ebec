"""Drawings of flows: figures, bands and names are those of the record, marked up safely."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from rebonds import drawing
from rebonds.drawing.chord import laid
from rebonds.drawing.flowmap import framed
from rebonds.flows.results import (
    Estimate,
    FlowSet,
    ImpactLine,
    Partner,
    SectorFlow,
    ShockDay,
    ShockReading,
)
from rebonds.text import Text

HERE = (5.7, 45.2)


def partner(rank: int, out: float, into: float, name: str = "") -> Partner:
    return Partner(
        f"20000000{rank}", name or f"Voisin {rank}", "epci", Estimate(out, out / 2, out * 2), Estimate(into),
        None, None, distance_km=10.0 * rank, lon=5.7 + 0.1 * rank, lat=45.2 + 0.05 * (-1) ** rank * rank,
    )  # fmt: skip


def flows(*partners: Partner, sectors: tuple[SectorFlow, ...] = ()) -> FlowSet:
    return FlowSet(
        "commuting", "people", Text("Travail", "Work"), Text("personnes", "people"), "estimated",
        inside=Estimate(1000.0), partners=partners, sectors=sectors,
    )  # fmt: skip


def sector(code: str, out: float) -> SectorFlow:
    known = Estimate(out, out * 0.8, out * 1.3)
    return SectorFlow(
        code, Text(f"Branche {code}", f"Branch {code}"), known, known, known,
        self_supply=Estimate(0.4, 0.3, 0.5), rival_low=0.2, rival_high=1.4, jobs=known,
    )  # fmt: skip


def shock(path: tuple[ShockDay, ...]) -> ShockReading:
    lines = (
        ImpactLine(
            "1",
            Text("Vallée & <plaine>", "Valley & <plain>"),
            Estimate(12.0, 10.0, 15.0),
            Estimate(3.0),
            Estimate(0.1),
            1,
            True,
        ),
        ImpactLine(
            "2", Text("Ailleurs", "Elsewhere"), Estimate(-4.0, -5.0, -3.0), Estimate(-1.0), Estimate(-0.01), 2
        ),
    )
    return ShockReading(
        "essai", Text("Essai", "Trial"), "supply", Text("", ""), Estimate(8.0), Estimate(2.0), Estimate(3.0),
        lines, lines, path=path, path_low=tuple(d.total - 0.01 for d in path),
        path_high=tuple(min(1.0, d.total + 0.01) for d in path), followed=("Vallée & <plaine>",),
    )  # fmt: skip


PATH = tuple(ShockDay(day, 1 - 0.02 * (3 < day < 9), (1 - 0.3 * (3 < day < 9),)) for day in range(20))
FLOWS = flows(partner(1, 100, 400, "CC A & B <b>"), partner(2, 50, 20), partner(3, 0, 5))
TRADE = flows(sectors=(sector("AZ", 10.0), sector("CA", 25.0)))


def every(mode: str, lang: str = "fr") -> dict[str, str]:
    return {
        "chord": drawing.chord_svg(FLOWS, "Ici <&>", lang, mode=mode),
        "map": drawing.flow_map_svg(FLOWS, "200000000", "Ici <&>", HERE, None, lang, mode=mode),
        "sectors": drawing.sector_bars_svg(TRADE, lang, mode=mode),
        "impact": drawing.impact_bars_svg(shock(PATH).places, lang, mode=mode),
        "path": drawing.shock_path_svg(shock(PATH), lang, other=shock(PATH), mode=mode),
    }


@pytest.mark.parametrize("mode", ["page", "file", "print"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_drawings_are_well_formed_named_and_described(mode: str, lang: str) -> None:
    for name, svg in every(mode, lang).items():
        root = ET.fromstring(svg)  # noqa: S314
        space = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{space}title").text and len(root.find(f"{space}desc").text) > 20, name
        assert root.get("lang") == lang
        assert "<b>" not in svg and "NaN" not in svg and "nan " not in svg, name
        if mode != "page":
            assert "var(" not in svg and "class=" not in svg, name


def test_drawings_are_the_same_twice() -> None:
    assert every("file") == every("file")


def test_nothing_known_is_an_error_and_never_an_empty_drawing() -> None:
    empty = flows()
    with pytest.raises(ValueError, match="partner"):
        drawing.chord_svg(empty, "Ici")
    with pytest.raises(ValueError, match="partner"):
        drawing.flow_map_svg(empty, "1", "Ici", HERE)
    with pytest.raises(ValueError, match="branch"):
        drawing.sector_bars_svg(empty)
    with pytest.raises(ValueError, match="line"):
        drawing.impact_bars_svg(())
    with pytest.raises(ValueError, match="days"):
        drawing.shock_path_svg(shock(()))


def test_arcs_of_a_chord_are_in_proportion_and_the_others_are_together() -> None:
    found = flows(*(partner(rank, 10.0 * rank, 5.0) for rank in range(1, 9)))
    slots = laid(found, 3, "fr")
    assert [slot.rank for slot in slots] == [1, 2, 3, 4]
    assert slots[-1].code == "" and "5 autres" in slots[-1].name
    widths = [slot.there[2] - slot.there[0] for slot in slots]
    amounts = [slot.out + slot.into for slot in slots]
    assert [w / widths[0] for w in widths] == pytest.approx([a / amounts[0] for a in amounts])
    assert sum(amounts) == pytest.approx(sum(10.0 * r + 5.0 for r in range(1, 9)))
    one = slots[0]
    assert (one.there[1] - one.there[0]) / (one.there[2] - one.there[0]) == pytest.approx(80 / 85)


def test_the_frame_of_a_map_holds_its_near_partners_and_lists_the_far_ones() -> None:
    far = replace(partner(4, 30, 30, "Lointain"), lon=-1.0, lat=48.0, distance_km=600.0)
    found = flows(partner(1, 100, 400), partner(2, 50, 20), far)
    view = framed(sorted(found.partners, key=lambda p: -(p.out.value or 0)), HERE)
    for p in found.partners[:2]:
        x, y = view.at(p.lon, p.lat)
        assert 0 < x < 420 and 0 < y < 400
    svg = drawing.flow_map_svg(found, "1", "Ici", HERE, None, "fr", mode="file")
    assert "Hors du cadre" in svg and "Lointain" in svg


def test_a_rival_over_the_whole_stays_in_its_track() -> None:
    svg = drawing.sector_bars_svg(TRADE, mode="file")
    xs = [float(x) for x in re.findall(r"H(\d+\.?\d*)", svg)]
    assert max(xs) <= 420


def test_gains_go_the_other_way() -> None:
    svg = drawing.impact_bars_svg(shock(PATH).places, mode="file")
    assert "gain" in svg and "touché" in svg
