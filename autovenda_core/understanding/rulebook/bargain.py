"""The price is the matter: a discount asked, too expensive, an offer of their own."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.understanding.rules import MONEY_DUE, rule

__all__ = ["BARGAINS"]

BARGAINS = (
    rule(
        "discount",
        Act.NEGOTIATE,
        """
        # "tem um descontinho?", "dá pra negociar?"
        (descont* | cupom | cupons | abatimento | promoção | promocional | promo | barganh*
            | pechinch* | contraproposta | choro | chorinho | chorar um | regatear
            | black friday tem | cashback | brinde[s])
        negoci(ar | a | ável | ação | amos | áveis | o preço | ando | arem)
        # "diminui isso aí", "consegue abaixar um pouquinho?", "faz uma forcinha no preço"
        (baix* | abaix* | diminu* | reduz* | melhor* | mexe[r] | tira* | cai | corta[r]
            | arredond* | rever | revisar | repensar | reconsider* | quebra | enxug*
            | da[r] uma !(base | ideia | noção | média) _ | (faz | fazer | faça) (uma força
            | uma forcinha | um agrado)) ~5 (preço | valor | valores | orçamento | proposta
            | custo | condição | condições | pouco | isso | esse galho | nisso)
        (<can> | da) ~4 (melhorar | baratear | abaixar | baixar | reduzir | diminuir
            | por menos | mais barato | mais em conta | arredondar | um agrado
            | uma força no preço | facilitar | fazer um precinho | caprichar no preço)
        (<price> | condição | condições | oferta | proposta) ~2 (melhor | menor | mais baix*
            | mais em conta | mais camarada | mais justo | especial | de amigo | camarada
            | bacana | acessível)
        revis(ão | ar) ~2 (valor | preço | orçamento | proposta)
        melhor (preço | valor | condição | oferta | que (você | vocês) (faz | fazem | consegue*))
        ajuda* [_] (no | com o | nesse | nos) (preço | valor | valores)
        # "tira 10%", "abate uns 200 reais"
        (tira* | da[r] | faz* | abat* | menos | com | uns | rola | consegue*) ~3 <number> (%
            | por cento)
        (tira* | abat*) [(uns | aí | mais | só | r)+] <amount>
        # "mais barato", "por menos", "pela metade"
        mais (barat* | em conta | acessível | baixo) !(dos | deles | é o | que tem | de todos
            | que vocês tem)
        d(á|ar|ê|ão) um jeito ~2 (preço | valor | orçamento)
        qual [é] o mínimo
        por menos
        (último | menor) (preço | valor)
        [o] (mínimo | menor | menos) possível
        (pela | por) metade
        metade do (preço | valor)
        # "à vista melhora?", "pagando no pix tem desconto?"
        a vista [_] [,] (melhora | muda | diminui | fica menos | cai)
        a vista ~3 (menos | melhora | mais barato | abatimento | quanto)
        pagando (a vista | no pix | tudo) ... ?
        (cobre[m] | cobrir | bate[m] | igual(a|am)) [a | o | essa | esse] (oferta | proposta
            | orçamento | valor | preço)
        """,
        unless="""
        qual (sai | fica | é)
        (qual | o | quero | prefiro | pacote | opção | ver) [(o | e o | opção | é)+] mais barat*
        cupom fiscal
        ^ [o] mais barat* $
        já está com desconto
        (site | loja | página | sistema | checkout) ~4 (cupom | desconto | promoç* | cupons)
        """,
    ),
    rule(
        "too-expensive",
        Act.NEGOTIATE,
        """
        # "caro demais", "tá puxado", "salgado pro meu bolso", "que carestia"
        (caro | cara | caros | caras | (está | achei | meio | bem | ficou | pouco) carinho
            | caríssimo | carin | careiro | carestia | salgad(o|a) | puxad(o|a) | carão
            | exorbitante | custa os olhos | facada | assalto | extorsão | roubo | absurdo
            | fortuna | os tubos | um rim | meu rim | vendo um rim | vender (um | o) (rim
            | carro))
        fora da [minha] realidade
        (fora | acima | além) ~1 d(o|e|a) [meu | minha | nosso | que] (orçamento | bolso
            | budget | alcance | limite | possibilidades | verba | esperava | que | eu
            | imagin* | condiç* | mercado | tenho | pensei | planej*)
        (<price> | está | ficou | achei | muito | bem | meio | é | um pouco | bastante
            | pouco) ~2 (alto | alta | pesado | pesada | absurdo | elevado | elevada | abusivo
            | apertado para mim)
        (osso | tenso | foda | complicad(o|a) | difícil | pesad(o|a) | absurd(o|a) | alt(o|a)
            | elevad(o|a) | salgad(o|a)) ~1 (esse | este | o | a | essa) <price>
        # "não cabe no meu bolso", "não tenho esse dinheiro todo"
        não ~1 (cabe | tenho | consigo pagar | posso pagar | dá para pagar | vou pagar | pago
            | quero pagar) ~3 (tudo isso | isso tudo | esse valor | esse preço | esse dinheiro
            | essa grana | tanto | no bolso | no meu bolso | no orçamento | no meu orçamento
            | tudo | isso | todo)
        não tenho ~1 (dinheiro (para | todo) | esse dinheiro | essa grana | esse valor
            | tudo isso | tanto)
        (muito dinheiro | muita grana | tudo isso ? | tudo isso de dinheiro | dinheiro demais)
        esperava [pagar] menos
        (achei | tem | conheço | arrumei | encontrei) ~1 quem (faz | faça | fez | cobra
            | cobre) ~2 (<amount> | <number> | menos | mais barat*)
        (pouco dinheiro | pouca grana | orçamento (apertado | curto | limitado | baixo)
            | grana [está] curta | verba (curta | limitada))
        assust*
        # "o concorrente faz por menos", "outro cobra metade"
        (achei | vi | tem | consegui | encontrei | conheço | outr(o|a)[s] | concorrent*
            | um amigo | sobrinho | colega | fiverr | workana | cara | maluco | menino
            | vizinho | primo) ~5 (mais barat* | mais em conta | por menos | cobr* (menos
            | metade | <amount>) | faz por | fez por | fazem por | cobrou | cobraram)
        (concorrente | concorrência | outra empresa | outra agência | outro lugar
            | outro orçamento)
        # irony: "nossa, que baratinho, quase de graça"
        (que | nossa) ~1 (baratinho | baratinha | barato) !(, adorei | , quero | , aceito)
        quase de graça
        """,
        unless="""
        (é | será | sai | fica | não é | vai ser | será que é | costuma ser | custa | cobram
            | custam) [muito] car(o|a) ~4 ?
        não (é | achei | está | foi | acho) ~1 car(o|a)
        (qual | o | pacote | opção) mais car(o|a)
        minha cara
        cara de (pau | golpe)
        (^ | e aí | oi | fala | ei | pô | , | mano | opa) cara
        cara ,
        (o | outro | um) cara
        (da | a) cara (d | da | do | dele)
        vou comparar
        """,
    ),
    rule(
        "counter-offer",
        Act.NEGOTIATE,
        """
        # "faz por 1000 que eu fecho", "te pago 1k, rola?", "proponho R$ 1.200"
        (faz | faria | fazem | façam | fecha[m] | fecho | fechamos | fechava | fecharia
            | deixa[m] | deixe | topo | aceito | aceita[m] | aceitaria[m] | sai | sairia
            | rola | (consegue[m] | dá para | daria para) (fazer | fechar | chegar) | fazendo
            | pago | pagaria | dou | ofereço | proponho | toparia | topa[m] | chega[m] (a
            | em) | chegar) ~1 [(por | em | a | até | no máximo | só | o valor de | uns
            | umas)+] (<amount> | <number> | metade | menos) !(então | mesmo | vezes | x
            | parcelas | _ (da | do) semana | dias | pacote[s] | semana[s] | meses | %)
        (por | com | a) (<amount> | <number> | metade) [(eu | a gente | nós | já | hoje
            | agora | , | que)+] (fecho | fechamos | fecha | topo | aceito | pago | levo
            | fechado | contrato | faz | dá | rola | eu quero)
        (<amount> | <number>) ~1 (à vista | no pix | na hora | na mão) ~3 (fecho | fechamos
            | fecha | fechou | topa[s] | aceita[m] | pode ser | que tal | ?)
        em vez de ... (faz | fica | deixa | fecha) ...  (<amount> | <number>)
        # "se fizesse por 2500 eu levava", "fecho agora se tirar 10%"
        se ~2 (fizer* | fizesse[m] | fechar* | deixar* | deixasse | baixar* | abaixar*
            | melhorar* | tiver desconto | der (um)+ desconto | parcel* | dividir* | for (por
            | em | mais | a) | der para (parcelar | dividir | baixar) | sair por | saísse
            | cobrir | baixasse | tirar | tirasse) ... (fecho | fechamos | topo | aceito
            | fecha | quero | contrato | pago | dou | bora | faço | dá | levo | levava
            | fechava | topava)
        (fecho | fechamos | topo | aceito | quero | pago | contrato) ~2 [só] se [você[s] | for
            | der | o | eu] _
        (divide | parcela | faz) em <number> ~2 que [eu | a gente] (fecho | fecha | topo
            | aceito | levo | pago)
        só se (for por | fizer | sair por | deixar | fizerem | baixar | fosse por)
        """,
        unless="""
        quanto (sai | fica | custa)
        faz[em] por quanto
        se [eu] não
        """,
    ),
    rule(
        "only-have",
        Act.NEGOTIATE,
        """
        # "só tenho 800", "consigo pagar até 2 mil"
        (só | somente | apenas) (tenho | posso pagar | consigo [pagar] | pago | dá para pagar
            | posso) [(uns | até | de)+] (<amount> | <number>)
        (tenho | posso pagar | consigo pagar | consigo | pago | posso | dou | ofereço
            | meu limite | meu máximo | no máximo | máximo | meu orçamento | minha verba
            | tinha) ~1 [(só | somente | apenas | até | no máximo | é | é de | uns | em
            | de)+] (<amount> | <number>)
        """,
        unless="""
        (pago | pagar | posso | parcel*) ~1 em <number>
        tenho <number> (anos | funcionários | lojas | produtos)
        consigo [pagar] [até] dia
        pago (dia | até | em | no | na | com)
        """,
        when=MONEY_DUE,
    ),
)
