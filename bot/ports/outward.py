"""What is said to the outside besides Slack."""

from typing import Protocol


class Post(Protocol):
    """Sends JSON to an address that the file names."""

    async def __call__(self, text: str) -> bool:
        """Whether it was taken; never raises."""
