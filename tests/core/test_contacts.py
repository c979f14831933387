"""Contacts in words: numbers and addresses however they are spelt, and what is no number."""

import pytest

from core import contacts

KENYA = "KE"


@pytest.mark.parametrize(
    "text",
    [
        "0712345678",
        "+254 712 345 678",
        "0712: 345: 678",
        "0712;345;678",
        "0712|345|678",
        "0712+345+678",
        "0712=345=678",
        "0712~345~678",
        "0712–345–678",
        "0712x345x678",
        "712,345,678",
        "O712 345 678",
        "0 7 1 2 3 4 5 6 7 8",
        "07:12:34:56:78",
        "０７１２ ３４５ ６７８",
        "07a12b34c56d78",
        "0712 345600",
        "call 0712 then 345678",
        "0712 and after that 345600",
        "07 then 12 then 34 then 56 then 78",
        "oh seven one two double three four five six",
        "o seven one two triple three four five six",
        "0712 345 six seven eight",
        "seven twelve thirty four, fifty six",
        "sifuri saba moja mbili tatu nne tano sita saba nane",
        "zéro sept un deux trois quatre cinq six sept huit",
        "juma@works",
        "juma at gmail dot com",
        "find juma nukta com",
        "juma arobase yahoo point fr",
        "my name at g mail",
        "wa dot me slash juma",
    ],
)
def test_a_number_or_an_address_is_seen_through_its_disguise(text: str) -> None:
    assert contacts.tells(text, KENYA)


@pytest.mark.parametrize(
    "text",
    [
        "Come at 9 on 30/11, pay 900 a day",
        "Come on 30/11/2026 at 10:30",
        "Come 01/12/2026 10am",
        "10/12 10:30 5 people",
        "15/12, 16/12 and 17/12 from 8:00 to 16:00",
        "From 2026-12-01 to 2027-02-28",
        "Work is 8:00 - 17:00, pay 15,000 - 20,000 a month",
        "Pay 1200 per day, 30000 per month",
        "Can you start on 01/12 at 7:30? Pay 1,250",
        "Pay 500 for 8 hours, 650 with overtime, 12 days",
        "pay 900/= a day for 6 days",
        "Njoo saa tatu tarehe 30/11, malipo 900 kwa siku",
        "Uje na watu wawili au watatu, saa mbili",
        "Venez le 30/11 à 9h30, 900 F par jour",
        "Nous sommes à deux pas du marché, un bâtiment bleu",
        "Bring 2 copies of your ID, 1 photo and a pen",
        "I have 5 years, 3 certificates, I am 28",
        "Age 18 to 35, 6 months, 2 days off",
        "one or two of you can come, first come at ten",
        "Matatu 237 to stage 4, then 5 minutes",
        "Room 12, third floor, gate 4",
        "at this point come in",
        "",
    ],
)
def test_days_hours_pay_and_small_numbers_are_no_contact(text: str) -> None:
    assert not contacts.tells(text, KENYA)


def test_only_days_hours_and_round_amounts_are_everyday() -> None:
    assert contacts.is_everyday("15000-20000") and contacts.is_everyday("30/11/2026, 10:30")
    assert not contacts.is_everyday("0722 000 111") and not contacts.is_everyday("8")
