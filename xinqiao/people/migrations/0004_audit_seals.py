"""The access log can only be added to, and is sealed; what was sealed may be forgotten after its time."""

from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION people_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('xinqiao.forgets', true) = 'people_audit' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the access log is append-only: % refused', TG_OP;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON people_audit
    FOR EACH ROW EXECUTE FUNCTION people_audit_is_append_only();
"""
NOT_APPEND_ONLY = "DROP TRIGGER append_only ON people_audit; DROP FUNCTION people_audit_is_append_only()"


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(unique=True)),
                ('count', models.IntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('seal', models.BinaryField(max_length=32)),
                ('forgotten_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['until'],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
