# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where it happens: a white street, a wall, the ground from above, the park by the river."""

from dataclasses import dataclass

from concejo.config.olivar.canvas import Canvas, Colour, mix

COBALT: Colour = (28, 63, 160)
TILE: Colour = (190, 92, 52)
GREEN: Colour = (44, 110, 78)
LIME: Colour = (250, 247, 240)
INK: Colour = (24, 24, 34)
STONE_FRAME: Colour = (214, 206, 192)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The light of the day."""

    top: Colour
    bottom: Colour
    light: Colour = (255, 255, 255)
    windows: Colour | None = None


MORNING = Hour(top=(122, 178, 226), bottom=(236, 240, 240))
NOON = Hour(top=(78, 146, 214), bottom=(206, 228, 244))
EVENING = Hour(top=(92, 84, 140), bottom=(250, 178, 120), light=(244, 206, 190), windows=(255, 214, 130))
GREY = Hour(top=(150, 160, 172), bottom=(214, 218, 220), light=(226, 230, 236))
TORCH = Hour(top=(16, 24, 52), bottom=(40, 46, 84), light=(150, 146, 150))
NIGHT = Hour(top=(10, 18, 44), bottom=(30, 34, 74), light=(74, 88, 140), windows=(214, 170, 96))


def sheet(seed: str, hour: Hour) -> Canvas:
    """A sky."""
    return Canvas(seed, top=hour.top, bottom=hour.bottom, light=hour.light)


def street(
    seed: str, hour: Hour, *, door: Colour = COBALT, shutter: Colour = GREEN, floor: Colour = (206, 196, 182)
) -> Canvas:
    """Two rows of white houses that meet where the olive hills begin."""
    one = sheet(seed, hour)
    if hour is NIGHT:
        for _ in range(26):
            one.oval((one.dice.uniform(0, 1200), one.dice.uniform(0, 300)), 1.4, 1.4, (226, 226, 240), raw=True)
    one.poly([(380, 520), (520, 420), (640, 455), (800, 400), (900, 520)], (128, 148, 120))
    bend = one.dice.uniform(-40, 40)
    left, right = 490 + bend, 780 + bend
    one.poly([(0, 900), (left, 745), (right, 745), (1200, 900)], floor)
    one.speckle(760, 900, mix(floor, (90, 80, 70), 0.35), 420)
    one.poly([(0, 150), (left, 400), (left, 745), (0, 890)], LIME)
    one.poly([(1200, 90), (right, 395), (right, 745), (1200, 890)], mix(LIME, (190, 200, 222), 0.5))
    one.poly([(0, 830), (left, 728), (left, 745), (0, 890)], (168, 186, 214))
    one.poly([(1200, 830), (right, 728), (right, 745), (1200, 890)], (150, 168, 200))
    one.poly([(0, 105), (left + 14, 372), (left, 402), (0, 152)], TILE)
    one.poly([(1200, 40), (right - 16, 368), (right, 398), (1200, 94)], mix(TILE, (90, 40, 20), 0.2))
    _openings(one, hour, door=door, shutter=shutter)
    return one


def _openings(one: Canvas, hour: Hour, *, door: Colour, shutter: Colour) -> None:
    one.poly([(96, 395), (222, 435), (222, 823), (96, 858)], door)
    one.poly([(112, 420), (206, 448), (206, 600), (112, 600)], mix(door, (255, 255, 255), 0.12))
    glass = hour.windows or (96, 112, 146)
    one.poly([(300, 400), (386, 428), (386, 570), (300, 562)], glass, raw=hour.windows is not None)
    one.line([(343, 414), (343, 566)], LIME, 6)
    one.line([(300, 480), (386, 498)], LIME, 6)
    one.poly([(960, 300), (1062, 258), (1062, 540), (960, 534)], shutter)
    for step in range(6):
        one.line([(966, 330 + step * 34), (1056, 296 + step * 40)], mix(shutter, INK, 0.25), 4)
    one.rect(946, 536, 1078, 552, TILE)
    for x in range(962, 1070, 26):
        one.oval((x, 524), 20, 20, (58, 128, 70))
        one.oval(
            (x + one.dice.uniform(-8, 8), 514), 7, 7, one.dice.choice([(206, 58, 70), (232, 120, 150), (240, 190, 60)])
        )


def wall(
    seed: str, hour: Hour, *, colour: Colour = LIME, band: Colour = COBALT, floor: Colour = (186, 178, 168)
) -> Canvas:
    """A house front straight ahead, with a painted band below."""
    one = sheet(seed, hour)
    one.rect(0, 90, 1200, 640, colour)
    one.speckle(110, 560, mix(colour, (150, 150, 150), 0.18), 260)
    one.rect(0, 548, 1200, 650, band)
    for x in range(0, 1220, 60):
        one.rect(x, 66, x + 52, 100, mix(TILE, (230, 150, 100), one.dice.uniform(0, 0.3)), round_by=14)
    _front(one, hour, band)
    one.rect(0, 640, 1200, 900, floor)
    one.rect(0, 640, 1200, 672, mix(floor, (255, 255, 255), 0.35))
    one.speckle(690, 900, mix(floor, (60, 60, 60), 0.3), 620)
    return one


def _front(one: Canvas, hour: Hour, band: Colour) -> None:
    """A barred window and a door, somewhere in the wall."""
    x = one.dice.choice([60, 110, 940, 990])
    one.rect(x - 16, 214, x + 146, 470, mix(band, LIME, 0.75), round_by=4)
    one.rect(x, 230, x + 130, 454, INK if hour.windows is None else (214, 176, 104))
    for bar in range(1, 6):
        one.line([(x + bar * 22, 224), (x + bar * 22, 460)], (50, 52, 60), 5)
    one.rect(x - 26, 454, x + 156, 474, TILE)
    for pot in (10, 60, 110):
        one.oval((x + pot, 440), 22, 18, (66, 128, 74))
        one.oval((x + pot, 428), 8, 8, (216, 66, 84))
    door = 1010 if x < 600 else 60
    one.rect(door - 14, 258, door + 144, 650, STONE_FRAME)
    one.rect(door, 274, door + 130, 650, mix(band, INK, 0.15))
    one.rect(door + 18, 300, door + 112, 430, mix(band, LIME, 0.14))
    one.rect(door + 18, 456, door + 112, 620, mix(band, LIME, 0.08))
    one.oval((door + 112, 470), 7, 7, (214, 176, 90))


def ground(seed: str, hour: Hour, *, colour: Colour = (96, 98, 104)) -> Canvas:
    """The road as one sees it looking down, with the kerb above."""
    one = Canvas(seed, top=mix(colour, (255, 255, 255), 0.12), bottom=mix(colour, (0, 0, 0), 0.1), light=hour.light)
    one.speckle(170, 900, mix(colour, (255, 255, 255), 0.22), 1500)
    one.speckle(170, 900, mix(colour, (0, 0, 0), 0.35), 1100)
    one.poly([(0, 0), (1200, 0), (1200, 96), (0, 150)], (206, 202, 194))
    for x in range(-40, 1220, 190):
        one.line([(x, 0), (x + 26, 140)], (172, 168, 160), 4)
    one.poly([(0, 150), (1200, 96), (1200, 138), (0, 196)], (160, 158, 154))
    return one


def park(seed: str, hour: Hour, *, path: Colour = (222, 200, 162), water: bool = True) -> Canvas:
    """The walk by the river."""
    one = sheet(seed, hour)
    one.poly([(0, 470), (260, 400), (520, 440), (860, 380), (1200, 450), (1200, 640), (0, 640)], (120, 150, 112))
    for _ in range(46):
        x = one.dice.uniform(0, 1200)
        one.oval((x, one.dice.uniform(440, 520)), 18, 14, mix((86, 122, 84), (150, 172, 130), one.dice.random()))
    if water:
        one.poly([(0, 560), (1200, 520), (1200, 590), (0, 640)], (112, 156, 186))
        for _ in range(18):
            x, y = one.dice.uniform(0, 1200), one.dice.uniform(556, 606)
            one.line([(x, y), (x + 46, y - 2)], (186, 212, 226), 3)
    one.poly([(0, 630), (1200, 582), (1200, 900), (0, 900)], (132, 166, 96))
    one.speckle(640, 900, (96, 136, 70), 900)
    one.poly([(180, 900), (520, 690), (760, 680), (1120, 900)], path)
    one.speckle(720, 900, mix(path, (120, 96, 60), 0.4), 260)
    return one
