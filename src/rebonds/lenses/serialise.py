"""Readings as plain JSON, described by the JSON Schemas of ``lenses/schema``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from rebonds.indicators.card import Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.plain import DIGITS, LICENCE, rounded, source_json, territory_json
from rebonds.lenses.reading import (
    SCHEMA_VERSION,
    Coverage,
    Dependence,
    DimensionReading,
    IndicatorReading,
    PairDimension,
    PairReading,
    Reading,
)
from rebonds.lenses.serialise_flows import plain
from rebonds.lenses.serialise_flows import to_json as flows_json
from rebonds.lenses.tables import Table


@lru_cache(maxsize=1024)
def _rounded(found: tuple[float, ...]) -> tuple[float | None, ...]:
    """Round the marks of a distribution, the same under every territory."""
    return tuple(rounded(x) for x in found)


def _exact(x: float | None) -> float | None:
    return None if x is None else round(x, DIGITS)


def to_json(reading: Reading | PairReading, lang: str = "fr") -> dict[str, Any]:
    """Return a reading as a dictionary ready for JSON.

    Parameters
    ----------
    reading : Reading or PairReading
    lang : {"fr", "en"}
        Language of labels and notes.

    Returns
    -------
    dict
        Follows ``reading.schema.json`` or ``pair.schema.json`` (JSON Schema 2020-12). An unknown figure is
        ``null``, with its ``state``.
    """
    if isinstance(reading, PairReading):
        return _pair(reading, lang)
    return {
        "schema": SCHEMA_VERSION,
        "lens": reading.lens,
        "territory": territory_json(reading.territory),
        "threshold_set": reading.threshold_set,
        "theme": reading.theme,
        "coverage": _coverage(reading.coverage),
        "unmet": [d.id for d in reading.unmet],
        "overshot": [d.id for d in reading.overshot],
        "dimensions": [_dimension(d, lang) for d in reading.dimensions],
        "context": [_indicator(r, lang) for r in reading.context],
        "peers": [
            {
                "code": p.code,
                "name": p.name,
                "distance": p.distance,
                "reasons": [r.to(lang) for r in p.reasons],
            }
            for p in reading.peers
        ],
        "groups": [{"id": ident, "label": label.to(lang)} for ident, label in reading.groups],
        "findings": [{"lead": p.lead.to(lang), "text": p.text.to(lang)} for p in reading.points],
        "tables": [_table(t, lang) for t in reading.tables],
        "assumptions": [text.to(lang) for text in reading.assumptions],
        "missing": [text.to(lang) for text in reading.missing],
        "sources": [source_json(s, lang) for s in reading.sources],
        "trace": list(reading.trace),
        "warehouse": reading.warehouse,
        "licence": LICENCE,
    }


def several(readings: Sequence[Reading], lang: str = "fr") -> dict[str, Any]:
    """Return several readings under one head; each follows ``reading.schema.json``."""
    return {
        "schema": SCHEMA_VERSION,
        "readings": [to_json(reading, lang) for reading in readings],
        "licence": LICENCE,
    }


def _table(table: Table, lang: str) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title.to(lang),
        "columns": [
            {"key": c.key, "label": c.label.to(lang), "unit": c.unit.to(lang), "kind": c.kind}
            for c in table.columns
        ],
        "rows": [[plain(cell, lang) for cell in row] for row in table.rows],
        "note": table.note.to(lang),
    }


def _coverage(c: Coverage) -> dict[str, int]:
    return {
        "social": c.social,
        "social_total": c.social_total,
        "ecological": c.ecological,
        "ecological_total": c.ecological_total,
        "other": c.other,
        "other_total": c.other_total,
    }


def _threshold(t: Threshold | None) -> dict[str, Any] | None:
    if t is None:
        return None
    return {
        "value": t.value,
        "kind": t.kind,
        "source": t.source,
        "date": t.date.isoformat(),
        "set": t.set,
        "low": t.low,
        "high": t.high,
    }


def _figures(value: Value, unit: str) -> dict[str, Any]:
    return {
        "state": value.state,
        "value": rounded(value.value),
        "unit": unit,
        "numerator": _exact(value.numerator),
        "denominator": _exact(value.denominator),
        "vintage": value.vintage,
        "source": list(value.sources),
    }


def _indicator(r: IndicatorReading, lang: str) -> dict[str, Any]:
    card = r.card
    return {
        "indicator": {
            "id": card.id,
            "label": card.label.to(lang),
            "definition": card.definition.to(lang),
            "direction": card.direction,
            "proxy": card.proxy.to(lang) if card.proxy else None,
        },
        **_figures(r.value, _unit(r, lang)),
        "value_low": rounded(r.value.low),
        "value_high": rounded(r.value.high),
        "population_covered": rounded(r.value.coverage),
        "threshold": _threshold(r.threshold),
        "score": rounded(r.score),
        "crossed": r.crossed,
        "low": rounded(r.low),
        "high": rounded(r.high),
        "p_crossed": rounded(r.p_crossed),
        "flips": list(r.flips),
        "positions": [
            {
                "among": p.among,
                "count": p.count,
                "better": p.better,
                "equal": p.equal,
                "worse": p.worse,
                "quantiles": list(_rounded(p.quantiles)),
            }
            for p in r.positions
        ],
        "change": None
        if r.change is None
        else {
            "from": {"vintage": r.change.before.vintage, "value": rounded(r.change.before.value)},
            "to": {"vintage": r.change.after.vintage, "value": rounded(r.change.after.value)},
            "difference": rounded(r.change.difference),
            "improved": r.change.improved,
        },
        "trace": list(r.value.method),
    }


def _unit(r: IndicatorReading, lang: str) -> str:
    return (r.card.unit_en or r.card.unit) if lang == "en" else r.card.unit


def _dimension(d: DimensionReading, lang: str) -> dict[str, Any]:
    head: dict[str, Any]
    if d.headline is None:
        head = dict.fromkeys(("indicator", "value", "unit", "numerator", "denominator", "threshold"))
        head |= dict.fromkeys(("score", "crossed", "low", "high", "vintage", "p_crossed", "change"))
        head |= {"source": [], "flips": [], "positions": [], "trace": []}
    else:
        head = _indicator(d.headline, lang)
    return head | {
        "id": d.id,
        "label": d.label.to(lang),
        "side": d.side,
        "state": d.state,
        "note": d.note.to(lang) if d.note else None,
        "others": [_indicator(r, lang) for r in d.others],
    }


def _pair(reading: PairReading, lang: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA_VERSION,
        "lens": "pair",
        "territories": [territory_json(reading.a.territory), territory_json(reading.b.territory)],
        "threshold_set": reading.threshold_set,
        "theme": reading.theme,
        "distance_km": rounded(reading.distance_km),
        "neighbours": reading.neighbours,
        "coverage": [_coverage(reading.a.coverage), _coverage(reading.b.coverage)],
        "dimensions": [_pair_dimension(d, lang) for d in reading.dimensions],
        "dependences": [_dependence(d, lang) for d in reading.dependences],
        "flows": None if reading.flows is None else flows_json(reading.flows, lang, reading.sources),
        "sources": [source_json(s, lang) for s in reading.sources],
        "trace": list(reading.trace),
        "warehouse": reading.warehouse,
        "licence": LICENCE,
    }


def _pair_dimension(d: PairDimension, lang: str) -> dict[str, Any]:
    return {
        "id": d.id,
        "label": d.label.to(lang),
        "side": d.side,
        "kind": d.kind,
        "a": _indicator(d.a, lang),
        "b": _indicator(d.b, lang),
        "joint": None if d.joint is None else _indicator(d.joint, lang),
        "gap": rounded(d.gap),
        "gap_low": rounded(d.gap_low),
        "gap_high": rounded(d.gap_high),
        "compensation": rounded(d.compensation),
        "note": d.note.to(lang) if d.note else None,
    }


def _dependence(d: Dependence, lang: str) -> dict[str, Any]:
    return {
        "kind": d.kind,
        "label": d.label.to(lang),
        "state": d.state,
        "d_ab": rounded(d.d_ab),
        "d_ba": rounded(d.d_ba),
        "asymmetry": rounded(d.asymmetry),
        "reciprocity": rounded(d.reciprocity),
        "flow_ab": rounded(d.flow_ab),
        "flow_ba": rounded(d.flow_ba),
        "vintage": d.vintage,
        "source": d.source,
    }


@lru_cache(maxsize=2)
def schema(name: str = "reading") -> dict[str, Any]:
    """Return the JSON Schema of ``reading`` or ``pair``."""
    text = (
        resources.files("rebonds.lenses").joinpath(f"schema/{name}.schema.json").read_text(encoding="utf-8")
    )
    loaded: dict[str, Any] = json.loads(text)
    return loaded
