"""Hypotheses and their scientific review: each comment is answered, or visibly open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.rooms.dossiers.forms import lang
from rebonds.rooms.dossiers.knowledge_forms import AnswerForm, CommentForm
from rebonds.rooms.dossiers.models import Hypothesis, ReviewComment
from rebonds.rooms.dossiers.views.dossiers import page_of
from rebonds.rooms.people import access, changes
from rebonds.rooms.people.access import needs
from rebonds.rooms.search import labels


@needs("dossier.see", Hypothesis)
@require_safe
def hypothesis(request: Any) -> HttpResponse:
    """Show a hypothesis, its versions and its review."""
    return _page(request, request.object, CommentForm(hypothesis=request.object))


def _page(request: Any, held: Hypothesis, form: CommentForm, status: int = 200) -> HttpResponse:
    comments = list(ReviewComment.kept.filter(hypothesis=held).select_related("created_by", "answered_by"))
    context = {
        "held": held,
        "comments": [(one, access.allowed(request.member, "review.edit", one)) for one in comments],
        "open": sum(not one.answered for one in comments),
        "form": form,
        "answer_form": AnswerForm(),
        "may_edit": access.allowed(request.member, "dossier.edit", held),
        "shift": labels.shifts(request.workspace, lang()).get(held.shift, held.shift) if held.shift else "",
        "versions": changes.history(held),
    }
    return render(request, "dossiers/hypothesis.html", context, status=status)


@needs("review.add")
@require_POST
def comment(request: Any, uid: str) -> HttpResponse:
    """Comment a hypothesis as it stands."""
    held = _find(request, uid)
    form = CommentForm(request.POST, hypothesis=held)
    if not form.is_valid():
        return _page(request, held, form, 422)
    changes.save(form, request.member)
    messages.success(request, _("Le commentaire est ajouté ; il reste ouvert jusqu’à une réponse."))
    return redirect(page_of(held, request))


def _find(request: Any, uid: str) -> Hypothesis:
    from rebonds.rooms.people import registry

    known, held = registry.find(request.workspace, "hypothesis", uid)
    access.check(request.member, known.see, held)
    return held  # type: ignore[return-value]


@needs("dossier.see", ReviewComment)
@require_safe
def one(request: Any) -> HttpResponse:
    """Go to a comment where it stands: under its hypothesis."""
    held = request.object
    return redirect(f"{page_of(held.hypothesis, request)}#commentaire-{held.uid}")


@needs("dossier.see", ReviewComment)
@require_POST
def answer(request: Any) -> HttpResponse:
    """Answer a comment in the team's name, and say whether the hypothesis changed."""
    held = request.object
    access.check(request.member, "dossier.edit", held.hypothesis)
    form = AnswerForm(request.POST)
    if form.is_valid():
        held.answer, held.answered_by = form.cleaned_data["answer"], request.member
        held.led_to = held.hypothesis.version if form.cleaned_data["led"] else None
        changes.save(held, request.member)
        messages.success(request, _("La réponse est publiée."))
    else:
        messages.error(request, _("Écrivez une réponse."))
    return redirect(f"{page_of(held.hypothesis, request)}#commentaire-{held.uid}")
