"""The list of dossiers, and a dossier: its question, its plan, and all that it holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.rooms.dossiers import grounds, ties
from rebonds.rooms.dossiers.forms import DossierForm, StepForm, lang
from rebonds.rooms.dossiers.models import (
    Controversy,
    Dossier,
    Finding,
    Hearing,
    Hypothesis,
    Inspiration,
    Quote,
    Reading,
    ReceivedIdea,
    Step,
    Witness,
)
from rebonds.rooms.people import access, changes, editing, registry, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.search import labels


def page_of(obj: Any, request: HttpRequest) -> str:
    """Return the address of an object of a registered kind."""
    return registry.kind_of(obj).address(obj, request.workspace)  # type: ignore[attr-defined]


def shift_names(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the shifts of the workspace, as choices."""
    return list(labels.shifts(request.workspace, lang()).items())  # type: ignore[attr-defined]


def territories(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the territories of the dossiers of the workspace, as choices."""
    found = Dossier.objects.filter(workspace=request.workspace, deleted_at=None).exclude(territory="")  # type: ignore[attr-defined]
    return sorted(found.values_list("territory", "territory_name").distinct(), key=lambda pair: pair[1])


DOSSIERS = Listing(
    columns=(
        Column("title", gettext_lazy("Dossier"), sort="title", link=True),
        Column("question", gettext_lazy("Question"), value=lambda d: d.question[:120]),
        Column("team", gettext_lazy("Équipe"), value=lambda d: ", ".join(m.name for m in d.team.all())),
        Column("territory_name", gettext_lazy("Territoire"), sort="territory_name"),
        Column(
            "state", gettext_lazy("État"), value=lambda d: d.get_state_display(), sort="state", kind="badge"
        ),
        Column("changed_at", gettext_lazy("Modifié"), sort="changed_at", kind="day"),
    ),
    filters=(
        Filter("etat", gettext_lazy("État"), choices=Dossier.State.choices, field="state"),
        Filter("changement", gettext_lazy("Changement"), choices=shift_names, field="shift"),
        Filter("territoire", gettext_lazy("Territoire"), choices=territories, field="territory"),
    ),
    search=("title", "question"),
    sort="-changed_at",
    empty=gettext_lazy(
        "Aucun dossier pour l’instant. Ouvrez-en un : une question, une équipe de deux à quatre personnes."
    ),
    address=page_of,
    file="dossiers",
)


@needs("dossier.see")
@require_safe
def dossiers(request: Any) -> HttpResponse:
    """List the dossiers of the workspace."""
    return DOSSIERS.answer(request, Dossier.kept.within(request.workspace), "dossiers/dossiers.html")


@needs("dossier.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a dossier, perhaps from a problem or a shift (``?depuis=problem:uid``)."""
    kind, _sep, uid = request.GET.get("depuis", "").partition(":")
    start: dict[str, Any] = {"team": [request.member.pk], "territory": request.workspace.territory}
    if kind == "problem":
        start["problem"] = uid
    elif kind == "shift":
        start["shift"] = ties.shift_key(request.workspace, uid)
    return editing.edit(
        request,
        DossierForm,
        "dossiers/form.html",
        form_kwargs={"workspace": request.workspace, "start": start},
        context={
            "heading": _("Ouvrir un dossier"),
            "back": reverse("dossiers", args=[request.workspace.slug]),
        },
        after=lambda made, form: ties.dossier(made, form.cleaned_data.get("problem", ""), request.member),
    )


@needs("dossier.edit", Dossier)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a dossier."""
    held = request.object
    return editing.edit(
        request,
        DossierForm,
        "dossiers/form.html",
        obj=held,
        form_kwargs={"workspace": request.workspace, "start": {"problem": ties.problem_of(held)}},
        context={"heading": _("Modifier le dossier"), "back": page_of(held, request)},
        after=lambda made, form: ties.dossier(made, form.cleaned_data.get("problem", ""), request.member),
    )


@needs("dossier.see", Dossier)
@require_safe
def dossier(request: Any) -> HttpResponse:
    """Show a dossier: what it comes from, its plan, and what was learnt so far."""
    held, member = request.object, request.member
    may_hear = access.allowed(member, "witness.see", held)
    quotes = list(
        Quote.objects.filter(dossier=held, deleted_at=None).select_related("witness", "dossier", "hearing")
    )
    for one in quotes:
        one.dossier = held  # its team is known already: not asked of each
    hypotheses = Hypothesis.kept.filter(dossier=held).annotate(
        open_comments=Count("comments", filter=Q(comments__deleted_at=None, comments__answer=""))
    )
    context = {
        "held": held,
        "team": held.team.all(),
        "shift": labels.shifts(request.workspace, lang()).get(held.shift, "") if held.shift else "",
        "parents": [
            {"obj": s.obj, "label": s.kind.label, "address": s.kind.address(s.obj, request.workspace)}
            for s in thread.seen_by(member, thread.parents(held))
        ],
        "steps": Step.objects.filter(dossier=held, deleted_at=None),
        "step_form": StepForm(dossier=held),
        "may_edit": access.allowed(member, "dossier.edit", held),
        "may_hear": may_hear,
        "witnesses": Witness.objects.filter(dossier=held, deleted_at=None) if may_hear else [],
        "hearings": Hearing.objects.filter(dossier=held, deleted_at=None)
        .exclude(witness__consent="withdrawn")
        .select_related("witness")
        if may_hear
        else [],
        "quotes": [one for one in quotes if access.allowed(member, "quote.see", one)],
        "findings": grounds.of_all(
            Finding.objects.filter(dossier=held, deleted_at=None).select_related("reading")
        ),
        "controversies": Controversy.objects.filter(dossier=held, deleted_at=None),
        "ideas": ReceivedIdea.objects.filter(dossier=held, deleted_at=None),
        "hypotheses": hypotheses,
        "inspirations": Inspiration.objects.filter(dossier=held, deleted_at=None),
        "readings": Reading.objects.filter(dossier=held, deleted_at=None),
    }
    return render(request, "dossiers/dossier.html", context)


@needs("dossier.edit", Dossier)
@require_POST
def add_step(request: Any) -> HttpResponse:
    """Add a step to the plan."""
    form = StepForm(request.POST, dossier=request.object)
    if form.is_valid():
        changes.save(form, request.member)
    else:
        messages.error(request, _("Écrivez l’étape, et une date qui existe."))
    return redirect(f"{page_of(request.object, request)}#plan")


@needs("dossier.edit", Step)
@require_POST
def tick(request: Any) -> HttpResponse:
    """Say that a step is done, or not."""
    step = request.object
    step.done = not step.done
    changes.save(step, request.member)
    return redirect(f"{page_of(step.dossier, request)}#plan")


@needs("dossier.edit", Step)
@require_POST
def drop_step(request: Any) -> HttpResponse:
    """Take a step out of the plan."""
    request.object.delete_softly(request.member)
    return redirect(f"{page_of(request.object.dossier, request)}#plan")
