# SPDX-License-Identifier: AGPL-3.0-or-later
"""The photos of the month, painted on the spot: nobody's picture is taken, and no file comes from elsewhere."""

from collections.abc import Callable

from concejo.config.olivar import things as put
from concejo.config.olivar.backdrops import (
    COBALT,
    EVENING,
    GREEN,
    GREY,
    LIME,
    MORNING,
    NIGHT,
    NOON,
    TILE,
    TORCH,
    ground,
    park,
    street,
    wall,
)
from concejo.config.olivar.canvas import Canvas, mix

OCHRE = (226, 186, 110)
ROSE = (232, 190, 172)


def draw(name: str) -> bytes:
    """A picture by its name, 1200 by 900, as JPEG; the same one every time."""
    return _SCENES[name]().jpeg()


def _with(one: Canvas, *acts: Callable[[Canvas], None]) -> Canvas:
    for act in acts:
        act(one)
    return one


def _lamp(x: float, *, lit: bool, size: float = 1.0, top: float = 240) -> Callable[[Canvas], None]:
    return lambda one: put.lamp(one, x, lit=lit, size=size, top=top)


def _container(x: float, colour: tuple[int, int, int], *, full: bool) -> Callable[[Canvas], None]:
    return lambda one: put.container(one, x, colour=colour, full=full)


def _leak(one: Canvas) -> None:
    """A dug-up pavement, the pipe and its new clamp."""
    one.poly([(220, 380), (980, 340), (1040, 760), (180, 800)], (118, 88, 64))
    one.speckle(400, 780, (86, 62, 44), 500)
    one.line([(200, 610), (1020, 560)], (70, 108, 156), 92)
    one.line([(200, 590), (1020, 540)], (128, 164, 204), 16)
    for x in (540, 680):
        one.line([(x, 640), (x + 2, 520)], (196, 198, 204), 26)
    one.rect(530, 516, 706, 648, (176, 180, 188), round_by=12)
    one.oval((617, 582), 22, 22, (110, 114, 122))


def _graffiti(one: Canvas) -> None:
    """Three metres of green scrawl on fresh lime."""
    green = (60, 170, 90)
    one.line([(180, 430), (260, 260), (330, 440), (400, 250), (470, 430)], green, 26)
    one.line([(540, 260), (520, 420), (640, 440), (660, 300), (560, 270)], green, 26)
    one.line([(740, 440), (720, 250), (850, 260), (800, 340), (900, 450)], green, 26)
    one.line([(150, 500), (560, 470), (1010, 498)], green, 14)
    for x in (268, 520, 730, 880):
        one.line([(x, 450), (x + 2, 450 + one.dice.uniform(40, 90))], green, 8)


def _ramp(one: Canvas) -> None:
    """Fresh cement down to the ground."""
    one.poly([(160, 820), (1060, 820), (820, 560), (420, 560)], (204, 200, 192))
    one.poly([(160, 820), (1060, 820), (1010, 766), (212, 766)], (168, 166, 162))
    for step in range(6):
        y = 590 + step * 30
        one.line([(400 - step * 27, y), (840 + step * 28, y)], (188, 184, 176), 4)
    for left in (400, 850):
        one.line([(left, 620), (left, 420)], COBALT, 16)
    one.line([(400, 424), (850, 424)], COBALT, 16)


def _fiesta(one: Canvas) -> None:
    """Paper flags and lights over the square, tables below."""
    put.garland(one, 130, colours=((255, 214, 120), (240, 120, 90), (120, 190, 240), (160, 220, 140)))
    for x in (250, 600, 950):
        one.shadow((x, 840), 130, 14)
        one.poly([(x - 130, 720), (x + 130, 720), (x + 150, 760), (x - 150, 760)], LIME)
        one.line([(x - 100, 760), (x - 100, 836)], (120, 84, 52), 12)
        one.line([(x + 100, 760), (x + 100, 836)], (120, 84, 52), 12)
        for jar in (-70, 0, 70):
            one.rect(x + jar - 14, 672, x + jar + 14, 724, (110, 132, 40), round_by=6)


