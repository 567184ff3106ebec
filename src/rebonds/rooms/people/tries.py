"""Counting tries, so that codes and secrets cannot be guessed; shared by all workers (dated parameters)."""

from __future__ import annotations

import time
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from rebonds.rooms.people.parameters import parameters

APP = "rebonds"


def too_many(request: HttpRequest, action: str, *, look: bool = False, key: str | None = None) -> bool:
    """Count a try, and tell whether there were too many.

    Parameters
    ----------
    request : HttpRequest
    action : str
        Name of a limit of ``parameters.toml``.
    look : bool
        Tell without counting: where only failures are counted, a whole room may come in behind one address.
    key : str, optional
        Whose tries they are, for the rates of a limit that count ``per key``; only its hash is kept.
    """
    limit = parameters()["limits"][action]
    if look:
        return any(_full(request, action, rate, key) for rate in ratelimit.parse_rates(limit))
    config = {action: limit}
    used = ratelimit.consume(request, app=APP, action=action, config=config, key=key, limit_get=True)
    return used is None


def _full(request: HttpRequest, action: str, rate: Any, key: str | None) -> bool:
    """Look without the lock that counting takes: people who come in together do not wait for one another."""
    place = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
    since = time.time() - rate.duration
    return sum(at > since for at in cache.get(place, [])) >= rate.amount
