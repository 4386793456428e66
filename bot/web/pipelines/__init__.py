"""Translators from what deployment systems post to deploys, one module per sender; pure."""

from collections.abc import Callable, Mapping

from bot.web.pipelines import argocd, flux, github
from bot.web.pipelines.reading import Told
from bot.web.sources.reading import Ignored

#: A translator: the parsed body → the deploy that it tells of, or why it is none.
Read = Callable[[object], Told | Ignored]

#: Every deployment system that Rondo knows, by its name in the path and in the configuration.
PIPELINES: Mapping[str, Read] = {"argocd": argocd.read, "flux": flux.read, "github": github.read}
