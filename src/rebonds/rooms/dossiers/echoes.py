"""Words that a witness took back and somebody typed again elsewhere: found, and taken out of what leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from rebonds.reporting.manuscript import Manuscript, Quotation
from rebonds.rooms.dossiers.models import (
    Chapter,
    Consent,
    Controversy,
    Dossier,
    Finding,
    Hypothesis,
    Inspiration,
    Publication,
    Quote,
    ReceivedIdea,
    ReviewComment,
    Witness,
)
from rebonds.rooms.search import folding

#: So many words in a row are hers; fewer are anybody's. A quote of four words or five is looked for whole.
RUN, LEAST = 6, 4
_PLACES: tuple[type[models.Model], ...] = (
    Dossier, Finding, Controversy, ReceivedIdea, Hypothesis, ReviewComment, Inspiration, Publication, Chapter,
)  # fmt: skip


def _words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text as search compares them, and where each stands."""
    return [(folding.fold(one[0]), one.start(), one.end()) for one in folding.WORD.finditer(text)]


class Echoes:
    """Words taken back, ready to be looked for.

    Parameters
    ----------
    said : iterable of str
        Quotes.
    """

    def __init__(self, said: Iterable[str]) -> None:
        self._runs: dict[int, set[tuple[str, ...]]] = {}
        for text in said:
            words = [word for word, _from, _to in _words(text)]
            size = min(RUN, len(words))
            if size >= LEAST:
                runs = self._runs.setdefault(size, set())
                runs.update(tuple(words[i : i + size]) for i in range(len(words) - size + 1))

    def passages(self, text: str) -> list[tuple[int, int]]:
        """Return where her words stand in a text, each passage from its first letter to its last."""
        if not self._runs:
            return []
        words = _words(text)
        hers: set[int] = set()
        for size, runs in self._runs.items():
            for at in range(len(words) - size + 1):
                if tuple(word for word, _from, _to in words[at : at + size]) in runs:
                    hers.update(range(at, at + size))
        out: list[tuple[int, int]] = []
        for at in sorted(hers):
            if out and at - 1 in hers:
                out[-1] = (out[-1][0], words[at][2])
            else:
                out.append((words[at][1], words[at][2]))
        return out

    def without(self, text: str) -> str:
        """Return a text whose passages of hers are replaced by a word that says so."""
        for start, end in reversed(self.passages(text)):
            text = f"{text[:start]}{_('[paroles retirées]')}{text[end:]}"
        return text

    def cleaned(self, text: Manuscript) -> tuple[Manuscript, int]:
        """Return a document without her words, and how many of its parts held some.

        Quotations stay: those of a document are of people who consent.
        """
        if not self._runs:
            return text, 0
        held = 0

        def clean(value: Any) -> Any:
            if isinstance(value, str):
                return self.without(value)
            if isinstance(value, tuple):
                return tuple(clean(one) if isinstance(one, str) else one for one in value)
            return value

        pieces = []
        for one in text.pieces:
            new = one
            if not isinstance(one, Quotation):
                new = replace(one, **{f.name: clean(getattr(one, f.name)) for f in fields(one)})
            held += new != one
            pieces.append(new)
        return replace(text, pieces=tuple(pieces)), held


def of_workspace(workspace_id: int) -> Echoes:
    """Return what was taken back in a workspace; quotes put aside since count too."""
    found = Quote.objects.filter(workspace=workspace_id, witness__consent=Consent.WITHDRAWN)
    return Echoes(found.values_list("text", flat=True))


def _texts(obj: models.Model) -> Iterator[str]:
    for column in obj._meta.concrete_fields:
        value = getattr(obj, column.attname)
        if isinstance(column, models.CharField | models.TextField) and value:
            yield value


def places(witness: Witness) -> list[Any]:
    """Return the objects of her workspace in whose text words of a witness were typed again."""
    said = Echoes(Quote.objects.filter(witness=witness).values_list("text", flat=True))
    out: list[Any] = []
    for model in _PLACES:
        for obj in model.kept.filter(workspace=witness.workspace_id):  # type: ignore[attr-defined]
            if any(said.passages(text) for text in _texts(obj)):
                out.append(obj.publication if isinstance(obj, Chapter) else obj)
    return list(dict.fromkeys(out))
