"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.content import runsheet
from rebonds.errors import RebondsError
from rebonds.rooms.inquire.models import (
    Decision,
    Expectation,
    ExpectationGroup,
    Family,
    Meeting,
    Phase,
    Problem,
    Shift,
    Sorting,
    Theme,
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class InWorkspace(forms.ModelForm):
    """A form whose choices are of one workspace: that of what it changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choices = getattr(field, "queryset", None)
            if choices is not None:
                kept = getattr(choices.model, "kept", choices.model.objects)
                field.queryset = kept.filter(workspace=self.instance.workspace)


class ProblemForm(InWorkspace):
    """Write, reword, translate a problem."""

    shift_choices = forms.MultipleChoiceField(
        label=_("Changements que ce problème appelle"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Problem
        fields = ("title_fr", "text_fr", "title_en", "text_en", "theme", "authority", "family")
        widgets = {"text_fr": _area(4), "text_en": _area(4)}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["shift_choices"]
        shifts = Shift.kept.within(self.instance.workspace)
        field.choices = [(one.key, one.to) for one in shifts]
        self.initial.setdefault("shift_choices", self.instance.shift_keys)
        if not field.choices:
            del self.fields["shift_choices"]

    def clean(self) -> dict[str, Any]:
        """Ask for a title in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("title_fr", "").strip() or data.get("title_en", "").strip()):
            self.add_error("title_fr", _("Écrivez un titre, dans une langue au moins."))
        if "shift_choices" in self.fields:
            self.instance.call_for(data.get("shift_choices", []))
        return data


class DeckForm(forms.Form):
    """Choose the deck that ships, whole or by themes, or a file of one's own."""

    themes = forms.MultipleChoiceField(
        label=_("Thèmes à charger"), required=False, widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(
        label=_("Ou un fichier à vous (TOML)"),
        required=False,
        help_text=_("Un jeu écrit comme ceux du produit ; voir « rebonds kits problems --toml »."),
    )

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        field.choices = themes
        field.initial = [key for key, _label in themes]

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("file") and not data.get("themes") and not self.errors:
            raise forms.ValidationError(_("Choisissez un thème au moins, ou un fichier."))
        return data


class MergeForm(forms.Form):
    """Choose the problem that another becomes part of."""

    target = forms.ModelChoiceField(
        label=_("Ce problème rejoint"), queryset=Problem.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, source: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = (
            Problem.kept.within(source.workspace).filter(state=Problem.State.ACTIVE).exclude(pk=source.pk)
        )


class FamilyForm(InWorkspace):
    """Name a family."""

    class Meta:
        model = Family
        fields = ("title", "about")
        widgets = {"about": _area(3)}  # noqa: RUF012


class SortingForm(InWorkspace):
    """Open a live sort."""

    class Meta:
        model = Sorting
        fields = ("title", "theme")


class ShiftForm(InWorkspace):
    """Write a shift."""

    class Meta:
        model = Shift
        fields = (
            "question_fr", "from_fr", "to_fr", "explanation_fr", "position_1_fr", "position_3_fr", "position_5_fr",
            "question_en", "from_en", "to_en", "explanation_en", "position_1_en", "position_3_en", "position_5_en",
            "rank",
        )  # fmt: skip
        widgets = {  # noqa: RUF012
            name: _area(2)
            for name in (
                "explanation_fr", "explanation_en", "position_1_fr", "position_1_en", "position_3_fr",
                "position_3_en", "position_5_fr", "position_5_en",
            )
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for both ends in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"from_{lang}") and data.get(f"to_{lang}") for lang in ("fr", "en")):
            self.add_error("from_fr", _("Écrivez d’où et vers où, dans une langue au moins."))
        return data


class GroupForm(InWorkspace):
    """Name a group of expectations."""

    class Meta:
        model = ExpectationGroup
        fields = ("title",)


class PhaseForm(InWorkspace):
    """Date a phase."""

    class Meta:
        model = Phase
        fields = ("title", "begins", "ends", "about")
        widgets = {"begins": _day(), "ends": _day(), "about": _area(4)}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        return _in_order(self, "begins", "ends")


class MeetingForm(InWorkspace):
    """Call a meeting, then say what came out of it."""

    class Meta:
        model = Meeting
        fields = (
            "title", "phase", "starts_at", "ends_at", "place", "authority", "purpose", "inputs", "run_sheet", "outputs",
        )  # fmt: skip
        widgets = {  # noqa: RUF012
            "starts_at": _moment(),
            "ends_at": _moment(),
            "purpose": _area(3),
            "inputs": _area(3),
            "run_sheet": _area(10),
            "outputs": _area(4),
        }

    def clean_run_sheet(self) -> str:
        """Refuse a line that is no step, saying which."""
        text: str = self.cleaned_data["run_sheet"]
        try:
            runsheet.read(text)
        except RebondsError as error:
            raise forms.ValidationError(error.message(get_language() or "fr")) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        return _in_order(self, "starts_at", "ends_at")


class DecisionForm(InWorkspace):
    """Write a decision."""

    class Meta:
        model = Decision
        fields = ("title", "reason", "who", "due")
        widgets = {"reason": _area(3), "due": _day()}  # noqa: RUF012


class ExpectationForm(InWorkspace):
    """Say what is expected."""

    class Meta:
        model = Expectation
        fields = ("scale", "text", "authority")
        widgets = {"text": _area(3)}  # noqa: RUF012


class VerdictForm(InWorkspace):
    """Say what became of an expectation, and why."""

    class Meta:
        model = Expectation
        fields = ("verdict", "reason")
        widgets = {"reason": _area(3)}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a verdict."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") and not data.get("reason", "").strip():
            self.add_error("reason", _("Dites pourquoi : un verdict sans raison n’apprend rien."))
        return data


def _in_order(form: Any, first: str, last: str) -> dict[str, Any]:
    data: dict[str, Any] = forms.ModelForm.clean(form) or {}
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, _("La fin vient avant le début."))
    return data


def themes_of(workspace: Any) -> list[tuple[int, str]]:
    """Return the themes of a workspace as choices."""
    return [(one.pk, str(one)) for one in Theme.objects.filter(workspace=workspace)]
