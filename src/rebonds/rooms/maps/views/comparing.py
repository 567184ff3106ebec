"""Two groups' maps: where they differ, and one map of both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.causal.merge import compare as compared
from rebonds.causal.merge import merged
from rebonds.causal.results import Comparison
from rebonds.errors import RebondsError
from rebonds.reporting.causal import comparison_report, signed
from rebonds.rooms.maps import store
from rebonds.rooms.maps.models import CausalMap
from rebonds.rooms.maps.views.maps import page_of
from rebonds.rooms.observe.reports import page as report_page
from rebonds.rooms.people import access, thread
from rebonds.rooms.people.access import needs


def _two(request: Any, given: Any) -> tuple[CausalMap, CausalMap]:
    found = {one.uid: one for one in CausalMap.kept.within(request.workspace)}
    a, b = (found.get(given.get(name, "")) for name in ("a", "b"))
    if a is None or b is None:
        raise Http404
    return a, b


def _chosen(given: Any) -> dict[str, str]:
    """Return the nodes said to be one: ``m`` is ``b:a``."""
    pairs = (one.partition(":") for one in given.getlist("m"))
    return {theirs: mine for theirs, _sep, mine in pairs if theirs}


@needs("map.see")
@require_safe
def compare(request: Any) -> HttpResponse:
    """Show where two maps differ."""
    choices = list(CausalMap.kept.within(request.workspace).order_by("title").values_list("uid", "title"))
    context: dict[str, Any] = {"choices": choices, "a": None, "b": None, "error": ""}
    if request.GET.get("a") and request.GET.get("b"):
        a, b = _two(request, request.GET)
        first, second = store.core(a), store.core(b)
        context |= {"a": a, "b": b, "chosen": request.GET.getlist("m")}
        try:
            found = compared(first, second, _chosen(request.GET))
        except RebondsError as error:
            context["error"] = error.message(request.LANGUAGE_CODE)
        else:
            report = report_page(comparison_report(found, first, second), request.LANGUAGE_CODE)
            context |= {
                "report": report,
                "suggestions": [
                    {"value": f"{s.b}:{s.a}", "a": s.label_a, "b": s.label_b} for s in found.suggestions
                ],
                "opposite": opposite(found, first, second, request.LANGUAGE_CODE),
                "may_merge": access.allowed(request.member, "map.add"),
            }
    return render(request, "maps/compare.html", context)


def opposite(found: Comparison, a: Any, b: Any, lang: str) -> list[dict[str, str]]:
    """Return the links that both groups tell with opposite signs, as the page shows them."""
    labels = {node.id: node.label for node in (*found.nodes_b, *a.nodes)}
    return [
        {
            "name": f"{labels[one.a.cause]} → {labels[one.a.effect]}",
            "a": signed(one.a).to(lang),
            "b": signed(one.b).to(lang),
        }
        for one in found.opposite
    ]


@needs("map.add")
@require_POST
def merge(request: Any) -> HttpResponse:
    """Make one map of two; links of opposite signs are left out, to be settled."""
    a, b = _two(request, request.POST)
    first, second = store.core(a), store.core(b)
    title = _("%(a)s et %(b)s") % {"a": a.title, "b": b.title}
    try:
        one = merged(first, second, title[:160], _chosen(request.POST))
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect("maps-compare", workspace=request.workspace.slug)
    group = ", ".join(dict.fromkeys(text for text in (a.group, b.group) if text))
    made = store.write(one, request.member, group=group[:160])
    for parent in (a, b):
        if parent.pk != made.pk:
            thread.link(made, parent, request.member)
    messages.success(request, _("La carte des deux groupes est prête ; rien n’a changé dans les leurs."))
    return redirect(page_of(made, request))
