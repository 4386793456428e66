"""How every message looks: pure functions from an incident and its surroundings to text and blocks.

scene.py    what a face is drawn from        card.py      the card
face.py     text, blocks, digest             page.py      pages: asking; settled.py: answered
lines.py    lines in the channel             channel.py   announcement, topic        brief.py  the brief to security
asks.py     questions, reminders, answers    render.py    which face an effect has
"""
