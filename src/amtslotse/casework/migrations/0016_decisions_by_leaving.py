"""The decisions that left the house in a month are found without reading all."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_post")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(Coalesce("reviewed_at", "signed_at"), name="decisions_by_leaving"),
        ),
    ]
