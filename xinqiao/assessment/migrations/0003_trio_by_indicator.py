"""The three rates of a city are named by the codes of the indicators that they are."""

from django.db import migrations

NAMES = {"response": "responded_in_time", "completion": "completed"}


def rename(apps, schema_editor):
    for platform in apps.get_model("people", "Platform").objects.all():
        platform.trio = [NAMES.get(code, code) for code in platform.trio]
        platform.save(update_fields=["trio"])


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_stale_calls"), ("people", "0003_sign_in")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
