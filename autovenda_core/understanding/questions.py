"""What a lead asks or reports: trouble, where it stands, a better price, the price, facts."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, BEFORE_OFFER, MONEY_DUE, SOLD, rule

__all__ = ["ANY_QUESTION", "NEGOTIATION", "NOT_OURS", "PRICE_AND_FACTS", "TROUBLE_AND_STATUS"]

_WORK = (
    r"(?:projeto|site|andamento|trabalho|pedido|loja|logo\w*|servico|entrega|desenvolvimento"
    r"|processo|landing page|pagina"
    r"|producao|criacao|arte|layout|sistema|app|aplicativo|encomenda|briefing|cronograma"
    r"|materia\w*|identidade|design)"
)
_PAYING = (
    r"(?:pagamento|pix|boleto|transferencia|deposito|dinheiro|comprovante|valor|ted|sinal"
    r"|entrada|compra|grana)"
)
_CANNOT = (
    r"(?:abr\w+|acess\w+|entr\w+|pag\w+|ver|envi\w+|preench\w+|anex\w+|salv\w+|log\w+|baix\w+"
    r"|finaliz\w+|ger\w+|clic\w+|visualiz\w+"
    r"|conclu\w+|us\w+|mex\w+|encontr\w+|ach\w+|copi\w+|carreg\w+|fazer|mand\w+|subir|edit\w+"
    r"|ler|escan\w+|passar|respond\w+|cadastr\w+|receb\w+|complet\w+)"
)
_LINK = (
    r"(?:link|pagamento|compra|transacao|site|pagina|formulario|boleto|pix|qr ?code|codigo"
    r"|botao|pdf|proposta|arquivo|cartao|email|form|loja|sistema|anexo|briefing|checkout"
    r"|contrato|senha|login|chave|mensagem|nota|acesso|foto|imagem|imagens|menu|carrinho"
    r"|dominio)"
)

TROUBLE_AND_STATUS = (
    rule(
        "trouble",
        Act.SUPPORT,
        r"(?:erros?|bugs?|bugou|bugad[oa]|defeitos?|travad[oa]|trav(?:a|ou|ando)|crash\w*"
        r"|quebrad[oa]|quebrou|fora do ar|tela (?:branca|preta)|404|500 internal|pifou|deu ruim"
        r"|deu pau|zoad[oa]|desconfigurad[oa]|corrompid[oa]|desformatad[oa]|invadid[oa]"
        r"|hackead[oa]|hackearam)\b",
        r"(?:estou|to|ta|esta|com|deu|tive|tivemos|teve|um|tem|tendo|dando|tenho|aconteceu|algum|o"
        r"|resolver|esse|este) (?:\w+ )?problemas?\b",
        rf"{_LINK}(?: \w+){{0,4}} nao (?:\w+ )?(?:abr\w+|carreg\w+|funcion\w+|entr\w+|foi|vai"
        r"|aparec\w+|cheg\w+|salv\w+|deixa|d[ae]\w*|pass\w+|aceit\w+|ger\w+|acess\w+|atualiz\w+"
        r"|respond\w+|peg\w+|envi\w+|roda\w*|clica|ler?|le|veio|baixa\w*|existe|conect\w+|bate"
        r"|encontrad[oa]|existe|reconhec\w+|sobe|rola)\b",
        r"nao (?:\w+ )?(?:(?:ta|esta|estou|to|consigo|consegui\w*|consegue|conseguimos|da|deu"
        rf"|deixa|tem como|estamos|consegu\w+) )+(?:\w+ ){{0,2}}?{_CANNOT}(?! (?:tudo|esse valor"
        r"|isso tudo|tanto|agora|hoje|esse preco|ess[ae]))\b",
        r"nao (?:\w+ )?(?:abre|abrem|abriu|carreg\w+|funcion\w+|chegou|chegaram|aparec\w+|recebi"
        r"|recebemos|ta abrindo|ta indo|esta funcionando|ta funcionando|deu certo|da certo|veio"
        r"|atualiza|atualizou|salva|salvou)\b",
        r"(?:expir\w+|venceu|vencid[oa]|invalid[oa]s?|recusad[oa]|recusou|negad[oa]|negou"
        r"|rejeitad[oa]|bloquead[oa]|bloqueou|nao autorizad[oa]|sumiu|sumiram|desapareceu"
        r"|congelou)\b",
        r"(?:caiu|travou|parou|sumiu|quebrou|bugou)(?: \w+)? (?:o |a |meu |minha |tudo|de )(?:site"
        r"|pagina|loja|sistema|funcionar|tudo|app|email|abrir|carregar)?\b(?! \?)",
        r"(?:site|pagina|loja|sistema|app)(?: \w+){0,2} (?:caiu|caido|parou|sumiu|lento|lenta"
        r"|travou|offline|travando|errad[oa])\b",
        r"(?:esqueci|perdi|perdeu|recuperar|resetar|trocar|cade|redefinir)(?: \w+){0,2} (?:senha"
        r"|link|login|acesso|boleto|email)",
        r"(?:me )?(?:manda\w*|envia\w*|reenvia\w*|gera\w*|mandem|reenviar|preciso"
        r"|quero)(?: \w+){0,4} (?:de novo|novamente|outra vez|outro link|segunda via|2 via"
        r"|novo link|outro boleto|novo boleto|outro pix|novo pix)",
        r"(?:segunda|2) via\b",
        r"reenvi\w+\b",
        r"(?:como|alguem) (?:\w+ ){0,2}(?:resolv\w+|consert\w+|arrum\w+|recuper\w+)",
        r"(?:socorro|me ajuda|me ajudem|pode\w* me ajudar|suporte|suporte tecnico"
        r"|assistencia)\b(?! (?:a (?:fazer|criar|montar|escolher)|a decidir|com (?:um|uma)"
        r"|no pacote|qual|inclus))",
        r"(?:muito|ta|esta|super|ficou|mega) (?:lento|lenta|devagar)\b",
        r"demora\w* (?:muito )?(?:para|pra) (?:abrir|carregar)",
        r"(?:foi|caiu|caindo)(?: \w+)? (?:no|para o|em|na caixa de) spam",
        r"(?:veio|chegou|esta|ta|saiu|ficou|foi|mandei|preenchi|coloquei|escrevi"
        r"|digitei)(?: \w+){0,3} errad[oa]s?\b",
        r"(?:fica|ta|esta|so) carregando",
        r"nao sai d(?:isso|o lugar|essa tela|a tela)",
        r"(?:parou|deixou) de (?:funcionar|abrir|carregar|chegar)",
        r"(?:link|boleto|pix|qr ?code)(?: \w+)? (?:quebrado|errado|vazio|morto|estragado)",
        r"cade (?:o |meu )?(?:link|boleto|pix|email|qr ?code|formulario)",
        r"reclama\w+\b",
        r"nao (?:esta |ta )?(?:aceita|aceitou|aceitando|passa|passou|passando|le|lendo"
        r"|reconhece)(?: o| meu| no)+ (?:cartao|pix|boleto|codigo|qr|arquivo)",
        unless=(
            r"sem (?:nenhum )?(?:problema|erro)",
            r"nao (?:tem|ha|vejo|teria|e|tenho) (?:nenhum )?(?:problema|erro)",
            r"(?:da|dao|oferece\w*|tem|inclui|incluso|fazem|voces|qual|quanto"
            r"|como funciona)(?: \w+){0,3} (?:suporte|assistencia)",
            r"se (?:der|tiver|acontecer|houver|eu tiver|o site|ocorrer|cair|quebrar"
            r"|expirar|vencer)\b",
            r"nao (?:vejo|vi) erro",
        ),
    ),
    rule(
        "change-request",
        Act.SUPPORT,
        r"(?:quero|queria|preciso|precisava|gostaria|da para|tem como|pode\w*|poderia\w*"
        r"|consegue\w*|como|posso|favor|e possivel)(?: \w+){0,3} (?:mudar|trocar|alterar|corrigir"
        r"|ajustar|editar|atualizar|arrumar|consertar|incluir|adicionar|remover|tirar|refazer"
        r"|modificar|mexer)\b",
        r"(?:muda|troca|altera|corrige|ajusta|arruma|atualiza|conserta|coloca|tira|adiciona|inclui"
        r"|refaz|corrijam|arrumem|troquem|mudem|ajustem)(?: \w+)? (?:o|a|os|as|meu|minha|um|uma|no"
        r"|na)\b",
        r"(?:esta|ta|ficou|saiu|veio|tem)(?: \w+)? (?:errad[oa]|torto|torta|feio|feia|ruim"
        r"|desalinhad[oa]|cortad[oa]|faltando)",
        r"nao gostei\b",
        r"nao (?:era|ficou) (?:\w+ )?(?:isso|como|bom|legal|do jeito)",
        r"(?:errei|me enganei|preenchi errado)\b",
        r"ajuda\b",
        r"quero cancelar",
        r"(?:cancelar|cancela|cancelem) (?:o |meu |a )?(?:projeto|pedido|contrato|servico|compra"
        r"|pagamento)",
        when=frozenset({Expecting.ACTIVE, Expecting.BRIEFING}),
        confidence=0.8,
        unless=(
            r"(?:mudar|trocar|alterar|mexer) depois",
            r"^(?:oi )?(?:quero|queria|preciso de) (?:um|uma|outro|outra|mais um|mais uma)",
        ),
    ),
    rule(
        "help",
        Act.SUPPORT,
        r"(?:(?:preciso|precisando|quero|queria|to|estou|de|uma|sua|por favor|me|com|pode"
        r"|dar) ){0,8}(?:ajuda|ajudar|socorro|suporte|help|auxilio)(?: (?:aqui|por favor|urgente"
        r"|ai|com isso|,|\.|tecnico|com o (?:site|link|pagamento|formulario)|para (?:pagar"
        r"|preencher|acessar))){0,8}",
        whole=True,
        confidence=0.8,
    ),
    rule(
        "status-payment",
        Act.ASK_STATUS,
        rf"(?:{_PAYING})(?: \w+){{0,5}} (?:caiu|entrou|chegou|aparec\w+|compensou|confirm\w+"
        r"|aprovad\w+|aprovou|identific\w+|receb\w+|bateu|processad\w+|constou|consta|creditad\w+"
        rf"|deu certo|foi|pago|ok|certinho)\b(?: \w+){{0,4}} \?",
        r"(?:caiu|entrou|chegou|apareceu|compensou|confirm\w+|receb\w+|viram|viu|identific\w+"
        rf"|aprov\w+|consta|bateu|deu certo|conferiu|conferiram|verific\w+)(?: \w+){{0,3}} (?:o "
        rf"|meu |a |esse |do )?{_PAYING}",
        r"(?:ja )?(?:caiu|compensou|confirmou|confirmaram|receberam|recebeu|chegou|entrou"
        r"|deu certo|conferiu|foi aprovado|foi confirmado|aprovou|aprovaram|bateu)(?: (?:ai|aqui"
        r"|para voces|para voce|na conta|tudo|certinho|agora|ja|o valor|direitinho|sim)){0,8} \?",
        rf"quanto tempo (?:\w+ ){{0,3}}(?:compensar|cair|aprovar|confirmar)(?: (?:o|a) {_PAYING})?",
        r"(?:ja |voces? )+(?:receberam|recebeu|viram|confirmaram|conferiram|identificaram)\b",
        r"quando (?:cai|compensa|confirma|vao confirmar|confirmam)\b",
        r"(?:foi|esta|ta) (?:tudo )?(?:confirmado|aprovado|certo com o pagamento|pago mesmo) \?",
        when=ANY - BEFORE_OFFER | frozenset({Expecting.NONE}),
    ),
    rule(
        "status-work",
        Act.ASK_STATUS,
        r"como (?:que )?(?:esta|ta|anda|vai|estao|tao|ficou|vao|caminha|ficando"
        rf"|tem andado)(?: \w+){{0,4}} {_WORK}\b",
        r"como (?:esta|ta|anda|estao|vao|vai)(?: indo| andando| ficando| caminhando)? (?:isso"
        r"|as coisas|tudo ai|nosso|meu|minha|o nosso)\b",
        rf"(?:meu|minha|nosso|nossa|do|o|a) {_WORK}(?: \w+){{0,3}} (?:ja )?(?:esta|ta|ficou|fica"
        r"|vai ficar|foi|saiu|sai|anda|vai) ?(?:\w+ )?(?:pront[oa]|andando|indo|a quantas"
        r"|entreg\w+|como|finalizad[oa]|concluid[oa]|feit[oa]|no ar|quando|aprovad[oa])",
        r"(?:a quantas|em que pe|a quanto anda|que pe|qual etapa|em que etapa|que fase|em que fase"
        r"|que ponto)\b",
        r"\bandamento\b",
        r"\bstatus\b",
        r"(?:alguma|tem|teve|quais|qual|ha|e as|novas|sem|manda) (?:\w+ )?(?:novidades?|noticias?"
        r"|atualizac\w+|update|previsao|retorno|posicao|posicionamento|avanco)\b",
        r"^(?:e |alguma |e ai |tem ){0,8}(?:novidades?|noticias?|previsao|atualizac\w+)\b",
        r"previsao (?:de|da|do|para)\b(?! (?:tempo|chuva))",
        r"(?:ja |falta |e ai )?(?:esta|ta|ficou|fica) (?:quase )?pront[oa](?: (?:ja|o|a|meu|minha"
        r"|hoje|amanha))?(?: \w+){0,2} \?",
        r"(?:ja |voces ){0,8}(?:comecaram|terminaram|acabaram|fizeram|iniciaram|finalizaram"
        r"|concluiram|comecou|terminou|acabou|entregaram)(?: (?:o|a|ja|meu|minha|ai|tudo|a fazer"
        r"|no)){0,8}(?: \w+)? \?",
        r"quanto falta|falta(?:m)? (?:muito|quanto|pouco|quantos|alguma coisa|algo|o que|mais)\b",
        r"o que (?:\w+ )?falta",
        r"(?:vai|vao) (?:atrasar|demorar(?: muito)?)(?: \w+){0,2} \?",
        r"(?:atrasou|atrasad[oa]|atraso|demorando|ta demorando)\b",
        r"cade \?|(?:queria|quero|preciso|gostaria)(?: \w+){0,2} (?:atualizac\w+|posicao|retorno"
        r"|noticias?|novidades?)\b|(?:algo|alguma coisa|nada|coisa)(?: \w+){0,3} (?:mostrar|ver"
        r"|me mandar|pronto|pronta)\b|cade (?:o |a |meu |minha |as |nosso )?(?!link|boleto|pix"
        r"|voce|voces|o link)\w+",
        rf"^e (?:ai )?(?:,? ?)?(?:o |a )?(?:meu|minha|nosso) {_WORK}",
        r"quantos? (?:%|por cento)",
        r"(?:tao|estao|ta|esta)(?: \w+)? (?:fazendo|mexendo|trabalhando|andando)\b|(?:vai"
        r"|vao) (?:ficar|ser|estar) pront\w+|(?:saber|informac\w+)(?: \w+){0,2} (?:meu|minha|nosso"
        r"|nossa) (?:projeto|site|pedido|loja|logo|servico)|como (?:estamos|anda(?:m)? ai"
        r"|estao as coisas|ta indo|anda a coisa)",
        r"acompanhar (?:o |meu |a )",
        r"deram andamento",
        r"como (?:ta|esta|vai|anda|estao)(?: (?:ele|ela|isso|la|ai|indo))? \?",
        r"ninguem (?:me )?(?:\w+ )?(?:noticia|retorno|respondeu|falou|avisou|deu)",
        r"esta tudo (?:certo|ok|bem) com (?:o |meu )",
        rf"sobre (?:o |a )?(?:meu|minha) {_WORK}(?: .{{0,20}})? \?",
        when=SOLD | frozenset({Expecting.NONE}),
        unless=(
            r"como funciona",
            r"como (?:esta|ta|vai) (?:o (?:senhor|amigo)|voce|a senhora|vcs?|voces)\b",
        ),
    ),
    rule(
        "status-when",
        Act.ASK_STATUS,
        r"(?:ja|voces) (?:\w+ )?(?:fizeram|mexeram|avancaram|comecaram|iniciaram|terminaram)\b",
        r"(?:quando|que dia|qual (?:e )?(?:o )?(?:dia|prazo|data)|ate quando"
        r"|para quando)(?: \w+){0,4} (?:pront[oa]s?|entreg\w+|termin\w+|acab\w+|receb\w+|cheg\w+"
        r"|sai|comec\w+|inici\w+|no ar|ver|finaliz\w+|fica|ficar|entra|lanca|publica\w*|mostra\w*"
        r"|manda\w*)\b",
        r"quando (?:e que )?(?:fica|sai|comeca|chega|termina|acaba|recebo|entregam|entrega|vou|vai"
        r"|vao|voces)\b",
        r"em quanto tempo|quanto tempo (?:falta|ainda|mais|resta|demora|leva|vai)",
        r"qual (?:e |o ){0,8}(?:prazo|previsao|data|etapa)\b",
        r"ja (?:posso|da para) (?:ver|acessar|olhar)\b",
        r"proximos? passos?\b",
        r"qual (?:e )?(?:o )?proximo passo",
        when=SOLD - {Expecting.PAY},
        confidence=0.8,
        unless=(r"(?:em quanto tempo|quando|prazo)(?: \w+){0,4} (?:pagar|pagamento|vence)",),
    ),
)

_PRICE_WORD = (
    r"(?:precos?|precinho|valor|valores|valorzinho|custos?|investimento|orcamento|proposta"
    r"|mensalidade)"
)
_AMOUNT = (
    r"(?:r \$ ?)?(?:\d[\d.,]*|mil|dois mil|duzentos|trezentos|quatrocentos|quinhentos"
    r"|seiscentos|setecentos|oitocentos|novecentos|metade|menos|quanto)"
)

NEGOTIATION = (
    rule(
        "discount",
        Act.NEGOTIATE,
        r"(?:descont\w+|desconta\b|cupom|cupons|abatimento|promocao|promocional|promo|barganh\w+"
        r"|pechinch\w+|contraproposta|chorinho|chorar um|regatear|black friday tem)\b",
        r"negoci(?:ar|a|avel|acao|amos|aveis|o preco|ando|arem)\b",
        r"(?:baix\w+|abaix\w+|diminu\w+|reduz\w*|melhor\w*|mexer?|tira\w*|cai|cortar?|arredond\w+"
        r"|quebra|enxug\w+|da(?:r|o)? uma (?!base|ideia|nocao|media)\w+|(?:faz|fazer"
        r"|faca) uma forc\w+)(?: \w+){0,5} (?:preco|precinho|valor|valores|orcamento|proposta"
        r"|custo|condicao|condicoes|pouco|isso|esse galho|um pouquinho|nisso)\b",
        r"(?:preco|precinho|valor|valorzinho|condicao|condicoes|oferta"
        r"|proposta)(?: \w+){0,2} (?:melhor|menor|mais baix\w+|mais em conta|mais camarada"
        r"|mais justo|especial|de amigo|camarada|bacana)\b",
        r"melhor (?:preco|valor|condicao|oferta|que (?:voce|voces) (?:faz|fazem|consegue\w*))",
        r"(?:da|tem como|consegue\w*|rola|pode\w*|poderia|daria)(?: \w+){0,4} (?:melhorar|baratear"
        r"|abaixar|baixar|reduzir|diminuir|por menos|mais barato|mais em conta|arredondar"
        r"|um agrado|uma forca no preco|facilitar)\b",
        r"mais (?:barat\w+|em conta|acessivel|baixo|baratinh\w+)(?! (?:dos|deles|e o|que tem"
        r"|de todos|que voces tem))\b",
        r"por menos\b",
        r"(?:ultimo|menor) (?:preco|valor)\b",
        r"(?:o )?(?:minimo|menor|menos) possivel|mais barato possivel",
        r"(?:tira\w*|dar?|faz\w*|abat\w+|menos|com|uns|rola|consegue\w*)(?: \w+){0,3} \d+ ?(?:%"
        r"|por cento)",
        r"(?:tira\w*|abat\w+)(?: (?:uns|ai|mais|so)){0,8} (?:r \$ ?)?\d+ (?:reais|conto)",
        r"ajuda\w* (?:\w+ )?(?:no|com o|nesse|n[oa]s) (?:preco|valor|valores)",
        r"a vista(?: \w+)? ?,? (?:melhora|muda|diminui|fica menos|cai)",
        r"\b(?:pela|por) metade\b|metade do (?:preco|valor)",
        unless=(
            r"(?:qual|o|quero|prefiro|pacote|e o|opcao|ver) (?:o |e o |opcao "
            r"|e ){0,8}mais barat\w+",
            r"cupom fiscal",
            r"^(?:o )?mais barat\w+$",
            r"ja (?:esta |ta )?com desconto",
        ),
    ),
    rule(
        "too-expensive",
        Act.NEGOTIATE,
        r"(?:caro|cara|(?:ta|achei|meio|bem|ficou|pouco|mei) carinho|carissimo|carin|careiro"
        r"|salgad[oa]|salgadinh[oa]|puxad[oa]|puxadinh[oa]|carao|exorbitante"
        r"|fora da (?:minha )?realidade|custa os olhos|facada|assalto|extorsao)\b",
        r"(?:fora|acima|alem)(?: \w+)? d[oea] (?:meu |minha |nosso |que )?(?:orcamento|bolso"
        r"|budget|alcance|limite|possibilidades|verba|esperava|que eu|eu|imagin|que imagin|condic"
        r"|mercado|tenho|que tenho|pensei|planej)\w*",
        r"(?:preco|valor|orcamento|proposta|ta|esta|ficou|achei|muito|bem|meio|e|um pouco|bastante"
        r"|pouco)(?: \w+)? (?:muito |um pouco |meio |bem |bastante |pouco )?(?:alto|alta|pesado"
        r"|pesada|absurdo|elevado|elevada|abusivo|apertado para mim)\b",
        r"nao (?:\w+ )?(?:cabe|tenho|consigo pagar|posso pagar|da para pagar|vou pagar|pago"
        r"|quero pagar)(?: \w+){0,3} (?:tudo isso|isso tudo|esse valor|esse preco|esse dinheiro"
        r"|tanto|no bolso|no meu bolso|no orcamento|no meu orcamento|tudo|isso)\b",
        r"(?:osso|tenso|foda|complicad[oa]|dificil|pesad[oa]|absurd[oa]|alt[oa]|elevad[oa]"
        r"|salgad[oa])(?: \w+)? (?:esse|este|o|a|essa) (?:valor|preco|orcamento|proposta)",
        r"nao tenho (?:\w+ )?(?:esse dinheiro|essa grana|esse valor|dinheiro (?:para|todo)"
        r"|tudo isso|tanto)",
        r"muito dinheiro|muita grana|tudo isso \?|tudo isso de dinheiro",
        r"(?:achei|vi|tem|consegui|encontrei|conheco|outr[oa]s?|concorrent\w+|um amigo|sobrinho"
        r"|colega|fiverr|workana)(?: \w+){0,5} (?:mais barat\w+|mais em conta|por menos"
        r"|cobr\w+ menos|faz por|fez por|fazem por|cobra \d|cobrou)\b",
        r"(?:concorrente|concorrencia|outra empresa|outra agencia|outro lugar|outro orcamento)\b",
        r"assusta\w*|assustei\b",
        r"esperava (?:pagar )?menos",
        r"pouco dinheiro|pouca grana|orcamento (?:apertado|curto|limitado|baixo)|grana (?:curta"
        r"|ta curta)|verba (?:curta|limitada)",
        unless=(
            r"(?:e|sera|sai|fica|nao e|vai ser|sera que e|costuma ser|custa|cobram"
            r"|custam) (?:muito "
            r"|mt )?car[oa] (?:um|uma|o|a|fazer|para|esse|isso|voces|ai|com)?(?: \w+){0,3} ?\?",
            r"nao (?:e|achei|ta|esta|foi|acho)(?: \w+)? car[oa]",
            r"(?:qual|o|pacote) mais car[oa]",
            r"minha cara|cara de pau|^(?:(?:oi|fala|ei|po|,) ){0,8}cara\b|cara ,|o cara|(?:da"
            r"|a) cara (?:d|da|do)",
        ),
    ),
    rule(
        "counter-offer",
        Act.NEGOTIATE,
        r"(?:faz|faria|fazem|fecha|fecham|fecho|fechamos|fechava|fecharia|deixa|deixam|topo|aceito"
        r"|aceita|aceitam|aceitaria|aceitariam|sai|sairia|rola|vai|consegue fazer|conseguem fazer"
        r"|fazendo|pago|pagaria|dou|ofereco|da para fazer|da para fechar|toparia|topa"
        rf"|topam)(?: \w+)?(?: por| em| a| ate| no maximo| so)* {_AMOUNT}(?: (?:mil|k|reais|conto"
        r"|paus|pila))?\b(?! (?:vezes|x|parcelas|\w+ (?:da|do) semana|dias|pacotes?))",
        rf"(?:por|com|a) {_AMOUNT}(?: (?:mil|k|reais|conto|paus|pila))?(?: (?:eu|a gente|nos|ja"
        rf"|hoje|agora|,)){{0,8}} (?:fecho|fechamos|fecha|topo|aceito|pago|levo|fechado|contrato"
        r"|faz|da|rola|eu quero)\b",
        r"se (?:voces? |vc |der |for |o |eu )?(?:\w+ )?(?:fizer\w*|fechar\w*|deixar\w*|baixar\w*"
        r"|abaixar\w*|melhorar\w*|tiver desconto|der (?:um )?desconto|parcel\w+|dividir\w*"
        r"|for (?:por|em|mais|a)|der para (?:parcelar|dividir|baixar)|sair por"
        r"|cobrir)\b(?: .{0,40}?)? (?:fecho|fechamos|topo|aceito|fecha|quero|contrato|eu fecho"
        r"|pago|dou|bora|faco|da)\b",
        r"(?:fecho|fechamos|topo|aceito|quero|pago|contrato) (?:\w+ )?(?:so )?se (?:voces? |for "
        r"|der |o |eu )?\w+",
        r"a vista (?:\w+ ){0,3}(?:desconto|menos|melhora|mais barato|abatimento|quanto)",
        r"pagando (?:a vista|no pix|tudo)\b.{0,30}\?",
        r"(?:cobre|cobrem|cobrir) (?:a |o )?(?:oferta|proposta|orcamento|valor)",
        unless=(r"quanto (?:sai|fica|custa)", r"faz(?:em)? por quanto", r"se (?:eu )?nao"),
    ),
    rule(
        "only-have",
        Act.NEGOTIATE,
        r"(?:(?:so|somente|apenas) (?:tenho|posso pagar|consigo|pago|da para pagar|consigo pagar"
        r"|posso)|(?:tenho|posso pagar|consigo pagar|consigo|pago|posso|dou|ofereco|meu limite"
        r"|meu maximo|no maximo|maximo|meu orcamento|minha verba|tinha)(?: \w+)?(?: so| somente"
        rf"| apenas| ate| no maximo| e| e de| uns| em)*)(?: uns| ate| de| r \$)* {_AMOUNT}",
        when=MONEY_DUE,
        unless=(
            r"(?:pago|pagar|posso|parcel\w+) (?:\w+ )?em \d+",
            r"tenho \d+ (?:anos|funcionarios|lojas|produtos)",
            r"consigo (?:pagar )?(?:dia|ate dia)",
            r"pago (?:dia|ate|em|no|na|com)\b",
        ),
    ),
)

_PRICE = (
    rule(
        "how-much",
        Act.ASK_PRICE,
        r"(?<!\bo )quanto\b(?! (?:tempo|antes|dias|mais|menos|a|ao|aos|as|isso (?:demora|leva)"
        r"|(?:\w+ )?(?:demora|leva|dura)|prazo|melhor|sei))",
        r"how much|price\b",
        r"(?:a partir de|por|em|custa|fica|sai) quanto\b(?! tempo)",
        r"(?:qual|quais|qual e|saber|passa\w*|passe|manda\w*|informa\w*|informe|diz\w*|fala\w*"
        r"|envia\w*|ver|tem|consultar|sobre|me da|da|quero|queria|gostaria|como (?:e|ta|esta|fica)"
        r"|dizer|mostra\w*|cade|e o|e os|seria|faz|conferir|conhecer|duvida\w*"
        r"|algum)(?: \w+){0,4} (?:precos?|valor|valores|valorzinho|precinho|tabela|custos?"
        r"|investimento|cotacao|mensalidade|faixa de preco|media de preco)\b",
        r"qual (?:e |o |seria |e o |seria o |sai o ){0,8}orcamento\b",
        r"tabela de (?:preco|valor)\w*",
        r"(?:custa|cobram|sai|fica) (?:muito )?(?:caro|barato)(?: \w+){0,3} ?\?",
        r"(?:e|sera|sai|fica|e muito|sai muito) (?:muito )?(?:caro|barato|carinho) (?:um|uma|o|a"
        r"|fazer|para fazer|ai|com voces)?(?: \w+){0,3} ?\?",
        r"(?:qual|quais) (?:e )?(?:o |a |os )?(?:\w+ )?mais (?:barat|car|em conta)\w*",
        r"(?:preco|valor) (?:d[aoe]s?|para|por|de um|de uma|total|final|medio|por favor|fechado"
        r"|fica)(?: \w+){1,5} ?\?",
        unless=(
            r"quanto (?:\w+ )?(?:tempo|antes|prazo)\b(?!.* quanto (?:custa|fica|sai|e))",
            r"quanto (?:falta|resta)\b",
            r"o valor (?:\w+ )?(?:ta|esta|ficou|e) (?:\w+ )?(?:alto|caro|pesado|salgado)",
            r"(?:nao )?(?:agrega|vale o) valor",
        ),
    ),
    rule(
        "price-word",
        Act.ASK_PRICE,
        rf"(?:(?:o|os|a|e|so|de|do|da|e o|por favor|me|qual) ){{0,8}}(?:precos?|valor|valores"
        rf"|tabela|quanto|custo|custos|cotacao|investimento|{_PRICE_WORD})(?: (?:d[aoe]s?|para"
        r"|de um|de uma|por favor|um|uma|o|a|e|,|\?|\.|site|loja|logo|logotipo|landing page"
        r"|pacotes?|servicos?|projeto|basico|premium|profissional|cada|um|virtual|online|total"
        rf"|final|medio|disso|ai)){{0,8}}",
        whole=True,
        unless=(r"^(?:\w+ ){0,3}(?:proposta|orcamento)(?! \?)", r"^(?:o |meu )?orcamento e\b"),
    ),
)

_INFO = (
    rule(
        "are-you-a-robot",
        Act.ASK_INFO,
        r"(?:de verdade|robo|bot|chatbot|inteligencia artificial|ia|maquina|automatico|automatica"
        r"|gpt|chatgpt|humano|pessoa|gente)(?: \w+){0,4} \?",
        r"(?:voce|isso|vc|aqui|quem) (?:\w+ ){0,2}(?:e|eh) (?:um |uma |o )?(?:robo|bot|ia|maquina"
        r"|chatbot|humano|gpt)\b",
        r"(?:falando|falo|conversando) com (?:um |uma )?(?:robo|bot|ia|maquina|chatbot|pessoa"
        r"|humano)\b",
        r"quem (?:e|sao) voces?\b",
        confidence=0.9,
        unless=(
            r"(?:quero|preciso|fazem|fazer|criam|criar|desenvolvem"
            r"|montam) (?:\w+ ){0,3}(?:bot|chatbot"
            r"|robo)\b",
        ),
    ),
    rule(
        "how-it-works",
        Act.ASK_INFO,
        r"como (?:que )?(?:e que )?(?:e |eh )?(?:funciona\w*|trabalh\w+|seria|e o processo|e feito"
        r"|faz\w*|faco|faria|sao|eu (?:pago|faco|fao|acompanho)|pago|posso pagar|e o pagamento"
        r"|fica o pagamento|voces (?:fazem|trabalham|cobram)|contrat\w+|procede\w*|proceder"
        r"|preench\w+|mand\w+|envi\w+|e a entrega|e a forma|entr\w+ em contato|comec\w+)\b",
        r"(?:quanto|quantos|quantas) (?:tempo|dias|semanas|meses|horas|paginas|revis\w+|alterac\w+"
        r"|ajustes|fotos|produtos|vezes|parcelas|pessoas|telas|anos|artes|posts|emails|idiomas"
        r"|versoes|modificac\w+|mudancas|opcoes)\b",
        r"em quanto(?: tempo)?\b|quanto (?:demora|leva|dura)\b",
        r"(?:qual|quais|que) (?:e |sao |a |o |as |os |seria |tipo ){0,8}(?:prazo\w*"
        r"|prazo de entrega|forma\w*|diferenca\w*|garantia|tempo|horario\w*|endereco|cnpj"
        r"|experiencia|processo|metodo\w*|tecnologia\w*|plataforma\w*|servico\w*|pacotes?|opcoes"
        r"|opcao|instagram|site|portfolio|condicoes|chave|conta|banco|cartoes|bandeiras|cidade"
        r"|politica|proximo|vantag\w+|beneficio\w*|recomend\w*|melhor (?:opcao|pacote|plano|forma"
        r"|para (?:mim|meu|minha)|jeito|custo)|voces? indica\w*|ideal|etapas?|passo\w*|contrato"
        r"|multa|validade|dominio|hospedagem|pix|formas)\b",
        r"o que (?:e que )?(?:esta |ta |vem |vai |tem |e |vou |eu )?(?:inclus\w+|inclui|vem"
        r"|receb\w+|ganho|tem|entra|contempla|engloba|e isso|e um|e uma|significa|acontece|muda"
        r"|precisa\w*|preciso|voces? (?:fazem|faz|oferece\w*|entregam|precisam))\b(?! (?:falar"
        r"|para hoje))",
        r"(?:inclus[oa]s?|inclui\w*|incluind\w*)\b",
        r"diferenca (?:entre|do|da|de)\b",
        r"nao (?:entendi|compreendi|ficou claro)",
        r"(?:me )?(?:explica\w*|explique|detalha\w*|detalhe|esclarec\w+|tira\w* (?:uma "
        r"|umas )?duvidas?|conta mais|fala mais|mais (?:informac\w+|detalhes|infos?)|saber mais"
        r"|entender (?:melhor|como|o)|conhecer (?:melhor|o|a|os|mais))\b",
        r"(?:tenho|tirar|surgiu|fiquei com|com|umas?|minha|outra|so)(?: \w+)? duvidas?\b",
        r"^(?:uma |umas )?(?:duvida|pergunta|perguntinha)s?\b",
        r"exemplos?\b|trabalhos? (?:anterior\w*|que|feitos|de voces|ja)|(?:ver|mostra\w*|tem"
        r"|manda\w*)(?: \w+){0,3} (?:trabalhos|projetos|sites|modelos|cases|casos|referencias"
        r"|fotos|amostras)\b|cases?\b|referencias\b|depoiment\w+|avaliac\w+|(?:clientes"
        r"|sites) que (?:voces )?(?:ja )?\w+",
        r"(?:parcel\w+|dividem|divide|dividir|em \d+ ?(?:x|vezes)|quantas vezes|sem juros|juros"
        r"|formas? de pagamento|meios? de pagamento|metodos? de pagamento"
        r"|aceita\w* (?:\w+ )?(?:cartao|pix|boleto|debito|credito|paypal|dinheiro|transferencia"
        r"|bitcoin|cripto\w*|cheque|parcel\w+))\b(?! (?:eu )?(?:fecho|topo|aceito))",
        r"(?:da|posso|pode|poderia|tem como|consigo|rola)(?: \w+)? (?:pagar|passar|fazer"
        r"|dividir)(?: \w+){0,3} (?:no|na|com|por|em|pelo|via|cartao|boleto|pix|parcelad\w+|vezes"
        r"|depois|so)\b.{0,20}\?",
        r"(?:tem|dao|da|oferece\w*|existe|emite\w*|faz|fazem|ha|possui\w*|teria|trabalha\w*|usa\w*"
        r"|atend\w+|entreg\w+|fornec\w+|vao|vai|cobr\w+|voces? sao|sao|fica\w*|esta\w*|vem"
        r"|monta\w*|desenvolv\w+|cria\w*|precis\w+|envia\w*|hosped\w+|integra\w*|ajud\w+|cuid\w+"
        r"|funcion\w+|serve\w*|registr\w+|consegu\w+|conhec\w+|aparec\w+|posso|pode\w*|poderia\w*"
        r"|vende\w*|ensin\w+|indica\w*|recomend\w+|instal\w+|garant\w+|topam|sabem|alter\w+|mud\w+"
        r"|comport\w+|aguent\w+|suport\w+|inclu\w+|seria|acompanh\w+|assin\w+"
        r"|gera\w*)(?: \w+){0,6} (?:garantia\w*|contrato\w*|nota|nota fiscal|nf|nfe|cnpj|suporte"
        r"|manutencao|hospedagem|dominio|seguro|segura|seguranca|golpe|confiavel|treinamento"
        r"|reembolso|revis\w+|alterac\w+|ajustes|responsiv\w+|celular|mobile|seo|google|instagram"
        r"|integrac\w+|whatsapp|email|emails|domicilio|online|presencial|sabado|domingo|feriado"
        r"|fim de semana|remoto|fora|exterior|todo brasil|brasil|cidade|estado|sao paulo|regiao"
        r"|escritorio|endereco|site|sites|logo|logos|logotipo\w*|loja|lojas|app|apps|aplicativo\w*"
        r"|sistema\w*|landing page|landing pages|blog|ecommerce|wordpress|shopify|wix|trafego"
        r"|anuncios|redes sociais|social media|video|videos|edicao|fotografia|textos?|copy"
        r"|traducao|idioma\w*|ingles|agendamento|chatbot|automac\w+|dados|senha|painel|backup"
        r"|fonte|codigo|arquivos?|direito\w*|exclusiv\w+|depois|juntos?|mensal|mensalidade|taxa"
        r"|multa|sinal|entrada|pagamento|cartao|boleto|pix|tempo|prazo|conteudo|fotos?|imagens"
        r"|banner|cardapio|catalogo|produtos|estoque|frete|correios|rapido|urgente|pequenas?"
        r"|empresas?|mei)\b(?:.{0,60})? \?",
        r"(?:onde|aonde|de onde|qual lugar)(?: \w+){0,4} (?:fica|ficam|sao|e|esta\w*|atend\w+|pago"
        r"|assino|moram|localiz\w+|encontr\w+|vejo|clico|voces)\b",
        r"(?:de onde|onde) (?:voces? )?(?:sao|e|ficam|fica|falam)\b",
        r"e (?:seguro|confiavel|golpe|verdade|garantido|serio|de confianca|obrigatorio|necessario"
        r"|possivel)\b",
        r"e se (?:eu |nao |voces |o |der |a )?\w+",
        r"(?:precisa|preciso) (?:de )?(?:ter|pagar|mandar|assinar|enviar|comprovante|contrato|cnpj"
        r"|dominio|conteudo|textos|fotos|logo)\b.{0,40}\?",
        r"(?:porque|por que|para que|pq)(?: \w+){1,8} \?",
        r"(?:ate que horas|que horas|horario de)\b",
        r"(?:qual|que) (?:voces? |voce )?(?:indica|recomenda|sugere|e melhor|o melhor|acha)\w*",
        r"(?:me )?(?:indica|recomenda|sugere|ajuda a escolher)\w*(?: \w+){0,4} (?:pacote|opcao"
        r"|qual|escolher|um)\b",
        r"voces? (?:\w+ )?(?:faz|fazem|trabalha\w*|atende\w*|mexem|criam|desenvolvem|produzem"
        r"|montam|cuidam|entendem|emitem|dao|tem|tambem|oferecem|conseguem|usam|sao|estao|vendem"
        r"|prestam|aceitam|costumam)\b.{0,80}\?",
        r"(?:gostaria|queria|quero|preciso) (?:de )?(?:\w+ )?(?:informac\w+|saber|entender"
        r"|conhecer|tirar|esclarec\w+|detalhes)\b(?! (?:o |os )?(?:preco|valor|quanto))",
        r"(?:gostaria|queria|quero) (?:de )?ver\b(?! (?:um|uma|com|de|se|isso|depois|antes"
        r"|primeiro))",
        r"me (?:manda|envia|passa|mostra)(?: \w+){0,4} (?:informac\w+|detalhes|portfolio|exemplos"
        r"|catalogo|material|pdf|apresentacao|pacotes|servicos|opcoes)\b",
        r"^(?:quais )?(?:formas de pagamento|pix ou cartao|garantia|prazo|prazo de entrega"
        r"|horario de atendimento|localizacao|contrato|portfolio|detalhes|informacoes"
        r"|mais detalhes|mais informacoes)(?: por favor)?(?: \?)?$",
        r"(?:vale a pena|compensa) (?:\w+ )?(?:o|a|mais|pegar|fazer|contratar|ter"
        r"|mesmo)\b.{0,40}\?",
        r"(?:posso|da para|pode|tem como|consigo|poderia|e possivel|daria) (?:\w+ ){0,4}(?:mudar"
        r"|trocar|alterar|ver|testar|cancelar|escolher|acompanhar|adicionar|colocar|usar|vender"
        r"|editar|aumentar|fazer upgrade|mexer|reagendar|incluir|comecar|receber|mandar|enviar"
        r"|pagar|agendar|visitar|ter|personalizar|assinar|aproveitar|juntar|migrar|tirar|baixar"
        r"|devolver|desistir)\b.{0,60}\?",
        confidence=0.85,
    ),
)


_PORTFOLIO = rule("portfolio", Act.ASK_INFO, r"portfol\w+|portifol\w+", when=ANY - {Expecting.NEED})

NOT_OURS = (
    rule(
        "not-our-business",
        Act.OUT_OF_SCOPE,
        r"(?:previsao do tempo|vai chover|capital d[aeo]|que horas (?:sao|e|tem)|horas sao|futebol"
        r"|flamengo|corinthians|palmeiras|piadas?|receita d[eo]|receita\b|pizza|hamburguer|signo"
        r"|horoscopo|presidente|bolsonaro|lula|eleicao|politica \?|namorad[oa] \?|voce namora"
        r"|solteir[oa]|casad[oa] \?|loteria|mega sena|tigrinho|cassino|aposta\w*|emprestimo"
        r"|emprest\w+|vaga|emprego|curriculo|^vendo|cigarro|remedio|sentido da vida|deus existe"
        r"|quem (?:ganhou|descobriu|inventou|foi)|filme|musica para|letra da|poema|ignore (?:as"
        r"|todas|suas|tudo)|esqueca (?:as|suas) (?:instruc\w+|regras)|prompt|(?:voce e"
        r"|es) (?:bonit[oa]|lind[oa]|gat[oa])|te amo|quer (?:sair|casar)|manda nudes?|nudes?|sexo"
        r"|dolar|bitcoin|cotacao do)\b",
        r"quanto e (?:a raiz|\d+ ?(?:\+|x|vezes|mais|menos|dividido)|(?:um|dois|tres|\w+) (?:mais"
        r"|vezes) )",
        unless=(
            r"(?:site|loja|app|aplicativo|landing page|sistema|logo|cardapio|pagina"
            r"|projeto|proposta"
            r"|trafego|social media|video|marketing|identidade|blog)\b",
        ),
    ),
)
"""Topics that are nobody's business here, so that a question about them is not taken for ours."""

