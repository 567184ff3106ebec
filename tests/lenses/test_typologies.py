"""Typologies: every activity code in exactly one class, and branches divided as their codes are."""

from __future__ import annotations

import copy
import tomllib
from importlib import resources

import pytest

from rebonds.errors import DataError
from rebonds.lenses import naf


@pytest.mark.parametrize("name", [*naf.TYPOLOGIES, naf.LOOPS])
def test_every_code_is_in_exactly_one_class(name: str) -> None:
    typology = naf.typology(name)
    assert len(naf.codes()) == 732 == len(set(naf.codes()))
    found = [typology.class_of(code) for code in naf.codes()]
    assert set(found) == set(typology.classes)
    # Two exceptions of the same length never claim one code; the longest alone decides.
    for code in naf.codes():
        claims = [p for p in typology.exceptions if code.startswith(p)]
        assert len({len(p) for p in claims}) == len(claims)


def test_every_code_is_in_one_branch() -> None:
    divisions = [division for held in naf.BRANCHES.values() for division in held]
    assert len(divisions) == len(set(divisions)) == 88
    assert {code[:2] for code in naf.codes()} == set(divisions)
    assert naf.branch_of("47.11F") == "GZ"


@pytest.mark.parametrize("name", naf.TYPOLOGIES)
def test_shares_of_a_branch_add_up_to_one_inside_their_band(name: str) -> None:
    typology = naf.typology(name)
    for branch in naf.BRANCHES:
        shares = typology.shares(branch)
        assert sum(share for share, _, _ in shares.values()) == pytest.approx(1)
        assert all(0 <= low <= share <= high <= 1 for share, low, high in shares.values())


@pytest.mark.parametrize(
    ("name", "code", "held"),
    [
        ("spheres", "10.71C", "presentielle"),
        ("spheres", "10.71A", "productive"),
        ("spheres", "49.41A", "productive"),
        ("foundational", "47.73Z", "providential"),
        ("foundational", "46.31Z", "material"),
        ("ordinary", "81.21Z", "core"),
        ("ordinary", "78.20Z", "extended"),
    ],
)
def test_the_longest_prefix_decides(name: str, code: str, held: str) -> None:
    assert naf.typology(name).class_of(code) == held


def test_what_is_no_activity_and_no_typology_is_refused() -> None:
    with pytest.raises(DataError, match="inconnu"):
        naf.typology("spheres").class_of("00.00X")
    path = resources.files("rebonds.lenses").joinpath("typologies/spheres.toml")
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = copy.deepcopy(given)
    unknown["divisions"]["01"] = "autre"
    with pytest.raises(DataError, match="autre"):
        naf.parse(unknown)
    uneven = copy.deepcopy(given)
    uneven["mixed"][0]["shares"]["presentielle"] += 0.1
    with pytest.raises(DataError, match="parts"):
        naf.parse(uneven)
    left_out = copy.deepcopy(given)
    left_out["mixed"] = [one for one in given["mixed"] if one["branch"] != "GZ"]
    with pytest.raises(DataError, match="GZ"):
        naf.parse(left_out)
