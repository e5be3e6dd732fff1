from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="attachments",
            field=models.JSONField(default=list, help_text="[file name, content type, text]: calendar files, never a secret"),
        )
    ]
