"""Words of the access log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
