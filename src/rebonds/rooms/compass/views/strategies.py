"""Local strategies: what they take of each model, the aim, the tools, or both."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.content.models import carried
from rebonds.rooms.compass import store
from rebonds.rooms.compass.forms import StrategyForm
from rebonds.rooms.compass.models import LocalStrategy
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing

STRATEGIES = Listing(
    columns=(
        Column("name", gettext_lazy("Stratégie"), sort="name", link=True),
        Column("date", gettext_lazy("Date"), sort="date"),
        Column("aims", gettext_lazy("Finalités"), value=lambda s: len(s.aims), kind="number"),
        Column("tools", gettext_lazy("Instruments"), value=lambda s: len(s.tools), kind="number"),
        Column("source", gettext_lazy("Source")),
    ),
    search=("name", "source"),
    sort="name",
    empty=gettext_lazy("Aucune stratégie pour l’instant : ajoutez celles qui existent déjà ici."),
    address=lambda row, request: reverse(
        "strategy",
        kwargs={"workspace": request.workspace.slug, "uid": row.uid},  # type: ignore[attr-defined]
    ),
    file="strategies",
)


@needs("strategy.see")
@require_safe
def strategies(request: Any) -> HttpResponse:
    """List local strategies."""
    return STRATEGIES.answer(request, LocalStrategy.kept.within(request.workspace), "compass/strategies.html")


def _form(request: Any) -> dict[str, Any]:
    return {"held": store.held(request.workspace), "lang": request.LANGUAGE_CODE}


@needs("strategy.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Add a strategy."""
    return editing.edit(request, StrategyForm, "compass/strategy_edit.html", form_kwargs=_form(request))


@needs("strategy.edit", LocalStrategy)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a strategy."""
    return editing.edit(
        request, StrategyForm, "compass/strategy_edit.html", obj=request.object, form_kwargs=_form(request)
    )


@needs("strategy.see", LocalStrategy)
@require_safe
def strategy(request: Any) -> HttpResponse:
    """Show what a strategy takes of each model."""
    lang, held = request.LANGUAGE_CODE, store.held(request.workspace)
    words = {
        "both": _("reprend la finalité et des instruments"),
        "tool_without_aim": _("emprunte l’outil sans la finalité"),
        "aim_without_tool": _("reprend la finalité, sans instrument"),
    }
    rows = [
        {
            "model": held.models[one.model].label.to(lang),
            "kind": one.kind,
            "words": words[one.kind],
            "finality": held.models[one.model].finality.to(lang),
            "tools": [held.tools[tool].to(lang) for tool in one.tools],
        }
        for one in carried(held, (store.strategy(request.object, held),))
    ]
    context = {
        "strategy": request.object,
        "rows": rows,
        "may_edit": access.allowed(request.member, "strategy.edit", request.object),
    }
    return render(request, "compass/strategy.html", context)
