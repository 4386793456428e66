import pytest

from bot.slack.commands.spoken import Spoken, Unheard, Verb, hear


@pytest.mark.parametrize(
    ("command", "text", "verb", "number", "rest"),
    [
        ("/rondo", "", Verb.OVERVIEW, None, ""),
        ("/rondo", "INC-7", Verb.OVERVIEW, 7, ""),  # an id alone shows that incident
        ("/rondo", "ack", Verb.ACK, None, ""),
        ("/incident", "ACK", Verb.ACK, None, ""),  # case does not matter
        ("/rondo", "ack inc-7", Verb.ACK, 7, ""),
        ("/rondo", "INC-7 ack", Verb.ACK, 7, ""),  # the id may stand first
        ("/pager", "ack INC-7", Verb.ACK, 7, ""),  # any command that is no alias is a root
        ("/ack", "", Verb.ACK, None, ""),
        ("/ack", "INC-7", Verb.ACK, 7, ""),
        ("/ack", "please", Verb.ACK, None, "please"),
        ("/escalate", "INC-7 @dora  two  blanks", Verb.ESCALATE, 7, "@dora  two  blanks"),
        ("/escalate", "2", Verb.ESCALATE, None, "2"),
        ("/rondo", "  note   a\nb ", Verb.NOTE, None, "a\nb"),
        ("/rondo", "declare INC is a word", Verb.DECLARE, None, "INC is a word"),
        ("/oncall", "security", Verb.ONCALL, None, "security"),
        ("@rondo", "resolve INC-7 done", Verb.RESOLVE, 7, "done"),
    ],
)
def test_words_are_a_verb_an_incident_and_the_rest(
    command: str, text: str, verb: Verb, number: int | None, rest: str
) -> None:
    heard = hear(command, text)
    assert isinstance(heard, Spoken)
    assert (heard.verb, heard.number, heard.rest) == (verb, number, rest)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("akc", "Did you mean `/rondo ack`?"),
        ("escallate @dora", "Did you mean `/rondo escalate`?"),
        ("acknowledge", "Did you mean `/rondo ack`?"),  # another bot's word
        ("close it", "Did you mean `/rondo resolve`?"),
        ("on-call", "Did you mean `/rondo oncall`?"),
        ("xyzzy", "`/rondo help` shows what there is."),
        ("ack INC7", "Did you mean INC-7?"),
        ("ack #7", "Did you mean INC-7?"),
        ("INC-99999999999999999999", "they look like INC-7"),
        ("<!channel>", "“&lt;!channel&gt;”"),  # what they typed is shown, and calls nobody
        ("INC-²", "they look like INC-7"),
    ],
)
def test_a_typo_is_told_what_it_could_have_been(text: str, hint: str) -> None:
    heard = hear("/rondo", text)
    assert isinstance(heard, Unheard)
    assert hint in heard.text


@pytest.mark.parametrize(
    ("command", "form"), [("/rondo", "`/rondo why`"), ("/pager", "`/pager why`"), ("/ack", "`/rondo why`")]
)
def test_texts_name_the_form_that_works_here(command: str, form: str) -> None:
    heard = hear(command, "")
    assert isinstance(heard, Spoken)
    assert heard.form(Verb.WHY) == form
