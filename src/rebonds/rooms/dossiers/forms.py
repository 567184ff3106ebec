"""Forms of a dossier, of its steps and of the words that it hears; what forms of the room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.content import kits
from rebonds.rooms.dossiers.models import (
    Dossier,
    Hearing,
    Quote,
    Step,
    Witness,
)
from rebonds.rooms.dossiers.models.dossier import LEAST_TEAM, MOST_TEAM
from rebonds.rooms.dossiers.models.witness import GIVEN
from rebonds.rooms.observe import store
from rebonds.rooms.observe.fields import TerritoryInput
from rebonds.rooms.people import registry
from rebonds.rooms.people.models import Role
from rebonds.rooms.search import labels

MOST_CHOICES = 500


def lang() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "fr"


def area(rows: int) -> forms.Textarea:
    """Return a field of several lines."""
    return forms.Textarea({"rows": rows})


def day() -> forms.DateInput:
    """Return a field of a date."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def objects(kind_name: str, workspace: Any) -> list[tuple[str, str]]:
    """Return objects of a kind, as choices; nothing where the room that brings them is not there."""
    kind = registry.kinds().get(kind_name)
    if kind is None:
        return []
    found = kind.model.kept.within(workspace)[:MOST_CHOICES]
    return [(one.uid, str(one)[:120]) for one in found]


class DossierForm(forms.ModelForm):
    """Question, team, territory, and what the dossier comes from."""

    problem = forms.ChoiceField(
        label=_("Problème de départ"), required=False, help_text=_("Ce que le dossier veut éclairer.")
    )

    class Meta:
        model = Dossier
        fields = ("title", "question", "shift", "territory", "team", "state")
        widgets = {"question": area(3), "team": forms.CheckboxSelectMultiple()}  # noqa: RUF012

    field_order = ("title", "question", "problem", "shift", "territory", "team", "state")

    def __init__(
        self, *args: Any, workspace: Any = None, start: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        workspace = workspace if workspace is not None else self.instance.workspace
        self.initial.update({k: v for k, v in (start or {}).items() if v})
        fields["team"].queryset = workspace.members.present().exclude(role=Role.GUEST)
        fields["team"].required = True
        fields["team"].help_text = _("De deux à quatre personnes ; elles seules écrivent dans le dossier.")
        fields["shift"] = shift_field(workspace)
        fields["territory"].label = _("Territoire (nom ou code)")
        fields["territory"].widget = TerritoryInput()
        problems = objects("problem", workspace)
        if problems:
            fields["problem"].choices = [("", "–"), *problems]
        else:
            del fields["problem"]
        if self.instance.pk is None:
            del fields["state"]
        self.order_fields(self.field_order)

    def clean_team(self) -> Any:
        """Refuse a team that is too small or too large."""
        team = self.cleaned_data["team"]
        if not LEAST_TEAM <= len(team) <= MOST_TEAM:
            raise forms.ValidationError(_("Une équipe compte de deux à quatre personnes."))
        return team

    def clean_territory(self) -> str:
        """Find the territory that a name or a code stands for."""
        given = self.cleaned_data["territory"].strip()
        if not given:
            self.instance.territory_name = ""
            return ""
        where = store.asked(given, lang())
        place = where["place"]
        if place is None:
            near = [f"{one.name} ({one.code})" for one in where["candidates"]]
            raise forms.ValidationError([where["error"], *([", ".join(near)] if near else [])])
        self.instance.territory_name = place.name
        return store.address_code(place)


def shift_field(workspace: Any) -> forms.ChoiceField:
    """Return the choice of a shift."""
    names = labels.shifts(workspace, lang())
    return forms.ChoiceField(
        label=_("Changement de paradigme"), required=False, choices=[("", "–"), *names.items()]
    )


class PartForm(forms.ModelForm):
    """Something that belongs to a dossier."""

    def __init__(self, *args: Any, dossier: Dossier | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = dossier if dossier is not None else self.instance.dossier
        self.dossier = dossier
        if self.instance.pk is None:
            self.instance.dossier, self.instance.workspace = dossier, dossier.workspace
        if "shift" in self.fields:
            self.fields["shift"] = shift_field(dossier.workspace)


class StepForm(PartForm):
    """A step of the plan."""

    class Meta:
        model = Step
        fields = ("text", "due", "done")
        widgets = {"due": day()}  # noqa: RUF012


class WitnessForm(PartForm):
    """A witness and her consent."""

    class Meta:
        model = Witness
        fields = (
            "name", "role", "organisation", "contact", "consent", "scope", "consent_date", "unnamed_as", "notes",
        )  # fmt: skip
        widgets = {"consent_date": day(), "notes": area(4)}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """Ask for the date of a consent that is given."""
        data = super().clean() or self.cleaned_data
        if data.get("consent") in GIVEN and not data.get("consent_date"):
            self.add_error("consent_date", _("Quand l’accord a-t-il été donné ?"))
        return data


class HearingForm(PartForm):
    """A hearing."""

    class Meta:
        model = Hearing
        fields = ("witness", "date", "place", "guide", "notes", "transcript")
        widgets = {"date": day(), "notes": area(8), "transcript": area(14)}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["witness"].queryset = Witness.kept.filter(dossier=self.dossier).exclude(consent="withdrawn")
        fields["guide"] = forms.ChoiceField(label=_("Guide d’audition"), required=False, choices=guides())


def guides() -> list[tuple[str, str]]:
    """Return the guides of the kit, as choices."""
    kit: Any = kits.load(kits.kind_of("hearing_guide"))
    return [("", "–"), *((one.id, one.title.to(lang())) for one in kit.guides)]


class QuoteForm(PartForm):
    """A quote, from a hearing or from a witness alone."""

    witness = forms.ModelChoiceField(label=_("Témoin"), queryset=Witness.kept.none())

    class Meta:
        model = Quote
        fields = ("text", "question", "shift", "note")
        widgets = {  # noqa: RUF012
            "text": area(5),
            "question": forms.TextInput({"list": "questions-du-guide", "autocomplete": "off"}),
        }

    field_order = ("witness", "text", "question", "shift", "note")

    def __init__(self, *args: Any, hearing: Hearing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        new = self.instance.pk is None
        if new and hearing is not None:
            self.instance.hearing, self.instance.witness = hearing, hearing.witness
        if hearing is not None or not new:
            del fields["witness"]
        else:
            fields["witness"].queryset = Witness.kept.filter(dossier=self.dossier).exclude(
                consent="withdrawn"
            )

    def clean(self) -> dict[str, Any]:
        """Say whose words they are."""
        data = super().clean() or self.cleaned_data
        if data.get("witness"):
            self.instance.witness = data["witness"]
        return data
