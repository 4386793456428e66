"""Instants as every JSON of ours has them."""

from bot.domain.canonical import moment

__all__ = ["moment"]
