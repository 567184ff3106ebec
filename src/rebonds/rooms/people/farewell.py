"""What a browser forgets when someone goes: the next to hold the phone finds nothing of hers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def forget_here(response: HttpResponse) -> HttpResponse:
    """Ask the browser to drop the pages it kept for use without network, and answers never sent.

    References
    ----------
    W3C, Clear Site Data, Working Draft: https://www.w3.org/TR/clear-site-data/
    """
    response["Clear-Site-Data"] = '"storage"'
    return response


def forgets(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view that signs out also empty what the browser kept."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        before = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        return forget_here(response) if before and not request.user.is_authenticated else response

    return answer
