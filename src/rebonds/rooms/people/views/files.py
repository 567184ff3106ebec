"""Files attached to objects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, registry, uploads
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.models import Upload
from rebonds.rooms.people.tries import too_many


@needs("upload.see", Upload)
@require_safe
def get(request: Any) -> HttpResponse:
    """Give a file to whoever may see the object that it is attached to."""
    _object(request, request.object)
    if not uploads.path(request.object).exists():
        raise Http404
    return uploads.answer(request.object)


def _object(request: Any, upload: Upload) -> tuple[registry.Kind, Any]:
    kind, obj = registry.find(request.workspace, upload.kind, upload.object_uid)
    access.check(request.member, kind.see, obj)
    return kind, obj


@needs("upload.add")
@require_POST
def add(request: Any, kind: str, uid: str) -> HttpResponse:
    """Attach a file to an object that one may change."""
    one, obj = registry.find(request.workspace, kind, uid)
    access.check(request.member, one.edit, obj)
    if too_many(request, "upload"):
        return render(request, "429.html", status=429)
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choisissez un fichier."))
    else:
        try:
            made = uploads.attach(obj, given, request.member)
            messages.success(request, _("« %(name)s » est joint.") % {"name": made.name})
        except RebondsError as error:
            messages.error(request, error.message(request.LANGUAGE_CODE))
    return redirect(one.address(obj, request.workspace))


@needs("upload.delete", Upload)
@require_POST
def remove(request: Any) -> HttpResponse:
    """Take a file away."""
    kind, obj = _object(request, request.object)
    request.object.delete_softly(request.member)
    messages.success(request, _("« %(name)s » est retiré.") % {"name": request.object.name})
    return redirect(kind.address(obj, request.workspace))
