"""What a finding rests on, and whether it still stands once consents and figures have moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebonds.rooms.dossiers.models import Finding, Quote
from rebonds.rooms.people.models import Link, Pin


@dataclass
class Grounds:
    """What a finding rests on.

    Attributes
    ----------
    quotes : list of Quote
        The one it was written with first; withdrawn ones are here too, for whoever counts them.
    pins : list of Pin
    """

    finding: Finding
    quotes: list[Quote] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)

    @property
    def audible(self) -> list[Quote]:
        """Quotes whose witness has not taken her consent back."""
        return [one for one in self.quotes if one.audible and one.deleted_at is None]

    @property
    def publishable(self) -> list[Quote]:
        """Quotes that may leave the team."""
        return [one for one in self.quotes if one.publishable]

    @property
    def lasting(self) -> bool:
        """Tell whether it rests on something else than quotes."""
        reading = self.finding.reading
        return bool(self.finding.source or self.pins or (reading is not None and reading.deleted_at is None))

    @property
    def stands(self) -> bool:
        """Tell whether it still rests on something."""
        return self.lasting or bool(self.audible)

    @property
    def stands_in_public(self) -> bool:
        """Tell whether it rests on something that may be published."""
        return self.lasting or bool(self.publishable)

    @property
    def told(self) -> list[str]:
        """What it rests on, in a few words each."""
        said, figures, reading = len(self.audible), len(self.pins), self.finding.reading
        out = [ngettext("%(n)s citation", "%(n)s citations", said) % {"n": said}] if said else []
        if figures:
            out.append(ngettext("%(n)s chiffre", "%(n)s chiffres", figures) % {"n": figures})
        if self.finding.source:
            out.append(_("une source"))
        if reading is not None and reading.deleted_at is None:
            out.append(_("une lecture"))
        return out


def of_all(findings: Iterable[Finding]) -> list[Grounds]:
    """Return the grounds of findings of one workspace, in three queries whatever their number."""
    held = list(findings)
    uids = [one.uid for one in held]
    tied: dict[str, list[str]] = defaultdict(list)
    for child, parent in (
        Link.objects.filter(child_uid__in=uids, parent_kind="quote")
        .order_by("pk")
        .values_list("child_uid", "parent_uid")
    ):
        tied[child].append(parent)
    wanted = {uid for parents in tied.values() for uid in parents}
    first = {one.quote_id for one in held if one.quote_id}
    found = list(Quote.objects.filter(Q(uid__in=wanted) | Q(pk__in=first)).select_related("witness"))
    quotes: dict[Any, Quote] = {one.uid: one for one in found}
    by_key = {one.pk: one for one in found}
    pins: dict[str, list[Pin]] = defaultdict(list)
    for pin in Pin.kept.filter(object_uid__in=uids):
        pins[pin.object_uid].append(pin)
    out = []
    for one in held:
        said = [by_key[one.quote_id]] if one.quote_id in by_key else []
        said += [quotes[uid] for uid in tied[one.uid] if uid in quotes and quotes[uid].pk != one.quote_id]
        out.append(Grounds(one, said, pins[one.uid]))
    return out


def of(finding: Finding) -> Grounds:
    """Return the grounds of one finding."""
    return of_all([finding])[0]
