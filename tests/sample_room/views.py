"""Pages of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.rooms.people.access import needs
from rebonds.rooms.people.editing import edit
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.registry import kind_of
from tests.sample_room.models import Answer, Question


class QuestionForm(forms.ModelForm):
    """A question."""

    class Meta:
        model = Question
        fields = ("title", "text", "theme", "urgent")


QUESTIONS = Listing(
    columns=(
        Column("title", "Titre", sort="title", link=True),
        Column("theme", "Thème", value=lambda q: q.get_theme_display(), sort="theme", kind="badge"),
        Column("version", "Version", sort="version", kind="number"),
        Column("created_by", "Par"),
        Column("changed_at", "Modifiée", sort="changed_at", kind="day"),
    ),
    filters=(Filter("theme", "Thème", choices=Question.Theme.choices),),
    search=("title", "text"),
    sort="title",
    per_page=10,
    empty="Aucune question.",
    address=lambda q, request: kind_of(q).address(q, request.workspace),
    file="questions",
)


@needs("question.see")
@require_safe
def questions(request: Any) -> Any:
    """List the questions."""
    found = Question.kept.within(request.workspace).select_related("created_by")
    return QUESTIONS.answer(request, found, "sample/questions.html")


@needs("question.see", Question)
@require_safe
def question(request: Any) -> Any:
    """Show a question."""
    return render(request, "sample/object.html", {"obj": request.object})


@needs("question.see", Answer)
@require_safe
def answer(request: Any) -> Any:
    """Show an answer."""
    return render(request, "sample/object.html", {"obj": request.object})


@needs("question.edit", Question)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any) -> Any:
    """Change a question."""
    return edit(request, QuestionForm, "sample/edit.html", obj=request.object)


@needs("question.see")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> Any:
    """Ask a question."""
    return edit(request, QuestionForm, "sample/edit.html")


urlpatterns = [
    path("questions/", questions, name="questions"),
    path("questions/nouvelle/", new, name="question-new"),
    path("questions/<slug:uid>/", question, name="question"),
    path("questions/<slug:uid>/modifier/", change, name="question-edit"),
    path("reponses/<slug:uid>/", answer, name="answer"),
]
