"""How names sound: spellings of one name meet, other names stay apart."""

import pytest

from core import sounds

ALIKE = """
Wanjiku Kamau | Wanjikoo Kamau
Mohamed Hassan | Muhammad Hasan
Maxamed Cali | Mohammed Ali
Achieng Odhiambo | Aching Odiambo
Njoroge Mwangi | Njoroke Muangi
Otieno Ouma | Otyeno Uma
Eliud Kipchoge | Eliud Kipcoge
Aisha Juma | Aysha Juma
Aisha Abdi | Eysha Abdi
Jean-Pierre Habimana | Jean Pierre Habimana
Jean Pierre Habimana | Jeanpierre Habimana
Faith Chebet | Feith Chebet
Atieno Wanjiku | Wanjiku Atieno
Mary Wambui Njeri | Mary Wambui
Stephen Mutua | Steven Mutwa
Catherine Muthoni | Katherine Mutoni
Philip Kiprono | Filip Kiprono
Khadija Omar | Hadija Umar
Xasan Faarax | Hassan Farah
Cabdullahi Axmed | Abdullahi Ahmed
Abdirahman Yusuf | Abdi Rahman Yussuf
Fatuma Hussein | Fatima Husein
Jepkosgei Rotich | Chepkosgei Rotich
Jerop Kiplagat | Cherop Kiplagat
Waceke Macaria | Wacheke Macharia
Wairimu Gichuru | Weirimu Gicuru
Kevin Omondi | Kelvin Omondi
Susan Nafula | Suzan Nafula
Zainab Osman | Zeinab Uthman
Jackson Musyoka | Jakson Musioka
Emmanuel Wafula | Emanuel Wafula
Dorcas Cheruiyot | Dorkas Cheruyot
Rose Akinyi | Rosse Akinyi
Lilian Nekesa | Lillian Nekesa
Elizabeth Adhiambo | Elisabeth Athiambo
Joseph Kariuki | Josephat Kariuki
Caroline Mwende | Carolyne Mwendi
Hamis Bakari | Hamisi Bakari
Geoffrey Njuguna | Jeffrey Njuguna
Isaac Kimani | Isaack Kimani
Yusuf Ibrahim | Yusufu Ibraahim
Halima Noor | Xaliimo Nuur
Mukhwana Barasa | Mukwana Barasa
Michael Onyango | Micheal Onyango
J. Otieno | John Otieno
Ismaaciil Jaamac | Ismail Jama
Wangari Maathai | Wangari Mathai
Ng'ang'a Waweru | Nganga Waweru
Mariam Suleiman | Maryam Suleyman
Said Salim bin Ali | Saidi Salim Ali
"""

NOT_ALIKE = """
Wanjiku Kamau | Wanjiru Kamau
Otieno Ouma | Atieno Auma
Achieng Odhiambo | Ochieng Odhiambo
Kipkorir Rono | Chepkorir Rono
Kamau Njoroge | Kimani Njoroge
Mary Njeri | Mercy Njeri
Mohamed Ali | Mahmoud Ali
Hassan Abdi | Hussein Abdi
Wanjiku Mwangi | Wambui Mwangi
Brian Otieno | Bernard Otieno
John Kamau | Joan Kamau
Peter Mwangi | Paul Mwangi
Faith Chebet | Mercy Chebet
Wafula Barasa | Nafula Barasa
Akinyi Okoth | Anyango Okoth
Omar Abdi | Osman Abdi
Fatuma Ali | Halima Ali
Njeri Wanjiru | Nyambura Wanjiru
Kiprono Koech | Kiprotich Koech
Mutua Musyoka | Mutuku Musyoka
Joseph Kariuki | Josephine Kariuki
Francis Ndungu | Frances Wambui
Daniel Kiptoo | David Kiptoo
Grace Atieno | Gladys Atieno
Wairimu Kamau | Waithera Kamau
Okello Owino | Okoth Owino
Jane Wambui | Janet Muthoni
Ahmed Yusuf | Ahmed Ibrahim
Juma Bakari | Jumwa Kazungu
Zainab Said | Zuhura Said
Kevin Omondi | Kevin Odhiambo
Nekesa Wekesa | Naliaka Wekesa
Moraa Nyaboke | Kerubo Nyaboke
Mutiso Kioko | Muthoka Kioko
Samuel Maina | Simon Maina
Rose Akinyi | Ruth Akinyi
Amina Hassan | Asha Hassan
Lucy Wangari | Lucy Wangui
Abdi Noor | Abdi Farah
Charles Njoroge | Charity Njoroge
Jean Claude Habimana | Jean Pierre Habimana
Elizabeth Wanjiku | Esther Wanjiku
Chepkemoi Rotich | Chepkoech Rotich
Odhiambo Onyango | Adhiambo Onyango
Wanjiku | Wanjiku Atieno
Mary Wanjiku Kamau | Mary Wanjiku Njoroge
"""

