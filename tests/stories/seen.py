"""What anybody sees in Slack of an incident that pages nobody."""

from tests.world import World, words


async def announced(world: World, title: str) -> bool:
    """Whether the channel under `announce` tells of it."""
    place = world.slack.state.named("incidents")
    return place is not None and any(title in words(message) for message in world.slack.messages(place.id))


def own_channels(world: World) -> list[str]:
    """The channels of incidents."""
    return [channel.name for channel in world.slack.channels if channel.name.startswith("inc-")]
