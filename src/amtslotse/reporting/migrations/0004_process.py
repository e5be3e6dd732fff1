"""How the work on cases went, and which messages were duplicates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="messagefacts",
            name="joined",
            field=models.BooleanField(default=False, help_text="Found to be a duplicate"),
        ),
        migrations.CreateModel(
            name="ProcessFacts",
            fields=[
                ("stream_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("service", models.CharField(help_text="Under which the application was filed", max_length=80)),
                ("version", models.IntegerField(null=True)),
                ("difficulty", models.IntegerField(help_text="1 to 3, when it was passed to a team", null=True)),
                ("requests", models.IntegerField(help_text="Requests for documents")),
                ("early_requests", models.IntegerField(help_text="Those before completeness was confirmed")),
                ("routed_at", models.DateTimeField(help_text="First passed to a team", null=True)),
                ("reroutes", models.IntegerField(help_text="Passed on because another team is in charge")),
                (
                    "wrong_team_days",
                    models.FloatField(help_text="From the first team to the next; null: never passed on", null=True),
                ),
                ("hand_overs", models.IntegerField(help_text="Changes of team or owner after the first owner had it")),
                ("returned", models.BooleanField(help_text="A reviewer returned a draft")),
                ("reversed", models.BooleanField(help_text="A court or an objection overturned the decision")),
                (
                    "waited_days",
                    models.FloatField(help_text="Of the throughput time: on the applicant or another body", null=True),
                ),
            ],
            options={
                "verbose_name_plural": "process facts",
                "indexes": [models.Index(fields=["service", "version"], name="reporting_by_procedure")],
            },
        ),
        # Everything is read anew, so that what was journaled before is counted too.
        migrations.RunSQL("UPDATE reporting_readstate SET cluster = ''", migrations.RunSQL.noop),
    ]
