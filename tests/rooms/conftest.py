"""Pages are tested against the embedded warehouse, and fail on any name that a template does not know."""

from __future__ import annotations

import pytest
from tests.installed import installed, warehouse_folder

__all__ = ["installed", "warehouse_folder"]


class Undefined(str):
    """Django puts this where a template names something that does not exist: the test must fail."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined in a template: {name}")


@pytest.fixture(autouse=True)
def strict_templates(settings):
    """Make templates refuse what they do not know."""
    import copy

    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
    settings.TEMPLATES = templates


@pytest.fixture
def site(db, installed, client):
    """A visitor's client."""
    return client
