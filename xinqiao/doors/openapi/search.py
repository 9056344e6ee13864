"""The search of the page head for programs: the same cases, by the same rights."""

from django.http import Http404
from django.utils.translation import gettext
from ninja import Field, Query, Router

from xinqiao.cases.search import asked
from xinqiao.cases.search.finding import Found, TooBroad, find
from xinqiao.doors.openapi.cases import MOST
from xinqiao.doors.openapi.schemas import Problem, SearchOut
from xinqiao.doors.openapi.strict import Asked
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.access import StaffRequest
from xinqiao.people.paging import Place

router = Router(tags=["search"])


class SearchFilter(Asked):
    q: str = Field(
        min_length=1, max_length=asked.LONGEST,
        description="a number, four digits or more of its end, a phone, a whole name, some words, a unit, a category",
    )  # fmt: skip
    after: str = Field("", max_length=64, description="`next` of the page before")
    most: int = Field(20, ge=1, le=MOST)


@router.get("/search", response={200: SearchOut, 404: Problem, 422: Problem}, operation_id="search")
def search(request: StaffRequest, wanted: Query[SearchFilter]) -> Found:
    """What you may see of what was asked for, newest first, with the reason for each. A phone or a name finds the cases
    in which you may see who asked; words those in which you may read them."""
    if not request.user.can_anywhere("view"):
        raise Http404
    read = asked.read(wanted.q)
    try:
        after = Place.read(wanted.after) if wanted.after else None
    except ValueError as error:
        raise Unreadable({"after": gettext("请原样填写上一页的 next")}) from error
    try:
        found = find(read, by=request.user, after=after, most=wanted.most, request=request)
    except TooBroad as error:
        raise Unreadable({"q": gettext("查到的内容太多；请再加一个词")}) from error
    if read.is_nothing and found.is_nothing:
        raise Unreadable({"q": gettext("至少输入两个字，或编号的后四位")})
    return found
