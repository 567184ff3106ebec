"""Forms of the room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.content.compass_dump import dump
from rebonds.content.compass_file import TEXTS, load
from rebonds.content.models import BASES, DEGREES, Compass, Degree, Model
from rebonds.errors import RebondsError
from rebonds.rooms.compass.models import LocalStrategy, OwnCompass
from rebonds.text import Text, typeset

LANGUAGES = ("fr", "en")
MOST_BYTES = 500_000
_BASES = {"source": _("une source le soutient"), "ours": _("notre proposition, à discuter")}


def model_form(held: Compass, ident: str, lang: str) -> type[forms.ModelForm]:
    """Return the form of a model of a compass: its texts in both languages, its degrees with their reasons."""
    fields: dict[str, Any] = {}
    for key, name in TEXTS.items():
        for language in LANGUAGES:
            label = f"{name.to(lang).capitalize()} ({language})"
            widget = forms.TextInput() if key == "label" else forms.Textarea({"rows": 3})
            fields[f"{key}_{language}"] = forms.CharField(label=label, max_length=2000, widget=widget)
    for dimension, name in held.dimensions.items():
        said = name.to(lang)
        choices = [("", _("à coter")), *((str(one), str(one)) for one in DEGREES)]
        fields[f"degree_{dimension}"] = forms.ChoiceField(label=said, choices=choices, required=False)
        fields[f"basis_{dimension}"] = forms.ChoiceField(
            label=f"{said} : {_('sur quoi repose ce degré')}", choices=[(one, _BASES[one]) for one in BASES]
        )
        for language in LANGUAGES:
            fields[f"reason_{dimension}_{language}"] = forms.CharField(
                label=f"{said} : {_('pourquoi')} ({language})",
                max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            )
    meta = type("Meta", (), {"model": OwnCompass, "fields": ()})
    return type("ModelForm", (_ModelForm,), {**fields, "Meta": meta, "ident": ident})


class _ModelForm(forms.ModelForm):
    """Base of the forms of `model_form`: reads and writes one model of the compass of its instance."""

    ident = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = load(self.instance.content.encode())
        self.initial = {**_values(self.held.models[self.ident]), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Write the model in the compass."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        model = self.held.models[self.ident]
        texts = {key: _text(data, key) for key in TEXTS}
        degrees = {
            name: Degree(
                int(data[f"degree_{name}"]) if data[f"degree_{name}"] else None,
                data[f"basis_{name}"],
                _text(data, f"reason_{name}"),
            )
            for name in self.held.dimensions
        }
        made = replace(model, degrees=degrees, **texts)
        content = dump(replace(self.held, models={**self.held.models, self.ident: made}))
        try:
            load(content.encode())
        except RebondsError as error:
            raise forms.ValidationError(error.message(get_language() or "fr")) from error
        self.instance.content = content
        return data


def _values(model: Model) -> dict[str, str]:
    found = {f"{key}_{language}": getattr(model, key).to(language) for key in TEXTS for language in LANGUAGES}
    for name, one in model.degrees.items():
        found[f"degree_{name}"] = "" if one.value is None else str(one.value)
        found[f"basis_{name}"] = one.basis
        found |= {f"reason_{name}_{language}": one.reason.to(language) for language in LANGUAGES}
    return found


def _text(data: dict[str, Any], key: str) -> Text:
    return Text(typeset(data[f"{key}_fr"]), data[f"{key}_en"])


class StrategyForm(forms.ModelForm):
    """A local strategy, told in the words of a compass."""

    aims = forms.MultipleChoiceField(
        label=_("Finalités reprises"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tools = forms.MultipleChoiceField(
        label=_("Instruments utilisés"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LocalStrategy
        fields = ("name", "date", "aims", "tools", "source")

    def __init__(self, *args: Any, held: Compass, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aims: Any = self.fields["aims"]
        tools: Any = self.fields["tools"]
        aims.choices = [(one.id, one.label.to(lang)) for one in held.models.values()]
        tools.choices = [(ident, label.to(lang)) for ident, label in held.tools.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse a strategy that takes up nothing."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("aims") and not data.get("tools"):
            raise forms.ValidationError(_("Cochez au moins une finalité ou un instrument."))
        return data


class FileForm(forms.Form):
    """A compass as a file."""

    file = forms.FileField(label=_("Boussole (TOML)"))

    def clean_file(self) -> Any:
        """Refuse a file that is too heavy."""
        found = self.cleaned_data["file"]
        if found.size > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier est trop lourd pour une boussole (500 Ko au plus)."))
        return found
