"""The small hall of the tests' switchboard: a carrier and two seats on this machine's own loopback addresses."""

CARRIER, SEATS, BOARD = "127.0.0.2", "127.0.0.3", "127.0.0.1"
BOARD_PORT, CARRIER_PORT = 25060, 25090
SEAT_PORTS = {"8001": 25081, "8002": 25082}

DRIVERS = ("chan_iax2", "chan_unistim", "chan_mgcp", "chan_skinny", "pbx_dundi", "res_pjsip_config_wizard")
MODULES = "[modules]\nautoload=yes\n" + "".join(f"noload={driver}.so\n" for driver in DRIVERS)

# 12345 has a menu of one second and then the queue; who stays there for four seconds without a seat is sent away.
EXTENSIONS = """[from-trunk]
exten => 12345,1,Answer(,i)
 same => n,Wait(1)
 same => n,CELGenUserEvent(IvrChoice,1)
 same => n,CELGenUserEvent(QueueJoin,service)
 same => n,Queue(service,c,,,4)
 same => n,CELGenUserEvent(QueueLeave,${QUEUESTATUS})
 same => n,Hangup()
"""

QUEUES = """[service]
strategy=linear
timeout=2
retry=1
ringinuse=no
joinempty=yes
member => PJSIP/8001
member => PJSIP/8002
"""

ENDPOINT = """[{name}]
type=endpoint
context=from-trunk
transport=udp
disallow=all
allow=alaw
direct_media=no
aors={name}
send_connected_line=no
[{name}]
type=aor
contact=sip:{name}@{host}:{port}
"""


def pjsip() -> str:
    """The board's own address, the carrier that it knows by address, the seats."""
    parts = [f"[udp]\ntype=transport\nprotocol=udp\nbind={BOARD}:{BOARD_PORT}\n"]
    parts.append(ENDPOINT.format(name="trunk", host=CARRIER, port=CARRIER_PORT))
    parts.append(f"[trunk]\ntype=identify\nendpoint=trunk\nmatch={CARRIER}\n")
    parts += [ENDPOINT.format(name=seat, host=SEATS, port=port) for seat, port in SEAT_PORTS.items()]
    return "".join(parts)
