"""The real demo in processes of its own, the system's Chromium to look at it, and a newcomer who does."""

import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
PATIENCE_MS = 60_000
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def chromium() -> str | None:
    """Where the system's browser is, under whichever name it has here."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(f"no browser here: install Chromium (one of {', '.join(NAMES)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def demo(browser: Browser) -> Iterator[str]:
    """A fresh demo's address, as it says it itself."""
    environ = {"PATH": os.defpath, "RONDO_PORT": str(_free_port())}
    words = [sys.executable, "app.py", "demo"]
    with subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _address(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=10)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if line.startswith("Open http://"):
            return line.split()[1]
    pytest.fail(f"the demo ended before it could be opened ({process.wait()})")


@dataclass
class Newcomer:
    """Somebody who does what the guide says, and looks."""

    page: Page
    look: str
    shots: int = 0

    def reads(self, words: str) -> None:
        """The guide says so; the page as it then looks is kept."""
        expect(self.page.locator("#minute-text")).to_contain_text(words)
        self.shots += 1
        name = re.sub(r"\W+", "-", words.lower()).strip("-")
        self.page.screenshot(path=SHOTS / f"{self.look}-{self.shots:02}-{name}.png", animations="disabled")

    def follows(self, label: str) -> None:
        """Presses a button of the guide."""
        self.page.locator("#minute-buttons").get_by_role("button", name=label, exact=True).click()

    def presses(self, label: str) -> None:
        """Presses a button of the newest message that has it."""
        self.page.locator("#messages").get_by_role("button", name=label, exact=True).last.click()

    def types(self, words: str) -> None:
        """Writes into the message line and sends it."""
        self.page.get_by_label("Message or slash command").fill(words)
        self.page.keyboard.press("Enter")

    def sees(self, words: str) -> None:
        expect(self.page.locator("#messages")).to_contain_text(words)

    def is_now(self, name: str) -> None:
        expect(self.page.locator("#me-name")).to_have_text(name)


@pytest.fixture
def newcomer(request: pytest.FixtureRequest, browser: Browser, demo: str) -> Iterator[Newcomer]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = getattr(request, "param", "light")
    context = browser.new_context(**LOOKS[look])
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: log.warning("no answer: %s %s", request.url, request.failure))
    page.on("console", lambda said: log.warning("console: %s", said.text))
    page.goto(demo)
    yield Newcomer(page, look)
    context.close()
    assert faults == []
