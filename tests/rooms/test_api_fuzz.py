"""Requests drawn at random from the description of the API: no error of the server, answers as described."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rebonds.rooms.observe.api import openapi

#: Requests for each operation.
EXAMPLES = 8
PATHS = sorted(openapi.document()["paths"])


@pytest.fixture
def api(db, installed):
    """The API on the embedded warehouse."""
    from rebonds.web.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize("path", PATHS)
def test_no_request_breaks_the_api(path, api):
    operation = api[path]["GET"]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case):
        # The driver does not unzip; a code that is well formed may still name nothing.
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
        )

    answers_as_described()
