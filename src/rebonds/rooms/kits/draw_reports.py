"""What a draw says: the panel and everyone's published chance, its quotas, the rehearsal of refusals."""

from __future__ import annotations

from typing import Any

from rebonds.deliberation.sortition import quotas, rehearsal
from rebonds.deliberation.sortition.rates import Rates
from rebonds.lenses.tables import Listing, Point
from rebonds.reporting.report import Report
from rebonds.reporting.sortition import rehearsal_report
from rebonds.rooms.kits.draws import QUOTAS, ready_of
from rebonds.rooms.kits.models import Draw
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import GROUP, both, column, fr_en, table
from rebonds.sources.sheet import Given
from rebonds.text import Text, with_unit


def report(draw: Draw, names: dict[str, str]) -> Report:
    """Return a draw: the panel once drawn, its quotas, everybody's published chance, the marks to verify it by.

    Parameters
    ----------
    names : dict
        Identifier to name, for those who run the draw; empty for the others.
    """
    sheet, result = draw.published, draw.result
    values = {one[0]: one[1] for one in draw.chances}
    odds = {one[0]: one[2] for one in draw.chances}
    panel = result.get("panel", [])
    low, high = min(odds.values(), default=0), max(odds.values(), default=0)
    low_fr, high_fr = (with_unit(100 * p, "%", "fr", 2) for p in (low, high))
    low_en, high_en = (with_unit(100 * p, "%", "en", 2) for p in (low, high))
    points = [
        Point(
            Text("Chance d’être tiré", "Chance of being drawn"),
            fr_en(
                f"de {low_fr} à {high_fr} ; c'est la plus petite qui a été relevée d'abord.",
                f"from {low_en} to {high_en}; the lowest was raised first.",
            ),
        ),
    ]
    if result:
        points.append(Point(Text("Graine", "Seed"), both(f"{result['seed'][:16]}… ({result['public']})")))
    heads = [
        column("id", Text("identifiant", "identifier")),
        *([column("name", Text("nom", "name"), weight=1.6)] if names else []),
        column("profile", Text("profil", "profile"), weight=2.4),
        column("chance", Text("chance", "chance"), "fine"),
    ]
    rows = [
        (one, *([names.get(one, "")] if names else []), values.get(one, ""), odds.get(one)) for one in panel
    ]
    chances = table(
        "chances",
        Text("Chance publiée de chaque candidat", "Published chance of each candidate"),
        (
            column("id", Text("identifiant", "identifier")),
            column("profile", Text("profil", "profile"), weight=2.4),
            column("chance", Text("chance", "chance"), "fine"),
            column("tickets", Text("billets", "tickets"), weight=1.2),
        ),
        ((i, profile, p, f"{n} / {out_of}") for i, profile, p, n, out_of in draw.chances),
    )
    marks = tuple(
        both(f"{key} : {mark}")
        for key, mark in (
            ("feuille / sheet", sheet["fingerprint"]),
            *sheet["fingerprints"].items(),
            ("secret (SHA-256)", sheet["secret_sha256"]),
        )
    )
    return Report(
        name=f"tirage-{draw.uid}",
        title=both(draw.title),
        facts=fr_en(
            f"{draw.size} places, {draw.candidates} candidats",
            f"{draw.size} seats, {draw.candidates} candidates",
        ),
        points=tuple(points),
        tables=(
            *((table("panel", Text("Le panel", "The panel"), heads, rows),) if rows else ()),
            _quotas(draw, [values.get(one, "") for one in panel]),
            chances,
        ),
        lists=(Listing(Text("Empreintes (SHA-256)", "Fingerprints (SHA-256)"), marks),),
        sources=(GROUP,),
    )


def _quotas(draw: Draw, panel: list[str]) -> Any:
    """Return the quotas, and how the panel meets them."""
    known = quotas.read(Given(QUOTAS, draw.quotas.encode()))  # type: ignore[arg-type]
    order = list(dict.fromkeys(q.category for q in known))
    seats = [one.split(" · ") for one in panel]
    rows = []
    for one in known:
        place = order.index(one.category)
        n = sum(len(seat) > place and seat[place] == one.value for seat in seats) if panel else None
        rows.append((one.category, one.value, one.least, one.most, n))
    heads = (
        column("category", Text("catégorie", "category")),
        column("value", Text("valeur", "value")),
        column("least", Text("au moins", "at least"), "amount"),
        column("most", Text("au plus", "at most"), "amount"),
        column("panel", Text("panel", "panel"), "amount"),
    )
    return table("quotas", Text("Quotas", "Quotas"), heads, rows)


def rehearsed(draw: Draw, accept: float, leave: float) -> Report:
    """Return the rehearsal of a draw: what happens to quotas when people decline or leave.

    Parameters
    ----------
    accept, leave : float
        Probabilities that someone drawn accepts, and leaves afterwards.
    """
    runs = parameter("convention", "runs")
    return rehearsal_report(rehearsal.rehearse(ready_of(draw), Rates(accept, leave), draw.uid, runs=runs))
