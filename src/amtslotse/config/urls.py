"""The whole map stands in ``web.urls``; a process may serve the public or the staff part only."""

from django.conf import settings

from amtslotse.web.urls import handler400, handler403, handler404, handler500, patterns

urlpatterns = patterns(settings.SURFACE)

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
