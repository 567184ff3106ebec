"""A person's data: exported whole, erased without losing results, forgotten in time; the demonstration."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.sample_room.models import Answer, Question

from rebonds.rooms.people import changes, demo, personal, retention, uploads
from rebonds.rooms.people.models import (
    AccessEntry,
    Account,
    Draft,
    Invitation,
    Member,
    Role,
    Upload,
    Workspace,
)

WITNESS = "Témoin Reconnaissable"


@pytest.fixture
def said(people) -> Answer:
    """An answer that names somebody, in two versions, by the participant."""
    made = changes.save(Answer(text="Ce qui compte", witness=WITNESS), people[Role.PARTICIPANT])
    made.text = "Ce qui compte vraiment"
    changes.save(made, people[Role.PARTICIPANT])
    return made


def packed(response) -> dict:
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        return json.loads(pack.read("data.json"))


def test_a_person_exports_all_that_is_held_of_her(said, visitor, people):
    Draft.objects.create(member=people[Role.PARTICIPANT], key="question", data={"title": ["Brouillon"]})
    found = packed(visitor(Role.PARTICIPANT).post("/compte/donnees/"))
    assert found["account"]["email"] == "participant@exemple.fr"
    (space,) = found["workspaces"]
    assert space["member"]["role"] == Role.PARTICIPANT
    assert space["held"]["Réponses"] == [{"text": "Ce qui compte vraiment", "witness": WITNESS}]
    assert space["held"]["Brouillons"][0]["data"] == {"title": ["Brouillon"]}
    assert AccessEntry.objects.filter(action="exported").exists()


def test_the_facilitator_exports_another_and_nobody_else_does(said, visitor, people, space):
    where = f"/espaces/{space.slug}/personnes/{people[Role.PARTICIPANT].pk}/donnees/"
    assert packed(visitor().post(where, {"do": "export"}))["held"]["Réponses"]
    for role in (Role.INVESTIGATOR, Role.ELECTED, Role.OBSERVER, Role.GUEST):
        assert visitor(role).post(where, {"do": "export"}).status_code == 403
        assert visitor(role).post(where, {"do": "erase"}).status_code == 403


def test_erasing_takes_the_name_everywhere_and_keeps_the_result(said, visitor, people, space):
    person = people[Role.PARTICIPANT]
    name = person.name
    where = f"/espaces/{space.slug}/personnes/{person.pk}/donnees/"
    visitor(Role.PARTICIPANT).post(where, {"do": "erase"})
    assert Member.objects.get(pk=person.pk).account is not None  # the word was not typed
    visitor(Role.PARTICIPANT).post(where, {"do": "erase", "word": "effacer"})
    person.refresh_from_db()
    assert (person.account, person.name) == (None, "Personne effacée")
    said.refresh_from_db()
    assert said.text == "Ce qui compte vraiment"
    assert said.witness == ""
    browser = visitor()
    for page in (
        "",
        "personnes/",
        "journal/",
        f"historique/answer/{said.uid}/?a=1&b=2",
        f"reponses/{said.uid}/",
    ):
        text = browser.get(f"/espaces/{space.slug}/{page}").content.decode()
        assert name not in text and WITNESS not in text, page
    assert (
        "Personne effacée"
        in browser.get(f"/espaces/{space.slug}/historique/answer/{said.uid}/").content.decode()
    )
    assert not said.history.filter(witness=WITNESS).exists()


def test_erasing_an_account_needs_the_word_and_leaves_no_trace_of_it(said, visitor, people):
    browser = visitor(Role.PARTICIPANT)
    browser.post("/compte/effacer/", {"word": "oui"})
    assert Account.objects.filter(email="participant@exemple.fr").exists()
    browser.post("/compte/effacer/", {"word": "effacer"})
    assert not Account.objects.filter(email="participant@exemple.fr").exists()
    assert browser.get("/compte/").status_code == 302
    assert Answer.objects.get().created_by.name == "Personne effacée"
    from django.db import connection

    for table in connection.introspection.table_names():
        if table.startswith(("people_", "account_", "sample_", "socialaccount_")):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = str(cursor.fetchall())
            assert "participant@exemple.fr" not in rows, table
            assert "Personne participant" not in rows, table


def test_erasing_the_only_facilitator_hands_the_workspace_over(people, space):
    personal.erase(people[Role.FACILITATOR])
    people[Role.INVESTIGATOR].refresh_from_db()
    assert people[Role.INVESTIGATOR].facilitates


def test_erasing_the_only_person_archives_the_workspace(founder, space):
    personal.erase_account(founder.account)
    space.refresh_from_db()
    assert space.archived


def test_a_guest_may_be_erased_too(people, space, visitor):
    guest = people[Role.GUEST]
    visitor(Role.GUEST).post(
        f"/espaces/{space.slug}/personnes/{guest.pk}/donnees/", {"do": "erase", "word": "EFFACER"}
    )
    guest.refresh_from_db()
    assert (guest.name, guest.guest_mark) == ("Personne effacée", "")


def test_names_go_after_the_retention_and_results_stay(said, people, space):
    soon = timezone.now() + timedelta(days=space.retention_days - 1)
    assert retention.purge(soon)["people"] == 0
    late = timezone.now() + timedelta(days=space.retention_days + 1)
    assert retention.purge(late)["people"] == len(people)
    assert set(Member.objects.values_list("name", flat=True)) == {"Personne effacée"}
    said.refresh_from_db()
    assert (said.text, said.witness) == ("Ce qui compte vraiment", "")
    assert retention.purge(late)["people"] == 0


def test_activity_puts_the_retention_off(people, space):
    Member.objects.update(joined_at=timezone.now() - timedelta(days=5000))
    Workspace.objects.update(created_at=timezone.now() - timedelta(days=5000))
    changes.save(Question(title="Encore là"), people[Role.INVESTIGATOR])
    assert retention.purge()["people"] == 0
    Question.objects.update(changed_at=timezone.now() - timedelta(days=4000))
    assert retention.purge()["people"] == len(people)


def test_what_was_put_aside_long_ago_is_deleted_with_its_history(people, space):
    gone = changes.save(Question(title="Vieille"), people[Role.INVESTIGATOR])
    gone.delete_softly(people[Role.INVESTIGATOR])
    changes.save(Question(title="Vivante"), people[Role.INVESTIGATOR])
    Question.objects.filter(pk=gone.pk).update(
        deleted_at=timezone.now() - timedelta(days=space.retention_days + 1)
    )
    assert retention.purge()["deleted"] == 1
    assert [q.title for q in Question.objects.all()] == ["Vivante"]
    assert not Question.history.filter(title="Vieille").exists()


def test_drafts_invitations_and_logs_have_their_own_time(people, space):
    past = timezone.now() - timedelta(days=400)
    Draft.objects.create(member=people[Role.PARTNER], key="x", saved_at=past)
    Invitation.objects.create(workspace=space, role="partner", expires_at=past, mark="m")
    AccessEntry.objects.create(workspace=space, action="joined", at=past)
    done = retention.purge()
    assert (done["drafts"], done["invitations"], done["log"]) == (1, 1, 1)


def test_a_room_adds_what_expires(db, monkeypatch):
    monkeypatch.setattr(retention, "_expiring", [])
    retention.expires(lambda now: 3)
    assert retention.purge()["expired"] == 3


def test_the_demonstration_is_marked_everywhere_and_goes_in_one_click(visitor, founder, client):
    from rebonds.rooms.people import registry

    space = demo.load(founder.account)
    browser = client
    browser.force_login(founder.account)
    assert Question.kept.within(space).get().title == "Inventée ?"
    for page in ("", "personnes/", "questions/", "reglages/"):
        assert "Exemple inventé" in browser.get(f"/espaces/{space.slug}/{page}").content.decode(), page
    assert set(space.members.values_list("role", flat=True)) == set(Role.values)
    assert registry.kinds()
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "delete"})
    assert not Workspace.objects.filter(pk=space.pk).exists()
    assert not Question.objects.exists() and not Question.history.exists()


def test_removing_the_demonstration_never_removes_another_workspace(space):
    demo.remove(space)
    assert Workspace.objects.filter(pk=space.pk).exists()


def test_files_of_a_person_are_in_her_export(people, visitor, space):
    from django.core.files.uploadedfile import SimpleUploadedFile

    question = changes.save(Question(title="Avec un fichier"), people[Role.PARTICIPANT])
    uploads.attach(question, SimpleUploadedFile("notes.txt", "Été".encode()), people[Role.PARTICIPANT])
    response = visitor(Role.PARTICIPANT).post("/compte/donnees/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        (name,) = [n for n in pack.namelist() if n.startswith("files/")]
        assert pack.read(name) == "Été".encode()
    assert Upload.objects.count() == 1


def test_expired_sessions_and_counts_of_tries_go(db):
    from django.contrib.sessions.models import Session
    from django.core.cache import cache
    from django.db import connection

    cache.clear()
    cache.set("old", 1, timeout=60)
    cache.set("fresh", 1, timeout=3 * 24 * 3600)
    now = timezone.now()
    Session.objects.create(session_key="a", session_data="", expire_date=now + timedelta(hours=1))
    Session.objects.create(session_key="b", session_data="", expire_date=now + timedelta(days=3))
    retention.purge(now + timedelta(days=1))
    assert list(Session.objects.values_list("session_key", flat=True)) == ["b"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM people_cache")
        assert [key for (key,) in cursor.fetchall()] == [":1:fresh"]
