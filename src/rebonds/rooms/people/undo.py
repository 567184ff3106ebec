"""After a deletion: a notice with a button that brings back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rebonds.rooms.people.registry import Kind


def offer(request: Any, kind: Kind, obj: Any) -> None:
    """Say that an object was put aside, with a button that brings it back (shown by ``base.html``)."""
    where = {"workspace": request.workspace.slug, "kind": kind.kind, "uid": obj.uid}
    messages.info(
        request,
        _("« %(name)s » est supprimé.") % {"name": obj},
        extra_tags=reverse("object-restore", kwargs=where),
    )


def safe(request: HttpRequest, address: str) -> str:
    """Return an address of this site given by a form, else nothing."""
    good = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address.startswith("/") and good else ""
