"""Texts of vacancies as employers write them: each differs, and says what people have to know."""

import random

FIRST = (
    "Wanjiku Atieno Achieng Njeri Wambui Nyambura Akinyi Mwikali Kemunto Chebet Jepkosgei Halima Amina Zawadi Faith"
    " Mercy Grace Esther Purity Lilian Otieno Kamau Mwangi Kiprotich Kipchoge Mutua Musyoka Barasa Wekesa Omondi"
    " Hassan Abdi Juma Said Brian Kevin Dennis Peter Joseph Samuel Daniel Stephen Geoffrey Collins Vincent Titus"
).split()
LAST = (
    "Odhiambo Ochieng Onyango Kariuki Njoroge Maina Gitau Waweru Macharia Mbugua Ndungu Karanja Muthoni Wairimu"
    " Cheruiyot Koech Rotich Langat Kirui Korir Sang Mutiso Nzioka Kilonzo Muli Wafula Simiyu Nyongesa Makokha"
    " Shikuku Mohamed Omar Ali Yusuf Noor Mwakio Charo Kazungu Mumba Nyamweya Ombati Moraa Bosire Mogaka Ntimama"
).split()
TRADES = (
    "Hardware|Builders|Auto Garage|Bakers|Laundry|Caterers|Security Services|Cleaning Services|Transporters|Millers"
    "|Furniture|Tailors|Salon and Barber|Electricals|Plumbing Works|Welding and Fabrication|Supermarket|Guest House"
    "|Restaurant|Primary School|Clinic|Pharmacy|Farm Supplies|Poultry Farm|Flower Farm|Printers|Couriers|Car Wash"
    "|Agrovet|Timber Yard|Water Supplies|Solar Systems|Roofing|Paints|Textiles|Leather Works|Food Processors"
).split("|")
FORMS = ("Ltd", "Limited", "Enterprises", "& Sons", "Co.", "Group", "Kenya Ltd", "Agencies", "Ventures", "Works")
STREETS = (
    "Ngong Road|Jogoo Road|Outering Road|Thika Road|Mombasa Road|Kirinyaga Road|River Road|Luthuli Avenue|Enterprise"
    " Road|Lunga Lunga Road|Likoni Road|Juja Road|Kangundo Road|Waiyaki Way|Langata Road|Naivasha"
    " Road|Kenyatta Avenue|Moi Avenue|Tom Mboya Street|Ronald Ngala Street|Racecourse Road|Limuru Road"
    "|Kiambu Road|Spine Road|Rabai Road|Mutarakwa Road|Dar es Salaam Road|Baba Dogo Road|Kasarani-Mwiki Road"
).split("|")
LANDMARKS = (
    "the petrol station|the chief's camp|the Catholic church|the post office|the matatu stage|the county market|the"
    " mosque|the primary school|the water tank|the M-Pesa shop|the footbridge|the roundabout|the police post|the"
    " health centre|the timber yard|the stadium|the railway crossing|the supermarket|the bank|the social hall"
).split("|")
DUTIES = (
    "You serve customers and keep the till|You load and unload lorries|You keep machines clean and report faults|You"
    " work at night every second week|You drive within the city and sometimes to Nakuru|You read drawings and measure"
    " exactly|You cook for about eighty people a day|You guard the gate and write down who comes|You clean offices"
    " before seven in the morning|You mix mortar and carry blocks|You sew school uniforms by piece rate|You look after"
    " chicks, feed and vaccination|You wash and iron linen of two hotels|You keep records of stock on paper|You repair"
    " motorcycles and small engines|You install meters and pipes in new flats|You cut, weld and paint gates and"
    " windows|You plant, weed and harvest vegetables|You teach reading to small classes|You sell airtime and help with"
    " phones|You pack flowers in the cold store|You help patients to the right room|You paint walls inside and outside"
    "|You lay tiles and finish floors|You collect payments and give receipts|You answer calls in Swahili and English"
).split("|")
TERMS = (
    "Lunch is given|Transport is refunded|Housing on site is possible|Paid every Saturday|Paid at the end of the month"
    "|Two weeks on trial|Contract of six months|Overalls and boots are given|Bring your own tools|Women are encouraged"
    " to apply|Persons with disabilities are welcome|No experience needed, we train you|NSSF and SHIF are paid|Sundays"
    " are free|Work begins at six|Shifts of eight hours|Work begins on the first of next month|Tips are shared|We do"
    " not ask for any fee|Only people who live nearby|Starts at once"
).split("|")
PAPERS = (
    "national ID|certificate of good conduct|KRA PIN|two passport photos|driving licence|school leaving certificate|a"
    " letter from the last employer|food handler's certificate|NSSF card|trade test certificate|a CV|name of a referee"
).split("|")
DAYS = ("Monday to Friday", "Monday to Saturday", "Tuesday or Thursday", "on Wednesday", "any weekday", "this Friday")
APPLY = "If you cannot come yourself, send somebody with copies of your papers and your number."
ADDED = ("", "", "Experienced", "Assistant", "Junior", "Senior", "Night", "Part-time", "Casual", "Trainee", "Lead")


def title(rng: random.Random, work: str) -> str:
    """What the job is called, from what the kind of work is called."""
    return " ".join(filter(None, (rng.choice(ADDED), work)))[:120]


def firm(rng: random.Random) -> str:
    """The name of an employer."""
    return f"{rng.choice(LAST)} {rng.choice(TRADES)} {rng.choice(FORMS)}"


def person(rng: random.Random) -> str:
    """The name of a person."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def contact(rng: random.Random) -> str:
    """Whom to see, where, when, with which papers, and what the work is like."""
    who, phone = person(rng), f"07{rng.randrange(10**8):08d}"
    papers = ", ".join(rng.sample(PAPERS, rng.randrange(1, 4)))
    when = f"{rng.choice(DAYS)} from {rng.randrange(7, 12)} to {rng.randrange(13, 18)}"
    where = f"{rng.choice(('opposite', 'behind', 'next to', 'near'))} {rng.choice(LANDMARKS)} on {rng.choice(STREETS)}"
    years = rng.choice(("one year", "two years", "three years"))
    sentences = (
        f"Ask for {rng.choice(('Mr', 'Mrs', 'Ms'))} {who}, {phone}, {where}, {when}. Please bring {papers}.",
        *(f"{each}." for each in rng.sample(DUTIES, rng.randrange(1, 4))),
        *(f"{each}." for each in rng.sample(TERMS, rng.randrange(0, 4))),
        *rng.sample((f"You should have done such work for {years}.", APPLY), rng.randrange(0, 2)),
    )
    return " ".join(sentences)
