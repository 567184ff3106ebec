"""Who may do what: one table of actions, collected from the file ``access.toml`` of each room.

What is not allowed is denied. Views say the action they need; templates ask with ``{% can %}``.
"""

from __future__ import annotations

import functools
import importlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from rebonds.errors import RebondsError
from rebonds.rooms.people.models import Member, Role, Workspace
from rebonds.text import Text

GUEST = "guest"  # name, in the session, of the tokens of workspaces joined without an account

View = Callable[..., HttpResponse]


class AccessError(RebondsError):
    """The table of access, or a call to it, makes no sense."""


@dataclass(frozen=True)
class Action:
    """Something that can be done in a workspace.

    Parameters
    ----------
    name : str
        ``thing.verb``.
    title : Text
        What it is.
    writes : bool
        Whether it changes something: refused once the workspace is archived.
    roles : mapping of str to tuple of str
        Conditions that must all hold, by role; ``any`` is no condition.
    """

    name: str
    title: Text
    writes: bool
    roles: Mapping[str, tuple[str, ...]]


Condition = Callable[[Member, Any], bool]


def _owned(member: Member, obj: Any) -> bool:
    if isinstance(obj, Member):
        return obj.pk == member.pk
    return bool(obj is not None and obj.owned_by(member))


#: Conditions of the table; each is asked with the member and the object.
CONDITIONS: dict[str, Condition] = {
    "any": lambda member, obj: True,
    "own": _owned,
    "open": lambda member, obj: bool(obj is not None and obj.is_open),
}


def condition(name: str, test: Condition) -> None:
    """Add a condition that tables may name: from a room's ``access_conditions.py``, imported before its table."""
    CONDITIONS[name] = test


def read(path: Path) -> dict[str, Action]:
    """Read one table.

    Raises
    ------
    AccessError
        If it names a role, a condition or a key that does not exist.
    """
    out = {}
    for name, raw in tomllib.loads(path.read_text(encoding="utf-8")).items():
        given = dict(raw)
        title, writes = given.pop("title", None), given.pop("writes", True)
        told = isinstance(title, dict) and title.keys() == {"fr", "en"} and all(title.values())
        roles = {role: tuple(str(text).split("+")) for role, text in given.items()}
        strange = [role for role in roles if role not in Role.values]
        strange += [one for all_of in roles.values() for one in all_of if one not in CONDITIONS]
        if strange or not told or not isinstance(writes, bool) or name.count(".") != 1:
            what = ", ".join(strange) or name
            raise AccessError(
                Text(f"{path} : « {what} » n’a pas de sens ici.", f"{path}: “{what}” makes no sense here."),
                Text(
                    f"Rôles : {', '.join(Role.values)}. Conditions : {', '.join(CONDITIONS)}. "
                    "Un titre en fr et en en, et writes = true ou false.",
                    f"Roles: {', '.join(Role.values)}. Conditions: {', '.join(CONDITIONS)}. "
                    "A title in fr and in en, and writes = true or false.",
                ),
            )
        out[name] = Action(name, Text(**title), writes, roles)
    return out


@functools.cache
def table() -> dict[str, Action]:
    """Return every action of every room.

    Raises
    ------
    AccessError
        If a table makes no sense, or if two rooms declare one action.
    """
    out: dict[str, Action] = {}
    for room in apps.get_app_configs():
        path = Path(room.path) / "access.toml"
        if not path.exists():
            continue
        if path.with_name("access_conditions.py").exists():
            importlib.import_module(f"{room.name}.access_conditions")
        own = read(path)
        twice = sorted(set(own) & set(out))
        if twice:
            raise AccessError(
                Text(f"{path} : {twice[0]} est déjà déclarée.", f"{path}: {twice[0]} is already declared.")
            )
        out |= own
    return out


