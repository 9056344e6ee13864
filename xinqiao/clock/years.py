"""The years that anybody can mean who asks a hotline something: no hotline is older, and every zone can keep them."""

from datetime import datetime
from typing import Final

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


def is_within_reach(moment: datetime) -> bool:
    """True for a moment that a hotline can mean, and the database keep in any zone."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR
