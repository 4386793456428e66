"""Slack: what it sends us, how things look there, and what we ask of it."""
