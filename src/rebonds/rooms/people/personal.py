"""Data of a person: what each room holds of her, exported in one file, erased without losing results."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from rebonds.rooms.people import access, journal
from rebonds.rooms.people.models import Account, Member, Role
from rebonds.rooms.people.models.shared import Shared
from rebonds.text import Text

ERASED = Text("Personne effacée", "Erased person")

Of = Callable[[Member], models.QuerySet[Any]]


@dataclass(frozen=True)
class Holding:
    """What a room holds of a person in one model.

    Parameters
    ----------
    model : type
        Where it stands.
    label : Text
        What it is called in the export.
    of : callable
        Returns the objects that concern a member.
    fields : tuple of str
        Fields that are exported.
    erase : mapping of str to value
        What fields become when she is erased; empty: the object stays as it is (its author, an erased
        member, has no name any more).
    delete : bool
        Delete the objects altogether instead (private things that are no result).
    files : callable, optional
        Returns (name, bytes) of the files of an object.
    """

    model: type[models.Model]
    label: Text
    of: Of
    fields: tuple[str, ...]
    erase: Mapping[str, Any] = field(default_factory=dict)
    delete: bool = False
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = None


_holdings: list[Holding] = []


def made_by(model: Any) -> Of:
    """Return what a member made, of a `Shared` model."""
    return lambda member: model.objects.filter(created_by=member)


def holds(
    model: type[models.Model],
    *,
    label: Text,
    of: Of,
    fields: Iterable[str],
    erase: Mapping[str, Any] | None = None,
    delete: bool = False,
    files: Callable[[Any], Iterable[tuple[str, bytes]]] | None = None,
) -> None:
    """Declare what a room holds of a person; see `Holding`."""
    _holdings[:] = [one for one in _holdings if (one.model, one.label) != (model, label)]
    _holdings.append(Holding(model, label, of, tuple(fields), dict(erase or {}), delete, files))


def export(who: Member | Account, lang: str = "fr") -> dict[str, Any]:
    """Return all that is held of a person: of a member in her workspace, of an account in every one."""
    if isinstance(who, Account):
        identity = {
            "email": who.email,
            "name": who.name,
            "language": who.language,
            "created_at": who.created_at.isoformat(),
        }
        members = Member.objects.filter(account=who).select_related("workspace", "authority")
        return {"account": identity, "workspaces": [export(member, lang) for member in members]}
    out: dict[str, Any] = {
        "workspace": {"name": who.workspace.name, "purpose": who.workspace.purpose},
        "member": {
            "name": who.name,
            "role": who.role,
            "organisation": str(who.authority or ""),
            "consents_to_be_named": who.consents_to_be_named,
            "joined_at": who.joined_at.isoformat(),
            "left_at": who.left_at.isoformat() if who.left_at else None,
        },
        "log": [
            {"at": line.at.isoformat(), "action": line.action, "what": line.what}
            for line in who.workspace.log.filter(member=who)
        ],
        "held": {},
    }
    for one in _holdings:
        rows = [{name: _plain(getattr(obj, name)) for name in one.fields} for obj in one.of(who)]
        if rows:
            out["held"].setdefault(one.label.to(lang), []).extend(rows)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, list, dict, type(None))):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def archive(who: Member | Account, lang: str = "fr") -> bytes:
    """Return the export as a ZIP: ``data.json``, and her files."""
    out = io.BytesIO()
    members = [who] if isinstance(who, Member) else list(Member.objects.filter(account=who))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", json.dumps(export(who, lang), ensure_ascii=False, indent=2))
        for one in (holding for holding in _holdings if holding.files):
            for member in members:
                for obj in one.of(member):
                    for name, content in one.files(obj):  # type: ignore[misc]
                        pack.writestr(f"files/{obj.pk}-{name}", content)
    return out.getvalue()


@transaction.atomic
def erase(member: Member, by: Member | None = None) -> None:
    """Erase a person from a workspace: her name, her account, what she alone is concerned by; results stay.

    Also in the history, so that no earlier version gives her back. Where she alone ran the workspace, the
    member of longest standing runs it, else it is archived.
    """
    for one in _holdings:
        _erase_holding(one, member)
    _replace_facilitator(member)
    member.name = ERASED.to(member.workspace.language)
    member.account = None
    member.guest_mark = ""
    member.authority = None
    member.consents_to_be_named = False
    now = timezone.now()
    member.left_at, member.erased_at = member.left_at or now, now
    member.save()
    journal.write(member.workspace, by, "erased", f"member {member.pk}")


def _erase_holding(one: Holding, member: Member) -> None:
    keys = list(one.of(member).values_list("pk", flat=True))
    if not keys:
        return
    chosen = one.model._base_manager.filter(pk__in=keys)
    if one.delete:
        for obj in chosen:
            obj.delete()  # one by one: history and files go with it
    elif one.erase:
        chosen.update(**one.erase)
        if issubclass(one.model, Shared):
            one.model.history.filter(id__in=keys).update(**one.erase)


def _replace_facilitator(member: Member) -> None:
    workspace = member.workspace
    if (
        member.left_at
        or not member.facilitates
        or access.facilitators(workspace).exclude(pk=member.pk).exists()
    ):
        return
    others = workspace.members.present().exclude(pk=member.pk).exclude(account=None)
    heir = (others.filter(role=Role.INVESTIGATOR).order_by("joined_at").first()) or others.order_by(
        "joined_at"
    ).first()
    if heir is not None:
        heir.role = Role.FACILITATOR
        heir.save(update_fields=["role"])
        journal.write(workspace, None, "transferred", f"member {heir.pk}")
    else:
        workspace.archived_at = timezone.now()
        workspace.save(update_fields=["archived_at"])


@transaction.atomic
def erase_account(account: Account) -> None:
    """Erase a person everywhere, then her account."""
    for member in Member.objects.filter(account=account).select_related("workspace"):
        erase(member)
    account.delete()
