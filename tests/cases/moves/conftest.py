import pytest


@pytest.fixture(autouse=True)
def in_the_minimal_city(city: None) -> None:
    """Every move is made in the minimal city."""
