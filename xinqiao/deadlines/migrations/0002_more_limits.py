from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("deadlines", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField("deadlinerule", name, models.CharField(blank=True, default="", max_length=12), False)
            for name in ("answer_limit", "progress_limit", "extension_limit", "return_limit")
        ),
        migrations.AddField("deadlinerule", "extension_needs_progress", models.BooleanField(default=False)),
    ]
