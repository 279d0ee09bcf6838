"""Greetings, thanks, goodbyes: alone they are the message, beside anything else they come last."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import rule

__all__ = ["SMALL_TALK"]

SMALL_TALK = (
    rule(
        "greet-word",
        Act.GREET,
        "(dia | tarde | noite) [equipe | pessoal | gente | a todos | galera]",
        whole=True,
    ),
    rule(
        "bye",
        Act.BYE,
        """
        (tchau* | xau* | adeus | bye | good bye | fui | falou | flw | vazei | partiu casa)
        (vou nessa | vou indo | fui nessa | to indo nessa | já vou indo | tenho que (sair
            | ir) [aqui | agora | ,] (tchau | xau | fui))
        (até | té) (mais | logo | breve | depois | amanhã | a próxima | próxima | outra
            | <weekday> | já | qualquer | a vista | mais ver | a volta)
        té mais
        até outro dia
        (inté | intão tá)
        (abraço[s] | abração | beijo[s] | beijão | despeço me | me despeço)
        (fica | fique | fiquem | vai | vão | vá | esteja) com deus
        bom (fim de semana | final de semana | feriado | descanso | resto | trabalho | findi
            | fds | almoço | sono)
        boa semana
        fique[m] (na paz | bem)
        (um cheiro | bom serviço | câmbio desligo)
        (passar bem | se cuid(a | am | em | e) | bons negócios | bons sonhos | durma[m] (bem
            | com os anjos))
        (a gente se | nós nos | nos) (fala | vê | falamos | vemos)
        (ótim(o|a) | excelente) (dia | tarde | noite | semana | fim | final | feriado | semana)
        (tenha[m] | desejo | desejamos) ~3 (um | uma | todos uma | todos um)
        (uma | um) (ótima | boa | ótimo | bom | linda | abençoada) (tarde | noite | semana
            | dia | fim | final | feriado)
        ^ até $
        """,
        unless="""
        até (dia | o dia | <number> | que | quando | quanto | o fim | mil)
        até (<weekday> | amanhã | semana que vem) [que vem | feira] (preciso | está | quero
            | no máximo | sem falta)
        falou (que | com | sobre | o | a | do | em)
        ^ [um | uma] (bom | boa) (dia | tarde | noite) $
        desejo (um | uma) <service>
        """,
    ),
    rule(
        "thanks",
        Act.THANKS,
        """
        (obrigad* | valeu | grat(o|a) | gratidão | agradec* | tamo junto | thanks | thank you
            | thx | tks | ty | gracias | amém | xmaosx | arigato | merci)
        deus [te | lhe | os | vos | o | a] (abençoe | pague | recompense | ilumine)
        (muito gentil | ajudou (muito | demais) | me ajudou | de nada | ótimo atendimento
            | parabéns | foi de (grande | muita) ajuda | show de bola | palavras para agradecer)
        (adorei | amei | gostei) [d]o atendimento
        (vocês | você) (são | é | foi | foram | arras* | arrebent* | mand(ou
            | aram) bem) [muito] (demais | ótim* | dez | show | nota | um anjo | incrív*
            | fera[s] | bons | boa | bão | top | maravilhos* | uns amores | um amor | gentil
            | gentis | atencios* | 10 | mil)
        """,
    ),
    rule(
        "praise",
        Act.THANKS,
        """
        # "ficou lindo", "curti muito o resultado"
        (adorei | amei | curti | gostei | gostamos | amamos | adoramos) ~2 (resultado
            | trabalho | site | logo | tudo | muito | demais | layout | arte)
        ficou ~1 (top | lind* | ótim* | show | perfeit* | brab* | massa | incrível
            | maravilhos* | bom demais | excelente | demais | muito (bom | boa) | sensacional
            | do jeito que)
        """,
        unless="(não | mas | só que | porém) ~4 _",
        when=frozenset({Expecting.ACTIVE, Expecting.BRIEFING}),
        confidence=0.7,
    ),
    rule(
        "greet",
        Act.GREET,
        """
        ^ [(égua | mana | mano | oxe | eita | ô de casa | ô | bah | tchê | uai | opa
            | ,)+] (oi | oie | oii | oiee | olá | ola | opa | ei | hey | hello | hi | hola
            | alô | salve | eae | eai | iae | iai | koé | coé | fala | boas | bons dias
            | buenas | bão | saudaç* | e aí | prezad* | diga | oioi | oizinho | iaew | eaw
            | oba | ow | psiu | hellou | ói | alou | caros | good (morning | afternoon
            | evening) | ô de casa)
        ^ [(égua | mana | mano | oxe | eita | ô de casa | ô | bah | tchê | uai | opa
            | ,)+] (bom | boa | bons | boas) (dia[s] | tarde[s] | noite[s])
        (tudo | tudo na | tudo em | td) (bem | bom | joia | certo | beleza | ok | tranquilo
            | ordem | paz | firme | de boa | riba | em cima | suave) [(, | ? | .)+] ~3 [? | .] $
        como (vai | vão | você está | está você | vocês estão | cê tá | está | tem passado
            | passa | passou) [(você | vocês | o senhor | a senhora | tudo | , | ? | .)+] $
        (de boa | beleza | suave | tranquilo | firmeza | bão | na paz
            | bem ou não) [na lagoa] [,] ? $
        (tem alguém [aí] | alguém (aí | on | online) | está aí | tão aí
            | vocês estão aí) [por aí] [?] $
        ^ [a] paz [,] (irmão | irmã | irmãos | a todos | do senhor)
        (xacenox | a paz do senhor | paz do senhor | paz de cristo | (estou | tô
            | voltei) de volta)
        voltei $
        """,
    ),
)
