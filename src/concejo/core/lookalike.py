# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that look alike to a reader are made alike: other alphabets, digits for letters, signs that are not seen.

After the idea of Unicode's skeletons (UTS 39), for what Latin letters are mistaken for; no full table.
"""

import unicodedata

from concejo.core.words import fold

_PAIRS = {
    "а": "a", "в": "b", "е": "e", "ё": "e", "з": "e", "і": "i", "ї": "i", "ј": "j", "к": "k", "м": "m", "н": "h",
    "о": "o", "р": "p", "с": "c", "ѕ": "s", "т": "t", "у": "y", "ү": "y", "х": "x", "һ": "h", "ԁ": "d", "ԛ": "q",
    "ԝ": "w", "ӏ": "l", "г": "r", "п": "n", "ո": "n", "ս": "u", "օ": "o", "հ": "h", "ց": "g", "α": "a", "β": "b",
    "γ": "y", "δ": "d", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p",
    "σ": "o", "ς": "c", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ɩ": "i",
    "ɪ": "i", "ʏ": "y", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ɢ": "g", "ʜ": "h", "ᴊ": "j", "ᴋ": "k",
    "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
    "ᴢ": "z", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ß": "b", "0": "o", "1": "l", "3": "e", "4": "a",
    "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "€": "e", "|": "l", "!": "l",
}  # fmt: skip
_SAME = str.maketrans({**_PAIRS, "i": "l"})


def skeleton(name: str) -> str:
    """What a name looks like, as small Latin letters and single spaces: `АIumbrad0` and `Alumbrado` are one."""
    seen = "".join(one for one in fold(name) if unicodedata.category(one) not in {"Cf", "Mn", "Me"})
    plain = fold(seen.translate(_SAME)).translate(_SAME)
    words = "".join(one if "a" <= one <= "z" else " " for one in plain).split()
    return " ".join(words).replace("rn", "m").replace("vv", "w")
