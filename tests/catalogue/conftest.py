from tests.fixtures.city import city  # noqa: F401 - a fixture
