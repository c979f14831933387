"""Names for the people of the demo, as given in the communities of Kenya; each person is invented."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Given names and family names of men and of women."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    men_family: tuple[str, ...]
    women_family: tuple[str, ...]


def full_name(rng: random.Random, community: str) -> str:
    """A given name and a family name of somebody of a community."""
    names = COMMUNITIES[community]
    if rng.random() < 0.5:
        return f"{rng.choice(names.women)} {rng.choice(names.women_family)}"
    return f"{rng.choice(names.men)} {rng.choice(names.men_family)}"


def _names(men: str, women: str, men_family: str, women_family: str = "") -> Names:
    """Names divided by spaces. Where women's family names are not given they are those of men."""
    family = tuple(men_family.split())
    return Names(tuple(men.split()), tuple(women.split()), family, tuple(women_family.split()) or family)


_CHRISTIAN_MEN = """
    John Peter James Joseph David Daniel Samuel Paul Stephen Michael George Patrick Francis Simon Joshua Moses
    Elijah Isaac Jacob Philip Andrew Anthony Charles Dennis Brian Kevin Victor Evans Edwin Collins Felix Geoffrey
    Martin Nicholas Robert Vincent Wycliffe Benson Boniface Duncan Ezekiel Gideon Hillary Ibrahim Josphat Kennedy
    Lawrence Maurice Nelson Oscar Reuben Timothy Titus Zachary Erick Alex Allan Amos Benard Caleb Cyrus Derrick
"""
_CHRISTIAN_WOMEN = """
    Mary Jane Grace Faith Mercy Esther Ruth Sarah Rose Ann Elizabeth Margaret Catherine Lucy Agnes Alice Beatrice
    Caroline Christine Diana Dorcas Eunice Florence Gladys Hannah Irene Jacinta Janet Joyce Judith Lilian Lydia
    Martha Mildred Monica Nancy Naomi Pauline Phoebe Priscilla Purity Rachel Rebecca Rhoda Risper Sharon Susan
    Sylvia Teresia Veronica Violet Winnie Winfred Zipporah Brenda Cynthia Damaris Doreen Emily Eva Everlyne
"""
_MUSLIM_MEN = """
    Abdi Abdullahi Adan Ahmed Ali Bakari Farah Hamisi Hassan Hussein Ibrahim Ismail Issa Juma Khalid Mohamed Musa
    Mwinyi Omar Osman Rashid Salim Said Shaban Suleiman Yusuf Athman Swaleh Idris Abdirahman
"""
_MUSLIM_WOMEN = """
    Amina Asha Aisha Bahati Fatuma Halima Hawa Habiba Khadija Maimuna Mariam Mwanaisha Mwanajuma Nasra Rehema
    Rukia Saida Salma Saumu Zainab Zuhura Hadija Ifrah Fardosa Hodan Nuria Sadia Shukri Ubah Zeinab
"""

