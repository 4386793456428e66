"""What the house of an installation is built from, and its connections to the world."""

from collections.abc import Sequence

import aiohttp

from bot.cli.anchoring import Poster
from bot.cli.heartbeat import heartbeat_of
from bot.cli.house import Plan
from bot.cli.imported import checks
from bot.cli.process import Process
from bot.cli.reloading import InForce
from bot.cli.signing import Signer
from bot.cli.starting import Opened, sources, tokens
from bot.domain.links import Links
from bot.slack.api import WebApi
from bot.web.given import Check

SLACK = "https://slack.com/api/"

#: A connection to Slack that was idle for so many seconds is not used again; common servers close theirs after five.
IDLE = 4


def plan_of(
    installation: Opened, in_force: InForce, process: Process, session: aiohttp.ClientSession, links: Links
) -> Plan:
    """The plan; what changes by a reload is asked of `in_force`."""
    env, store, configuration = installation.environment, installation.store, installation.configuration
    token, base_url = env.bot_token.reveal() if env.bot_token else "", env.slack_api_url or SLACK
    clock = store.clock(process, process.seconds)

    async def calendars() -> Sequence[Check]:
        return await checks(store.facts, in_force.configuration, await clock.now())

    return Plan(
        store=store,
        settings=installation.settings,
        api=WebApi(token=token, base_url=base_url, session=session, proxy=env.proxy_to(base_url)),
        clock=clock,
        seconds=process.seconds,
        sources=sources(configuration),
        tokens=tokens(configuration, env),
        signing_secret=env.signing_secret.reveal() if env.signing_secret else "",
        links=links,
        broken=lambda: in_force.broken,
        calendars=calendars,
        ping=heartbeat_of(configuration, env, session),
        sign=Signer(facts=store.facts, given=env.signing_key),
        post=Poster(url=lambda: in_force.configuration.anchor_url, session=session, proxy_to=env.proxy_to),
    )


def connections() -> aiohttp.TCPConnector:
    """No page waits for one: Slack's limits a minute bound them well enough. Idle ones are given up in time.

    A call on a connection that is being closed at the other end is lost without a word, and so neither done nor not.
    """
    return aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE)
