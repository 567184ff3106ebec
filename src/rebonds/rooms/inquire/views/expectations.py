"""What is expected at the start, and what became of it at the end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.content import kits
from rebonds.content.inquiring import Expectations
from rebonds.rooms.inquire.forms import ExpectationForm, VerdictForm
from rebonds.rooms.inquire.models import Expectation
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.models import Authority


def page_of(one: Any, request: HttpRequest) -> str:
    """Return the address of an expectation."""
    return reverse("expectation", kwargs={"workspace": request.workspace.slug, "uid": one.uid})  # type: ignore[attr-defined]


EXPECTATIONS = Listing(
    columns=(
        Column("text", gettext_lazy("Attente"), value=str, sort="text", link=True),
        Column("scale", gettext_lazy("Échelle"), value=lambda e: e.get_scale_display(), sort="scale"),
        Column("authority", gettext_lazy("Territoire"), value=lambda e: e.authority, sort="authority__name"),
        Column("group", gettext_lazy("Groupe"), value=lambda e: e.group, sort="group__title"),
        Column(
            "verdict",
            gettext_lazy("Verdict"),
            value=lambda e: e.get_verdict_display(),
            sort="verdict",
            kind="badge",
        ),
    ),
    filters=(
        Filter("scale", gettext_lazy("Échelle"), choices=Expectation.Scale.choices),
        Filter(
            "territory",
            gettext_lazy("Territoire"),
            choices=lambda r: [(a.pk, a) for a in Authority.objects.filter(workspace=r.workspace)],  # type: ignore[attr-defined]
            field="authority",
        ),
        Filter(
            "verdict",
            gettext_lazy("Verdict"),
            choices=[("none", gettext_lazy("Pas encore de verdict")), *Expectation.Verdict.choices],
            apply=lambda found, value: found.filter(verdict="" if value == "none" else value),
        ),
    ),
    search=("text", "reason"),
    empty=gettext_lazy("Aucune attente pour l’instant : qu’attendez-vous de ce travail ?"),
    sort="scale",
    address=page_of,
    file="attentes",
)


@needs("expectation.see")
@require_safe
def expectations(request: Any) -> HttpResponse:
    """List what is expected."""
    found = Expectation.kept.within(request.workspace).select_related("authority", "group")
    return EXPECTATIONS.answer(request, found, "inquire/expectations.html")


def prompts(lang: str, side: str) -> list[dict[str, Any]]:
    """Return the questions of the kit at each scale, for the start (``opening``) or the end (``closing``)."""
    return [
        {"label": one.label.to(lang), "questions": [text.to(lang) for text in getattr(one, side)]}
        for one in kits.load(Expectations).scales
    ]


@needs("expectation.see", Expectation)
@require_safe
def expectation(request: Any) -> HttpResponse:
    """Show an expectation, and its verdict if there is one."""
    held = request.object
    context = {"obj": held, "may_judge": access.allowed(request.member, "expectation.judge", held)}
    return render(request, "inquire/expectation.html", context)


@needs("expectation.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Say what is expected."""
    scale = request.GET.get("echelle", "")
    initial: dict[str, Any] = {"authority": request.member.authority_id}
    if scale in Expectation.Scale.values:
        initial["scale"] = scale
    kwargs = {"initial": initial} if request.method != "POST" else {}
    context = {"prompts": prompts(request.LANGUAGE_CODE, "opening")}
    return editing.edit(
        request, ExpectationForm, "inquire/expectation_edit.html", context=context, form_kwargs=kwargs
    )


@needs("expectation.edit", Expectation)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Reword an expectation."""
    context = {"prompts": prompts(request.LANGUAGE_CODE, "opening")}
    return editing.edit(
        request, ExpectationForm, "inquire/expectation_edit.html", obj=request.object, context=context
    )


@needs("expectation.judge", Expectation)
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: Any) -> HttpResponse:
    """Say what became of an expectation, and why."""
    verdicts = [
        (one.label.to(request.LANGUAGE_CODE), one.text.to(request.LANGUAGE_CODE))
        for one in kits.load(Expectations).verdicts
    ]
    context = {"prompts": prompts(request.LANGUAGE_CODE, "closing"), "verdicts": verdicts}
    return editing.edit(
        request, VerdictForm, "inquire/judge.html", obj=request.object, draft="verdict", context=context
    )


@needs("expectation.see")
@require_safe
def before_after(request: Any) -> HttpResponse:
    """Show what was expected beside what became of it, scale by scale and group by group."""
    found = list(Expectation.kept.within(request.workspace).select_related("authority", "group"))
    scales = []
    for value, label in Expectation.Scale.choices:
        mine = [one for one in found if one.scale == value]
        groups: dict[Any, list[Expectation]] = {}
        for one in mine:
            kept = one.group if one.group is not None and one.group.deleted_at is None else None
            groups.setdefault(kept, []).append(one)
        verdicts = [
            (name, sum(1 for one in mine if one.verdict == key)) for key, name in Expectation.Verdict.choices
        ]
        ordered = sorted(groups.items(), key=lambda pair: (pair[0] is None, str(pair[0])))
        scales.append(
            {
                "label": label,
                "groups": [{"group": group, "expectations": held} for group, held in ordered],
                "verdicts": [(name, n) for name, n in verdicts if n],
                "open": sum(1 for one in mine if not one.verdict),
                "total": len(mine),
            }
        )
    context = {
        "scales": scales,
        "total": len(found),
        "judged": sum(1 for one in found if one.verdict),
    }
    return render(request, "inquire/before_after.html", context)
