"""What is counted by activity code in the communes of a territory, and how a typology divides it: no branch, no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebonds.errors import DataError
from rebonds.lenses.naf import Typology
from rebonds.lenses.tables import Column
from rebonds.territory.model import Territory
from rebonds.text import Text, typeset

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

#: Variables by activity code, the widest scope first: every establishment (Sirene), then private employers (Urssaf).
ESTABLISHMENTS = ("establishments_ape", "private_establishments_ape")
EMPLOYEES = ("employees_ape", "private_employees_ape")
SCOPES = {
    "establishments_ape": Text("établissements de toute nature", "establishments of every kind"),
    "private_establishments_ape": Text(
        "établissements employeurs du secteur privé (ni indépendants sans salarié, ni secteur public)",
        "private employers’ establishments (neither self-employed without staff nor the public sector)",
    ),
    "employees_ape": Text("salariés", "employees"),
    "private_employees_ape": Text("salariés du secteur privé", "private employees"),
}


@dataclass(frozen=True)
class Counts:
    """Figures by activity code (``10.71C``), of one vintage and one variable.

    Attributes
    ----------
    variable : str
    codes : dict of str to float
    vintage : int
    sources : tuple of str
    withheld : int
        Pairs of commune and code that the producer withholds: left out, so that sums are low ends.
    """

    variable: str
    codes: dict[str, float]
    vintage: int
    sources: tuple[str, ...]
    withheld: int = 0

    @property
    def total(self) -> float:
        """Sum over codes."""
        return sum(self.codes.values())

    @property
    def state(self) -> str:
        """A sum that leaves out withheld figures is an estimate."""
        return "estimated" if self.withheld else "measured"

    @property
    def scope(self) -> Text:
        """What is counted, in words."""
        return SCOPES.get(self.variable, Text(self.variable, self.variable))

    def by_class(self, typology: Typology) -> dict[str, float]:
        """Return the sum of each class; they add up to the total, since each code is in one class.

        Codes that NAF does not know (a former code left in a file) go under the empty name.
        """
        found = dict.fromkeys(typology.classes, 0.0)
        for code, figure in self.codes.items():
            try:
                name = typology.class_of(code)
            except DataError:
                name = ""
            found[name] = found.get(name, 0.0) + figure
        return found


def counted(wh: Warehouse, place: Territory, variables: Sequence[str]) -> Counts | None:
    """Return the first of these variables that a source gives by activity code on a territory; ``None`` without one.

    Codes are written with their dot, whatever the source did (``1071C``, ``10.71C``).
    """
    for variable in variables:
        rows = wh.query(
            """
            WITH told AS (
                SELECT replace(substr(variable, length($name) + 1), '.', '') AS flat, value, vintage, source, state
                FROM observation WHERE level = 'commune' AND starts_with(variable, $name)
                  AND code IN (SELECT unnest($communes::VARCHAR[]))
                QUALIFY row_number() OVER (PARTITION BY code, variable, vintage ORDER BY source) = 1
            )
            SELECT left(flat, 2) || '.' || substr(flat, 3) AS ape, sum(value) FILTER (WHERE value > 0),
                   any_value(vintage), list_distinct(list(source)), count(*) FILTER (WHERE state = 'secret')
            FROM told WHERE vintage = (SELECT max(vintage) FROM told) GROUP BY 1 ORDER BY 1
            """,
            {"communes": list(place.communes), "name": f"{variable}."},
        )
        codes = {code: float(value) for code, value, *_ in rows if value}
        if codes:
            return Counts(
                variable,
                codes,
                int(rows[0][2]),
                tuple(sorted({source for row in rows for source in row[3]})),
                sum(int(row[4]) for row in rows),
            )
    return None


def counted_as(counts: Counts) -> Text:
    """Say what the counts by activity code leave out."""
    scope = counts.scope
    fr = f"Comptage par code d'activité ({counts.vintage}) : {scope.fr}."
    en = f"Counted by activity code ({counts.vintage}): {scope.en}."
    if counts.withheld:
        fr += f" {counts.withheld} couples commune et activité couverts par le secret n'y sont pas."
        en += f" {counts.withheld} pairs of commune and activity under secrecy are left out."
    return Text(typeset(fr), en)


def counted_columns() -> tuple[Column, ...]:
    """Return the columns that a count of establishments adds to a table of classes."""
    return (
        Column(
            "establishments",
            Text("établissements", "establishments"),
            "amount",
            meaning=Text(
                "Établissements comptés, par code d’activité.", "Establishments counted, by activity code."
            ),
            weight=1.4,
        ),
        Column(
            "establishments_share",
            Text("leur part", "their share"),
            "share",
            meaning=Text("Part des établissements comptés.", "Share of the establishments counted."),
        ),
    )
