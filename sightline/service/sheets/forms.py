"""What people fill in: the sheet they send, and that they have looked it through."""

from __future__ import annotations

from typing import Any

from django import forms

from sightline.service.sheets.limits import LARGEST_SHEET_BYTES

MB = 1024**2


class UploadForm(forms.Form):
    """One sheet."""

    sheet = forms.FileField(
        label="Sheet of activities",
        help_text=f"CSV or XLSX, up to {LARGEST_SHEET_BYTES // MB} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a sheet: a CSV or XLSX file.",
            "empty": "The file is empty. Check that the right file was chosen.",
        },
    )

    def clean_sheet(self) -> Any:
        """Not too large: what comes in beyond the limit has not been kept at all."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST_SHEET_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_SHEET_BYTES // MB} MB. Save it as CSV, or split "
                "it into smaller sheets."
            )
        return sheet


class CommitForm(forms.Form):
    """The newest audit event when the preview was opened."""

    seen_event = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
