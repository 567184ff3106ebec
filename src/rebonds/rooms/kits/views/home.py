"""The door of the kits, the portraits to read, decks to put to the vote, the grid of officials."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import DataError, RebondsError
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.preparing import from_kit
from rebonds.rooms.kits import archetypes, decks, own
from rebonds.rooms.kits import officials as path
from rebonds.rooms.kits.files import FileError, read_file
from rebonds.rooms.kits.kinds import KINDS
from rebonds.rooms.kits.models import Deck, Sheet
from rebonds.rooms.kits.own import Held
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import answer as answered
from rebonds.rooms.kits.showing import both, language
from rebonds.rooms.kits.views.own import held_asked, take, wrong_in
from rebonds.rooms.people import access, registry, thread
from rebonds.rooms.people.access import needs
from rebonds.text import Text

WHATIF = "whatif"
#: What stands before the deck that a form asks for.
DECK = "deck:"
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
            {"name": one.asked, "label": one.label.to(lang), "about": one.about.to(lang)}
            for one in kits.offered(request.workspace)
        ],
        "makes": access.allowed(request.member, "deck.make"),
        "decks": len(own.offered(request.workspace)),
        "influence": access.allowed(request.member, "influence.list"),
    }
    return render(request, "kits/home.html", context)


@needs("kit.list")
@require_safe
def portraits(request: Any) -> HttpResponse:
    """Show the cards of a deck, to read alone, with the reactions written so far."""
    used, lang = held_asked(request, archetypes.NAME), language()
    held, ours = used.kit, Sheet.kept.within(request.workspace).filter(deck=used.deck)
    quotes = list(ours.filter(kind="quote").select_related("created_by"))
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
        "fictions": ours.filter(kind="fiction").count(),
        "deck": used.deck,
        "vote": f"archetypes:{used.deck.uid}" if used.deck else "archetypes",
        "others": others(request, used),
    }
    return render(request, "kits/portraits.html", context)


@needs("kit.list")
@require_safe
def compare(request: Any) -> HttpResponse:
    """Compare the fictions of the workspace written with one deck, or those chosen."""
    used = held_asked(request, archetypes.NAME)
    found = list(Sheet.kept.within(request.workspace).filter(kind="fiction", deck=used.deck).order_by("pk"))
    asked = set(request.GET.getlist("f"))
    chosen = [one for one in found if not asked or one.uid in asked][:MOST_COMPARED]
    report = archetypes.compared(
        chosen, Text("Nos fictions, côte à côte", "Our fictions, side by side"), used
    )
    context = {
        "fictions": [{"sheet": one, "chosen": one in chosen} for one in found],
        "back": "fiction",
        "few": len(chosen) < 2,
        "deck": used.deck,
        "others": others(request, used),
    }
    kept = [f"jeu={used.deck.uid}"] if used.deck else []
    more = "&".join([*kept, *(f"f={one.uid}" for one in chosen if asked)])
    return answered(request, report, "kits/compare.html", context, more=more)


@needs("kit.list")
@require_safe
def officials(request: Any) -> HttpResponse:
    """Show what each model implies for each delegation."""
    used = held_asked(request, path.NAME)
    context = {"deck": used.deck, "others": others(request, used)}
    more = f"jeu={used.deck.uid}" if used.deck else ""
    return answered(request, path.grid(used), "kits/officials.html", context, more=more)


def others(request: Any, used: Held) -> list[dict[str, str]]:
    """Return the other decks of the same kind, to change from one to another; the shipped one first."""
    found = [{"uid": one.uid, "title": one.title} for one in own.offered(request.workspace, used.kind)]
    all_of = [{"uid": "", "title": _("Celui de Rebonds")}, *found]
    return [one for one in all_of if one["uid"] != (used.deck.uid if used.deck else "")]


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
    """Put what-ifs to the vote: the fourteen that ship, those of the workspace, a deck of its own, or a file."""
    ours, lang, error, wrong = own_whatifs(request), language(), "", {"wrong": []}
    if request.method == "POST":
        try:
            return _made(request, ours)
        except FileError as slip:
            wrong = wrong_in(request.FILES["file"].name, slip)
        except RebondsError as slip:
            error = slip.message(request.LANGUAGE_CODE)
    context = {
        "ways": [(method, label.to(lang)) for method, label in decks.WAYS.items()],
        "shipped": [label.to(lang) for _ident, label in decks.shipped()],
        "ours": len(ours),
        "decks": own.offered(request.workspace, decks.NAME),
        "error": error,
        **wrong,
    }
    return render(request, "kits/deck.html", context, status=422 if error or wrong["wrong"] else 200)


def _own(request: Any, uid: str) -> Deck | None:
    return next((one for one in own.offered(request.workspace, decks.NAME) if one.uid == uid), None)


def _of_file(request: Any, given: Any) -> Deck:
    """Return the deck of a file, kept as any other; the one that holds the same, where there is one."""
    if given is None:
        raise DataError(
            Text("Donnez un fichier TOML, CSV ou XLSX.", "Give a TOML, CSV or XLSX file."),
        )
    found = read_file(decks.NAME, given.name[:120], given.read(parameter("decks", "most_bytes") + 1))
    sha = own.digest(own.content_of(found.kit))
    same = next((one for one in own.offered(request.workspace, decks.NAME) if one.sha256 == sha), None)
    return same or take(request, decks.NAME, found, given.name.rpartition(".")[0][:120], given.name)


def _made(request: Any, ours: list[Any]) -> HttpResponse:
    method, source = request.POST.get("method", ""), request.POST.get("source", "shipped")
    if method not in decks.WAYS:
        raise Http404(method)
    given, parents = request.FILES.get("file"), []
    if source == "file":
        draft = decks.draft_of(own.held(_of_file(request, given)), method)
    elif source.startswith(DECK) and (found := _own(request, source.removeprefix(DECK))) is not None:
        draft = decks.draft_of(own.held(found), method)
    elif source == "ours" and ours:
        draft, parents = decks.draft([(one.uid, both(str(one))) for one in ours], method), ours
    else:
        draft = decks.draft(decks.shipped(), method)
    name = decks.kit_name(method)
    kit = kits.Kit(name=name, label=decks.WAYS[method], about=decks.WAYS[method], make=lambda lang: draft)
    (ballot,) = from_kit(kit, request.member, language())
    for one in parents:
        thread.link(ballot, one, request.member)
    messages.success(request, _("Le vote est prêt : relisez-le, puis ouvrez-le."))
    return redirect("ballot-edit", workspace=request.workspace.slug, uid=ballot.uid)
