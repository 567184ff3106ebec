"""``rebonds people``: the first account, links, the demonstration, retention."""

from __future__ import annotations

import pytest

from rebonds.commands import people as command
from rebonds.errors import UsageError
from rebonds.rooms.inquire.models import Problem
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Account, Member, Workspace
from rebonds.rooms.search import finding
from rebonds.rooms.search.models import SearchEntry

EMAIL = "ana@exemple.fr"


@pytest.fixture(autouse=True)
def ready(db, monkeypatch):
    monkeypatch.setattr(command, "_ready", lambda: None)


def test_the_first_account_and_its_workspace(capsys, client):
    command.add("Ana@Exemple.fr", "Ana", "Programme", "https://rebonds.exemple.fr/")
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("https://rebonds.exemple.fr/connexion/oubli/")
    member = Member.objects.get()
    assert (member.account.email, member.workspace.name, member.role) == (EMAIL, "Programme", "facilitator")
    assert not member.account.has_usable_password()
    page = client.get(link.removeprefix("https://rebonds.exemple.fr"), follow=True)
    assert 'name="password1"' in page.content.decode()


@pytest.mark.parametrize("email", ["sans-arobase", "", "a b@c"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(UsageError):
        command.add(email)
    assert not Account.objects.exists()


def test_an_account_is_not_made_twice_and_an_unknown_one_has_no_link():
    command.add(EMAIL, "Ana")
    with pytest.raises(UsageError, match="déjà un compte"):
        command.add("ANA@exemple.fr")
    with pytest.raises(UsageError, match="Aucun compte"):
        command.link("autre@exemple.fr")
    assert Account.objects.count() == 1


def test_the_demonstration_is_loaded_and_removed_with_nothing_else(capsys):
    command.add(EMAIL, "Ana", "Le vrai")
    command.demo(EMAIL)
    assert Workspace.objects.filter(is_demo=True).count() == 1
    command.list_accounts()
    assert "exemple inventé" in capsys.readouterr().out
    command.demo(EMAIL, remove=True)
    assert [w.name for w in Workspace.objects.all()] == ["Le vrai"]


def test_purge_says_what_went(capsys):
    command.purge(lang="en")
    assert "People made anonymous: 0" in capsys.readouterr().out


def test_a_lost_index_is_made_again_from_what_is_written(capsys):
    command.add(EMAIL, "Ana", "Programme")
    problem = Problem(workspace=Workspace.objects.get(), title_fr="Les ateliers ferment")
    changes.save(problem, Member.objects.get())
    SearchEntry.objects.all().delete()
    assert not finding.search(Member.objects.get(), "ateliers").hits
    capsys.readouterr()
    command.index("en")
    assert capsys.readouterr().out == "Objects that can be found: 1.\n"
    assert finding.search(Member.objects.get(), "atelier").hits
