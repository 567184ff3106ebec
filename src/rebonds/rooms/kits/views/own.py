"""Decks of the workspace: bring one from a file, read it, rename it, retire it, take it out again, print its cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.errors import DataError, RebondsError
from rebonds.reporting.kit_tables import capital
from rebonds.rooms.kits import cutting, offers, own
from rebonds.rooms.kits.cells import cell
from rebonds.rooms.kits.files import FileError, Found, read_file
from rebonds.rooms.kits.lines import parts, word, written
from rebonds.rooms.kits.models import Deck
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import answer, language
from rebonds.rooms.people import access, changes, editing
from rebonds.rooms.people.access import needs
from rebonds.text import Text

#: Errors listed on the page; more is a file to look at again as a whole.
MOST_SHOWN = 200


class BringForm(forms.Form):
    """A file, what it holds, and how the deck is to be called."""

    kind = forms.ChoiceField(label=gettext_lazy("Que contient le fichier ?"))
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("Le tableau téléchargé ici puis modifié : CSV (UTF-8), XLSX, ou un kit TOML."),
    )
    title = forms.CharField(
        label=gettext_lazy("Nom du jeu"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Le nom du fichier, si vous n’en donnez pas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(name, one.label.to(lang)) for name, one in own.KINDS.items()]


class DeckForm(forms.ModelForm):
    """The name of a deck."""

    class Meta:
        model = Deck
        fields = ("title",)


def deck_asked(request: Any, kind: str) -> Deck | None:
    """Return the deck that an address asks for (``?jeu=``), retired ones left out; nothing: the shipped one."""
    uid = request.GET.get("jeu", "")[:16]
    if not uid or not kind:
        return None
    found = Deck.kept.within(request.workspace).filter(uid=uid, kind=kind, retired=False).first()
    if found is None:
        raise Http404(uid)
    return found


def held_asked(request: Any, kind: str) -> own.Held:
    """Return the deck that an address asks for, with its kit."""
    found = deck_asked(request, kind)
    return own.shipped(kind) if found is None else own.held(found)


def _file(kit: Any, name: str) -> HttpResponse:
    response = HttpResponse(written(kit, language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@needs("kit.list")
@require_safe
def decks(request: Any) -> HttpResponse:
    """Show the decks that ship and those of the workspace, by kind."""
    lang, found = language(), list(Deck.kept.within(request.workspace).select_related("created_by"))
    context = {
        "kinds": [
            {
                "name": name,
                "label": one.label.to(lang),
                "about": one.about.to(lang),
                "cards": name in cutting.CARDS,
                "decks": [deck for deck in found if deck.kind == name],
            }
            for name, one in own.KINDS.items()
        ],
        "brings": access.allowed(request.member, "deck.bring"),
    }
    return render(request, "kits/own_decks.html", context)


@needs("kit.list")
@require_safe
def shipped_file(request: Any, kind: str) -> HttpResponse:
    """Give a deck that ships as the file that people change."""
    if kind not in own.KINDS:
        raise Http404(kind)
    return _file(own.shipped(kind).kit, kind.replace("_", "-"))


@needs("kit.list", Deck)
@require_safe
def deck_file(request: Any) -> HttpResponse:
    """Give a deck of the workspace as a file again."""
    return _file(
        own.held(request.object).kit, f"{request.object.kind.replace('_', '-')}-{request.object.uid}"
    )


@needs("deck.bring")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Any) -> HttpResponse:
    """Read a file and show what it holds; written once the page says « prendre », from the text it was read as."""
    if request.POST.get("lines"):
        return _taken(request)
    form = BringForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("pour", "")}
    )
    context: dict[str, Any] = {"form": form, "wrong": [], "preview": None}
    if request.method == "POST" and form.is_valid():
        given, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        title = form.cleaned_data["title"] or given.name.rpartition(".")[0] or given.name
        try:
            found = read_file(kind, given.name[:120], _bytes(given))
        except FileError as error:
            context |= wrong_in(given.name, error)
        except RebondsError as error:
            form.add_error("file", error.message(request.LANGUAGE_CODE))
        else:
            context["preview"] = _preview(request, kind, found, title[:120], given.name)
    bad = bool(form.errors or context["wrong"])
    return render(request, "kits/own_bring.html", context, status=422 if bad else 200)


def wrong_in(file: str, error: FileError) -> dict[str, Any]:
    """Return everything that is wrong in a file, as the page lists it."""
    lang, shown_first = language(), error.slips[:MOST_SHOWN]
    wrong = [{"line": one.line, "what": one.what.to(lang), "hint": one.hint.to(lang)} for one in shown_first]
    return {"wrong": wrong, "file": file, "more": len(error.slips) - len(wrong)}


def _bytes(given: Any) -> bytes:
    """Return a file, one byte more than is taken at most: a larger one is refused unread."""
    return given.read(parameter("decks", "most_bytes") + 1)  # type: ignore[no-any-return]


def _preview(request: Any, kind: str, found: Found, title: str, file: str) -> dict[str, Any]:
    lang, deck = language(), own.KINDS[kind]
    sha, notes = own.digest(own.content_of(found.kit)), [one.to(lang) for one in found.notes]
    kept = Deck.kept.within(request.workspace).filter(kind=kind)
    same = kept.filter(sha256=sha).first()
    if found.kit == deck.shipped():
        notes.append(_("Ce fichier est le jeu de Rebonds, sans changement."))
    if same is not None:
        notes.append(_("Le même contenu est déjà ici, sous le nom « %(name)s ».") % {"name": same.title})
    elif kept.filter(title=title).exists():
        notes.append(_("Un autre jeu porte déjà ce nom : « %(name)s ».") % {"name": title})
    return {
        "kind": kind,
        "label": deck.label.to(lang),
        "title": title,
        "file": file[:120],
        "notes": notes,
        "lines": written(found.kit, "fr").removeprefix("\ufeff"),
        "lists": shown(found.kit, lang),
    }


def shown(kit: Any, lang: str) -> list[dict[str, Any]]:
    """Return what a deck holds, list by list: how many cards, and their names."""
    out = []
    for place in parts(type(kit))[1]:
        cards = getattr(kit, place.name)
        heads = (next(v for v in vars(card).values() if isinstance(v, Text)) for card in cards)
        out.append(
            {"name": capital(word(place.key)).to(lang), "n": len(cards), "cards": [h.to(lang) for h in heads]}
        )
    return out


def _taken(request: Any) -> HttpResponse:
    kind, title = request.POST.get("kind", ""), cell(request.POST.get("title", ""))[:120]
    if kind not in own.KINDS:
        raise Http404(kind)
    try:
        found = read_file(kind, "lignes.csv", request.POST["lines"].encode())
        made = take(request, kind, found, title, cell(request.POST.get("file", ""))[:120])
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect("deck-bring", workspace=request.workspace.slug)
    messages.success(request, _("Le jeu est pris."))
    return redirect("deck", workspace=request.workspace.slug, uid=made.uid)


def take(request: Any, kind: str, found: Found, title: str, file: str) -> Deck:
    """Write a deck that was read, where there is still room for one.

    Raises
    ------
    DataError
        The workspace keeps as many as it may.
    """
    most = parameter("decks", "most_decks")
    if Deck.kept.within(request.workspace).count() >= most:
        raise DataError(
            Text(f"Cet espace a déjà {most} jeux.", f"This workspace has {most} decks already."),
            Text("Supprimez-en un qui n’a pas servi.", "Delete one that was not used."),
        )
    return own.keep(kind, found.kit, title or own.KINDS[kind].label.to(language()), file, request.member)


@needs("kit.list", Deck)
@require_safe
def deck(request: Any) -> HttpResponse:
    """Show a deck of the workspace: what it holds, what can be made of it; as a report too."""
    found, lang, member = request.object, language(), request.member
    used = own.held(found)
    context = {
        "deck": found,
        "label": own.KINDS[found.kind].label.to(lang),
        "uses": sum(1 for _one in own.used(found)),
        "ballots": [{"key": kit.asked, "label": kit.label.to(lang)} for kit in offers.of_deck(found)],
        "cards": found.kind in cutting.CARDS,
        "page": _page(found),
        "makes": access.allowed(member, "deck.make") and not found.retired,
        "brings": access.allowed(member, "deck.bring"),
        "deletes": access.allowed(member, "deck.delete", found),
    }
    return answer(request, cutting.deck_report(used), "kits/own_deck.html", context)


def _page(deck: Deck) -> dict[str, str] | None:
    """Return the page where a deck is taken in hand, beside the ballots."""
    where = {"workspace": deck.workspace.slug}
    if deck.kind == "self_assessment":
        return {
            "address": reverse("deck-alone", kwargs={**where, "uid": deck.uid}),
            "label": _("Y répondre seul"),
        }
    pages = {
        "archetypes": ("kit-portraits", _("Lire les portraits, réagir, écrire une fiction")),
        "officials": ("kit-officials", _("Lire la grille, débattre, relire une décision")),
    }
    if deck.kind not in pages:
        return None
    name, label = pages[deck.kind]
    return {"address": f"{reverse(name, kwargs=where)}?jeu={deck.uid}", "label": label}


@needs("deck.bring", Deck)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Any) -> HttpResponse:
    """Give a deck another name."""
    return editing.edit(request, DeckForm, "kits/own_rename.html", obj=request.object)


@needs("deck.bring", Deck)
@require_POST
def retire(request: Any, back: bool = False) -> HttpResponse:
    """Offer a deck no more, or again; what was made with it keeps it."""
    found = request.object
    if found.retired == back:
        found.retired = not back
        changes.save(found, request.member)
    where = {"workspace": request.workspace.slug, "uid": found.uid}
    said = _("« %(name)s » est de nouveau proposé.") if back else _("« %(name)s » n’est plus proposé.")
    undo = "" if back else reverse("deck-back", kwargs=where)
    messages.info(request, said % {"name": found}, extra_tags=undo)
    return redirect("deck", **where)


@needs("kit.list")
@require_safe
def cards(request: Any, kind: str) -> HttpResponse:
    """Print the cards of a deck to cut out, or in large type."""
    if kind not in cutting.CARDS:
        raise Http404(kind)
    large, used = request.GET.get("forme") == "large", held_asked(request, kind)
    response = HttpResponse(cutting.cards(used, language(), large=large), content_type="application/pdf")
    name = f"cartes-{kind}{'-grands-caracteres' if large else ''}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
