from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frontdesk", "0001_initial"),
        ("offices", "0002_sites_and_counters"),
    ]

    operations = [
        migrations.AddField(
            model_name="stop",
            name="lift_reason",
            field=models.TextField(blank=True, help_text="In writing; gone after the day with its lifting"),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lift_reason", ""), ("lifted_at__isnull", True)),
                    models.Q(("lifted_at__isnull", False), models.Q(("lift_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="nobody_is_lifted_without_a_reason",
            ),
        ),
    ]
