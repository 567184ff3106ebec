"""Forms of what a team knows (findings, controversies, received ideas, hypotheses), and of its review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rebonds.errors import RebondsError
from rebonds.rooms.dossiers.forms import PartForm, area, lang
from rebonds.rooms.dossiers.models import (
    Controversy,
    Finding,
    Hypothesis,
    Quote,
    Reading,
    ReceivedIdea,
    ReviewComment,
)
from rebonds.rooms.people import pins


class FindingForm(PartForm):
    """A finding and what it rests on; refused if that is nothing."""

    quotes = forms.MultipleChoiceField(
        label=_("Citations"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    indicator = forms.ChoiceField(label=_("Chiffre à épingler"), required=False)
    place = forms.CharField(label=_("Territoire du chiffre (nom ou code)"), required=False, max_length=120)

    class Meta:
        model = Finding
        fields = ("statement", "detail", "shift", "reading", "source")
        widgets = {"statement": area(3), "detail": area(4)}  # noqa: RUF012

    field_order = ("statement", "detail", "shift", "quotes", "source", "reading", "indicator", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        held = Quote.kept.filter(dossier=self.dossier).exclude(witness__consent="withdrawn")
        self.held = {one.uid: one for one in held}
        if self.held:
            fields["quotes"].choices = [
                (uid, f"{one} – {one.witness.said_by()}") for uid, one in self.held.items()
            ]
        else:
            del fields["quotes"]
        fields["reading"].queryset = Reading.kept.within(self.dossier.workspace)
        fields["source"].help_text = _(
            "Un document, une donnée, une adresse : ce qu’un lecteur peut retrouver."
        )
        fields["indicator"].choices = [("", "–"), *pins.choices(lang())]
        if not self.initial.get("place"):
            self.initial["place"] = self.dossier.territory_name and self.dossier.territory
        if self.instance.pk is not None and self.held:
            from rebonds.rooms.dossiers import grounds

            self.initial["quotes"] = [
                one.uid for one in grounds.of(self.instance).quotes if one.uid in self.held
            ]

    def clean(self) -> dict[str, Any]:
        """Keep the first quote as the main ground, and check the figure to pin."""
        data = super().clean() or self.cleaned_data
        chosen = [self.held[uid] for uid in data.get("quotes", []) if uid in self.held]
        if "quotes" in self.fields:
            self.instance.quote = chosen[0] if chosen else None
        indicator, place = data.get("indicator", ""), (data.get("place") or "").strip()
        if indicator:
            if not place:
                self.add_error("place", _("Dites de quel territoire."))
                return data
            try:
                pins.current(indicator, place)
            except RebondsError as error:
                self.add_error("place", error.message(lang()))
                return data
            self.instance.pin_asked = (indicator, place)
        return data


class ControversyForm(PartForm):
    """A controversy: two positions at least."""

    class Meta:
        model = Controversy
        fields = (
            "question", "who_1", "says_1", "source_1", "who_2", "says_2", "source_2",
            "who_3", "says_3", "source_3", "who_4", "says_4", "source_4", "settled",
        )  # fmt: skip
        widgets = {f"says_{n}": area(3) for n in (1, 2, 3, 4)} | {"settled": area(3)}

    def clean(self) -> dict[str, Any]:
        """Ask for the source of a position that is written."""
        data = super().clean() or self.cleaned_data
        for n in (3, 4):
            if data.get(f"says_{n}") and not data.get(f"source_{n}"):
                self.add_error(f"source_{n}", _("Chaque position a sa source."))
        return data


class IdeaForm(PartForm):
    """A received idea."""

    class Meta:
        model = ReceivedIdea
        fields = ("idea", "answer", "source")
        widgets = {"answer": area(4)}  # noqa: RUF012


class HypothesisForm(PartForm):
    """A hypothesis."""

    class Meta:
        model = Hypothesis
        fields = ("statement", "refutation", "shift")
        widgets = {"statement": area(3), "refutation": area(3)}  # noqa: RUF012


class CommentForm(forms.ModelForm):
    """A comment on a hypothesis, as it stands."""

    class Meta:
        model = ReviewComment
        fields = ("text",)
        widgets = {"text": area(4)}  # noqa: RUF012

    def __init__(self, *args: Any, hypothesis: Hypothesis | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and hypothesis is not None:
            self.instance.hypothesis, self.instance.on_version = hypothesis, hypothesis.version
            self.instance.workspace = hypothesis.workspace


class AnswerForm(forms.Form):
    """The team's answer to a comment."""

    answer = forms.CharField(label=_("Réponse"), max_length=4000, widget=area(3))
    led = forms.BooleanField(label=_("L’hypothèse a changé en conséquence"), required=False)
