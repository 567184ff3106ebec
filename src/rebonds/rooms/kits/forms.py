"""Forms of the room: a sheet in the frame of its kind, and what happens to it afterwards."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebonds.rooms.kits.kinds import KINDS, Kind, framed
from rebonds.rooms.kits.models import Deck, Sheet
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import language
from rebonds.text import Text

LONGEST = 6000
#: Places of a slider, the low pole first.
PLACES = (-2, -1, 0, 1, 2)
_HOW = {
    -2: Text("tout à fait", "entirely"),
    -1: Text("plutôt", "rather"),
    0: Text("entre les deux", "in between"),
    1: Text("plutôt", "rather"),
    2: Text("tout à fait", "entirely"),
}


def stands(low: Text, high: Text, lang: str) -> list[tuple[str, str]]:
    """Return the places between two poles, in words."""
    out = []
    for place in PLACES:
        pole = low if place < 0 else high
        how = _HOW[place].to(lang)
        out.append((str(place), how if place == 0 else f"{pole.to(lang)} ({how})"))
    return out


class SheetForm(forms.ModelForm):
    """A sheet; `form_of` gives the one of a kind."""

    kind: Kind
    deck: Deck | None = None

    class Meta:
        model = Sheet
        fields = ("title", "choice", "day", "agreed", "team")
        widgets = {"day": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012

    def __init__(self, *args: Any, parent: Sheet | None = None, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, kind, instance = language(), self.kind, self.instance
        if instance.pk is None:
            instance.kind, instance.parent, instance.deck = kind.name, parent, self.deck
            self.initial["choice"] = self.initial.get("choice") or chosen
        fields: dict[str, Any] = self.fields
        fields["title"].label = kind.title.to(lang)
        for name, label in (("choice", kind.choice), ("day", kind.day), ("agreed", kind.agreed)):
            if label is None:
                del fields[name]
            else:
                fields[name].label = label.to(lang)
        if "choice" in fields:
            choices = [("", "–"), *((ident, text.to(lang)) for ident, text in kind.choices)]
            fields["choice"] = forms.ChoiceField(label=fields["choice"].label, choices=choices)
        if "day" in fields:
            fields["day"].required = True
        if kind.name == "position":
            del fields["team"]  # a party writes its position itself
        for one in kind.fields:
            fields[f"f-{one.id}"].label = one.label.to(lang)
            fields[f"f-{one.id}"].help_text = one.prompt.to(lang)
            self.initial.setdefault(f"f-{one.id}", instance.said.get(one.id, ""))
        for slider in kind.sliders:
            field = fields[f"s-{slider.id}"]
            field.label = slider.question.to(lang)
            field.choices = [("", "–"), *stands(slider.low, slider.high, lang)]
            self.initial.setdefault(f"s-{slider.id}", instance.numbers.get(slider.id, ""))
        for ident, label in kind.weights:
            fields[f"w-{ident}"].label = _("Points : %(criterion)s") % {"criterion": label.to(lang)}
            self.initial.setdefault(f"w-{ident}", instance.numbers.get(ident))
        self.order_fields(
            [
                *(n for n in ("choice", "title", "day") if n in fields),
                *(n for n in fields if n[1:2] == "-"),
                "agreed",
                "team",
            ]
        )

    def clean(self) -> dict[str, Any]:
        """Put texts, sliders and weights together; weights make ten points or none."""
        data = super().clean() or self.cleaned_data
        kind = self.kind
        said = {one.id: data.get(f"f-{one.id}", "").strip() for one in kind.fields}
        if kind.least and sum(map(bool, said.values())) < kind.least:
            raise forms.ValidationError(_("Écrivez au moins une ligne."))
        numbers = {s.id: int(v) for s in kind.sliders if (v := data.get(f"s-{s.id}")) not in (None, "")}
        points = {i: v for i, _label in kind.weights if (v := data.get(f"w-{i}"))}
        ten = parameter("controversy", "points")
        if points and sum(points.values()) != ten:
            raise forms.ValidationError(
                _("Répartissez %(ten)s points entre les critères, ou aucun : vous en donnez %(given)s.")
                % {"ten": ten, "given": sum(points.values())}
            )
        self.instance.said = {key: value for key, value in said.items() if value}
        self.instance.numbers = numbers | points
        return data


def form_of(name: str, deck: Deck | None = None) -> type[SheetForm]:
    """Return the form of a kind of sheets, as the deck that frames it asks."""
    return _shipped(name) if deck is None else _form(framed(name, deck), deck)


@functools.cache
def _shipped(name: str) -> type[SheetForm]:
    return _form(KINDS[name], None)


def _form(kind: Kind, deck: Deck | None) -> type[SheetForm]:
    made: dict[str, Any] = {"kind": kind, "deck": deck}
    for one in kind.fields:
        made[f"f-{one.id}"] = forms.CharField(
            required=one.required,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3}),
        )
    for slider in kind.sliders:
        made[f"s-{slider.id}"] = forms.ChoiceField(choices=[("", "–"), *((str(p), str(p)) for p in PLACES)])
    for ident, _label in kind.weights:
        made[f"w-{ident}"] = forms.IntegerField(
            required=False, min_value=0, max_value=parameter("controversy", "points")
        )
    return type(f"{kind.name.title()}Form", (SheetForm,), made)


class OutcomeForm(forms.ModelForm):
    """What happened since."""

    class Meta:
        model = Sheet
        fields = ("outcome", "outcome_text", "outcome_on")
        widgets = {  # noqa: RUF012
            "outcome_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "outcome_text": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["outcome"] = forms.ChoiceField(label=gettext_lazy("Suite"), choices=choices)
        fields["outcome_text"].required = fields["outcome_on"].required = True
