# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words by which mail programs announce a quote, a signature or a notice: es, fr, en, ca, gl, pt, a little de, it.

Patterns work on one line (or a few joined ones) of bounded length; none nests quantifiers.
"""

import re

MARKERS = {
    "es": "## Responda por encima de esta línea ##",
    "fr": "## Répondez au-dessus de cette ligne ##",
    "en": "## Please reply above this line ##",
}
"""The line that stands on top of every letter of ours; an answer is what stands above it."""

_MARKER_WORDS = "|".join(re.escape(line.strip("# ")).replace(r"\ ", r"\s+") for line in MARKERS.values())
MARKER = re.compile(rf"#{{1,6}}\s*(?:{_MARKER_WORDS})\s*#{{1,6}}", re.IGNORECASE)

WROTE = re.compile(
    r"(?:escribi[oóu]|va escriure|ha escrit|escreveu(?: no dia [^\n]{1,60})?"
    r"|missatge de [^\n]{1,200} del dia [^\n]{1,60}|a\s+[ée]crit"
    r"|wrote|writes|schrieb|ha\s+scritto|envi[oó]\s+lo\s+siguiente)\s?:[\s*_]*$",
    re.IGNORECASE,
)
"""The end of "El lun, 3 jun 2024 a las 10:15, Ayuntamiento (<a@b>) escribió:"."""

ON = re.compile(
    r"^[\s*_]*(?:El|En|Le|On|Dia|El dia|Em|No dia|O|A|Am|Il|Il giorno|Den|\d{1,4}[-/.]\d)[\s,\d]", re.IGNORECASE
)
"""How such an announcement begins."""

_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}[:.h]\d\d\b")
_MAILBOX = re.compile(r"<?(?:mailto:)?[^\s<>@]{1,80}@[^\s<>@]{1,120}>?")


def dated(line: str) -> bool:
    """It names a year, a day or an hour."""
    return _DATE.search(line) is not None


def has_mailbox(line: str) -> bool:
    """It names an address."""
    return _MAILBOX.search(line) is not None


_LABELS = {
    "from": r"De|De la part de|From|Von|Da|Remitente|Expéditeur|Remetente",
    "sent": r"Enviado(?: el| em)?|Enviat(?: el)?|Envoyé(?: le)?|Sent|Date|Fecha|Data|Gesendet|Inviato|Datum",
    "to": r"Para|Per a|À|A|To|An|Destinatario|Destinataire|Destinatário",
    "cc": r"CC|Cc|CCO|Cci|Bcc|C\.c\.",
    "subject": r"Asunto|Assumpte|Objet|Subject|Assunto|Betreff|Oggetto|Re",
    "other": r"Importancia|Importance|Prioridad|Reply-To|Responder a|Répondre à|Datos adjuntos|Attachments",
}
LABEL = re.compile(
    r"^[\s*_>]{0,6}(?:"
    + "|".join(f"(?P<{name}>{found})" for name, found in _LABELS.items())
    + r")[*_]*\s?:[*_]*(?:\s|$)",
    re.IGNORECASE,
)
"""One line of a block "De: / Enviado: / Para: / Asunto:"."""

ORIGINAL = re.compile(
    r"^[\s*_]*[-_–—]{2,}\s*(?:mensaje original|message d'origine|message original|original message|missatge original"
    r"|mensaxe orixinal|mensagem original|ursprüngliche nachricht|messaggio originale|correo original"
    r"|courriel original|respuesta original)\s*[-_–—]{2,}[\s*_]*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[\s*_>-]*(?:forwarded message|mensaje reenviado|message transféré|missatge reenviat|mensaxe reenviada"
    r"|mensagem encaminhada|begin forwarded message|inicio del mensaje reenviado"
    r"|début du message (?:réexpédié|transféré)|início da mensagem reencaminhada"
    r"|inici del missatge reenviat|fwd?)\s*(?:by .{0,80}|de .{0,80})?:?\s*[-*_]*\s*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{5,}|-{10,}|={10,}|\*{10,})\s*$")
SIGNATURE = re.compile(r"^--\s?$")
"""RFC 3676 section 4.3; many programs lose the space."""

_DEVICE = (
    r"(?:iphone|ipad|ipod|m[oóò]vil|mobile|m[oóò]bil|tel[eé]fono|téléphone|telèfon|telemóvel|tablet\w*|smartphone"
    r"|android|samsung|galaxy|huawei|xiaomi|redmi|poco|oppo|nokia|motorola|moto|pixel|honor|oneplus|realme|windows"
    r"|outlook|yahoo|gmail|correo|mail|proton\w*|aol|orange|k-9|mac|blackberry|blue ?mail|spark|free|thunderbird"
    r"|dispositivo)"
)
MOBILE = re.compile(
    r"^[\s*_\[(]*(?:enviado|enviat|envoyé|sent|gesendet|inviato|von|obtener|obtén|obtenir|get|descarga\w*|téléchargez)\s"
    r"(?:[^\n.!?¿¡]{0,60}?\s)?" + _DEVICE + r"\b[^\n.!?¿¡]{0,50}[.!]?[\s*_\])]*$",
    re.IGNORECASE,
)
WEB = re.compile(r"[<(\[]{0,2}https?://[^\s<>()]{1,300}[>)\]]{0,2}")
MOBILE_START = re.compile(
    r"^[\s*_\[(]*(?:enviado (?:desde|de|do|con|mediante)|enviat (?:des|amb)|envoyé (?:de|depuis|à partir|avec)"
    r"|sent (?:from|with|via|using)|von mein|gesendet (?:mit|von)|inviato da|obtener outlook|obtén outlook"
    r"|obtenir outlook|get outlook|descarga outlook|téléchargez outlook)\b",
    re.IGNORECASE,
)

NOTICE = re.compile(
    r"^[\s*_>#|]*(?:(?:aviso legal|av[ií]s legal|aviso de confidencialidad|cláusula de confidencialidad"
    r"|confidencialidad|advertencia legal|nota legal|protecci[oó]n de datos"
    r"|informaci[oó]n (?:b[aá]sica )?sobre protecci[oó]n de datos"
    r"|confidentiality notice|disclaimer|avis de confidentialité|avertissement)\b"
    r"|(?:este|aquest|esta|the|this|ce|cet|le présent|el presente|a presente|la presente)\s[^\n]{0,60}?"
    r"(?:mensaje|correo|missatge|mensaxe|mensagem|e-?mail|message|courriel|comunicaci[oó]n|comunicaç[aã]o)\b"
    r"|la informaci[oó]n (?:contenida|incluida)|les informations contenues|the (?:information contained|contents of)"
    r"|de conformidad con (?:el reglamento|lo dispuesto|lo establecido)|en cumplimiento d|conformément (?:au|à)"
    r"|antes de imprimir|abans d'imprimir|before printing|please consider the environment|avant d'imprimer|pensez à"
    r"|por favor,? piense|no imprima|si (?:usted )?ha recibido este|if you have received this|si vous avez reçu ce)",
    re.IGNORECASE,
)
"""How a notice below a signature begins."""
NOTICE_BODY = re.compile(
    r"confidencial|confidential|confidentiel|destinatari|destinat[aá]ri|addressee|intended recipient|destinataire"
    r"|reglamento \(ue\)|r[eè]glement \(ue\)|2016/679|rgpd|lopd|protecci[oó]n de datos|medio ?ambiente|environment"
    r"|environnement|medi ambient|bórrelo|elim[ií]nelo|proceda a su (?:borrado|destrucci)|sin autorizaci[oó]n",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:solicit[oa](?:mos)?|sol·licito|pido|pedimos|quiero|quisiera|deseo|ruego que me|exijo|reclamo|denuncio|peço"
    r"|je (?:demande|souhaite|voudrais)|i (?:request|would like|want|ask|am asking)|we (?:request|ask))\b",
    re.IGNORECASE,
)
"""Somebody speaks for herself: "De conformidad con el Reglamento (UE) 2016/679, solicito mis datos" is no notice."""
