"""
The clean yes, and what is said of an offer without being one.

Every word of a yes has to be part of a yes or known to be harmless: whatever we do not know
(a negation, a hedge, a condition, an amount, a link, irony) makes it unclean.  A list of what
spoils a yes would always be one word short.
"""

from __future__ import annotations

from autovenda_core.understanding.normalise import words
from autovenda_core.understanding.rules import Phrases

__all__ = [
    "bargains",
    "denies",
    "has_yes",
    "hedges",
    "is_acknowledgement",
    "is_clean_yes",
    "is_probable_yes",
    "only_interjections",
    "without_idioms",
]

_IDIOMS = Phrases("""
    # what sounds like a no and means yes: "não tenho dúvida", "não tem nem como recusar né"
    não (tenho | há | tem | resta | sobra | existe | fica) [mais] [nenhuma
        | a menor] dúvida[s] [nenhuma | alguma]
    sem [a menor | nenhuma | sombra de] dúvida[s] [nenhuma]
    sem [nenhum] (problema[s] | medo | pensar duas vezes | crise | estresse | pestanejar
        | rodeio | enrolação)
    não (vejo | tem | há | tenho) [nenhum] problema[s] [nenhum | algum]
    não vejo a hora [de começar]
    [eu é que] não (quero | vou | posso) perder [essa | esta | a] [chance | oportunidade]
    não (tem | há | tenho | dá) [nem] (como | para) (recusar | dizer não | negar | perder)
    não (precisa | preciso) [de] (mais nada | pensar | nem pensar)
    (como não | mas é claro | segue o baile)
    nem precis* (perguntar | pensar | falar | responder) [duas vezes | de novo]
    não vejo ([por] que | motivo para) não [fechar | aceitar]
    quem sou eu para dizer não
    impossível recusar
    já devia ter fechado [ontem | antes]
    ô se (quero | vou | bora | vamos | aceito | topo)
""")
_WHY_NOT = Phrases("""
    # "por que não? bora"
    por que não [? | ,] (bora | vamos | fechad* | aceito | pode | quero | sim | manda | topo
        | fecho)
""")

_YES = Phrases("""
    (sim | sym | yes | com [todo | muito] prazer | prefiro esse mesmo | de boa | é para já
        | na hora | agora mesmo | yep | yeah | yeap | positivo | afirmativo | exato
        | exatamente | uhum | aham | uhu | arham | isso)
    (aceit(o | amos | ei | a | ado | ada | ar | ando) | topo | topamos | topado | topada)
    (fechad(o | a)[s] | fechou | fechamos | fecho | fechar | fecha | negócio fechado
        | contrato fechado)
    (combinad(o | a) | confirm(o | ado | ada | a | amos | ar) | aprov(o | ado | ada | amos
        | ar) | aprovou | assino)
    (concordo | concordamos | [de] [pleno] acordo | (estou | estamos | tamo) dentro)
    (com certeza | certeza | claro | óbvio | lógico | evidente)
    (demorou | demorô | já é | taca pau | taca lhe pau | dale | deal | lets go
        | bora | simbora | borala | partiu | é nois | feito | vendido)
    vamos [nessa | lá | em frente | com tudo | adiante | que vamos | embora | fazer | começar
        | fechar | seguir | prosseguir | sim | contratar]
    pode[m | mos] [já] [me] [<proceed>] [ficha | para rodar]
    (favor | peço) [que] [me] (encaminhar | enviar | emitir | gerar | mandar | prosseguir
        | encaminhem | enviem | emitam)
    (prossigamos | sigamos | comecemos | iniciemos | fechemos | vamos que vamos | show de bola
        | bola)
    <my> <kin> (aprovou | topou | gostou | liberou | autorizou | concordou | aceitou | deixou)
    (o | a) <kin> (aprovou | topou | gostou | liberou | autorizou | concordou | aceitou)
    [[é] só] (manda | mande | mandem | envia | envie | enviem | gera | gere | emite | emita
        | passa | passe | solta | libera | encaminha | mandar | enviar | gerar | emitir
        | passar | preparar | prepara | faz | me vê) [(o | a | os | as | um | uma | meu
        | minha | esse | essa | de | do | da | por favor | aí | logo | já | aqui | para mim
        | me | seu | sua | então | agora)+] (link | pix | boleto | contrato | cobrança | chave
        | pagamento | qr code | dados | conta | fatura | guia | proposta | nota | formulário
        | briefing | invoice | código)
    (manda [bala | ver | brasa] | mete (bronca | bala | marcha) | toca (ficha | o barco | aí
        | o projeto))
    quero [sim | fechar | contratar | começar | pagar | prosseguir | seguir | muito | fazer
        | aceitar | isso | esse | essa | este | assim]
    (queremos | eu quero)
    vou (querer | fechar | pagar | aceitar | contratar | ficar | fazer | seguir | sim | de)
    # "já conversei com o padre, ele aprovou", "que eu faço a transferência hoje mesmo"
    já (conversei | falei | vi) com [o | a | meu | minha] <kin>
    [que] eu [já] (faço | mando | pago | transfiro | envio) [o | a] (pix | transferência
        | pagamento | sinal) [hoje | agora | já] [mesmo]
    (já vou pagar | segue | seguimos | prosseguir | prossiga[m] | siga | começar | começa
        | comecem | comecemos | contratado | contratar)
    (está (feito | valendo | fechado | combinado | aprovado) | [me] convenceu | me convenceram)
    (conta comigo | contem comigo | autorizo | autorizado | pagar | [que
        | é] eu [já] pago [agora | já] | foi isso)
""")

