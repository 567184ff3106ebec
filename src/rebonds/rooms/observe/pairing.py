"""Two territories side by side, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rebonds.lenses.reading import Dependence, IndicatorReading, PairDimension, PairReading
from rebonds.rooms.observe.present import amount, percent, unit_of, verdict_of
from rebonds.text import number

KINDS = ("common_cause", "complementarity", "joint_effort", "vulnerability", "none", "unknown")


def kind_label(kind: str) -> str:
    """Return the name of what a pair has in a dimension."""
    return {
        "common_cause": _("Cause commune"),
        "complementarity": _("Complémentarité"),
        "joint_effort": _("Effort commun"),
        "vulnerability": _("Dépendance à négocier"),
        "none": _("Rien à signaler"),
        "unknown": _("Un côté manque"),
    }[kind]


def kind_meaning(kind: str) -> str:
    """Say what a kind means."""
    return {
        "common_cause": _("Les deux sont sous le plancher : chercher ensemble pourquoi."),
        "complementarity": _("L’un manque de ce que l’autre a : un échange est possible."),
        "joint_effort": _("Les deux dépassent le plafond : réduire ensemble."),
        "vulnerability": _("L’un dépend bien plus de l’autre que l’inverse : à négocier."),
        "none": _("Aucun des deux ne franchit le seuil."),
        "unknown": _("Pas de lecture commune tant qu’un des deux chiffres manque."),
    }[kind]


@dataclass(frozen=True)
class Cell:
    """One territory's figure in a line."""

    value: str
    verdict: str
    verdict_label: str
    vintage: str


@dataclass(frozen=True)
class Line:
    """One dimension of a pair, in words."""

    id: str
    label: str
    side: str
    indicator: str
    indicator_id: str
    a: Cell
    b: Cell
    joint: Cell | None
    gap: str
    compensation: str
    kind: str
    kind_label: str
    note: str


def cell(reading: IndicatorReading | None, side: str, lang: str) -> Cell:
    """Put one figure in words."""
    code, label = verdict_of(reading, side)
    known = reading is not None and reading.value.known
    return Cell(
        value=amount(reading.value.value, reading.card, lang) if known and reading else "",
        verdict=code,
        verdict_label=label,
        vintage=str(reading.value.vintage or "") if known and reading else "",
    )


def gap_text(dimension: PairDimension, lang: str) -> str:
    """Write the gap A minus B with its interval."""
    if dimension.gap is None:
        return ""
    card = dimension.a.card
    unit = unit_of(card, lang)
    unit = _("points") if unit.startswith("%") else unit
    sign = "+" if dimension.gap > 0 else ""
    text = f"{sign}{number(dimension.gap, lang, card.decimals)}\u00a0{unit}".strip()
    if dimension.gap_low is None or dimension.gap_high is None:
        return text
    low, high = (number(v, lang, card.decimals) for v in (dimension.gap_low, dimension.gap_high))
    return _("%(gap)s (de %(low)s à %(high)s)") % {"gap": text, "low": low, "high": high}


def line(dimension: PairDimension, lang: str) -> Line:
    """Put one dimension of a pair in words."""
    k = dimension.compensation
    return Line(
        id=dimension.id,
        label=dimension.label.to(lang),
        side=dimension.side,
        indicator=dimension.a.card.label.to(lang),
        indicator_id=dimension.a.card.id,
        a=cell(dimension.a, dimension.side, lang),
        b=cell(dimension.b, dimension.side, lang),
        joint=cell(dimension.joint, dimension.side, lang) if dimension.joint else None,
        gap=gap_text(dimension, lang),
        compensation=percent(k, lang, 1) if k is not None and k > 0 else "",
        kind=dimension.kind,
        kind_label=kind_label(dimension.kind),
        note=dimension.note.to(lang) if dimension.note else "",
    )


def lines(pair: PairReading, lang: str) -> tuple[Line, ...]:
    """Put every dimension of a pair in words."""
    return tuple(line(dimension, lang) for dimension in pair.dimensions)


def kinds(pair: PairReading) -> list[dict[str, object]]:
    """Return what the pair has in common, most telling first, with the dimensions concerned."""
    groups = []
    for kind in KINDS:
        concerned = [d for d in pair.dimensions if d.kind == kind]
        if concerned:
            groups.append(
                {
                    "kind": kind,
                    "label": kind_label(kind),
                    "meaning": kind_meaning(kind),
                    "dimensions": [{"id": d.id, "label": d.label} for d in concerned],
                }
            )
    return groups


def dependence(one: Dependence, lang: str) -> dict[str, object]:
    """Put one dependence in words."""

    def share(value: float | None) -> str:
        return percent(value, lang, 1) if value is not None else ""

    return {
        "label": one.label.to(lang),
        "known": one.d_ab is not None or one.d_ba is not None,
        "ab": share(one.d_ab),
        "ba": share(one.d_ba),
        "flow_ab": number(one.flow_ab, lang, 0) if one.flow_ab is not None else "",
        "flow_ba": number(one.flow_ba, lang, 0) if one.flow_ba is not None else "",
        "asymmetry": number(one.asymmetry, lang, 2) if one.asymmetry is not None else "",
        "reciprocity": number(one.reciprocity, lang, 2) if one.reciprocity is not None else "",
        "vintage": str(one.vintage or ""),
        "source": one.source,
        "state": one.state,
    }


def dependences(pair: PairReading, lang: str) -> list[dict[str, object]]:
    """Put the dependences of a pair in words."""
    return [dependence(one, lang) for one in pair.dependences]
