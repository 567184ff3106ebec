"""Where a territory's public buyers spend: rings around them, kinds of firms, with bounds, and what is set apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rebonds import territory
from rebonds.lenses.content import declared_in
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
UNKNOWN = "unknown"
#: Categories of firms as Insee gives them (decree 2008-1354).
SIZES: dict[str, Text] = {
    "PME": Text("PME, micro-entreprises comprises", "small and medium firms, micro-firms included"),
    "ETI": Text("entreprises de taille intermédiaire", "mid-sized firms"),
    "GE": Text("grandes entreprises", "large firms"),
    UNKNOWN: Text("taille non connue", "size not known"),
}
SOCIAL: dict[str, Text] = {
    "yes": Text("économie sociale et solidaire", "social economy"),
    "no": Text("autres entreprises", "other firms"),
    UNKNOWN: Text("statut non connu", "status not known"),
}


@dataclass(frozen=True)
class Line:
    """A contract and one of its suppliers, with the part of the amount that is this supplier's."""

    ring: str
    head_ring: str
    amount: float | None
    ceiling: bool
    state: str
    contract: str
    buyer: str
    cpv: str
    year: int | None
    source: str
    size: str
    social: str

    @property
    def counted(self) -> bool:
        """True for an amount that enters the sums: known, plausible, told once, no maximum."""
        return self.state == "measured" and self.amount is not None and not self.ceiling


@dataclass(frozen=True)
class Part:
    """Euros of a part of the whole: all, placed in the territory, placed or not placed, and rows."""

    name: str
    euros: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Procurement:
    """Contracts of the public buyers of a territory.

    Attributes
    ----------
    euros, count : mapping of ring to float
        Amounts of contracts other than frameworks, shared between their suppliers; each euro in one ring.
    heads : mapping of ring to float
        The same euros by the place of the supplier's head office.
    ceilings : float
        Maxima of framework agreements, apart: what may be spent, not what is.
    suspect, heavy : tuple of tuple
        Contracts set apart for an amount that cannot be true, and those that weigh so much that they are to be checked:
        identifier, buyer, amount.
    repeated : int
        Rows told again of a contract that is counted already.
    buyers, sectors, years, sizes, social : tuple of Part
    """

    euros: dict[str, float]
    count: dict[str, int]
    heads: dict[str, float]
    ceilings: float
    ceiling_count: int
    suspect: tuple[tuple[str, str, float | None], ...]
    heavy: tuple[tuple[str, str, float], ...]
    repeated: int
    buyers: tuple[Part, ...]
    sectors: tuple[Part, ...]
    years: tuple[Part, ...]
    sizes: tuple[Part, ...]
    social: tuple[Part, ...]
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
        return local / self.total, min(1.0, (local + self.euros[UNKNOWN]) / self.total)

    def share(self, parts: tuple[Part, ...], name: str) -> tuple[float, float]:
        """Return the share of a part if none, then if all, of what is not known belongs to it."""
        known = sum(one.euros for one in parts if one.name == name)
        unknown = sum(one.euros for one in parts if one.name == UNKNOWN)
        return known / self.total, min(1.0, (known + unknown) / self.total)


@dataclass(frozen=True)
class Rules:
    """Conventions: beginnings of legal categories of the social economy, share from which a contract is to be checked."""

    social: tuple[str, ...]
    heavy: float


def rules() -> Rules:
    """Return the conventions of ``parameters.toml``."""
    told = declared_in("parameters.toml")["procurement"]
    return Rules(tuple(told["social_legal"]), float(told["heavy_share"]))


def procurement(wh: Warehouse, place: Territory) -> Procurement | None:
    """Return the public contracts of a territory's buyers; ``None`` when none is declared."""
    asked = rules()
    lines = _lines(wh, place, asked)
    counted = [line for line in lines if line.counted]
    total = sum(line.amount or 0.0 for line in counted)
    if total <= 0:
        return None
    euros, count = dict.fromkeys(RINGS, 0.0), dict.fromkeys(RINGS, 0)
    heads = dict.fromkeys(RINGS, 0.0)
    for line in counted:
        euros[line.ring] += line.amount or 0.0
        heads[line.head_ring] += line.amount or 0.0
        count[line.ring] += 1
    ceilings = [
        line.amount for line in lines if line.state == "measured" and line.ceiling and line.amount is not None
    ]
    names = _names(wh, {line.buyer for line in counted})
    years = [line.year for line in lines if line.year is not None and 2000 <= line.year <= 2100]
    return Procurement(
        euros=euros,
        count=count,
        heads=heads,
        ceilings=sum(ceilings),
        ceiling_count=len(ceilings),
        suspect=_suspect(lines),
        heavy=_heavy(counted, asked.heavy * total),
        repeated=sum(line.state == "repeated" for line in lines),
        buyers=_parts(counted, lambda line: names.get(line.buyer, line.buyer)),
        sectors=_parts(counted, lambda line: line.cpv[:2]),
        years=_parts(counted, lambda line: str(line.year) if line.year in years else ""),
        sizes=_parts(counted, lambda line: line.size),
        social=_parts(counted, lambda line: line.social),
        sources=(*sorted({line.source for line in lines}), *_registers(wh)),
        last=max(years, default=None),
    )


def _suspect(lines: Iterable[Line]) -> tuple[tuple[str, str, float | None], ...]:
    """Return the contracts whose amount cannot be true, each once."""
    found = {(one.contract, one.buyer): one.amount for one in lines if one.state == "suspect"}
    return tuple((contract, buyer, amount) for (contract, buyer), amount in found.items())


