"""What a scenario does, as a report; two responses side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rebonds import drawing
from rebonds.flows.results import Estimate, ImpactLine, ShockReading
from rebonds.flows.scenario import KINDS
from rebonds.flows.shock import compare
from rebonds.flows.shock_reading import NEVER_A_FORECAST
from rebonds.lenses.reading import SourceLine
from rebonds.reporting.cells import estimate
from rebonds.reporting.flows.columns import table
from rebonds.reporting.report import Cell, Column, Drawing, Listing, Point, Report, Table
from rebonds.text import NARROW_NBSP, Text, number, typeset

_MEUR = Text("M€", "€M")
_SHOWN = 15


def shock_report(
    found: ShockReading, sources: Sequence[SourceLine], other: ShockReading | None = None
) -> Report:
    """Return the report of a scenario, beside another response when there is one.

    Parameters
    ----------
    found : ShockReading
    sources : sequence of SourceLine
    other : ShockReading, optional
        A second response to compare with.
    """
    title, facts = found.title, _facts(found)
    if other is not None:
        title = Text(f"{title.fr} – face à – {other.title.fr}", f"{title.en} – against – {other.title.en}")
    return Report(
        name=f"choc-{found.scenario}",
        title=title,
        facts=facts,
        points=(*_points(found), *(_points(other, True) if other else [])),
        tables=(
            *([_comparison(found, other)] if other else []),
            _lines("places", Text("Territoires, par perte", "Territories, by loss"), found.places),
            _lines("branches", Text("Branches, par perte", "Branches, by loss"), found.branches),
            _lines(
                "second",
                Text("Exposés en second, sans être touchés", "Exposed second, not hit"),
                found.second,
            ),
            *([_path(found)] if found.path else []),
        ),
        drawings=_drawings(found, other),
        lists=(
            Listing(Text("Ce que le calcul suppose", "What the computation assumes"), found.assumptions[1:]),
        ),
        sources=tuple(sources),
        trace=found.trace,
        warning=Text(typeset(NEVER_A_FORECAST.fr), NEVER_A_FORECAST.en),
        warehouse=found.warehouse,
        record=found,
    )


def _facts(found: ShockReading) -> Text:
    kind = KINDS[found.kind]
    count = Text(
        f"marge tirée de {found.draws} tirages (graine {found.seed})"
        if found.draws
        else "sans marge : aucun tirage",
        f"band from {found.draws} draws (seed {found.seed})" if found.draws else "no band: no draw",
    )
    parts_fr, parts_en = [kind.fr.capitalize(), count.fr], [kind.en.capitalize(), count.en]
    if found.residual is not None:
        parts_fr.append(f"résidu du calcul {found.residual:.0e}")
        parts_en.append(f"residual of the solve {found.residual:.0e}")
    return Text(typeset(" · ".join(parts_fr)), " · ".join(parts_en))


def _points(found: ShockReading, second: bool = False) -> list[Point]:
    lead = found.title if second else Text("Le scénario", "The scenario")
    out = [Point(lead, Text(typeset(found.summary.fr), found.summary.en))]
    totals = [
        (Text("production", "output"), found.total_output, _MEUR),
        (Text("emplois", "jobs"), found.total_jobs, Text("", "")),
        (Text("valeur ajoutée", "value added"), found.total_value_added, _MEUR),
    ]
    cost = found.kind == "price"
    verb = Text(
        "Hausse des coûts" if cost else "Dans le pays, sur un an",
        "Rise of costs" if cost else "In the country, over a year",
    )
    told = [(name, value, unit) for name, value, unit in totals if value.known]

    def sentence(lang: str) -> str:
        parts = [f"{name.to(lang)} {_signed(value, unit.to(lang), lang)}" for name, value, unit in told]
        return ", ".join(parts) + "."

    if told:
        out.append(Point(verb, Text(typeset(sentence("fr")), sentence("en"))))
    if found.second:
        names = ", ".join(line.name.fr for line in found.second[:3])  # places: the same in both languages
        out.append(
            Point(
                Text("Exposés en second", "Exposed second"),
                Text(f"{names}.", f"{names}."),
            )
        )
    if found.path:
        worst = min(found.path, key=lambda day: day.total)
        fr, en = (number(100 * worst.total, lang, 2) for lang in ("fr", "en"))
        back = next((d.day for d in found.path[worst.day :] if d.total >= 1 - 0.1 * (1 - worst.total)), None)
        fr = f"Au plus bas le jour {worst.day} : {fr}{NARROW_NBSP}% de la production habituelle du pays."
        en = f"Lowest on day {worst.day}: {en}% of the country’s usual output."
        if back is not None:
            fr += f" Neuf dixièmes du creux sont comblés au jour {back}."
            en += f" Nine tenths of the dip are made up by day {back}."
        out.append(Point(Text("Jour par jour", "Day by day"), Text(typeset(fr), en)))
    return out


def _signed(value: Estimate, unit: str, lang: str) -> str:
    text = estimate(value, "amount", lang)
    return f"{text} {unit}".strip() + (Text(" en moins", " fewer").to(lang) if (value.value or 0) > 0 else "")


def _lines(ident: str, title: Text, lines: Sequence[ImpactLine]) -> Table:
    yes, no = Text("oui", "yes"), Text("non", "no")
    rows = tuple(
        (line.code, line.name, yes if line.direct else no, line.output, line.share, line.jobs)
        for line in lines
    )
    return table("impact", rows, ident=ident, title=title, first=_SHOWN)


def _comparison(found: ShockReading, other: ShockReading) -> Table:
    rows = compare(found, other)
    return table("comparison", rows, first=_SHOWN, a=found.title.fr, b=other.title.fr)


def _path(found: ShockReading) -> Table:
    part = Text("1 : comme avant.", "1: as before.")
    places = [
        Column(f"place_{i}", Text(name, name), "fine", meaning=part)
        for i, name in enumerate(found.followed, 1)
    ]
    rows: list[tuple[Cell, ...]] = []
    for rank, day in enumerate(found.path):
        low = found.path_low[rank] if rank < len(found.path_low) else None
        high = found.path_high[rank] if rank < len(found.path_high) else None
        rows.append((str(day.day), day.total, low, high, *day.places))
    return table("path", rows, more=places)


def _drawings(found: ShockReading, other: ShockReading | None) -> tuple[Drawing, ...]:
    out = []
    if found.path:
        beside = other if other is not None and other.path else None

        def path(lang: str, mode: str) -> str:
            return drawing.shock_path_svg(
                found, lang, other=beside, mode=mode, prefix="path", css=mode != "page"
            )

        out.append(Drawing("path", Text("Jour par jour", "Day by day"), path))
    if found.places:
        title = Text("Qui perd, par territoire", "Who loses, by territory")
        out.append(Drawing("places", title, _bars("places", found.places)))
    if found.branches:
        title = Text("Qui perd, par branche", "Who loses, by branch")
        out.append(Drawing("branches", title, _bars("branches", found.branches)))
    return tuple(out)


def _bars(ident: str, lines: Sequence[ImpactLine]) -> Callable[[str, str], str]:
    def make(lang: str, mode: str) -> str:
        return drawing.impact_bars_svg(lines, lang, mode=mode, prefix=f"bars-{ident}", css=mode != "page")

    return make
