from django.apps import AppConfig


class FrontdeskConfig(AppConfig):
    name = "amtslotse.frontdesk"
    verbose_name = "Front desk"
