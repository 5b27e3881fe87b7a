"""A visitor with a real browser: signs in, looks, presses keys, and notices what must not happen.

Every test that takes `visitor` also fails if a page asked anything of another host, broke the
content security policy or wrote an error to the console.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    sync_playwright,
)

from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop running

PASSWORD = "a pass phrase for tests"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LISTEN = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", event => {
  window.policyViolations.push(event.violatedDirective + " " + event.blockedURI);
});
"""
CAN_FOCUS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
# what can be reached, once each: a group of radios is one stop, an unseen control is none
STOPS = """selector => {
  const seen = element => element.checkVisibility({visibilityProperty: true});
  const stops = [...document.querySelectorAll(selector)].filter(
    element => seen(element) && !element.disabled && element.tabIndex >= 0);
  window.keyboardStops = stops.filter((element, at) => element.type !== "radio" ||
    stops.findIndex(other => other.type === "radio" && other.name === element.name &&
      other.form === element.form) === at);
  return window.keyboardStops.map(element => element.outerHTML.slice(0, 120));
}"""
# a map brings controls of its own once it is drawn
SETTLED = """() => !document.querySelector("[data-map]") ||
  document.documentElement.matches("[data-map-ready], [data-map-fallback]")"""
# the keyboard starts where the focus last was, such as an error summary: take it to the top
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
# which stop has the focus, and whether a person could see that it has
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const at = window.keyboardStops.findIndex(stop => stop === element ||
    (stop.type === "radio" && element.type === "radio" && stop.name === element.name &&
      stop.form === element.form));
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const label = element.closest("label, .govuk-radios__item, .govuk-checkboxes__item");
  return {at, html: element.outerHTML.slice(0, 120),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    marked: style.boxShadow !== "none" || style.outlineStyle !== "none" || label !== null};
}"""


@dataclass
class Visitor:
    """Somebody with a browser at one window of the service."""

    page: Page
    address: str  # of the service, without a slash at the end
    outside: list[str] = field(default_factory=list)  # addresses elsewhere that a page asked for
    said: list[str] = field(default_factory=list)  # errors and warnings on the console
    expected: tuple[str, ...] = ()  # parts of console errors that a test brings about on purpose

    def open(self, path: str) -> Page:
        """Go to a page of the service."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def sign_in(self, role: Role) -> Page:
        """Sign in through the form, as a person of that role would."""
        email = f"{role}@sightline.example"
        set_up_demo_user(email=email, name=f"The {role}", role=role, password=PASSWORD)
        self.open("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state("load")
        return self.page

    def look_from(self, width: int) -> Page:
        """Make the window that wide; 360 pixels is a small telephone."""
        self.page.set_viewport_size({"width": width, "height": 800})
        return self.page

    def is_accessible(self) -> None:
        """Fail with every accessibility rule that the page breaks, and where."""
        self.page.wait_for_load_state("load")  # a click may have only just begun to open it
        self.page.locator("h1").first.wait_for()
        options = {"runOnly": {"type": "tag", "values": RULES}}
        found = Axe().run(self.page, options=options).response["violations"]
        assert not found, [
            (rule["id"], rule["help"], [node["html"] for node in rule["nodes"]]) for rule in found
        ]

    def fits(self) -> None:
        """Fail if the page can be scrolled sideways."""
        self.page.wait_for_load_state("load")
        wide, shown = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= shown, f"the page is {wide} px wide in a window of {shown} px"

    def tabs_through(self) -> list[str]:
        """Press Tab from the top to the end; fail at a control that is passed over or not marked.

        Returns the controls in the order they were reached.
        """
        self.page.wait_for_function(SETTLED)
        stops: list[str] = self.page.evaluate(STOPS, CAN_FOCUS)
        self.page.evaluate(FROM_THE_TOP)
        reached: list[int] = []
        for _ in range(len(stops) + 2):
            self.page.keyboard.press("Tab")
            focus: dict[str, Any] | None = self.page.evaluate(FOCUS)
            if focus is None or focus["at"] in reached:
                break
            assert focus["marked"], f"nothing shows that this has the focus: {focus['html']}"
            assert focus["onScreen"], f"this has the focus but is out of sight: {focus['html']}"
            reached.append(focus["at"])
        passed_over = [stops[at] for at in range(len(stops)) if at not in reached]
        assert not passed_over, f"the keyboard cannot reach: {passed_over}"
        assert reached == sorted(reached), "the order of the keyboard is not the order of the page"
        return [stops[at] for at in reached]

    def check_page(self, path: str) -> None:
        """All that every page must pass, at both widths."""
        for width in (360, 1280):
            self.look_from(width)
            self.open(path)
            assert self.page.locator("h1").count() == 1, f"{path} has not exactly one h1"
            self.fits()
            self.is_accessible()
            self.tabs_through()

    def picture(self, name: str) -> None:
        """Keep a picture of the page, where SIGHTLINE_PICTURES names a folder for them."""
        folder = os.environ.get("SIGHTLINE_PICTURES")
        if folder:
            width = (self.page.viewport_size or {"width": 0})["width"]
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    def noticed(self) -> list[str]:
        """Everything that must not have happened on the page now open, or on those before it."""
        violations: list[str] = self.page.evaluate("window.policyViolations || []")
        said = [text for text in self.said if not any(part in text for part in self.expected)]
        return [*self.outside, *violations, *said]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's own Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=found,
            args=["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        yield opened
        opened.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh window: no cookies, British, with time for a busy machine."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(20_000)  # milliseconds
    context.add_init_script(LISTEN)
    yield context
    context.close()


@pytest.fixture
def visitor(window: BrowserContext, live_server: Any) -> Iterator[Visitor]:
    """A visitor to the running service, who must not have noticed anything amiss at the end."""
    someone = Visitor(page=window.new_page(), address=live_server.url)

    def stay_inside(route: Route, request: Request) -> None:
        if request.url.startswith((live_server.url, "data:", "blob:")):
            route.continue_()
        else:
            someone.outside.append(f"asked for {request.url}")
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            someone.said.append(f"console {message.type}: {message.text}")

    window.route("**/*", stay_inside)
    someone.page.on("console", listen)
    someone.page.on("pageerror", lambda error: someone.said.append(f"script error: {error}"))
    yield someone
    assert someone.noticed() == []


@pytest.fixture
def now() -> Any:
    """The present, for actions that want it."""
    return timezone.now()
