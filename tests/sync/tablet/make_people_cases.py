"""Cases about people that server and tablet must judge alike: how names sound, who is a duplicate, what is a phone.

`python -m tests.sync.tablet.make_people_cases` writes them anew, after a rule of the server has changed.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from core import duplicates, phones, sounds
from core.database import Row
from core.errors import InvalidError
from core.market import Market, load
from sync import reference
from tests.source import ROOT

FOLDER = Path(__file__).parent / "cases"

# Each line a name, and ways to write it that are heard from people or seen on lists.
SPELLINGS = """
Mohamed Muhammad Mohammed Maxamed Mahamud
Fatuma Fatma Fatima Faatumo
Aisha Aysha Caasha Asha
Hassan Hasan Xasan
Hussein Husein Huseni Xuseen
Omar Umar Cumar Omari
Khamis Hamisi Khamisi
Rashid Raashid Rashidi
Said Saidi Saeed Siciid
Zainab Zeinab Zaynab Seynab
Khadija Hadija Khadijah Qadija
Yusuf Yussuf Yusufu Yousouf
Ibrahim Ebrahim Ibraahim Abraham
Suleiman Suleman Selemani Saleebaan
Osman Athman Athumani Cismaan
Bakari Bakary Bakar
Swaleh Saleh Swale
Mwanaisha Mwanaesha Muanaisha
Mwinyi Muinyi Mwiny
Halima Halimah Xaliimo
Juma Jumaa Jumah
Ahmed Axmed Ahmad Hamed
Farah Faarax Faarah
Noor Nuur Nur
Jama Jaamac Jamaa
Abdullahi Cabdullahi Abdulahi Abdalla
Abdirahman Cabdiraxmaan Abdurahman Abdulrahman
Abdiaziz Abdulaziz Cabdicasiis
Warsame Warsaame Warsama
Issa Ciise Isse Isa
Zahra Sahra Zaara
Hirsi Xirsi Hersi
Guled Guuleed Gulet
Khalif Khaliif Halif
Bashir Bashiir Beshir
Ismail Ismaaciil Ismaeel
Mariam Maryam Maryan Miriam
Otieno Otyeno Otiendo
Achieng Aching Acheng Achieng'
Odhiambo Odiambo Othiambo
Onyango Onyiango Onyong'o
Akinyi Akini Akinyii
Owuor Owour Owor
Adhiambo Adiambo Athiambo
Ouma Uma Oumah
Oduor Oduol Odwor
Opiyo Opio Opiyoh
Apiyo Apio Abiyo
Okello Okelo Okelloh
Atieno Atyeno Atienoh
Awino Auino Awinoh
Anyango Anyiango Anyang'o
Wanjiku Wanjikoo Wanjigu
Wanjiru Wanjilu Wanjiro
Njoroge Njoroke Njorogeh
Mwangi Muangi Mwange
Kamau Kamao Kamahu
Wambui Wambuy Waambui
Waithera Waithira Waidhera
Muthoni Mutoni Mudhoni
Macharia Macaria Masharia
Wacheke Waceke Wacheche
Gichuru Gicuru Gishuru
Nyambura Nyambula Nyambora
Kariuki Karioki Kariyuki
Ndung'u Ndungu Ndugu
Ng'ang'a Nganga Ngang'a
Wairimu Weirimu Wairimo
Gathoni Gadhoni Gatoni
Njuguna Njoguna Jnuguna
Karanja Karanjah Karancha
Chege Cege Shege
Wangari Wangare Wangali
Kipchoge Kipcoge Kipshoge
Chebet Chepet Jebet
Kiprotich Kiprotic Kiprutich
Cheruiyot Cheruyot Chereuyot
Jepkosgei Chepkosgei Jepkosgey
Jepchirchir Chepchirchir Jepchircir
Kiplagat Kiplaget Kiplakat
Koech Koec Koesh
Kipkemboi Kipkemboy Kipgemboi
Chelimo Jelimo Chelimoh
Jerop Cherop Jerob
Kimutai Kimutay Kimutae
Lang'at Langat Langaat
Biwott Biwot Biwoth
Rutto Ruto Rutoh
Nekesa Nekeza Nekeesa
Barasa Barassa Baraza
Mukhwana Mukwana Muxwana
Simiyu Simiu Simyu
Mutua Mutwa Motua
Musyoka Musioka Musyokah
Kyalo Kialo Kyaalo
Mwende Muende Mwendi
Jean-Pierre Jeanpierre Jean-Piere
François Francois Fransoa
Étienne Etienne Etiene
Thérèse Therese Teresa
Geneviève Genevieve Jenevieve
Dieudonné Dieudonne Dyeudonne
Béatrice Beatrice Beatris
Célestin Celestin Selestin
Hélène Helene Elene
Noëlle Noelle Noella
Habimana Abimana Habimaana
Uwase Uwaze Ouwase
N'Diaye Ndiaye Njaye
Kouassi Kwasi Kouasi
Stephen Steven Stefen
Philip Phillip Filip
Geoffrey Jeffrey Jefri
Catherine Katherine Kathrine
Elizabeth Elisabeth Elizabet
Michael Micheal Mikael
Xavier Savier Zavier
Felix Feliks Phelix
Maxwell Makswel Maxwel
Emmanuel Emanuel Imanuel
Christine Kristine Cristin
Dorcas Dorkas Dorcus
Vincent Vinsent Vicent
Esther Esta Ester
"""

# What spelling alone does not bring up: initials, titles, "son of", joined words, other scripts, no name at all.
ODD_NAMES = """
J. Otieno | John Otieno
J Otieno | Mary Otieno
A. B. Kamau | Abel Kamau
Said Salim bin Ali | Saidi Salim Ali
Mzee Juma | Juma
Mama Wanjiku Njeri | Wanjiku Njeri
Mr. Peter Kamau | Peter Kamau
Hajj Omar Sheikh | Omar Sheikh
bin | bint
Abdi Rahman Yusuf | Abdirahman Yussuf
Abdul Aziz Nasra | Nasra Abdulaziz
Cabdi Qaadir Nuur | Abdikadir Noor
Abdinasir Ali | Abdi Nasir Ali
Jean Pierre Habimana | Jeanpierre Habimana
Mary Wambui Njeri | Mary Wambui
Mary Wambui Njeri | Njeri Mary
Mary Wanjiku Kamau | Mary Wanjiku Njoroge
Wanjiku | Wanjiku Atieno
Wanjiku | Wanjikoo
Wanjiku Wanjiku | Wanjiku
Anne Marie Claire Uwase Mukamana Kabera | Anne Marie Claire Uwase Mukamana
Ada Bea Cleo Dora Eva | Eva Dora Cleo Bea Ada
Ada Bea Cleo Dora Eva | Eda Bia Kleo Dola Ava
One Two Three Four Five Six | Six Five Four Three Two One
Ng'ang'a Waweru | Nganga Waweru
NG’ANG’A WAWERU | Ng`ang`a waweru
D'Almeida Joao | Dalmeida João
Ñandú Öztürk | Nandu Ozturk
Straße Müller | Strasse Muller
Æsa Østergård | Aesa Ostergard
محمد علي | محمد على
محمد علي | Mohamed Ali
አበበ ቢቂላ | አበበ ቢቂላ
Фатима Умар | Фатима Умаров
 Wanjiku   Kamau  | wanjiku kamau
