"""Scams: the words by which a doubtful vacancy gives itself away, in the languages of East Africa, however spelt."""

import re
from functools import lru_cache

import phonenumbers

from core import phones, spelling, words

_LONGEST_NUMBER, _FEWEST_DIGITS = 32, 9
_NUMBER = "phonenumber"  # what stands in a plain text for the number of a phone

_DIGIT_WORDS = {
    word: digit
    for digit, ways in enumerate(
        (
            "zero oh sifuri zeru",
            "one moja un une",
            "two mbili deux",
            "three tatu trois",
            "four nne quatre",
            "five tano cinq",
            "six sita",
            "seven saba sept",
            "eight nane huit",
            "nine tisa neuf",
        )
    )
    for word in ways.split()
}
_spelt_digits = re.compile(rf"\b(?:{'|'.join(_DIGIT_WORDS)})(?:[\s,.-]+(?:{'|'.join(_DIGIT_WORDS)}))+\b", re.IGNORECASE)
_currency = re.compile(r"\b(?:kshs?|kes|shs?|tshs?|ush|fcfa|usd|ugx|tzs)[\s.:]*(?=\d)", re.IGNORECASE)
_thousands = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_number_starts = re.compile(r"(?<!\d)\+?\d+")
_letters_for_zero = re.compile(r"(?<![a-z])[oO](?=[\s.\-]?\d{2})")
_disguised = re.compile(r"\b[a-z]+[013457@$!][a-z0-9@$!]*\b", re.IGNORECASE)
_LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")
_apart = re.compile(r"\b[a-z](?: [a-z]){2,}\b")
_held_down = re.compile(r"([a-z])\1{2,}")
_SAME = (
    (re.compile(r"\bm ?pesa\b|\bmpesa\b|\bempesa\b|\be mpesa\b"), "mpesa"),
    (re.compile(r"\bpay bill\b"), "paybill"),
    (re.compile(r"\bwh?at?s? ?app?s?\b|\bwat?sap+\b|\bwhatsup+\b|\bwhasap\b|\bwats up\b"), "whatsapp"),
    (re.compile(r"\btele gram\b|\btelegr am\b|\btelegrams?\b"), "telegram"),
)
_HIDDEN = ("registration", "mpesa", "fees", "fee", "usajili", "deposit", "paybill", "till", "medical", "training")

