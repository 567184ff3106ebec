"""Language of a visit and the headers that Django leaves to us."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from rebonds.text import LANGUAGES

Handler = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 3600


class Language:
    """French unless the visitor chose otherwise.

    ``?lang=en`` works from any page, without JavaScript, and is remembered in a cookie. The browser's own
    preference is not followed: the workbench is French first and two colleagues must see the same page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = next((code for code in (asked, kept) if code in LANGUAGES), settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        api = request.path.startswith("/api/")
        if not api:
            patch_vary_headers(response, ("Cookie",))
        if asked in LANGUAGES and asked != kept and not api:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=YEAR,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return response


class SecurityHeaders:
    """Refuse the browser's powers that no page uses."""

    policy = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
