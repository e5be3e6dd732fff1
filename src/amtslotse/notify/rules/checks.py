"""Which words of our mails somebody has to answer for in another language. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

GERMAN = "de"


@dataclass(frozen=True)
class MailTexts:
    """The fixed sentences of a group of mails: language → what it is for → its lines. German is always there."""

    key: str
    sentences: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that stand beside German."""
        return tuple(sorted(set(self.sentences) - {GERMAN}))

    def digest(self, language: str) -> str:
        """Says which words were checked: another word in this language, or in the German beside it, gives another one."""
        return self._digests[language]

    @cached_property
    def _digests(self) -> dict[str, str]:
        both = {language: [self.sentences[GERMAN], self.sentences[language]] for language in self.languages}
        return {
            language: hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
            for language, words in both.items()
        }


def group(key: str, texts: Mapping[str, Mapping[str, tuple[str, ...]]], frame: Mapping[str, tuple[str, ...]]) -> MailTexts:
    """The sentences as a person checks them, from kind → language → lines and the lines that every mail has."""
    kinds = {language: {kind: words[language] for kind, words in texts.items() if language in words} for language in frame}
    return MailTexts(key, {language: {**kinds[language], "frame": frame[language]} for language in frame})
