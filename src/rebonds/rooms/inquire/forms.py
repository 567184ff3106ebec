"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.inquire.models import Family, Problem, Shift, Sorting, Theme
from rebonds.rooms.people.models import Authority


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


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


class FromForm(forms.Form):
    """Where someone who answers on paper comes from."""

    authority = forms.ModelChoiceField(
        label=_("Territoire"), queryset=Authority.objects.none(), required=False
    )


def themes_of(workspace: Any) -> list[tuple[int, str]]:
    """Return the themes of a workspace as choices."""
    return [(one.pk, str(one)) for one in Theme.objects.filter(workspace=workspace)]
