from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "amtslotse.casework"
    label = "casework"