# An amount that somebody may ask for: of three digits or more, or in words. A year is none.
_AMOUNT = (
    r"(?:(?!20[23]\d\b)\d{3,}|\d{1,2}k|(?:mia|elfu|soo|laki) \w+|thao(?: \w+)?|punch|rwabe"
    r"|(?:one|two|three|four|five|six|seven|eight|nine) (?:hundred|thousand)|(?:cinq|deux|trois) cents?|mille)"
)
_EACH = (
    r"(?! ?(?:bob|shillings?|shilingi|/)? ?(?:(?:a|per|each|every|kwa|par|kila) (?:day|month|week|hour|shift|siku|mwezi"
    r"|wiki|saa|jour|mois|semaine|heure|piece|trip|bag|debe)|daily|monthly|weekly))"
)
_THING = (
    r"(?:registration|registering|reg|training|processing|application|applying|interview|medicals?|uniform|visa|passport"
    r"|ticket|clearance|commitment|booking|induction|orientation|placement|membership|joining|admin|administration"
    r"|facilitation|forms?|vetting|slot|connection|activation|verification|file|badge|certificate|good conduct|seaman"
    r" book|contract|agency|agent|entry|security|starter|signing|documents?|insurance|background check|gate pass)"
)
_KITU = (
    r"(?:usajili|kujisajili|kusajiliwa|kujiandikisha|fomu?|form|mafunzo|training|uniform|medical|interview|visa|pasipoti"
    r"|passport|registration|sare|tiketi|kitambulisho|processing|kuingia|awali|maombi|mahojiano|usaili|vipimo|clearance)"
)
_CLERK = (
    r"(?! (?:and \w+ )?(?:clerks?|collectors?|cashiers?|officers?|accountants?|assistants?|office|counter|desk"
    r"|attendants?|manager|supervisor|teller))"
)
_OBJECT = (
    r"(?:(?!(?:cv|letter|barua|box|room|plot|gate|applications?|documents|papers|copies|certificates|parcels?)\b)\w+ )"
)
_FEE = [
    re.compile(pattern)
    for pattern in (
        rf"\b{_THING}(?: and {_THING})?(?: {_THING})? (?:fees?|deposit|charges?|payments?|costs?)\b{_CLERK}",
        rf"\b(?:fees?|deposit|charges?) (?:of |is |ni |only |at |ya )*{_AMOUNT}\b",
        rf"\b(?:registration|reg|medicals?|uniform|visa|passport|processing|clearance|seaman book|forms?|ticket|vetting"
        rf"|{_KITU}) (?:is |ni |at |of |for |kwa |only |just |tu )*{_AMOUNT}\b{_EACH}",
        r"\b(?:refundable|remboursable|inarudishwa|itarudishwa|utarudishiwa|zitarudishwa)\b",
        rf"\b(?:send|tuma|tumia|utume|lipa|lipia|lipeni|ulipe|ulipie|deposit|invest|wekeza|versez|verser|envoyez|envoyer"
        rf"|payez|remit|contribute|changa|toa|nunua|buy) {_OBJECT}{{0,3}}{_AMOUNT}\b{_EACH}",
        rf"\b{_AMOUNT} (?:bob |shillings? |shilingi |sh )?(?:for|ya|pour|towards) (?:your |the )?(?:{_THING}|id card"
        rf"|{_KITU})\b{_CLERK}",
        rf"\b(?:bring|come with|carry|leta|uje na|njoo na|apporte[rz]?) (?:ksh |kes |sh )?{_AMOUNT}\b",
        r"\b(?:utanunua|ununue|mtanunua|unajinunulia)\b",
        rf"\bpay {_AMOUNT} (?:for|to|before|first|then|and|only|via|through|kwa)\b",
        rf"\bpay(?:ment|able)? (?:for )?(?:your |the |own )*(?:for )?{_THING}\b",
        rf"\b{_AMOUNT} payable\b|\bpayable (?:at|to|before|on|in advance|upfront)\b|\bpay (?:first|upfront|before)\b",
        r"\b(?:you|must|applicants?|candidates?|workers?) (?:will |must |shall |should |to |only |first )*pay\b"
        r"(?! slip)",
        r"\b(?:utalip(?:a|ia)|ulip(?:e|ie)|unalipia|mtalip(?:a|ia)|mlipie|utatuma|utatoa)\b",
        rf"\b(?:malipo|ada|pesa|hela|doo|ganji|gharama|mchango|kiingilio|amana|dhamana|mia \w+|elfu \w+|thao|\d{{3,}})"
        rf" (?:ndogo |kidogo |tu )?(?:ya|za|la|kwa|ni ya|for|ni) {_KITU}\b",
        r"\b(?:lipa|tuma|toa|ulipe|utume|lipia)(?: \w+){0,4} kwanza\b",
        r"\bkitu kidogo\b|\btkk\b|\bchai ya (?:boss|bosi|mkubwa|hr|mdosi|kazi|manager)\b|\b(?:toa|leta) (?:chai|kitu)\b"
        r"|\bkakitu\b|\bsomething small\b|\bfacilitation\b|\bpot de vin\b",
        r"\bfrais (?:de |d )?(?:dossiers?|inscription|formation|visa|visite|medica\w+|uniforme|traitement|agence"
        r"|passeport|recrutement|engagement|carte|badge|enregistrement|candidature)\b",
        r"\b(?:une|la|de) caution\b|\bcaution (?:de|remboursable)\b|\bdepot de garantie\b|\bacompte\b",
        r"\bstarter (?:kit|pack)\b|\b(?:buy|purchase|nunua|acheter|achetez) (?:\w+ ){0,2}(?:forms?|fomu?|kit|uniform"
        r"|sare|uniforme|slot|manual)\b",
        r"\bdeduct\w* (?:\w+ ){0,3}(?:first|1st) (?:salary|pay|month|wage)\b",
        r"\bdouble (?:your|up) \b|\bdouble your\b",
    )
]
_amount = re.compile(rf"\b{_AMOUNT}\b")
_amount_next = re.compile(rf" (?:of |is |ni |only )?{_AMOUNT}\b{_EACH}")
_none_before = re.compile(
    r"\b(?:no|without|zero|never|not|dont|hakuna|bila|hatuombi|hatuhitaji|sans|aucune?|pas)(?: \w+)?(?: de)? $"
)
_other_none = re.compile(r"\b(?:no|bila|sans|hakuna) (?:experience|interview|skills?|cv|uzoefu|cheti|diplome|exams?) ")
_free_after = re.compile(
    r"^ (?:\w+ ){0,2}(?:free|bure|gratuite?s?|paid by|covered|provided|given|nothing|none|nil|by us|na sisi|tunalipa"
    r"|tutalipa|pris|offerte?s?|catered|included|not)\b"
)

