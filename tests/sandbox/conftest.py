"""A sample workspace, with a clock, an app and a bot of parts.py."""

import pytest

from bot.sandbox import Workspace, sample
from tests.sandbox.parts import Bot, Clock, Ear


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Workspace:
    return sample(now=clock)


@pytest.fixture
def ear(slack: Workspace) -> Ear:
    slack.transport = ear = Ear()
    return ear


@pytest.fixture
def bot(slack: Workspace) -> Bot:
    return Bot(slack)
