from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "amtslotse.appointments"
    verbose_name = "Appointments"
