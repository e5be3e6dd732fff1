from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "amtslotse.offices"
    label = "offices"
