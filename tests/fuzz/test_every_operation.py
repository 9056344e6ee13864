"""Whatever a program sends, with whatever rights, the API answers as its description says, and the ledger stays whole."""

import secrets

from tests.fixtures.at_once import SOAK
from tests.fuzz.platform import filled_platform
from tests.fuzz.walk import Walk


def test_every_operation_answers_every_role_as_it_is_described():
    """What schemathesis makes of the description goes to a real server as each role of roles.csv and as nobody: no 5xx,
    nothing without a token, no status, content type, header or body that is not described.

    Left out of its checks: `positive_data_acceptance` and `ensure_resource_availability`, because what fits the schema
    is refused for many good reasons (the case stands elsewhere, a code is no unit's); `use_after_free`, because nothing
    is deleted; `object_level_authorization`, because the matrix of rights (tests/rights) compares every cell.
    """
    seed = secrets.randbits(32) if SOAK else 12345
    with filled_platform() as platform:
        walk = Walk(platform, seed)
        walk.through_all()
        assert walk.failures == {}, f"seed {seed}:\n" + "\n".join(walk.failures.values())
        idle = walk.operations.keys() - walk.succeeded()
        assert len(idle) <= len(walk.operations) / 6, f"the walk saw too little: none of these did anything: {idle}"
        assert {who for who in walk.everybody if not walk.sent[who]} == set()
        assert ", 0 faults" in platform.installation.run("check")
