"""Kind error pages, in the visitor's language and in the other one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from rebonds.errors import RebondsError
from rebonds.rooms.people.access import Denied


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403; where a role does not allow something, say so."""
    if isinstance(exception, Denied):
        return render(request, "errors/denied.html", {"denied": exception}, status=403)
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when a form's token is missing or stale."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with the explanation of the error where there is one."""
    cause = exception.__cause__
    error = cause if isinstance(cause, RebondsError) else None
    # "38185  Grenoble (commune, Isère)": the code to type, then what it is
    listed = [line.split(None, 1) for line in getattr(error, "candidates", ())]
    return render(request, "errors/404.html", {"error": error, "candidates": listed}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that depends on nothing that may have failed."""
    return HttpResponse(loader.get_template("errors/500.html").render(), status=500)
