"""The compass on a territory: JSON tells what the table of a file does, and nothing is left out in silence."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import partial

import pytest
from jsonschema import Draft202012Validator

from rebonds import territory
from rebonds.content.models import compass
from rebonds.drawing import words
from rebonds.errors import MissingDataError, UsageError
from rebonds.flows.results import Estimate
from rebonds.lenses import registry
from rebonds.lenses.compass_here import Through, through
from rebonds.lenses.serialise import schema
from rebonds.lenses.tables import Column, Table
from rebonds.reporting.deliver import as_json, rendered
from rebonds.reporting.models import models_report
from rebonds.text import Text, typeset

_COLUMNS = ("measure", "value", "state", "year", "reason")


@pytest.fixture(scope="module")
def read(warehouse) -> Through:
    place = territory.resolve("200040715")
    return through(compass(), place, (), partial(registry.read, warehouse, place))


def _figures(report, lang: str) -> list[list[str]]:
    """Return the rows of the table of figures, as the file of cells tells them (an empty cell has no line)."""
    content = io.StringIO(rendered(report, "csv", lang).decode("utf-8-sig"))
    lines = csv.reader(content, delimiter="," if lang == "en" else ";")
    rows: list[list[str]] = []
    for table, model, lens, column, *_, text in lines:
        if table != "figures":
            continue
        if column == "measure":
            rows.append([model, lens, *[""] * 5])
        rows[-1][2 + _COLUMNS.index(column)] = text
    return rows


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("chosen", "record"), [((), "models"), (("cwb", "doughnut"), "mix")])
def test_json_follows_its_schema_and_tells_what_the_file_tells(read, chosen, record, lang) -> None:
    report = models_report(chosen, read=read)
    found = json.loads(as_json(report, lang))
    Draft202012Validator(schema(record)).validate(found)
    here, held = found["here"], compass()
    assert found["record"] == record and here["territory"]["code"] == "200040715"
    names, states = registry.lenses(), words.STATES
    told = [
        [
            held.models[one["model"]].label.to(lang),
            names[one["lens"]].to(lang),
            one["label"],
            "" if one["value"] is None else words.quantity(one["value"], one["unit"], lang, one["decimals"]),
            states[one["state"]].to(lang),
            str(one["vintage"] or ""),
            one["reason"] or "",
        ]
        for one in here["measures"]
    ]
    assert told == _figures(report, lang)
    cited = {ident for one in here["measures"] for ident in one["source_ids"]}
    assert {one["id"] for one in found["sources"]} == set(found["source_ids"]) == cited != set()


def test_without_a_territory_the_record_says_so() -> None:
    found = json.loads(as_json(models_report(), "fr"))
    Draft202012Validator(schema("models")).validate(found)
    assert found["here"] is None


def test_every_measure_named_has_a_figure_or_a_reason(read) -> None:
    found = json.loads(as_json(models_report(read=read), "fr"))["here"]
    named = [name for model in compass().models.values() for name in model.indicators]
    assert [f"{one['lens']}:{one['id']}" for one in found["measures"]] == named
    for one in found["measures"]:
        assert (one["value"] is None) == (one["reason"] is not None)
        assert one["reason"] is None or any(typeset(one["reason"]) in said for said in found["missing"])


def test_a_lens_that_cannot_be_read_is_told(warehouse, read) -> None:
    why = Text("les achats ne sont pas dans l’entrepôt", "purchases are not in the warehouse")

    def one(lens: str):
        if lens == "wealth":
            raise MissingDataError(why)
        return next(reading for reading in read.readings if reading.lens == lens)

    lacking = through(compass(), read.place, (), one)
    report = models_report(read=lacking)
    found = json.loads(as_json(report, "fr"))["here"]
    assert [one["id"] for one in found["lenses"] if not one["read"]] == ["wealth"]
    wealth = [one for one in found["measures"] if one["lens"] == "wealth"]
    assert wealth and all(one["reason"] == why.fr and one["unit"] for one in wealth)
    assert "Fuite" in {one["label"] for one in wealth}
    assert sum(why.fr in said for said in found["missing"]) == 1
    assert why.fr in rendered(report, "html").decode()
    # no lens at all: the compass still opens
    nothing = through(compass(), read.place, (), lambda lens: one("wealth"))
    assert not nothing.readings and why.fr in rendered(models_report(read=nothing), "text").decode()


def test_a_measure_without_headline_is_told(read) -> None:
    bare = tuple(
        replace(one, dimensions=tuple(replace(d, headline=None, note=None) for d in one.dimensions))
        if one.lens == "doughnut"
        else one
        for one in read.readings
    )
    found = json.loads(as_json(models_report(("doughnut",), read=replace(read, readings=bare)), "fr"))["here"]
    empty = [one for one in found["measures"] if one["lens"] == "doughnut"]
    assert empty and all(one["state"] == "missing" and "aucun indicateur" in one["reason"] for one in empty)


def test_moved_purchases_follow_the_points(read) -> None:
    keys = ("points", "share", "able", "euros", "income", "jobs")
    columns = [Column(key, Text(key, key), meaning=Text(key, key)) for key in keys]
    row = (Text("", ""), 0.05, 0.4, 1000.0, Estimate(500.0, 400.0, 600.0), Estimate(2.0, 1.0, 3.0))
    table = Table("moved", Text("", ""), tuple(columns), (row,))
    with_table = tuple(
        replace(one, tables=(table,)) if one.lens == "wealth" else one for one in read.readings
    )
    asked = replace(read, readings=with_table, points=10.0)
    moved = json.loads(as_json(models_report(("cwb",), read=asked), "fr"))["here"]["moved"]
    assert [one["points"] for one in moved] == [10.0] and moved[0]["euros"] == 2000
    assert moved[0]["jobs"]["value"] == 4.0
    lacking = replace(read, readings=(), points=10.0)
    said = json.loads(as_json(models_report(("cwb",), read=lacking), "fr"))["here"]["missing"]
    assert any("Achats déplacés" in one for one in said)


@pytest.mark.parametrize("points", [0, -3, 101])
def test_impossible_points_are_refused(read, points) -> None:
    with pytest.raises(UsageError, match="entre 0 et 100"):
        through(compass(), read.place, ("cwb",), lambda lens: read.readings[0], points)
