"""
THE FLOW.  Read this file first.

1. Everything the flow can do is a row of this table; the code cannot do what is not here.
2. A row says: on this trigger, in these states, go there (or STAY) and do this, when that.
   The first row of a pair whose guard holds fires; the last row of a pair has no guard.
3. Every (state, trigger) pair is here: as a row, or as ignored with the reason.
4. Guards and actions are in rules/, in this order.  What a trigger is: rows.py.
5. The state moves when the thing is decided; sending, rendering and charging follow as
   effects, and their answers come back as events.

Who answers (bot or person), an opt-out, and the open question are not states: they are
values of the conversation, and guards look at them.
"""

from __future__ import annotations

from autovenda_core.events import (
    Act,
    BriefingSaved,
    BriefingSubmitted,
    ButtonPressed,
    CheckoutCreated,
    CheckoutFailed,
    CheckoutRequested,
    ContactBlocked,
    ContactMoved,
    CustomOffer,
    DeliveryReported,
    DocumentFailed,
    ExtraCharged,
    GivenBack,
    MediaKept,
    MediaLost,
    MediaReceived,
    MessageFailed,
    MessageSent,
    ModelAnswered,
    ModelNeeded,
    OperatorMessage,
    OwnerTyped,
    PaymentNoticed,
    PaymentSnapshot,
    PaymentUnseen,
    ProjectDelivered,
    ProposalRefused,
    RefundRefused,
    RefundRequested,
    TakenOver,
    TextReceived,
    Transcribed,
    Understood,
)
from autovenda_core.fsm.rows import STAY, Mark, Row, ignored, on
from autovenda_core.fsm.rules import (
    answers,
    arrivals,
    checkouts,
    further,
    language,
    objections,
    offers,
    payment,
    people,
    project,
    questions,
    refunds,
    reminders,
    talk,
)
from autovenda_core.model import State, Timer

__all__ = ["FLOW"]

LEAD, QUALIFYING, OFFERED = State.LEAD, State.QUALIFYING, State.OFFERED
AWAITING, PAID, BRIEFING = State.AWAITING_PAYMENT, State.PAID, State.BRIEFING
ACTIVE, LOST = State.ACTIVE, State.LOST

ANY = tuple(State)
SELLING = (QUALIFYING, OFFERED, AWAITING)
SOLD = (PAID, BRIEFING, ACTIVE)
TALKING = (*SELLING, *SOLD)
SINCE_OFFER = (OFFERED, AWAITING, *SOLD)
NOT_BRIEFING = tuple(state for state in State if state is not BRIEFING)
BEFORE_ACTIVE = (OFFERED, AWAITING, PAID, BRIEFING)