_HARMLESS = words(
    """
    , . a absoluta absurdamente adorando adorei ae agora agorinha agradecido agradeco ai aleluia
    amada amado amados amando amei amem amiga amigo amor andamento animada animadissimo animado
    ansiosa ansioso apresentada apresentado apresentados aqui arrasaram arrasou arretada
    arretado arrocha arrochado as assim ave bacana bah bala banda bao barbearia bele beleza bem
    bencao bendito blz boa board boleto bom bonita bonito bora bro brother capricha caprichem
    cara caramba cartao celular certamente certinha certinho certo chave chefe chefia ciente
    cima cobranca code com combinacao combinados comeca comercio comigo condicao condicoes
    confiar confio conosco contigo contratacao contrato credito d da dado dados daora dar das de
    debito declaro demais demorou deposito deus dez dia disso do dona dos duvidas e efetuar egua
    eita ela ele em empolgado empresa enfim entao entrada equipe esperava espetacular essa esse
    esta estamos estao estar este estou eu exatamente excelente familia fantastico fatura favor
    fazer fe fechada fechar feliz festa fia fica ficou filha filhinha filho finalmente firmeza
    foi forma formato formulario frente gente gloria gostamos gostando gostei gostoso gracas
    grado grato guri guria gurias gurizada ha hein hoje hora ideia igreja imediatamente
    impecavel incrivel inicial inicio interna internamente irma irmao isso ja jeito jesus joia
    jovem junto juntos justa justo la legal linda lindao lindeza lindo link loja loucura man
    mana maneira maneiro maninho mano mao maravilha maravilhoso maria massa me menina menino
    mesmo meu meus mim minha moca moco moda mt muito na nas ne nego negocio neguinho nessa nesse
    nesta neste no noite nome nos nossa nota o obrigado oi oie ok okay ola olha opa opcao
    operante orcamento os otima otimas otimo ouca oxe oxente pa pagamento pagar para parca
    parceiro parcela parceria paroquia patrao pela pelo perfeita perfeito pessoal pix plenamente
    pleno po pode pois por poxa pra prazer preco presente primeira procurava projeto pronta
    pronto proposta prosseguir proximo qr qrcode que queria querida querido rapaz rapida rapidao
    rapido realizar rei restaurante sagrado salao senhor senhora senhores sensacional ser
    servico seu show sim sinal site sobre sonho sorte sou sua suave sucesso super ta tambem tamo
    tarde tava tbm tche te tempo termos to toda todas todo todos top topei topzera trabalho
    trampo tranquila tranquilamente tranquilo trem tri tu tua tudo uai uau ue um uma urgente vai
    valeu valor valores vamo vamos vc velho via visse viu vixe vixi voce voces vossa vou xacenox
    xjoinhax xmaosx youu
    """
)
_INTERJECTIONS = words(
    """
    , . a ah ai e hm hmm hum kkk nossa o oi opa que sei uau uhum
    """
)
_ACKNOWLEDGED = words(
    """
    , . a adorei ah aham ai amei anotado bacana beleza bem blz boa bola bom bonito caprichado
    certinho certo ciente daora de demais e entao entendi entendido excelente ficou firmeza
    gostei hm hmm hum interessante joia kkk legal linda lindo maravilha massa muito nossa o obg
    obrigado oi ok okay okey oks opa otima otimo perfeito proposta que recebi recebido sei show
    suave ta top tranquilo tudo uau uhum valeu vi visto vou xjoinhax
    """
)

_LONGEST = 300
"""Characters of a yes."""

_MOST_UNKNOWN = 3
"""Words that we do not know, in a yes that is likely anyway."""

_HEDGES = Phrases("""
    (mas | só | se | quase | antes | depois | porém | entretanto | quando | será | sei | tempo
        | talvez | nem sim | mês que vem | semana que vem | ano que vem | amanhã | segunda
        | sexta | hum | hmm | ainda | caso | pensar | dúvida | vou ver)
""")
_CONDITIONS = Phrases("""
    # "fecho se parcelar", "desde que inclua o logo"
    (se | desde que | contanto que | caso | condição | mediante) ... (parcel* | divid*
        | descont* | baix* | abaix* | menos | barat* | <number> | x | vezes | inclui[r]
        | grátis | brinde | prazo | metade | melhor*)
""")
_NEGATIONS = Phrases("(não | nem | nunca | jamais | nada)")


