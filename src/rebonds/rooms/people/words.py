"""Words of the access log."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.people.models import Role

LOG_WORDS = {
    "joined": _("est arrivé dans l’espace"),
    "signed-in": _("s’est connecté"),
    "left": _("a quitté l’espace"),
    "removed": _("a retiré une personne"),
    "role": _("a changé un rôle"),
    "invited": _("a fait une invitation"),
    "revoked": _("a fermé une invitation"),
    "saw": _("a vu des données personnelles"),
    "exported": _("a exporté les données d’une personne"),
    "erased": _("a effacé les données d’une personne"),
    "purged": _("a appliqué la durée de conservation"),
    "settings": _("a changé les réglages"),
    "archived": _("a archivé l’espace"),
    "reopened": _("a rouvert l’espace"),
    "transferred": _("a transmis l’espace"),
}

_NAMES = re.compile(rf"\b({'|'.join(Role.values)}|member)\b")


def spoken(what: str) -> str:
    """Return what a line of the log is about, roles named as people read them."""

    def name(found: re.Match[str]) -> str:
        return gettext("personne") if found[1] == "member" else str(Role(found[1]).label)

    return _NAMES.sub(name, what)
