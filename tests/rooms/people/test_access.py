"""Who may do what: the whole matrix role x action x object, and every address against strangers."""

from __future__ import annotations

import csv
import re
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from tests.sample_room.models import Question

from rebonds.rooms.people import access, changes, joining
from rebonds.rooms.people.models import Account, Member, Role, Workspace

TESTS = Path(__file__).resolve().parents[2]
ROLES = tuple(Role.values)
#: What stays possible in an archived workspace, said again here so that a `writes` left out is seen.
READ_ONLY = {
    "workspace.see",
    "workspace.archive",
    "workspace.log",
    "member.see",
    "member.export",
    "object.history",
    "upload.see",
    "demo.remove",
    "question.see",
}


def expected() -> dict[str, dict[str, str]]:
    """Read the tables of every room: ``tests/**/matrix.csv``."""
    out: dict[str, dict[str, str]] = {}
    for path in sorted(TESTS.rglob("matrix.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                name = row.pop("action")
                assert name not in out, f"{name} twice"
                assert tuple(row) == ROLES, path
                out[name] = row
    return out


MATRIX = expected()


def wanted(cell: str, own: bool, is_open: bool) -> bool:
    """Tell what a cell of the table means."""
    parts = set(cell.split("+"))
    assert parts <= {"any", "own", "open", "-"} | set(access.CONDITIONS), cell
    if "-" in parts:
        return False
    return not (("own" in parts and not own) or ("open" in parts and not is_open))


def member(
    role: str, *, workspace: int = 1, archived: bool = False, pk: int = 7, left: bool = False
) -> Member:
    """Make a member that no database knows."""
    space = Workspace(pk=workspace, slug=f"w{workspace}", archived_at="2026-01-01" if archived else None)
    return Member(pk=pk, workspace=space, role=role, left_at="2026-01-01" if left else None)


def thing(workspace: int = 1, owner: int = 7, is_open: bool = True) -> SimpleNamespace:
    """Make an object that answers as a shared one does."""
    made = Question(workspace_id=workspace, created_by_id=owner, closed=not is_open)
    return SimpleNamespace(workspace_id=workspace, owned_by=made.owned_by, is_open=made.is_open)


def test_every_action_is_in_a_matrix_and_the_other_way_round():
    assert set(MATRIX) == set(access.table())


@pytest.mark.parametrize("action", sorted(access.table()))
def test_matrix(action):
    """Role x ownership x open or closed, then strangers, the departed, and the archived."""
    simple = {"any", "own", "open", "-"}
    for role in ROLES:
        cell = MATRIX[action][role]
        if not set(cell.split("+")) <= simple:
            continue  # a condition of a room: that room tests it
        for own, is_open in product((True, False), repeat=2):
            obj = thing(owner=7 if own else 8, is_open=is_open)
            assert access.allowed(member(role), action, obj) is wanted(cell, own, is_open), (
                role,
                own,
                is_open,
            )
            assert not access.allowed(member(role), action, thing(workspace=2)), role
            assert not access.allowed(member(role, left=True), action, obj), role
            archived = access.allowed(member(role, archived=True), action, obj)
            reads = not access.action_of(action).writes
            assert archived is (reads and wanted(cell, own, is_open)), role
        assert access.allowed(member(role), action) is wanted(cell, False, False), role
    assert not access.allowed(None, action)


def test_what_stays_possible_in_an_archive_is_said_twice():
    rooms = ("workspace.", "member.", "object.", "pin.", "upload.", "draft.", "demo.", "question.")
    reads = {n for n, a in access.table().items() if not a.writes and n.startswith(rooms)}
    assert reads == READ_ONLY


def test_an_action_that_no_room_declares_fails_at_import():
    with pytest.raises(access.AccessError, match=r"problem\.fly"):
        access.needs("problem.fly")
    with pytest.raises(access.AccessError):
        access.allowed(None, "problem.fly")


@pytest.mark.parametrize(
    "text",
    [
        '["a.b"]\ntitle={fr="x",en="y"}\nwizard="any"',
        '["a.b"]\ntitle={fr="x",en="y"}\nguest="sometimes"',
        '["a.b"]\nguest="any"',
        '["a.b"]\ntitle="x"\nguest="any"',
        '["a.b"]\ntitle={fr="x",en=""}\nguest="any"',
        '["ab"]\ntitle={fr="x",en="y"}',
        '["a.b"]\ntitle={fr="x",en="y"}\nwrites="no"',
    ],
)
def test_a_table_that_makes_no_sense_is_refused(text, tmp_path):
    path = tmp_path / "access.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(access.AccessError):
        access.read(path)


def addresses(patterns=None, prefix: str = "") -> list[tuple[str, str]]:
    """Return every address under ``/espaces/<workspace>/`` with its name, parameters filled in."""
    out = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            out += addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern) and route.startswith("espaces/<slug:workspace>/"):
            out.append((route, one.name or ""))
    return out


def filled(route: str, slug: str) -> str:
    """Give values to the parameters of an address."""
    values = {"workspace": slug, "kind": "question", "uid": "abcdefghjk", "pk": "1"}

    def value(found):
        kind, _, name = found[1].rpartition(":")
        return values.get(name) or ("1" if kind == "int" else "x")

    return "/" + re.sub(r"<([^>]+)>", value, route)


ROUTES = addresses()


def test_there_are_addresses_to_try():
    assert len(ROUTES) > 25


def test_every_view_of_a_workspace_says_the_action_it_needs():
    def views(patterns, prefix=""):
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from views(one.url_patterns, route)
            elif route.startswith("espaces/<slug:workspace>/"):
                yield route, one.callback

    bare = [route for route, view in views(get_resolver().url_patterns) if not hasattr(view, "action")]
    assert bare == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_a_workspace_opens_to_a_stranger(method, space, people):
    anonymous, stranger, guest_elsewhere = Client(), Client(), Client()
    account = Account.objects.create_user("ailleurs@exemple.fr", None, "Ailleurs")
    elsewhere = joining.open_workspace(account, "Autre", "authority")
    stranger.force_login(account)
    gone = people[Role.INVESTIGATOR]
    departed = Client()
    departed.force_login(gone.account)
    joining.leave(gone)
    session = guest_elsewhere.session
    guest = Member.objects.create(workspace=elsewhere.workspace, name="G", role="guest", guest_mark="z" * 64)
    session["guest"] = {elsewhere.workspace.slug: guest.guest_mark, space.slug: guest.guest_mark}
    session.save()
    for route, name in ROUTES:
        path = filled(route, space.slug)
        response = getattr(anonymous, method)(path)
        assert response.status_code == 302, (name, path)
        assert response["Location"].startswith("/connexion/?next=%2Fespaces"), name
        assert getattr(stranger, method)(path).status_code == 404, (name, path)
        assert getattr(departed, method)(path).status_code == 404, (name, path)
        assert getattr(guest_elsewhere, method)(path).status_code == 302, (name, path)


def test_a_workspace_that_does_not_exist_is_not_told_from_one_that_is_not_ours(client, visitor, db):
    path = "/espaces/nulle-part-000000/"
    assert client.get(path)["Location"].startswith("/connexion/")
    assert visitor().get(path).status_code == 404


def test_an_object_of_another_workspace_is_not_found_through_ours(visitor, space, people):
    account = Account.objects.create_user("autre@exemple.fr", None, "Autre")
    other = joining.open_workspace(account, "Autre", "authority")
    theirs = changes.save(Question(title="À eux"), other)
    browser = visitor()
    for page in ("questions/{}/", "questions/{}/modifier/", "historique/question/{}/", "fil/question/{}/"):
        assert browser.get(f"/espaces/{space.slug}/{page.format(theirs.uid)}").status_code == 404
    assert browser.post(f"/espaces/{space.slug}/objets/question/{theirs.uid}/supprimer/").status_code == 404
    assert Question.kept.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(("lang", "words"), [("fr", "Régler l’espace"), ("en", "Set up the workspace")])
def test_refusal_says_kindly_why_in_the_language_of_the_reader(visitor, space, lang, words):
    client = visitor(Role.OBSERVER)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = lang
    response = client.get(f"/espaces/{space.slug}/reglages/")
    text = response.content.decode()
    assert response.status_code == 403
    assert ("Observation" if lang == "fr" else "Observer") in text and words in text


def test_an_archived_workspace_is_read_and_no_longer_written(visitor, space, people):
    browser = visitor()
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "archive"})
    assert browser.get(f"/espaces/{space.slug}/questions/").status_code == 200
    response = browser.get(f"/espaces/{space.slug}/personnes/inviter/")
    assert response.status_code == 403
    assert "archivé" in response.content.decode()
    mine = f"/espaces/{space.slug}/personnes/{people[Role.PARTNER].pk}/"
    assert visitor(Role.PARTNER).post(mine, {"name": "Autre"}).status_code == 403
    browser.post(f"/espaces/{space.slug}/reglages/fermeture/", {"do": "reopen"})
    assert browser.get(f"/espaces/{space.slug}/personnes/inviter/").status_code == 200


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(client, space):
    response = client.get(f"/espaces/{space.slug}/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/connexion/")


def test_pages_of_a_workspace_are_kept_by_nobody_else(visitor, space):
    assert visitor().get(f"/espaces/{space.slug}/")["Cache-Control"] == "private, no-cache"
