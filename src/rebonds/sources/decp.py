"""Public contracts (DECP, JSON of the 2022 format): one row per contract and supplier."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.sources.card import SourceCard
from rebonds.sources.json_stream import records
from rebonds.sources.opened import sql_text
from rebonds.sources.report import ReadReport
from rebonds.sources.tables import TABLES
from rebonds.sources.unpack import as_utf8, plain_file
from rebonds.sources.words import data_error

if TYPE_CHECKING:
    import duckdb

_SIRET = re.compile(r"\d{14}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACES = {
    "code commune": "commune",
    "code departement": "departement",
    "code région": "region",
    "code region": "region",
    "code département": "departement",
    "code postal": "postcode",
    "code canton": "canton",
    "code arrondissement": "arrondissement",
    "code pays": "country",
}


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one row per contract and supplier.

    ``amount`` is that of the whole contract on each of its rows: divide it by ``supplier_count``, or bound
    it, before adding. ``state`` is ``measured``; ``suspect`` when the amount is one of ``options.sentinels``
    (numbers separated by spaces: what buyers write for want of an amount; kept as they are); or ``missing``
    without an amount. A supplier without a SIRET (a foreign firm) keeps its row, without identifier. The
    amounts are those of the award: later modifications are not applied.
    """
    sentinels = _sentinels(card)
    text = as_utf8(card, plain_file(card, path, work), work, path.name)
    target = work / "contracts.csv"
    rejected = 0
    with text.open(encoding="utf-8-sig") as stream, target.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        for contract in records(stream, ("marche", "marches"), path.name):
            rows = list(_rows(card, contract, sentinels, path.name))
            rejected += not rows
            writer.writerows(rows)
    spec = ", ".join(f"{name}: '{kind}'" for name, kind in TABLES["contract"].items())
    scan = (
        f"read_csv({sql_text(str(target))}, columns = {{{spec}}}, auto_detect = false, header = false, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '')"
    )
    total = con.execute(f"SELECT count(*) FROM {scan}").fetchall()[0][0] if target.stat().st_size else 0
    if not total:
        raise data_error(
            f"Le fichier {path.name} ne contient aucun marché lisible.",
            f"The file {path.name} holds no contract that can be read.",
        )
    added = con.execute(f"INSERT INTO contract SELECT DISTINCT * FROM {scan}").fetchall()[0][0]
    buyers, missing = con.execute(
        f"SELECT count(DISTINCT buyer_siret), count(*) FILTER (state = 'missing') FROM {scan}"
    ).fetchall()[0]
    notes = []
    if rejected:
        notes.append(f"{rejected} marché(s) sans identifiant ou sans SIRET d'acheteur")
    if added < total:
        notes.append(f"{total - added} ligne(s) publiées plusieurs fois à l'identique")
    return ReadReport(added, buyers, 0, missing, notes)


def _sentinels(card: SourceCard) -> frozenset[float]:
    try:
        return frozenset(float(word) for word in card.option("sentinels").split())
    except ValueError:
        raise data_error(
            f"Fiche {card.id} : options.sentinels est une suite de nombres séparés par des espaces.",
            f"Card {card.id}: options.sentinels is a series of numbers separated by spaces.",
        ) from None


def _rows(
    card: SourceCard, contract: dict[str, Any], sentinels: frozenset[float], name: str
) -> Iterator[list[Any]]:
    """Yield the rows of a contract, in the order of the columns of the table ``contract``."""
    identifier = str(contract.get("id") or "").strip()
    buyer = _siret(_inner(contract, "acheteur").get("id"))
    if not identifier or not buyer:
        return
    suppliers = _suppliers(contract)
    amount = _amount(contract, identifier, name)
    state = "missing" if amount is None else "suspect" if amount in sentinels else "measured"
    place = _inner(contract, "lieuExecution")
    level = _PLACES.get(str(place.get("typeCode") or "").strip().lower(), "")
    day = _DAY.match(str(contract.get("dateNotification") or ""))
    for rank, supplier in enumerate(suppliers, start=1):
        yield [
            card.id,
            identifier,
            buyer,
            supplier,
            rank,
            len(suppliers),
            "" if amount is None else repr(amount),
            day[0] if day else "",
            str(contract.get("codeCPV") or "").strip(),
            str(place.get("code") or "").strip(),
            level,
            str(contract.get("nature") or "").strip(),
            state,
        ]


def _inner(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _siret(value: Any) -> str:
    digits = re.sub(r"\s", "", str(value if value is not None else ""))
    return digits if _SIRET.fullmatch(digits) else ""


def _suppliers(contract: dict[str, Any]) -> list[str]:
    """Return the SIRET of the suppliers, once each; an empty text for one without a SIRET."""
    raw = contract.get("titulaires") or []
    listed = raw if isinstance(raw, list) else [raw]
    found = []
    for item in listed:
        supplier = item.get("titulaire", item) if isinstance(item, dict) else None
        if not isinstance(supplier, dict):
            continue
        kind = str(supplier.get("typeIdentifiant") or "SIRET").strip().upper()
        found.append(
            (kind, str(supplier.get("id") or ""), _siret(supplier.get("id")) if kind == "SIRET" else "")
        )
    return [siret for _, _, siret in dict.fromkeys(found)] or [""]


def _amount(contract: dict[str, Any], identifier: str, name: str) -> float | None:
    written = contract.get("montant")
    if written is None or written == "":
        return None
    try:
        return float(str(written).replace(",", ".").replace(" ", ""))
    except ValueError:
        raise data_error(
            f"Fichier {name}, marché {identifier} : le montant « {written} » n'est pas un nombre.",
            f"File {name}, contract {identifier}: the amount '{written}' is not a number.",
        ) from None
