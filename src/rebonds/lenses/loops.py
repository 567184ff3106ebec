"""What makes goods last: repair, reuse, rental and recovery of materials, counted by activity code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rebonds.lenses.activity import EMPLOYEES, ESTABLISHMENTS, Counts, counted, counted_as
from rebonds.lenses.measures import Found, Lens, lens_table
from rebonds.lenses.naf import LOOPS, labels
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

_PEOPLE = 1e4


class Loops:
    """Repair, reuse, rental and recovery on a territory: establishments and employees by activity code."""

    def __init__(self, wh: Warehouse, place: Territory, lens: Lens) -> None:
        self.typology = lens.typology(LOOPS)
        self.place = place
        self.establishments = counted(wh, place, ESTABLISHMENTS)
        self.employees = counted(wh, place, EMPLOYEES)

    @property
    def _known(self) -> tuple[Counts, ...]:
        return tuple(one for one in (self.establishments, self.employees) if one is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the sources."""
        return tuple(dict.fromkeys(s for one in self._known for s in one.sources))

    def _steps(self, counts: Counts) -> tuple[str, ...]:
        about = self.typology
        return (
            f"{counts.scope.fr}, par code d'activité",
            f"typologie {about.id} {about.version} du {about.date.isoformat()}",
        )

    def per_inhabitant(self, name: str) -> Found:
        """Return establishments of a class per 10,000 inhabitants."""
        counts, people = self.establishments, self.place.population
        if counts is None or not people:
            return Found(None)
        held = counts.by_class(self.typology)[name]
        return Found(
            _PEOPLE * held / people,
            numerator=held,
            denominator=people,
            state=counts.state,
            vintage=counts.vintage,
            sources=counts.sources,
            method=self._steps(counts),
        )

    def employees_share(self, name: str) -> Found:
        """Return the share of employees in a class."""
        counts = self.employees
        if counts is None:
            return Found(None)
        held = counts.by_class(self.typology)[name]
        return Found(
            100 * held / counts.total,
            numerator=held,
            denominator=counts.total,
            state=counts.state,
            vintage=counts.vintage,
            sources=counts.sources,
            method=self._steps(counts),
        )

    def assumptions(self) -> tuple[Text, ...]:
        """Say how activities are sorted, and what the counts leave out."""
        if not self._known:
            return ()
        return (self.typology.told, self.typology.caution, *(counted_as(one) for one in self._known))

    def points(self) -> tuple[Point, ...]:
        """Say how many repair, sell again or rent out."""
        if self.establishments is None:
            return ()
        held = self.establishments.by_class(self.typology)
        names = [name for name in ("repair", "reuse", "rental") if name in held]
        fr, en = (
            ", ".join(f"{self.typology.classes[n].to(lang)} {number(held[n], lang, 0)}" for n in names)
            for lang in ("fr", "en")
        )
        return (
            Point(
                Text("Qui fait durer les biens", "Who makes goods last"),
                Text(
                    typeset(f"En établissements : {fr} ({self.establishments.vintage})."),
                    f"In establishments: {en} ({self.establishments.vintage}).",
                ),
            ),
        )

    def tables(self) -> tuple[Table, ...]:
        """Return each activity code of the loops with its class and counts; empty without a source."""
        if not self._known:
            return ()
        mine = self.establishments.codes if self.establishments else {}
        staff = self.employees.codes if self.employees else {}
        rows = tuple(
            (
                code,
                Text(label, label),
                self.typology.classes[self.typology.class_of(code)],
                mine.get(code) if self.establishments else None,
                staff.get(code) if self.employees else None,
            )
            for code, label in labels().items()
            if (code in mine or code in staff) and self.typology.class_of(code) != "other"
        )
        return (replace(lens_table("loops", rows, first=12), note=self.typology.told),)