# fmt: off
FLOW: tuple[Row, ...] = (
    # ------------------------------------------------------------------ the lead writes
    on(TextReceived,           ANY,                           STAY,       arrivals.return_to_bot,          when=arrivals.human_is_gone),
    on(TextReceived,           ANY,                           STAY,       people.leave_to_human,           when=people.human_answers),
    on(TextReceived,           ANY,                           STAY,       arrivals.read_text,              when=arrivals.answers_at_once),
    on(TextReceived,           ANY,                           STAY,       arrivals.wait_for_more),
    on(Timer.BURST,            ANY,                           STAY,       arrivals.read_burst,             when=arrivals.burst_is_over),
    *ignored(Timer.BURST, ANY, because="a newer text, a tap or a person came first"),
    on(ButtonPressed,          ANY,                           STAY,       arrivals.take_button_back,       when=arrivals.human_is_gone),
    on(ButtonPressed,          ANY,                           STAY,       people.leave_to_human,           when=arrivals.is_for_human),
    on(ButtonPressed,          ANY,                           STAY,       arrivals.read_button),
    on(MediaReceived,          ANY,                           STAY,       arrivals.take_file_back,         when=arrivals.human_is_gone),
    on(MediaReceived,          ANY,                           STAY,       arrivals.keep_for_human,         when=people.human_answers),
    on(MediaReceived,          ANY,                           STAY,       arrivals.ask_to_resend,          when=arrivals.is_unreadable),
    on(MediaReceived,          ANY,                           STAY,       arrivals.read_caption,           when=arrivals.has_caption),
    on(MediaReceived,          ANY,                           STAY,       arrivals.listen,                 when=language.may_be_heard),
    on(MediaReceived,          ANY,                           STAY,       arrivals.ask_to_write,           when=arrivals.is_voice),
    on(MediaReceived,          ANY,                           STAY,       arrivals.keep_file),
    on(MediaLost,              ANY,                           STAY,       arrivals.report_lost_file),
    *ignored(MediaKept, ANY, because="the file waits for a person, who has a task already"),
    on(Transcribed,            ANY,                           STAY,       arrivals.leave_voice_to_human,   when=people.must_keep_quiet),
    on(Transcribed,            ANY,                           STAY,       language.read_voice,             when=language.was_heard),
    on(Transcribed,            ANY,                           STAY,       arrivals.ask_to_write_instead),
    on(ContactBlocked,         ANY,                           STAY,       arrivals.stop_writing),
    on(ContactMoved,           ANY,                           STAY,       arrivals.answer_there),

    # ------------------------------------------------------------------ the rules are not sure: a model proposes
    on(ModelNeeded,            ANY,                           STAY,       language.ask_model),
    on(ModelAnswered,          ANY,                           STAY,       language.note_cost,              when=people.must_keep_quiet),
    on(ModelAnswered,          ANY,                           STAY,       language.read_with_model),
    on(ProposalRefused,        ANY,                           STAY,       language.call_person_instead,    when=language.was_refused_often),
    on(ProposalRefused,        ANY,                           STAY,       language.count_refusal),

    # ------------------------------------------------------------------ a message was read: first as a whole…
    on(Understood,             LEAD,                          QUALIFYING, talk.note_client,                when=talk.wants_no_messages),
    on(Understood,             LEAD,                          QUALIFYING, talk.welcome),
    on(Understood,             (QUALIFYING, OFFERED),         STAY,       talk.take_note),
    on(Understood,             (AWAITING, *SOLD),             STAY,       talk.note_client),
    on(Understood,             LOST,                          STAY,       talk.note_client,                when=talk.is_only_polite),
    on(Understood,             LOST,                          QUALIFYING, talk.start_new_deal),

    # ------------------------------------------------------------------ …then act by act
    *ignored(tuple(Act), LEAD, because="the first message has made it qualifying before its acts are read"),

    on(Act.STOP,               (*TALKING, LOST),              STAY,       talk.opt_out),
    on(Act.HANDOFF,            TALKING,                       STAY,       people.call_person),
    on(Act.SUPPORT,            AWAITING,                      STAY,       payment.help_with_payment),
    on(Act.SUPPORT,            (QUALIFYING, OFFERED, *SOLD),  STAY,       people.call_person),
    on(Act.OUT_OF_SCOPE,       TALKING,                       STAY,       arrivals.thank_for_file,         when=arrivals.came_with_file),
    on(Act.OUT_OF_SCOPE,       OFFERED,                       STAY,       talk.resume,                     when=talk.only_nods),
    on(Act.OUT_OF_SCOPE,       TALKING,                       STAY,       people.call_person,              when=talk.misunderstood_often),
    on(Act.OUT_OF_SCOPE,       TALKING,                       STAY,       talk.offer_options,              when=talk.misunderstood_again),
    on(Act.OUT_OF_SCOPE,       TALKING,                       STAY,       talk.clarify),

    on(Act.GREET,              TALKING,                       STAY,       talk.greet_back),
    on(Act.THANKS,             QUALIFYING,                    STAY,       talk.go_on,                      when=talk.is_being_asked),
    on(Act.THANKS,             (*TALKING, LOST),              STAY,       talk.nod_back,                   when=talk.only_nods),
    on(Act.THANKS,             (*TALKING, LOST),              STAY,       talk.say_welcome),
    on(Act.BYE,                (*TALKING, LOST),              STAY,       talk.say_goodbye),

    on(Act.ASK_PRICE,          QUALIFYING,                    STAY,       offers.list_prices),
    on(Act.ASK_PRICE,             OFFERED,                       STAY,       offers.list_prices,              when=offers.chooses_another),
    on(Act.ASK_PRICE,          SINCE_OFFER,                   STAY,       offers.repeat_price),
    on(Act.NEGOTIATE,          OFFERED,                       STAY,       people.call_person,              when=objections.objects_again),
    on(Act.NEGOTIATE,          OFFERED,                       STAY,       objections.ease_price,           when=objections.is_too_expensive),
    on(Act.NEGOTIATE,          (OFFERED, AWAITING),           STAY,       talk.resume,                     when=objections.budget_suffices),
    on(Act.NEGOTIATE,          SELLING,                       STAY,       people.call_person,              when=objections.was_asked_before),
    on(Act.NEGOTIATE,          SELLING,                       STAY,       objections.ask_discount),
    on(Act.NEGOTIATE,          SOLD,                          STAY,       people.call_person),
    on(Act.ASK_INFO,           OFFERED,                       STAY,       people.call_person,              when=objections.objects_again),
    on(Act.ASK_INFO,           OFFERED,                       STAY,       objections.promise_date,         when=objections.is_too_late),
    on(Act.ASK_INFO,           OFFERED,                       STAY,       objections.reassure,             when=objections.distrusts),
    on(Act.ASK_INFO,           TALKING,                       STAY,       answers.explain),

    on(Act.BUY,                QUALIFYING,                    STAY,       talk.note_down),
    on(Act.BUY,                OFFERED,                       STAY,       offers.offer_what_is_needed,     when=offers.needs_another),
    on(Act.BUY,                BEFORE_ACTIVE,                 STAY,       talk.resume),
    on(Act.BUY,                ACTIVE,                        QUALIFYING, talk.start_new_deal),
    on(Act.CHOOSE_PACKAGE,     QUALIFYING,                    STAY,       talk.resume),
    on(Act.CHOOSE_PACKAGE,     OFFERED,                       STAY,       offers.make_offer,               when=offers.chooses_another),
    on(Act.CHOOSE_PACKAGE,     OFFERED,                       STAY,       talk.resume),
    on(Act.CHOOSE_PACKAGE,     (AWAITING, PAID, BRIEFING),    STAY,       people.call_person),
    on(Act.CHOOSE_PACKAGE,     ACTIVE,                        QUALIFYING, talk.start_new_deal),
    on(Act.GIVE_BUDGET,        QUALIFYING,                    STAY,       talk.correct,                    when=talk.takes_back),
    on(Act.GIVE_BUDGET,        QUALIFYING,                    STAY,       talk.note_down),
    on(Act.GIVE_BUDGET,        SINCE_OFFER,                   STAY,       talk.resume),
    on(Act.GIVE_DEADLINE,      QUALIFYING,                    STAY,       talk.correct,                    when=talk.takes_back),
    on(Act.GIVE_DEADLINE,      QUALIFYING,                    STAY,       talk.note_down),
    on(Act.GIVE_DEADLINE,      OFFERED,                       STAY,       people.call_person,              when=objections.objects_again),
    on(Act.GIVE_DEADLINE,      OFFERED,                       STAY,       objections.promise_date,         when=objections.is_too_late),
    on(Act.GIVE_DEADLINE,      OFFERED,                       STAY,       objections.promise_time,         when=objections.is_in_time),
    on(Act.GIVE_DEADLINE,      SINCE_OFFER,                   STAY,       talk.resume),
    on(Act.GIVE_NAME,          TALKING,                       STAY,       talk.correct_name,               when=talk.knew_another_name),
    on(Act.GIVE_NAME,          TALKING,                       STAY,       talk.thank_for_name),
    on(Act.GIVE_CONTACT,       TALKING,                       STAY,       talk.thank_for_contact),

    on(Act.ACCEPT,             QUALIFYING,                    STAY,       offers.point_to_newer_offer),
    on(Act.ACCEPT,             OFFERED,                       STAY,       offers.renew_offer,              when=offers.offer_has_expired),
    on(Act.ACCEPT,             OFFERED,                       AWAITING,   offers.accept_offer,             when=offers.accepts_current_offer),
    on(Act.ACCEPT,             OFFERED,                       STAY,       offers.point_to_newer_offer),
    on(Act.ACCEPT,             (AWAITING, *SOLD),             STAY,       talk.resume),
    on(Act.AFFIRM,             (QUALIFYING, AWAITING, *SOLD), STAY,       talk.resume),
    on(Act.AFFIRM,             OFFERED,                       STAY,       objections.agree_to_remind,      when=objections.was_asked_to_remind),
    on(Act.AFFIRM,             OFFERED,                       STAY,       offers.renew_offer,              when=offers.offer_has_expired),
    on(Act.AFFIRM,             OFFERED,                       AWAITING,   offers.accept_offer,             when=offers.confirms_offer),
    on(Act.AFFIRM,             OFFERED,                       STAY,       offers.ask_to_confirm,           when=offers.says_yes),
    on(Act.AFFIRM,             OFFERED,                       STAY,       talk.resume),
    on(Act.DENY,                  QUALIFYING,                    STAY,       offers.refer_to_person,          when=offers.wants_none_of_these),
    on(Act.DENY,               OFFERED,                       STAY,       objections.forgo_reminder,       when=objections.was_asked_to_remind),
    on(Act.DENY,               SELLING,                       LOST,       offers.refuse,                   when=offers.refuses_clearly),
    on(Act.DENY,               SELLING,                       STAY,       talk.clarify),
    on(Act.DEFER,              QUALIFYING,                    STAY,       offers.no_hurry),
    on(Act.DEFER,              OFFERED,                       STAY,       offers.no_hurry,                 when=reminders.offer_is_over),
    on(Act.DEFER,              OFFERED,                       STAY,       objections.agree_to_remind,      when=objections.wants_reminder),
    on(Act.DEFER,              OFFERED,                       STAY,       objections.forgo_reminder,       when=objections.wants_no_reminder),
    on(Act.DEFER,              OFFERED,                       STAY,       objections.offer_reminder,       when=objections.may_offer_reminder),
    on(Act.DEFER,              (OFFERED, AWAITING),           STAY,       objections.let_think),

    on(Act.CLAIM_PAID,         (QUALIFYING, OFFERED),         STAY,       payment.nothing_to_pay),
    on(Act.CLAIM_PAID,         AWAITING,                      STAY,       payment.check_claim),
    on(Act.CLAIM_PAID,         SOLD,                          STAY,       payment.check_claim,             when=payment.something_is_due),
    on(Act.CLAIM_PAID,         SOLD,                          STAY,       payment.confirm_paid),
    on(Act.ASK_STATUS,         (QUALIFYING, *BEFORE_ACTIVE),  STAY,       talk.resume),
    on(Act.ASK_STATUS,         ACTIVE,                        STAY,       project.tell_status),

    *ignored((Act.DENY, Act.DEFER), SOLD, because="the sale is made; a change of mind is a person's matter, and theirs to bring up"),
    *ignored((Act.AFFIRM, Act.DENY, Act.DEFER), LOST, because="courtesy after the end of a deal opens no new one"),
    *ignored((Act.ACCEPT, Act.ASK_INFO, Act.ASK_PRICE, Act.ASK_STATUS, Act.BUY, Act.CHOOSE_PACKAGE, Act.CLAIM_PAID, Act.GIVE_BUDGET,
              Act.GIVE_CONTACT, Act.GIVE_DEADLINE, Act.GIVE_NAME, Act.GREET, Act.HANDOFF, Act.NEGOTIATE, Act.OUT_OF_SCOPE, Act.SUPPORT),
             LOST,                          because="the message has opened a new deal before its acts are read"),

    # ------------------------------------------------------------------ …and at its end: what is still open?
    on(Mark.MESSAGE_READ,      ANY,                           STAY,       people.keep_quiet,               when=people.must_keep_quiet),
    on(Mark.MESSAGE_READ,      QUALIFYING,                    OFFERED,    offers.make_offer,               when=offers.package_is_clear),
    on(Mark.MESSAGE_READ,      QUALIFYING,                    STAY,       offers.refer_to_person,          when=offers.nothing_fits),
    on(Mark.MESSAGE_READ,      OFFERED,                       STAY,       reminders.tell_that_offer_is_over, when=reminders.asks_for_what_is_over),
    on(Mark.MESSAGE_READ,      TALKING,                       STAY,       questions.ask_open_question,     when=talk.wants_an_answer),
    *ignored(Mark.MESSAGE_READ, ANY, because="everything was said"),

    # ------------------------------------------------------------------ paying
    on(CheckoutRequested,      ANY,                           STAY,       checkouts.create_checkout,       when=checkouts.is_payable),
    *ignored(CheckoutRequested, ANY, because="nothing to pay, or a page that can be paid is there or on its way"),
    on(CheckoutCreated,        ANY,                           STAY,       checkouts.keep_checkout,         when=checkouts.is_our_checkout),
    on(CheckoutCreated,        ANY,                           STAY,       checkouts.close_checkout),
    on(CheckoutFailed,         ANY,                           STAY,       checkouts.report_failure,        when=checkouts.was_our_request),
    *ignored(CheckoutFailed, ANY, because="nobody waits for that page any more"),
    on(PaymentNoticed,         ANY,                           STAY,       payment.look_up_payment),
    on(PaymentUnseen,          ANY,                           STAY,       payment.report_unseen),
    on(PaymentSnapshot,        (AWAITING, LOST),              PAID,       payment.record_deposit,          when=payment.covers_deposit),
    on(PaymentSnapshot,        (PAID, BRIEFING),              LOST,       payment.cancel_deal,             when=payment.deposit_came_back),
    on(PaymentSnapshot,        ANY,                           STAY,       further.settle_charge,           when=further.covers_further),
    on(PaymentSnapshot,        ANY,                           STAY,       payment.note_dispute,            when=payment.dispute_has_moved),
    on(PaymentSnapshot,        ANY,                           STAY,       refunds.note_refund,             when=refunds.is_as_asked),
    on(PaymentSnapshot,        ANY,                           STAY,       refunds.report_failed_refund,    when=refunds.shows_less_sent_back),
    on(PaymentSnapshot,        ANY,                           STAY,       payment.review_payment,          when=payment.money_has_moved),
    on(PaymentSnapshot,        ANY,                           STAY,       payment.note_progress),
    on(RefundRefused,          ANY,                           STAY,       refunds.report_refusal),
    on(Timer.PAYMENT_CHECK,    ANY,                           STAY,       checkouts.look_at_pages,         when=checkouts.pages_may_have_news),
    *ignored(Timer.PAYMENT_CHECK, ANY, because="nothing that was opened is still open, or a newer check was set"),

    # ------------------------------------------------------------------ briefing
    on(BriefingSaved,          PAID,                          BRIEFING,   project.save_draft),
    on(BriefingSaved,          BRIEFING,                      STAY,       project.save_draft),
    *ignored(BriefingSaved, (LEAD, *SELLING, ACTIVE, LOST), because="no briefing is open; one that was submitted stays as it is"),
    on(BriefingSubmitted,      BRIEFING,                      ACTIVE,     project.start_project),
    *ignored(BriefingSubmitted, NOT_BRIEFING, because="no briefing is open; submitting one implies opening it, so paid has moved on before"),

    # ------------------------------------------------------------------ what became of our messages
    on(MessageSent,            PAID,                          BRIEFING,   project.open_briefing,           when=project.briefing_arrived),
    on(MessageSent,            ANY,                           STAY,       project.keep_proposal),
    on(MessageFailed,          ANY,                           STAY,       project.report_failure),
    on(DocumentFailed,         ANY,                           STAY,       project.report_document),
    on(DeliveryReported,       ANY,                           STAY,       project.report_undelivered,      when=project.did_not_arrive),
    *ignored(DeliveryReported, ANY, because="it is on its way, which the message log shows"),

    # ------------------------------------------------------------------ reminding
    on(Timer.OFFER_REMINDER,   OFFERED,                       STAY,       reminders.put_off,               when=reminders.can_wait),
    on(Timer.OFFER_REMINDER,   OFFERED,                       STAY,       reminders.pass_over,             when=reminders.is_unwelcome),
    on(Timer.OFFER_REMINDER,   OFFERED,                       STAY,       reminders.remind_of_offer,       when=reminders.is_time),
    *ignored(Timer.OFFER_REMINDER, ANY, because="answered, over, reminded enough, or a newer one was set"),
    on(Timer.OFFER_EVE,        OFFERED,                       STAY,       reminders.keep_promise,          when=reminders.may_keep_promise),
    *ignored(Timer.OFFER_EVE, ANY, because="answered, over, no longer wanted, or a newer one was set"),
    on(Timer.PAYMENT_REMINDER, AWAITING,                      STAY,       reminders.put_off,               when=reminders.can_wait),
    on(Timer.PAYMENT_REMINDER, AWAITING,                      STAY,       reminders.pass_over,             when=reminders.is_unwelcome),
    on(Timer.PAYMENT_REMINDER, AWAITING,                      STAY,       reminders.remind_of_payment,     when=reminders.is_time),
    *ignored(Timer.PAYMENT_REMINDER, ANY, because="paid, pending, over, or a newer reminder was set"),
    on(Timer.BRIEFING_REMINDER, (PAID, BRIEFING),             STAY,       reminders.put_off,               when=reminders.can_wait),
    on(Timer.BRIEFING_REMINDER, (PAID, BRIEFING),             STAY,       reminders.report_missing_briefing, when=reminders.is_for_person),
    on(Timer.BRIEFING_REMINDER, (PAID, BRIEFING),             STAY,       reminders.pass_over,             when=reminders.is_unwelcome),
    on(Timer.BRIEFING_REMINDER, (PAID, BRIEFING),             STAY,       reminders.remind_of_briefing,    when=reminders.is_time),
    *ignored(Timer.BRIEFING_REMINDER, ANY, because="the briefing is there, the deal is over, or a newer one was set"),

    # ------------------------------------------------------------------ silence
    on(Timer.SILENCE,          SELLING,                       STAY,       offers.wait_longer,              when=offers.was_heard_lately),
    on(Timer.SILENCE,          SELLING,                       LOST,       offers.lose_silent,              when=offers.is_silent),
    *ignored(Timer.SILENCE, ANY, because="something was heard since, money is on its way, or the sale is over"),

    # ------------------------------------------------------------------ the operator
    on(OperatorMessage,        ANY,                           STAY,       people.speak_as_operator),
    on(TakenOver,              ANY,                           STAY,       people.take_over,                when=people.bot_answers),
    *ignored(TakenOver, ANY, because="a person answers already"),
    on(OwnerTyped,             ANY,                           STAY,       people.take_over),
    on(GivenBack,              ANY,                           STAY,       people.give_back,                when=people.human_answers),
    *ignored(GivenBack, ANY, because="the bot answers already"),
    on(ProjectDelivered,       ANY,                           STAY,       further.deliver,                 when=further.is_under_way),
    *ignored(ProjectDelivered, ANY, because="no project of that deal is being worked on"),
    on(ExtraCharged,           ANY,                           STAY,       further.charge_extra,            when=further.can_be_charged),
    *ignored(ExtraCharged, ANY, because="that deal has no project, or the amount is nothing"),
    on(RefundRequested,        ANY,                           STAY,       refunds.send_back,               when=refunds.can_be_sent_back),
    on(RefundRequested,        ANY,                           STAY,       refunds.leave_to_operator),
    on(CustomOffer,            (LEAD, *SELLING),              OFFERED,    offers.offer_custom),
    on(CustomOffer,            (ACTIVE, LOST),                OFFERED,    offers.offer_custom_anew),
    *ignored(CustomOffer, (PAID, BRIEFING), because="a sale is being started; the next one begins when it is active"),
)
# fmt: on
