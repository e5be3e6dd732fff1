from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "amtslotse.journal"
    label = "journal"
