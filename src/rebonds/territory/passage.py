"""From the codes of another year to those of today.

The table ``passage`` has one row per old code, span of vintages and code of today. Kinds:

``merged``
    The commune joined another one, or its code changed: one code of today, weight 1.
``split``
    The commune was divided since: several codes of today, weighted by their population of today.
``district``
    A municipal arrondissement of Paris, Lyon or Marseille: a part of its commune.
``collectivity``
    Another code of the same body (``69M``, the Métropole de Lyon).
``epci_merged``, ``epci_split``
    An EPCI that no longer exists; its members are now in one EPCI, or in several.

The Métropole du Grand Paris and the eleven EPT within it are two levels over the same communes: they are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rebonds.territory.lookup import level_of
from rebonds.territory.model import COG_VINTAGE
from rebonds.territory.tables import parquet, query
from rebonds.text import Text

_LEVELS = {
    "merged": "communes",
    "split": "communes",
    "district": "communes",
    "collectivity": "epci",
    "epci_merged": "epci",
    "epci_split": "epci",
}


@dataclass(frozen=True)
class PassageResult:
    """What a code has become.

    Attributes
    ----------
    codes : tuple of str
        Codes of today; empty when the code was never known.
    note : Text or None
        What happened, when something did.
    kind : str
        Kind of the passage (see the module), empty when the code is of today and whole.
    weights : tuple of float
        Share of the old territory's people in each code.
    """

    codes: tuple[str, ...]
    note: Text | None = None
    kind: str = ""
    weights: tuple[float, ...] = ()


def table() -> Path:
    """Return the Parquet file (old_code, vintage_from, vintage_to, new_code, kind, weight)."""
    return parquet("passage")


def to_current(code: str, vintage: int | None = None) -> PassageResult:
    """Pass a code of a commune, an arrondissement or an EPCI to the codes of today.

    Parameters
    ----------
    code : str
    vintage : int, optional
        Year of the code. Without it, a code that exists today is taken as today's.

    Notes
    -----
    Source: movements of communes since 1943 and vintages 2019 to 2026 of the official geographic code (INSEE), EPCI
    from 2019 (DGCL).
    """
    code = code.strip()
    current = _is_current(code)
    if current and (vintage is None or vintage >= COG_VINTAGE):
        return PassageResult((code,), weights=(1.0,))
    rows = query(
        "SELECT new_code, kind, weight, vintage_from, vintage_to FROM passage WHERE old_code = ? ORDER BY 4, 1",
        [code],
    )
    spans = sorted({(row[3], row[4]) for row in rows})
    if vintage is None and spans:
        span = spans[-1]
    elif vintage is None or (current and not any(a <= vintage <= b for a, b in spans)):
        return PassageResult((code,), weights=(1.0,)) if current else PassageResult(())
    elif spans:
        # A file often keeps codes a year or two after they lapsed: the nearest span is meant.
        span = min(spans, key=lambda ends: max(ends[0] - vintage, vintage - ends[1], 0))
    else:
        return PassageResult(())
    kept = [row for row in rows if (row[3], row[4]) == span]
    codes = tuple(row[0] for row in kept)
    kind = kept[0][1]
    return PassageResult(codes, _note(code, codes, kind, span[1]), kind, tuple(row[2] for row in kept))


def _is_current(code: str) -> bool:
    level = level_of(code)
    if level == "commune":
        return bool(query("SELECT 1 FROM communes WHERE code = ?", [code]))
    if level == "epci":
        return bool(
            query(
                "SELECT 1 FROM epci WHERE code = ? UNION ALL SELECT 1 FROM ept WHERE code = ?", [code, code]
            )
        )
    return False


def _note(code: str, codes: tuple[str, ...], kind: str, last: int) -> Text:
    names = dict(
        query(f"SELECT code, nom FROM {_LEVELS[kind]} WHERE list_contains(?::VARCHAR[], code)", [list(codes)])
    )
    listed = ", ".join(f"{names[new]} ({new})" for new in codes)
    if kind == "district":
        return Text(
            f"{code} est un arrondissement municipal de {listed}.",
            f"{code} is a municipal district of {listed}.",
        )
    if kind == "collectivity":
        return Text(f"{code} désigne aujourd'hui {listed}.", f"{code} now stands for {listed}.")
    if kind == "merged":
        return Text(
            f"Le code de commune {code} n'est plus en usage (dernier millésime : {last}) ; "
            f"cette commune est aujourd'hui dans {listed}.",
            f"Commune code {code} is no longer in use (last vintage: {last}); it is now part of {listed}.",
        )
    if kind == "split":
        return Text(
            f"La commune {code} du millésime {last} a été partagée entre {listed}.",
            f"Commune {code} of vintage {last} has been divided between {listed}.",
        )
    return Text(
        f"L'intercommunalité {code} n'existe plus (dernier millésime : {last}) ; "
        f"ses communes sont aujourd'hui dans {listed}.",
        f"The EPCI {code} no longer exists (last vintage: {last}); its communes are now in {listed}.",
    )
