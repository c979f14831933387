"""Who hires in the demo. Every name is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer at `home` with so many vacancies of its `jobs` (keys of JOBS), spread in turn over `places`."""

    name: str
    sector: str
    home: str
    vacancies: int
    places: tuple[str, ...]
    jobs: tuple[str, ...]


def _employer(name: str, sector: str, home: str, vacancies: int, places: str, jobs: str) -> Employer:
    return Employer(name, sector, home, vacancies, tuple(places.split()), tuple(jobs.split()))


EMPLOYERS = (
    _employer(
        "Mavuno Farms", "farm", "022.121.limuru", 12, "022.121 022.122 021.107 019.095 018.089",
        "farm_hand harvester milker poultry tractor_driver farm_manager",
    ),
    _employer(
        "Chai ya Milima Estate", "farm", "035.190.kericho", 11, "035.190 036.198 029.153 035.192 046.272",
        "tea_picker tea_picker tractor_driver factory_casual guard",
    ),
    _employer(
        "Maua Mema Flowers", "farm", "032.168.naivasha", 10, "032.168.karagita 032.168 031.164 018.089 034.185",
        "flower_worker flower_worker packer quality_checker agronomist",
    ),
    _employer(
        "Ziwa Letu Fish Farm", "farm", "043.249.homa-bay", 9, "043.251 043.249 042.239 041.236 044.258 040.231",
        "fishing_helper fish_pond packer boat_crew",
    ),
    _employer(
        "Nyanda Ranch", "farm", "031.163.rumuruti", 10, "031.163 025.133 034.184 033.180 011.049 030.160",
        "herder milker vet_assistant ranger farm_hand",
    ),
    _employer(
        "Mpunga Rice Growers", "farm", "020.100.wanguru", 9, "020.100 014.065 004.020 004.019 042.242",
        "harvester farm_hand miller tractor_driver",
    ),
    _employer(
        "Miwa Cane Growers", "farm", "037.204.mumias", 8, "037.204 039.220 040.229 044.254 042.243",
        "cane_cutter cane_cutter lorry_driver loader tractor_driver",
    ),
    _employer(
        "Bonde Grain Farms", "farm", "026.138.kitale", 10, "026.138 027.143 028.148 024.129 030.157 039.224",
        "farm_hand harvester tractor_driver poultry storekeeper",
    ),
    _employer(
        "Kahawa Hills Coop", "farm", "019.096.karatina", 10, "019.096 020.103 021.110 014.064 013.060 012.059",
        "coffee_picker coffee_picker farm_hand tree_planter accounts_clerk",
    ),
    _employer(
        "Tujenge Builders", "building", "047.289.upper-hill", 14, "047 022.115 016.080 034.185 032.176 047",
        "labourer mason carpenter plumber electrician painter foreman civil_engineer",
    ),
    _employer(
        "Nguzo Construction", "building", "042.240.kisumu", 10, "042 041.234 043.249 044.255 042.240",
        "labourer mason roofer tiler concrete_worker",
    ),
    _employer(
        "Mwamba Roads", "building", "032.176.nakuru", 10, "032 035.188 036.197 033.179 018.091 031.163",
        "road_worker excavator concrete_worker foreman lorry_driver quarry_worker",
    ),
    _employer(
        "Pwani Fundi Works", "building", "001.006.mombasa-town", 10, "001 002.009 003.012 006.026 005.022",
        "mason carpenter painter electrician labourer",
    ),
    _employer(
        "Kaskazini Builders", "building", "011.049.isiolo", 10, "011.049 010.047 007.027 008.034 009.043 012.056",
        "labourer driller mason block_maker",
    ),
    _employer(
        "Nyumbani Home Care", "home", "047.275.kilimani", 14,
        "047.275 047.277 047.274 022.118 034.183 016.080.syokimau 047.285",
        "house_help nanny hand_laundry gardener carer house_help",
    ),
    _employer(
        "Upendo House Agency", "home", "001.004.nyali", 9, "001.004 003.012.mtwapa 001.003 002.007",
        "house_help nanny housekeeper gardener carer",
    ),
    _employer(
        "Mlezi Home Helpers", "home", "027.142.eldoret", 9, "027.142 032.176 042.240 035.190 037.202",
        "nanny house_help hand_laundry carer",
    ),
    _employer(
        "Baraka Hardware", "sales", "016.081.machakos", 8, "016.081 017.086 015.072 015.069",
        "hardware_attendant loader lorry_driver cashier",
    ),
    _employer(
        "Soko Jema Supermarket", "sales", "022.114.thika", 12, "022.114 047 032.176 019.099 047 021.108",
        "shelf_packer cashier shop_attendant promoter baker butcher shop_manager",
    ),
    _employer(
        "Duka la Jirani Shops", "sales", "037.202.kakamega", 10, "037.202 038.211 039.220 045.267 046.271 040.228",
        "shop_attendant stall_seller cashier teller sales_rep",
    ),
    _employer(
        "Njia Panda Petrol", "sales", "017.088.mtito-andei", 8, "017.088 006.026 001.002 034.187",
        "petrol_attendant car_washer cashier guard",
    ),
    _employer(
        "Jangwa Wholesale", "sales", "007.027.garissa", 8, "007.027 008.034 009.043 007.030",
        "shop_attendant loader storekeeper lorry_driver",
    ),
    _employer(
        "Mizigo Salama Haulage", "transport", "001.001.changamwe", 10, "001.001 016.080 047.287 040.225 001.006",
        "lorry_driver loader forklift transport_clerk clearing_agent",
    ),
    _employer(
        "Twende Pamoja Sacco", "transport", "047.289.nairobi-cbd", 9, "047 022.115 032.176 047",
        "matatu_driver conductor mechanic van_driver",
    ),
    _employer(
        "Haraka Deliveries", "transport", "047.287.industrial-area", 9, "047 042.240 027.142 047 001.004",
        "rider van_driver messenger call_agent",
    ),
    _employer(
        "Ngao Imara Security", "cleaning", "047.274.westlands", 14,
        "047 001 042.240 032.176 027.142 023.125 047.286 022.114",
        "guard guard guard office_clerk",
    ),
    _employer(
        "Usafi Mwema Cleaners", "cleaning", "047.282.pipeline", 11, "047 001 022.115 045.267 047 042.240",
        "cleaner garbage sweeper cleaning_head fumigator caretaker",
    ),
    _employer(
        "Upepo Beach Hotel", "hotel", "002.007.diani", 10, "002.007 003.011.watamu 005.022.lamu 003.016",
        "waiter cook room_cleaner bar_attendant hotel_desk",
    ),
    _employer(
        "Mto Safari Camp", "hotel", "033.182.talek", 9, "033.182 025.135 006.026 031.165",
        "guide cook room_cleaner ranger chef",
    ),
    _employer(
        "Mapishi Matamu", "hotel", "032.176.nakuru", 9, "032.176 045.267 019.099 029.155",
        "waiter chips_cook kitchen_helper cook baker",
    ),
    _employer(
        "Pamba Nguo Factory", "factory", "016.080.athi-river", 8, "016.080.athi-river 016.080.mlolongo 016.080.kinanie",
        "sewing_operator sewing_operator packer quality_checker machine_operator",
    ),
    _employer(
        "Maziwa Matamu Dairy", "factory", "018.091.ol-kalou", 8, "018.091 022.116 029.154 020.102",
        "milk_worker machine_operator factory_casual sales_rep factory_head",
    ),
    _employer(
        "Kinu Kipya Millers", "factory", "027.142.eldoret", 8, "027.142 026.139 032.174 039.221",
        "factory_casual packer miller storekeeper machine_operator",
    ),
    _employer(
        "Jua Kali Solar", "repair", "023.125.lodwar", 10, "023.125 024.129 025.133 010.045 023.124 015.073",
        "solar_installer pump_mechanic welder meter_reader",
    ),
    _employer(
        "Gari Zima Garage", "repair", "047.289.grogan", 8, "047.289 032.176 001.006 047.287",
        "mechanic welder spray_painter fridge_fundi phone_repairer",
    ),
    _employer(
        "Mkopo Mwema Sacco", "office", "045.267.kisii", 9, "045.267 046.270 044.259 013.061 045.262",
        "loans_officer teller accounts_clerk receptionist secretary accountant",
    ),
    _employer(
        "Urembo Asili Salons", "beauty", "047.286.umoja", 8, "047.286 042.240 022.115 047.279",
        "hairdresser barber beautician tailor sofa_maker",
    ),
    _employer(
        "Elimu Kwanza Schools", "teaching", "015.072.kitui", 11, "015 017.083 013.062 024.132 028.149 038.213 012",
        "ecd_teacher primary_teacher science_teacher trainer tutor coach",
    ),
    _employer(
        "Afya Karibu Clinics", "health", "009.043.mandera", 11, "009 008 007 010.048 004.018 043.245 041.237",
        "nurse nurse_aide clinical_officer lab_technician health_promoter social_worker pharmacy_technician",
    ),
    _employer(
        "Nuru Digital Works", "computers", "047.274.westlands", 9, "047.274 042.240 001.006 047.275",
        "it_support developer cyber_attendant graphic_designer photographer network_technician interviewer",
    ),
)  # fmt: skip
