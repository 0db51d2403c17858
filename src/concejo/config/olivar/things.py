# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands there: lamps, containers, benches, a dog, a fountain, each in good order or not."""

from math import cos, pi, sin

from concejo.config.olivar.backdrops import COBALT, GREEN, INK, LIME, TILE
from concejo.config.olivar.canvas import Canvas, Colour, mix

WOOD: Colour = (158, 104, 62)
IRON: Colour = (46, 48, 56)
STONE: Colour = (196, 190, 178)


def lamp(one: Canvas, x: float, *, top: float = 240, foot: float = 830, lit: bool = False, size: float = 1.0) -> None:
    """The town's lantern on its bent pole."""
    one.shadow((x, foot), 70 * size, 14)
    one.poly(
        [(x - 30 * size, foot), (x - 18 * size, foot - 48), (x + 18 * size, foot - 48), (x + 30 * size, foot)], INK
    )
    one.line([(x, foot - 30), (x, top + 60 * size)], INK, 14 * size)
    one.arc((x + 60 * size, top + 60 * size), 66 * size, 66 * size, (180, 275), INK, 14 * size)
    middle = x + 108 * size
    if lit:
        one.glow((middle, top + 60 * size), 300 * size)
    glass = (255, 244, 200) if lit else (74, 84, 116)
    one.poly(
        [
            (middle - 44 * size, top + 14),
            (middle + 44 * size, top + 14),
            (middle + 28 * size, top + 104 * size),
            (middle - 28 * size, top + 104 * size),
        ],
        glass,
        raw=lit,
    )
    one.line([(middle, top + 16), (middle, top + 102 * size)], INK, 5)
    one.line([(middle - 44 * size, top + 14), (middle - 28 * size, top + 104 * size)], INK, 5)
    one.line([(middle + 44 * size, top + 14), (middle + 28 * size, top + 104 * size)], INK, 5)
    one.poly(
        [
            (middle - 54 * size, top + 16),
            (middle - 30 * size, top - 16),
            (middle + 30 * size, top - 16),
            (middle + 54 * size, top + 16),
        ],
        INK,
    )
    one.rect(middle - 30 * size, top + 100 * size, middle + 30 * size, top + 116 * size, INK)


def pothole(one: Canvas, *, filled: bool = False) -> None:
    """A hole with its rim, or the patch where it was."""

    def rim(wide: float, high: float, rough: float) -> list[tuple[float, float]]:
        turns = [(cos(a / 22 * pi), sin(a / 22 * pi)) for a in range(44)]
        dice = one.dice.uniform
        return [(600 + x * wide * dice(1 - rough, 1), 540 + y * high * dice(1 - rough, 1)) for x, y in turns]

    if filled:
        one.poly([(262, 390), (930, 362), (968, 716), (230, 742)], (58, 58, 64))
        one.speckle(392, 720, (84, 84, 92), 500)
        one.line([(262, 390), (930, 362), (968, 716), (230, 742), (262, 390)], (40, 40, 46), 8)
        return
    one.poly(rim(372, 214, 0.12), (132, 130, 128))
    one.poly(rim(330, 180, 0.14), (70, 62, 58))
    one.poly(rim(280, 138, 0.16), (48, 42, 40))
    one.oval((575, 566), 190, 62, (92, 110, 126))
    one.oval((540, 552), 84, 16, (148, 168, 184))
    for _ in range(46):
        x, y = one.dice.uniform(190, 1010), one.dice.uniform(330, 780)
        one.oval((x, y), one.dice.uniform(4, 15), one.dice.uniform(3, 10), (120, 116, 112))


def cone(one: Canvas, x: float, y: float) -> None:
    """Red and white."""
    one.shadow((x, y), 60, 12)
    one.poly([(x - 60, y), (x - 46, y - 16), (x + 46, y - 16), (x + 60, y)], (214, 84, 40))
    one.poly([(x - 40, y - 14), (x - 10, y - 150), (x + 10, y - 150), (x + 40, y - 14)], (230, 96, 46))
    one.poly([(x - 31, y - 54), (x - 23, y - 92), (x + 23, y - 92), (x + 31, y - 54)], LIME)


