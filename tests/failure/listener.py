"""A browser that listens to the live stream, without its pages."""

import http.client
import http.cookiejar
import json
import time
import urllib.parse
import urllib.request


def sign_in(port: int, username: str) -> str:
    """Enter by the demo's button; the Cookie header to send."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/sign-in/"
    opener.open(address).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = urllib.parse.urlencode({"role": username, "csrfmiddlewaretoken": token}).encode()
    opener.open(f"{address}demo/", form).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def hears(port: int, cookie: str, topic: str, until: float) -> bool:
    """Whether something new is told of the topic before the moment `until` (time.monotonic()), on any connection."""
    while time.monotonic() < until:
        try:
            if _listen(port, cookie, topic, until):
                return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    return False


def _listen(port: int, cookie: str, topic: str, until: float) -> bool:
    """One connection. It begins with every topic once (id 0), which is no news; news carries the event's id."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"/live?topics={topic}", headers={"Cookie": cookie})
        answer, event = connection.getresponse(), "0"
        if answer.status != 200:
            time.sleep(0.2)
        while time.monotonic() < until and (line := answer.readline().decode()):
            if line.startswith("id: "):
                event = line[4:].strip()
            elif line.startswith("data: ") and event != "0":
                return bool(json.loads(line[6:]).get("topic") == topic)
        return False
    finally:
        connection.close()
