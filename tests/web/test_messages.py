"""The English catalogue is whole and up to date; vendored files are those of the manifest."""

from __future__ import annotations

import gettext
import hashlib
import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDORED = (ROOT / "src/rebonds/web/static/vendor", ROOT / "tests/e2e/vendor")


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools/messages.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


def test_no_text_lacks_its_english_and_both_files_are_up_to_date(messages):
    assert messages.problems() == []


def test_compiled_catalogue_is_read_by_the_standard_library(messages):
    with messages.catalogues()[0].mo.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Comparer") == "Compare"
    assert catalogue.ngettext("point", "points", 2) == "points"


def test_placeholders_are_the_same_in_both_languages(messages):
    import re

    def names(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text))

    for catalogue in messages.catalogues():
        known = catalogue.known()
        for message in catalogue.texts().values():
            french = [message.one, message.many] if message.many else [message.one]
            assert [names(form) for form in known[message.one]] == [names(text) for text in french], (
                message.one
            )


@pytest.mark.parametrize("folder", VENDORED, ids=lambda p: p.parent.name)
def test_vendored_files_match_their_manifest(folder):
    packages = tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))["package"]
    named = {"MANIFEST.toml"}
    for package in packages:
        assert package["licence"] and package["version"] and package["integrity"].startswith("sha512-")
        for file in package["file"]:
            named.add(file["name"])
            assert hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert {p.name for p in folder.iterdir()} == named
