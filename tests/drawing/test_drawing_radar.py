"""The radar: what it says, and what it does not draw."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from rebonds.drawing.radar import Axis, radar_svg

AXES = (Axis("Alpha", 2, 4.5), Axis("Beta <b>", None, 3), Axis("Gamma", 1, None), Axis("Delta", 5, 5))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("mode", ["page", "file", "print"])
def test_the_radar_says_what_it_draws_and_never_draws_what_is_not_told(lang, mode):
    svg = radar_svg(AXES, "Amont", lang, mode=mode)
    root = ET.fromstring(svg)  # noqa: S314 (ours)
    described = root.find("{http://www.w3.org/2000/svg}desc").text
    told = "non dit" if lang == "fr" else "not told"
    assert described.count(told) == 2
    assert "Beta <b>" in described
    # three dots now, three targets, and one of each in the legend
    assert svg.count('r="4.5"') == 4 and svg.count('r="5.5"') == 4


def test_a_radar_of_nothing_is_refused():
    with pytest.raises(ValueError, match="radar"):
        radar_svg(AXES[:2], "Amont")
    with pytest.raises(ValueError, match="radar"):
        radar_svg([Axis(name, None, None) for name in "abc"], "Amont")
