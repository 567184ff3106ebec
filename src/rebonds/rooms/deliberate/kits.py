"""Where kits plug in: a kit makes ballots from its content, and may bring its own result and personal answer.

A kit registers from any ``room.py``::

    from rebonds.rooms.deliberate import kits

    kits.register(kits.Kit(
        name="self-assessment",
        label=Text("Où en est notre équipe ?", "Where does our team stand?"),
        about=Text("…", "…"),
        make=lambda lang: kits.Draft(question=…, method="questionnaire", options=[…]),
        result=team_report,          # optional: Ballot (closed) -> Report
        personal=own_report,         # optional: (Ballot, answers, lang) -> Report, shown to the voter alone
    ))

It then stands in « Préparer un vote », on paper, on phones, on the wall and in the minutes like any other ballot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rebonds.reporting.report import Report
from rebonds.text import Text

Texts = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A ballot that a kit proposes; every text and option may be edited before opening.

    Parameters
    ----------
    question, details : dict
        ``{"fr": …, "en": …}``.
    method : str
        A method of `rebonds.deliberation.methods`, or ``questionnaire``.
    options : list of dict
        ``{"id", "fr", "en"}``, and ``"choices": [{"fr", "en"}, …]`` for a questionnaire. Identifiers: lower-case
        letters, digits, ``-`` and ``_``; they are what `Vote.answers` holds.
    settings : dict
        ``grades``, ``budget``, ``low``, ``high``, ``costs``: see `models.Ballot`.
    secret : bool
    data : dict
        Whatever the kit needs to read its result later: kept in ``Ballot.kit_data``.
    """

    question: Texts
    method: str
    options: list[Texts]
    details: Texts = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    secret: bool = True
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kit:
    """A kit of this room; see the module.

    Parameters
    ----------
    name : str
        Kept in ``Ballot.kit``.
    label, about : Text
    make : callable
        ``make(lang)`` returns a `Draft`, or several: a ballot each.
    result : callable, optional
        ``result(ballot)`` returns the report of a closed ballot; ``counting.frozen_ballots(ballot)`` are its ballots.
        By default, the report of its method.
    personal : callable, optional
        ``personal(ballot, answers, lang)`` returns what the voter alone reads once she has answered.
    order : int
    key : str
        What « Préparer un vote » asks for; the name by default. A workspace's own deck has its own.
    """

    name: str
    label: Text
    about: Text
    make: Callable[[str], Draft | list[Draft]]
    result: Callable[[Any], Report] | None = None
    personal: Callable[[Any, dict[str, Any], str], Report] | None = None
    order: int = 100
    key: str = ""

    @property
    def asked(self) -> str:
        """Return what a form asks for to have this kit."""
        return self.key or self.name


_kits: dict[str, Kit] = {}
_sources: list[Callable[[Any], list[Kit]]] = []


def register(kit: Kit) -> Kit:
    """Add a kit; one of the same name is replaced."""
    _kits[kit.name] = kit
    return kit


def named(name: str) -> Kit | None:
    """Return a kit, or nothing where the ballot comes from none (or from one that is no longer installed)."""
    return _kits.get(name)


def all_kits() -> list[Kit]:
    """Return every kit, in order."""
    return sorted(_kits.values(), key=lambda kit: (kit.order, kit.name))


def brings(source: Callable[[Any], list[Kit]]) -> None:
    """Add what a workspace has of its own: ``source(workspace)`` returns kits, each with its ``key``."""
    if source not in _sources:
        _sources.append(source)


def offered(workspace: Any) -> list[Kit]:
    """Return every kit, then those of a workspace."""
    return all_kits() + [kit for source in _sources for kit in source(workspace)]


def asked(key: str, workspace: Any) -> Kit | None:
    """Return the kit that a form asks for."""
    return next((kit for kit in offered(workspace) if kit.asked == key), None) if key else None


def drafts(kit: Kit, lang: str) -> list[Draft]:
    """Return what a kit proposes."""
    made = kit.make(lang)
    return made if isinstance(made, list) else [made]
