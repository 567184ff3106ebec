"""Pages that a phone may keep to open its workshop again without network.

The worker (``static/deliberate/offline.js``) keeps a page only where the server says so, and forgets it at the first
answer without the mark: once voted, closed or left, nothing of it stays.
"""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponseBase

MARK = "X-Rebonds-Offline"

Response = TypeVar("Response", bound=HttpResponseBase)


def may_keep(response: Response) -> Response:
    """Mark a page: it must hold no answer, no receipt and nothing that others may not read on this phone."""
    response[MARK] = "keep"
    return response