_MONEY = (
    r"(?:mpesa|airtel money|mtn (?:money|momo)|momo|orange money|tigo ?pesa|halo ?pesa|tkash|till|paybill|buy goods"
    r"|pochi|western union|moneygram)"
)
_money = re.compile(rf"\b{_MONEY}\b")
_money_number = re.compile(
    rf"\b{_MONEY}(?: (?:number|no|namba|nambari|account|acc|code|name|to|kwa|is|ni|on|this|{_NUMBER}))*"
    rf" (?:\d{{4,}}|{_NUMBER})\b"
    rf"|\b(?:\d{{5,}}|{_NUMBER}) (?:on |by |via |kwa |ya )?{_MONEY}\b|\blipa na mpesa\b"
)
_by_money = re.compile(rf"\b(?:by|via|through|kwa|par|to|using|with|sur) (?:our |my |yetu )?{_MONEY}\b")
_paid_out = re.compile(
    r"\b(?:paid|pays?|wages|salary|tunalipa|analipa|utalipwa|unalipwa|mshahara|payee?s?|salaire"
    r"|payment (?:weekly|daily|monthly|kila))(?: \w+){0,4} $"
)
_money_work = re.compile(
    r"\b(?:agents?|attendants?|shops?|clerks?|cashiers?|operators?|tellers?|wakala|mhudumu|duka|kiosk|float|sales\w*"
    r"|supervisor|outlet|dealers?|agence|booth|counter|merchandisers?|caissi\w+|customer|till girl|driver)\b"
)
_money_place = re.compile(
    rf"\b(?:duka la|duka ya|wakala wa|agent wa|near|next to|opposite|behind|beside|karibu na"
    rf"|mkabala na|pres de)(?: the| ya)? {_MONEY}\b"
    rf"|\b{_MONEY} (?:shop|agent|duka|kiosk|booth|stand|outlet)\b"
)

_link = re.compile(
    r"https?\b|\bwww\b|\b(?:bit\.ly|t\.me|wa\.me|tinyurl|cutt\.ly|forms\.gle|goo\.gl|rb\.gy|is\.gd|chat\.whatsapp)"
    r"|(?<![@\w])[a-z0-9-]{2,}\s?\.\s?(?:com|org|net|co\.ke|info|xyz|me|ly|online|site|top|club|app|io|biz)\b(?!\.?\w*@)"
    r"|\bdot com\b",
    re.IGNORECASE,
)
_short_link = re.compile(
    r"bit\.ly|t\.me|wa\.me|tinyurl|cutt\.ly|forms\.gle|goo\.gl|rb\.gy|is\.gd|\.xyz|\.top", re.IGNORECASE
)
_chat = re.compile(r"\b(?:whatsapp|telegram|imo|inbox|dm)\b")
_chat_used = re.compile(
    rf"\b(?:on|via|through|join|by|kwa|kupitia|sur|our|group ya|apply|use|kwenye) (?:\w+ )?(?:whatsapp|telegram|imo)\b"
    rf"|\b(?:whatsapp|telegram|imo) (?:us|me|only|group|no|number|link|namba|channel|{_NUMBER}|\d{{4,}})\b"
    r"|\b(?:inbox|dm) (?:me|us|for|now)\b"
)
_chat_work = re.compile(
    r"\b(?:page|assistant|marketer|marketing|manager|customer|moderator|content|social media|officer)\b"
)

