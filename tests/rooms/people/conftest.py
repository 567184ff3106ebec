"""A workspace with one person per role, and a visitor for each."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from rebonds.rooms.people import joining
from rebonds.rooms.people.models import Account, Member, Role, Workspace

PASSWORD = "un mot de passe assez long"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hash passwords quickly: their strength is Django's business."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def no_tries(db):
    """Forget the tries that other tests made."""
    cache.clear()


@pytest.fixture
def founder(db) -> Member:
    """Who runs the workspace."""
    account = Account.objects.create_user("fanny@exemple.fr", PASSWORD, "Fanny Facilite")
    return joining.open_workspace(account, "Programme d’essai", "programme", purpose="Essayer.")


@pytest.fixture
def space(founder) -> Workspace:
    """The workspace."""
    return founder.workspace


@pytest.fixture
def people(founder, space) -> dict[str, Member]:
    """One member per role."""
    out = {Role.FACILITATOR: founder}
    for role in Role.values:
        if role == Role.FACILITATOR:
            continue
        if role == Role.GUEST:
            out[role] = Member.objects.create(workspace=space, name="Gaspard", role=role, guest_mark="g" * 64)
            continue
        account = Account.objects.create_user(f"{role}@exemple.fr", PASSWORD, f"Personne {role}")
        out[role] = Member.objects.create(workspace=space, account=account, name=account.name, role=role)
    return out


@pytest.fixture
def visitor(people):
    """Return a browser signed in as the member of a role."""

    def sign_in(role: str = Role.FACILITATOR) -> Client:
        client = Client()
        member = people[role]
        if member.account is None:
            session = client.session
            session["guest"] = {member.workspace.slug: member.guest_mark}
            session.save()
        else:
            client.force_login(member.account)
        return client

    return sign_in
