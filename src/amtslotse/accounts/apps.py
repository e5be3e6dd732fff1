from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amtslotse.accounts"
    label = "accounts"
