"""Nobody is written to who does not want it: opting out, and having one's data erased."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.understanding.rules import rule

__all__ = ["STOP"]

STOP = (
    rule(
        "stop-word",
        Act.STOP,
        """
        stop [_] [_]
        (parar | pare | parem | para | chega | sair | remover | unsubscribe | descadastr*)
        (some | suma | sumam | sai fora | opt out | não perturbe | me erra | me bloqueia | vaza)
        me (esquece* | esqueça*)
        cancelar (inscrição | envio[s] | recebimento | cadastro)
        (quero | vou | gostaria de | desejo | pode | favor | preciso) (sair | parar)
        (para | pare | parem | chega) (com isso | disso | agora | por favor)
        (pare | parem | chega) já
        (para | pare | parem | chega) (para | pare | parem | chega)
        (para | pare | parem | chega) com essa[s] mensage*
        """,
        whole=True,
        confidence=1.0,
    ),
    rule(
        "stop-bothering",
        Act.STOP,
        """
        # "para de ficar me mandando mensagem", "chega de propaganda", "cansei de tanto spam"
        (par(a|e|em|ar) | chega | cesse[m] | cessar | deixe[m] | evite[m] | desista[m]
            | cansei | cansad(o|a) | cheio | cheia | fart(o|a) | aguento mais
            | basta) [(<please>)+] (de | com) [(<article> | de | <this> | tant(o|a)[s] | me
            | nos | ficar | vocês | ser | suas | seus)+] (<bother> | <message>)
        (pare | parem | cess(em | e | ar) | chega) [imediatamente | já
            | agora] [com] [<article> | <this>] <message>
        # "para de me torrar"
        (para | pare | parem) de (me | nos) !(responder | atender | ignorar | enrolar) _
        (para | pare | parem | parar | chega) de (pergunt* | falar comig* | encher | perturbar)
        (para | pare | parem) com (isso | essa[s] | esse[s])
        nunca (pedi | autorizei | solicitei | me cadastrei | permiti) ~3 (receber | isso
            | contato | mensage* | nada)
        nunca mais [me] (mand* | cham* | lig* | procur* | escrev* | envi* | entr*)
        # "tão floodando meu zap"
        (flood* | lotando | entupindo | bombardeando | inundando) ~2 <my>
        (cancel(a|e|em|ar) | suspend* | interromp* | corta*) (<article> | <this> | todos
            | todas | de)+ (envio[s] | mensage* | disparo[s] | notificaç* | recebimento
            | newsletter | inscriç* | assinatura | cadastro)
        cancel* [<my>] (inscriç* | assinatura | cadastro | recebimento | envio[s] | newsletter)
        """,
        unless="""
        não (par* | chega)
        <thing> ~2 não (manda | envia | recebe)
        deix* [de] recebe[r] o (link | boleto | email)
        (formulário | site | página | loja | sistema | whatsapp) ~3 (parou | pare | para de)
        """,
        confidence=1.0,
    ),
    rule(
        "stop-no-more",
        Act.STOP,
        """
        # "não quero mais receber mensagem de vocês", "não autorizo contato"
        não ~2 (quero | queremos | queria | desejo | gostaria | autorizo | aceito | pretendo
            | permito | solicitei | pedi | tenho interesse) [em | de] [mais] [que] [(me
            | vocês | de | o | ser | mais | você | nem | esteja[m])+] (receb* | mand* | envi*
            | contatem | contatad* | incomod* | perturb* | procur* | cham* ~1 (aqui | no
            | nesse) | lig* mais) !(~2 (boleto | link | pix | desconto | cobrança | proposta
            | nota | email | orçamento | por))
        não ~1 (quero | queremos | desejo | autorizo | preciso) ~2 <message>
        não quero mais (saber de (você[s] | isso) | (falar | conversar | papo) [com (você[s]
            | esse | este)] !(com <machine>) | [nenhum*] contato)
        # "n me chama mais nesse número", "não me escrevam mais", "não manda mais nada"
        não [me | nos] (mand* | envi* | escrev* | cham* | lig* | procur* | contat* | perturb*
            | incomod*) [me | para mim | nos] [(em contato | mensage*
            | nada)+] mais !(informaç* | detalhes | uma foto)
        não [me | nos] (mand* | envi*) [me] [mais] (nada | nenhum* | mensage* | propaganda)
        não [me | nos] (incomod | perturb | importun | ench | aborrec | amol | azucrin)*
        não [me] (mand* | cham* | lig* | escrev*) nunca mais
        não ~2 entr* [mais] em contato
        não [mais] receber !(o | a | por | meu | pix | boleto | link | em | no | na | desconto)
        não (autorizo | autorizei | dei permissão | dei autorização | permito) !(o pagamento
            | a compra | essa compra)
        sem [mais] (mensage* | propaganda)
        se ~1 (mandar* | enviar* | chamar* | ligar*) mais
        # "se mandar mais uma eu denuncio"
        (mandar | enviar | chamar | receber) mais [um | uma] ~3 (bloque* | denunci* | processo
            | report*)
        """,
        unless="""
        (formulário | site | página | loja | sistema) não (manda | envia | recebe)
        não quero [receber] [o | a | por] (boleto | link | pix | proposta)
        recebi
        não precisa* mandar
        por que
        porque não
        """,
        confidence=1.0,
    ),
    rule(
        "stop-remove-me",
        Act.STOP,
        """
        # "apaga meu número aí", "quero que removam meus dados"
        (<remove> | esquec* | bloquei*) [(<please>)+] [(<article> | todos | de | com
            | fora)+] <my> [os] <data>
        <my> <data> [seja* | deve ser | sejam | precisa ser] <remove>
        me <remove> [(<please>)+] (<of> | disso | daí | dessa | deste) !(dúvida)
        me (tira | tire | tirem) (daqui | disso | daí | $ | dessa | desse | da lista)
        (me | nos) (remov* | exclu* | delet* | apag*)
        <remove> (me | esse | este) (<of> | número | telefone | contato)
        <remove> ~1 [eu] <of> [_] <list>
        (sair | saio | sai | saia | sairia | retirar) <of> [_] (lista | grupo | cadastro
            | mailing | transmissão)
        (descadastr | desinscrev)*
        unsubscribe
        opt out
        (exclusão | remoção | eliminação | apagamento) d(a|e|o|as|os) [<my>] <data>
        <remove> [todos] [os] dados
        lgpd !(...  ?)
        revog* ~1 (consentimento | autorização)
        direito (de | ao) [ser] esquec*
        """,
        unless="(site | formulário | página | loja | sistema) ~4 (lgpd | dados)",
        confidence=1.0,
    ),
    rule(
        "stop-angry",
        Act.STOP,
        """
        [me] deix* [me | eu] em paz
        me deix* (quiet(o|a) | sossegad(o|a))
        (isso | isto | vocês | só | que | muito | mandando | fazendo | reportar | denunci*
            | pare com | chega de | como) ~1 spam[s]
        ^ [e] spam
        (vou | irei | quero) [(te | você[s] | o | este | esse | os)+] (bloque | denunci | report)*
        bloquear (vocês | você | esse número | este número)
        (some | suma | sumam | sai | saia | saiam) (daqui | da minha | do meu)
        ench(e|endo|eram|am) (o | meu | a) (saco | paciência)
        que saco
        [me] (esquece | esqueça | esqueçam) (que eu existo | meu (número | contato) | de mim)
        larg* [do] (meu | do) pé
        sai* do meu pé
        quem autorizou
        quem [te | lhe] (deu | passou) meu (número | contato)
        (perturbando | importunando | atormentando)
        """,
        unless="""
        (caiu | foi | está | caixa | pasta | parar) ~1 (no | na | de | do | para o | em) spam
        (vou | irei) (te | você) report*
        """,
        confidence=0.95,
    ),
)
"""Read before everything else."""
