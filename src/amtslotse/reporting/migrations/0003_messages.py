from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream_id", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("source", models.CharField(max_length=60)),
                ("day", models.DateField(help_text="When the message was received; of an answer: when it was given")),
                ("of_case", models.BooleanField(help_text="The stream is that of a case")),
                ("channel", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=20)),
                ("came", models.SmallIntegerField(help_text="+1, -1; 0 for an answer")),
                ("hours", models.IntegerField(help_text="From receipt to answer; null: no answer", null=True)),
            ],
            options={
                "verbose_name_plural": "message facts",
                "indexes": [models.Index(fields=["day"], name="reporting_messages_by_day")],
                "constraints": [models.UniqueConstraint(fields=("stream_id", "seq"), name="one_row_per_message_event")],
            },
        ),
        migrations.CreateModel(
            name="TypingFacts",
            fields=[
                ("stream_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("via", models.CharField(max_length=20)),
                ("typed", models.IntegerField()),
                ("taken_over", models.IntegerField()),
                ("twice", models.IntegerField()),
            ],
            options={
                "verbose_name_plural": "typing facts",
                "indexes": [models.Index(fields=["day"], name="reporting_typing_by_day")],
            },
        ),
        # Everything is read anew, so that what was journaled before is counted too.
        migrations.RunSQL("UPDATE reporting_readstate SET cluster = ''", migrations.RunSQL.noop),
    ]
