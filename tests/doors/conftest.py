from tests.fixtures.city import city  # noqa: F401 - a fixture
from tests.fixtures.rules import decide  # noqa: F401 - a fixture