Wanjiku-Kamau | Kamau, Wanjiku
X | X
X | Y
H | hh
Hh Kh | H K
12 | 12
12 Kamau | 13 Kamau
- | -
- | Wanjiku
 | Wanjiku
Ali | Eli
Ali Abdi | Aly Abdy
Kim Lee | Kym Li
Ox Max | Oks Maks
Maxi Roxy | Maksi Roksi
Caleb Ciira | Kaleb Siira
Calistus Cate | Kalistus Kate
Isaac Musa | Isac Moses
Isaacs | Isac
Ceesay | Sesay
Khakhi Khalwale | Kakhi Halwale
Yohana Yamina | Johana Jamina
Uhuru Uwezo | Uhulu Uezo
"""

PEOPLE_OF_NAMES = (
    "Wanjiku Atieno",
    "Atieno Wanjikoo",
    "Wanjiru Atieno",
    "Wanjiku",
    "Mary Wanjiku Atieno",
    "Brian Kiprono",
)
TOWN, SAME_TOWN, NEXT_TOWN, ELSEWHERE = "047.274.westlands", "047.274.kangemi", "047.275", "001.001"
PHONE, OTHER_PHONE = "+254712345678", "+254733000111"

TYPED_PHONES = {
    "KE": """
0712345678|0712 345 678|0712-345-678|(0712) 345 678|0712.345.678|0712/345678|712345678|712 345 678|254712345678
254 712 345 678|+254712345678|+254 712 345 678|+254-712-345-678|+254 (0) 712 345 678|+2540712345678|2540712345678
00254712345678|00254 712 345 678| 0712345678|0712345678 |tel:+254712345678|O712345678|Tel. 0712 345678|0712 345 678.
0110123456|0192345678|+254 110 123 456|0798 000 999|0712–345–678|０７１２３４５６７８|٠٧١٢٣٤٥٦٧٨|++254712345678
+255712345678|+255 712 345 678|00255712345678|+256 772 123 456|+251911234567|+252 61 2345678|+33612345678
|-|hello|0712|07123|112|+|00|+254|254|0712345678901|07123456789012|+0712345678|0712 345 678 or 0722 345 678
0712345678/0722345678|0712345678,0722345678|+254 7123|000000000000000|+1|+25471234567890123|712345678901
""",
    "ET": "0911234567|911234567|251911234567|+251 911 234 567|00251911234567|+254712345678|0911|+251",
    "PT": "912345678|912 345 678|351912345678|+351 912 345 678|00351912345678|9123456789",
}


def spellings() -> list[list[str]]:
    """Names, each with the ways to write it."""
    return [line.split() for line in SPELLINGS.split("\n") if line]


def pairs() -> list[tuple[str, str]]:
    """Whole names to compare: one person written in two ways, with a name more or less, and two people."""
    families = spellings()
    made = []
    for number, ways in enumerate(families):
        second = families[(7 * number + 3) % len(families)]
        third = families[(11 * number + 5) % len(families)]
        other = families[(number + 1) % len(families)]
        made += [(f"{ways[0]} {second[0]}", f"{way} {second[-1]}") for way in ways[1:]]
        made.append((f"{ways[0]} {third[0]} {second[0]}", f"{second[-1]} {ways[-1]}"))
        made.append((f"{ways[0]} {second[0]}", f"{other[0]} {second[1]}"))
    odd = [line.split("|") for line in ODD_NAMES.split("\n") if line]
    return made + [(first.removesuffix(" "), second.removeprefix(" ")) for first, second in odd]


def sounds_cases() -> list[Row]:
    """How each two names are heard."""
    return [
        {
            "names": names,
            "alike": sounds.alike(*names),
            "keys": [sorted(sounds.keys(name)) for name in names],
        }
        for names in pairs()
    ]


def people() -> list[tuple[Row, Row]]:
    """Somebody at the door, and somebody known."""
    known: Row = {
        "id": "known",
        "name": "Wanjiku Atieno",
        "birth_year": 1995,
        "place": TOWN,
        "occupation": "7531",
        "phones": [PHONE],
    }
    made: list[tuple[Row, Row]] = []
    for name in PEOPLE_OF_NAMES:
        for year in (1995, 1996, 1998, 1999, 2007, None):
            for place, phone in ((SAME_TOWN, None), (NEXT_TOWN, PHONE), (ELSEWHERE, OTHER_PHONE), (None, PHONE)):
                person = {"name": name, "birth_year": year, "place": place, "phones": [phone] if phone else []}
                made.append((person, known))
    full = {**known, "id": "new"}
    made += [
        (full, known),
        ({**full, "occupation": "9211"}, known),
        ({**full, "phones": None, "skills": []}, {**known, "phones": None}),
        ({**full, "name": "Mary Wanjiku Atieno"}, {**known, "name": "Wanjikoo Atyeno Mary", "phones": []}),
        ({**full, "phones": [OTHER_PHONE, PHONE]}, {**known, "phones": [PHONE, "+254700000000"]}),
        ({"phones": [PHONE]}, known),
        ({"phones": [OTHER_PHONE]}, known),
        ({"name": "", "phones": [PHONE], "birth_year": 1995}, known),
        ({"name": "-", "phones": [PHONE], "birth_year": 1995}, {**known, "name": "."}),
        ({"name": "Wanjiku Atieno"}, {"id": "known", "name": "Wanjiku Atieno"}),
        ({"name": "Wanjiku Atieno", "birth_year": 1995}, {"id": "known", "name": "Wanjiku Atieno"}),
        ({"name": "Wanjiku Atieno", "birth_year": 1995}, {"id": "known", "name": None, "birth_year": 1995}),
        ({"name": "Wanjiku Atieno", "phones": [PHONE]}, {"id": "known", "name": None, "phones": [PHONE]}),
        ({**full, "phones": []}, {**known, "status": "erased"}),
        ({**full, "place": "nowhere"}, known),
        ({**full, "place": "047"}, known),
        ({**full, "place": "047"}, {**known, "place": "047"}),
        ({**full, "name": "J. Otieno"}, {**known, "name": "John Otieno"}),
        ({}, known),
        ({"birth_year": 1995, "place": TOWN}, known),
    ]
    return made


def duplicates_cases(market: Market) -> Row:
    """Who of two people is told as the other's double, in a market of a few places."""
    return {
        "terms": {"home_level": market.home_level},
        "levels": list(market.places.levels),
        "places": _places(market, (TOWN, SAME_TOWN, NEXT_TOWN, ELSEWHERE)),
        "cases": [
            {
                "person": person,
                "known": known,
                "told": _told(market, person, known),
                "same": duplicates.is_same(person, known),
            }
            for person, known in people()
        ],
    }


