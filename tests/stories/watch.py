"""Looks over the shoulder of a browser context and notes what must never happen on a page."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

from tests.stories.platform import Platform

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.effectiveDirective} by ${event.blockedURI || "inline"}`));
"""


class Watch:
    """`faults` collects complaints of the console, script errors, violations of the policy, strangers asked,
    and answers of 400 and above but those in `refused`."""

    def __init__(self, context: BrowserContext, platform: Platform, refused: tuple[int, ...] = ()) -> None:
        self.context, self.faults = context, list[str]()
        self._own, self._refused = platform.own, refused
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._see_request)
        context.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {status}" in message.text for status in self._refused)
        if message.type in {"error", "warning"} and not provoked:
            page = message.page.url if message.page else "?"
            self.faults.append(f"{page}: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((*self._own, "data:", "blob:")):
            self.faults.append(f"a stranger was asked: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._refused:
            self.faults.append(f"{response.status} for {response.url}")
