"""Who learns a kind of case, and since when it is hers alone. What was held before was held alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_structure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="staffskill",
            name="alone_from",
            field=models.DateField(
                blank=True, help_text="From then on she handles such cases alone; null: she learns", null=True
            ),
        ),
        migrations.RunSQL("UPDATE offices_staffskill SET alone_from = valid_from", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="staffskill",
            constraint=models.CheckConstraint(
                condition=models.Q(("alone_from__isnull", True), ("alone_from__gte", models.F("valid_from")), _connector="OR"),
                name="alone_after_learning_begins",
            ),
        ),
    ]
