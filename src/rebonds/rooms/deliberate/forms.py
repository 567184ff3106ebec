"""Forms of the room: a session and its run-sheet, a ballot and its options, both written as people write lists."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rebonds.content import runsheet
from rebonds.content.facilitating import Workshops
from rebonds.content.kits import load
from rebonds.deliberation.ballots import tidy
from rebonds.deliberation.values import scales
from rebonds.errors import DataError
from rebonds.rooms.deliberate import checks
from rebonds.rooms.deliberate.counting import QUESTIONNAIRE
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.deliberate.parameters import ways

_COST = re.compile(r"^(.*\S)\s*=\s*([0-9]+(?:[.,][0-9]+)?)\s*$")
_CHOICE = re.compile(r"^\s*[-–*•]\s*(.+)$")
MOST_STEPS, MOST_CHOICES, MOST_GRADES = 60, 12, 12
OWN = "own"


def language() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "fr"


def steps_of(text: str) -> list[dict[str, Any]]:
    """Read a run-sheet, a step a line: ``15 Accueil : se présenter à son voisin``."""
    return [
        {
            "minutes": step.minutes,
            "title": tidy(step.title)[:160],
            "instruction": tidy(step.instruction)[:600],
            "kit": "",
        }
        for step in runsheet.read(text, timed=False)[:MOST_STEPS]
    ]


def steps_text(steps: list[dict[str, Any]]) -> str:
    """Write a run-sheet as `steps_of` reads it."""
    lines = []
    for step in steps:
        after = f" : {step['instruction']}" if step.get("instruction") else ""
        lines.append(f"{step.get('minutes') or 0} {step['title']}{after}")
    return "\n".join(lines)


def sheets() -> list[tuple[str, str]]:
    """Return the run-sheets that ship, to choose from."""
    lang = language()
    return [("", str(_("Le mien")))] + [(one.id, one.title.to(lang)) for one in load(Workshops).workshops]


def sheet(ident: str) -> list[dict[str, Any]]:
    """Return the steps of a run-sheet that ships, in the language of the page."""
    lang = language()
    one = next(w for w in load(Workshops).workshops if w.id == ident)
    return [
        {
            "minutes": s.minutes,
            "title": s.title.to(lang),
            "instruction": s.instruction.to(lang),
            "kit": s.kit,
        }
        for s in one.steps
    ]


class SessionForm(forms.ModelForm):
    """Prepare a session."""

    sheet = forms.ChoiceField(
        label=_("Partir d’un déroulé"), required=False, help_text=_("Remplace le déroulé ci-dessous.")
    )
    lines = forms.CharField(
        label=_("Déroulé, une étape par ligne"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Minutes, titre, puis la consigne après deux-points : 15 Accueil : se présenter."),
    )

    class Meta:
        model = Session
        fields = ("title", "day", "purpose", "seats")
        widgets = {  # noqa: RUF012
            "day": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "purpose": forms.Textarea({"rows": 3}),
        }
        help_texts = {  # noqa: RUF012
            "seats": _("Facultatif : si plus d’appareils que de personnes se joignent, l’écran le dit.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = sheets()
        self.fields["lines"].initial = steps_text(self.instance.steps)

    def clean(self) -> dict[str, Any]:
        """Put the run-sheet on the session."""
        data: dict[str, Any] = super().clean() or {}
        before = {step["title"]: step.get("kit", "") for step in self.instance.steps}
        try:
            steps = sheet(data["sheet"]) if data.get("sheet") else steps_of(data.get("lines", ""))
        except DataError as error:
            self.add_error("lines", error.message(language()))
            return data
        for step in steps:
            step["kit"] = step["kit"] or before.get(step["title"], "")
        self.instance.steps = steps
        return data


class MinutesForm(forms.ModelForm):
    """What was said and decided, for the minutes."""

    class Meta:
        model = Session
        fields = ("notes", "decisions")
        widgets = {  # noqa: RUF012
            "notes": forms.Textarea({"rows": 6}),
            "decisions": forms.Textarea({"rows": 6}),
        }
        help_texts = {"decisions": _("Une par ligne.")}  # noqa: RUF012


def _two(line: str) -> dict[str, str]:
    """Read a text in both languages: ``français | english``; one alone stands for both."""
    first, _bar, second = line.partition("|")
    return {"fr": tidy(first) or tidy(second), "en": tidy(second) or tidy(first)}


def _written(one: dict[str, Any]) -> str:
    return one["fr"] if one.get("en", one["fr"]) == one["fr"] else f"{one['fr']} | {one['en']}"


def options_text(ballot: Ballot) -> str:
    """Write the options of a ballot as `options_of` reads them."""
    costs = ballot.settings.get("costs", {})
    lines = []
    for one in ballot.options:
        cost = f" = {costs[one['id']]}" if one["id"] in costs else ""
        lines.append(_written(one) + cost)
        lines += [f"- {_written(choice)}" for choice in one.get("choices", [])]
    return "\n".join(lines)


def options_of(
    text: str, method: str, before: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Read options, one a line, and their costs; those that were there keep their identifier.

    For a questionnaire, a line is a question and the lines after it that start with a dash are its answers.
    """
    known = {one["fr"]: one for one in before}
    used: set[str] = set()
    options: list[dict[str, Any]] = []
    costs: dict[str, str] = {}
    for raw in text.splitlines():
        if not raw.strip():
            continue
        choice = _CHOICE.match(raw) if method == QUESTIONNAIRE else None
        if choice and options:
            if len(options[-1]["choices"]) < MOST_CHOICES:
                options[-1]["choices"].append(_two(choice[1]))
            continue
        priced = _COST.match(raw) if "costs" in ways()[method].needs else None
        words = _two(priced[1] if priced else raw)
        ident = known.get(words["fr"], {}).get("id", "")
        if not ident or ident in used:
            taken = used | {one["id"] for one in before}
            ident = next(f"o{n}" for n in range(1, len(taken) + 2) if f"o{n}" not in taken)
        used.add(ident)
        options.append({"id": ident, **words})
        if method == QUESTIONNAIRE:
            options[-1]["choices"] = []
        if priced:
            costs[ident] = priced[2].replace(",", ".")
    return options, costs


