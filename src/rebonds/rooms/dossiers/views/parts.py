"""Parts of a dossier: one way to add, show and change each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.rooms.dossiers import forms, grounds, knowledge_forms, library_forms, shown, ties
from rebonds.rooms.dossiers.models import Dossier, Finding, Quote
from rebonds.rooms.people import access, editing, registry
from rebonds.rooms.people.access import needs


@dataclass(frozen=True)
class What:
    """Something that a dossier can hold: its form, and what its page of writing is called."""

    form: Any
    new: Any
    change: Any


#: By kind, as addresses name it.
WHAT: dict[str, What] = {
    "witness": What(forms.WitnessForm, gettext_lazy("Ajouter un témoin"), gettext_lazy("Modifier le témoin")),
    "hearing": What(
        forms.HearingForm, gettext_lazy("Noter une audition"), gettext_lazy("Modifier l’audition")
    ),
    "quote": What(
        forms.QuoteForm, gettext_lazy("Relever une citation"), gettext_lazy("Modifier la citation")
    ),
    "finding": What(
        knowledge_forms.FindingForm,
        gettext_lazy("Écrire un enseignement"),
        gettext_lazy("Modifier l’enseignement"),
    ),
    "controversy": What(
        knowledge_forms.ControversyForm,
        gettext_lazy("Décrire une controverse"),
        gettext_lazy("Modifier la controverse"),
    ),
    "idea": What(
        knowledge_forms.IdeaForm, gettext_lazy("Noter une idée reçue"), gettext_lazy("Modifier l’idée reçue")
    ),
    "hypothesis": What(
        knowledge_forms.HypothesisForm,
        gettext_lazy("Poser une hypothèse"),
        gettext_lazy("Modifier l’hypothèse"),
    ),
    "inspiration": What(
        library_forms.InspirationForm,
        gettext_lazy("Ajouter une inspiration"),
        gettext_lazy("Modifier l’inspiration"),
    ),
    "reading": What(
        library_forms.ReadingForm, gettext_lazy("Ajouter une lecture"), gettext_lazy("Modifier la lecture")
    ),
    "review": What(knowledge_forms.CommentForm, "", gettext_lazy("Modifier le commentaire")),
}
SHARED = ("inspiration", "reading")


def _tie(request: Any) -> Callable[[Any, Any], None]:
    def after(made: Any, form: Any) -> None:
        quotes = None
        if isinstance(made, Finding) and "quotes" in form.fields:
            quotes = [form.held[uid] for uid in form.cleaned_data["quotes"] if uid in form.held]
        ties.part(made, request.member, quotes)

    return after


@needs("dossier.see", Dossier)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any, what: str) -> HttpResponse:
    """Add something to a dossier."""
    dossier, found = request.object, WHAT.get(what)
    if found is None or not found.new:
        raise Http404
    access.check(request.member, "dossier.edit", dossier)
    if what in SHARED:
        kwargs: dict[str, Any] = {"workspace": request.workspace, "initial": {"dossier": dossier.pk}}
    else:
        kwargs = {"dossier": dossier}
    context = {
        "heading": found.new,
        "back": reverse("dossier", args=[request.workspace.slug, dossier.uid]),
        "back_label": str(dossier),
        "what": what,
    }
    if (
        what in ("hearing", "quote")
        and not forms.Witness.kept.filter(dossier=dossier).exclude(consent="withdrawn").exists()
    ):
        return render(request, "dossiers/no_witness.html", {**context, "held": dossier})
    return editing.edit(
        request,
        found.form,
        "dossiers/form.html",
        draft=f"{what}-{dossier.uid}",
        form_kwargs=kwargs,
        context=context,
        after=_tie(request),
    )


@needs("workspace.see")
@require_safe
def show(request: Any, kind: str, uid: str) -> HttpResponse:
    """Show something that a page is enough for."""
    known, obj = registry.find(request.workspace, kind, uid)
    access.check(request.member, known.see, obj)
    context = {
        "obj": obj,
        "kind": known,
        "dossier": getattr(obj, "dossier", None),
        "rows": shown.rows(obj),
        "may_edit": access.allowed(request.member, known.edit, obj),
        "grounds": None,
        "pinnable": isinstance(obj, Finding),
    }
    if isinstance(obj, Finding):
        rests = grounds.of(obj)
        context["grounds"] = rests
        context["quotes"] = [q for q in rests.audible if access.allowed(request.member, "quote.see", q)]
        context["hidden"] = len(rests.quotes) - len(context["quotes"])
    if isinstance(obj, Quote):
        context["hearing"] = ties.hearing_of(obj)
        context["may_hear"] = access.allowed(request.member, "witness.see", obj.witness)
    return render(request, "dossiers/object.html", context)


@needs("workspace.see")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any, kind: str, uid: str) -> HttpResponse:
    """Change something that a dossier, or the library, holds."""
    found = WHAT.get(kind)
    if found is None:
        raise Http404
    known, obj = registry.find(request.workspace, kind, uid)
    access.check(request.member, known.see, obj)
    access.check(request.member, known.edit, obj)
    if kind in SHARED:
        kwargs: dict[str, Any] = {"workspace": request.workspace}
    else:
        kwargs = {} if kind == "review" else {"dossier": obj.dossier}
    context = {
        "heading": found.change,
        "back": known.address(obj, request.workspace),
        "back_label": _("Revenir à la fiche"),
        "what": kind,
    }
    return editing.edit(
        request,
        found.form,
        "dossiers/form.html",
        obj=obj,
        form_kwargs=kwargs,
        context=context,
        after=_tie(request),
    )
