"""Logs: JSON lines, or colours on a terminal; libraries' lines look like ours, and no traceback shows locals."""

import logging
import re
import sys

import structlog

from bot.domain.text import showable

#: Libraries that report every passing fault of the network, which our own lines say better.
NOISY = ("rondo.bolt", "slack_bolt", "slack_sdk", "aiohttp", "apscheduler")


#: Of an address in somebody else's line: who one is there, and what was handed over.
_USERINFO, _QUERY = re.compile(r"(\w+://)[^\s/@]*@"), re.compile(r"(\w+://[^\s?'\"<>]*)\?[^\s'\"<>)]*")


def configure_logs(level: str) -> None:
    """From `level` (a name) on; a level that is none is `info`, since the environment's faults are told elsewhere."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = _renderer()
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    foreign: list[structlog.typing.Processor] = [
        *shared,
        structlog.stdlib.add_logger_name,
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=foreign,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.ERROR)
    handler.addFilter(_one_line)


class _Console:
    """Lines for a terminal, to which no value does anything; JSON escapes what would."""

    def __init__(self) -> None:
        self._render = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)

    def __call__(self, logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict) -> str:
        shown = {key: showable(value) if isinstance(value, str) else value for key, value in event.items()}
        lines = {key: value if key == "exception" else _line(value) for key, value in shown.items()}
        return self._render(logger, name, lines)


def _line(value: object) -> object:
    return " ".join(value.splitlines()) if isinstance(value, str) else value


def _one_line(record: logging.LogRecord) -> bool:
    """A library's passing fault is one line: what broke, without the way through its insides, and without secrets.

    Its errors hold headers and addresses whole, so that of them only the kind is told.
    """
    if record.name.startswith(NOISY):
        broke = f" ({type(record.exc_info[1]).__name__})" if record.exc_info and record.exc_info[1] else ""
        words = _USERINFO.sub(r"\1", _QUERY.sub(r"\1", record.getMessage()))
        record.msg, record.args, record.exc_info = f"{words}{broke}", (), None
    return True


def _renderer() -> structlog.typing.Processor:
    if sys.stderr.isatty():
        return _Console()
    return structlog.processors.JSONRenderer()
