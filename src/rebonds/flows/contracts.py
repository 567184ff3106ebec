"""Public contracts as flows of money: who buys from where, out of declared contracts.

A buyer is placed by its SIREN when it is a local authority (an EPCI's is its code; a commune's holds its own), else,
like suppliers, by the register of establishments where one was imported. A contract published twice (same buyer,
number, supplier and amount) is counted once, its repetitions kept apart. The amount of a contract is shared
equally between its suppliers; suspect amounts are dropped; a framework agreement counts for its ceiling, so that the
lower end of the band leaves them out; what goes to suppliers that cannot be placed widens the band of what stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rebonds import territory
from rebonds.flows import dependence
from rebonds.flows.kinds import KINDS
from rebonds.flows.people_reading import places, with_distances
from rebonds.flows.results import MISSING, Estimate, FlowSet, Partner
from rebonds.territory.model import Territory
from rebonds.text import Text, number

if TYPE_CHECKING:
    import duckdb

    from rebonds.warehouse import Warehouse
    from rebonds.warehouse.progress import Progress

_MILLION = 1e6


def _commune_of(siren: str) -> str:
    """Return SQL for the commune whose SIREN this is: ``21``, département, rank in it, check digit."""
    overseas = f"substr({siren}, 3, 3) || substr({siren}, 7, 2)"
    rank = f"substr({siren}, 6, 3)"
    return (
        f"CASE WHEN NOT starts_with({siren}, '21') THEN NULL "
        f"WHEN substr({siren}, 3, 2) = '97' THEN {overseas} "
        f"WHEN substr({siren}, 3, 2) = '20' THEN coalesce("
        f"(SELECT code FROM territory WHERE level = 'commune' AND code = '2A' || {rank}), '2B' || {rank}) "
        f"ELSE substr({siren}, 3, 2) || {rank} END"
    )


def derive(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Place every contract of the warehouse: fill ``contract_place`` (one row per contract and supplier)."""
    progress(Text("Marchés publics", "Public contracts"), 0, 0)
    con.execute(
        "CREATE OR REPLACE TABLE contract_place (source VARCHAR, year INTEGER, amount DOUBLE, ceiling BOOLEAN, "
        "state VARCHAR, buyer_commune VARCHAR, buyer_zone VARCHAR, buyer_departement VARCHAR, "
        "supplier_commune VARCHAR, supplier_zone VARCHAR, contract VARCHAR, buyer VARCHAR, supplier VARCHAR, "
        "cpv VARCHAR, supplier_size VARCHAR, supplier_social BOOLEAN, supplier_legal VARCHAR, head_commune VARCHAR, "
        "head_zone VARCHAR)"
    )
    if not con.execute("SELECT 1 FROM contract LIMIT 1").fetchall():
        return
    con.execute(
        f"""
        INSERT INTO contract_place
        WITH siren AS (
            SELECT DISTINCT left(siret, 9) AS siren FROM (
                SELECT buyer_siret AS siret FROM contract UNION SELECT supplier_siret FROM contract
            ) WHERE siret <> ''
        ),
        authority AS (
            SELECT s.siren, c.code AS commune, e.code AS epci,
                   CASE WHEN starts_with(s.siren, '22') THEN d.code END AS departement
            FROM (SELECT siren, {_commune_of("siren")} AS own FROM siren) AS s
            LEFT JOIN territory AS c ON c.level = 'commune' AND c.code = own
            LEFT JOIN territory AS e ON e.level = 'epci' AND e.code = s.siren
            LEFT JOIN territory AS d ON d.level = 'departement' AND d.code = substr(s.siren, 3, 2)
        ),
        zone AS (SELECT commune, code AS zone FROM membership WHERE level = 'epci'),
        unit AS (SELECT siret, min(commune) AS commune FROM establishment GROUP BY siret),
        firm AS (
            SELECT left(siret, 9) AS siren, min(size) AS size, bool_or(social) AS social, min(legal) AS legal,
                   min(head_office) AS head_office
            FROM establishment GROUP BY 1
        ),
        once AS (
            SELECT *, row_number() OVER (
                PARTITION BY buyer_siret, id, supplier_siret, amount, supplier_count,
                             CASE WHEN supplier_siret IS NULL OR supplier_siret = '' THEN supplier_rank END
                ORDER BY notified DESC NULLS LAST, source, supplier_rank
            ) AS telling
            FROM contract
        ),
        placed AS (
            SELECT c.*, coalesce(ba.commune, be.commune) AS buyer_commune, ba.epci AS buyer_epci,
                   ba.departement AS buyer_departement, coalesce(se.commune, sa.commune) AS supplier_commune,
                   sa.epci AS supplier_epci, f.size, f.social, f.legal, h.commune AS head_commune
            FROM once AS c
            LEFT JOIN authority AS ba ON ba.siren = left(c.buyer_siret, 9)
            LEFT JOIN authority AS sa ON sa.siren = left(c.supplier_siret, 9)
            LEFT JOIN unit AS be ON be.siret = c.buyer_siret
            LEFT JOIN unit AS se ON se.siret = c.supplier_siret
            LEFT JOIN firm AS f ON f.siren = left(c.supplier_siret, 9)
            LEFT JOIN unit AS h ON h.siret = f.head_office
        )
        SELECT source, year(notified), amount / supplier_count, starts_with(lower(nature), 'accord'),
               CASE WHEN telling > 1 THEN 'repeated' ELSE state END,
               buyer_commune, coalesce(buyer_epci, b.zone, buyer_commune), buyer_departement,
               supplier_commune, coalesce(supplier_epci, s.zone, supplier_commune), p.id, buyer_siret,
               supplier_siret, cpv, size, social, legal, head_commune, coalesce(h.zone, head_commune)
        FROM placed AS p
        LEFT JOIN zone AS b ON b.commune = p.buyer_commune
        LEFT JOIN zone AS s ON s.commune = p.supplier_commune
        LEFT JOIN zone AS h ON h.commune = p.head_commune
        """
    )


