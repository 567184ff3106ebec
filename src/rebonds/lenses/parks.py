"""Business parks of a territory, from the inventory that its EPCI keeps (CNIG format)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rebonds.lenses.measures import Found, lens_table
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

_BROWNFIELD = "friche"
#: Parks that are no longer, or not yet: listed, not counted.
_NOT_THERE = {"en projet", "déclassé"}


@dataclass(frozen=True)
class Park:
    """A business park; ``None`` where the inventory does not say."""

    id: str
    name: str
    commune: str | None
    use: str | None
    pole: str | None
    state: str | None
    area: float | None
    available: float | None
    units: float | None
    vacant: float | None
    vacancy: float | None
    firms: float | None
    jobs: float | None
    brownfield: float | None
    updated: dt.date | None
    source: str

    @property
    def vacancy_share(self) -> float | None:
        """Vacancy as given (percent), else vacant units over units, in [0, 1]."""
        if self.vacancy is not None:
            return self.vacancy / 100
        return self.vacant / self.units if self.vacant is not None and self.units else None


@dataclass(frozen=True)
class Parks:
    """What the land lens says of business parks; empty where no inventory was brought."""

    found: dict[str, Found] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    tables: tuple[Table, ...] = ()
    sources: tuple[str, ...] = ()


def business_parks(wh: Warehouse, place: Territory) -> Parks:
    """Return the business parks of a territory: measures, what to retain, a table."""
    every = _parks(wh, place)
    if not every:
        return Parks()
    parks = [one for one in every if (one.state or "") not in _NOT_THERE]
    sources = tuple(sorted({one.source for one in every}))
    dates = [one.updated for one in every if one.updated]
    about: dict[str, Any] = {
        "vintage": max(dates).year if dates else None,
        "sources": sources,
        "state": "measured",
    }
    found = {
        "business_parks_count": Found(float(len(parks)), **about, method=("sites ni en projet ni déclassés",))
    }
    found |= _sums(parks, about)
    return Parks(found, _points(found), (_table(every),), (*sources, *_others(wh)))


def _sums(parks: Sequence[Park], about: dict[str, Any]) -> dict[str, Found]:
    """Return sums and ratios over the parks that say; what few say is estimated, and the count is told."""

    def over(
        value: Callable[[Park], float | None],
        base: Callable[[Park], float | None] | None = None,
        scale: float = 1.0,
    ) -> Found:
        told = [
            (top, bottom)
            for one in parks
            if (top := value(one)) is not None and (bottom := base(one) if base else 1.0) is not None
        ]
        top, bottom = sum(t for t, _ in told), sum(b for _, b in told)
        if not told or bottom <= 0:
            return Found(None)
        whole = len(told) == len(parks)
        step = f"renseigné pour {len(told)} sites sur {len(parks)}"
        given = {**about, "state": "measured" if whole else "estimated", "method": (step,)}
        if base is None:
            return Found(top, **given)
        return Found(scale * top / bottom, numerator=top, denominator=bottom, **given)

    return {
        "business_parks_area_ha": over(lambda one: one.area),
        "business_parks_available_ha": over(lambda one: one.available),
        "business_parks_vacancy_share": over(lambda one: one.vacant, lambda one: one.units, 100.0),
        "business_parks_jobs_per_ha": over(lambda one: one.jobs, lambda one: one.area),
        "business_parks_brownfield_ha": over(lambda one: one.brownfield),
    }


def _parks(wh: Warehouse, place: Territory) -> list[Park]:
    """Return the parks of the territory's communes, by name; none from a warehouse older than their table."""
    if not wh.query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'site'"):
        return []
    rows = wh.query(
        """
        WITH park AS (
            SELECT * FROM site WHERE kind = 'park' AND commune IN (SELECT unnest($communes::VARCHAR[]))
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY updated DESC NULLS LAST, source) = 1
        ),
        plot AS (
            SELECT DISTINCT ON (id) id, parent, area_ha, occupation FROM site WHERE kind = 'plot'
            ORDER BY id, updated DESC NULLS LAST
        ),
        plots AS (
            -- Parks whose plots are known and none of which is a brownfield have zero hectares of them.
            SELECT parent, coalesce(sum(area_ha) FILTER (occupation = $brownfield), 0) AS brownfield
            FROM plot GROUP BY parent
        ),
        firm AS (
            SELECT DISTINCT id, trim(unnest(string_split(parent, '|'))) AS plot FROM site
            WHERE kind = 'firm' AND coalesce(lower(occupation), 'oui') <> 'non'
        ),
        firms AS (
            SELECT p.parent, count(DISTINCT f.id) AS firms FROM firm AS f JOIN plot AS p ON p.id = f.plot GROUP BY 1
        ),
        pole AS (SELECT id, min(name) AS name FROM site WHERE kind = 'pole' GROUP BY id)
        SELECT p.id, coalesce(p.name, p.id), t.name, p.use, pole.name, p.occupation, p.area_ha, p.available_ha, p.units,
               p.vacant_units, p.vacancy_pct, coalesce(p.establishments, firms.firms), p.jobs, plots.brownfield,
               p.updated, p.source
        FROM park AS p
        LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = p.commune
        LEFT JOIN pole ON pole.id = p.parent
        LEFT JOIN plots ON plots.parent = p.id
        LEFT JOIN firms ON firms.parent = p.id
        ORDER BY 2, 1
        """,
        {"communes": list(place.communes), "brownfield": _BROWNFIELD},
    )
    return [Park(*row) for row in rows]


def _others(wh: Warehouse) -> tuple[str, ...]:
    """Return the sources of plots, firms and poles."""
    rows = wh.query("SELECT DISTINCT source FROM site WHERE kind <> 'park' ORDER BY 1")
    return tuple(str(one) for (one,) in rows)


def _points(found: dict[str, Found]) -> tuple[Point, ...]:
    area, available = found["business_parks_area_ha"], found["business_parks_available_ha"]
    if area.value is None:
        return ()
    count = found["business_parks_count"].value or 0.0
    fr, en = ([number(count, lang, 0), number(area.value, lang, 1)] for lang in ("fr", "en"))
    sale = Text("", "")
    if available.value is not None:
        given = [number(available.value, lang, 1) for lang in ("fr", "en")]
        sale = Text(f", dont {given[0]} ha à vendre", f", of which {given[1]} ha for sale")
    text = Text(typeset(f"{fr[0]} zones, {fr[1]} ha{sale.fr}."), f"{en[0]} parks, {en[1]} ha{sale.en}.")
    return (Point(Text("Zones d'activité", "Business parks"), text),)


def _table(parks: Sequence[Park]) -> Table:
    rows = (
        (
            _named(one),
            one.commune,
            one.use,
            one.pole,
            one.area,
            one.available,
            one.vacancy_share,
            one.firms,
            one.jobs,
            one.brownfield,
            one.updated.isoformat() if one.updated else None,
        )
        for one in parks
    )
    return lens_table("parks", rows, first=12)


def _named(one: Park) -> str:
    return f"{one.name} ({one.state})" if one.state in _NOT_THERE else one.name
