"""Coming in by link or code, roles, leaving, handing over; secrets are kept as hashes and tries are limited."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rebonds.rooms.people import access, joining
from rebonds.rooms.people.models import Account, Invitation, Member, Role

pytestmark = pytest.mark.usefixtures("no_tries")
PASSWORD = "un mot de passe assez long"


def link_of(response) -> str:
    return re.search(r'value="http://testserver(/rejoindre/[^"]+)"', response.content.decode())[1]


@pytest.fixture
def invited(visitor, space):
    """Make a link of a role, through the page."""

    def make(role: str = Role.PARTICIPANT, **more) -> str:
        data = {"do": "link", "role": role, "max_uses": "1"} | more
        return link_of(visitor().post(f"/espaces/{space.slug}/personnes/inviter/", data))

    return make


def test_the_secret_of_a_link_is_shown_once_and_kept_as_a_hash(invited, visitor, space):
    link = invited()
    token = link.split("/")[2]
    assert token not in str(list(Invitation.objects.values()))
    assert token not in visitor().get(f"/espaces/{space.slug}/personnes/inviter/").content.decode()


def test_an_invited_person_makes_an_account_and_arrives(invited, space, settings):
    settings.PEOPLE_SIGNUP_OPEN = False
    link, browser = invited(Role.ELECTED), Client()
    assert browser.get("/inscription/").context.get("form") is None
    assert "il faut un compte" in browser.get(link).content.decode()
    data = {"name": "Élise Nouvelle", "email": "Elise@Exemple.fr", "password1": PASSWORD, "next": link}
    response = browser.post("/inscription/", data)
    assert response["Location"] == link
    assert "Essayer." in browser.get(link).content.decode()
    assert browser.post(link, {"name": "Élise"})["Location"] == f"/espaces/{space.slug}/"
    member = Member.objects.get(account__email="elise@exemple.fr")
    assert (member.role, member.name) == (Role.ELECTED, "Élise")
    assert Client().get(link).status_code == 404


def test_a_link_for_an_address_opens_to_that_address_only(invited, space, people):
    link = invited(Role.PARTNER, email="untel@exemple.fr")
    wrong, right = Client(), Client()
    wrong.force_login(Account.objects.create_user("autre@exemple.fr", None, "Autre"))
    right.force_login(Account.objects.create_user("untel@exemple.fr", None, "Untel"))
    wrong.post(link, {"name": "x"})
    assert not Member.objects.filter(account__email="autre@exemple.fr").exists()
    assert right.post(link, {"name": "Untel"}).status_code == 302
    assert Member.objects.filter(account__email="untel@exemple.fr", role=Role.PARTNER).exists()


def test_an_expired_revoked_or_used_link_says_so(invited, visitor, space):
    expired, revoked = invited(), invited()
    first, second = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    visitor().post(f"/espaces/{space.slug}/personnes/inviter/{second.pk}/fermer/")
    for link in (expired, revoked, "/rejoindre/nimporte-quoi/"):
        response = Client().get(link)
        assert response.status_code == 404
        assert "ne sert plus" in response.content.decode()


def test_an_invitation_of_another_workspace_is_not_revoked_through_ours(visitor, space, db):
    account = Account.objects.create_user("autre@exemple.fr", None, "Autre")
    theirs, _ = joining.invite(joining.open_workspace(account, "Autre", "authority"), Role.PARTNER)
    assert visitor().post(f"/espaces/{space.slug}/personnes/inviter/{theirs.pk}/fermer/").status_code == 404


def test_a_guest_types_the_code_gives_a_name_and_comes_back(visitor, space, people):
    response = visitor().post(f"/espaces/{space.slug}/personnes/inviter/", {"do": "code"})
    code = response.context["code"].code
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", code)
    browser = Client()
    typed = f"{code[:3].lower()} {code[3:].lower()}"
    assert browser.post("/rejoindre/", {"code": typed})["Location"] == "/rejoindre/nom/"
    assert browser.post("/rejoindre/nom/", {"name": "<b>Zoé</b>"})["Location"] == f"/espaces/{space.slug}/"
    guest = Member.objects.get(name="<b>Zoé</b>")
    assert (guest.role, guest.account, len(guest.guest_mark)) == (Role.GUEST, None, 64)
    text = browser.get(f"/espaces/{space.slug}/personnes/{guest.pk}/").content.decode()
    assert "<b>Zoé" not in text and "&lt;b&gt;Zoé" in text
    assert browser.get(f"/espaces/{space.slug}/personnes/").status_code == 403
    assert Client().get(f"/espaces/{space.slug}/").status_code == 302
    browser.post("/rejoindre/", {"code": code})
    assert browser.get("/rejoindre/nom/")["Location"] == f"/espaces/{space.slug}/"
    assert Member.objects.filter(role=Role.GUEST).count() == 2


def test_codes_are_not_guessed(space, visitor, people):
    visitor().post(f"/espaces/{space.slug}/personnes/inviter/", {"do": "code"})
    code = Invitation.objects.get(kind="code").code
    browser = Client()
    assert all(browser.post("/rejoindre/", {"code": code}).status_code == 302 for _ in range(61)), (
        "right ones"
    )
    said = [browser.post("/rejoindre/", {"code": f"AAAA{n:02d}"}).status_code for n in range(62)]
    assert said[:60] == [422] * 60
    assert said[60:] == [429, 429]
    assert browser.post("/rejoindre/", {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post("/rejoindre/", {"code": code}).status_code == 302


def test_links_are_not_guessed(db):
    browser = Client()
    said = {browser.get(f"/rejoindre/essai{n}/").status_code for n in range(62)}
    assert said == {404, 429}


def test_a_closed_code_is_free_and_opens_nothing(visitor, space, people):
    browser = visitor()
    browser.post(f"/espaces/{space.slug}/personnes/inviter/", {"do": "code"})
    made = Invitation.objects.get(kind="code")
    browser.post(f"/espaces/{space.slug}/personnes/inviter/{made.pk}/fermer/")
    assert Client().post("/rejoindre/", {"code": made.code}).status_code == 422


def test_a_link_used_at_once_by_two_lets_in_one(people, space):
    made, _ = joining.invite(people[Role.FACILITATOR], Role.PARTNER)
    first, second = Invitation.objects.get(pk=made.pk), Invitation.objects.get(pk=made.pk)
    joining._use(first)
    with pytest.raises(joining.JoiningError):
        joining._use(second)


def test_a_facilitator_changes_roles_takes_out_and_the_log_says_so(visitor, space, people):
    browser, partner = visitor(), people[Role.PARTNER]
    where = f"/espaces/{space.slug}/personnes/{partner.pk}/role/"
    browser.post(where, {"role": Role.INVESTIGATOR})
    partner.refresh_from_db()
    assert partner.role == Role.INVESTIGATOR
    browser.post(where, {"do": "remove"})
    partner.refresh_from_db()
    assert partner.left_at is not None
    assert [line.action for line in space.log.all()[:2]] == ["removed", "role"]
    text = browser.get(f"/espaces/{space.slug}/journal/").content.decode()
    assert "a changé un rôle" in text


def test_the_last_facilitator_neither_leaves_nor_steps_down(visitor, space, people):
    browser, founder = visitor(), people[Role.FACILITATOR]
    browser.post(f"/espaces/{space.slug}/quitter/")
    browser.post(f"/espaces/{space.slug}/personnes/{founder.pk}/role/", {"role": Role.OBSERVER})
    founder.refresh_from_db()
    assert founder.left_at is None and founder.facilitates


def test_handing_over_then_leaving(visitor, space, people):
    browser, heir = visitor(), people[Role.ELECTED]
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "hand-over", "to": heir.pk})
    heir.refresh_from_db()
    assert heir.facilitates
    assert browser.get(f"/espaces/{space.slug}/reglages/").status_code == 403
    browser.post(f"/espaces/{space.slug}/quitter/")
    assert browser.get(f"/espaces/{space.slug}/").status_code == 404


def test_a_guest_without_an_account_stays_a_guest(people):
    with pytest.raises(joining.JoiningError):
        joining.change_role(people[Role.GUEST], Role.FACILITATOR, people[Role.FACILITATOR])


def test_a_workspace_is_deleted_only_when_its_name_is_typed(visitor, space, people):
    from tests.sample_room.models import Question

    from rebonds.rooms.people import changes
    from rebonds.rooms.people.models import Workspace

    changes.save(Question(title="x"), people[Role.INVESTIGATOR])
    browser = visitor()
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "delete", "name": "autre"})
    assert Workspace.objects.filter(pk=space.pk).exists()
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "delete", "name": space.name})
    assert not Workspace.objects.filter(pk=space.pk).exists()
    assert not Question.history.exists()


def test_who_opens_a_workspace_facilitates_it(db, client):
    account = Account.objects.create_user("neuf@exemple.fr", PASSWORD, "Neuf")
    client.force_login(account)
    data = {"name": "Atelier d’été", "kind": "workshop", "purpose": "Voir."}
    response = client.post("/espaces/", data, follow=True)
    assert "Atelier d’été" in response.content.decode()
    member = Member.objects.get(account=account)
    assert member.facilitates and member.workspace.retention_days == 1095
    assert client.post("/espaces/", data | {"purpose": ""}).status_code == 422


def test_a_former_member_may_come_back(people, space, invited, visitor):
    partner = people[Role.PARTNER]
    joining.leave(partner)
    browser = Client()
    browser.force_login(partner.account)
    browser.post(invited(Role.OBSERVER), {"name": "Revenue"})
    assert access.workspaces_of(partner.account).get().role == Role.OBSERVER