def _garden(one: Canvas) -> None:
    """Roses, and a sprinkler that rests."""
    for _ in range(120):
        at = (one.dice.uniform(60, 1140), one.dice.uniform(660, 860))
        one.oval(at, 26, 18, mix((66, 116, 60), (120, 160, 80), one.dice.random()))
    for _ in range(46):
        at = (one.dice.uniform(80, 1120), one.dice.uniform(650, 850))
        one.oval(at, 13, 12, one.dice.choice([(206, 56, 74), (240, 150, 170), (250, 226, 180)]))
    one.line([(600, 840), (600, 720)], (60, 60, 66), 16)
    one.line([(560, 716), (640, 716)], (60, 60, 66), 18)


def _scattered(one: Canvas) -> None:
    put.bags(one, 770)


_SCENES: dict[str, Callable[[], Canvas]] = {
    "lamp-out": lambda: _with(street("a", NIGHT), _lamp(590, lit=False)),
    "lamp-day": lambda: _with(street("a", NOON), _lamp(590, lit=True)),
    "lamp-fixed": lambda: _with(street("b", EVENING, door=TILE, shutter=COBALT), _lamp(640, lit=True, size=1.15, top=190)),
    "street-dark": lambda: _with(street("c", NIGHT, door=GREEN), _lamp(520, lit=False, size=0.8, top=360)),
    "lamp-evening": lambda: _with(wall("d", EVENING, colour=OCHRE, band=TILE), _lamp(420, lit=False, size=1.1)),
    "lamp-school": lambda: _with(wall("d", NIGHT, colour=OCHRE, band=TILE), _lamp(420, lit=True, size=1.1)),
    "garland": lambda: _with(street("e", EVENING, door=GREEN, shutter=TILE), lambda one: put.garland(one, 120, colours=((255, 236, 170), (255, 255, 246)))),
    "fiesta": lambda: _with(wall("f", NIGHT, colour=LIME, band=GREEN), _fiesta),
    "pothole": lambda: _with(ground("g", GREY), put.pothole),
    "pothole-filled": lambda: _with(ground("g", NOON), lambda one: put.pothole(one, filled=True), lambda one: put.cone(one, 1040, 330)),
    "tiles": lambda: _with(ground("h", MORNING), put.tiles),
    "leak": lambda: _with(ground("i", GREY, colour=(150, 140, 128)), _leak),
    "container-full": lambda: _with(wall("j", MORNING), _container(470, GREEN, full=True), _scattered),
    "container-tidy": lambda: _with(wall("j", NOON), _container(470, GREEN, full=False)),
    "container-plaza": lambda: _with(wall("k", GREY, colour=ROSE, band=TILE), _container(600, (60, 132, 92), full=True)),
    "container-clean": lambda: _with(wall("k", NOON, colour=ROSE, band=TILE), _container(600, (60, 132, 92), full=False)),
    "mattress": lambda: _with(wall("l", GREY, colour=(236, 230, 218), band=(150, 146, 138)), put.mattress),
    "wall-clean": lambda: wall("l", NOON, colour=(236, 230, 218), band=(150, 146, 138)),
    "graffiti": lambda: _with(wall("m", MORNING, band=(120, 160, 200)), _graffiti),
    "bollard": lambda: _with(wall("n", NOON, colour=LIME, band=(196, 120, 84), floor=(204, 194, 180)), put.bollard),
    "moto": lambda: _with(wall("o", EVENING, colour=LIME, band=COBALT), lambda one: put.motorbike(one, 380, (190, 50, 46)), lambda one: put.motorbike(one, 860, (50, 110, 150))),
    "bench-broken": lambda: _with(park("p", MORNING), lambda one: put.bench(one, broken=True)),
    "bench-old": lambda: _with(wall("q", NOON, colour=LIME, band=TILE, floor=(214, 198, 176)), lambda one: put.bench(one, colour=(96, 104, 112))),
    "bench-new": lambda: _with(wall("q", EVENING, colour=LIME, band=TILE, floor=(214, 198, 176)), lambda one: put.bench(one, colour=(60, 110, 86))),
    "branch": lambda: _with(park("r", GREY, water=False), lambda one: put.tree(one, 430), put.branch),
    "tree-cut": lambda: _with(park("r", NOON, water=False), lambda one: put.tree(one, 430, size=0.92), lambda one: put.tree(one, 930, size=0.6)),
    "garden": lambda: _with(park("s", NOON, water=False), _garden),
    "swing": lambda: _with(park("t", EVENING), put.swing),
    "dog": lambda: _with(park("u", NOON, water=False), lambda one: put.dog(one, 610, 600)),
    "dog-found": lambda: _with(park("v", TORCH), lambda one: one.glow((600, 560), 420, share=0.4), lambda one: put.dog(one, 560, 600, wet=True)),
    "fountain-dry": lambda: _with(wall("w", MORNING, band=COBALT), lambda one: put.fountain(one, running=False)),
    "fountain": lambda: _with(wall("w", NOON, band=COBALT), lambda one: put.fountain(one, running=True)),
    "tap": lambda: _with(ground("x", MORNING), lambda one: put.tap(one, dripping=True)),
    "tap-fixed": lambda: _with(ground("x", NOON), lambda one: put.tap(one, dripping=False)),
    "mirror": lambda: _with(park("y", MORNING, water=False), put.mirror),
    "ramp": lambda: _with(wall("z", NOON, colour=OCHRE, band=COBALT), _ramp),
}

