"""The pair: two halves a slice, a joint line only where both sides are known, dependences in the hole."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from tests.drawing import samples

from rebonds import drawing


@pytest.mark.parametrize("mode", ["page", "phone", "print", "file"])
def test_every_mode_is_well_formed_with_unique_ids(mode: str) -> None:
    root = ET.fromstring(drawing.pair_svg(samples.pair(), mode=mode))  # noqa: S314
    found = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(found) == len(set(found))


def test_one_stop_per_dimension_and_both_names() -> None:
    pair = samples.pair()
    svg = drawing.pair_svg(pair)
    root = ET.fromstring(svg)  # noqa: S314
    keys = [e.attrib["data-key"] for e in root.iter() if "data-key" in e.attrib]
    assert sorted(keys) == sorted(d.id for d in pair.dimensions)
    assert pair.a.territory.name in svg and pair.b.territory.name in svg


def test_the_joint_line_needs_both_sides() -> None:
    pair = samples.pair()
    root = ET.fromstring(drawing.pair_svg(pair))  # noqa: S314
    for dimension in pair.dimensions:
        element = next(e for e in root.iter() if e.attrib.get("data-key") == dimension.id)
        lines = [e for e in element.iter() if e.attrib.get("class") == "rb-joint"]
        crossed = dimension.joint is not None and bool(dimension.joint.crossed)
        assert bool(lines) == crossed, dimension.id
        if dimension.joint is None:
            assert "pas de valeur commune" in element.attrib["aria-label"]


def test_dependences_are_chords_or_a_note() -> None:
    assert drawing.pair_svg(samples.pair()).count('class="rb-chord') == 2
    without = drawing.pair_svg(samples.pair(dependences=False))
    assert 'class="rb-chord' not in without
    assert "Dépendances" in without


def test_rows_say_both_sides_and_no_joint_for_the_missing() -> None:
    rows = {r.dimension_id: r for r in drawing.pair_rows(samples.pair())}
    assert rows["food"].value_a == "31,4\u202f%"
    assert rows["food"].kind == "cause commune"
    missing = rows["connectivity"]
    assert (missing.value_a, missing.value_b, missing.joint, missing.difference) == ("–", "–", "–", "–")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_description_names_the_work_flow(lang: str) -> None:
    said = drawing.pair_description(samples.pair(), lang)
    assert re.search(r"18\s?%", said) and re.search(r"47\s?%", said)
