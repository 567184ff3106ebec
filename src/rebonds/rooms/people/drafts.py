"""Drafts: what is typed in a long form is kept on the server every few seconds, and found again.

A form says ``{% draft "problem" %}`` in its opening tag (a draft of a new object) or
``{% draft "problem" problem %}``; the view asks `restore`, and `forget` once the form is saved.
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from rebonds.errors import RebondsError
from rebonds.rooms.people.models import Draft, Member
from rebonds.text import Text

LONGEST = 200_000
KEY = "brouillon"
LEFT_OUT = ("csrfmiddlewaretoken", KEY)


class DraftError(RebondsError):
    """A draft that is too long to keep."""


def key_of(name: str, obj: Any = None) -> str:
    """Return the key of the draft of a form."""
    return f"{name}:{obj.uid}" if obj is not None and obj.pk else name


def keep(member: Member, key: str, posted: QueryDict) -> Draft:
    """Keep what is typed.

    Raises
    ------
    DraftError
        If it is longer than a form can be.
    """
    data = {name: values for name, values in posted.lists() if name not in LEFT_OUT}
    if sum(len(v) for values in data.values() for v in values) > LONGEST or len(key) > 80:
        raise DraftError(Text("Ce brouillon est trop long.", "This draft is too long."))
    made, _ = Draft.objects.update_or_create(
        member=member, key=key, defaults={"data": data, "saved_at": timezone.now()}
    )
    return made


def restore(member: Member, key: str) -> QueryDict | None:
    """Return the draft of a form as it was typed, or nothing."""
    found = Draft.objects.filter(member=member, key=key).first()
    if found is None:
        return None
    out = QueryDict(mutable=True)
    for name, values in found.data.items():
        out.setlist(name, values)
    return out


def forget(member: Member, key: str) -> None:
    """Forget a draft: its form was saved, or its author gave it up."""
    Draft.objects.filter(member=member, key=key).delete()
