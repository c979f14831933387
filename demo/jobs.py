"""What the demo's employers look for: titles in everyday words, and pay as in Kenya in 2026."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of vacancy. The first of `titles` is English; pay is shillings per `period`."""

    occupation: str
    titles: tuple[str, ...]
    low: int
    high: int
    period: str = "month"
    most_posts: int = 2


JOBS: dict[str, Job] = {
    # Farm and animals
    "tea_picker": Job("9211", ("Tea picker", "Mchuma chai"), 450, 800, "day", 20),
    "coffee_picker": Job("9211", ("Coffee picker", "Mchuma kahawa"), 400, 700, "day", 20),
    "harvester": Job("9211", ("Harvest worker", "Kibarua wa shamba"), 400, 650, "day", 20),
    "cane_cutter": Job("9211", ("Cane cutter", "Mkata miwa"), 450, 700, "day", 20),
    "flower_worker": Job("9214", ("Flower harvester", "Greenhouse worker", "Kibarua wa maua"), 450, 700, "day", 20),
    "tree_planter": Job("9215", ("Tree nursery worker", "Mpanda miti"), 400, 600, "day", 10),
    "farm_hand": Job("9213", ("Farm hand", "Kazi ya shamba"), 7_500, 12_000, "month", 4),
    "herder": Job("9212", ("Herder", "Mchungaji wa mifugo"), 7_000, 12_000, "month", 4),
    "milker": Job("9212", ("Milker", "Mkamuaji wa ng'ombe"), 8_000, 13_000, "month", 3),
    "poultry": Job("6122", ("Poultry attendant", "Mtunza kuku"), 9_000, 15_000),
    "fish_pond": Job("6221", ("Fish pond attendant", "Mfugaji wa samaki"), 10_000, 16_000),
    "fishing_helper": Job("9216", ("Fishing boat helper", "Msaidizi wa uvuvi"), 500, 800, "day", 6),
    "tractor_driver": Job("8341", ("Tractor driver", "Dereva wa trekta"), 18_000, 28_000),
    "vet_assistant": Job("3240", ("Vet assistant", "Msaidizi wa vet"), 18_000, 30_000, "month", 1),
    "agronomist": Job("2132", ("Agronomist", "Afisa wa kilimo"), 35_000, 60_000, "month", 1),
    "farm_manager": Job("1311", ("Farm manager", "Meneja wa shamba"), 35_000, 70_000, "month", 1),
    # Building
    "labourer": Job("9313", ("Mjengo labourer", "Kibarua wa mjengo"), 600, 1_000, "day", 20),
    "road_worker": Job("9312", ("Road works labourer", "Kibarua wa barabara"), 500, 800, "day", 20),
    "quarry_worker": Job("9311", ("Quarry worker", "Kibarua wa machimbo"), 600, 900, "day", 10),
    "mason": Job("7112", ("Mason", "Mwashi"), 1_200, 1_800, "day", 8),
    "carpenter": Job("7115", ("Carpenter", "Seremala"), 1_200, 1_800, "day", 5),
    "plumber": Job("7126", ("Plumber", "Fundi bomba"), 1_200, 2_000, "day", 3),
    "electrician": Job("7411", ("Electrician", "Fundi wa stima"), 1_300, 2_200, "day", 4),
    "solar_installer": Job("7411", ("Solar installer", "Fundi wa solar"), 1_200, 2_200, "day", 4),
    "painter": Job("7131", ("Painter", "Fundi wa rangi"), 1_200, 1_700, "day", 5),
    "tiler": Job("7122", ("Tile fixer", "Fundi wa tiles"), 1_200, 2_000, "day", 4),
    "roofer": Job("7121", ("Roofer", "Fundi wa mabati"), 1_200, 2_000, "day", 4),
    "concrete_worker": Job("7114", ("Concrete worker", "Fundi wa zege"), 1_200, 1_600, "day", 8),
    "excavator": Job("8342", ("Excavator operator", "Dereva wa excavator"), 40_000, 65_000),
    "driller": Job("8113", ("Borehole driller", "Mchimba visima"), 25_000, 45_000),
    "foreman": Job("3123", ("Site foreman", "Foreman wa mjengo"), 30_000, 55_000, "month", 1),
    "civil_engineer": Job("2142", ("Civil engineer",), 70_000, 130_000, "month", 1),
    # House and child care
    "house_help": Job("9111", ("House help", "Kazi za nyumbani"), 8_000, 15_000, "month", 3),
    "nanny": Job("5311", ("Nanny, live in", "Yaya"), 8_000, 15_000, "month", 3),
    "hand_laundry": Job("9121", ("Laundry by hand", "Mama fua"), 500, 1_000, "day", 2),
    "gardener": Job("6113", ("Gardener", "Mtunza bustani"), 10_000, 16_000),
    "carer": Job("5322", ("Carer, elderly person", "Mtunza wazee"), 15_000, 28_000),
    "housekeeper": Job("5152", ("Housekeeper", "Msimamizi wa nyumba"), 15_000, 28_000, "month", 1),
    # Shop and sales
    "shop_attendant": Job("5223", ("Shop attendant", "Mhudumu wa duka"), 10_000, 18_000, "month", 4),
    "hardware_attendant": Job("5223", ("Hardware attendant", "Mhudumu wa hardware"), 12_000, 18_000),
    "cashier": Job("5230", ("Cashier", "Keshia"), 14_000, 24_000, "month", 4),
    "stall_seller": Job("5211", ("Market stall seller", "Muuzaji sokoni"), 8_000, 14_000),
    "shelf_packer": Job("9334", ("Shelf packer", "Kupanga bidhaa"), 12_000, 17_000, "month", 6),
    "petrol_attendant": Job("5245", ("Petrol attendant", "Mhudumu wa petroli"), 12_000, 18_000, "month", 4),
    "promoter": Job("5242", ("Product promoter", "Promoter wa bidhaa"), 700, 1_200, "day", 8),
    "sales_rep": Job("3322", ("Sales representative", "Afisa wa mauzo"), 18_000, 40_000, "month", 4),
    "shop_manager": Job("1420", ("Shop manager", "Meneja wa duka"), 30_000, 55_000, "month", 1),
    # Driving, transport
    "lorry_driver": Job("8332", ("Lorry driver", "Dereva wa lori"), 20_000, 40_000, "month", 5),
    "van_driver": Job("8322", ("Van driver", "Dereva wa gari ndogo"), 18_000, 28_000, "month", 3),
    "matatu_driver": Job("8331", ("Matatu driver", "Dereva wa matatu"), 1_000, 1_800, "day", 4),
    "conductor": Job("5112", ("Matatu conductor", "Kondakta wa matatu"), 600, 1_000, "day", 5),
    "rider": Job("8321", ("Delivery rider", "Boda boda"), 600, 1_200, "day", 10),
    "messenger": Job("9621", ("Office messenger", "Tarishi"), 13_000, 18_000, "month", 1),
    "loader": Job("9333", ("Loader", "Mpakia mizigo"), 500, 900, "day", 12),
    "forklift": Job("8344", ("Forklift operator", "Dereva wa forklift"), 22_000, 35_000),
    "transport_clerk": Job("4323", ("Transport clerk", "Karani wa usafiri"), 18_000, 28_000, "month", 1),
    "clearing_agent": Job("3331", ("Clearing agent", "Wakala wa forodha"), 30_000, 55_000, "month", 1),
    "boat_crew": Job("8350", ("Boat crew member", "Baharia"), 15_000, 28_000, "month", 3),
    # Cleaning, security
    "guard": Job("5414", ("Security guard", "Watchman", "Mlinzi"), 12_000, 20_000, "month", 15),
    "cleaner": Job("9112", ("Office cleaner", "Usafi wa ofisi"), 10_000, 15_000, "month", 8),
    "caretaker": Job("5153", ("Caretaker", "Caretaker wa ploti"), 10_000, 18_000, "month", 1),
    "garbage": Job("9611", ("Garbage collector", "Mzoa taka"), 500, 800, "day", 8),
    "sweeper": Job("9613", ("Street sweeper", "Mfagia barabara"), 450, 650, "day", 20),
    "car_washer": Job("9122", ("Car washer", "Mwosha magari"), 400, 800, "day", 4),
    "fumigator": Job("7544", ("Fumigator", "Mpiga dawa ya wadudu"), 800, 1_300, "day", 3),
    "cleaning_head": Job("5151", ("Cleaning supervisor", "Msimamizi wa usafi"), 18_000, 28_000, "month", 1),
    "ranger": Job("5419", ("Community ranger", "Ranger"), 18_000, 28_000, "month", 6),
    # Hotel and food
    "waiter": Job("5131", ("Waiter or waitress", "Mhudumu wa hoteli"), 10_000, 18_000, "month", 6),
    "cook": Job("5120", ("Cook", "Mpishi"), 12_000, 25_000, "month", 3),
    "kitchen_helper": Job("9412", ("Kitchen helper", "Msaidizi wa jikoni"), 9_000, 14_000, "month", 4),
    "bar_attendant": Job("5132", ("Bar attendant", "Mhudumu wa baa"), 10_000, 16_000, "month", 3),
    "chips_cook": Job("9411", ("Chips cook", "Mpika chipsi"), 500, 800, "day", 2),
    "baker": Job("7512", ("Baker", "Mwoka mikate"), 14_000, 22_000, "month", 3),
    "butcher": Job("7511", ("Butcher", "Mkata nyama"), 12_000, 20_000),
    "room_cleaner": Job("9112", ("Room cleaner", "Usafi wa vyumba"), 10_000, 16_000, "month", 6),
    "hotel_desk": Job("4224", ("Hotel receptionist", "Mapokezi ya hoteli"), 16_000, 28_000),
    "chef": Job("3434", ("Chef", "Mpishi mkuu"), 30_000, 65_000, "month", 1),
    "guide": Job("5113", ("Safari guide", "Mwongoza watalii"), 25_000, 45_000, "month", 3),
    # Factory, warehouse
    "factory_casual": Job("9329", ("Factory casual", "Kibarua wa kiwanda"), 500, 800, "day", 20),
    "packer": Job("9321", ("Packer by hand", "Kupaki kwa mkono"), 500, 750, "day", 20),
    "miller": Job("8160", ("Posho mill operator", "Kazi ya posho mill"), 9_000, 15_000),
    "machine_operator": Job("8189", ("Machine operator", "Mwendesha mashine"), 18_000, 30_000, "month", 5),
    "milk_worker": Job("7513", ("Milk plant worker", "Kusindika maziwa"), 14_000, 22_000, "month", 5),
    "block_maker": Job("8114", ("Cement block maker", "Simiti na matofali"), 600, 900, "day", 6),
    "storekeeper": Job("4321", ("Storekeeper", "Karani wa stoo"), 18_000, 30_000, "month", 1),
    "quality_checker": Job("7543", ("Quality checker", "Mkagua ubora"), 18_000, 28_000),
    "factory_head": Job("3122", ("Factory supervisor",), 35_000, 60_000, "month", 1),
    # Repair and technical
    "mechanic": Job("7231", ("Vehicle mechanic", "Fundi wa magari"), 1_200, 2_200, "day", 3),
    "spray_painter": Job("7132", ("Spray painter", "Fundi wa spray"), 1_200, 1_800, "day", 2),
    "welder": Job("7212", ("Welder", "Fundi wa welding"), 1_200, 1_800, "day", 4),
    "fridge_fundi": Job("7127", ("Fridge technician", "Fundi wa friji"), 1_200, 2_200, "day", 2),
    "pump_mechanic": Job("7233", ("Pump mechanic", "Fundi wa pampu"), 18_000, 32_000),
    "phone_repairer": Job("7422", ("Phone repairer", "Fundi wa simu"), 12_000, 25_000),
    "meter_reader": Job("9623", ("Meter reader", "Msoma mita"), 15_000, 22_000, "month", 6),
    # Office and finance
    "office_clerk": Job("4110", ("Office clerk", "Karani wa ofisi"), 15_000, 25_000),
    "teller": Job("4211", ("M-Pesa attendant", "Mhudumu wa M-Pesa"), 10_000, 18_000, "month", 3),
    "secretary": Job("4120", ("Secretary", "Sekretari"), 18_000, 30_000, "month", 1),
    "receptionist": Job("4226", ("Receptionist", "Mapokezi"), 15_000, 25_000, "month", 1),
    "accounts_clerk": Job("4311", ("Accounts clerk", "Karani wa hesabu"), 20_000, 35_000, "month", 1),
    "accountant": Job("2411", ("Accountant", "Mhasibu"), 45_000, 90_000, "month", 1),
    "loans_officer": Job("3312", ("Loans officer", "Afisa wa mikopo"), 25_000, 45_000, "month", 3),
    "call_agent": Job("4222", ("Call centre agent", "Huduma kwa simu"), 20_000, 35_000, "month", 12),
    "interviewer": Job("4227", ("Survey interviewer", "Mhojaji wa utafiti"), 1_500, 2_500, "day", 10),
    # Tailoring and beauty
    "hairdresser": Job("5141", ("Hairdresser", "Msusi"), 8_000, 18_000, "month", 3),
    "barber": Job("5141", ("Barber", "Kinyozi"), 8_000, 18_000),
    "beautician": Job("5142", ("Nails and beauty", "Urembo na kucha"), 10_000, 18_000),
    "tailor": Job("7531", ("Tailor", "Mshonaji nguo"), 700, 1_300, "day", 5),
    "sewing_operator": Job("8153", ("Sewing machine operator", "Cherehani EPZ"), 14_000, 19_000, "month", 20),
    "sofa_maker": Job("7534", ("Sofa maker", "Fundi wa sofa"), 1_200, 1_600, "day", 3),
    # Teaching and sport
    "ecd_teacher": Job("2342", ("ECD teacher", "Mwalimu wa chekechea"), 10_000, 18_000, "month", 3),
    "primary_teacher": Job("2341", ("Primary teacher", "Mwalimu wa msingi"), 15_000, 28_000, "month", 3),
    "science_teacher": Job("2330", ("Maths teacher", "Chemistry teacher"), 22_000, 40_000, "month", 1),
    "trainer": Job("2320", ("Vocational trainer", "Mwalimu wa ufundi"), 25_000, 45_000, "month", 1),
    "tutor": Job("2359", ("Home tutor", "Mwalimu wa tuition"), 400, 900, "hour", 2),
    "coach": Job("3422", ("Football coach", "Kocha wa michezo"), 12_000, 25_000, "month", 1),
    # Health, social work
    "nurse": Job("2221", ("Nurse", "Muuguzi, nesi"), 30_000, 55_000, "month", 4),
    "nurse_aide": Job("5321", ("Nurse aide", "Msaidizi wa nesi"), 12_000, 20_000, "month", 3),
    "clinical_officer": Job("2240", ("Clinical officer", "Afisa wa kliniki"), 40_000, 65_000, "month", 2),
    "lab_technician": Job("3212", ("Lab technician", "Mtaalamu wa maabara"), 28_000, 45_000, "month", 1),
    "pharmacy_technician": Job("3213", ("Pharmacy technician",), 25_000, 40_000, "month", 1),
    "health_promoter": Job("3253", ("Health promoter", "Mhudumu afya jamii"), 6_000, 10_000, "month", 12),
    "social_worker": Job("2635", ("Social worker", "Afisa ustawi jamii"), 35_000, 60_000, "month", 2),
    # Computers and media
    "it_support": Job("3512", ("IT support", "Msaada wa kompyuta"), 25_000, 45_000, "month", 2),
    "developer": Job("2512", ("Software developer",), 80_000, 200_000, "month", 3),
    "cyber_attendant": Job("3511", ("Cyber attendant", "Mhudumu wa cyber"), 10_000, 17_000, "month", 1),
    "graphic_designer": Job("2166", ("Graphic designer", "Mbunifu wa graphics"), 25_000, 50_000, "month", 1),
    "photographer": Job("3431", ("Photographer", "Mpiga picha"), 2_000, 4_000, "day", 1),
    "network_technician": Job("3513", ("Network technician", "Fundi wa mtandao"), 22_000, 40_000),
}
