"""What each room brings to the others: kinds of objects, and entries on the home page of a workspace.

A room registers in its module ``room.py``, which is imported once all models are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from rebonds.rooms.people import access
from rebonds.rooms.people.models import Member, Shared, Workspace
from rebonds.text import Text


@dataclass(frozen=True)
class Kind:
    """A kind of shared object.

    Parameters
    ----------
    model : type
        Class of the objects, a `Shared`.
    kind : str
        Short name, used in addresses and in links.
    label, plural : Text
        What it is called.
    url_name : str
        Name of the page of one object, at ``<slug:workspace>`` and ``<slug:uid>``.
    parents : tuple of str
        Kinds that it must come from; an object that comes from none of them is an orphan. Empty: it starts
        a thread, or stands alone.
    see, edit, delete : str
        Actions that let see it, change it, put it aside.
    fields : tuple of str
        Fields compared in its history; by default all that people write.
    part : bool
        Lives inside another object (a link of a map): not told among what is new.
    """

    model: type[Shared]
    kind: str
    label: Text
    plural: Text
    url_name: str
    parents: tuple[str, ...]
    see: str
    edit: str
    delete: str
    fields: tuple[str, ...]
    part: bool = False

    def address(self, obj: Shared, workspace: Workspace) -> str:
        """Return the address of an object."""
        return reverse(self.url_name, kwargs={"workspace": workspace.slug, "uid": obj.uid})


#: Rooms of the product, in the order of a programme: a door belongs to one of them.
GROUPS: dict[str, Text] = {
    "observe": Text("Observer", "Observe"),
    "inquire": Text("Enquêter", "Inquire"),
    "deliberate": Text("Délibérer", "Deliberate"),
    "cooperate": Text("Coopérer", "Cooperate"),
    "space": Text("L’espace", "The workspace"),
}


@dataclass(frozen=True)
class Entry:
    """A door to a part of a room, on the home page of a workspace and in its tabs; ``group`` is one of `GROUPS`."""

    label: Text
    about: Text
    url_name: str
    needs: str
    order: int = 100
    count: Callable[[Workspace], int] | None = None
    group: str = "inquire"


@dataclass(frozen=True)
class Start:
    """Something that can be begun from an object: a page of writing that reads ``?depuis=kind:uid``."""

    kinds: tuple[str, ...]
    label: Text
    url_name: str
    needs: str


_kinds: dict[str, Kind] = {}
_starts: dict[str, Start] = {}
_entries: dict[str, Entry] = {}


def register(
    model: type[Shared],
    *,
    kind: str,
    label: Text,
    url_name: str,
    see: str,
    edit: str,
    delete: str | None = None,
    plural: Text | None = None,
    parents: Iterable[str] = (),
    fields: Iterable[str] | None = None,
    part: bool = False,
) -> Kind:
    """Register a kind of object; see `Kind`."""
    for action in (see, edit, delete or edit):
        access.action_of(action)
    made = Kind(
        model=model,
        kind=kind,
        label=label,
        plural=plural or Text(f"{label.fr}s", f"{label.en}s"),
        url_name=url_name,
        parents=tuple(parents),
        see=see,
        edit=edit,
        delete=delete or edit,
        fields=tuple(fields) if fields is not None else written_fields(model),
        part=part,
    )
    _kinds[kind] = made
    return made


def written_fields(model: Any) -> tuple[str, ...]:
    """Return the fields of a model that people write."""
    return tuple(f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key)


def kinds() -> dict[str, Kind]:
    """Return every kind by name."""
    return dict(_kinds)


def kind(name: str) -> Kind:
    """Return a kind.

    Raises
    ------
    django.http.Http404
        If no room registers it: kinds come from addresses.
    """
    try:
        return _kinds[name]
    except KeyError as error:
        raise Http404 from error


def kind_of(obj: Any) -> Kind:
    """Return the kind of an object (or of its class).

    Raises
    ------
    LookupError
        If its class is not registered.
    """
    model = obj if isinstance(obj, type) else type(obj)
    for one in _kinds.values():
        if one.model is model:
            return one
    raise LookupError(f"{model.__name__} is not a registered kind")


def find(workspace: Workspace, kind_name: str, uid: str, *, deleted: bool = False) -> tuple[Kind, Shared]:
    """Return an object of a workspace from its kind and uid; put aside or not as asked.

    Raises
    ------
    django.http.Http404
        If there is none.
    """
    one = kind(kind_name)
    manager = one.model.objects if deleted else one.model.kept
    obj = manager.filter(workspace=workspace, uid=uid).first()
    if obj is None:
        raise Http404
    return one, obj


def entry(
    label: Text,
    *,
    about: Text,
    url_name: str,
    needs: str,
    order: int = 100,
    count: Callable[[Workspace], int] | None = None,
    group: str = "inquire",
) -> None:
    """Add a door on the home page of workspaces, under its room (``group``); shown to those who may (``needs``)."""
    access.action_of(needs)
    if group not in GROUPS:
        raise LookupError(f"{group} is none of {', '.join(GROUPS)}")
    _entries[url_name] = Entry(label, about, url_name, needs, order, count, group)


def entries(member: Member) -> list[Entry]:
    """Return the doors that a member may open."""
    rank = list(GROUPS)
    found = [one for one in _entries.values() if access.allowed(member, one.needs)]
    return sorted(found, key=lambda one: (rank.index(one.group), one.order, one.url_name))


Landing = Callable[[Member, Any], str]
_landings: list[Landing] = []


def landing(where: Landing) -> None:
    """Say where a visitor arrives: ``where(member, invitation)`` returns an address, or nothing."""
    if where not in _landings:
        _landings.append(where)


def landing_of(member: Member, invitation: Any) -> str:
    """Return where a member who has just come in arrives, if a room says so."""
    return next((address for where in _landings if (address := where(member, invitation))), "")


def starts(kinds: Iterable[str], label: Text, *, url_name: str, needs: str) -> None:
    """Say that something can be begun from objects of these kinds: shown with their links to whoever may."""
    access.action_of(needs)
    _starts[url_name] = Start(tuple(kinds), label, url_name, needs)


def starts_of(kind: Kind, member: Member | None) -> list[Start]:
    """Return what a member may begin from an object of a kind."""
    return [one for one in _starts.values() if kind.kind in one.kinds and access.allowed(member, one.needs)]
