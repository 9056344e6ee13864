from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_rates")]

    operations = [migrations.AddField("staff", "single_keys", models.BooleanField(default=True))]