def container(one: Canvas, x: float, *, colour: Colour = GREEN, full: bool = False) -> None:
    """A bin on wheels, with what did not fit."""
    one.shadow((x, 836), 250, 26)
    if full:
        for _ in range(15):
            side = one.dice.uniform(-190, 190)
            shade = one.dice.choice([(52, 56, 66), (40, 44, 52), (226, 224, 216), (190, 176, 120), (98, 132, 172)])
            one.oval((x + side, 452 - one.dice.uniform(0, 92) + abs(side) / 6), 66, 50, shade)
    one.poly([(x - 220, 470), (x + 220, 470), (x + 184, 810), (x - 184, 810)], colour)
    for step in (-110, 0, 110):
        one.line([(x + step, 500), (x + step * 0.86, 790)], mix(colour, INK, 0.3), 8)
    one.rect(x - 236, 446, x + 236, 486, mix(colour, INK, 0.25), round_by=12)
    if not full:
        one.poly([(x - 236, 448), (x - 206, 396), (x + 206, 396), (x + 236, 448)], mix(colour, (255, 255, 255), 0.12))
    one.rect(x - 76, 590, x + 76, 690, LIME, round_by=10)
    one.arc((x, 640), 34, 34, (20, 320), GREEN, 10)
    for side in (-150, 150):
        one.oval((x + side, 822), 28, 28, INK)
        one.oval((x + side, 822), 11, 11, (150, 150, 156))


def bags(one: Canvas, x: float, many: int = 5) -> None:
    """Beside the container."""
    for number in range(many):
        at = x + number * 66 + one.dice.uniform(-16, 16)
        shade = one.dice.choice([(48, 52, 62), (60, 66, 78), (214, 210, 200)])
        one.shadow((at, 836), 52, 10)
        one.oval((at, 790), 54, 48, shade)
        one.poly([(at - 14, 750), (at, 722), (at + 14, 750)], shade)


def bench(one: Canvas, *, broken: bool = False, colour: Colour = WOOD) -> None:
    """Boards on iron; one may be missing."""
    one.shadow((600, 836), 360, 24)
    for x in (290, 910):
        one.line([(x, 830), (x, 520)], IRON, 20)
        one.line([(x, 690), (x - 44 if x > 600 else x + 44, 830)], IRON, 16)
    for number, y in enumerate((520, 570, 620)):
        if broken and number == 1:
            one.poly([(250, y), (430, y + 4), (402, y + 36), (250, y + 36)], mix(colour, INK, 0.1))
            one.poly([(842, y + 34), (870, y - 6), (950, y), (950, y + 36)], mix(colour, INK, 0.1))
            continue
        one.rect(250, y, 950, y + 36, mix(colour, LIME, number * 0.05), round_by=8)
    for number, y in enumerate((684, 708)):
        one.rect(236, y, 964, y + 26, mix(colour, INK, number * 0.16), round_by=8)
    if broken:
        one.poly([(430, 856), (700, 820), (706, 844), (440, 880)], mix(colour, INK, 0.12))


def tree(one: Canvas, x: float, *, size: float = 1.0, leaves: Colour = (76, 124, 66)) -> None:
    """A mulberry."""
    one.shadow((x, 800), 150 * size, 18)
    one.poly([(x - 30 * size, 800), (x - 18 * size, 420), (x + 18 * size, 420), (x + 34 * size, 800)], (98, 76, 58))
    for _ in range(52):
        angle, far = one.dice.uniform(0, 2 * pi), one.dice.uniform(0, 1)
        at = (x + cos(angle) * 190 * size * far, 330 + sin(angle) * 140 * size * far)
        one.oval(at, 62 * size, 48 * size, mix(leaves, (186, 206, 110), one.dice.uniform(0, 0.35)))


def branch(one: Canvas) -> None:
    """It hangs by a strip of bark."""
    one.line([(520, 330), (640, 430), (700, 560), (730, 690)], (110, 84, 60), 26)
    one.poly([(486, 300), (556, 330), (530, 372), (470, 340)], (226, 196, 150))
    for _ in range(26):
        at = (one.dice.uniform(620, 830), one.dice.uniform(560, 790))
        one.oval(at, 42, 30, mix((92, 140, 70), (150, 160, 80), one.dice.random()))


def fountain(one: Canvas, *, running: bool) -> None:
    """Three pipes over a stone basin."""
    one.rect(330, 250, 870, 640, STONE, round_by=18)
    one.oval((600, 262), 190, 74, mix(STONE, LIME, 0.25))
    one.rect(420, 320, 780, 420, COBALT, round_by=8)
    for x in range(440, 780, 40):
        one.oval((x, 370), 13, 13, LIME)
    one.poly([(230, 620), (970, 620), (920, 800), (280, 800)], mix(STONE, INK, 0.08))
    one.oval((600, 622), 370, 48, mix(STONE, LIME, 0.3))
    one.oval((600, 626), 338, 36, (96, 146, 178) if running else (150, 138, 118))
    for x in (460, 600, 740):
        one.line([(x, 470), (x, 500)], (140, 110, 70), 26)
        if running:
            one.line([(x, 512), (x + 3, 620)], (190, 222, 240), 12)
    if not running:
        for _ in range(16):
            left, top = one.dice.uniform(300, 880), one.dice.uniform(606, 644)
            one.poly([(left, top), (left + 26, top - 8), (left + 34, top + 6)], (176, 120, 56))


