"""Citizens and seats played by SIPp: each does one thing and goes."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.telephony.hall import BOARD, BOARD_PORT, CARRIER, CARRIER_PORT, SEAT_PORTS, SEATS

INVITE = """<send retrans="500"><![CDATA[
INVITE sip:12345@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:13800005678@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:13800005678@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=citizen 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
]]></send>
<recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="200" rtd="true" rrs="true"/>
"""
IN_DIALOG = """<send{retrans}><![CDATA[
{method} sip:12345@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:13800005678@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:12345@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {number} {method}
Max-Forwards: 70
Content-Length: 0

]]></send>
"""
ANSWER = """<send><![CDATA[
SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:seat@[local_ip]:[local_port]>
{body}
]]></send>
"""
SOUND = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=seat 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""
NOTHING = "Content-Length: 0\n"
ACK = IN_DIALOG.format(retrans="", method="ACK", number=1)
BYE = IN_DIALOG.format(retrans=' retrans="500"', method="BYE", number=2) + '<recv response="200"/>'
OK = ANSWER.replace(";tag=[call_number]", "")


def citizen(folder: Path, *, stays: float | None) -> None:
    """Ring 12345, hang up after `stays` seconds, or hear the board hang up (None). Fails when it goes otherwise."""
    end = '<recv request="BYE"/>' + OK.format(status="200 OK", body=NOTHING)
    if stays is not None:
        end = f'<pause milliseconds="{int(stays * 1000)}"/>' + BYE
    command = _sipp(folder, "citizen", INVITE + ACK + end, CARRIER, CARRIER_PORT)
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=folder)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


@contextmanager
def seat(folder: Path, number: str, *, answers: str) -> Iterator[None]:
    """A seat for a block: "talks" for a second and hangs up with the citizen, is "busy", or "rings" and is let be."""
    ring = '<recv request="INVITE"/>' + ANSWER.format(status="180 Ringing", body=NOTHING)
    steps = {
        "talks": ring + ANSWER.format(status="200 OK", body=SOUND) + '<recv request="ACK"/><recv request="BYE"/>'
        + OK.format(status="200 OK", body=NOTHING),
        "busy": '<recv request="INVITE"/>' + ANSWER.format(status="486 Busy Here", body=NOTHING) + '<recv request="ACK"/>',
        "rings": ring + '<recv request="CANCEL"/>' + OK.format(status="200 OK", body=NOTHING),
    }  # fmt: skip
    command = _sipp(folder, number, steps[answers], SEATS, SEAT_PORTS[number])
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _sipp(folder: Path, name: str, steps: str, host: str, port: int) -> list[str]:
    program = shutil.which("sipp")
    assert program, "SIPp plays the callers: as root, apt-get install -y sip-tester"
    scenario = folder / f"{name}.xml"
    scenario.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="{name}">\n{steps}</scenario>\n')
    own = ["-i", host, "-p", str(port), "-sf", str(scenario), "-nostdin", "-mp", str(port + 100)]
    once = ["-m", "1", "-timeout", "20s", "-timeout_error"] if name == "citizen" else []
    return [program, f"{BOARD}:{BOARD_PORT}", *own, *once]
