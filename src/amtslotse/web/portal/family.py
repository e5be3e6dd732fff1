"""A family applies together: everybody has an application of her own, and a paper that serves several is sent once."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amtslotse.casework import actions as casework
from amtslotse.casework import queries as cases
from amtslotse.casework.actions import Conflict, NotFinished
from amtslotse.catalogue import queries as catalogue
from amtslotse.kernel.errors import InvalidInput
from amtslotse.web.portal import words
from amtslotse.web.portal.access import access_to, keep_case, keep_draft, own_draft
from amtslotse.web.portal.finding import language_of
from amtslotse.web.portal.forms import Unjudged


class AnotherForm(Unjudged):
    """For what another person of the family applies."""

    service = forms.ChoiceField(label=gettext_lazy("Was braucht diese Person?"))

    def __init__(self, language: str, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)
        matters = catalogue.matters(language=language, on=timezone.localdate())
        self.fields["service"].choices = [
            ("", _("Bitte wählen")),
            *(
                (
                    matter.title,
                    [(service.key, service.title(language)) for service in matter.services if service.kind == "application"],
                )
                for matter in matters
            ),
        ]


@require_http_methods(["GET", "POST"])
def family(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everybody who applies together and how far each is; another person is added here."""
    language, now, status = language_of(request), timezone.now(), 200
    own_draft(request, draft)
    form = AnotherForm(language, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        service = form.typed("service")
        try:
            if not service:
                raise InvalidInput(field="service", reason="required_choice")
            started = casework.add_person(draft=draft, service=service, language=language, now=now)
        except InvalidInput as error:
            form.refuse("service", words.reason(error))
            status = 422
        else:
            keep_draft(request, started.draft)
            return redirect("portal:application", draft=started.draft)
    for member in cases.members(draft=draft, now=now):  # whoever holds one application of a family holds them all
        keep_draft(request, member)
    people = cases.family(draft=draft, language=language, now=now)
    context = {
        "draft_id": draft,
        "people": people,
        "all_ready": len(people) > 1 and all(person.next is None for person in people),
        "form": form,
    }
    return render(request, "portal/family.html", context, status=status)


@require_POST
def send(request: HttpRequest, draft: UUID) -> HttpResponse:
    """All applications are received, or none. Sending twice gives the same receipts."""
    own_draft(request, draft)
    digests = {
        own_draft(request, UUID(key.removeprefix("digest-"))): value
        for key, value in request.POST.items()
        if key.startswith("digest-") and _is_uuid(key.removeprefix("digest-"))
    }
    try:
        filed = casework.file_family(digests=digests, language=language_of(request), now=timezone.now())
    except (Conflict, NotFinished, InvalidInput):  # also when a rule of the day refuses what was taken before
        messages.error(request, _("Inzwischen hat sich etwas geändert. Bitte sehen Sie alles noch einmal durch."))
        return redirect("portal:family", draft=draft)
    for access in filed:
        keep_case(request, access)
    request.session["family"] = [str(access.case) for access in filed]
    return redirect("portal:family_sent")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_http_methods(["GET"])
def sent(request: HttpRequest) -> HttpResponse:
    """Every person's receipt: a file number and a code for each."""
    language = language_of(request)
    kept = [UUID(case) for case in request.session.get("family", [])]
    receipts = [cases.receipt(access=access_to(request, case), language=language) for case in kept]
    if not receipts:
        return redirect("portal:home")
    return render(request, "portal/family_sent.html", {"receipts": receipts})


@require_POST
def share(request: HttpRequest, draft: UUID, need: str, document: UUID) -> HttpResponse:
    """A paper of another person of the family serves here too."""
    casework.share_document(draft=own_draft(request, draft), document=document, need=need, now=timezone.now())
    messages.success(request, _("Diese Unterlage gilt jetzt auch hier."))
    return redirect("portal:upload", draft=draft, need=need)


@require_POST
def unshare(request: HttpRequest, draft: UUID, need: str, document: UUID) -> HttpResponse:
    casework.unshare_document(draft=own_draft(request, draft), document=document, now=timezone.now())
    messages.info(request, _("Diese Unterlage gilt hier nicht mehr."))
    return redirect("portal:upload", draft=draft, need=need)
