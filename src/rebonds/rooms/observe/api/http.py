"""What every answer of the API shares: open to all sites, cached under the warehouse, errors as problems."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags

from rebonds.errors import AmbiguousTerritoryError, RebondsError, UnknownTerritoryError
from rebonds.rooms.observe import store

METHODS = ("GET", "HEAD", "OPTIONS")
FRESH = 300
STATUS = {UnknownTerritoryError: HTTPStatus.NOT_FOUND, AmbiguousTerritoryError: HTTPStatus.CONFLICT}

Answer = dict[str, Any]
Endpoint = Callable[..., Answer]
View = Callable[..., HttpResponse]


class NotFoundError(Exception):
    """The thing asked for does not exist."""


def language(request: HttpRequest) -> str:
    """Return the language asked for; French by default."""
    return "en" if request.GET.get("lang") == "en" else "fr"


def opened(response: HttpResponse) -> HttpResponse:
    """Let any site read the answer (CORS, read only, without credentials)."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Expose-Headers"] = "ETag"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def problem(request: HttpRequest, status: HTTPStatus, detail: str, **more: Any) -> HttpResponse:
    """Return an error as a problem (RFC 9457), extra members included."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "instance": request.path,
        **more,
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return opened(response)


def tag(request: HttpRequest) -> str:
    """Return the ETag of an answer: what it says depends on its address, the warehouse and the version only."""
    key = f"{store.version_tag()} {store.groupings_tag(request.path + request.GET.urlencode())} {request.get_full_path()}"
    return f'W/"{hashlib.sha256(key.encode()).hexdigest()[:24]}"'


def of_error(request: HttpRequest, error: RebondsError) -> HttpResponse:
    """Return the problem of an error of ours."""
    lang = language(request)
    status = STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    more: dict[str, Any] = {}
    if error.hint is not None:
        more["hint"] = error.hint.to(lang)
    if isinstance(error, AmbiguousTerritoryError):
        more["candidates"] = error.candidates
    return problem(request, status, error.what.to(lang), **more)


def endpoint(function: Endpoint) -> View:
    """Make a view of a function that returns plain data."""

    @functools.wraps(function)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return opened(HttpResponse(status=HTTPStatus.NO_CONTENT))
        if request.method not in METHODS:
            response = problem(request, HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS")
            response["Allow"] = ", ".join(METHODS)
            return response
        try:
            etag = tag(request)
            asked = parse_etags(request.headers.get("If-None-Match", ""))
            if etag in asked or asked == ["*"]:
                response = HttpResponseNotModified()
            else:
                response = JsonResponse(
                    function(request, **kwargs), json_dumps_params={"ensure_ascii": False, "allow_nan": False}
                )
        except NotFoundError as error:
            return problem(request, HTTPStatus.NOT_FOUND, str(error))
        except RebondsError as error:
            return of_error(request, error)
        response["ETag"] = etag
        response["Cache-Control"] = f"public, max-age={FRESH}"
        response["Vary"] = "Accept-Encoding"
        response["Content-Language"] = language(request)
        return opened(response)

    return view
