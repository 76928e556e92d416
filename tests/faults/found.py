"""What trying a fault came to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Found:
    """How often a fault was injected and did harm; requests; what did not hold, in words."""

    injected: int = 0
    bit: int = 0
    sent: int = 0
    answered: int = 0
    refused: int = 0
    dropped: int = 0
    acknowledged: list[str] = field(default_factory=list)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, words: str) -> None:
        """Notes what had to hold and did not."""
        if not holds:
            self.wrong.append(words)

    @property
    def is_held(self) -> bool:
        """Whether all held; a fault that did no harm shows nothing."""
        return self.bit > 0 and not self.wrong and not self.lost
