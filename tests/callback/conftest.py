from tests.fixtures.city import city  # noqa: F401 - a fixture
from tests.fixtures.rules import calling_hours, decide  # noqa: F401 - fixtures
