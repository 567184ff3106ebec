"""From the rows of the room to the core's records, as a member may see them, and back from tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from rebonds.errors import DataError
from rebonds.matching import declared
from rebonds.matching.compatible import Mention
from rebonds.matching.declared import Firm as CoreFirm
from rebonds.matching.declared import Flow
from rebonds.matching.links import Rules
from rebonds.matching.moves import Move, moved
from rebonds.matching.profiles import plain_naf, profiles
from rebonds.matching.results import SynergyReading
from rebonds.matching.synergies import synergies
from rebonds.matching.web import Tie
from rebonds.rooms.firms.models import Firm, FirmFlow, Synergy
from rebonds.rooms.firms.numbers import siret_of
from rebonds.rooms.firms.parameters import parameters
from rebonds.rooms.people import access, changes
from rebonds.rooms.people.models import Member, Workspace
from rebonds.sources.sheet import Given
from rebonds.text import Text

_DECLARED, _PRESUMED = FirmFlow.State.DECLARED, FirmFlow.State.PRESUMED


def flows_of(workspace: Workspace) -> QuerySet[Any]:
    """Return the offers and needs that hold today, of the firms that are there."""
    today = timezone.localdate()
    return (
        FirmFlow.kept.within(workspace)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today), firm__deleted_at=None)
        .exclude(state=FirmFlow.State.REFUSED)
        .select_related("firm")
    )


def reading(member: Member) -> SynergyReading:
    """Return the synergies of a workspace as a member may see them, kept while nothing changes.

    Quantities that she may not see are left out of the search, so that asking again with others tells nothing.
    """
    firms = core_firms(member)
    flows, told = [], []
    for row in flows_of(member.workspace).order_by("pk"):
        if row.quantity is None:
            told.append(Mention(row.firm.uid, row.side, row.resource, row.unit, row.authorised))
        else:
            flows.append(_flow(row))
    return _search(tuple(firms.values()), tuple(flows), tuple(told))


def core_firms(member: Member) -> dict[str, CoreFirm]:
    """Return the firms of a workspace; ``consent`` tells whether this member may see their quantities."""
    found = {}
    for one in Firm.kept.within(member.workspace).order_by("pk"):
        probe = FirmFlow(firm=one, workspace_id=one.workspace_id)
        open_ = access.allowed(member, "flow.see", probe)
        found[one.uid] = CoreFirm(one.uid, one.name, one.naf, one.lon, one.lat, open_)
    return found


def _flow(row: FirmFlow) -> Flow:
    state = "presumed" if row.state == _PRESUMED else "discussed"
    value = 1.0 if row.value is None else row.value
    return Flow(
        row.firm.uid, row.side, row.resource, row.quantity or 0.0, row.unit, value, state, row.authorised
    )


@lru_cache(maxsize=64)
def _search(
    firms: tuple[CoreFirm, ...], flows: tuple[Flow, ...], told: tuple[Mention, ...]
) -> SynergyReading:
    known = {one.id: one for one in firms}
    return synergies(known, flows, Rules(**parameters()["search"]), told=told, open_only=True)


def opened(workspace: Workspace) -> list[Synergy]:
    """Return the synergies that someone opened, both firms still there."""
    found = Synergy.kept.within(workspace).filter(giver__deleted_at=None, receiver__deleted_at=None)
    return list(found.select_related("giver", "receiver"))


def ties(found: SynergyReading, held: Iterable[Synergy]) -> list[Tie]:
    """Return the links of the web: those that people opened, then those found and not opened yet."""
    made = [Tie(one.giver.uid, one.receiver.uid, one.resource, one.state) for one in held]
    known = {(tie.giver, tie.receiver, tie.resource) for tie in made}
    for one in found.matches:
        if (one.giver, one.receiver, one.resource) not in known:
            known.add((one.giver, one.receiver, one.resource))
            made.append(Tie(one.giver, one.receiver, one.resource, "presumed"))
    return made


def presume(firm: Firm, member: Member) -> int:
    """Write what firms of this activity commonly offer and need, but what is there or was refused; return how many."""
    profile = profiles().of(firm.naf)
    if profile is None:
        return 0
    known = set(FirmFlow.kept.filter(firm=firm).values_list("side", "resource"))
    units = units_of(firm.workspace)
    made = 0
    for one in profile.flows:
        if (one.side, one.resource) not in known:
            unit = units.get(one.resource, one.unit)
            row = FirmFlow(firm=firm, side=one.side, resource=one.resource, unit=unit, state=_PRESUMED)
            changes.save(row, member, workspace=firm.workspace)
            made += 1
    return made


def units_of(workspace: Workspace) -> dict[str, str]:
    """Return the unit in which each resource is counted in a workspace: one resource, one unit."""
    rows = FirmFlow.kept.within(workspace).filter(firm__deleted_at=None)
    return dict(rows.order_by("-pk").values_list("resource", "unit"))


@dataclass(frozen=True)
class Brought:
    """What an import wrote, and what was there already and stays as it was."""

    firms: int
    flows: int
    known_firms: int
    known_flows: int


@transaction.atomic
def bring(firms: Given, flows: Given, member: Member) -> Brought:
    """Write the firms and flows of two tables; what is there already is left as it is.

    Raises
    ------
    DataError
        A line that does not read, too many firms, a resource counted in another unit here: nothing is written.
    """
    read_firms, read_flows = declared.read(firms, flows, unsaid=False)
    most = parameters()["import"]["firms"]
    if len(read_firms) > most:
        raise DataError(
            Text(f"{firms.name} a plus de {most} entreprises.", f"{firms.name} has more than {most} firms."),
            Text("Partagez la table en plusieurs.", "Split the table."),
        )
    units = units_of(member.workspace)
    for one in read_flows:
        unit = units.setdefault(one.resource, one.unit)
        if unit != one.unit:
            raise DataError(
                Text(
                    f"{flows.name} : « {one.resource} » est compté en {unit} dans cet espace, en {one.unit} ici.",
                    f"{flows.name}: “{one.resource}” is counted in {unit} in this workspace, in {one.unit} here.",
                ),
                Text("Convertissez la table.", "Convert the table."),
            )
    here = list(Firm.kept.within(member.workspace))
    by_siret = {one.siret: one for one in here if one.siret}
    by_name = {one.name.casefold(): one for one in here}
    made: dict[str, Firm] = {}
    known = 0
    for one in read_firms.values():
        siret = siret_of(one.id) or ""
        row = by_siret.get(siret) or (None if siret else by_name.get(one.name.casefold()))
        if row is None:
            row = _firm(one, siret, member)
            by_name[one.name.casefold()] = row
        else:
            known += 1
        made[one.id] = row
    wrote = _flows(read_flows, made, member)
    return Brought(len(read_firms) - known, wrote, known, len(read_flows) - wrote)


def _firm(one: CoreFirm, siret: str, member: Member) -> Firm:
    consent = Firm.Consent.MEMBERS if one.consent else Firm.Consent.FACILITATOR
    row = Firm(
        name=one.name[:160], siret=siret, naf=plain_naf(one.naf), lon=one.lon, lat=one.lat, consent=consent
    )
    changes.save(row, member)
    return row


def _flows(read: Sequence[Flow], made: dict[str, Firm], member: Member) -> int:
    known = {
        (row.firm_id, row.side, row.resource): row
        for row in FirmFlow.kept.within(member.workspace).filter(firm__in=set(made.values()))
    }
    wrote = 0
    for one in read:
        firm = made[one.firm]
        row = known.get((firm.pk, one.side, one.resource))
        if row is not None and not (row.state == _PRESUMED and access.allowed(member, "flow.edit", row)):
            continue
        row = row or FirmFlow(firm=firm, side=one.side, resource=one.resource[:120])
        row.quantity, row.unit, row.authorised = one.quantity, one.unit[:20], one.authorised
        row.value = one.value if one.value != 1.0 else None  # the core's word for « not told »
        row.state = _DECLARED
        changes.save(row, member, workspace=firm.workspace)
        known[firm.pk, one.side, one.resource] = row
        wrote += 1
    return wrote


def open_synergy(
    giver: Firm, receiver: Firm, resource: str, needed: str, member: Member, date: dt.date | None = None
) -> Synergy:
    """Return the synergy of two firms about a resource, opened (today by default) where nobody had opened it."""
    known = Synergy.kept.filter(giver=giver, receiver=receiver, resource=resource).first()
    if known is not None:
        return known
    today = timezone.localdate()
    made = Synergy(giver=giver, receiver=receiver, resource=resource[:120], needed=needed[:120])
    return _moved(made, moved((), "presumed", date or today, today), member)


def move(synergy: Synergy, state: str, date: dt.date, member: Member) -> Synergy:
    """Move a synergy to a state.

    Raises
    ------
    UsageError
        A state that may not follow, or a day that cannot be.
    """
    return _moved(synergy, moved(synergy.steps, state, date, timezone.localdate()), member)


def _moved(synergy: Synergy, steps: Sequence[Move], member: Member) -> Synergy:
    synergy.moves = [[one.state, one.date.isoformat()] for one in steps]
    synergy.state = steps[-1].state
    changes.save(synergy, member, workspace=synergy.giver.workspace)
    return synergy
