"""Who checked the text of a mail."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_attachments")]

    operations: list[object] = []
