"""Counting tries, so that codes and secrets cannot be guessed; shared by all workers (dated parameters)."""

from __future__ import annotations

import time
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from rebonds.rooms.people.parameters import parameters

APP = "rebonds"


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
    limit = parameters()["limits"][action]
    if look:
        return any(_full(request, action, rate) for rate in ratelimit.parse_rates(limit))
    config = {action: limit}
    return ratelimit.consume(request, app=APP, action=action, config=config, limit_get=True) is None


def _full(request: HttpRequest, action: str, rate: Any) -> bool:
    """Look without the lock that counting takes: people who come in together do not wait for one another."""
    key = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate)
    since = time.time() - rate.duration
    return sum(at > since for at in cache.get(key, [])) >= rate.amount
