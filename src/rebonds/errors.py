"""Errors that a user can act on: what is wrong, where, and what to do, in French and in English."""

from __future__ import annotations

from rebonds.text import Text


class RebondsError(Exception):
    """An error meant for the person in front of the screen.

    Parameters
    ----------
    what : Text
        What is wrong and where, in French and in English.
    hint : Text, optional
        What to do about it.

    Attributes
    ----------
    exit_code : int
        Exit status of the command line (documented in ``docs/commands.md``).
    """

    exit_code = 1

    def __init__(self, what: Text, hint: Text | None = None) -> None:
        self.what = what
        self.hint = hint
        super().__init__(self.message("fr"))

    def message(self, lang: str) -> str:
        """Return the whole message, hint included, in ``lang`` (``fr`` or ``en``)."""
        parts = [self.what.to(lang)]
        if self.hint is not None:
            parts.append(self.hint.to(lang))
        return " ".join(parts)


class UsageError(RebondsError):
    """A command, an option or a parameter that makes no sense."""

    exit_code = 2


class UnknownTerritoryError(RebondsError):
    """No territory answers to this name or code."""

    exit_code = 3


class AmbiguousTerritoryError(RebondsError):
    """Several territories answer to this name; the candidates are listed."""

    exit_code = 4

    def __init__(self, what: Text, candidates: list[str], hint: Text | None = None) -> None:
        super().__init__(what, hint)
        self.candidates = candidates


class DataError(RebondsError):
    """A file or a card that cannot be read as it should; nothing was changed."""

    exit_code = 5


class MissingDataError(RebondsError):
    """Data that the command needs are not in the warehouse."""

    exit_code = 6


class NetworkError(RebondsError):
    """The network did not answer, or not with what was expected."""

    exit_code = 7


class CheckError(RebondsError):
    """A consistency check said stop; the previous warehouse still answers."""

    exit_code = 8


class ModelError(RebondsError):
    """A model was given what it cannot use, or did not settle; no number is returned."""

    exit_code = 12
