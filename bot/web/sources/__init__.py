"""Translators from what senders post to alerts, one module per sender; pure."""

from collections.abc import Callable, Mapping

from bot.domain.alerts import Severity
from bot.web.sources import alertmanager, generic
from bot.web.sources.reading import Reading

#: A translator: the parsed body and the installation's own severity words → what can be read in it.
Read = Callable[[object, Mapping[str, Severity]], Reading]

#: Every source that Rondo knows, by its name in the path and in the configuration.
READERS: Mapping[str, Read] = {"alertmanager": alertmanager.read, "generic": generic.read}
