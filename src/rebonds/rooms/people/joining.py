"""Coming into a workspace and leaving it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, journal
from rebonds.rooms.people.models import Authority, Invitation, Member, Role, Workspace
from rebonds.rooms.people.models.member import mark_of
from rebonds.rooms.people.models.workspace import slug_of
from rebonds.rooms.people.parameters import parameter
from rebonds.text import Text

TRIES = 20


class JoiningError(RebondsError):
    """A way in that does not let in, or a way out that is closed."""


def open_workspace(account: Any, name: str, kind: str, **more: Any) -> Member:
    """Open a workspace; whoever opens it facilitates it."""
    more.setdefault("retention_days", parameter("retention", "days"))
    with transaction.atomic():
        workspace = Workspace.objects.create(slug=slug_of(name), name=name, kind=kind, **more)
        member = Member.objects.create(
            workspace=workspace, account=account, name=account.name, role=Role.FACILITATOR
        )
        journal.write(workspace, member, "joined", Role.FACILITATOR)
    return member


def invite(
    member: Member,
    role: str,
    *,
    email: str = "",
    authority: Authority | None = None,
    max_uses: int = 1,
    days: int | None = None,
) -> tuple[Invitation, str]:
    """Make a link; its secret is returned once and only its hash is kept."""
    token = secrets.token_urlsafe(24)
    days = parameter("invitation", "days") if days is None else days
    made = Invitation.objects.create(
        workspace=member.workspace,
        kind=Invitation.Kind.LINK,
        mark=mark_of(token),
        role=role,
        authority=authority,
        email=email.strip().lower(),
        made_by=member,
        expires_at=timezone.now() + timedelta(days=days),
        max_uses=min(max_uses, parameter("invitation", "most_uses")),
    )
    journal.write(member.workspace, member, "invited", f"{role} × {made.max_uses}")
    return made, token


def make_code(member: Member, hours: int | None = None) -> Invitation:
    """Make the short code of a workshop: guests only, for some hours."""
    hours = parameter("code", "hours") if hours is None else hours
    alphabet, length = parameter("code", "alphabet"), parameter("code", "length")
    for _ in range(TRIES):
        code = "".join(secrets.choice(alphabet) for _ in range(length))
        try:
            with transaction.atomic():
                made = Invitation.objects.create(
                    workspace=member.workspace,
                    kind=Invitation.Kind.CODE,
                    code=code,
                    role=Role.GUEST,
                    made_by=member,
                    expires_at=timezone.now() + timedelta(hours=hours),
                    max_uses=parameter("code", "most_uses"),
                )
        except IntegrityError:
            continue  # taken by another workshop: draw again
        journal.write(member.workspace, member, "invited", "code")
        return made
    raise JoiningError(Text("Aucun code libre.", "No free code."), Text("Réessayer.", "Try again."))


def revoke(member: Member, invitation: Invitation) -> None:
    """Close a way in."""
    invitation.revoked_at = timezone.now()
    invitation.code = None  # free for another workshop
    invitation.save(update_fields=["revoked_at", "code"])
    journal.write(member.workspace, member, "revoked", invitation.role)


def by_token(token: str) -> Invitation | None:
    """Return the usable invitation of a link's secret."""
    found = Invitation.objects.filter(mark=mark_of(token)).select_related("workspace", "authority").first()
    return found if found is not None and _open(found) else None


