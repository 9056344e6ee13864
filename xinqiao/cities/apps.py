"""City as code: a folder of TOML and CSV that a spreadsheet user can edit, read, compared and applied."""

from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "xinqiao.cities"