# Written down once the rules were finished, and no rule was changed for them.
LATER_ALIKE = """
Kipkemboi Cheruiyot | Kipkemboy Cheruiyot
Nyambura Gathoni | Nyambura Gadhoni
Wycliffe Simiyu | Wiklif Simiyu
Shadrack Mwaura | Shadrak Muaura
Nasra Abdulaziz | Nasra Abdul Aziz
Benedict Kyalo | Benedikt Kialo
Rehema Mwakio | Rehma Mwakio
Ochieng Okumu | Ochieng' Okumu
Phyllis Wangeci | Philis Wangechi
Caasha Nuur | Aisha Noor
Kwamboka Nyaboke | Kwamboka Nyabooke
Hellen Jepchirchir | Helen Chepchirchir
Mbugua Thuo | Mbugwa Thuo
Ruqiya Salaad | Rukia Salad
Christine Awuor | Kristine Awuor
Musa Kiprotich | Moses Kiprotich
Esther Nyokabi | Esta Nyokabi
Dennis Munene | Denis Munene
Claire Uwase | Clair Uwase
Ebrahim Shariff | Ibrahim Sharif
"""
LATER_NOT_ALIKE = """
Kipkemboi Cheruiyot | Kipkemei Cheruiyot
Nyambura Gathoni | Nyokabi Gathoni
Wycliffe Simiyu | Wilson Simiyu
Mwaura Kariuki | Mburu Kariuki
Nasra Abdi | Nasir Abdi
Kyalo Mutinda | Kioko Mutinda
Rehema Mwakio | Rahma Mwachia
Okumu Ochieng | Okombo Achieng
Philip Rotich | Phyllis Rotich
Kwamboka Nyaboke | Kemunto Nyaboke
Martin Mbugua | Martha Mbugua
Salad Ali | Said Ali
Christine Awuor | Christopher Awuor
Moses Kiprotich | Moses Kipruto
Dennis Munene | Daniel Munene
Anne Nafula | Agnes Nafula
Patrick Musa | Patricia Musa
Hawa Bakari | Hadija Bakari
Gitau Wanyoike | Gathogo Wanyoike
Claire Uwase | Clarisse Uwera
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """The names on the left and right of each line."""
    return [(first.strip(), second.strip()) for first, second in (line.split("|") for line in text.split("\n") if line)]


def heard_as_one(text: str) -> int:
    """How many pairs are taken for one name."""
    return sum(sounds.alike(first, second) >= sounds.ALIKE for first, second in pairs(text))


def test_spellings_of_one_name_are_heard_as_one_and_other_names_are_not() -> None:
    assert len(pairs(ALIKE)) == 50
    assert heard_as_one(ALIKE) >= 48
    assert len(pairs(NOT_ALIKE)) == 46
    assert heard_as_one(NOT_ALIKE) <= 1


def test_names_that_no_rule_was_made_for_are_heard_nearly_as_well() -> None:
    assert heard_as_one(LATER_ALIKE) >= 18
    assert heard_as_one(LATER_NOT_ALIKE) <= 1


def test_spellings_of_one_name_share_a_sound_by_which_they_are_found() -> None:
    both = pairs(ALIKE) + pairs(LATER_ALIKE)
    assert [pair for pair in both if not sounds.keys(pair[0]) & sounds.keys(pair[1])] == []


@pytest.mark.parametrize(
    "spellings",
    [
        "Wanjiku Wanjikoo",
        "Mohamed Muhammad Mohammed Maxamed Mohamad",
        "Achieng Aching Acheng",
        "Njoroge Njoroke",
        "Otieno Otyeno",
        "Kipchoge Kipcoge",
        "Hassan Hasan Xasan",
        "Aisha Aysha Eysha Caasha",
        "Faith Feith",
        "Mwangi Muangi",
        "Omar Umar Cumar",
        "Khalif Halif",
        "Muthoni Mutoni",
        "Odhiambo Odiambo",
        "Wanjiru Wanjilu",
        "Chege Cege Shege",
        "Stephen Stefen",
    ],
)
def test_ways_to_write_one_name_have_one_sound(spellings: str) -> None:
    assert len({sounds.keys(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize("names", ["Otieno Atieno", "Wanjiku Wanjiru", "Kamau Kimeu Kioma", "Ali Eli", "Alex Ali"])
def test_different_names_have_different_sounds(names: str) -> None:
    assert len({sounds.keys(name) for name in names.split()}) == len(names.split())


def test_the_order_of_names_does_not_matter() -> None:
    assert sounds.keys("Atieno Wanjiku") == sounds.keys("Wanjiku Atieno")
    assert sounds.alike("Atieno Wanjiku", "Wanjiku Atieno") == 100


def test_one_missing_name_is_forgiven_and_one_name_alone_is_that_of_many() -> None:
    assert sounds.alike("Mary Wambui Njeri", "Njeri Mary") >= sounds.SAME
    assert sounds.alike("Wanjiku", "Wanjiku Atieno") < sounds.ALIKE
    assert sounds.alike("Wanjiku", "Wanjikoo") >= sounds.SAME


@pytest.mark.parametrize("name", ["", "  ", "-", "H", "hh", "محمد علي", "bin", "X", "12"])
def test_whatever_was_typed_as_a_name_is_taken(name: str) -> None:
    assert sounds.alike(name, "Wanjiku Atieno") < sounds.ALIKE
    assert sounds.alike(name, name) in (0, 100)
    assert all(sounds.keys(name)) or not sounds.keys(name)
