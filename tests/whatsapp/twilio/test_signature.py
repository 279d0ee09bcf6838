"""Who may say that they are Twilio."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.twilio.signature import FORM, parse_form, sign, verify
from autovenda_core.errors import InvalidRequest

URL = "https://loja.example.com/webhook/whatsapp/twilio"
TOKEN = "12345"  # noqa: S105  nobody's
FIELDS = [("From", "whatsapp:+5511900000000"), ("Body", "Olá, é você?"), ("ToCity", "")]
SHARED_KEY = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def attempt(
    url: str = URL,
    fields: list[tuple[str, str]] = FIELDS,
    signature: str | None = None,
    tokens: tuple[str, ...] = (TOKEN,),
    **headers: str,
) -> int | None:
    """The status of the refusal; None: accepted.  Headers with _ for -."""
    sent = {"content-type": FORM} | {name.replace("_", "-"): headers[name] for name in headers}
    if signature is not None:
        sent["x-twilio-signature"] = signature
    try:
        verify(url, sent, urlencode(fields).encode(), tokens)
    except InvalidRequest as refusal:
        return refusal.status
    return None


def test_what_twilio_signed_is_accepted():
    assert attempt(signature=sign(URL, FIELDS, TOKEN)) is None


def test_the_documented_example_is_accepted():
    # Twilio docs, "Secure webhooks", "Explore the algorithm yourself".
    url = "https://example.com/myapp.php?foo=1&bar=2"
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675310"),
        ("Digits", "1234"),
        ("From", "+14158675310"),
        ("To", "+18005551212"),
    ]

    assert attempt(url, fields, "L/OH5YylLD5NRKLltdqwSvS0BnU=") is None


def test_without_a_signature_nothing_is_said():
    assert attempt() == 401


@pytest.mark.parametrize(
    "url",
    [URL.replace("https", "http"), URL + "/", URL + "?key=k:1:0", URL.replace("loja", "outra")],
)
def test_another_address_has_another_signature(url):
    assert attempt(signature=sign(url, FIELDS, TOKEN)) == 403


@pytest.mark.parametrize(
    "fields",
    [
        FIELDS[:-1],
        [*FIELDS, ("Admin", "1")],
        [*FIELDS[:1], ("Body", "Olá, é voce?"), *FIELDS[2:]],
        [*FIELDS, ("Body", "again")],
    ],
)
def test_a_blank_a_new_a_changed_and_a_doubled_parameter_all_count(fields):
    assert attempt(fields=fields, signature=sign(URL, FIELDS, TOKEN)) == 403


def test_the_order_of_parameters_and_their_copies_do_not_count():
    shuffled = [*reversed(FIELDS), FIELDS[0]]

    assert attempt(fields=shuffled, signature=sign(URL, FIELDS, TOKEN)) is None


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://loja.example.com/w", "https://loja.example.com:443/w"),
        ("https://loja.example.com:443/w", "https://loja.example.com/w"),
        ("http://loja.example.com/w", "http://loja.example.com:80/w"),
        ("https://loja.example.com:8443/w?a=1", "https://loja.example.com/w?a=1"),
        ("https://ana:p%3Ae@loja.example.com/w", "https://ana:p%3Ae@loja.example.com:443/w"),
    ],
)
def test_twilio_may_sign_with_the_port_or_without_it(configured, signed):
    assert attempt(configured, signature=sign(signed, FIELDS, TOKEN)) is None


def test_a_shared_key_signs_with_sha_256():
    signature = sign(URL, FIELDS, TOKEN, "HMAC_SHA256")
    settings = {"x_twilio_webhooks_signature_settings": SHARED_KEY}

    assert attempt(signature=signature, **settings) is None
    assert attempt(signature=signature) == 403
    assert attempt(signature=sign(URL, FIELDS, TOKEN), **settings) == 403


def test_an_algorithm_that_nobody_knows_is_refused():
    settings = {"x_twilio_webhooks_signature_settings": "key=1,algorithm=NONE"}

    assert attempt(signature=sign(URL, FIELDS, TOKEN), **settings) == 403


def test_an_old_and_a_new_token_work_at_the_same_time():
    signature = sign(URL, FIELDS, "new")

    assert attempt(signature=signature, tokens=("old", "new")) is None
    assert attempt(signature=signature, tokens=("old",)) == 403


def test_without_a_token_of_ours_nobody_is_twilio():
    assert attempt(signature=sign(URL, FIELDS, ""), tokens=("",)) == 403
    assert attempt(signature=sign(URL, FIELDS, ""), tokens=()) == 403


def test_a_json_body_is_signed_by_its_hash_in_the_address():
    body = '{"text": "olá"}'.encode()
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"content-type": "application/json", "x-twilio-signature": sign(url, [], TOKEN)}

    verify(url, headers, body, [TOKEN])

    with pytest.raises(InvalidRequest) as refusal:
        verify(url, headers, body + b" ", [TOKEN])
    assert refusal.value.status == 403


def test_a_body_that_no_signature_covers_is_refused():
    headers = {"content-type": "application/json", "x-twilio-signature": sign(URL, [], TOKEN)}

    with pytest.raises(InvalidRequest) as refusal:
        verify(URL, headers, b"{}", [TOKEN])

    assert refusal.value.status == 403


words = st.text(st.characters(codec="utf-8"), max_size=20)
forms = st.lists(st.tuples(words.filter(bool), words), max_size=8)


@given(fields=forms)
def test_any_form_that_is_sent_as_it_was_signed_is_accepted(fields):
    assert attempt(fields=fields, signature=sign(URL, fields, TOKEN)) is None


@given(body=st.binary(max_size=200))
def test_any_bytes_are_accepted_when_they_are_signed_and_refused_when_not(body):
    headers = {"content-type": FORM, "x-twilio-signature": sign(URL, parse_form(body), TOKEN)}

    verify(URL, headers, body, [TOKEN])
    with pytest.raises(InvalidRequest):
        verify(URL, headers, body + b"&x=1", [TOKEN])


@given(signature=st.text(), settings=st.text(), content_type=st.text(), body=st.binary())
def test_nothing_that_a_stranger_sends_is_more_than_refused(
    signature, settings, content_type, body
):
    headers = {
        "x-twilio-signature": signature,
        "x-twilio-webhooks-signature-settings": settings,
        "content-type": content_type,
    }

    with pytest.raises(InvalidRequest):
        verify(URL, headers, body, [TOKEN])


def test_a_form_of_too_many_parameters_is_refused():
    with pytest.raises(InvalidRequest):
        parse_form(b"&".join([b"a=1"] * 1001))