_PAPERS = (
    r"(?:id|ids|identity|kitambulisho|vitambulisho|passport|passports|photos?|pictures?|pics?|picha|selfies?|piece"
    r" d identite|carte d identite|bank details|account number|atm|nudes?)"
)
_private = re.compile(
    rf"\b(?:send|share|whatsapp|text|tuma|mtume|utume|forward|upload|inbox|envoyez|envoyer|submit online)"
    rf" (?:\w+ ){{0,4}}{_PAPERS}\b"
    r"|(?<!kra )\b(?:mpesa |your |yako ya |bank |atm |secret )pin\b|\band pin\b|\bpin (?:yako|number|namba|ya mpesa)\b"
    r"|\b(?:password|otp)\b|\bcode secret\b|\bfull (?:body )?(?:photos?|pics?|pictures?)\b"
    r"|\b(?:beautiful|attractive|sexy|light skin|hot|warembo|jolies?) (?:\w+ )?(?:girls?|ladies|women|wasichana"
    r"|filles)\b"
)

_abroad = re.compile(
    r"\b(?:qatar|dubai|saudi|saudia|oman|muscat|kuwait|bahrain|uae|emirates|abu dhabi|gulf|lebanon|beirut|iraq|turkey"
    r"|canada|usa|america|uk|london|germany|poland|romania|australia|israel|malaysia|thailand|schengen"
    r"|(?<!from )(?<!to )abroad|overseas|ulaya|majuu|marekani|uarabuni|nje ya nchi|ngambo|etranger|golfe|arabie"
    r"|cruise|visa sponsor\w*|visa sponsored|free visa|air ticket|green card)\b"
)

_favour = re.compile(
    r"\bslots?\b(?! machines?)|\bguaranteed (?:job|slot|employment|placement)s?\b|\b100 (?:percent )?(?:guaranteed"
    r"|placement|sure)\b"
    r"|\binsider\b|\bback ?door\b|\bmtu wa ndani\b|\bconnections? (?:inside|within|ya|za|at)\b|\bgodfather\b"
    r"|\b(?:letters?|barua) (?:\w+ )?(?:ready|tayari|available|guaranteed)\b|\bhakuna mahojiano\b|\bjob guaranteed\b"
    r"|\bkazi uhakika\b|\bkazi ya uhakika\b|\bembauche garantie\b"
)

_EASY = {
    "no_experience": re.compile(
        r"\bno (?:experience|skills?|cv|interviews?|papers|certificates?|qualification)\b|\b(?:bila|hakuna|huhitaji)"
        r" (?:uzoefu|interview|cheti|vyeti|elimu|mahojiano)\b|\bsans (?:experience|diplome|entretien)\b|\banyone can\b"
    ),
    "high_pay": re.compile(
        r"\bearn\w*\b|\bpata (?:ksh |kes )?\d{3,}|\b(?:big|high|huge|handsome|attractive|top) (?:pay|salary|income)\b"
        r"|\bsalary (?:up to )?\d{5,}|\bmshahara (?:mnono|mkubwa|mzuri)\b|\bpesa (?:nyingi|mingi|ya haraka)\b"
        r"|\b(?:gros|bon) salaire\b|\bsalaire eleve\b|\bgagne[zr]?\b|\bguaranteed\b|\binstant (?:pay|payment)\b"
        r"|\bpassive income\b|\bforex\b|\bcrypto\b|\bbitcoin\b|\bper diem\b|\bdaily payouts?\b|\bquick (?:cash|money)\b"
    ),
    "urgent": re.compile(
        r"\burgent\w*\b|\bimmediate\w*\b|\bstart (?:today|now|soon)\b|\blimited\b|\bhurry\b|\bharaka sana\b"
        r"|\bnafasi chache\b|\bplaces limitees\b|\blast chance\b|\btoday only\b|\bleo tu\b|\bsoon\b"
    ),
    "from_home": re.compile(
        r"\b(?:from|at) home\b|\bonline (?:jobs?|work|typing|earning|tasks?|trading|agents?)\b|\b(?:work|job|earn"
        r"|typing|data entry|tasks?) online\b|\bcopy paste\b|\blike videos\b|\bon your phone\b|\busing your phone\b"
        r"|\b(?:simu|simuni|nyumbani) (?:yako|kwako)\b|\bkwa simu yako\b|\btravail a domicile\b|\ben ligne\b"
        r"|\bdepuis la maison\b|\bnetwork marketing\b"
    ),
}
_work_at_home = re.compile(r"\b(?:carer|nurse|maid|cook|nanny|cleaner|help) (?:\w+ )?at home\b|\bchildren home\b")