def grades_choices() -> list[tuple[str, str]]:
    """Return the scales that ship, and one's own."""
    lang = language()
    named = [(one["id"], " < ".join(one[lang])) for one in scales()]
    return [*named, (OWN, str(_("La mienne, ci-dessous")))]


class BallotForm(forms.ModelForm):
    """Prepare a ballot."""

    method = forms.ChoiceField(label=_("Méthode"))
    lines = forms.CharField(
        label=_("Options, une par ligne"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "En deux langues : français | anglais. Questionnaire : chaque question, puis ses réponses, une par "
            "ligne après un tiret. Parts égales : le coût après un signe égal."
        ),
    )
    scale = forms.ChoiceField(
        label=_("Mentions (jugement majoritaire) ou classes (tri)"), required=False, initial="seven"
    )
    own_scale = forms.CharField(
        label=_("Mes mentions ou classes"),
        required=False,
        max_length=600,
        help_text=_("De la pire à la meilleure, séparées par des virgules."),
    )
    budget = forms.CharField(
        label=_("Points, crédits ou budget"), required=False, max_length=15, initial="10"
    )
    low = forms.CharField(label=_("Plus bas (curseur, note)"), required=False, max_length=15, initial="0")
    high = forms.CharField(label=_("Plus haut"), required=False, max_length=15, initial="10")
    secret = forms.TypedChoiceField(
        label=_("Qui saura qui a voté quoi"),
        choices=[
            ("1", _("Personne : vote secret")),
            ("0", _("Tout le groupe : vote nominatif")),
        ],
        coerce=lambda value: value in ("1", "True", True),
        widget=forms.RadioSelect,
        initial="1",
        help_text=_("C’est annoncé sur chaque bulletin, et ne change plus après l’ouverture."),
    )
    field_order = (
        "question", "details", "method", "lines", "scale", "own_scale", "budget", "low", "high", "proposals", "secret",
    )  # fmt: skip

    class Meta:
        model = Ballot
        fields = ("question", "details", "method", "proposals", "secret")
        widgets = {"details": forms.Textarea({"rows": 3})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "proposals": _(
                "Pour les énoncés seulement. C’est annoncé avant le vote, et ne change plus après."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, ballot = language(), self.instance
        self.fields["method"].choices = [(name, one.label.to(lang)) for name, one in ways().items()]
        self.fields["scale"].choices = grades_choices()
        if "secret" not in (kwargs.get("initial") or {}):
            self.initial["secret"] = "1" if ballot.secret else "0"
        self.fields["lines"].initial = options_text(ballot)
        self.fields["proposals"].required = False
        for name in ("budget", "low", "high"):
            if name in ballot.settings:
                self.fields[name].initial = ballot.settings[name]
        if "grades" in ballot.settings:
            self.fields["scale"].initial = OWN
            self.fields["own_scale"].initial = ", ".join(_written(one) for one in ballot.settings["grades"])

    def clean(self) -> dict[str, Any]:
        """Put everything on the ballot, and check that it could be opened."""
        data = super().clean() or {}
        if "method" not in data:
            return data
        needs = ways()[data["method"]].needs
        options, costs = options_of(data.get("lines", ""), data["method"], self.instance.options)
        settings: dict[str, Any] = {}
        if "grades" in needs:
            settings["grades"] = self._grades(data)
        if "budget" in needs:
            given = tidy(data.get("budget", ""))
            settings["budget"] = int(given) if given.isascii() and given.isdigit() else given
        if "low" in needs:
            settings |= {"low": tidy(data.get("low", "")), "high": tidy(data.get("high", ""))}
        if "costs" in needs:
            settings["costs"] = costs
        if "proposals" not in needs:
            data["proposals"] = Ballot.Proposals.NONE
        ballot = self.instance
        ballot.options, ballot.settings, ballot.method = options, settings, data["method"]
        try:
            checks.complete(ballot)
        except checks.BallotError as error:
            raise forms.ValidationError(error.message(language())) from error
        return data

    def _grades(self, data: dict[str, Any]) -> list[dict[str, str]]:
        chosen = data.get("scale") or OWN
        if chosen != OWN:
            one = next(s for s in scales() if s["id"] == chosen)
            return [{"fr": fr, "en": en} for fr, en in zip(one["fr"], one["en"], strict=True)]
        given = [_two(part) for part in re.split(r"[,;<\n]", data.get("own_scale", "")) if part.strip()]
        return given[:MOST_GRADES]
