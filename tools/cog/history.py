"""What became of each code: communes merged, split or renumbered, EPCI that vanished; and former names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from rebonds.territory.names import normalise

#: Earliest vintage that the passage table covers, and the first one for which the package has a file.
FIRST, FIRST_FILE, LAST = 1968, 2019, 2026
ALWAYS = "9999-12-31"


class Passage(NamedTuple):
    """One row of the passage table."""

    old_code: str
    vintage_from: int
    vintage_to: int
    new_code: str
    kind: str
    weight: float


def owners_today(communes: list[dict[str, Any]]) -> dict[str, str]:
    """Map each code that the latest vintage knows (current, merged, associated) to its commune of today."""
    owner = {}
    for row in communes:
        if row["type"] == "commune-actuelle":
            owner[row["code"]] = row["code"]
            owner.update(dict.fromkeys(row.get("anciensCodes", ()), row["code"]))
    for row in communes:
        if row["type"] in ("commune-deleguee", "commune-associee"):
            owner.setdefault(row["code"], row["chefLieu"])
    return owner


class Chronicle:
    """The movements of communes since 1943, as the package's ``historique-communes`` tells them."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.by_id = {record["id"]: record for record in records}
        self.by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in records:
            self.by_code[record["code"]].append(record)

    def at(self, code: str, year: int) -> str | None:
        """Commune that held the land of ``code`` on 1 January of ``year``."""
        day = f"{year}-01-01"
        for record in self.by_code[code]:
            if record.get("dateDebut", "1943") <= day < record.get("dateFin", ALWAYS):
                if record["type"] == "COM":
                    return code
                pole = record.get("pole")
                return self.by_id[pole]["code"] if pole in self.by_id else None
        return None

    def heir(self, code: str) -> str | None:
        """Code that took over a code which simply changed (another département), else None."""
        seen = set()
        ends = [record for record in self.by_code[code] if record["type"] == "COM"]
        record = ends[-1] if ends else None
        while record is not None and record["id"] not in seen:
            seen.add(record["id"])
            following = record.get("successeur") or record.get("pole")
            if "dateFin" not in record and record["type"] == "COM":
                return str(record["code"])
            record = self.by_id.get(following or "")
        return None


def commune_passages(
    chronicle: Chronicle,
    vintages: Mapping[int, list[dict[str, Any]]],
    population: Mapping[str, int],
) -> list[Passage]:
    """Build the rows of communes whose code of some year is not exactly one code of today.

    For each year, the land of each commune is the set of 1943 communes that it held; where they are today says
    what the code became: one commune (``merged``, or ``renumbered`` when nothing else joined), or several (``split``,
    with the share of today's population as weight).
    """
    today = owners_today(vintages[LAST])
    atoms: dict[str, str] = {}
    for code in set(chronicle.by_code) | set(today):
        heir = today.get(code) or today.get(chronicle.heir(code) or "")
        if heir is not None:
            atoms[code] = heir
    fates: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    for year in range(FIRST, LAST):
        held: dict[str, set[str]] = defaultdict(set)
        nearest = max((v for v in vintages if v <= year), default=FIRST_FILE)
        known = owners_today(vintages[nearest]) if year >= FIRST_FILE else {}
        for atom, heir in atoms.items():
            owner = known.get(atom) if year >= FIRST_FILE else chronicle.at(atom, year)
            if owner is not None:
                held[owner].add(heir)
        for code, heirs in held.items():
            if heirs != {code}:
                fates[code][year] = frozenset(heirs)
    rows = []
    for code, by_year in fates.items():
        for first, last, heirs in _runs(by_year):
            rows += _rows(code, first, last, heirs, population, ("merged", "split"))
    return sorted(rows)


def _runs(by_year: Mapping[int, frozenset[str]]) -> Iterable[tuple[int, int, frozenset[str]]]:
    """Group successive years with the same fate."""
    start = previous = None
    for year in sorted(by_year):
        if (
            start is not None
            and previous is not None
            and (year != previous + 1 or by_year[year] != by_year[previous])
        ):
            yield start, previous, by_year[previous]
            start = None
        start = year if start is None else start
        previous = year
    if start is not None and previous is not None:
        yield start, previous, by_year[previous]


