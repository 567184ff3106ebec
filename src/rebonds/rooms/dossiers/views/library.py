"""Inspirations and readings of the whole workspace."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.dossiers import importing, ties
from rebonds.rooms.dossiers.library_forms import ImportForm, InspirationForm, ReadingForm
from rebonds.rooms.dossiers.models import Inspiration, Reading
from rebonds.rooms.dossiers.views.dossiers import page_of
from rebonds.rooms.dossiers.views.words import dossier_names
from rebonds.rooms.people import editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.sources.sheet import Given


def tags_of(model: Any) -> Any:
    """Return a function that gives the key words of a workspace, most used first, as choices."""

    def choices(request: Any) -> list[tuple[str, str]]:
        found: Counter[str] = Counter()
        for tags in model.objects.filter(workspace=request.workspace, deleted_at=None).values_list(
            "tags", flat=True
        ):
            found.update(one.strip() for one in tags.split(",") if one.strip())
        return [(tag, tag) for tag, _n in found.most_common(60)]

    return choices


INSPIRATIONS = Listing(
    columns=(
        Column("title", gettext_lazy("Cas"), sort="title", link=True),
        Column("place", gettext_lazy("Lieu"), sort="place"),
        Column("transfers", gettext_lazy("Se transporte"), value=lambda i: i.transfers[:140]),
        Column(
            "not_as_is",
            gettext_lazy("En l’état"),
            value=lambda i: _("non réplicable") if i.not_as_is else "",
            sort="not_as_is",
            kind="badge",
        ),
        Column("tags", gettext_lazy("Mots-clés")),
    ),
    filters=(
        Filter("mot", gettext_lazy("Mot-clé"), choices=tags_of(Inspiration), field="tags__icontains"),
        Filter("dossier", gettext_lazy("Dossier"), choices=dossier_names, field="dossier__uid"),
    ),
    search=("title", "place", "text", "tags"),
    sort="title",
    empty=gettext_lazy("Aucune inspiration pour l’instant : qu’est-ce qui est déjà (un peu) là ?"),
    address=page_of,
    file="inspirations",
)
READINGS = Listing(
    columns=(
        Column("title", gettext_lazy("Titre"), sort="title", link=True),
        Column("authors", gettext_lazy("Auteurs"), sort="authors"),
        Column("year", gettext_lazy("Année"), sort="year"),
        Column("venue", gettext_lazy("Revue ou éditeur"), sort="venue"),
        Column(
            "notes", gettext_lazy("Notes"), value=lambda r: _("oui") if r.notes.strip() else "", kind="badge"
        ),
        Column("doi", gettext_lazy("DOI ou adresse"), value=lambda r: r.doi or r.url[:60]),
    ),
    filters=(
        Filter("mot", gettext_lazy("Mot-clé"), choices=tags_of(Reading), field="tags__icontains"),
        Filter("dossier", gettext_lazy("Dossier"), choices=dossier_names, field="dossier__uid"),
    ),
    search=("title", "authors", "venue", "notes", "tags"),
    sort="title",
    empty=gettext_lazy(
        "Aucune lecture pour l’instant : ajoutez-en une, ou importez un fichier BibTeX, RIS ou CSV."
    ),
    address=page_of,
    file="lectures",
)


@needs("library.see")
@require_safe
def library(request: Any) -> HttpResponse:
    """Open the door on both shelves."""
    context = {
        "inspirations": Inspiration.kept.within(request.workspace).order_by("-changed_at")[:6],
        "readings": Reading.kept.within(request.workspace).order_by("-changed_at")[:6],
    }
    return render(request, "dossiers/library.html", context)


@needs("library.see")
@require_safe
def inspirations(request: Any) -> HttpResponse:
    """List the inspirations."""
    return INSPIRATIONS.answer(
        request, Inspiration.kept.within(request.workspace), "dossiers/inspirations.html"
    )


@needs("library.see")
@require_safe
def readings(request: Any) -> HttpResponse:
    """List the readings."""
    return READINGS.answer(request, Reading.kept.within(request.workspace), "dossiers/readings.html")


@needs("library.see")
@require_safe
def digest(request: Any) -> HttpResponse:
    """Put on one page what people noted of their readings, to be read or printed."""
    found = (
        Reading.kept.within(request.workspace)
        .exclude(notes="")
        .select_related("created_by")
        .order_by("title")
    )
    chosen = request.GET.get("dossier", "")
    names = dossier_names(request)
    if chosen in {uid for uid, _title in names}:
        found = found.filter(dossier__uid=chosen)
    context = {"readings": found, "dossiers": names, "chosen": chosen}
    return render(request, "dossiers/digest.html", context)


def _new(request: Any, form: Any, heading: str, shelf: str) -> HttpResponse:
    return editing.edit(
        request,
        form,
        "dossiers/form.html",
        form_kwargs={"workspace": request.workspace},
        context={"heading": heading, "back": reverse(shelf, args=[request.workspace.slug])},
        after=lambda made, _form: ties.part(made, request.member),
    )


@needs("library.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new_inspiration(request: Any) -> HttpResponse:
    """Add an inspiration."""
    return _new(request, InspirationForm, _("Ajouter une inspiration"), "inspirations")


@needs("library.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new_reading(request: Any) -> HttpResponse:
    """Add a reading."""
    return _new(request, ReadingForm, _("Ajouter une lecture"), "readings")


@needs("library.add")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Any) -> HttpResponse:
    """Bring readings from a file; what is there already is not added twice."""
    form = ImportForm(request.POST or None, request.FILES or None, workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > importing.MOST_BYTES:
            form.add_error("file", _("Ce fichier est trop lourd (4 Mo au plus)."))
        else:
            try:
                given = importing.read(Given(file.name, file.read()))
                done = importing.add(request.workspace, given, request.member, form.cleaned_data["dossier"])
            except RebondsError as error:
                form.add_error("file", error.message(request.LANGUAGE_CODE))
            else:
                for made in done.added:
                    ties.part(made, request.member)
                messages.success(request, _told(done))
                return redirect("readings", workspace=request.workspace.slug)
    return render(request, "dossiers/import.html", {"form": form}, status=422 if form.errors else 200)


def _told(done: importing.Imported) -> str:
    said = [
        ngettext("%(n)s lecture ajoutée.", "%(n)s lectures ajoutées.", len(done.added))
        % {"n": len(done.added)}
    ]
    if done.known:
        said.append(
            ngettext("%(n)s était déjà là.", "%(n)s étaient déjà là.", done.known) % {"n": done.known}
        )
    if done.untitled:
        said.append(
            ngettext("%(n)s n’a pas de titre.", "%(n)s n’ont pas de titre.", done.untitled)
            % {"n": done.untitled}
        )
    return " ".join(said)
