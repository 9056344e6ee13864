"""The rows of simulated calls."""

from xinqiao.simulator.plan import Ringing
from xinqiao.telephony.models import Call
from xinqiao.vault.index import blind_index


def call_of(ringing: Ringing) -> Call:
    """The row of a call, unsaved."""
    return Call(
        linkedid=ringing.linkedid, hotline=ringing.hotline, queue=ringing.queue, phone=ringing.phone,
        phone_index=blind_index("phone", ringing.phone), began_at=ringing.began_at, entered_at=ringing.entered_at,
        answered_at=ringing.answered_at, ended_at=ringing.ended_at, agent=ringing.agent, seat=ringing.seat,
        hung_up_by=ringing.hung_up_by, rating=ringing.rating,
    )  # fmt: skip
