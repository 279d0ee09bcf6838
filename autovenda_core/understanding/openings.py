"""
The only words of a language model that a lead ever reads: one courteous sentence.

It stands before our own texts, and nothing can be meant by it but thanks, attention and good
wishes: every word has to be in the list below.  There is no yes or no in it, no number, time
or money, no verb of giving, doing, owing or promising, and nothing is said to *be* anything.
A list of what must not be said would always be one word short (compare `is_clean_yes`).
"""

from __future__ import annotations

from autovenda_core.model import State
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import words

__all__ = ["OPENABLE", "VOCABULARY", "is_harmless"]

OPENABLE = frozenset({State.QUALIFYING, State.PAID, State.BRIEFING, State.ACTIVE})
"""Where a message may be opened so: never beside an offer, or money that is awaited."""

LONGEST = 140
"""Characters of an opening."""

VOCABULARY = words(
    """
    a ao aos as com da das de desse desta deste do dos e em essa esse este mais muito na nas no
    nos o os para pela pelas pelo pelos por que seu seus sobre sua suas um uma

    adorei agradeço compreendo entendi entendo gostei imagino notei percebi

    bem-vinda bem-vindo boa boas bom desculpa desculpe dia gratidão noite obrigada obrigado oi
    olá parabéns perdão prazer sorte sucesso tarde

    atenção calma carinho compartilhar confiança confiar conhecer contar contato conversa
    conversar cuidado curiosidade dedicação detalhe detalhes disposição dúvida dúvidas
    entusiasmo esclarecer escrever esperar explicar explicação gentileza interesse ler mensagem
    mensagens ouvir paciência palavras pergunta perguntar perguntas preferência preocupação
    recado relato respeito saber

    assunto caminho clientes desafio desafios empreendedor empreendedora empreender
    empreendimento equipe família história ideia ideias iniciativa jornada marca novidade
    novidades projeto projetos propósito público ramo sonho sonhos tema trabalho trajetória
    área

    bacana bela belo bonita bonito carinhosa carinhoso charmosa charmoso criativa criativo
    curiosa curioso delicada delicado diferente divertida divertido elegante encantador
    encantadora especial estimulante gostosa gostoso importante incrível inspirador inspiradora
    interessante legal linda lindo maravilhosa maravilhoso necessária necessário nobre original
    promissor promissora querida querido relevante sensacional sensível simpática simpático
    valiosa valioso ótima ótimo

    academia adega advocacia advogada advogado agência alimentos animais arquitetura arte
    artesanato artesanatos artista ateliê açougue bairro barbearia bebidas beleza bijuterias
    bolos bombons brechó brinquedos cabelos cafeteria café cantina casamento casamentos
    cervejaria cerâmica chocolateria chocolates cidade clínica comida confeitaria consultório
    costura cozinha creche cursos dança decoração dentista doceria doces educação engenharia
    escola escritório esportes estética estúdio eventos farmácia fazenda festas fisioterapia
    flores floricultura fotografia fotógrafa fotógrafo hamburgueria hotel idiomas igreja
    imobiliária imóveis instituto jardinagem joalheria joias livraria livros loja lojinha
    manicure marcenaria marmitas massagem mecânica medicina mercadinho mercearia moda médica
    médico móveis música nutricionista nutrição oficina padaria papelaria pescaria pet petshop
    pizzaria plantas pousada psicologia psicóloga psicólogo pães restaurante roupas salão saúde
    sorveteria tatuagem teatro terapeuta terapia turismo veterinária veterinário viagens vinhos
    yoga ótica
    """
)
"""Lower case, accents as in print: "e" joins two words, "é" would claim that something is."""

_SENTENCE = lazy(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:,? [^\W\d_]+(?:-[^\W\d_]+)*)*[.!]?")
"""Words with one space, or a comma and one space, between them."""


def is_harmless(sentence: str) -> bool:
    """Whether a lead may read this sentence of a model's."""
    if len(sentence) > LONGEST or not _SENTENCE.fullmatch(sentence):
        return False
    return all(
        word in VOCABULARY for word in sentence.lower().rstrip(".!").replace(",", "").split()
    )
