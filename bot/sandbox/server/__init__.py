"""The workspace over HTTP and Socket Mode, so that unchanged Slack clients can talk to it.

build          an ASGI application of a workspace      running         the same, served on a port
web_api.py     /api, /upload, /response                socket_mode.py  /socket
request_url.py signed HTTP to the app                  site.py         all of it together
"""

from bot.sandbox.server.request_url import HttpTransport, encoded, signed
from bot.sandbox.server.site import AutoTransport, Site, build, running
from bot.sandbox.server.socket_mode import SocketTransport

__all__ = ["AutoTransport", "HttpTransport", "Site", "SocketTransport", "build", "encoded", "running", "signed"]
