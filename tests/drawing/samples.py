"""Invented readings in every state, the same at every run: no figure here describes a real place."""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import replace

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.reading import (
    Coverage,
    Dependence,
    DimensionReading,
    IndicatorReading,
    PairDimension,
    PairReading,
    Reading,
    SourceLine,
)
from rebonds.territory.model import Territory
from rebonds.text import Text

# id, French, English, value, unit, worst reference, state, half band
SOCIAL = (
    ("food", "Alimentation", "Food", 31.4, "%", 100.0, "measured", 0.0),
    ("health", "Santé", "Health", 12.6, "%", 100.0, "measured", 0.0),
    ("education", "Éducation", "Education", 18.2, "%", 100.0, "measured", 0.0),
    ("income_work", "Revenu et travail", "Income and work", 15.9, "%", 100.0, "estimated", 2.4),
    ("water", "Eau", "Water", 0.0, "%", 100.0, "measured", 0.0),
    ("energy", "Énergie", "Energy", 64.0, "%", 100.0, "estimated", 9.0),
    ("connectivity", "Connectivité", "Connectivity", None, "%", 100.0, "missing", 0.0),
    ("housing", "Logement", "Housing", 7.3, "%", 100.0, "measured", 0.0),
    ("equality", "Égalité entre les femmes et les hommes", "Equality", 9.8, "points", 40.0, "measured", 0.0),
    ("cohesion", "Cohésion sociale", "Cohesion", None, "%", 100.0, "secret", 0.0),
    ("voice", "Participation démocratique", "Political voice", 52.1, "%", 100.0, "measured", 0.0),
    ("peace", "Paix et justice", "Peace and justice", 8.1, "‰", 100.0, "no_threshold", 0.0),
)
# id, French, English, value, unit, ceiling, state, half band
ECOLOGICAL = (
    ("climate", "Changement climatique", "Climate change", 9.3, "t CO₂e/hab.", 1.9, "estimated", 1.1),
    ("ocean", "Acidification des océans", "Ocean acidification", None, "", 1.0, "not_localisable", 0.0),
    ("chemicals", "Pollution chimique", "Chemical pollution", 2.4, "kg/ha", 1.3, "measured", 0.0),
    ("nutrients", "Azote et phosphore", "Nutrients", 22.0, "%", 10.0, "measured", 0.0),
    ("air", "Pollution de l’air", "Air pollution", 9.4, "µg/m³", 10.0, "estimated", 0.9),
    ("freshwater", "Eau douce", "Freshwater", 61.0, "m³/hab.", 110.0, "measured", 0.0),
    ("land", "Artificialisation des sols", "Land conversion", 1.46, "× budget", 1.0, "measured", 0.0),
    ("biodiversity", "Perte de biodiversité", "Biodiversity loss", None, "%", 20.0, "missing", 0.0),
    (
        "ozone",
        "Appauvrissement de la couche d’ozone",
        "Ozone depletion",
        None,
        "",
        1.0,
        "not_localisable",
        0.0,
    ),
)
DAY = dt.date(2024, 1, 1)
SOURCES = (
    SourceLine("src_a", Text("Fichier inventé A", "Invented file A"), "INSEE", "Licence Ouverte 2.0", "2022"),
    SourceLine("src_b", Text("Fichier inventé B", "Invented file B"), "DREES", "Licence Ouverte 2.0", "2023"),
)


def card(id_: str, fr: str, en: str, unit: str, *, side: str, threshold: Threshold | None) -> IndicatorCard:
    """Return an invented card."""
    return IndicatorCard(
        id=f"{id_}_indicator",
        label=Text(f"Part inventée, {fr.lower()}", f"Invented share, {en.lower()}"),
        definition=Text("Indicateur inventé.", "Invented indicator."),
        unit=unit,
        direction="lower_is_better",
        side=side,
        dimension=id_,
        numerator="n",
        sources=("src_a",),
        thresholds=(threshold,) if threshold else (),
        holder=Text("l’observatoire régional", "the regional observatory"),
    )


def score(value: float, threshold: Threshold, side: str) -> float:
    """Return the score of a value, as the lens does."""
    if side == "ecological":
        return value / threshold.value
    assert threshold.worst is not None
    return max(0.0, (value - threshold.value) / (threshold.worst - threshold.value))


