"""Where a territory's public buyers spend: rings around them, with bounds, and what is set apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rebonds import territory
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

#: Rings, from the nearest; a supplier is in the first one that holds it.
RINGS: dict[str, Text] = {
    "commune": Text("même commune que l'acheteur", "same commune as the buyer"),
    "inside": Text("reste du territoire", "rest of the territory"),
    "neighbours": Text("intercommunalités voisines", "neighbouring EPCI"),
    "departement": Text("reste du département", "rest of the département"),
    "region": Text("reste de la région", "rest of the region"),
    "france": Text("reste de la France", "rest of France"),
    "unknown": Text("titulaire non situé", "supplier not placed"),
}
LOCAL = ("commune", "inside")


@dataclass(frozen=True)
class Procurement:
    """Contracts of the public buyers of a territory.

    Attributes
    ----------
    euros, count : mapping of ring to float
        Amounts of contracts other than frameworks, shared between their suppliers; each euro in one ring.
    ceilings : float
        Maxima of framework agreements, apart: what may be spent, not what is.
    suspect : tuple of tuple
        Contracts set apart for an amount that cannot be true: identifier, buyer, amount.
    buyers, sectors, years : tuple of tuple
        Name or code, euros, euros placed in the territory, contracts.
    """

    euros: dict[str, float]
    count: dict[str, int]
    ceilings: float
    ceiling_count: int
    suspect: tuple[tuple[str, str, float | None], ...]
    buyers: tuple[tuple[str, float, float, float, int], ...]
    sectors: tuple[tuple[str, float, float, float, int], ...]
    years: tuple[tuple[str, float, float, float, int], ...]
    sources: tuple[str, ...]
    last: int | None

    @property
    def total(self) -> float:
        """All euros counted."""
        return sum(self.euros.values())

    @property
    def bounds(self) -> tuple[float, float]:
        """Share spent in the territory if none, then if all, of the suppliers not placed are local."""
        local = sum(self.euros[ring] for ring in LOCAL)
        return local / self.total, (local + self.euros["unknown"]) / self.total


def procurement(wh: Warehouse, place: Territory) -> Procurement | None:
    """Return the public contracts of a territory's buyers; ``None`` when none is declared."""
    told = _told(wh, place)
    if not told:
        return None
    rows = wh.query(f"SELECT * FROM ({_SELECT}) WHERE buys", _given(place))
    euros, count = dict.fromkeys(RINGS, 0.0), dict.fromkeys(RINGS, 0)
    ceilings, ceiling_count = 0.0, 0
    seen: set[tuple[str, str]] = set()
    for _, ring, amount, ceiling, state, *_ in rows:
        if state != "measured" or amount is None:
            continue
        if ceiling:
            ceilings, ceiling_count = ceilings + amount, ceiling_count + 1
        else:
            euros[ring] += amount
            count[ring] += 1
    suspect = []
    for _, _, amount, _, state, contract, buyer, *_ in rows:
        if state == "suspect" and (contract, buyer) not in seen:
            seen.add((contract, buyer))
            suspect.append((contract, buyer, amount))
    years = [row[8] for row in rows if row[8] is not None and 2000 <= row[8] <= 2100]
    return Procurement(
        euros=euros,
        count=count,
        ceilings=ceilings,
        ceiling_count=ceiling_count,
        suspect=tuple(suspect),
        buyers=_grouped(rows, lambda row: str(row[6])),
        sectors=_grouped(rows, lambda row: str(row[7] or "")[:2]),
        years=_grouped(rows, lambda row: str(row[8]) if row[8] in years else ""),
        sources=tuple(sorted({row[9] for row in rows})),
        last=max(years, default=None),
    )


def _told(wh: Warehouse, place: Territory) -> bool:
    found = wh.query(
        f"SELECT count(*) FROM ({_SELECT}) WHERE buys AND state = 'measured' AND NOT ceiling AND amount > 0",
        _given(place),
    )
    return bool(found[0][0])


def _given(place: Territory) -> dict[str, Any]:
    around = [n.code for n in territory.neighbours(place)] if place.level in {"epci", "grouping"} else []
    return {
        "communes": list(place.communes),
        "around": around,
        "own": place.code if place.level == "departement" else "",
    }


_SELECT = """
    WITH mine AS (SELECT unnest($communes::VARCHAR[]) AS commune),
    whole AS (
        SELECT code FROM membership WHERE level = 'epci' GROUP BY code HAVING bool_and(commune IN (FROM mine))
    ),
    home AS (SELECT DISTINCT departement, region FROM territory WHERE level = 'commune' AND code IN (FROM mine))
    SELECT coalesce(buyer_commune IN (FROM mine), false) OR coalesce(buyer_zone IN (FROM whole), false)
               OR coalesce(buyer_departement = nullif($own, ''), false) AS buys,
           CASE WHEN c.supplier_commune IS NULL AND c.supplier_zone IS NULL THEN 'unknown'
                WHEN c.supplier_commune = c.buyer_commune THEN 'commune'
                WHEN c.supplier_commune IN (FROM mine) OR c.supplier_zone IN (FROM whole) THEN 'inside'
                WHEN list_contains($around::VARCHAR[], c.supplier_zone) THEN 'neighbours'
                WHEN t.departement IN (SELECT departement FROM home) THEN 'departement'
                WHEN t.region IN (SELECT region FROM home) THEN 'region'
                ELSE 'france' END AS ring,
           c.amount, c.ceiling, c.state, c.contract, c.buyer, c.cpv, c.year, c.source
    FROM contract_place AS c
    LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = c.supplier_commune
"""


def _grouped(rows: list[tuple[Any, ...]], key: Any) -> tuple[tuple[str, float, float, float, int], ...]:
    """Return euros, least and most local euros, contracts by a key, largest first."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row[4] != "measured" or row[2] is None or row[3]:
            continue
        one = found.setdefault(key(row), [0.0, 0.0, 0.0, 0.0])
        local, unknown = row[1] in LOCAL, row[1] == "unknown"
        one[0] += row[2]
        one[1] += row[2] if local else 0.0
        one[2] += row[2] if local or unknown else 0.0
        one[3] += 1
    listed = [(name, e, low, high, int(n)) for name, (e, low, high, n) in found.items()]
    return tuple(sorted(listed, key=lambda one: (-one[1], one[0])))
