from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "amtslotse.notify"
    label = "notify"