_PLAINLY_YES = Phrases("""
    # a yes whatever else is said: "tô dentro, meu patrão", "pode gerar o boleto"
    ^ (sim | com certeza | aceito | fechado | fechou | topo | bora | demorou | partiu)
    (aceito | aceitamos | topo | topamos | fechado | fechou | fechamos | fecho | combinado
        | aprovad(o|a) | aprovou | aprovamos | concordo | concordamos | de acordo | autorizo
        | negócio fechado | contratado)
    (estou | estamos | tamo) dentro
    (bora | vamos | quero | vou | pode[m]) (fechar | fazer | seguir | começar | contratar
        | prosseguir | em frente)
    (pode[m] | favor | é só)+ <proceed> [(o | a | os | as)+] [link | pix | boleto | contrato
        | cobrança]
    (manda | mande | envia | envie | gera | gere | emite | passa | aguardo) [(o | a | os | as
        | logo | aí | já)+] (link | pix | boleto | contrato | cobrança)
""")
_SPOILERS = Phrases("""
    # whatever may turn a yes into something else, anywhere in the message
    (não | nem | nunca | jamais | nada | nenhum* | ninguém | sem)
    (mas | porém | só | se | caso | quase | talvez | depois | antes | quando | assim que | ainda
        | contanto | desde que | acho | creio | parece | imagino | dúvida | será | ou | quem sabe
        | senão | menos | exceto | apenas | somente | <later> | até)
    (? | % | <currency> | + | xlinkx | xemailx | xduvidax | <number>)
    (qual | quais | quanto* | quanta* | como | onde | porque | por que | tem como)
    <amount>
    (caro | cara | barato | menos | metade | desconto | preço | mil | reais | conto[s] | grátis
        | salgad(o|a) | carestia)
    (recus | desist | dispens | cancel | rejeit | declin | pens | esper | arquiv | negoci
        | provavel)*
    (outr(o|a)[s] | concorr* | troc* | mud* | diferente | erro | golpe | errad* | sozinh(o|a))
    (paguei | pago | pagou | comprovante | feito | já foi | de novo | sugest*)
    (básico | profissional | premium)
    (bora | vamos | pode) (ver | ser)
    (deixa eu | no dia | (abaix | baix | diminu)*)
    # somebody to talk to, or a name
    (falar | fala | ligação | telefone | direto | chama* | botar | colocar | nome)
    # irony, and words put into our mouth
    (sonh* | claro que vou | até parece | aham | sei | senta | rim | idiota | trouxa | nasci
        | kkk | rico | rica | confia | milionári* | papa | papai noel | deus me livre | capaz)
    (juiz* | sistema | ordem | instruç* | admin* | disse* | diga | diz | considere | finja
        | suponha | imagina | confirme | registr* | marque | responda | significa | quer dizer
        | por mim | inclusive | (pode | me | te) lembr*)
""")
_SIGNS_OF_NO_YES = frozenset('{}[]<>=|`_@#*/\\"')
"""Nobody says yes with these; whoever tells a machine what to do does."""


def without_idioms(plain: str) -> str:
    """A plain text in which what sounds like a no and means yes is written as "sim"."""
    return _WHY_NOT.replaced(_IDIOMS.replaced(plain, "sim"), "sim")


def has_yes(plain: str) -> bool:
    """Whether the words of a yes are there, whatever else is."""
    return _YES.stand_in(plain)


def is_clean_yes(plain: str) -> bool:
    """Whether a text is a yes and nothing else."""
    if len(plain) >= _LONGEST or not has_yes(plain):
        return False
    return all(word in _HARMLESS for word in _YES.replaced(plain, "").split())


def is_probable_yes(raw: str, plain: str) -> bool:
    """Whether a yes is said, with a few words that we do not know, none known to spoil it."""
    if len(plain) >= _LONGEST or not _PLAINLY_YES.stand_in(plain):
        return False
    if _SPOILERS.stand_in(plain) or not _SIGNS_OF_NO_YES.isdisjoint(raw):
        return False
    left = _YES.replaced(plain, "").split()
    return sum(word not in _HARMLESS for word in left) <= _MOST_UNKNOWN


def bargains(plain: str) -> bool:
    """Whether something is made a condition of the deal."""
    return _CONDITIONS.stand_in(plain)


def hedges(plain: str) -> bool:
    """Whether a word of doubt, delay or condition is there."""
    return _HEDGES.stand_in(plain)


def denies(plain: str) -> bool:
    """Whether a word of negation is there."""
    return _NEGATIONS.stand_in(plain)


def only_interjections(plain: str) -> bool:
    """Whether nothing is said but "hum", "ah" and the like."""
    return all(word in _INTERJECTIONS for word in plain.split())


def is_acknowledgement(plain: str) -> bool:
    """Whether a text only says that it was read ("ok", "beleza", a thumb): no acceptance."""
    said = plain.split()
    if len(said) > 8 or not all(word in _ACKNOWLEDGED for word in said):
        return False
    return not only_interjections(plain)
