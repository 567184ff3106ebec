"""Counting tries, so that codes and secrets cannot be guessed; shared by all workers (dated parameters)."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from rebonds.rooms.people.parameters import parameters


def too_many(request: HttpRequest, action: str, *, look: bool = False) -> bool:
    """Count a try, and tell whether there were too many.

    Parameters
    ----------
    request : HttpRequest
    action : str
        Name of a limit of ``parameters.toml``.
    look : bool
        Tell without counting: where only failures are counted, a whole room may come in behind one address.
    """
    limits = {name: value for name, value in parameters()["limits"].items() if name == action}
    return (
        ratelimit.consume(request, app="rebonds", action=action, config=limits, limit_get=True, dry_run=look)
        is None
    )
