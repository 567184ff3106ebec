"""Figures pinned to objects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rebonds.errors import RebondsError
from rebonds.rooms.observe import store
from rebonds.rooms.people import access, pins, registry
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.models import Pin


@needs("pin.add")
@require_POST
def add(request: Any, kind: str, uid: str) -> HttpResponse:
    """Pin a figure to an object that one may change."""
    one, obj = registry.find(request.workspace, kind, uid)
    access.check(request.member, one.edit, obj)
    back = one.address(obj, request.workspace)
    indicator = request.POST.get("indicator", "").strip()
    given = request.POST.get("territory", "").strip()
    where = store.asked(given, request.LANGUAGE_CODE)
    said = "" if where["error"] or where["typed"] else _("Dites quel territoire.")
    if where["place"]:
        try:
            pins.pin(obj, indicator, given, request.member)
        except RebondsError as error:
            said = error.message(request.LANGUAGE_CODE)
        else:
            messages.success(request, _("Le chiffre est épinglé."))
            return redirect(back)
    context = {
        "obj": obj,
        "back": back,
        "where": {**where, "candidates": [{"match": one, "address": ""} for one in where["candidates"]]},
        "said": said,
        "indicator": indicator,
        "indicators": pins.choices(request.LANGUAGE_CODE),
    }
    return render(request, "people/pin.html", context, status=422)


@needs("pin.add", Pin)
@require_POST
def remove(request: Any) -> HttpResponse:
    """Take a pin out of an object that one may change."""
    kind, obj = registry.find(request.workspace, request.object.kind, request.object.object_uid)
    access.check(request.member, kind.edit, obj)
    request.object.delete_softly(request.member)
    messages.success(request, _("Le chiffre est retiré."))
    return redirect(kind.address(obj, request.workspace))