def phones_cases(market: Market) -> Row:
    """What people type as a mobile number, by country."""
    return {
        "countries": {country: _phone(replace(market, country=country)) for country in TYPED_PHONES},
        "cases": [
            {"country": country, "typed": typed, "number": _number(typed, country)}
            for country, text in TYPED_PHONES.items()
            for typed in text.strip("\n").replace("\n", "|").split("|")
        ],
    }


def made(market: Market) -> dict[str, bytes]:
    """The files by name, with a case a line."""
    return {
        "sounds.json": _lines(sounds_cases()),
        "duplicates.json": _lines(duplicates_cases(market)),
        "phones.json": _lines(phones_cases(market)),
    }


def _told(market: Market, person: Row, known: Row) -> Row | None:
    """The rule of the tablet, on the points of the server."""
    if known.get("status") == "erased":
        return None
    shares_phone = bool(set(person.get("phones") or []) & set(known.get("phones") or []))
    candidate = None
    if person.get("name") and known.get("name"):
        if shares_phone or sounds.keys(person["name"]) & sounds.keys(known["name"]):
            candidate = duplicates._candidate(market, _row(person), _row(known), shares_phone)
    if candidate and (shares_phone or candidate.score >= duplicates.PROPOSED or not person.get("birth_year")):
        return {"score": candidate.score, "reasons": list(candidate.reasons)}
    return {"score": 0, "reasons": ["phone"]} if shares_phone else None


