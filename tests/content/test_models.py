"""The compass of models: complete, bilingual, honest about what is not rated; mixes and policies."""

from __future__ import annotations

import copy
import json
import tomllib
from importlib import resources

import jsonschema
import pytest

from rebonds.content.compass_file import parse
from rebonds.content.models import COVERED, compass, mixed, policy
from rebonds.errors import DataError, UsageError
from rebonds.lenses import registry, serialise
from rebonds.lenses.plain import LICENCE, NOT_OPEN
from rebonds.reporting.deliver import FORMATS, rendered
from rebonds.reporting.models import models_report

GIVEN = tomllib.loads(resources.files("rebonds.content").joinpath("models.toml").read_text(encoding="utf-8"))


def test_seven_models_have_all_their_parts_in_both_languages() -> None:
    held = compass()
    assert len(held.models) == 7 and len(held.dimensions) == 3
    for model in held.models.values():
        for name in (
            "finality",
            "assumptions",
            "instruments",
            "levers",
            "actors",
            "scale",
            "criticisms",
            "practice",
        ):
            text = getattr(model, name)
            assert text.fr and text.en and text.fr != text.en
        assert model.reads and set(model.reads) <= set(registry.lenses())
        assert model.origins and all(origin.reference for origin in model.origins)
        assert set(model.degrees) == set(held.dimensions)
        assert all(
            degree.reason.fr and degree.basis in {"source", "ours"} for degree in model.degrees.values()
        )


def test_twenty_one_cells_are_rated_or_said_to_be_unrated() -> None:
    rows = rendered(models_report(), "csv").decode("utf-8-sig")
    cells = [degree for model in compass().models.values() for degree in model.degrees.values()]
    assert len(cells) == 21
    assert 0 < sum(degree.value is None for degree in cells) < 6
    assert rows.count("à coter") >= sum(degree.value is None for degree in cells)


def test_a_mix_says_what_nobody_covers() -> None:
    found = mixed(["inclusive", "wellbeing"])
    assert set(found.uncovered) == {"rupture", "ecology"}
    assert found.highest["ecology"] == (None, ())
    whole = mixed(["cwb", "doughnut"])
    assert whole.uncovered == ()
    assert whole.highest["rupture"] == (3, ("cwb",))
    assert mixed(["cwb", "cwb"]).models == mixed(["cwb"]).models
    for name, (top, by) in whole.highest.items():
        assert (
            top == max(compass().models[m].degrees[name].value or 0 for m in ("cwb", "doughnut")) >= COVERED
            and by
        )


def test_tensions_are_those_of_the_chosen_only() -> None:
    assert [one[:2] for one in mixed(["cwb", "circular"]).tensions] == [("cwb", "circular")]
    assert mixed(["cwb"]).tensions == ()


def test_every_policy_is_written_under_every_model() -> None:
    held = compass()
    assert len(held.policies) >= 4
    for one in held.policies.values():
        assert set(one.under) == set(held.models)
        assert all(text.fr != text.en for text in one.under.values())


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="cwb"):
        mixed(["croissance"])
    with pytest.raises(UsageError, match="welcome"):
        policy("guerre")
    wrong = copy.deepcopy(GIVEN)
    wrong["model"][0]["degrees"]["rupture"]["value"] = 4
    with pytest.raises(DataError, match="degré 4"):
        parse(wrong)
    wrong = copy.deepcopy(GIVEN)
    wrong["tension"][0]["models"] = ["cwb", "autre"]
    with pytest.raises(DataError, match="autre"):
        parse(wrong)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("chosen", "asked"), [((), ""), (("cwb", "doughnut"), "welcome")])
def test_every_format_is_made(chosen: tuple[str, ...], asked: str, lang: str) -> None:
    report = models_report(chosen, asked)
    for format in FORMATS:
        assert rendered(report, format, lang)
    found = json.loads(rendered(report, "json", lang))
    jsonschema.validate(found, serialise.schema("mix" if chosen else "models"))


def test_the_time_line_puts_the_undated_last() -> None:
    table = next(t for t in models_report().tables if t.id == "timeline")
    years = [row[0] for row in table.rows]
    assert years[:-1] == sorted(years[:-1]) and not isinstance(years[-1], str)


def test_content_is_open_and_a_groups_own_is_not_given_away() -> None:
    assert models_report().licence == LICENCE
    assert models_report(held=compass()).licence == NOT_OPEN
