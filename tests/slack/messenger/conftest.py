"""A post office for each test."""

import pytest

from tests.slack.post import Post


@pytest.fixture
def post() -> Post:
    return Post()
