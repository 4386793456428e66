"""GitHub's webhook `deployment_status`.

Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status
"""

from bot.web.pipelines.reading import PRODUCTION, Told, names, word
from bot.web.sources.reading import Ignored, Unreadable, instant, mapping, text


def read(body: object) -> Told | Ignored:
    """A deployment that succeeded; every other state, and every other event, is none.

    The version is the deployment's `payload.version`, else its ref, else (a branch has no digit) its commit.

    Raises:
        Unreadable: it is nothing of GitHub's.
    """
    told = mapping(body)
    status, deployment = mapping(told.get("deployment_status")), mapping(told.get("deployment"))
    if "zen" in told:
        return Ignored(reason="a ping: the webhook is set up")
    if not status or not deployment:
        if "repository" in told:
            return Ignored(reason="no deployment status: choose the event “Deployment statuses” alone")
        raise Unreadable("The body has no `deployment_status` and `deployment` as GitHub's webhook has.")
    state = text(status.get("state"))
    if state != "success":
        return Ignored(reason=f"the state is {state or 'missing'}, not success")
    more, repository = mapping(deployment.get("payload")), mapping(told.get("repository"))
    ref, commit = word(deployment.get("ref")), word(deployment.get("sha"))
    is_tag = any(sign.isdigit() for sign in ref)
    creator = mapping(status.get("creator")) or mapping(deployment.get("creator"))
    return Told(
        names=names(more.get("service"), repository.get("full_name"), repository.get("name")),
        version=word(more.get("version")) or (ref if is_tag else commit or ref),
        environment=(word(status.get("environment")) or word(deployment.get("environment")) or PRODUCTION).lower(),
        at=instant(status.get("created_at")),
        by=text(creator.get("login"), longest=100),
    )
