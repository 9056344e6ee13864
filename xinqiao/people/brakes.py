"""Wrong tries are counted in rows, and after too many nothing is looked at for a while.

A try begins with `hold`, which makes the tries against one key wait for each other: of many at the same moment no more
are looked at than the policy allows.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from xinqiao.people.models import Brake

KEPT = timedelta(days=1)


def hold(key: str, *, now: datetime) -> Brake:
    """The key's brake, made if there is none, and nobody else's until the transaction ends."""
    fresh = Brake(key=key, since_at=now)
    # The update changes nothing but takes the row's lock: others wait here, and nobody forgets the row meanwhile.
    Brake.objects.bulk_create([fresh], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    return Brake.objects.get(key=key)


def shut_until(key: str, *, now: datetime) -> datetime | None:
    """Until when nothing is looked at; None when the key is free. Waits for nobody."""
    return Brake.objects.filter(key=key, shut_until__gt=now).values_list("shut_until", flat=True).first()


def shut(keys: Iterable[str], *, now: datetime) -> set[str]:
    """Which of these keys are shut; one query."""
    return set(Brake.objects.filter(key__in=list(keys), shut_until__gt=now).values_list("key", flat=True))


def press(brake: Brake, *, most: int, minutes: int, now: datetime) -> bool:
    """Count one more wrong try; True when it was the last one allowed. `most` 0 allows any number."""
    if brake.shut_until and brake.shut_until <= now:
        brake.tries, brake.since_at, brake.shut_until = 0, now, None
    brake.tries += 1
    if is_last := bool(most) and brake.tries >= most:
        brake.shut_until = now + timedelta(minutes=minutes)
    brake.save(update_fields=["tries", "since_at", "shut_until"])
    return is_last


def press_lately(key: str, *, most: int, minutes: int, now: datetime) -> None:
    """Count one more wrong try against what many people share, such as an address (empty: nothing is counted): only
    what goes wrong within one span of locking is counted together."""
    if not key:
        return
    brake = hold(key, now=now)
    if brake.since_at < now - timedelta(minutes=minutes):
        brake.tries, brake.since_at = 0, now
    press(brake, most=most, minutes=minutes, now=now)


def ease(*keys: str) -> int:
    """Forget what was counted against these keys; returns how many there were."""
    return Brake.objects.filter(key__in=keys).delete()[0]


def forget(*, now: datetime) -> int:
    """Forget what was counted before yesterday and shuts nothing any more. Returns how many."""
    old = Brake.objects.filter(since_at__lt=now - KEPT).exclude(shut_until__gt=now)
    return old.delete()[0]
