"""Rondo: something broke; who takes it, who from security stands beside them, and what was decided?

One road: something happened → `domain.decide` → remember and promise, in one commit → keep the promise.

    cli         one file per command
    config      environment and rondo.yml → frozen values
    sandbox     a Slack workspace in one process, for the demo and for tests
    slack       what Slack sends us, and what we ask of it
    web         alert intake, REST, dashboard
    contact     the way around Slack
    calendars   calendars that are kept elsewhere → shifts
    store       SQL: one transaction for what waits, reads, migrations
    scheduler   calls tick and deliver
    engine      the heart: handle, tick, deliver; the auditor
    ports       what the engine needs from outside
    domain      what is decided: pure
"""