def _rows(wh: Warehouse, place: Territory) -> list[tuple[Any, ...]]:
    """Return (buys, sells, partner zone, M€, M€ of ceilings, contracts, source, first and last year)."""
    inside = "(coalesce({0}_commune IN (FROM mine), false) OR coalesce({0}_zone IN (FROM whole), false)"
    buys = inside.format("buyer") + " OR coalesce(buyer_departement = $departement, false))"
    sells = inside.format("supplier") + ")"
    return wh.query(
        f"""
        WITH mine AS (SELECT unnest($communes::VARCHAR[]) AS commune),
        whole AS (
            SELECT code FROM membership WHERE level = 'epci'
            GROUP BY code HAVING bool_and(commune IN (FROM mine))
        ),
        told AS (
            SELECT *, {buys} AS buys, {sells} AS sells FROM contract_place WHERE state = 'measured'
        )
        SELECT buys, sells,
               CASE WHEN buys AND sells THEN '' WHEN buys THEN coalesce(supplier_zone, '?')
                    ELSE coalesce(buyer_zone, '?') END AS partner,
               sum(amount) / {_MILLION}, sum(amount) FILTER (ceiling) / {_MILLION}, count(*),
               list(DISTINCT source), min(year), max(year)
        FROM told WHERE buys OR sells GROUP BY 1, 2, 3 ORDER BY 3
        """,
        {
            "communes": list(place.communes),
            "departement": place.code if place.level == "departement" else "",
        },
    )


def flow_set(wh: Warehouse, place: Territory) -> FlowSet:
    """Return the public contracts between a territory's buyers and suppliers and all others."""
    about = KINDS["contracts"]
    rows = _rows(wh, place)
    if not rows:
        return FlowSet(about.id, about.family, about.label, about.unit, "missing", gap=about.gap)
    out, into = {}, {}
    inside = unknown = bought = 0.0
    kept: Estimate = Estimate(0.0, 0.0, 0.0)
    for buys, sells, partner, amount, ceiling, *_ in rows:
        one = Estimate(amount, amount - (ceiling or 0.0), amount)
        bought += amount if buys else 0.0
        if buys and sells:
            inside, kept = amount, one
        elif partner == "?":
            unknown += amount if buys else 0.0
        elif buys:
            out[partner] = one
        else:
            into[partner] = one
    stays = Estimate(inside, kept.low, inside + unknown) if bought else MISSING
    listed = _partners(wh, place, out, into, bought - inside)
    years = [year for row in rows for year in row[7:9] if year is not None]
    return FlowSet(
        kind=about.id,
        family=about.family,
        label=about.label,
        unit=about.unit,
        state="estimated",
        vintage=max(years, default=None),
        sources=tuple(sorted({source for row in rows for source in row[6]})),
        inside=stays,
        out=dependence.total(list(out.values())) if out else _least(bought, unknown),
        into=dependence.total(list(into.values())),
        self_containment_residents=dependence.share(stays, Estimate(bought or None, state="estimated")),
        hhi_out=dependence.concentration([one.value or 0.0 for one in out.values()]),
        hhi_in=dependence.concentration([one.value or 0.0 for one in into.values()]),
        partners=listed,
        error=_placed(bought, unknown),
        gap=about.gap,
        method=_METHOD if not years else (*_METHOD, _years(min(years), max(years))),
    )


