"""What the {placeholders} of the texts stand for, for whoever edits them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["MEANINGS", "explained"]

MEANINGS: Mapping[str, str] = {
    "nome": "o primeiro nome do cliente; “{, nome}” leva a vírgula junto se não se sabe o nome",
    "empresa": "o nome da sua empresa",
    "humano": "quem atende quando o cliente pede uma pessoa",
    "formas": "como dá para pagar",
    "cumprimento": "Bom dia, Boa tarde ou Boa noite",
    "proximo_expediente": "quando alguém volta a atender, como “amanhã às 9h”",
    "resumo": "o que o cliente já contou",
    "lista_de_pacotes": "os pacotes numerados, com preço",
    "opcao_1": "o nome do primeiro pacote",
    "opcao_2": "o nome do segundo pacote",
    "opcao_3": "o nome do terceiro pacote",
    "faixa_1": "o preço do pacote mais barato, em reais inteiros",
    "faixa_2": "o preço do segundo mais barato, em reais inteiros",
    "pacote": "o nome do pacote da proposta",
    "pacote_menor": "o nome de um pacote menor",
    "total_menor": "o preço desse pacote menor",
    "numero": "o número da proposta",
    "entregaveis": "o que é entregue, um por linha",
    "total": "o preço total",
    "sinal": "o valor do sinal",
    "saldo": "o valor do saldo",
    "prazo": "o prazo do pacote, como “10 dias úteis”",
    "prazos": "o prazo de cada pacote",
    "validade": "até quando a proposta vale",
    "validade_dias": "por quantos dias uma proposta vale",
    "data_hora": "data e hora",
    "data_entrega": "o dia da entrega",
    "valor": "o valor da cobrança",
    "motivo": "de que é a cobrança",
    "palavras": "o que o cliente escreveu",
    "resposta": "a resposta das perguntas frequentes",
    "aviso": "o que aconteceu",
    "parcelas": "em quantas vezes dá para dividir",
    "portfolio": "o endereço dos seus trabalhos",
    "expediente": "o horário de atendimento",
    "pacotes": "os pacotes numerados, com preço",
    "o_que_inclui": "o que cada pacote inclui",
    "link": "o endereço da página (só no modelo da Meta)",
}


def explained(names: Collection[str]) -> Mapping[str, str]:
    """Those names as they are typed, each with its meaning; in alphabetical order."""
    return {f"{{{name}}}": MEANINGS[name] for name in sorted(names)}
