"""
Families of words that several rules use, in the notation of `notation.py`.

A new way to say something is added here first: every rule that uses the family then knows it.
A family may use those that are defined above it.
"""

from __future__ import annotations

__all__ = ["FAMILIES"]

FAMILIES: dict[str, str] = {
    # ---------------------------------------------------------------- people
    "article": "o | a | os | as | um | uma | uns | umas",
    "my": "meu | minha | meus | minhas | nosso | nossa | nossos | nossas",
    "this": "esse | essa | esses | essas | este | esta | estes | estas | isso | isto",
    "of": "de | do | da | dos | das | desse | dessa | desses | dessas | deste | desta | daqui",
    "person": """
        atendente[s] | humano[s] | humana | ser humano | pessoa[s] | responsável | gerente
        | supervisor* | vendedor* | consultor* | especialista | operador* | alguém | dono | dona
        | gente | chefe | chefia | encarregado | profissional | técnico | suporte | comercial
        | financeiro | equipe | time | secretaria | diretor* | proprietári* | funcionári*
        | representante | rafa | setor | designer | programador* | desenvolvedor* | departamento
        | coordenador*
    """,
    "machine": """
        robô[s] | robozinho | bot[s] | máquina[s] | chatbot | ia | inteligência artificial | gpt
        | chatgpt | mensagem automática | resposta automática | automático | automática
        | computador | assistente virtual | gravação | sistema automático
    """,
    "kin": """
        sócio | sócia | sócios | esposa | esposo | marido | chefe | chefia | diretor* | mulher
        | patroa | patrão | pai | mãe | pais | namorad(o|a) | irmã | irmão | irmãos | filh(o|a)
        | contador* | financeiro | gerente | equipe | time | família | conselho | board
        | advogad(o|a) | investidor* | noiv(o|a) | cunhad(o|a) | sobrinh(o|a) | genro | nora
        | cliente | coordenador* | pastor | padre | síndico | tesoureir(o|a) | comissão | galera
        | pessoal | diretoria | banda | turma | jurídico | véi(o|a) | velh(o|a) | sogr(o|a)
    """,
    # ---------------------------------------------------------------- asking and wanting
    "can": """
        pode[m] | poderia[m] | consegue[m] | conseguiria[m] | dá para | daria para | tem como
        | teria como | tem jeito de | rola | é possível | seria possível | posso | podia | podemos
        | consigo | dá pra | dava para | tem possibilidade de | será que dá para
    """,
    "wish": """
        quero | queria | queremos | queríamos | quer | desejo | desejamos | gostaria [de]
        | gostaríamos [de] | preciso [de] | precisamos [de] | precisava [de] | precisaria [de]
        | precisando [de] | carecendo [de] | careço [de] | necessito [de] | necessitamos [de]
        | pretendo | pretendemos | querendo | prefiro | preferia | tenho que | temos que
        | solicito | requeiro | peço | exijo | tô precisado de
    """,
    "want": """
        quero | queria | queremos | queríamos | preciso | precisamos | precisava | precisando
        | precisaria | gostaria | gostaríamos | desejo | necessito | procuro | procurando
        | procuramos | busco | buscando | buscamos | atrás | interesse | interessad(o|a)
        | interessou | interessei | pretendo | pensando | penso | querendo | afim | a fim
        | contratar
        | encomendar | comprar | cria | criem | faz | fazem | faça | façam | monta | desenvolve
        | tenho vontade | sonho | planejando | planejo | necessidade | bora | vamos | veria
        | em busca | ver de | dá para fazer | dar uma olhada | carecendo | careço | carência
        | afim de
        | ando querendo | tava querendo | necessitando | cotar | orçar
    """,
    "talk": """
        fal(a|ar|o|e|em|amos|ando) | conversar | conversa[ndo] | converso | tratar | trato | papo
        | prosear | trocar (uma ideia | ideia) | bater (um papo | papo) | contato | resolver
        | resolvo | contatar | ser atendid(o|a) | atendid(o|a) | atendimento | negociar | negocio
        | explicar | dialogar | me entender
    """,
    "put_through": """
        pass(a|e|em|ar) | transf(ere|ira|iram|erir) | encaminh(a|e|em|ar) | coloc(a|ar)
        | coloque[m] | cham(a|e|em|ar) | bot(a|e|ar) | põe | pôr | direcion(a|e|ar) | arruma
        | arrume | conect(a|e|ar) | mand(a|ar) | redirecion(a|e|ar) | traz | traga | aciona[r]
    """,
    # ---------------------------------------------------------------- leaving us
    "proceed": """
        fazer | seguir | começar | iniciar | prosseguir | tocar | continuar | emitir | gerar
        | fechar
        | mandar | enviar | passar | preparar | confirmar | agendar | encaminhar | cobrar | meter
        | botar | considerar | soltar | liberar | assinar | dar (andamento | início | sequência
        | continuidade | prosseguimento | start) | contar comigo | crer | ser | sim | vir | bora
        | providenciar | disparar | rodar | formalizar | reservar | colocar
    """,
    "message": """
        mensage* | propaganda[s] | promoç* | oferta[s] | spam[s] | contato[s] | notificaç*
        | anúncio[s] | aviso[s] | newsletter | novidades | publicidade | marketing | conteúdo[s]
        | lembrete[s] | cobranças | envio[s] | disparo[s] | follow up | corrente[s] | encheção
        | perturbação | insistência | email[s] | áudio[s]
    """,
    "bother": """
        mand* | envi* | ench* | perturb* | incomod* | escrev* | insist* | importun* | cham*
        | procur* | lig(a|ar|am|ando|uem|ue) | contat* | spam* | amol* | atorment* | flood* | torr*
        | azucrin* | aborrec* | entr* em contato | dispar* | encaminh* | persegu* | receb*
    """,
    "remove": """
        tir* | remov* | exclu* | apag* | delet* | descadastr* | retir* | elimin* | desinscrev*
        | desvincul* | risc* | limp* | suma[m] com | some com
    """,
    "data": """
        número[s] | contato[s] | dado[s] | cadastro[s] | telefone[s] | celular | nome | email[s]
        | informaç* | registro[s] | conversa[s] | whatsapp | cpf | inscriç* | perfil | histórico
    """,
    "list": """
        lista[s] | grupo | cadastro[s] | mailing | sistema | base | banco de dados | transmissão
        | agenda | contatos | disparo[s] | divulgação
    """,
    "please": "por favor | já | logo | agora | vocês | , | pelo amor de deus | aí | todos",
    # ---------------------------------------------------------------- what is sold
    "service": """
        site[s] | saite[s] | website | web site | blog | loja[s] | ecommerce | landing page[s]
        | landing | lp | página[s] | logo[s] | logomarca* | logotipo* | identidade | marca | app[s]
        | aplicativo[s] | sistema[s] | portal | plataforma | cardápio[s] | catálogo[s] | tráfego
        | social media | redes sociais | rede social | post[s] | arte[s] | banner* | flyer*
        | folder*
        | panfleto* | cartão de visita | cartões de visita | convite[s] | apresentaç* | slide[s]
        | vídeo[s] | edição | roteiro | tradução | redação | copy | texto[s] | artigo[s] | chatbot
        | bot | automaç* | planilha[s] | dashboard | seo | anúncio[s] | campanha* | ebook | e book
        | curso | consultoria | design | redesign | designer | programador* | desenvolvedor*
        | foto[s] | fotografia | ensaio | ilustraç* | embalage* | rótulo[s] | papelaria | hotsite
        | one page | crm | delivery | marketing | marketplace | mascote | capa[s] | vitrine
        | agendamento | rebranding | branding | press kit | mídia kit | portfólio | naming | adesivo
        | fachada | uniforme | template | wordpress | layout | criativo[s] | criação | instagram
        | linktree | link da bio | gestão de redes | cartaz* | faixa | menu digital | site[s] [web]
        | software | programa | plataforma | intranet | assinatura de email | animação | vinheta
        | motion | podcast | estampa[s] | camiseta | newsletter | serviço de _
    """,
    "work": """
        projeto | site | andamento | trabalho | trampo | pedido | loja | logo* | serviço | entrega
        | desenvolvimento | processo | landing page | página | produção | criação | arte | layout
        | sistema | app | aplicativo | encomenda | briefing | cronograma | material | materiais
        | identidade | design | job | prévia | versão | coisa | trem | negócio | bagulho | parada
        | etapa | conteúdo | catálogo | cardápio | blog | vídeo
    """,
    "thing": """
        link | pagamento | compra | transação | site | página | formulário | boleto | pix | qr
        [code]
        | código | botão | pdf | proposta | arquivo | cartão | email | form | loja | sistema | anexo
        | briefing | checkout | contrato | senha | login | chave | mensagem | nota | acesso
        | foto[s]
        | imagem | imagens | menu | carrinho | domínio | app | painel | vídeo[s] | mapa | banner
        | áudio | whatsapp | admin | tela | upload | token | comprovante | planilha | logo
    """,
    "operate": """
        abr* | acess* | entr* | pag* | ver | envi* | preench* | anex* | salv* | log* | baix*
        | finaliz* | ger* | clic* | visualiz* | conclu* | us* | mex* | encontr* | ach* | copi*
        | carreg* | fazer | mand* | subir | edit* | ler | escan* | passar | respond* | cadastr*
        | receb* | complet* | colar | inserir | atualizar | assinar | continuar | avançar
        | selecionar
    """,
    "topic": """
        <service> | <payment> | pacote[s] | proposta | serviço[s] | pagar | prazo | empresa
        | contrato
        | entrega* | hospedagem | domínio | trabalho[s] | briefing | formulário | premium | básico
        | profissional | orçamento | entrada | desenvolver | contratar | projeto[s] | nota fiscal
        | nf | cnpj | garantia | suporte | manutenção | treinamento | reembolso | revis* | alteraç*
        | ajuste[s] | responsiv* | celular | mobile | google | integraç* | whatsapp | email[s]
        | domicílio | online | presencial | remoto | escritório | endereço | idioma* | inglês
        | painel | senha | backup | código fonte | arquivo[s] | direito* | exclusiv* | mensal
        | mensalidade | taxa | multa | juros | parcela* | tempo | estoque | frete | correios
        | imagens | produto[s] | referência[s] | exemplo[s] | modelo[s] | cliente[s] | agência
        | horário | botão | formato | cor | cores | opção | opções | estúdio | equipe | seguro
        | segurança | golpe | confiável | conteúdo | atendem | dados | cpf | lgpd | cancel*
        | dinheiro de volta | devolv* | desconto | plano[s] | pixel | analytics | carrinho
        | checkout | renovação | anual | ssl | banco de dados | api | wix | shopify | nuvemshop
    """,
    # ---------------------------------------------------------------- money
    "payment": """
        pagamento | pix | boleto | transferência | ted | doc | depósito | sinal | entrada | cartão
        | crédito | débito | dinheiro | grana | valor | parcela | fatura | comprovante | compra
        | cobrança | quantia | bufunfa | restante
    """,
    "done": """
        enviad(o|a) | feit(o|a) | realizad(o|a) | mandad(o|a) | efetuad(o|a) | transferid(o|a)
        | depositad(o|a) | pag(o|a) | concluíd(o|a) | finalizad(o|a) | efetivad(o|a) | quitad(o|a)
        | liquidad(o|a) | aprovad(o|a) | confirmad(o|a) | ok
    """,
    "price": """
        preço[s] | valor | valores | custo[s] | investimento | orçamento | tabela | cotação
        | mensalidade | faixa de preço | média de preço
    """,
    "amount": """
        [r | rs] [<currency>] <number> [mil | k | reais | real | conto[s] | pau[s] | pila[s]
        | barão | barões]
        | [um | dois | três | quatro | cinco | seis | sete | oito | nove | dez] mil
        | mil e <hundreds> | <hundreds> [reais | conto[s] | pila[s]]
        | (um | dois | três | quatro | cinco) (barão | barões | paus | pau | conto[s])
        | (cem | cento | vinte | trinta | quarenta | cinquenta) (reais | conto[s] | pila[s] | mil)
    """,
    "hundreds": """
        duzent* | trezent* | quatrocent* | quinhent* | seiscent* | setecent* | oitocent* | novecent*
    """,
    # ---------------------------------------------------------------- time
    "later": """
        depois | mais tarde | amanhã | outra hora | outro dia | outro momento | mais para frente
        | mais adiante | futuramente | no futuro | em breve | semana que vem | mês que vem
        | ano que vem | próxim(a|o) (semana | mês | ano | semestre) | segunda | terça | quarta
        | quinta | sexta | sábado | domingo | fim do mês | final do mês | fim de semana | fds
        | final de semana | qualquer dia | um dia | dia <number> | à noite | de noite | de tarde
        | à tarde | logo mais | já já | daqui a pouco | daqui uns dias | daqui a <number>
        | noutra hora | de manhã | amanhã cedo | virada do ano | após o carnaval | após
        | quando (der | puder | sobrar | tiver | chegar | cair | voltar | receber)
    """,
    "weekday": "segunda | terça | quarta | quinta | sexta | sábado | domingo",
}
"""Each family by its name; `<name>` in a phrase stands for all of its words."""