def _least(bought: float, unknown: float) -> Estimate:
    """Return what is placed elsewhere when nothing is: not known without purchases."""
    return Estimate(0.0, 0.0, unknown) if bought else MISSING


_METHOD = (
    Text(
        "Montants des marchés déclarés, partagés entre leurs titulaires ; montants douteux écartés ; un "
        "accord-cadre compte pour son maximum, le bas de la bande les laisse de côté.",
        "Amounts of declared contracts, shared between their suppliers; suspect amounts dropped; a framework "
        "agreement counts for its ceiling, and the low end of the band leaves them out.",
    ),
)


def _years(first: int, last: int) -> Text:
    return Text(f"Marchés notifiés de {first} à {last}.", f"Contracts awarded from {first} to {last}.")


def _placed(bought: float, unknown: float) -> Text | None:
    """Say which part of the euros could be placed."""
    if not bought > 0:
        return None
    share = 100 * (1 - unknown / bought)
    return Text(
        f"{number(share, 'fr', 0)}\u202f% des euros dépensés vont à des titulaires que l'on sait situer.",
        f"{number(share, 'en', 0)}% of the euros spent go to suppliers that can be placed.",
    )


def _partners(
    wh: Warehouse, place: Territory, out: dict[str, Estimate], into: dict[str, Estimate], leaving: float
) -> tuple[Partner, ...]:
    """Return the partners by weight; what a side did not declare is zero euros declared."""
    reaching = sum(one.value or 0.0 for one in into.values())
    codes = sorted({*out, *into})
    about = places(wh, "epci", codes)
    none = Estimate(0.0, 0.0, None)
    listed = []
    for code in codes:
        name, level, lon, lat = about.get(code, (code, "epci", None, None))
        given, got = out.get(code, none), into.get(code, none)
        listed.append(
            Partner(
                code=code,
                name=name,
                level=level,
                out=given,
                into=got,
                share_out=(given.value or 0.0) / leaving if leaving > 0 else None,
                share_in=(got.value or 0.0) / reaching if reaching > 0 else None,
                lon=lon,
                lat=lat,
            )
        )
    listed.sort(key=lambda one: (-(one.out.value or 0.0) - (one.into.value or 0.0), one.code))
    return with_distances(listed, territory.centroid(place))


def between(wh: Warehouse, a: Territory, b: Territory) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    """Return what A's buyers pay to suppliers of B and the reverse, and all that A and B buy (M€).

    The part that cannot be placed widens the upper end.
    """
    found = []
    for one, other in ((a, b), (b, a)):
        paid = low = unknown = bought = 0.0
        zones = {other.code, *other.epcis}
        rows = _rows(wh, one)
        for buys, sells, partner, amount, ceiling, *_ in rows:
            if not buys:
                continue
            bought += amount
            if sells:
                continue
            if partner == "?":
                unknown += amount
            elif partner in zones or partner in other.communes:
                paid, low = paid + amount, low + amount - (ceiling or 0.0)
        if not bought:
            found.append((MISSING, MISSING))
        else:
            found.append((Estimate(paid, low, paid + unknown), Estimate(bought)))
    return found[0][0], found[1][0], found[0][1], found[1][1]


def sources(wh: Warehouse) -> tuple[str, ...]:
    """Return the identifiers of the sources of contracts."""
    rows = wh.query("SELECT DISTINCT source FROM contract_place ORDER BY source")
    return tuple(str(source) for (source,) in rows)


def last_year(wh: Warehouse) -> int | None:
    """Return the year of the last contract awarded."""
    year = wh.query("SELECT max(year) FROM contract_place WHERE state = 'measured'")[0][0]
    return None if year is None else int(year)
