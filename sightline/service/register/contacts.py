"""Ways to reach a person, which texts that everybody may read must not hold. No Django here."""

from __future__ import annotations

import re

# Before the @ stand 64 characters at most (RFC 5321), so that no long text is read over and over.
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# A British number as people write it: 0 or +44, then nine or ten digits with signs between them.
_PHONE = re.compile(r"(?<![\w.])(?:\+\s?44|0044|\(?0)(?:[\s().-]*[0-9]){9,10}(?![0-9])")
LEFT_OUT = "[left out]"


def without_contacts(text: str) -> str:
    """The text without mail addresses and telephone numbers.

    >>> without_contacts("Ask Jo on 01632 960 001 or jo@lantern.example, Tuesdays 10-17")
    'Ask Jo on [left out] or [left out], Tuesdays 10-17'
    """
    return _PHONE.sub(LEFT_OUT, _MAIL.sub(LEFT_OUT, text))
