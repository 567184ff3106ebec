"""Versions, conflicts, history, undo, drafts: nobody's text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sample_room.models import Question

from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.models import Draft, Role


@pytest.fixture
def question(people) -> Question:
    return changes.save(Question(title="Qui vient ?", text="Un texte."), people[Role.INVESTIGATOR])


def path(space, question, end="modifier/") -> str:
    return f"/espaces/{space.slug}/questions/{question.uid}/{end}"


def posted(question, **more) -> dict:
    return {"title": question.title, "text": question.text, "theme": "water", "version": "1"} | more


def test_each_save_is_a_version_with_its_author(question, people):
    question.title = "Qui reste ?"
    changes.save(question, people[Role.FACILITATOR])
    found = changes.history(question)
    assert [(v.number, v.what, v.member) for v in found] == [
        (2, "changed", people[Role.FACILITATOR]),
        (1, "created", people[Role.INVESTIGATOR]),
    ]
    (only,) = changes.compare(found[1].record, found[0].record, ("title", "text"))
    assert only.marked == "Qui <del>vient</del><ins>reste</ins> ?"


def test_a_save_upon_an_old_version_is_refused_and_both_texts_are_there(question, people):
    mine, theirs = Question.objects.get(pk=question.pk), Question.objects.get(pk=question.pk)
    theirs.text = "Le leur."
    changes.save(theirs, people[Role.FACILITATOR])
    mine.text = "Le mien."
    with pytest.raises(changes.Conflict) as caught:
        changes.save(mine, people[Role.INVESTIGATOR])
    assert caught.value.mine.text == "Le mien."
    assert caught.value.theirs.text == "Le leur."
    assert caught.value.differing() == ["text"]
    assert Question.objects.get(pk=question.pk).text == "Le leur."
    assert question.history.count() == 2


def test_the_second_of_two_writers_is_shown_both_texts_then_chooses(question, space, visitor):
    first, second = visitor(Role.FACILITATOR), visitor(Role.INVESTIGATOR)
    assert first.post(path(space, question), posted(question, text="A écrit.")).status_code == 302
    response = second.post(path(space, question), posted(question, text="B écrit.", urgent="on"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "A écrit." in text and "B écrit." in text and 'name="version" value="2"' in text
    assert 'name="choix-title"' not in text
    merged = posted(question, version="2", text="A et B écrivent.", urgent="on") | {"choix-text": "mine"}
    assert second.post(path(space, question), merged).status_code == 302
    question.refresh_from_db()
    assert (question.text, question.urgent, question.version) == ("A et B écrivent.", True, 3)


def test_choosing_the_other_text_keeps_it(question, space, visitor):
    visitor(Role.FACILITATOR).post(path(space, question), posted(question, text="A\nécrit.", urgent="on"))
    second = visitor(Role.INVESTIGATOR)
    response = second.post(path(space, question), posted(question, text="B écrit."))
    choice = posted(question, version="2", text="B écrit.") | {
        "choix-text": "theirs",
        "leur-text": "A\nécrit.",
        "choix-urgent": "theirs",
        "leur-urgent": "on",
    }
    assert [(row["name"], row["theirs"]) for row in response.context["rows"]] == [
        ("text", ["A\nécrit."]),
        ("urgent", ["on"]),
    ]
    second.post(path(space, question), choice)
    question.refresh_from_db()
    assert question.text.replace("\r", "") == "A\nécrit."
    assert question.urgent is True


def test_a_stale_choice_meets_a_conflict_again(question, space, visitor, people):
    visitor(Role.FACILITATOR).post(path(space, question), posted(question, text="A."))
    changes.save(Question.objects.get(pk=question.pk), people[Role.FACILITATOR])
    response = visitor(Role.INVESTIGATOR).post(
        path(space, question), posted(question, version="2", text="B.")
    )
    assert response.status_code == 409


def test_a_form_that_is_not_valid_keeps_what_was_typed(question, space, visitor):
    response = visitor().post(path(space, question), posted(question, title="", text="À garder"))
    assert response.status_code == 422
    assert "À garder" in response.content.decode()


def test_history_page_compares_and_goes_back(question, space, visitor):
    browser = visitor(Role.INVESTIGATOR)
    browser.post(path(space, question), posted(question, title="Autre titre"))
    page = browser.get(f"/espaces/{space.slug}/historique/question/{question.uid}/?a=1&b=2")
    assert "<del>Qui</del>" in page.content.decode()
    browser.post(f"/espaces/{space.slug}/historique/question/{question.uid}/revenir/", {"version": "1"})
    question.refresh_from_db()
    assert (question.title, question.version) == ("Qui vient ?", 3)
    assert [v.number for v in changes.history(question)] == [3, 2, 1]


def test_a_participant_goes_back_on_her_own_only(question, space, visitor, people):
    address = f"/espaces/{space.slug}/historique/question/{{}}/revenir/"
    browser = visitor(Role.PARTICIPANT)
    assert browser.post(address.format(question.uid), {"version": "1"}).status_code == 403
    own = changes.save(Question(title="La mienne"), people[Role.PARTICIPANT])
    assert browser.post(address.format(own.uid), {"version": "1"}).status_code == 302


def test_deleting_offers_to_undo_and_undoing_brings_back(question, space, visitor):
    browser = visitor(Role.INVESTIGATOR)
    where = f"/espaces/{space.slug}/objets/question/{question.uid}"
    response = browser.post(f"{where}/supprimer/", {"next": f"/espaces/{space.slug}/questions/"}, follow=True)
    assert f'action="{where}/retablir/"' in response.content.decode()
    assert browser.get(path(space, question, "")).status_code == 404
    assert browser.get(f"/espaces/{space.slug}/historique/question/{question.uid}/").status_code == 200
    browser.post(f"{where}/retablir/")
    assert browser.get(path(space, question, "")).status_code == 200
    assert [v.what for v in changes.history(question)] == ["restored", "deleted", "created"]


@pytest.mark.parametrize("to", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_deleting_never_leads_elsewhere(question, space, visitor, to):
    where = f"/espaces/{space.slug}/objets/question/{question.uid}/supprimer/"
    assert visitor().post(where, {"next": to})["Location"] == f"/espaces/{space.slug}/"


def test_scripts_in_texts_are_escaped_everywhere(question, space, visitor):
    browser = visitor(Role.INVESTIGATOR)
    evil = "<script>alert(1)</script>"
    browser.post(path(space, question), posted(question, title=evil, text=evil))
    for page in (
        path(space, question, ""),
        path(space, question),
        f"/espaces/{space.slug}/questions/",
        f"/espaces/{space.slug}/",
        f"/espaces/{space.slug}/historique/question/{question.uid}/",
        f"/espaces/{space.slug}/fil/question/{question.uid}/",
    ):
        text = browser.get(page).content.decode()
        assert evil not in text, page
        assert "&lt;script&gt;" in text or "&lt;</ins>" in text, page


def test_a_draft_is_kept_found_again_and_forgotten_once_saved(question, space, visitor, people):
    browser = visitor(Role.INVESTIGATOR)
    typed = posted(question, title="", text="Une longue phrase", theme="work", urgent="on")
    kept = browser.post(
        f"/espaces/{space.slug}/brouillon/", typed | {"brouillon": f"question:{question.uid}"}
    )
    assert kept.status_code == 200 and "Brouillon gardé" in kept.content.decode()
    page = browser.get(path(space, question))
    text = page.content.decode()
    assert "Voici votre brouillon" in text and "Une longue phrase" in text
    assert page.context["form"]["theme"].value() == "work"
    assert page.context["form"]["urgent"].value() is True
    assert "Une longue phrase" not in visitor(Role.FACILITATOR).get(path(space, question)).content.decode()
    browser.post(path(space, question), typed | {"title": "Un titre"})
    assert not Draft.objects.exists()


def test_a_draft_of_an_old_version_still_meets_the_conflict(question, space, visitor):
    browser = visitor(Role.INVESTIGATOR)
    typed = posted(question, text="Mon brouillon") | {"brouillon": f"question:{question.uid}"}
    browser.post(f"/espaces/{space.slug}/brouillon/", typed)
    visitor(Role.FACILITATOR).post(path(space, question), posted(question, text="Entre-temps"))
    page = browser.get(path(space, question))
    assert 'name="version" value="1"' in page.content.decode()
    assert browser.post(path(space, question), posted(question, text="Mon brouillon")).status_code == 409


def test_a_draft_is_given_up(question, space, visitor):
    browser = visitor(Role.INVESTIGATOR)
    browser.post(f"/espaces/{space.slug}/brouillon/", {"brouillon": f"question:{question.uid}", "text": "x"})
    browser.post(path(space, question), {"abandonner-le-brouillon": "1"})
    assert not Draft.objects.exists()
    question.refresh_from_db()
    assert question.version == 1


def test_a_draft_that_is_too_long_is_refused(space, visitor):
    response = visitor().post(f"/espaces/{space.slug}/brouillon/", {"brouillon": "x", "text": "a" * 200_001})
    assert response.status_code == 413
    assert not Draft.objects.exists()


@given(before=st.text(max_size=60), after=st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_marked_text_holds_every_word_of_both_and_no_other_tag(before, after):
    import html
    import re

    found = str(changes.marked(before, after))
    old = html.unescape(
        re.sub(r"<ins>.*?</ins>", "", found, flags=re.S).replace("<del>", "").replace("</del>", "")
    )
    new = html.unescape(
        re.sub(r"<del>.*?</del>", "", found, flags=re.S).replace("<ins>", "").replace("</ins>", "")
    )
    words = changes.WORDS
    assert old == "".join(words.findall(before))
    assert new == "".join(words.findall(after))
    assert re.sub(r"</?(ins|del)>", "", found).count("<") == 0


def test_thread_goes_up_to_the_problem_and_down_and_lists_orphans(
    people, space, visitor, django_assert_num_queries
):
    from tests.sample_room.models import Answer

    author = people[Role.INVESTIGATOR]
    top = changes.save(Question(title="En haut"), author)
    middle = changes.save(Answer(text="Au milieu"), author)
    low = changes.save(Answer(text="En bas"), author)
    alone = changes.save(Answer(text="Seule"), author)
    thread.link(middle, top, author)
    thread.link(low, middle, author)
    assert [s.obj for s in thread.ancestors(low)] == [middle, top]
    assert [(s.obj, s.depth) for s in thread.descendants(top)] == [(middle, 1), (low, 2)]
    assert set(thread.orphans(space)["answer"]) == {low, alone}
    with pytest.raises(thread.ThreadError):
        thread.link(top, low, author)
    with pytest.raises(thread.ThreadError):
        thread.link(top, top, author)
    middle.delete_softly(author)
    assert thread.ancestors(low) == []
    middle.restore(author)
    page = visitor(Role.OBSERVER).get(f"/espaces/{space.slug}/fil/answer/{low.uid}/").content.decode()
    assert page.index("En haut") < page.index("Au milieu") < page.index("En bas</strong>")
    assert "Seule" in visitor(Role.OBSERVER).get(f"/espaces/{space.slug}/fil/").content.decode()
    with django_assert_num_queries(5):
        thread.ancestors(low)


def test_two_workspaces_are_never_tied(people, db):
    from rebonds.rooms.people import joining
    from rebonds.rooms.people.models import Account

    other = joining.open_workspace(Account.objects.create_user("z@exemple.fr", None, "Z"), "Z", "authority")
    mine = changes.save(Question(title="Ici"), people[Role.FACILITATOR])
    theirs = changes.save(Question(title="Là"), other)
    with pytest.raises(thread.ThreadError):
        thread.link(mine, theirs, people[Role.FACILITATOR])
