"""Files: what is taken, what is refused, where they are kept, how they are served."""

from __future__ import annotations

import io
import os
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sample_room.models import Question

from rebonds.rooms.people import changes, parameters, retention, uploads
from rebonds.rooms.people.models import Role, Upload

pytestmark = pytest.mark.usefixtures("no_tries")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def office(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        if mimetype:
            pack.writestr("mimetype", mimetype)
        for name in names:
            pack.writestr(name, "x")
    return out.getvalue()


GOOD = {
    "a.pdf": b"%PDF-1.7 ...",
    "a.png": PNG,
    "a.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 20,
    "a.jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 20,
    "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a.wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "a.mp3": b"ID3\x03" + b"\x00" * 20,
    "b.mp3": b"\xff\xfb\x90\x00" + b"\x00" * 20,
    "a.ogg": b"OggS" + b"\x00" * 20,
    "a.m4a": b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 20,
    "a.txt": "Une note d’été\n".encode(),
    "latin.txt": "été".encode("latin-1"),
    "a.csv": b"a;b\n1;2\n",
    "a.docx": office("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": office("[Content_Types].xml", "xl/workbook.xml"),
    "a.odt": office("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
}
EVIL = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.txt": b"<html><script>alert(1)</script></html>",
    "script.csv": b"  <script>alert(1)</script>",
    "dessin.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "dessin.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "photo.png": b"MZ\x90\x00" + b"\x00" * 40,
    "run.txt": b"#!/bin/sh\nrm -rf /\n",
    "prog.txt": b"\x7fELF\x02\x01",
    "page.php": b"<?php system($_GET[0]); ?>",
    "image.php": PNG,
    "double.png.exe": PNG,
    "macro.docx": office("word/document.xml", "word/vbaProject.bin"),
    "macro.xlsx": office("xl/workbook.xml", "xl/VBAPROJECT.BIN"),
    "basic.odt": office("Basic/x", mimetype="application/vnd.oasis.opendocument.text"),
    "archive.docx": office("anything.txt"),
    "cut.docx": office("word/document.xml")[:40],
    "vide.txt": b"",
    "sans": b"texte",
    "nul.txt": b"a\x00b",
}


@pytest.fixture
def question(people) -> Question:
    return changes.save(Question(title="Qui ?"), people[Role.PARTICIPANT])


def send(browser, space, question, name, content):
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return browser.post(
        f"/espaces/{space.slug}/objets/question/{question.uid}/joindre/", {"file": file}, follow=True
    )


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name):
    content, ending = uploads.check(SimpleUploadedFile(name, GOOD[name]))
    assert content == GOOD[name]
    assert ending == uploads.SAME.get(name.rpartition(".")[2], name.rpartition(".")[2])


@pytest.mark.parametrize("name", EVIL)
def test_what_is_refused_whatever_it_says_of_itself(name, visitor, space, question):
    text = send(visitor(), space, question, name, EVIL[name]).content.decode()
    assert not Upload.objects.exists()
    assert "Formats acceptés" in text or "Choisissez un fichier" in text


def test_size_is_bounded(monkeypatch):
    small = {**parameters.parameters(), "upload": {"most_bytes": 10}}
    monkeypatch.setattr(parameters, "parameters", lambda: small)
    with pytest.raises(uploads.UploadError):
        uploads.check(SimpleUploadedFile("a.txt", b"x" * 11))
    uploads.check(SimpleUploadedFile("a.txt", b"x" * 10))


def test_it_is_kept_apart_under_a_name_of_ours_and_served_to_be_saved(visitor, space, question):
    send(visitor(), space, question, '../../évil "nom".png', PNG)
    made = Upload.objects.get()
    where = uploads.path(made)
    assert where.parent == uploads.folder() and "." not in where.name
    assert stat.S_IMODE(where.stat().st_mode) == 0o600
    assert not os.access(where, os.X_OK)
    assert "static" not in str(where)
    response = visitor(Role.OBSERVER).get(f"/espaces/{space.slug}/fichiers/{made.uid}/")
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert made.name == "évil _nom.png"


def test_it_opens_to_those_who_see_the_object_only(visitor, space, question, client):
    send(visitor(), space, question, "a.png", PNG)
    where = f"/espaces/{space.slug}/fichiers/{Upload.objects.get().uid}/"
    assert visitor(Role.GUEST).get(where).status_code == 403
    assert client.get(where).status_code == 302
    question.delete_softly(None)
    assert visitor().get(where).status_code == 404


def test_only_whoever_may_change_the_object_attaches(visitor, space, question):
    assert send(visitor(Role.ELECTED), space, question, "a.png", PNG).status_code == 403
    assert send(visitor(Role.OBSERVER), space, question, "a.png", PNG).status_code == 403
    assert send(visitor(Role.PARTICIPANT), space, question, "a.png", PNG).status_code == 200
    assert Upload.objects.count() == 1


def test_the_page_of_the_object_shows_and_takes_it_away(visitor, space, question):
    browser = visitor(Role.PARTICIPANT)
    assert "a.png" in send(browser, space, question, "a.png", PNG).content.decode()
    made = Upload.objects.get()
    assert (
        visitor(Role.ELECTED).post(f"/espaces/{space.slug}/fichiers/{made.uid}/retirer/").status_code == 403
    )
    browser.post(f"/espaces/{space.slug}/fichiers/{made.uid}/retirer/")
    assert browser.get(f"/espaces/{space.slug}/fichiers/{made.uid}/").status_code == 404


def test_bytes_that_nobody_names_are_swept_later(visitor, space, question):
    send(visitor(), space, question, "a.png", PNG)
    made = Upload.objects.get()
    where = uploads.path(made)
    assert retention.sweep_files() == 0
    made.delete_softly(None)
    assert retention.sweep_files() == 0 and where.exists()
    os.utime(where, (1, 1))
    assert retention.sweep_files() == 1 and not where.exists()


@given(content=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_named_or_refused_and_never_fail(content):
    assert uploads.sniff(content) in {"", *uploads.TYPES}


@given(name=st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_name_becomes_harmless(name):
    made = uploads.clean_name(name, "txt")
    assert made.endswith(".txt") and len(made) <= 110
    assert not set(made) & set('/\\<>"\r\n\x00;:')
