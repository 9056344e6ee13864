"""The platform's own row is kept by `people` now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cities", "0001_initial"), ("people", "0002_platform")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Platform")])]
