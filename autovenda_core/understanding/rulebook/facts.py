"""Questions about us and what we do: how, when, what is in it, is it safe, who are you."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, rule

__all__ = ["ABOUT_US", "FACTS"]

FACTS = (
    rule(
        "are-you-a-robot",
        Act.ASK_INFO,
        """
        # "tô falando com gente ou com inteligência artificial", "vc é robô?"
        (<machine> | de verdade | humano | pessoa | gente) ~4 ?
        (você | vocês | isso | aqui | quem | aí) ~3 (é | são) [um | uma | o] (<machine>
            | humano | pessoa | gente)
        (falando | falo | conversando | conversa) com [um | uma] (<machine> | pessoa | humano
            | gente | alguém) ~3 (ou | mesmo | ?)
        (pessoa | gente | humano | alguém) ~2 ou ~3 <machine>
        <machine> ~2 ou ~3 (gente | pessoa | humano | alguém)
        quem (é | são) você[s]
        quem ~3 falando
        (você | isso) ~2 de verdade
        """,
        unless="""
        (quero | preciso | faz[em] | fazer | cria[m] | criar | desenvolve[m] | montam) ~3 (bot
            | chatbot | robô)
        a gente
        """,
    ),
    rule(
        "portfolio",
        Act.ASK_INFO,
        "(portfol | portifol)*",
        when=ANY - {Expecting.NEED},
        unless="(preciso | quero | fazer | criar) ~3 (meu | um | minha) (portfol | portifol)*",
    ),
    rule(
        "how-it-works",
        Act.ASK_INFO,
        """
        # "como funciona?", "como eu pago"
        como [que] [é que] [é] (funciona* | trabalh* | seria | é o processo | é feito | faz*
            | faço | faria | são | eu (pago | faço | acompanho) | pago | posso pagar
            | é o pagamento | fica o pagamento | vocês (fazem | trabalham | cobram) | contrat*
            | procede* | preench* | mand* | envi* | é a entrega | é a forma | entr* em contato
            | começ* | fica (a | o) _)
        (me (diz | diga | fala | responde) | <wish> saber) [antes] (se | quando | como | onde
            | qual | o que)
        não sei (o que | como | onde) (responder | preencher | colocar | escrever | responde
            | botar | mandar | faz | fazer)
        não (entendi | compreendi | ficou claro) !(nada)
        [me] (explica* | explique | detalha* | detalhe | esclareç* | esclarec* | tira* [uma
            | umas] dúvida[s] | conta mais | fala mais | saber mais | entender (melhor | como
            | o) | conhecer (melhor | o | a | os | mais))
        mais (informaç* | detalhes)
        (tenho | tirar | surgiu | fiquei com | com | uma[s] | minha | outra | só) ~1 dúvida[s]
        ^ [uma | umas] (dúvida | pergunta)[s]
        <wish> ~1 (informaç* | saber | entender | conhecer | tirar | esclarec*
            | detalhes) !([o | os | quanto] (preço | valor | quanto))
        <wish> ver !(um | uma | com | de | se | isso | depois | antes | primeiro)
        me (manda | envia | passa | mostra) ~4 (informaç* | detalhes | portfólio | exemplos
            | catálogo | material | pdf | apresentação | pacotes | serviços | opções | contrato)
        """,
        unless="""
        (pela | pelas) (explicaç* | informaç* | dúvida*)
        (obrigado | agradeço | valeu) ~4 (explic* | informaç* | esclarec*)
        """,
        confidence=0.85,
    ),
    rule(
        "how-many",
        Act.ASK_INFO,
        """
        # "quantas alterações posso pedir", "em quanto tempo entregam?"
        (quanto | quantos | quantas) (tempo | dias | semanas | meses | horas | páginas
            | revis* | alteraç* | ajustes | fotos | produtos | vezes | parcelas | pessoas
            | telas | anos | artes | posts | emails | idiomas | versões | modificaç*
            | mudanças | opções)
        em quanto [tempo]
        quanto (demora | leva | dura)
        """,
        confidence=0.85,
    ),
    rule(
        "which",
        Act.ASK_INFO,
        """
        # "qual o prazo?", "quais as formas de pagamento", "qual deles vem com botão de whats"
        (qual | quais | que) [(é | são | a | o | as | os | seria | tipo)+] (prazo* | forma*
            | diferença* | garantia | tempo | horário* | endereço | cnpj | experiência
            | processo | método* | tecnologia* | plataforma* | serviço* | pacote[s] | opções
            | opção | instagram | site | portfólio | condições | chave | conta | banco
            | cartões | bandeiras | cidade | política | próximo | vantag* | benefício*
            | recomend* | melhor (opção | pacote | plano | forma | para (mim | meu | minha)
            | jeito | custo) | você[s] indica* | ideal | etapa[s] | passo* | contrato | multa
            | validade | domínio | hospedagem | pix | formas)
        (qual | quais) (deles | delas | desses | dessas | dos | das | pacote | plano
            | opção) ~2 (tem | vem | inclui | serve | é | dá | melhor)
        (qual | que) [você[s]] (indica* | recomenda* | sugere* | é melhor | o melhor (? | $
            | pacote | plano) | acha*)
        [me] (indica | recomenda | sugere | ajuda a escolher)* ~4 (pacote | opção | qual
            | escolher | um)
        (tem | dá) o que a mais
        para que [<my>] (nome | cpf | dados | email | telefone)
        (direitos | arquivo[s] | código | domínio) ~3 (meu[s] | minha | comigo)
        <topic> fica (meu | minha | comigo | no meu nome)
        diferença (entre | do | da | de)
        (onde | aonde | de onde | qual lugar) ~4 (fica[m] | são | é | está* | atend* | pago
            | assino | moram | localiz* | encontr* | vejo | clico | vocês | tem)
        (de onde | onde) [você[s]] (são | é | ficam | fica | falam)
        (fica[m] | são) (onde | de onde)
        (até que horas | que horas (vocês | abre* | fecha* | atende* | funciona* | começa*)
            | horário de) !(são)
        (a partir de | até | desde | para) quando $
        (até quando | a partir de quando)
        você[s] _ quando
        (porque | por que | para que) ~7 ?
        """,
        unless="(que | qual) forma ~1 (alguma | nenhuma)",
        confidence=0.85,
    ),
    rule(
        "what-is-in-it",
        Act.ASK_INFO,
        """
        # "o que vem no básico", "a hospedagem já vem junto ou é por fora"
        o que [é que] [(está | vem | vai | tem | é | vou | eu)+] (inclus* | inclui | vem
            | receb* | ganho | tem | entra | contempla | engloba | é isso | é um | é uma
            | significa | acontece | muda | precisa* | preciso | você[s] (fazem | faz
            | oferece* | entregam | precisam)) !(falar | para hoje | acontecendo)
        (inclus(o|a)[s] | inclui* | incluind*)
        (<service> | <topic>) ~4 (vem junto | já vem | por fora | à parte | separado | incluí*
            | inclus* | cobrad* a parte | de brinde)
        (vem | já vem | vai vir) (com | junto) ~4 (<topic> | ?)
        """,
        confidence=0.85,
    ),
    rule(
        "samples",
        Act.ASK_INFO,
        """
        exemplo[s]
        trabalhos (anterior* | que | feitos | de vocês | já)
        (ver | mostr* | tem | manda*) ~3 (trabalhos | projetos | sites | modelos | cases
            | casos | referências | fotos | amostras)
        (case[s] | referências | depoiment* | avaliaç*)
        (clientes | sites) que [vocês] [já] _
        """,
        unless="(mandei | enviei | segue) ~3 (fotos | referências | exemplos)",
        confidence=0.85,
    ),
    rule(
        "ways-to-pay",
        Act.ASK_INFO,
        """
        # "vocês parcelam?", "aceita pix", "dá pra passar em 6x no cartão"
        (parcel(a|am|ar|amento|ando|ado) | dividem | divide | dividir | em <number> (x
            | vezes) | quantas vezes | sem juros | juros | (forma[s] | meio[s]
            | método[s]) de pagamento) !([eu] (fecho | topo | aceito))
        aceita* [_] (cartão | pix | boleto | débito | crédito | paypal | dinheiro
            | transferência | bitcoin | cripto* | cheque | parcel*)
        <can> [_] (pagar | passar | fazer | dividir) ~3 (no | na | com | por | em | pelo | via
            | cartão | boleto | pix | parcelad* | vezes | depois | só) ... (? | $)
        (se | precisa) [_] (posso | dá para | pode) pagar
        """,
        unless="(pode | podem) (fazer | passar | mandar) ~2 (pix | link | boleto) !(?)",
        confidence=0.85,
    ),
    rule(
        "do-you",
        Act.ASK_INFO,
        """
        # "vocês emitem nota?", "tem garantia?", "site abre no celular?"
        (tem | têm | dão | dá | oferece* | existe | emite* | faz | fazem | há | possui*
            | teria | trabalha* | usa* | atend* | entreg* | fornec* | vão | vai | cobr* | são
            | fica* | está* | vem | monta* | desenvolv* | cria* | precis* | envia* | hosped*
            | integra* | ajud* | cuid* | funcion* | serve* | registr* | consegu* | conhec*
            | aparec* | posso | pode* | poderia* | ensin* | indica* | recomend* | instal*
            | garant* | topam | sabem | alter* | mud* | comport* | aguent* | suport* | inclu*
            | seria | acompanh* | assin* | gera* | abre | roda | dura | vale) ~6 <topic> ... ?
        <topic> ~5 (tem | é | vem | fica | abre | funciona | aparece | inclui | dá | serve
            | roda | vai | está) ~6 ?
        (você[s] | tu) [_] (faz | fazem | trabalha* | atende* | mexem | criam | desenvolvem
            | produzem | montam | cuidam | entendem | emitem | dão | tem | também | oferecem
            | conseguem | usam | são | estão | prestam | aceitam | costumam | devolvem
            | entregam | garantem | hospedam | ficam) ... <topic>
        (vocês | cês) (são | ficam | estão | atendem | trabalham | tem | moram | existem) ... ?
        precisa [de] (ter | pagar | mandar | assinar | enviar | comprovante | contrato | cnpj
            | domínio | conteúdo | textos | fotos | logo | foto) ... (? | $)
        preciso [de] (ter | pagar | mandar | assinar | enviar | comprovante | contrato | cnpj
            | domínio | conteúdo) ... ?
        (vale a pena | compensa) ~1 (o | a | mais | pegar | fazer | contratar | ter | mesmo) ... ?
        (tem | têm | emitem | emite | dão | dá) ~2 (garantia | nota [fiscal] | nf | contrato
            | suporte | escritório | loja física | desconto à vista | cnpj)
        # "tá com cara de golpe"
        (cara | cheiro | jeito | medo | caindo | cair) ~2 golpe[s]
        é (seguro | confiável | golpe | verdade | garantido | sério | de confiança
            | obrigatório | necessário | possível)
        se (eu | não | vocês | o | a | der | precisar) ~6 (devolv* | reembols* | acontece
            | como fica | posso | tem | garant* | muda* | refaz* | perco | pago | cobra*
            | consigo | dá) ... ?
        <topic> ~3 [,] (tem | fazem | rola | inclui) ?
        (e se | como fica se) [eu | não | vocês | o | der | a] _
        """,
        unless="""
        (preciso | quero | queria) [de] (um | uma | fazer) ~3 (mas | urgente)
        me ajud* a (fazer | criar | montar)
        """,
        confidence=0.8,
    ),
    rule(
        "may-i",
        Act.ASK_INFO,
        """
        # "posso mudar depois?", "consigo editar sozinho?"
        <can> ~4 (mudar | trocar | alterar | ver | testar | cancelar | escolher | acompanhar
            | adicionar | colocar | usar | vender | editar | aumentar | fazer upgrade | mexer
            | reagendar | incluir | começar | receber | mandar | enviar | pagar | agendar
            | visitar | ter | personalizar | assinar | aproveitar | juntar | migrar | tirar
            | baixar | devolver | desistir | pedir | atualizar) ... ?
        posso (pedir | fazer | mandar | ter) quant*
        ^ [quais | e | a | o] (formas de pagamento | pix ou cartão | garantia
            | prazo [de entrega] | horário de atendimento | localização | contrato | portfólio
            | detalhes | informações | mais detalhes | mais informações) [por favor] [?] $
        """,
        confidence=0.8,
    ),
)

ABOUT_US = rule(
    "about-us",
    Act.ASK_INFO,
    """
    # the last resort for a question: it names something of ours, so it is about us
    <topic> ... ... ?
    você[s] (atend* | sab* | trabalh* | consegu* | faz* | us* | emit* | entreg* | aceit* | tem
        | têm | são | é | fic* | dão | dá | cuid* | cri* | mex* | gost* | conhec*) ... ?
    (já | vocês) ~1 (fizeram | trabalharam | atenderam | fazem | criaram | atendem) ... ?
    ^ [(e | vocês | você | aí | oi | olá | ,)+] (tem | são | trabalham | fazem | atendem
        | aceitam | emitem | estão | dão | entregam | cobram | conseguem | usam) ... ?
    (como assim | por que | porque | como) ~2 ?
    (qual | quais | quando | onde | como | posso | dá para | vocês | e se) ~6 <topic>
    """,
    confidence=0.6,
    unless="""
    (capital | futebol | jogo | receita | piada | presidente | clima | chover | namor*
        | casad(o|a) | signo | time)
    (pode | podem) (fazer | mandar | fechar | gerar | começar) !(...  ?)
    (vendem | vende) !(<service>)
    """,
)
