"""What a map says: loops, levers, quadrants, what if; and the files to take away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from rebonds.causal.exchange import to_gexf, to_json
from rebonds.causal.fcm import what_if as fcm_what_if
from rebonds.causal.results import SENSES, VERDICTS, CausalReading
from rebonds.causal.robust import effects_held
from rebonds.causal.tables import links_csv, nodes_csv
from rebonds.drawing import causal_map_svg
from rebonds.errors import RebondsError
from rebonds.reporting.causal import causal_report, path_text
from rebonds.reporting.deliver import rendered
from rebonds.rooms.maps import store
from rebonds.rooms.maps.models import CausalMap
from rebonds.rooms.observe.reports import page as report_page
from rebonds.rooms.people.access import needs

FIRST_LOOPS, MOST_ROWS = 20, 60
MOST_HELD = 5
_TYPES = {
    "liens.csv": "text/csv; charset=utf-8",
    "noeuds.csv": "text/csv; charset=utf-8",
    "gexf": "application/gexf+xml",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def clamps_of(request: Any) -> dict[str, float]:
    """Return the nodes held that an address names: ``n`` and ``v``, in pairs."""
    found: dict[str, float] = {}
    for ident, raw in zip(request.GET.getlist("n"), request.GET.getlist("v"), strict=False):
        try:
            value = float(raw)
        except ValueError:
            continue
        if ident and 0 <= value <= 1 and len(found) < MOST_HELD:
            found[ident] = value
    return found


@needs("map.see", CausalMap)
@require_safe
def reading(request: Any) -> HttpResponse:
    """Show what a map says: a page, or the part under the drawing."""
    held = request.object
    nodes = store.nodes_of(held)
    core = store.core(held, nodes)
    clamps = {key: value for key, value in clamps_of(request).items() if key in core.rank}
    context: dict[str, Any] = {"held": held, "core": core}
    if core.links:
        found = store.reading(core, tuple(sorted(clamps.items())))
        context |= shown(found, request.LANGUAGE_CODE)
    context["rows"] = held_rows(clamps)
    context["nodes"] = sorted(((n.uid, n.label) for n in nodes), key=lambda one: one[1].casefold())
    context["names"] = [one[0] for one in exports(request)]
    context["exports"] = exports(request)
    template = "maps/_reading.html" if request.htmx else "maps/reading.html"
    return render(request, template, context)


def held_rows(clamps: dict[str, float]) -> list[dict[str, Any]]:
    """Return the lines of the form: nodes held, then one more to hold."""
    rows = [{"node": ident, "value": f"{value:g}"} for ident, value in clamps.items()]
    if len(rows) < MOST_HELD:
        rows.append({"node": "", "value": "1"})
    return rows


def shown(found: CausalReading, lang: str) -> dict[str, Any]:
    """Return a reading as the template shows it."""
    whole = causal_report(found)
    # The map is on the page already, its links too, and a dense one has thousands of loops: files hold them all.
    tables_shown = tuple(
        replace(one, rows=one.rows[:MOST_ROWS]) for one in whole.tables if one.id not in ("links", "effects")
    )
    report = report_page(replace(whole, drawings=whole.drawings[1:], tables=tables_shown), lang)
    core = found.map
    solid = {one.key: one for one in found.robustness.levers}
    return {
        "report": report,
        "quadrants": report["drawings"][0],
        "loops": [
            {
                "sense": SENSES[one.sign].to(lang),
                "reinforcing": one.reinforcing,
                "length": len(one.links),
                "path": path_text(one, core),
                "nodes": " ".join(one.nodes),
            }
            for one in found.loops.items[:FIRST_LOOPS]
        ],
        "loop_count": len(found.loops.items),
        "levers": [
            {
                "node": one.node,
                "label": one.label,
                "share": round(100 * one.reach),
                "robust": solid[one.node].robust,
                "verdict": VERDICTS[solid[one.node].robust].to(lang),
                "held_in": round(100 * solid[one.node].share),
            }
            for one in found.levers
            if one.node in solid
        ],
        "effects": effects(found, lang),
    }


def effects(found: CausalReading, lang: str) -> list[dict[str, Any]]:
    """Return what changes, with its solidity."""
    if found.what_if is None:
        return []
    solid = {one.key: one for one in found.robustness.effects}
    return [_effect(one, lang, solid.get(one.node)) for one in found.what_if.effects]


def _effect(one: Any, lang: str, solid: Any = None) -> dict[str, Any]:
    return {
        "node": one.node,
        "label": one.label,
        "sign": one.sign,
        "held": one.held,
        "width": min(100, round(400 * abs(one.change))),
        "change": f"{one.change:+.3f}".replace("-", "−").replace(".", "," if lang == "fr" else "."),
        "robust": None if solid is None else solid.robust,
        "verdict": "" if solid is None else VERDICTS[solid.robust].to(lang),
    }


@needs("map.see", CausalMap)
@require_safe
def what_if(request: Any) -> HttpResponse:
    """Answer a push while a finger moves; with ``sur=1``, say too what is robust."""
    core = store.light(request.object)
    clamps = {key: value for key, value in clamps_of(request).items() if key in core.rank}
    if not clamps:
        return render(request, "maps/_effects.html", {"effects": [], "sure": False})
    sure = request.GET.get("sur") == "1"
    pushed = fcm_what_if(core, clamps)
    solid = {one.key: one for one in effects_held(core, pushed)} if sure else {}
    found = [_effect(one, request.LANGUAGE_CODE, solid.get(one.node)) for one in pushed.effects]
    return render(request, "maps/_effects.html", {"effects": found, "sure": sure})


def exports(request: Any) -> list[tuple[str, str]]:
    """Return the formats of a map with their addresses."""
    where = {"workspace": request.workspace.slug, "uid": request.object.uid}
    return [(kind, reverse("map-export", kwargs={**where, "kind": kind})) for kind in _TYPES]


@needs("map.see", CausalMap)
@require_safe
def export(request: Any, kind: str) -> HttpResponse:
    """Return a map as a file."""
    if kind not in _TYPES:
        raise Http404(kind)
    held, lang = request.object, request.LANGUAGE_CODE
    nodes = store.nodes_of(held)
    core = store.core(held, nodes)
    at = store.places(core, nodes)
    try:
        content = _content(core, at, kind, lang)
    except (RebondsError, ValueError) as error:  # an empty map has no drawing
        raise Http404(kind) from error
    response = HttpResponse(content, content_type=_TYPES[kind])
    name = f"{slugify(held.title) or 'carte'}{'-' if '.' in kind else '.'}{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _content(core: Any, at: Any, kind: str, lang: str) -> bytes:
    if kind == "liens.csv":
        return links_csv(core, lang)
    if kind == "noeuds.csv":
        return nodes_csv(core, lang)
    if kind == "gexf":
        return to_gexf(core)
    if kind == "json":
        import json

        return (json.dumps(to_json(core), ensure_ascii=False, indent=1) + "\n").encode()
    if kind in ("svg", "png"):
        drawn = causal_map_svg(core, lang, places=at, mode="file")
        if kind == "svg":
            return drawn.encode()
        from rebonds.reporting.picture import png

        return png(drawn)
    return rendered(causal_report(store.reading(core), at), kind, lang)
