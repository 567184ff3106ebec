"""Figures pinned to objects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, pins, registry
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.models import Pin


@needs("pin.add")
@require_POST
def add(request: Any, kind: str, uid: str) -> HttpResponse:
    """Pin a figure to an object that one may change."""
    one, obj = registry.find(request.workspace, kind, uid)
    access.check(request.member, one.edit, obj)
    try:
        pins.pin(
            obj,
            request.POST.get("indicator", "").strip(),
            request.POST.get("territory", "").strip(),
            request.member,
        )
        messages.success(request, _("Le chiffre est épinglé."))
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    return redirect(one.address(obj, request.workspace))


@needs("pin.add", Pin)
@require_POST
def remove(request: Any) -> HttpResponse:
    """Take a pin out of an object that one may change."""
    kind, obj = registry.find(request.workspace, request.object.kind, request.object.object_uid)
    access.check(request.member, kind.edit, obj)
    request.object.delete_softly(request.member)
    messages.success(request, _("Le chiffre est retiré."))
    return redirect(kind.address(obj, request.workspace))
