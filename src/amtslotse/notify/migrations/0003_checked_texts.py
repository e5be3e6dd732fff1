"""Who checked the text of a mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHECKED_IS_FROZEN = """
CREATE FUNCTION notify_checked_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who checked a text never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON notify_checkedtexts FOR EACH ROW EXECUTE FUNCTION notify_checked_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_attachments"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="CheckedTexts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("texts", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("checked_by", models.CharField(max_length=120)),
                ("checked_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("texts", "language", "digest"), name="checked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_by", ""), _negated=True), models.Q(("language", "de"), _negated=True)
                        ),
                        name="somebody_checked_a_translation",
                    ),
                ]
            },
        ),
        migrations.RunSQL(
            CHECKED_IS_FROZEN,
            "DROP TRIGGER is_frozen ON notify_checkedtexts; DROP FUNCTION notify_checked_is_frozen",
        ),
    ]
