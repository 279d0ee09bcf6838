"""No day, but how much of a hurry there is: "pra ontem", "quando der"."""

from __future__ import annotations

from autovenda_core.understanding.lazy import lazy

__all__ = ["ASAP", "FLEXIBLE", "urgency_of"]

ASAP = "asap"
FLEXIBLE = "flexible"

_NO = (
    r"(?:sem|zero|nenhuma|n(?:ao|um) (?:tenho|temos|ha|tem|estou com|estamos com|e com|precisa de"
    r"|carece de|existe|esta com)(?: \w+)?)"
)
_IN_NO_HURRY = lazy(
    rf"\b{_NO} (?:pressa|urgencia|prazo|data|correria|afobacao|avexame|aperreio|stress|estresse)"
    r"|\bn(?:ao|um) (?:e|tem nada|tem nada de|esta) (?:urgente|de urgente|urgencia|correndo)"
    r"|\b(?:avexado|apressado|correndo|corrido|com pressa) nao\b|\bnao corre\b"
    r"|\btanto faz|\bqualquer (?:data|dia|prazo|hora|momento|epoca|um|tempo)"
    r"|\bquando (?:der|puder\w*|for possivel|desse|conseguir\w*|ficar pronto|estiver pronto"
    r"|quiser\w*|(?:voces?|o senhor|a senhora|tu) (?:puder\w*|quiser\w*|conseguir\w*|tiver\w*"
    r"|acabar\w*|terminar\w*|achar\w*))"
    r"|\bflexive(?:l|is)|\bsem stress|\bcom calma|\ba combinar|\bdevagar\b|\ba perder de vista"
    r"|\b(?:no|ao|segue o|respeito o) (?:seu |teu |vosso )?(?:tempo|ritmo)\b|\bno (?:seu|teu)\b"
    r"|\bo tempo que (?:precisar\w*|for|quiser\w*|necessitar\w*|levar)"
    r"|\bprazo (?:livre|aberto|tranquilo|em aberto)"
    r"|^(?:por mim |estou |e |esta |de |bem |super |na |numa )*(?:tranquil[oa]|boa|sossegad[oa]"
    r"|indiferente|relax|paz)\b"
    r"|\bnao (?:importa|me importo|faz diferenca|ligo)|\bpode demorar|\bnao me preocupo"
    r"|\b(?:prazo|tempo|ritmo) (?:normal|padrao|de voces?|seu)"
    r"|\bvoces? que (?:sabe|sabem|manda|mandam|decide|decidem|diz|dizem)"
    r"|\bo (?:prazo )?(?:normal|padrao|de voces)"
)
_IN_A_HURRY = lazy(
    r"\burgent\w*|\burgencia|\basap\b|\b(?:quanto|qto|o mais) antes|\bo antes possivel"
    r"|\bmais (?:rapid\w+|breve|cedo|depressa|ligeiro|ligeirinho|urgente)|\bmaior brevidade"
    r"|\b(?:ante)?ontem\b|\bpara (?:ja|agora|ont[ei])\b|\bimediat\w+|\bcorrendo\b|\bvoando\b"
    r"|\b(?:estou|estamos|com|tenho|temos)(?: \w+)? (?:pressa|urgencia)\b|\bapressad[oa]\b"
    r"|\ba jato\b|\bjato\b|\brapid(?:o|ao|inho)\b|\bagora mesmo|\blogo\b|\bja ja\b|\bem breve\b"
    r"|\bligeiro\b|\bdaqui a pouco\b|\bainda hoje\b|\bdepressa\b|\bavexad[oa]\b|\baperread[oa]\b"
    r"|^(?:para |e )?(?:ja|agora)(?: [,.]|$)"
)


def urgency_of(plain: str) -> str | None:
    """`FLEXIBLE`, `ASAP`, or None if a plain text says nothing of either."""
    if _IN_NO_HURRY.search(plain):
        return FLEXIBLE
    return ASAP if _IN_A_HURRY.search(plain) else None
