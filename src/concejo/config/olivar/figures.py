# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canela, a cat on a mattress, a motorbike: what does not belong to the street."""

from concejo.config.olivar.backdrops import INK, LIME
from concejo.config.olivar.canvas import Canvas, Colour, mix
from concejo.config.olivar.things import IRON


def dog(one: Canvas, x: float, y: float, *, coat: Colour = (138, 92, 56), wet: bool = False) -> None:
    """Canela sits and looks at whoever has cheese."""
    dark = mix(coat, INK, 0.35)
    one.shadow((x, y + 172), 190, 22)
    one.arc((x + 150, y + 90), 110, 90, (300, 60), dark, 30)
    one.oval((x + 40, y + 70), 150, 116, coat)
    one.oval((x - 20, y - 10), 96, 128, coat)
    for step in (-70, 10):
        one.line([(x + step, y + 30), (x + step - 4, y + 156)], mix(coat, LIME, 0.08), 44)
        one.oval((x + step - 8, y + 164), 34, 18, mix(coat, LIME, 0.3))
    one.oval((x - 50, y - 150), 100, 90, coat)
    one.oval((x - 88, y - 122), 62, 46, mix(coat, LIME, 0.32))
    one.poly([(x + 6, y - 222), (x + 84, y - 160), (x + 40, y - 70), (x + 4, y - 120)], dark)
    one.poly([(x - 118, y - 214), (x - 168, y - 150), (x - 130, y - 108), (x - 96, y - 170)], dark)
    one.oval((x - 126, y - 136), 20, 15, INK)
    one.arc((x - 104, y - 122), 30, 24, (20, 120), INK, 6)
    for side in (-86, -26):
        one.oval((x + side, y - 168), 13, 14, INK)
        one.oval((x + side + 4, y - 173), 4, 4, LIME)
    one.line([(x - 100, y - 66), (x - 40, y - 48), (x + 36, y - 66)], (200, 40, 44), 24)
    one.oval((x - 48, y - 34), 15, 17, (232, 190, 70))
    if wet:
        for _ in range(30):
            at = (x + one.dice.uniform(-190, 230), y + one.dice.uniform(-250, 150))
            one.line([at, (at[0] + 4, at[1] + 20)], (170, 206, 232), 5)


def mattress(one: Canvas) -> None:
    """Leaning, with a cat on top and a fridge beside it."""
    one.shadow((520, 826), 330, 22)
    one.poly([(250, 360), (690, 300), (730, 800), (290, 830)], (222, 214, 200))
    for step in range(5):
        one.line([(262 + step * 92, 374 - step * 11), (300 + step * 92, 812 - step * 6)], (150, 168, 200), 12)
    one.rect(780, 330, 1000, 826, (232, 234, 236), round_by=16)
    one.line([(784, 500), (996, 500)], (160, 164, 170), 6)
    one.line([(806, 530), (806, 640)], (120, 124, 130), 10)
    one.oval((470, 286), 76, 46, (60, 56, 60))
    one.oval((398, 256), 40, 36, (60, 56, 60))
    one.poly([(368, 240), (374, 198), (398, 226)], (60, 56, 60))
    one.poly([(404, 226), (424, 198), (430, 244)], (60, 56, 60))
    one.oval((386, 252), 6, 8, (226, 204, 90))
    one.oval((410, 252), 6, 8, (226, 204, 90))


def motorbike(one: Canvas, x: float, colour: Colour) -> None:
    """Parked where people walk."""
    one.shadow((x, 822), 220, 18)
    for side in (-150, 150):
        one.oval((x + side, 750), 76, 76, INK)
        one.oval((x + side, 750), 42, 42, (170, 172, 178))
    one.poly([(x - 160, 700), (x - 40, 610), (x + 110, 600), (x + 170, 690), (x + 40, 760), (x - 60, 760)], colour)
    one.rect(x - 20, 566, x + 170, 606, INK, round_by=18)
    one.line([(x - 150, 740), (x - 110, 540), (x - 60, 520)], IRON, 16)
    one.oval((x - 122, 590), 30, 30, (240, 232, 190))
