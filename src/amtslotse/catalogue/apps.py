from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "amtslotse.catalogue"
    label = "catalogue"
