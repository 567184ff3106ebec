"""Meetings as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC

from icalendar import Calendar, Event

from rebonds.rooms.inquire.models import Meeting


def ics(meetings: Iterable[Meeting], name: str, address: Callable[[Meeting], str], host: str) -> bytes:
    """Return meetings as a calendar.

    Each keeps its identifier and a number that grows with its versions, so that a calendar that has it moves it
    instead of doubling it.

    Parameters
    ----------
    meetings : iterable of Meeting
    name : str
        Name of the calendar.
    address : callable
        ``address(meeting)`` is its page.
    host : str
        Domain of the identifiers.
    """
    out = Calendar()
    out.add("prodid", "-//Rebonds//Programme//FR")
    out.add("version", "2.0")
    out.add("x-wr-calname", name)
    for one in meetings:
        event = Event()
        event.add("uid", f"{one.uid}@{host}")
        event.add("sequence", one.version - 1)
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("summary", one.title)
        if one.place:
            event.add("location", one.place)
        event.add("description", one.purpose)
        event.add("url", address(one))
        out.add_component(event)
    return bytes(out.to_ical())
