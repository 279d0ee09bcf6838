"""Commands about a client as a whole: merging, and the rights of Brazil's data protection law."""

from __future__ import annotations

from sqlalchemy import select

from adapters.storage import merging, people, privacy
from adapters.storage.inbox import turn_wake
from adapters.storage.merging import Parting, living
from adapters.storage.people import Mention
from adapters.storage.tables import CLIENTS, CONTACTS, CONVERSATIONS
from apps.desk.asking import Ask, Done, Outcome, Refused
from autovenda_core.identity import Identity

__all__ = ["erase", "export", "merge", "unmerge"]


def merge(ask: Ask) -> Done:
    """Two clients are one person.  Target: one client; field `outro`: the other."""
    other = ask.fields.text("outro", at_most=64)
    if other == ask.target:
        raise Refused("São o mesmo cliente. Escolha outro.", 422)
    for client_id in (ask.target, other):
        _must_be_somebody(ask, client_id)
    contacts = _contacts(ask, other)
    conversation_id = _conversation(ask, ask.target)
    if conversation_id is None or not contacts:
        return Done("Estes dois clientes já são um só.", Outcome.UNCHANGED)
    mention = Mention(
        identities=contacts,
        channel="",
        about=conversation_id,
        reason=f"operator:{ask.by.login}:{ask.target}+{other}",
        by_hand=True,
    )
    met = people.meet(ask.db, [mention], ask.at)
    met.conversation_of(mention)
    wakes = [turn_wake(each, ask.at) for each in sorted(met.taken_over)]
    return Done("Agora são um cliente só.", wakes=wakes, details={"other": other})


def unmerge(ask: Ask) -> Done:
    """Two clients were wrongly taken for one.  Target: the number of the merge."""
    if not ask.target.isdecimal() or len(ask.target) > 18:
        raise Refused(f"Não existe junção {ask.target!r}. Atualize a página.", 404)
    match merging.unmerge(ask.db, int(ask.target), ask.at):
        case Parting.DONE:
            return Done("Os dois clientes estão separados de novo.")
        case Parting.ALREADY:
            return Done("Estes clientes já tinham sido separados.", Outcome.ALREADY)
        case Parting.LATER_FIRST:
            raise Refused("Um deles foi juntado de novo depois. Desfaça a junção mais nova antes.")
        case Parting.ERASED:
            raise Refused("Os dados deste cliente foram apagados: não há o que separar.")
        case Parting.UNKNOWN:
            raise Refused(f"Não existe junção {ask.target!r}. Atualize a página.", 404)


def export(ask: Ask) -> Done:
    """Everything of one client, to be handed to them: JSON text, as `conteudo`."""
    content = privacy.export(ask.db, ask.target, ask.at)
    if content is None:
        raise _nobody(ask.target)
    return Done("Os dados deste cliente estão prontos para baixar.", data={"conteudo": content})


def erase(ask: Ask) -> Done:
    """Remove everything personal of one client for good; payments stay, without a name."""
    erased, wakes = privacy.erase(ask.db, ask.target, ask.at)
    if erased is None:
        raise _nobody(ask.target)
    protocol = {"protocolo": erased.protocol}
    if not erased.is_new:
        words = f"Já tinham sido apagados. Protocolo {erased.protocol}."
        return Done(words, Outcome.ALREADY, data=protocol)
    return Done(
        f"Dados apagados. Protocolo {erased.protocol}.",
        wakes=wakes,
        details=protocol,
        data=protocol,
        forget=erased.files,
    )


def _nobody(client_id: str) -> Refused:
    return Refused(f"Não existe cliente {client_id!r}. Atualize a página.", 404)


def _must_be_somebody(ask: Ask, client_id: str) -> None:
    """Whoever were merged with somebody erased would be taken for erased, and kept for ever."""
    known = select(CLIENTS.c.erased_at).where(CLIENTS.c.id == living(ask.db, client_id))
    row = ask.db.execute(known).first()
    if row is None:
        raise _nobody(client_id)
    if row.erased_at is not None:
        raise Refused("Os dados de um destes clientes foram apagados: não há o que juntar.")


def _contacts(ask: Ask, client_id: str) -> tuple[Identity, ...]:
    rows = ask.db.execute(
        select(CONTACTS.c.kind, CONTACTS.c.value).where(CONTACTS.c.client_id == client_id)
    )
    return tuple(Identity(row.kind, row.value) for row in rows)


def _conversation(ask: Ask, client_id: str) -> str | None:
    """Any of a client's; None: they were merged into somebody else."""
    found: str | None = ask.db.execute(
        select(CONVERSATIONS.c.id)
        .where(CONVERSATIONS.c.client_id == client_id)
        .order_by(CONVERSATIONS.c.merged_into.is_not(None), CONVERSATIONS.c.id)
        .limit(1)
    ).scalar()
    return found
