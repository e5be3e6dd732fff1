from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0003_an_offered_place_is_kept"),
        ("offices", "0002_sites_and_counters"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="overbook_slot",
            field=models.CharField(
                blank=True, help_text="Which extra of its half day: marktplatz:regular:2026-11-23-am:1", max_length=120
            ),
        ),
        migrations.AlterField(
            model_name="classpolicy",
            name="no_show_overbooking",
            field=models.BooleanField(default=False, help_text="Extra visits from measured no-shows; only regular"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("overbook_slot", ""), ("overbooked", False)),
                    models.Q(("overbooked", True), models.Q(("overbook_slot", ""), _negated=True)),
                    _connector="OR",
                ),
                name="only_an_extra_has_a_number_of_its_half_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("overbooked", True), ("status__in", ("held", "booked", "arrived"))),
                fields=("overbook_slot",),
                name="one_extra_per_number_of_a_half_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="classpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("no_show_overbooking", False), ("klass", "regular"), _connector="OR"),
                name="emergencies_are_never_overbooked",
            ),
        ),
    ]