def action_of(name: str) -> Action:
    """Return an action of the table.

    Raises
    ------
    AccessError
        If no room declares it.
    """
    try:
        return table()[name]
    except KeyError as error:
        raise AccessError(
            Text(f"Aucune pièce ne déclare l’action « {name} ».", f"No room declares the action “{name}”."),
            Text("L’ajouter au fichier access.toml de la pièce.", "Add it to the access.toml of the room."),
        ) from error


def allowed(member: Member | None, action: str, obj: Any = None) -> bool:
    """Tell whether a member may do something, on an object where the action is about one.

    Parameters
    ----------
    member : Member or None
        Who asks; nobody may do nothing.
    action : str
        Name of an action of the table.
    obj : Shared or Member, optional
        What it is about. An object of another workspace is always refused, and so is a condition on an
        object where there is none.

    Raises
    ------
    AccessError
        If no room declares the action.
    """
    found = action_of(action)
    if member is None or member.left_at is not None:
        return False
    if obj is not None and obj.workspace_id != member.workspace_id:
        return False
    if found.writes and member.workspace.archived:
        return False
    conditions = found.roles.get(member.role)
    return conditions is not None and all(CONDITIONS[one](member, obj) for one in conditions)


def member_of(request: HttpRequest, slug: str) -> Member | None:
    """Return who visits a workspace: by her account, else by the guest's token of her session."""
    members = Member.objects.present().filter(workspace__slug=slug).select_related("workspace", "authority")
    if request.user.is_authenticated:
        found = members.filter(account=request.user).first()
        if found is not None:
            return found
    mark = request.session.get(GUEST, {}).get(slug)
    return members.filter(guest_mark=mark, account=None).first() if mark else None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, then back."""
    address = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def needs(action: str, model: Any = None) -> Callable[[View], View]:
    """Guard a view whose address holds ``<slug:workspace>`` (and ``<slug:uid>`` where ``model`` is given).

    Sets ``request.member`` and ``request.workspace``, and ``request.object`` where a model is given: the
    object of that uid *in that workspace*, not put aside. Without an account, sends to the sign-in page; a
    person who is no member meets a page that does not exist; a role that may not, a kind refusal (403).

    Parameters
    ----------
    action : str
        Name of an action of the table: an unknown one fails when the view is imported.
    model : type, optional
        Class of the object, a `Shared`.
    """
    action_of(action)

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: Any, workspace: str, **kwargs: Any) -> HttpResponse:
            member = member_of(request, workspace)
            if member is None:
                if not request.user.is_authenticated:
                    return ask_to_sign_in(request)
                raise Http404
            request.member, request.workspace = member, member.workspace
            obj = None
            if model is not None:
                obj = model.kept.filter(workspace=member.workspace_id, uid=kwargs.pop("uid")).first()
                if obj is None:
                    raise Http404
                request.object = obj
            check(member, action, obj)
            response = view(request, **kwargs)
            # Asked again each time, and kept by nobody else: what a member sees is not for the next visitor.
            response.headers.setdefault("Cache-Control", "private, no-cache")
            return response

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return wrap


class Denied(PermissionDenied):
    """A member's role does not allow what she asks; the page says why."""

    def __init__(self, member: Member, action: Action) -> None:
        super().__init__(action.name)
        self.member, self.action = member, action

    @property
    def archived(self) -> bool:
        """Tell whether it is refused because the workspace can only be read."""
        return self.action.writes and self.member.workspace.archived


def check(member: Member, action: str, obj: Any = None) -> None:
    """Refuse unless `allowed`.

    Raises
    ------
    Denied
        Shown as a kind page, status 403.
    """
    if not allowed(member, action, obj):
        raise Denied(member, action_of(action))


def workspaces_of(account: Any) -> Any:
    """Return the memberships of an account, workspace at hand."""
    return (
        Member.objects.present()
        .filter(account=account)
        .select_related("workspace")
        .order_by("workspace__name")
    )


def facilitators(workspace: Workspace) -> Any:
    """Return who runs a workspace."""
    return workspace.members.filter(role=Role.FACILITATOR, left_at=None)
