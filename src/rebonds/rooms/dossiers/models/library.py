"""What the whole workspace shares: cases that inspire, and readings, each once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from rebonds.rooms.dossiers.models.dossier import Dossier, KeptParts
from rebonds.rooms.people.models import Member, Shared

DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
#: Parts of an address that say where a reader came from, not what is read.
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "xtor")


class LibraryItem(Shared):
    """What the workspace keeps for every team; perhaps found for one dossier."""

    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tags = models.CharField(
        _("mots-clés"), max_length=300, blank=True, default="", help_text=_("Séparés par des virgules.")
    )

    kept = KeptParts()

    class Meta:
        abstract = True

    def owned_by(self, member: Member) -> bool:
        """Tell whether a member wrote it, or is of the team that it was found for."""
        return super().owned_by(member) or (self.dossier is not None and self.dossier.owned_by(member))

    @property
    def tag_list(self) -> list[str]:
        """Key words."""
        return [one.strip() for one in self.tags.split(",") if one.strip()]

    def search_tags(self) -> dict[str, list[str]]:
        """Return what full-text search filters by."""
        return {
            "type": [self._meta.model_name or ""],
            "shift": [self.dossier.shift] if self.dossier else [],
            "territory": [self.dossier.territory_name] if self.dossier else [],
        }


class Inspiration(LibraryItem):
    """Something that is already there, a little: a case, what of it travels and what does not."""

    title = models.CharField(_("le cas"), max_length=200)
    place = models.CharField(_("où"), max_length=160, blank=True, default="")
    text = models.TextField(_("ce qui s’y fait"), max_length=4000)
    transfers = models.TextField(_("ce qui se transporte"), max_length=2000, blank=True, default="")
    stays = models.TextField(_("ce qui ne se transporte pas"), max_length=2000, blank=True, default="")
    not_as_is = models.BooleanField(_("non réplicable en l’état"), default=False)
    source = models.CharField(_("source"), max_length=400)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return "\n".join(
            (self.title, self.place, self.text, self.transfers, self.stays, self.tags, self.source)
        )


class Reading(LibraryItem):
    """A reference, kept once in a workspace, with what its reader noted."""

    title = models.CharField(_("titre"), max_length=400)
    authors = models.CharField(_("auteurs"), max_length=400, blank=True, default="")
    year = models.CharField(_("année"), max_length=10, blank=True, default="")
    venue = models.CharField(_("revue ou éditeur"), max_length=240, blank=True, default="")
    doi = models.CharField(_("DOI"), max_length=200, blank=True, default="")
    url = models.URLField(_("adresse"), max_length=600, blank=True, default="")
    notes = models.TextField(_("ce que j’en retiens"), max_length=8000, blank=True, default="")
    key = models.CharField(max_length=640, blank=True, default="", editable=False)

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "key"),
                condition=models.Q(deleted_at=None) & ~models.Q(key=""),
                name="dossiers_reading_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key by which two references are one."""
        self.doi = doi_of(self.doi) or doi_of(self.url)
        self.key = key_of(self.doi, self.url)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def reference(self) -> str:
        """Return the reference on a line."""
        parts = (self.authors, self.year, self.title, self.venue, f"doi:{self.doi}" if self.doi else self.url)
        return ". ".join(part for part in parts if part)

    @property
    def link(self) -> str:
        """Address to read it at."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def search_text(self) -> str:
        """Return what full-text search reads."""
        return "\n".join((self.title, self.authors, self.venue, self.year, self.notes, self.tags, self.doi))


def doi_of(text: str) -> str:
    """Return the DOI that a text holds, in lower case; empty if there is none."""
    found = DOI.search(text)
    return found[0].rstrip(".,;)").lower() if found else ""


def address_of(url: str) -> str:
    """Return an address without what does not say what is read: protocol, www, tracking, fragment, last slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip().casefold()
    query = "&".join(sorted(q for q in parts.query.split("&") if q and not q.lower().startswith(TRACKING)))
    host = (parts.netloc or "").casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{f'?{query}' if query else ''}"


def key_of(doi: str, url: str) -> str:
    """Return what makes two references one: their DOI, else their address; empty if they have neither."""
    if doi_of(doi) or doi_of(url):
        return f"doi:{doi_of(doi) or doi_of(url)}"
    return f"url:{address_of(url)}"[:640] if url.strip() else ""
