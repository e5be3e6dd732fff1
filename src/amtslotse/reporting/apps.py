from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "amtslotse.reporting"
    label = "reporting"
