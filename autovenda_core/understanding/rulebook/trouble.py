"""Something does not work, or what was delivered is to be changed."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import SOLD, rule

__all__ = ["TROUBLE"]

TROUBLE = (
    rule(
        "trouble",
        Act.SUPPORT,
        """
        # words of breakage: "deu erro", "tá bugado", "a tela ficou branca"
        (erro[s] | bug[s] | bugou | bugad(o|a) | bugando | defeito[s] | travad(o|a)
            | trav(a|ou|ando) | crash* | quebrad(o|a) | quebrou | tela (branca | preta)
            | pifou | deu (ruim | pau | pane) | zoad(o|a) | zoou | desconfigur*
            | corrompid(o|a) | desformatad(o|a) | invadid(o|a) | hackead(o|a) | hackearam
            | bagunçad(o|a) | instável | offline)
        (404 | 500 | 502 | 503) !(reais | conto | pila)
        (fora | saiu | sumiu | caiu) do ar
        (estou | está | com | deu | tive | tivemos | teve | um | tem | tendo | dando | tenho
            | aconteceu | algum | o | resolver | esse | vários) [_] problema[s]
        # "o qr code não tá lendo", "o link não abre", "não consigo pagar"
        <thing> ~4 não ~2 (abr* | carreg* | funcion* | entr* | foi | vai | aparec* | cheg*
            | salv* | deixa | d(á|ão|eu|ando) | pass* | aceit* | ger* | acess* | atualiz*
            | respond* | peg* | envi* | rod* | clica | lê | ler | lendo | veio | baix*
            | existe | conect* | bate | encontrad(o|a) | reconhec* | sobe | rola | mostra
            | toca | tá indo | responde)
        não ~1 (estou | está | consigo | consegui* | consegue | conseguimos | dá | deu | deixa
            | tem como | estamos | conseguindo | dando)+ ~2 <operate> !(tudo | esse valor
            | isso tudo | tanto | agora | hoje | esse preço | mais | por menos | uma resposta)
        <thing> ~2 não (está | estão) *ndo
        não ~1 (abre[m] | abriu | carreg* | funcion* | chegou | chegaram | aparec* | recebi
            | recebemos | está (abrindo | indo | funcionando | entrando | carregando
            | chegando) | deu certo | dá certo | veio | atualiz(a|ou) | salv(a|ou)
            | estava indo)
        # "link expirou", "cartão recusado", "deu inválido"
        (expir* | venceu | vencid(o|a) | inválid(o|a)[s] | recusad(o|a) | recusou | negad(o|a)
            | negou | rejeitad(o|a) | bloquead(o|a) | bloqueou | não autorizad(o|a) | sumiu
            | sumiram !(, | $) | desaparec* | congelou)
        (caiu | travou | parou | sumiu | quebrou | bugou) [_] (o | a | meu | minha
            | tudo) [_] (site | página | loja | sistema | funcionar | tudo | app | email
            | abrir | carregar) !(?)
        (site | página | loja | sistema | app | formulário) ~2 (caiu | caíd(o|a) | parou
            | sumiu | lent(o|a) | travou | offline | travando | errad(o|a) | deu ruim)
        (parou | deixou | pararam | deixaram) de (funcionar | abrir | carregar | chegar
            | mandar | enviar | receber | aparecer | responder)
        # "esqueci a senha", "manda outro link", "segunda via"
        (esqueci | perdi | perdeu | recuperar | resetar | trocar | cadê | redefinir
            | sumiu) ~2 (senha | link | login | acesso | boleto | email)
        [me] (mand* | envi* | reenvi* | ger* | preciso | quero | faz | pode*) ~4 (de novo
            | novamente | outra vez | outro (link | boleto | pix | código) | segunda via
            | novo (link | boleto | pix | código))
        (segunda | 2) via
        reenvi*
        cadê [o | meu | a] (link | boleto | pix | email | qr code | formulário | código) !(que
            | para)
        (link | boleto | pix | qr code | código | botão) [_] (quebrad(o|a) | errad(o|a)
            | vazi(o|a) | mort(o|a) | estragad(o|a) | some | sumido)
        # "está muito lento", "foi pro spam", "veio errado", "aparece cortada"
        (muito | está | super | ficou | mega | demais | bem) (lent(o|a) | devagar) !(essa resposta)
        (lerd(o|a) | lentidão)
        demor* [muito | um século | demais] para (abrir | carregar)
        (foi | caiu | caindo) [_] (no | para o | em | na caixa de) spam
        (veio | chegou | está | saiu | ficou | foi | mandei | preenchi | coloquei | escrevi
            | aparec*) ~3 (errad(o|a)[s] | cortad(o|a)[s] | tort(o|a)[s] | embaçad(o|a)[s]
            | estranh(o|a)[s] | esticad(o|a)[s] | desalinhad(o|a)[s] | pixelad(o|a)[s]
            | trocad(o|a)[s])
        (fica | está | só) (carregando | rodando | girando)
        não sai d(isso | o lugar | essa tela | a tela)
        não (está | aceita | aceitou | aceitando | passa | passou | passando | lê | lendo
            | reconhece)+ (o | meu | no)+ (cartão | pix | boleto | código | qr | arquivo | cpf
            | email | cnpj)
        # "como resolvo isso?", "socorro"
        (como | alguém | pode* | favor) ~2 (resolv* | consert* | arrum* | recuper*)
        (socorro | me ajuda | me ajudem | pode* me ajudar | me socorre | suporte
            | suporte técnico | assistência) !(a (fazer | criar | montar | escolher | decidir)
            | com (um | uma) | no pacote | qual | inclus* | $ | para (fazer | criar | montar))
        reclam(ando | ação | aram | am | ações | ar) !(aqui)
        """,
        unless="""
        sem [nenhum] (problema | erro)
        não (tem | há | vejo | teria | é | tenho | deu) [nenhum] (problema | erro)
        (dá | dão | oferece* | tem | inclui | incluso | fazem | vocês | qual | quanto
            | como funciona) ~3 (suporte | assistência)
        se ~2 (der | tiver | acontecer | houver | ocorrer | cair | quebrar | expirar | vencer
            | travar | sair) !(caiu)
        não (vejo | vi) erro
        quando (vence | expira)
        (número | pessoa) errad(o|a)
        a pau
        não (tenho | tem) [nada] (como | que | do que) reclamar
        """,
    ),
    rule(
        "trouble-unread",
        Act.SUPPORT,
        """
        # "mandei as fotos e não foram", "o email de vocês não chega"
        (email | mensage* | código | fotos | arquivo) ~4 não (foi | foram | cheg* | vai)
        """,
        confidence=0.7,
    ),
    rule(
        "trouble-short",
        Act.SUPPORT,
        """
        # "como anexo a logo? não vai"
        não (vai | foi | deu | entra | pega | rola | anda | funfa) [de jeito nenhum | mais | nem] $
        """,
        when=SOLD,
        confidence=0.8,
    ),
    rule(
        "change-request",
        Act.SUPPORT,
        """
        # "queria trocar a foto da capa", "muda o telefone lá", "ficou torto"
        (<wish> | <can> | como | favor | bora) ~3 (mudar | trocar | alterar | corrigir
            | ajustar | editar | atualizar | arrumar | consertar | incluir | adicionar
            | remover | tirar | refazer | modificar | mexer | acrescentar)
        (muda | troca | altera | corrige | ajusta | arruma | atualiza | conserta | coloca
            | tira | adiciona | inclui | refaz | corrijam | arrumem | troquem | mudem
            | ajustem | põe | acrescenta) [_] (<article> | <my> | no | na | outro | mais)
        (está | ficou | saiu | veio | tem | aparece*) ~2 (errad(o|a) | tort(o|a)[s] | fei(o|a)
            | ruim | desalinhad(o|a) | cortad(o|a) | faltando | trocad(o|a))
        não gostei
        não (era | ficou) [_] (isso | como | bom | legal | do jeito)
        (errei | me enganei | preenchi errado)
        ajuda
        quero cancelar
        cancel(a|ar|em) [o | meu | a] (projeto | pedido | contrato | serviço | compra | pagamento)
        """,
        unless="""
        (mudar | trocar | alterar | mexer) depois
        (obrigado | valeu | agradeço | grat(o|a)) ~4 ajuda
        ^ [oi] (quero | queria | preciso de) (um | uma | outro | outra | mais um | mais uma)
        """,
        when=frozenset({Expecting.ACTIVE, Expecting.BRIEFING}),
        confidence=0.8,
    ),
    rule(
        "help",
        Act.SUPPORT,
        """
        [(preciso | precisando | quero | queria | estou | de | uma | sua | por favor | me
            | com | pode | dar | podem | alguém)+] (ajuda | ajudar | socorro | suporte | help
            | auxílio) [(aqui | por favor | urgente | aí | com isso | , | . | técnico
            | com o (site | link | pagamento | formulário) | para (pagar | preencher
            | acessar))+]
        """,
        whole=True,
        confidence=0.8,
    ),
)