def _row(person: Row) -> Row:
    fields: Row = {name: person.get(name) for name in ("name", "birth_year", "place", "occupation")}
    return {"id": person.get("id", "new"), **fields}


def _places(market: Market, codes: tuple[str, ...]) -> list[Row]:
    """These places and those around them, as tablets have them."""
    wanted = {ring for code in codes for ring in market.places.rings(code)}
    return [
        {"id": place.code, "parent": place.parent, "level": place.level, "name": place.name}
        for place in market.places
        if place.code in wanted
    ]


def _phone(market: Market) -> Row:
    return next(row["phone"] for collection, row in reference.documents(market) if collection == "markets")


def _number(typed: str, country: str) -> str | None:
    try:
        return phones.normalise(typed, country)
    except InvalidError:
        return None


def _lines(cases: Any) -> bytes:
    """JSON that shows in a comparison which case changed."""
    if isinstance(cases, dict):
        parts = [orjson.dumps(key) + b": " + _lines(value) for key, value in cases.items()]
        return b"{" + b",\n".join(parts) + b"}"
    if isinstance(cases, list) and cases and isinstance(cases[0], dict):
        return b"[\n" + b",\n".join(map(orjson.dumps, cases)) + b"\n]"
    return orjson.dumps(cases)


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in made(load(ROOT / "markets" / "kenya")).items():
        (FOLDER / name).write_bytes(content + b"\n")


if __name__ == "__main__":
    main()
