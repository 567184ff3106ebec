"""What the views of the room share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rebonds.errors import UsageError
from rebonds.lenses.measures import declared
from rebonds.rooms.observe import store
from rebonds.text import Text


def lang() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "fr"


def tabs(code: str, current: str) -> list[dict[str, Any]]:
    """Return what a territory can be read through, with addresses: doughnut, lenses, interdependencies."""
    language = lang()
    found = [
        {
            "label": _("Donut"),
            "address": reverse("reading", kwargs={"code": code}),
            "current": current == "doughnut",
        }
    ]
    for one in declared().values():
        address = reverse("lens", kwargs={"code": code, "lens": one.id})
        found.append({"label": one.label.to(language), "address": address, "current": current == one.id})
    address = reverse("flows", kwargs={"code": code})
    found.append({"label": _("Interdépendances"), "address": address, "current": current == "flows"})
    return found


def wants_fragment(request: HttpRequest, target: str) -> bool:
    """Tell whether htmx asks for the part of the page named ``target`` only."""
    return bool(request.htmx) and not request.htmx.boosted and request.htmx.target == target


@dataclass(frozen=True)
class Options:
    """How a reading is asked for in an address: threshold set and theme."""

    threshold_set: str
    theme: str | None

    @property
    def query(self) -> str:
        """The part of the address that says so, empty for the defaults."""
        asked = {}
        if self.threshold_set != store.DEFAULT_SET:
            asked["seuils"] = self.threshold_set
        if self.theme:
            asked["theme"] = self.theme
        return urlencode(asked)


def unknown(name: str, value: str, known: Mapping[str, Text]) -> UsageError:
    """Return the error of an option that does not exist, with those that do."""
    return UsageError(
        Text(f"« {value} » n’est pas un choix connu pour « {name} ».", f"“{value}” is no known {name}."),
        Text(f"Choix possibles : {', '.join(known)}.", f"Possible choices: {', '.join(known)}."),
    )


def options(request: HttpRequest) -> Options:
    """Return the options of an address.

    Raises
    ------
    UsageError
        If the threshold set or the theme does not exist.
    """
    wanted = request.GET.get("seuils") or request.GET.get("set") or store.DEFAULT_SET
    theme = request.GET.get("theme") or None
    if wanted not in store.threshold_sets():
        raise unknown("seuils", wanted, store.threshold_sets())
    if theme is not None and theme not in store.themes():
        raise unknown("theme", theme, store.themes())
    return Options(wanted, theme)


def options_or_404(request: HttpRequest) -> Options:
    """Return the options of an address; unknown ones make a page that does not exist and says why."""
    try:
        return options(request)
    except UsageError as error:
        raise Http404(str(error)) from error


def choices(known: Mapping[str, Text], chosen: str | None) -> list[dict[str, object]]:
    """Return the options of a list, the chosen one marked."""
    return [{"id": key, "label": label.to(lang()), "chosen": key == chosen} for key, label in known.items()]