PRICE_AND_FACTS = (*_PRICE, _PORTFOLIO, *_INFO)

ANY_QUESTION = rule(
    "about-us",
    Act.ASK_INFO,
    r"(?:voces|site|sites|projeto|pacotes?|proposta|servicos?|pagamento|pagar|loja|prazo"
    r"|empresa|contrato|entrega|landing page|logo|pagina|pix|boleto|cartao|link|hospedagem"
    r"|dominio|trabalho|briefing|formulario|premium|basico|orcamento|design|designer|app"
    r"|marketing|instagram|whatsapp|deposito|entrada|sinal|desenvolvimento|desenvolver"
    r"|contratar|desconto)\b.{0,200}\?",
    r"(?:ja|voces) (?:\w+ )?(?:fizeram|trabalharam|atenderam|fazem|criaram)\b.{0,80}\?",
    r"^(?:\W|e |voces? |ai |oi |ola )*(?:tem|sao|trabalham|fazem|atendem|aceitam|emitem|estao"
    r"|voces|dao|entregam|cobram|conseguem|usam)\b.{0,60}\?",
    r"(?:como assim|por que|porque|como)(?: \w+){0,2} \?",
    confidence=0.6,
    unless=(
        r"(?:capital|futebol|jogo|receita|piada|presidente|clima|chover|namora|casad[oa]|signo"
        r"|time)\b",
    ),
)
"""The last resort for a question: it names something of ours, so it is about us."""