def dimension(row: tuple, side: str, territory: str, shift: float = 1.0) -> DimensionReading:
    """Return one invented dimension."""
    id_, fr, en, value, unit, ref, state, band = row
    threshold = None
    if state != "no_threshold":
        worst, limit = (ref, 0.0) if side == "social" else (None, ref)
        threshold = Threshold("reference", limit, "convention", "Convention de test", DAY, worst=worst)
    if state == "no_threshold":
        state = "measured"
    x = None if value is None else value * shift
    held = Value(
        f"{id_}_indicator",
        territory,
        "missing" if state == "not_localisable" else state,
        x,
        low=None if x is None or not band else x - band,
        high=None if x is None or not band else x + band,
        vintage=None if x is None else 2022,
        sources=("src_a",) if x is not None else (),
    )
    s = None if x is None or threshold is None else score(x, threshold, side)
    crossed = None if s is None else s > (1 if side == "ecological" else 0)
    bounds = [None, None]
    if s is not None and band and threshold is not None and x is not None:
        bounds = [score(x - band, threshold, side), score(x + band, threshold, side)]
    headline = IndicatorReading(
        card(id_, fr, en, unit, side=side, threshold=threshold),
        held,
        threshold,
        s,
        bounds[0],
        bounds[1],
        crossed,
        None if s is None else (0.3 if id_ == "air" else float(bool(crossed))),
        flips=("national",) if id_ == "land" else (),
    )
    lost = state == "not_localisable"
    return DimensionReading(id_, Text(fr, en), side, None if lost else headline, not_localisable=lost)


def reading(
    name: str = "Communauté d’agglomération du Val inventé", code: str = "200000001", shift: float = 1.0
) -> Reading:
    """Return an invented reading that holds every state."""
    dims = tuple(dimension(r, "social", code, shift) for r in SOCIAL)
    dims += tuple(dimension(r, "ecological", code, shift) for r in ECOLOGICAL)
    social = sum(d.known for d in dims if d.side == "social")
    ecological = sum(d.known for d in dims if d.side == "ecological")
    return Reading(
        "doughnut",
        Territory(code, name, "epci", population=123456),
        dims,
        Coverage(social, 12, ecological, 9),
        sources=SOURCES,
        warehouse="test",
    )


def empty() -> Reading:
    """Return a reading where every figure is missing."""
    full = reading()
    dims = tuple(replace(d, headline=None) for d in full.dimensions)
    return replace(full, dimensions=dims, coverage=Coverage(0, 12, 0, 9), sources=())


def pair(dependences: bool = True) -> PairReading:
    """Return an invented pair."""
    a = reading("Métropole de l’Amont", "200000001")
    b = reading("Communauté de communes de l’Aval et des Coteaux", "200000002", 0.55)
    kinds = {(True, True): "common_cause", (True, False): "complementarity", (False, True): "complementarity"}
    dims = []
    for da, db in zip(a.dimensions, b.dimensions, strict=True):
        if da.headline is None or db.headline is None:
            continue
        ha, hb = da.headline, db.headline
        if not ha.value.known or ha.score is None or hb.score is None:
            dims.append(PairDimension(da.id, da.label, da.side, ha, hb, None))
            continue
        assert ha.value.value is not None and hb.value.value is not None
        mean = (ha.score + hb.score) / 2
        joint = replace(
            ha,
            score=mean,
            low=None,
            high=None,
            value=replace(ha.value, value=(ha.value.value + hb.value.value) / 2),
        )
        kind = kinds.get((bool(ha.crossed), bool(hb.crossed)), "none")
        if kind == "common_cause" and da.side == "ecological":
            kind = "joint_effort"
        difference = ha.value.value - hb.value.value
        dims.append(
            PairDimension(
                da.id,
                da.label,
                da.side,
                ha,
                hb,
                joint,
                difference,
                difference - 1,
                difference + 1,
                0.01,
                kind,
            )
        )
    work = Dependence(
        "work", Text("Travail", "Work"), 0.18, 0.47, -0.45, 0.6, 9000.0, 21000.0, "measured", 2022, "src_a"
    )
    return PairReading(
        a, b, tuple(dims), (work,) if dependences else (), distance_km=24.0, neighbours=True, sources=SOURCES
    )


def wkb(*polygons: list[list[tuple[float, float]]], big: bool = False) -> bytes:
    """Return the WKB of a multipolygon, each polygon a list of rings."""
    order = ">" if big else "<"

    def head(kind: int) -> bytes:
        return struct.pack("B", 0 if big else 1) + struct.pack(f"{order}I", kind)

    out = head(6) + struct.pack(f"{order}I", len(polygons))
    for rings in polygons:
        out += head(3) + struct.pack(f"{order}I", len(rings))
        for ring in rings:
            out += struct.pack(f"{order}I", len(ring)) + b"".join(struct.pack(f"{order}2d", *p) for p in ring)
    return out
