"""What people fill in: pages of questions, choices between two versions, words to each other."""

from __future__ import annotations

from sightline.service.entry.forms.said import (
    ChooseForm,
    CommentForm,
    DeclineForm,
    OfferForm,
    OftenForm,
    SaidForm,
    ScopeForm,
    SendBackForm,
    StartForm,
    TypedForm,
    VersionForm,
)
from sightline.service.entry.forms.steps import StepForm

__all__ = [
    "ChooseForm",
    "CommentForm",
    "DeclineForm",
    "OfferForm",
    "OftenForm",
    "SaidForm",
    "ScopeForm",
    "SendBackForm",
    "StartForm",
    "StepForm",
    "TypedForm",
    "VersionForm",
]