def _rows(
    code: str,
    first: int,
    last: int,
    heirs: Iterable[str],
    population: Mapping[str, int],
    kinds: tuple[str, str],
) -> list[Passage]:
    heirs = sorted(heirs)
    total = sum(population.get(heir) or 0 for heir in heirs)
    one = len(heirs) == 1
    return [
        Passage(
            code,
            first,
            last,
            heir,
            kinds[0] if one else kinds[1],
            1.0 if one else round((population.get(heir) or 0) / total, 6),
        )
        for heir in heirs
    ]


def district_passages(communes: list[dict[str, Any]]) -> list[Passage]:
    """Municipal districts of Paris, Lyon and Marseille, which are not communes; and the Métropole de Lyon's code."""
    rows = [
        Passage(row["code"], FIRST, LAST, row["commune"], "district", 1.0)
        for row in communes
        if row["type"] == "arrondissement-municipal"
    ]
    rows.append(Passage("69M", 2015, LAST, "200046977", "collectivity", 1.0))
    return rows


def epci_passages(
    vintages: Mapping[int, list[dict[str, Any]]], today: Mapping[str, str], population: Mapping[str, int]
) -> list[Passage]:
    """Where the members of EPCI that no longer exist are now, weighted by the population they brought."""
    current = {member["code"]: epci["code"] for epci in vintages[LAST] for member in epci["membres"]}
    alive = set(current.values())
    fates: dict[str, dict[int, tuple[tuple[str, int], ...]]] = defaultdict(dict)
    for year, epcis in vintages.items():
        for epci in epcis:
            if epci["code"] in alive:
                continue
            brought: dict[str, int] = defaultdict(int)
            for member in epci["membres"]:
                heir = current.get(today.get(member["code"], ""))
                if heir is not None:
                    brought[heir] += member.get("populationMunicipale") or 0
            fates[epci["code"]][year] = tuple(sorted(brought.items()))
    rows = []
    for code, by_year in fates.items():
        brought = dict(by_year[max(by_year)])
        rows += _rows(
            code,
            min(by_year),
            max(by_year),
            brought,
            brought | dict(population),
            ("epci_merged", "epci_split"),
        )
    return sorted(rows)


def former_commune_names(
    chronicle: Chronicle,
    vintages: Mapping[int, list[dict[str, Any]]],
    current: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """Return (former name, today's code, ``renamed`` or ``merged``), without what today's name already says."""
    today = owners_today(vintages[LAST])
    found: dict[tuple[str, str], tuple[str, str]] = {}

    def add(name: str, code: str) -> None:
        heir = today.get(code) or today.get(chronicle.heir(code) or "")
        if heir is None or heir not in current or normalise(name) == normalise(current[heir]):
            return
        kind = "renamed" if code == heir else "merged"
        found.setdefault((normalise(name), heir), (name, kind))

    for year in sorted(vintages, reverse=True):
        for row in vintages[year]:
            if row["type"] != "arrondissement-municipal":
                add(row["nom"], row["code"])
    for code, records in chronicle.by_code.items():
        for record in records:
            add(record["nom"], code)
    return sorted((name, heir, kind) for (_, heir), (name, kind) in found.items())


def former_epci_names(
    vintages: Mapping[int, list[dict[str, Any]]], passages: Iterable[Passage]
) -> list[tuple[str, str, str]]:
    """Return (former name, today's code, kind) for EPCI that were renamed or that joined another one."""
    current = {epci["code"]: epci["nom"] for epci in vintages[LAST]}
    heirs = {row.old_code: row.new_code for row in passages if row.kind == "epci_merged"}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for year in sorted(vintages, reverse=True):
        for epci in vintages[year]:
            code = epci["code"] if epci["code"] in current else heirs.get(epci["code"])
            name = epci["nom"].replace("?", "'")
            if code and normalise(name) != normalise(current[code]):
                kind = "renamed" if code == epci["code"] else "merged"
                found.setdefault((normalise(name), code), (name, kind))
    return sorted((name, code, kind) for (_, code), (name, kind) in found.items())