def _heavy(counted: Iterable[Line], least: float) -> tuple[tuple[str, str, float], ...]:
    """Return the contracts that weigh at least so much, all suppliers together, heaviest first."""
    sums: dict[tuple[str, str], float] = {}
    for line in counted:
        key = (line.contract, line.buyer)
        sums[key] = sums.get(key, 0.0) + (line.amount or 0.0)
    found = ((contract, buyer, euros) for (contract, buyer), euros in sums.items() if euros >= least)
    return tuple(sorted(found, key=lambda one: -one[2]))


def _lines(wh: Warehouse, place: Territory, asked: Rules) -> list[Line]:
    """Return the contracts whose buyer is of the territory."""
    rows = wh.query(f"SELECT * EXCLUDE (buys) FROM ({_SELECT}) WHERE buys", _given(place))
    found = []
    for ring, head, amount, ceiling, state, contract, buyer, cpv, year, source, size, social, legal in rows:
        flag = True if social is None and str(legal or "").startswith(asked.social) else social
        found.append(
            Line(
                ring=ring,
                head_ring=head,
                amount=amount,
                ceiling=bool(ceiling),
                state=state,
                contract=contract,
                buyer=buyer,
                cpv=str(cpv or ""),
                year=year,
                source=source,
                size=size if size in SIZES else UNKNOWN,
                social=UNKNOWN if flag is None else "yes" if flag else "no",
            )
        )
    return found


def _registers(wh: Warehouse) -> tuple[str, ...]:
    """Return the registers that suppliers are placed and known by."""
    return tuple(str(one) for (one,) in wh.query("SELECT DISTINCT source FROM establishment ORDER BY 1"))


def _names(wh: Warehouse, buyers: Iterable[str]) -> dict[str, str]:
    """Return the names of the buyers that are communes or EPCI, with their SIRET."""
    # Two joins on equal codes: one on either condition compares every contract with every territory.
    rows = wh.query(
        """
        WITH asked AS (SELECT unnest($buyers::VARCHAR[]) AS buyer),
        seats AS (
            SELECT DISTINCT buyer, buyer_commune FROM contract_place
            WHERE starts_with(buyer, '21') AND buyer IN (SELECT buyer FROM asked)
        )
        SELECT buyer, name FROM asked JOIN territory AS t ON t.level = 'epci' AND t.code = left(buyer, 9)
        UNION SELECT buyer, name FROM seats JOIN territory AS t ON t.level = 'commune' AND t.code = buyer_commune
        ORDER BY ALL
        """,
        {"buyers": sorted(buyers)},
    )
    return {siret: f"{name} ({siret})" for siret, name in rows}


def _given(place: Territory) -> dict[str, Any]:
    around = [n.code for n in territory.neighbours(place)] if place.level in {"epci", "grouping"} else []
    return {
        "communes": list(place.communes),
        "around": around,
        "own": place.code if place.level == "departement" else "",
    }


def _ring(side: str, table: str) -> str:
    """Return SQL for the ring of a place: commune, zone, and its line of ``territory``."""
    return f"""
        CASE WHEN c.{side}_commune IS NULL AND c.{side}_zone IS NULL THEN 'unknown'
             WHEN c.{side}_commune = c.buyer_commune THEN 'commune'
             WHEN c.{side}_commune IN (FROM mine) OR c.{side}_zone IN (FROM whole) THEN 'inside'
             WHEN list_contains($around::VARCHAR[], c.{side}_zone) THEN 'neighbours'
             WHEN {table}.departement IN (SELECT departement FROM home) THEN 'departement'
             WHEN {table}.region IN (SELECT region FROM home) THEN 'region'
             ELSE 'france' END"""


_SELECT = f"""
    WITH mine AS (SELECT unnest($communes::VARCHAR[]) AS commune),
    whole AS (
        SELECT code FROM membership WHERE level = 'epci' GROUP BY code HAVING bool_and(commune IN (FROM mine))
    ),
    home AS (SELECT DISTINCT departement, region FROM territory WHERE level = 'commune' AND code IN (FROM mine))
    SELECT coalesce(buyer_commune IN (FROM mine), false) OR coalesce(buyer_zone IN (FROM whole), false)
               OR coalesce(buyer_departement = nullif($own, ''), false) AS buys,
           {_ring("supplier", "t")} AS ring, {_ring("head", "h")} AS head_ring,
           c.amount, c.ceiling, c.state, c.contract, c.buyer, c.cpv, c.year, c.source, c.supplier_size,
           c.supplier_social, c.supplier_legal
    FROM contract_place AS c
    LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = c.supplier_commune
    LEFT JOIN territory AS h ON h.level = 'commune' AND h.code = c.head_commune
"""


def _parts(counted: Iterable[Line], key: Callable[[Line], str]) -> tuple[Part, ...]:
    """Return euros, least and most local euros, and rows by a key, largest first."""
    found: dict[str, list[float]] = {}
    for line in counted:
        one = found.setdefault(key(line), [0.0, 0.0, 0.0, 0.0])
        local, unknown = line.ring in LOCAL, line.ring == UNKNOWN
        amount = line.amount or 0.0
        one[0] += amount
        one[1] += amount if local else 0.0
        one[2] += amount if local or unknown else 0.0
        one[3] += 1
    listed = [Part(name, e, low, high, int(n)) for name, (e, low, high, n) in found.items()]
    return tuple(sorted(listed, key=lambda one: (-one.euros, one.name)))