COMMUNITIES = {
    "kikuyu": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Kamau Njoroge Mwangi Kariuki Kimani Maina Karanja Mbugua Ndung'u Gitau Waweru Githinji Macharia Mugo"
        " Muriithi Ngugi Irungu Kinyua Gichuru Thuo Murage Kagwe Njuguna Wachira",
        "Wanjiku Wambui Njeri Wangari Nyambura Wairimu Waithera Wanjiru Muthoni Wangui Nyokabi Wacera Gathoni"
        " Mumbi Wangeci Nduta Njoki Wamaitha Warigia Wangechi",
    ),
    "luo": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Otieno Ochieng Odhiambo Omondi Onyango Owino Ouma Okoth Opiyo Oduor Okello Ogutu Otiende Oloo Obuya"
        " Odongo Oyugi Were Okeyo Ooko Nyawara Ogola",
        "Achieng Atieno Akinyi Adhiambo Awuor Anyango Auma Akoth Apiyo Adongo Aoko Awino Akello Amondi Aluoch"
        " Adoyo Awiti Athieno",
    ),
    "luhya": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Wekesa Wafula Barasa Simiyu Wanjala Mukhwana Makokha Shikuku Lumumba Mulama Musungu Ambani Amukoya"
        " Injendi Khaemba Kilwake Lusweti Masinde Muliro Ngome Oparanya Shitanda Wangila Wamalwa Sifuna",
        "Nekesa Nafula Naliaka Nasimiyu Nanjala Khavere Mukhwana Shikuku Nelima Nabwire Nasambu Mmbone Kadenyi"
        " Khayanga Muhonja Kageha Ayuma Amukoya Nakhumicha Namalwa",
    ),
    "kalenjin": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Kiprono Kipchumba Kipkorir Kiplagat Kipkemboi Kibet Cheruiyot Koech Rotich Langat Ruto Kirui Bett Sang"
        " Mutai Korir Keter Lagat Tanui Biwott Rono Chebet Kosgei Lokwang Kiptoo",
        "Chepkoech Chebet Cherono Chepngetich Jepchirchir Jepkosgei Chelangat Chepkemoi Cheptoo Jerotich Jelagat"
        " Jeptoo Chepkorir Chemutai Cherotich Jepkemboi Kosgei Chesang",
    ),
    "kamba": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Mutua Musyoka Kilonzo Muthama Mutiso Mwendwa Kioko Nzioka Muli Makau Musembi Ndeti Wambua Kyalo Mulwa"
        " Munyao Mbithi Nthenge Maingi Kitheka",
        "Mwende Mutheu Nduku Kanini Mumbua Syombua Ndinda Wayua Katunge Mueni Nthenya Koki Kavata Mbula Kalekye"
        " Mwikali Ndunge Minoo",
    ),
    "kisii": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Nyakundi Ondieki Momanyi Mogaka Ombati Onsongo Nyamweya Makori Oirere Omwenga Ogeto Nyaribo Bosire"
        " Arasa Mokaya Onchiri Ratemo Orina Obiri Masese",
        "Kemunto Kerubo Moraa Nyaboke Bosibori Kwamboka Gesare Nyanchama Bochaberi Mokeira Nyomenda Bonareri"
        " Moriasi Kemuma Monyenche",
    ),
    "meru": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Murithi Mutethia Mwenda Kirimi Gitonga Mugambi Muriuki Kinoti Mutuma Njeru Munene Koome Kimathi Nyaga"
        " Mbogori Micheni Kaimenyi Murangiri Ireri Njagi",
        "Kanana Makena Karimi Kinya Nkatha Mukami Kathambi Gatwiri Kagendo Ciambaka Muthoni Wanja Kendi Karwitha"
        " Kaburo Gakii Marigu",
    ),
    "mijikenda": _names(
        _CHRISTIAN_MEN + "Hamisi Juma Salim Said Kazungu Karisa Bakari", _CHRISTIAN_WOMEN + "Mwanaisha Rehema Saumu",
        "Kazungu Karisa Charo Katana Kahindi Ngala Chengo Baya Mwangala Mwambire Mwachiro Yaa Tsuma Nyamawi Safari"
        " Thoya Mweni Ndoro Ruwa Mwakio",
        "Kadzo Sidi Dama Kache Mbodze Nyevu Mwenda Umazi Mapenzi Furaha Riziki Mwaka Bendera Zawadi Tabu",
    ),
    "swahili": _names(
        _MUSLIM_MEN, _MUSLIM_WOMEN,
        "Bwana Mzee Shee Athman Famau Omar Salim Bakari Abubakar Mwalimu Sharif Aboud Kombo Mbarak Nassir Mohamed"
        " Hamid Twaha Bunu Shali",
    ),
    "somali": _names(
        _MUSLIM_MEN, _MUSLIM_WOMEN,
        "Abdi Mohamed Hassan Ali Farah Adan Abdullahi Noor Osman Hussein Ibrahim Sheikh Maalim Dahir Gedi Bare Aden"
        " Jama Warsame Duale Issack Abdille Roble",
    ),
    "borana": _names(
        "Guyo Halake Jillo Wario Galgalo Dida Boru Adan Hassan Abdi Huka Roba Molu Duba Ali Isacko",
        "Kabale Tume Qabale Dabo Gumato Halima Fatuma Sori Darmi Chuluke Rufo Amina Bokayo Elema",
        "Guyo Halake Jillo Wario Galgalo Dida Boru Godana Huka Roba Molu Duba Jarso Liban Elema Galma Sora Tari",
    ),
    "maasai": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Lekishon Saitoti Ole-Kina Nkaissery Tipape Parsitau Koinet Sankale Lemayian Kuyoni Tobiko Naikuni Kipury"
        " Sironka Meitamei Nampaso Letoya",
        "Naisula Nasieku Nashipae Simaloi Naserian Tipatet Resiato Nailantei Sanayian Semeyian Naipanoi Silantoi",
    ),
    "samburu": _names(
        _CHRISTIAN_MEN + "Lmakiya Loibor Lpareshan", _CHRISTIAN_WOMEN + "Nkirau Nolari Ntito",
        "Lekuton Lesuuda Leshore Lolkidienye Lemarkoko Lengewa Lepartobiko Leparleen Lenolkulal Lesirma Lekupe"
        " Lelelit Leshoomo Leakono",
    ),
    "turkana": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Ekai Lokai Ekiru Lopeyok Ewoi Ekal Lokwawi Erot Lomuria Esekon Ekeno Loyarapi Nakuleu Ngimor Lobolia Epem",
        "Akiru Akai Nakiru Ajikon Atabo Ekal Aite Nakwawi Asekon Arot Amoni Nangiro Akeno Apem",
    ),
    "taita": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Mwakio Mwadime Mwandawiro Mwanyumba Mwachofi Mwaruma Mwasaru Mwamburi Kombo Mghanga Mjomba Mwakesi Mwangeka",
        "Mghoi Wakesho Samba Righa Wughanga Mkamburi Mkawasi Malemba Mwakio Wawuda",
    ),
    "teso": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Ekisa Emojong Etyang Omuse Okiru Ikapel Emuria Papai Oduya Ojaamong Otwane Opili Emase",
        "Amoit Akisa Atyang Asere Amuge Akiru Among Apuya Ikileng Auma Akumu",
    ),
    "kuria": _names(
        _CHRISTIAN_MEN, _CHRISTIAN_WOMEN,
        "Mwita Chacha Marwa Nyamohanga Gati Magaiwa Maroa Robi Wambura Ryoba Kerario Matiko",
        "Boke Gati Robi Bhoke Nyangige Rhobi Ghati Weigesa Moturi Mokami Sabai",
    ),
    "asian": _names(
        "Amit Rajesh Imran Hussein Anil Sunil Karim Nitin", "Priya Nisha Anjali Farida Shabnam Meera Rupa Zahra",
        "Shah Patel Khan Mehta Hirani Virji Chandaria Sheikh",
    ),
    "congolese": _names(
        "Jean Emmanuel Pascal Patrick Innocent Olivier Fabrice Dieudonne Claude",
        "Claudine Chantal Esperance Josiane Solange Aline Divine Beatrice Francoise",
        "Mukendi Ilunga Kabongo Bahati Mutombo Niyonzima Habimana Ndayisenga Kalala Mugisha Nshimirimana Bisimwa",
    ),
}  # fmt: skip