def by_code(code: str) -> Invitation | None:
    """Return the usable invitation of a code, as people type it: any case, spaces and dashes allowed."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    found = Invitation.objects.filter(code=plain).select_related("workspace").first() if plain else None
    return found if found is not None and _open(found) else None


def _open(invitation: Invitation) -> bool:
    return invitation.usable and not invitation.workspace.archived


def join(request: HttpRequest, invitation: Invitation, name: str = "") -> Member:
    """Bring a visitor in, once: with her account, or as a guest whose token stays in her session.

    Raises
    ------
    JoiningError
        If the invitation was used up meanwhile, or is for another email address.
    """
    account = request.user if request.user.is_authenticated else None
    existing = access.member_of(request, invitation.workspace.slug)
    if existing is not None:
        return existing
    if invitation.email and (account is None or account.email != invitation.email):
        raise JoiningError(
            Text("Cette invitation est pour une autre adresse.", "This invitation is for another address."),
            Text("Se connecter avec l’adresse invitée.", "Sign in with the invited address."),
        )
    if account is None and invitation.role != Role.GUEST:
        raise JoiningError(
            Text("Ce rôle demande un compte.", "This role needs an account."),
            Text("Se connecter ou créer un compte.", "Sign in or create an account."),
        )
    with transaction.atomic():
        _use(invitation)
        member = Member(
            workspace=invitation.workspace,
            account=account,
            name=(name.strip() or getattr(account, "name", ""))[:120] or str(Role.GUEST.label),
            role=invitation.role,
            authority=invitation.authority,
        )
        if account is None:
            member.guest_mark = mark_of(secrets.token_urlsafe(24))
        member.save()
        journal.write(invitation.workspace, member, "joined", invitation.role)
    if account is None:
        held = dict(request.session.get(access.GUEST, {}))
        held[invitation.workspace.slug] = member.guest_mark
        request.session[access.GUEST] = held
    return member


def _use(invitation: Invitation) -> None:
    used = Invitation.objects.filter(
        pk=invitation.pk, uses__lt=models.F("max_uses"), revoked_at=None, expires_at__gt=timezone.now()
    ).update(uses=models.F("uses") + 1)
    if not used:
        raise JoiningError(
            Text("Cette invitation ne sert plus.", "This invitation is no longer good."),
            Text("En demander une autre.", "Ask for another one."),
        )


def is_last_facilitator(member: Member) -> bool:
    """Tell whether the workspace would have nobody to run it without this person."""
    others = access.facilitators(member.workspace).exclude(pk=member.pk)
    return member.facilitates and not others.exists()


def leave(member: Member, by: Member | None = None) -> None:
    """End a membership: of oneself, or of somebody else by a facilitator. What was made stays.

    Raises
    ------
    JoiningError
        If nobody would run the workspace any more.
    """
    if is_last_facilitator(member):
        raise JoiningError(
            Text("Personne d’autre n’anime cet espace.", "Nobody else facilitates this workspace."),
            Text("Le transmettre d’abord, ou l’archiver.", "Hand it over first, or archive it."),
        )
    member.left_at = timezone.now()
    member.guest_mark = ""
    member.save(update_fields=["left_at", "guest_mark"])
    journal.write(member.workspace, by or member, "removed" if by else "left", f"member {member.pk}")


def change_role(member: Member, role: str, by: Member) -> None:
    """Give a member another role.

    Raises
    ------
    JoiningError
        If nobody would run the workspace any more, or a guest would be more than a guest without an account.
    """
    if role != Role.FACILITATOR and is_last_facilitator(member):
        raise JoiningError(
            Text("Personne d’autre n’anime cet espace.", "Nobody else facilitates this workspace."),
            Text("Le transmettre d’abord.", "Hand it over first."),
        )
    if member.account_id is None and role != Role.GUEST:
        raise JoiningError(
            Text("Une personne sans compte reste invitée.", "A person without an account stays a guest."),
            Text("Lui envoyer un lien d’invitation.", "Send her an invitation link."),
        )
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    journal.write(member.workspace, by, "role", f"member {member.pk}: {before} → {role}")


def hand_over(member: Member, to: Member) -> None:
    """Make somebody else facilitate; whoever hands over investigates from now on."""
    change_role(to, Role.FACILITATOR, member)
    change_role(member, Role.INVESTIGATOR, member)
    journal.write(member.workspace, member, "transferred", f"member {to.pk}")