ALTS: dict[str, str] = {
    "lamp-out": "La calle Alfareros de noche, con la farola apagada",
    "lamp-day": "La farola de la calle Alfareros, encendida a pleno día en la prueba",
    "lamp-fixed": "La farola de la calle Real encendida al atardecer",
    "street-dark": "La cuesta del Molino sin luz",
    "lamp-evening": "La farola de la esquina del colegio, apagada al anochecer",
    "lamp-school": "La misma farola del colegio, encendida",
    "garland": "Guirnaldas de luces sobre la calle Real",
    "fiesta": "Guirnaldas de colores y mesas con botellas de aceite en la plaza",
    "pothole": "Bache hondo con agua en la calzada",
    "pothole-filled": "El bache relleno de asfalto, con un cono",
    "tiles": "Cuatro baldosas nuevas en la acera",
    "leak": "Zanja abierta con la tubería y una abrazadera nueva",
    "container-full": "Contenedor verde rebosando, con bolsas en el suelo",
    "container-tidy": "El contenedor cerrado y la acera barrida",
    "container-plaza": "Contenedor de vidrio lleno hasta arriba en la plaza",
    "container-clean": "El contenedor vacío y el suelo barrido",
    "mattress": "Colchón y nevera contra la tapia, con un gato encima",
    "wall-clean": "La tapia de la calle Olivares, limpia",
    "graffiti": "Garabato verde en la pared encalada del mercado",
    "bollard": "Bolardo tumbado en la acera de la plaza",
    "moto": "Dos motos aparcadas en la acera al anochecer",
    "bench-broken": "Banco del paseo del río sin una tabla del respaldo",
    "bench-old": "Banco de la plaza antes de arreglarlo",
    "bench-new": "El banco de la plaza, atornillado y pintado",
    "branch": "Rama partida que cuelga de una morera",
    "tree-cut": "Moreras podadas sobre la acera libre",
    "garden": "Rosales de la rotonda con el riego parado",
    "swing": "Columpio con una cadena atada en alto",
    "dog": "Canela, perra parda con collar rojo, sentada en la hierba",
    "dog-found": "Canela, mojada, de noche a la luz de una linterna",
    "fountain-dry": "La fuente de los Caños sin agua, con hojas secas en la pila",
    "fountain": "La fuente de los Caños con los tres caños corriendo",
    "tap": "Grifo de latón que echa agua sin parar",
    "tap-fixed": "El grifo arreglado, sin gotear",
    "mirror": "Espejo redondo nuevo en la curva del camino",
    "ramp": "Rampa de cemento con barandilla azul",
}
