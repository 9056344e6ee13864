"""What administrators do with people and their access. `by` None is the command line of the machine itself.

Each raises NotAllowed for what lies beyond the administrator's reach, and each leaves a row.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from xinqiao.people import audit, brakes, factors, governing, passwords, proof, sessions, tokens
from xinqiao.people.models import Post, Role, SecondFactor, Staff, Unit

Places = Iterable[tuple[Unit, Role]]


@transaction.atomic
def add_person(username: str, name: str, places: Places, *, by: Staff | None, now: datetime) -> tuple[Staff, str]:
    """A new person with posts; returns him and his initial password, of which this is the only copy.

    Raises IntegrityError when the user name is taken.
    """
    staff, password = Staff(username=Staff.normalize_username(username), name=name), passwords.initial()
    passwords.give(staff, password, is_initial=True, now=now)
    audit.note(what="person_added", by=by, subject=staff.username)
    for unit, role in places:
        give_post(staff, unit, role, by=by)
    return staff, password


@transaction.atomic
def give_post(staff: Staff, unit: Unit, role: Role, *, by: Staff | None) -> bool:
    """Give a role at a unit; False when the person holds it already.

    Who needs a second factor from now on and has none is signed out: he comes in again by setting one up.
    """
    governing.require_post(by, staff, unit, role)
    _post, is_new = Post.objects.get_or_create(staff=staff, unit=unit, role=role)
    if not is_new:
        return False
    audit.note(what="post_given", by=by, subject=staff.username, reason=f"{unit.code} {role.code}")
    if factors.is_required(staff) and not factors.of(staff) and not staff.is_demo:
        sessions.end(staff)
    return True


@transaction.atomic
def end_post(post: Post, *, by: Staff | None) -> None:
    """Take a role at a unit away; rights are read at every request, so it holds from the next one on."""
    governing.require_post(by, post.staff, post.unit, post.role)
    audit.note(
        what="post_ended", by=by, subject=post.staff.username, reason=f"{post.unit.code} {post.role.code}"
    )  # fmt: skip
    post.delete()


@transaction.atomic
def leave(staff: Staff, *, by: Staff | None, now: datetime) -> int:
    """End all access: sign-in, sessions, tokens. Posts stay, for who comes back. Returns how many tokens ended."""
    governing.require(by, staff)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    sessions.end(staff)
    audit.note(what="left", by=by, subject=staff.username)
    return tokens.revoke(staff.tokens.all(), now=now)


@transaction.atomic
def come_back(staff: Staff, *, by: Staff | None, now: datetime) -> str:
    """Let somebody who left in again, with his posts and a new initial password, which is returned."""
    governing.require(by, staff)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    audit.note(what="came_back", by=by, subject=staff.username)
    return reset_password(staff, by=by, now=now)


@transaction.atomic
def reset_password(staff: Staff, *, by: Staff | None, now: datetime) -> str:
    """A new initial password, returned once; his sessions end, his tokens rest until he has changed it."""
    governing.require(by, staff)
    password = passwords.initial()
    passwords.give(staff, password, is_initial=True, now=now)
    sessions.end(staff)
    brakes.ease(proof.key_of_name(staff.username))
    audit.note(what="password_reset", by=by, subject=staff.username)
    return password


@transaction.atomic
def reset_second_factor(staff: Staff, *, by: Staff | None) -> None:
    """Take the second factor away (a lost phone); his sessions end. Where a role demands one he sets up another."""
    governing.require(by, staff)
    SecondFactor.objects.filter(staff=staff).delete()
    sessions.end(staff)
    brakes.ease(factors.key_of(staff))
    audit.note(what="second_factor_reset", by=by, subject=staff.username)


@transaction.atomic
def unlock(staff: Staff, *, by: Staff | None) -> None:
    """Let an account try passwords and codes again."""
    governing.require(by, staff)
    brakes.ease(proof.key_of_name(staff.username), factors.key_of(staff))
    audit.note(what="unlocked", by=by, subject=staff.username)
