from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_published_never_changes")]

    operations: list[object] = []
