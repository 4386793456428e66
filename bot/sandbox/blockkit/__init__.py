"""What Slack refuses in blocks and views, usable on its own.

problems      the faults of a list of blocks on a surface
view_problems the faults of a modal or home view

check.py shapes and their fields · texts.py text, option, confirm · elements.py what can be pressed or filled in ·
blocks.py the blocks themselves and rules over all of them · views.py modals and homes
"""

from bot.sandbox.blockkit.blocks import problems
from bot.sandbox.blockkit.views import view_problems

__all__ = ["problems", "view_problems"]