# Those in whose name people are robbed. A short one is read as it is written, as "un" and "who" are words too.
_body = re.compile(
    r"\b(?:ministry|wizara|ministere|county government|government of|serikali|united nations|nations unies|unicef|unhcr"
    r"|undp|wfp|usaid|red cross|croix rouge|world vision|world bank|save the children|oxfam|amref|kdf|kenya defen[cs]e"
    r"|defen[cs]e forces?|jeshi|police service|national police|polisi recruitment|police recruitment|prisons?"
    r" (?:service|recruitment)|national youth service|immigration department|kra|kenya revenue|iebc|kemri|kenya power"
    r"|kplc|kengen|kenya ports|kenya railways|kenya airways|safaricom|equity bank|kcb|cooperative bank|embassy|ubalozi"
    r"|ambassade|african union|state house|ikulu|teachers service commission|public service commission)\b"
)
_short_body = re.compile(r"\b(?:UN|WHO|IOM|ILO|NYS|TSC|PSC|KWS|AU|EU|ONU|OMS|KPA)\b")
_LEGAL = frozenset(
    "ltd limited co company inc plc llc group holdings enterprises enterprise kenya ke ea africa east the and sons"
    " international services service agency agencies recruitment recruiters jobs careers hr official desk care"
    " team".split()
)


def plain(text: str, country: str) -> str:
    """The text as it is searched: small letters, disguised and scattered words put right, each phone number one word.

    `country` (ISO 3166-1) is where numbers without a country code are from.
    """
    tidied = _digits(words.tidy(text))
    for number in _numbers(tidied, country):
        tidied = tidied.replace(number, f" {_NUMBER} ")
    tidied = _disguised.sub(
        lambda found: found.group().translate(_LOOKS_LIKE), _thousands.sub("", _currency.sub(" ", tidied))
    )
    key = _apart.sub(lambda found: _parted(found.group().replace(" ", "")), spelling.key(spelling.apart(tidied)))
    key = _held_down.sub(r"\1\1", key)
    for way, word in _SAME:
        key = way.sub(word, key)
    return " ".join(key.split())


def numbers(text: str, country: str) -> frozenset[str]:
    """The numbers of phones in a text, as E.164, also where their digits are words or stand apart."""
    found = _numbers(_digits(words.tidy(text)), country)
    return frozenset(phones.normalise(re.sub(r"[^\d+]", "", number), country) for number in found)


def fee(said: str) -> str | None:
    """The words of a plain text that ask people to pay. None where there are none, or they say "no fee"."""
    for way in _FEE:
        for found in way.finditer(said):
            told = found.group()
            before = _other_none.sub("", said[: found.start()])
            after = said[found.end() :]
            none = _none_before.search(before) or _free_after.search(after)
            # "No fee" is none; "no fee 500" and "non refundable" are.
            if none and not (_amount.search(told) or _amount_next.match(after) or "refundable" in told):
                continue
            return told
    return None


