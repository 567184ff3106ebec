"""The door of the kits, the portraits to read, decks to put to the vote, the grid of officials."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.preparing import from_kit
from rebonds.rooms.kits import archetypes, decks
from rebonds.rooms.kits import officials as path
from rebonds.rooms.kits.kinds import KINDS
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import answer as answered
from rebonds.rooms.kits.showing import both, language
from rebonds.rooms.people import access, registry, thread
from rebonds.rooms.people.access import needs
from rebonds.text import Text

WHATIF = "whatif"
MOST_COMPARED = 6


@needs("kit.list")
@require_safe
def home(request: Any) -> HttpResponse:
    """Show the kits, each with where to begin."""
    lang = language()
    counts = {
        name: Sheet.kept.within(request.workspace).filter(kind=name).count()
        for name, one in KINDS.items()
        if not one.parent
    }
    context = {
        "frames": [
            {"name": n, "plural": KINDS[n].plural.to(lang), "about": KINDS[n].about.to(lang), "count": c}
            for n, c in counts.items()
        ],
        "ballots": [
            {"name": one.name, "label": one.label.to(lang), "about": one.about.to(lang)}
            for one in kits.all_kits()
        ],
        "makes": access.allowed(request.member, "deck.make"),
        "influence": access.allowed(request.member, "influence.list"),
    }
    return render(request, "kits/home.html", context)


@needs("kit.list")
@require_safe
def portraits(request: Any) -> HttpResponse:
    """Show the five cards, to read alone, with the reactions written so far."""
    held, lang = archetypes.kit(), language()
    quotes = list(Sheet.kept.within(request.workspace).filter(kind="quote").select_related("created_by"))
    cards = [
        {
            "id": card.id,
            "label": card.label.to(lang),
            "sections": [
                {"label": label.to(lang), "texts": [t.to(lang) for t in archetypes.section(card, name)]}
                for name, label in archetypes.SECTIONS.items()
            ],
            "quotes": [
                {"title": q.title, "by": str(q.created_by) if q.agreed and q.created_by else ""}
                for q in quotes
                if q.choice == card.id
            ],
        }
        for card in held.cards
    ]
    context = {
        "title": held.title.to(lang),
        "about": held.about.to(lang),
        "instruction": held.instruction.to(lang),
        "cards": cards,
        "may_add": access.allowed(request.member, "sheet.add"),
        "makes": access.allowed(request.member, "deck.make"),
        "fictions": Sheet.kept.within(request.workspace).filter(kind="fiction").count(),
    }
    return render(request, "kits/portraits.html", context)


@needs("kit.list")
@require_safe
def compare(request: Any) -> HttpResponse:
    """Compare the fictions of the workspace, or those chosen."""
    found = list(Sheet.kept.within(request.workspace).filter(kind="fiction").order_by("pk"))
    asked = set(request.GET.getlist("f"))
    chosen = [one for one in found if not asked or one.uid in asked][:MOST_COMPARED]
    report = archetypes.compared(chosen, Text("Nos fictions, côte à côte", "Our fictions, side by side"))
    context = {
        "fictions": [{"sheet": one, "chosen": one in chosen} for one in found],
        "back": "fiction",
        "few": len(chosen) < 2,
    }
    more = "&".join(f"f={one.uid}" for one in chosen) if asked else ""
    return answered(request, report, "kits/compare.html", context, more=more)


@needs("kit.list")
@require_safe
def officials(request: Any) -> HttpResponse:
    """Show what each model implies for each delegation."""
    return answered(request, path.grid(), "kits/report.html", {"back": "decision"})


def own_whatifs(request: Any) -> list[Any]:
    """Return the what-ifs of the workspace that the visitor may see, where a room holds some."""
    kind = registry.kinds().get(WHATIF)
    if kind is None:
        return []
    found = kind.model.kept.within(request.workspace)[: parameter("whatifs", "most_options")]
    return [one for one in found if access.allowed(request.member, kind.see, one)]


@needs("deck.make")
@require_http_methods(["GET", "HEAD", "POST"])
def deck(request: Any) -> HttpResponse:
    """Put what-ifs to the vote: the fourteen that ship, those of the workspace, or a file."""
    ours, lang, error = own_whatifs(request), language(), ""
    if request.method == "POST":
        try:
            return _made(request, ours)
        except RebondsError as slip:
            error = slip.message(request.LANGUAGE_CODE)
    context = {
        "ways": [(method, label.to(lang)) for method, label in decks.WAYS.items()],
        "shipped": [label.to(lang) for _ident, label in decks.shipped()],
        "ours": len(ours),
        "error": error,
    }
    return render(request, "kits/deck.html", context, status=422 if error else 200)


def _made(request: Any, ours: list[Any]) -> HttpResponse:
    method, source = request.POST.get("method", ""), request.POST.get("source", "shipped")
    if method not in decks.WAYS:
        raise Http404(method)
    given = request.FILES.get("file")
    parents = []
    if source == "file":
        if given is None or given.size > parameter("convention", "most_bytes"):
            raise decks.DataError(
                Text(
                    "Donnez un fichier TOML, CSV ou XLSX, d’un mégaoctet au plus.",
                    "Give a TOML, CSV or XLSX file of one megabyte at most.",
                )
            )
        items = decks.of_file(given.name, given.read())
    elif source == "ours" and ours:
        items, parents = [(one.uid, both(str(one))) for one in ours], ours
    else:
        items = decks.shipped()
    draft, name = decks.draft(items, method), decks.kit_name(method)
    kit = kits.Kit(name=name, label=decks.WAYS[method], about=decks.WAYS[method], make=lambda lang: draft)
    (ballot,) = from_kit(kit, request.member, language())
    for one in parents:
        thread.link(ballot, one, request.member)
    messages.success(request, _("Le vote est prêt : relisez-le, puis ouvrez-le."))
    return redirect("ballot-edit", workspace=request.workspace.slug, uid=ballot.uid)
