import pytest

from tests.fixtures.city import city  # noqa: F401 - a fixture
from xinqiao.people import policy


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    """A policy of the test's own, and passwords that are digested quickly: a strong digest takes a third of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    policy.forget()


@pytest.fixture
def rules(city):  # noqa: F811 - a fixture
    """`rules(attempts=3)` is the city's section sign_in."""

    def write(**section: object) -> None:
        platform = policy.Platform.objects.get()
        platform.settings = platform.settings | {"sign_in": section}
        platform.save()
        policy.forget()

    yield write
    policy.forget()