def money_asked(said: str, is_contact: bool) -> bool:
    """Whether a plain text names an account of mobile money: with a number, as a way to pay, or at a contact at all."""
    if _money_number.search(said):
        return True
    said = _money_place.sub("", said)
    if any(not _paid_out.search(said[: found.start()]) for found in _by_money.finditer(said)):
        return True
    return is_contact and bool(_money.search(said))


def money_named(said: str) -> bool:
    """Whether the plain text of a title names mobile money, though not as what the work is about."""
    return bool(_money.search(said)) and not _money_work.search(said)


def link(text: str, said: str, is_contact: bool) -> tuple[str, bool] | None:
    """The link or chat that a text sends people to, and whether it is one that hides where it leads."""
    text = words.tidy(text)
    if found := _link.search(text):
        return found.group(), bool(_short_link.search(text))
    if "telegram" in said and not _chat_work.search(said):
        return "telegram", True
    if found := (_chat.search(said) if is_contact else _chat_used.search(said)):
        return found.group(), False
    return None


def private(said: str) -> str | None:
    """The words that ask for what nobody needs before there is a job: papers by phone, secret numbers, pictures."""
    found = _private.search(said)
    return found.group() if found else None


def abroad(said: str) -> str | None:
    """The words that promise work in another country."""
    found = _abroad.search(said)
    return found.group() if found and "export" not in said else None


def favour(said: str) -> str | None:
    """The words that promise a post to whoever knows the right people."""
    found = _favour.search(said)
    return found.group() if found else None


def easy(said: str) -> set[str]:
    """Which promises of easy money a plain text makes: keys of "no_experience", "high_pay", "urgent", "from_home"."""
    said = _work_at_home.sub("", said)
    return {sign for sign, way in _EASY.items() if way.search(said)}


def body(text: str) -> str | None:
    """The well-known body that a text names, as it is compared."""
    if found := _body.search(spelling.key(_undisguised(text))):
        return found.group()
    short = _short_body.search(text) if not text.isupper() else None
    return short.group().lower() if short else None


@lru_cache(maxsize=8192)
def distinctive(name: str) -> tuple[str, ...]:
    """The words of an employer's name by which it is known: not "Ltd", "Kenya" or "Recruitment"."""
    key = _undisguised(words.tidy(name))
    told = spelling.key(spelling.apart(key)).split()
    return tuple(word for word in told if word not in _LEGAL) or tuple(told)


def _undisguised(text: str) -> str:
    """The text with letters for the digits and signs that stand for them within a word."""
    return _disguised.sub(lambda found: found.group().translate(_LOOKS_LIKE), text)


def _digits(text: str) -> str:
    """Digits for the words that stand for them, where there are several: "zero seven two two"."""
    text = _spelt_digits.sub(
        lambda found: "".join(str(_DIGIT_WORDS[word]) for word in re.findall(r"[a-z]+", found.group().lower())), text
    )
    return _letters_for_zero.sub("0", text)


def _numbers(text: str, country: str) -> list[str]:
    """What in a text is the number of a phone, as it stands there."""
    starts = ("+", "0", str(phonenumbers.country_code_for_region(country)))
    kept, after = [], 0
    for row in _number_starts.finditer(text):
        if row.start() < after or not row.group().startswith(starts):
            continue
        if number := _number_at(text, row.start(), country):
            kept.append(number)
            after = row.start() + len(number)
    return kept


def _number_at(text: str, start: int, country: str) -> str | None:
    """The shortest number of a phone that begins there."""
    digits = ""
    for at, letter in enumerate(text[start : start + _LONGEST_NUMBER], start):
        if letter not in "+0123456789 ().,-/_*":
            break
        digits += letter if letter in "+0123456789" else ""
        if letter.isdecimal() and len(digits) >= _FEWEST_DIGITS and _is_number(digits, country):
            return text[start : at + 1]
    return None


@lru_cache(maxsize=4096)
def _is_number(digits: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, country))
    except phonenumbers.NumberParseException:
        return False


def _parted(run: str) -> str:
    """The words in letters that stood apart: "registrationfee" is two."""
    for word in _HIDDEN:
        run = run.replace(word, f" {word.upper()} ")
    return run.lower()
