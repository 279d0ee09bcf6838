"""
What every Channel must do.

Subclass `ChannelContract` in a test module and give it three fixtures: `channel`, `phone` (the
person at the other end, and the provider's moods) and `run` (how your tests run a coroutine).
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol, TypeVar

import pytest

from autovenda_core.effects import Button
from autovenda_core.errors import OutcomeUnknown, Rejected, Unavailable
from autovenda_core.ports.channel import (
    Channel,
    Document,
    OutgoingMessage,
    ReceivedFile,
    Template,
    UrlButton,
)
from autovenda_core.testing.channels import Arrival

__all__ = ["ChannelContract", "Phone", "Run"]

T = TypeVar("T")


class Run(Protocol):
    """Runs a call to its end; before each one, enough time passes for any pacing."""

    def __call__(self, call: Coroutine[Any, Any, T]) -> T:
        """What the call gives."""
        ...


AWKWARD = "R$ 1.500,00 (50%) & <b>x</b> _y_ [z](w) 2*3 #1! – “é” 😀"
PDF = Document("Proposta nº 7.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(range(256)))
LINK = UrlButton("Pagar", "https://loja.example.com/p/token?a=1&b=2")
BUTTONS = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))
MANY_BUTTONS = tuple(Button(f"package:p{at}", f"Pacote {at}") for at in range(1, 11))
VOICE = ReceivedFile(b"OggS" + bytes(range(256)), "audio/ogg")


class Phone(Protocol):
    """The other end of a channel under test."""

    @property
    def address(self) -> str:
        """Where messages for this person go."""
        ...

    def arrived(self) -> Sequence[Arrival]:
        """What the person sees, oldest first."""
        ...

    def block(self) -> None:
        """The person blocks us."""
        ...

    def sends_file(self, file: ReceivedFile) -> str:
        """The person sends a file; the id by which it can be fetched."""
        ...

    def approve(self, name: str, text: str) -> None:
        """
        The provider approves a template whose text has {{1}}, {{2}}… in it.

        Called only for a channel whose capabilities have templates.
        """
        ...

    def turn_away(self, retry_after_seconds: int) -> None:
        """The provider refuses the next call for so long."""
        ...

    def lose_answer(self) -> None:
        """The provider does what the next call asks, and its answer is lost."""
        ...


class ChannelContract:
    """The suite; each test needs a fresh channel and phone."""

    @pytest.fixture
    def channel(self) -> Channel:
        """The channel under test."""
        raise NotImplementedError

    @pytest.fixture
    def phone(self) -> Phone:
        """Who it writes to."""
        raise NotImplementedError

    @pytest.fixture
    def run(self) -> Run:
        """How a send is run."""
        raise NotImplementedError

    def test_a_text_arrives_character_by_character(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        run(channel.send(OutgoingMessage("k:1:0", phone.address, AWKWARD)))

        assert [arrival.text for arrival in phone.arrived()] == [AWKWARD]

    def test_bold_words_arrive(self, channel: Channel, phone: Phone, run: Run) -> None:
        run(channel.send(OutgoingMessage("k:1:0", phone.address, "Fica *R$ 1.750,00* no total")))

        assert [arrival.text.replace("*", "") for arrival in phone.arrived()] == [
            "Fica R$ 1.750,00 no total"
        ]

    def test_messages_have_ids_of_their_own(self, channel: Channel, phone: Phone, run: Run) -> None:
        first = run(channel.send(OutgoingMessage("k:1:0", phone.address, "um")))
        second = run(channel.send(OutgoingMessage("k:1:1", phone.address, "dois")))

        assert first.provider_message_id
        assert second.provider_message_id
        assert first.provider_message_id != second.provider_message_id

    def test_the_log_is_told_what_was_sent(self, channel: Channel, phone: Phone, run: Run) -> None:
        sent = run(channel.send(OutgoingMessage("k:1:0", phone.address, "Que bom, Marina")))

        assert "Que bom, Marina" in sent.text

    def test_every_button_can_be_seen_in_its_order(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        run(channel.send(OutgoingMessage("k:1:0", phone.address, "Fechado?", buttons=BUTTONS)))

        (arrival,) = phone.arrived()
        seen = "\n".join((arrival.text, *arrival.buttons))
        places = [seen.find(button.title) for button in BUTTONS]
        assert -1 not in places
        assert places == sorted(places)

    def test_a_link_can_be_opened(self, channel: Channel, phone: Phone, run: Run) -> None:
        run(channel.send(OutgoingMessage("k:1:0", phone.address, "Sinal", link=LINK)))

        (arrival,) = phone.arrived()
        assert arrival.links == (LINK,) or LINK.url in arrival.text

    def test_a_document_arrives_byte_by_byte_with_its_text(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        if not channel.capabilities.document:
            pytest.skip("this channel sends no documents")

        run(channel.send(OutgoingMessage("k:1:0", phone.address, "Proposta", document=PDF)))

        arrivals = phone.arrived()
        assert [each.document for each in arrivals if each.document] == [PDF]
        assert "".join(each.text for each in arrivals) == "Proposta"

    def test_a_text_too_long_for_a_caption_still_arrives_with_its_document(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        if not channel.capabilities.document:
            pytest.skip("this channel sends no documents")
        text = " ".join(f"item{at}" for at in range(channel.capabilities.caption_chars // 4))

        run(channel.send(OutgoingMessage("k:1:0", phone.address, text, BUTTONS, document=PDF)))

        arrivals = phone.arrived()
        assert [each.document for each in arrivals if each.document] == [PDF]
        assert any(each.text.startswith(text) for each in arrivals)

    def test_a_text_too_long_for_one_message_arrives_whole_and_in_order(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        words = [f"palavra{at}" for at in range(channel.capabilities.text_chars // 6)]

        run(channel.send(OutgoingMessage("k:1:0", phone.address, " ".join(words), BUTTONS)))

        arrivals = phone.arrived()
        arrived = [word for each in arrivals for word in each.text.split()]
        assert arrived[: len(words)] == words
        assert all(not each.buttons for each in arrivals[:-1])

    def test_a_person_who_blocked_us_is_unreachable(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        phone.block()

        with pytest.raises(Rejected) as refusal:
            run(channel.send(OutgoingMessage("k:1:0", phone.address, "oi")))

        assert refusal.value.unreachable
        assert not phone.arrived()

    def test_a_provider_that_says_how_long_to_wait_is_quoted(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        phone.turn_away(retry_after_seconds=17)

        with pytest.raises(Unavailable) as refusal:
            run(channel.send(OutgoingMessage("k:1:0", phone.address, "oi")))

        assert refusal.value.retry_after_seconds == 17
        assert not phone.arrived()

    def test_a_message_that_was_turned_away_arrives_once_when_sent_again(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        message = OutgoingMessage("k:1:0", phone.address, "oi")
        phone.turn_away(retry_after_seconds=1)
        with pytest.raises(Unavailable):
            run(channel.send(message))

        run(channel.send(message))

        assert [arrival.text for arrival in phone.arrived()] == ["oi"]

    def test_a_lost_answer_is_an_unknown_outcome(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        phone.lose_answer()

        with pytest.raises(OutcomeUnknown):
            run(channel.send(OutgoingMessage("k:1:0", phone.address, "oi")))

        assert [arrival.text for arrival in phone.arrived()] == ["oi"]

    def test_ten_choices_can_be_seen_in_their_order(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        run(channel.send(OutgoingMessage("k:1:0", phone.address, "Qual?", MANY_BUTTONS)))

        seen = "\n".join(line for each in phone.arrived() for line in (each.text, *each.buttons))
        places = [seen.find(button.title) for button in MANY_BUTTONS]
        assert -1 not in places
        assert places == sorted(places)

    def test_buttons_a_link_and_a_document_arrive_together(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        document = PDF if channel.capabilities.document else None
        run(
            channel.send(
                OutgoingMessage("k:1:0", phone.address, "Proposta", BUTTONS, LINK, document)
            )
        )

        arrivals = phone.arrived()
        seen = "\n".join(line for each in arrivals for line in (each.text, *each.buttons))
        assert all(button.title in seen for button in BUTTONS)
        assert any(LINK in each.links for each in arrivals) or LINK.url in seen
        assert [each.document for each in arrivals if each.document] == [document] * bool(document)

    def test_an_approved_message_arrives_with_its_parameters(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        if not channel.capabilities.template:
            pytest.skip("this channel has no templates")
        phone.approve("autovenda_teste", "Recebemos {{1}}, obrigado! Veja {{2}} quando puder.")
        text = "Recebemos R$ 1.500,00 (50%), obrigado! Veja https://x.example/p/1 quando puder."
        template = Template(
            "autovenda_teste", "pt_BR", ("R$ 1.500,00 (50%)", "https://x.example/p/1")
        )

        sent = run(channel.send(OutgoingMessage("k:1:0", phone.address, text, template=template)))

        assert [arrival.text for arrival in phone.arrived()] == [text]
        assert sent.text == text

    def test_a_file_that_the_person_sent_can_be_fetched(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        media_id = phone.sends_file(VOICE)

        assert run(channel.fetch(media_id)) == VOICE

    def test_a_file_that_is_gone_is_refused(self, channel: Channel, run: Run) -> None:
        with pytest.raises(Rejected):
            run(channel.fetch("123456789"))

    def test_showing_that_a_message_arrived_never_fails(
        self, channel: Channel, phone: Phone, run: Run
    ) -> None:
        phone.turn_away(retry_after_seconds=1)

        run(channel.acknowledge(phone.address, "987654321"))
