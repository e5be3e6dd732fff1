"""A visit may belong to a case, or the counter says that it belongs to none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frontdesk", "0002_a_reason_to_be_first")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="without_case",
            field=models.BooleanField(default=False, help_text="The counter said that the visit was about no case"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("without_case", False), ("case_ref__isnull", True), _connector="OR"),
                name="a_visit_has_a_case_or_has_none",
            ),
        ),
    ]