def garland(one: Canvas, y: float, *, colours: tuple[Colour, ...]) -> None:
    """Lights from house to house."""
    for row in range(3):
        points = [(x, y + row * 110 + 46 * sin(x / 1200 * pi)) for x in range(0, 1201, 30)]
        one.line(points, INK, 4)
        for number, (x, height) in enumerate(points):
            one.glow((x, height + 10), 34, colours[number % len(colours)], 0.8)
            one.oval((x, height + 10), 8, 10, colours[number % len(colours)], raw=True)


def tiles(one: Canvas, *, colour: Colour = (186, 120, 84)) -> None:
    """A pavement that lies flat."""
    for row in range(6):
        for column in range(-1, 9):
            x, y = column * 150 + (row % 2) * 75, 210 + row * 118
            one.rect(x, y, x + 142, y + 110, mix(colour, LIME, one.dice.uniform(0.05, 0.3)), round_by=6)
    one.rect(450, 446, 742, 674, mix(colour, (240, 200, 170), 0.5), round_by=4)
    one.line([(596, 446), (596, 674)], (150, 96, 70), 6)
    one.line([(450, 560), (742, 560)], (150, 96, 70), 6)


def bollard(one: Canvas) -> None:
    """Knocked over, beside the hole it stood in."""
    one.oval((380, 780), 70, 24, (60, 54, 50))
    one.shadow((700, 830), 270, 20)
    one.line([(480, 790), (900, 812)], (52, 56, 64), 74)
    one.line([(560, 794), (600, 796)], (214, 72, 50), 74)
    one.oval((930, 814), 50, 50, (70, 76, 86))


def swing(one: Canvas) -> None:
    """One chain is tied up high."""
    one.shadow((600, 840), 400, 18)
    for left, right in ((220, 330), (980, 870)):
        one.line([(left, 840), (right, 250)], COBALT, 26)
    one.line([(320, 256), (880, 256)], COBALT, 26)
    for x in (420, 520):
        one.line([(x, 262), (x, 660)], IRON, 7)
    one.rect(396, 654, 544, 680, TILE, round_by=8)
    one.line([(690, 262), (690, 430), (730, 380), (700, 330)], IRON, 7)
    one.line([(790, 262), (770, 470)], IRON, 7)
    one.poly([(660, 420), (790, 480), (784, 506), (654, 446)], TILE)


def tap(one: Canvas, *, dripping: bool) -> None:
    """A brass tap on tiles."""
    for row in range(5):
        for column in range(10):
            shade = COBALT if (row + column) % 3 == 0 else LIME
            one.rect(
                column * 122 + 4,
                row * 122 + 4,
                column * 122 + 118,
                row * 122 + 118,
                mix(shade, STONE, 0.12),
                round_by=5,
            )
    brass = (196, 156, 74)
    one.line([(600, 250), (600, 330), (600, 330), (720, 350), (740, 420)], brass, 54)
    one.line([(540, 236), (660, 236)], mix(brass, LIME, 0.2), 30)
    one.oval((600, 300), 52, 52, mix(brass, INK, 0.1))
    one.poly([(300, 720), (1000, 720), (960, 900), (340, 900)], STONE)
    one.oval((650, 724), 340, 40, (126, 162, 184))
    if dripping:
        one.line([(744, 440), (748, 715)], (196, 224, 240), 16)
        one.oval((748, 724), 70, 14, (214, 234, 244))


def mirror(one: Canvas) -> None:
    """At the bend, and the road in it."""
    one.line([(640, 860), (640, 430)], (150, 154, 160), 22)
    one.oval((640, 330), 214, 214, (206, 66, 40))
    one.oval((640, 330), 184, 184, (156, 196, 226))
    one.poly([(470, 380), (800, 350), (790, 440), (700, 505), (560, 500), (490, 430)], (120, 124, 130))
    one.poly([(460, 372), (560, 320), (700, 340), (816, 322), (810, 362), (470, 396)], (112, 150, 96))
    one.arc((600, 280), 90, 60, (190, 270), (236, 246, 252), 12)
