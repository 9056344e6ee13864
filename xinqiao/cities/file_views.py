"""Whole files of the city: fetched, sent back changed, and city.toml as text."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xinqiao.cities import meanings
from xinqiao.cities.deciding import answer, decide, listed
from xinqiao.cities.export import export
from xinqiao.cities.faults import CityError, Fault
from xinqiao.cities.forms import TextForm, UploadForm
from xinqiao.cities.proposal import content, decoded, digest
from xinqiao.cities.tables import SETTINGS
from xinqiao.cities.views import configures, offer_of
from xinqiao.files.downloads import as_download
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest
from xinqiao.people.models import Platform


@configures
@require_GET
def download(request: StaffRequest, stem: str) -> FileResponse:
    """One file, as spreadsheets open it."""
    offer = offer_of(stem)
    audit.note(what="fetch_settings", by=request.user, subject=offer.file, request=request)
    return as_download(io.BytesIO(content(offer.file).encode()), offer.file)


@configures
@require_GET
def folder(request: StaffRequest) -> FileResponse:
    """The whole folder as an archive."""
    name = f"{Platform.objects.get().code}.zip"
    audit.note(what="fetch_settings", by=request.user, subject=name, request=request)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        export(Path(made))
        for path in sorted(Path(made).iterdir()):
            archive.write(path, path.name)
    packed.seek(0)
    return as_download(packed, name)


@configures
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest, stem: str) -> HttpResponse:
    """A changed file: every mistake in it, or what it would change, then the change."""
    offer = offer_of(stem)
    initial = {"since": digest(content(offer.file))}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    context: dict[str, object] = {"offer": offer}
    if request.method == "POST" and form.is_valid():
        try:
            sheet = form.cleaned_data["sheet"]
            text = decoded(offer.file, sheet.read()) if sheet else form.cleaned_data["content"]
        except CityError as bad:
            context |= listed(bad.faults, offer.file)
        else:
            context |= decide(request, form, offer.file, text, _nowhere)
            if context.get("previewed"):
                form.carry(content=text)
    return answer(request, "cities/upload.html", form, reverse("cities:table", args=[offer.stem]), context)


@configures
@require_http_methods(["GET", "POST"])
def platform(request: StaffRequest) -> HttpResponse:
    """city.toml: read, changed as text."""
    text = content(SETTINGS)
    form = TextForm(request.POST or None, initial={"since": digest(text), "content": text})
    context: dict[str, object] = {"keys": meanings.explained()}
    if request.method == "POST" and form.is_valid():
        context |= decide(request, form, SETTINGS, form.cleaned_data["content"], _nowhere)
    return answer(request, "cities/platform.html", form, reverse("cities:settings"), context)


def _nowhere(_fault: Fault) -> bool:
    """Mistakes of a whole file are listed with their lines, not put at a field."""
    return False
