"""Decks of a workspace's own: the kinds that a file may bring, how a file is read, which deck a ballot uses."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from rebonds.content import deliberating, imagining, inquiring
from rebonds.content.kits import checked, load
from rebonds.content.reader import Kit, many
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Point
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits.models import Deck, Sheet
from rebonds.rooms.kits.parameters import declared
from rebonds.rooms.kits.showing import fr_en, kit_source
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace
from rebonds.sources.strict import StrictTable
from rebonds.text import Text, typeset

#: Key of ``Ballot.kit_data`` that names the deck of a ballot.
OWN = "own"


@dataclass(frozen=True)
class WhatIfList(Kit):
    """What-ifs to put in order: their names are all that a vote needs."""

    proposals: tuple[inquiring.Theme, ...] = many("whatif")


def _whatifs() -> WhatIfList:
    held = load(inquiring.WhatIfs)
    return listed(held)


def listed(held: inquiring.WhatIfs) -> WhatIfList:
    """Return the proposals of a whole kit of what-ifs, as a list."""
    found = tuple(inquiring.Theme(one.id, one.label) for one in held.proposals)
    return WhatIfList(held.title, held.about, found)


@dataclass(frozen=True)
class DeckKind:
    """A kind of deck that a workspace may bring; see ``decks.toml``."""

    name: str
    kit: type[Kit]
    shipped: Callable[[], Kit]

    @property
    def raw(self) -> dict[str, Any]:
        """Return what ``decks.toml`` says."""
        return cast("dict[str, Any]", declared()[self.name])

    @property
    def label(self) -> Text:
        """Return what it is called."""
        return Text(typeset(self.raw["label"]["fr"]), self.raw["label"]["en"])

    @property
    def about(self) -> Text:
        """Return what it holds."""
        return Text(typeset(self.raw["about"]["fr"]), self.raw["about"]["en"])


def _shipping(kind: type[Kit]) -> Callable[[], Kit]:
    return lambda: load(kind)


_KITS: dict[str, type[Kit]] = {
    "self_assessment": imagining.SelfAssessment,
    "archetypes": imagining.Archetypes,
    "officials": deliberating.Officials,
    "mirror": deliberating.Mirror,
}
KINDS: dict[str, DeckKind] = {name: DeckKind(name, kind, _shipping(kind)) for name, kind in _KITS.items()}
KINDS["whatifs"] = DeckKind("whatifs", WhatIfList, _whatifs)


@dataclass(frozen=True)
class Held:
    """The deck that something uses: its kit, and where it is the workspace's own, the deck itself."""

    kind: str
    kit: Any
    deck: Deck | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Return what a ballot keeps to find its deck again."""
        return {} if self.deck is None else {OWN: self.deck.uid}

    @property
    def source(self) -> SourceLine:
        """Return the source line of a report."""
        if self.deck is None:
            return kit_source(self.kind)
        title = fr_en(
            f"Jeu « {self.deck.title} » de cet espace (SHA-256 {self.deck.sha256[:16]}…)",
            f"Deck “{self.deck.title}” of this workspace (SHA-256 {self.deck.sha256[:16]}…)",
        )
        return SourceLine(f"deck-{self.deck.uid}", title, self.deck.workspace.name, NOT_OPEN, "")

    @property
    def used(self) -> Point:
        """Return the sentence that says which deck was used."""
        said = Text("celui de Rebonds.", "the one that ships with Rebonds.")
        if self.deck is not None:
            said = fr_en(f"« {self.deck.title} », de cet espace.", f"“{self.deck.title}”, of this workspace.")
        return Point(Text("Jeu utilisé", "Deck used"), said)


def shipped(kind: str) -> Held:
    """Return the deck that ships."""
    return Held(kind, KINDS[kind].shipped())


def held(deck: Deck) -> Held:
    """Return a deck of a workspace's own."""
    return Held(deck.kind, _kit(deck.kind, deck.content), deck)


def of_ballot(ballot: Ballot, kind: str) -> Held:
    """Return the deck that a ballot was made from; a retired one too."""
    uid = ballot.kit_data.get(OWN, "")
    found = Deck.objects.within(ballot.workspace).filter(uid=uid, kind=kind).first() if uid else None
    return shipped(kind) if found is None else held(found)


@functools.lru_cache(maxsize=64)
def _kit(kind: str, content: str) -> Kit:
    return checked(KINDS[kind].kit, StrictTable(json.loads(content), kind))


def data_of(kit: Any) -> Any:
    """Return a kit as its TOML would hold it."""
    if isinstance(kit, Text):
        return {"fr": kit.fr, "en": kit.en}
    if isinstance(kit, tuple):
        return [data_of(one) for one in kit]
    if isinstance(kit, Mapping):
        return {key: data_of(one) for key, one in kit.items()}
    if not dataclasses.is_dataclass(kit):
        return kit
    found = (
        (one.metadata.get("key", one.name.rstrip("_")), getattr(kit, one.name))
        for one in dataclasses.fields(kit)
    )
    return {key: data_of(value) for key, value in found if value != ()}


def content_of(kit: Kit) -> str:
    """Return the text that a deck keeps."""
    return json.dumps(data_of(kit), ensure_ascii=False)


def digest(content: str) -> str:
    """Return the fingerprint of a deck."""
    return hashlib.sha256(content.encode()).hexdigest()


def keep(kind: str, kit: Kit, title: str, file: str, member: Member) -> Deck:
    """Write a deck."""
    content = content_of(kit)
    made = Deck(kind=kind, title=title, content=content, sha256=digest(content), file=file[:120])
    return changes.save(made, member)  # type: ignore[return-value]


def offered(workspace: Workspace, kind: str = "") -> list[Deck]:
    """Return the decks of a workspace that are not retired."""
    found = Deck.kept.within(workspace).filter(retired=False)
    return list(found.filter(kind=kind) if kind else found)


def used(deck: Deck) -> Iterator[Ballot | Sheet]:
    """Yield what was made with a deck; while there is any, the deck cannot be deleted."""
    yield from Ballot.objects.within(deck.workspace).filter(**{f"kit_data__{OWN}": deck.uid})
    yield from deck.sheets.all()
