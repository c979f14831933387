"""Where the people of the demo live: the counties, how many live there (census of 2019), and their communities."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class County:
    """`people` in thousands; `communities` are keys of COMMUNITIES, each with its weight."""

    code: str
    people: int
    communities: dict[str, int]


def _county(code: str, people: int, communities: str) -> County:
    """`communities` like "luo:8 luhya:1"."""
    pairs = (pair.split(":") for pair in communities.split())
    return County(code, people, {name: int(weight) for name, weight in pairs})


COUNTIES = (
    _county("001", 1208, "mijikenda:5 swahili:4 kamba:3 luo:2 kikuyu:2 luhya:2 taita:1 somali:1 asian:1"),
    _county("002", 867, "mijikenda:7 swahili:2 kamba:1"),
    _county("003", 1454, "mijikenda:8 swahili:1 kamba:1"),
    _county("004", 316, "swahili:4 borana:3 somali:2 mijikenda:1"),
    _county("005", 144, "swahili:7 kikuyu:2 mijikenda:1"),
    _county("006", 341, "taita:7 kamba:2 mijikenda:1"),
    _county("007", 841, "somali:9 borana:1 luhya:1"),
    _county("008", 781, "somali:10"),
    _county("009", 867, "somali:10"),
    _county("010", 460, "borana:7 samburu:3"),
    _county("011", 268, "borana:4 somali:2 meru:3 samburu:1 turkana:1"),
    _county("012", 1546, "meru:10"),
    _county("013", 393, "meru:10"),
    _county("014", 609, "meru:7 kikuyu:2 kamba:1"),
    _county("015", 1136, "kamba:10"),
    _county("016", 1422, "kamba:8 kikuyu:1 luhya:1"),
    _county("017", 988, "kamba:10"),
    _county("018", 638, "kikuyu:10"),
    _county("019", 759, "kikuyu:10"),
    _county("020", 610, "kikuyu:10"),
    _county("021", 1057, "kikuyu:10"),
    _county("022", 2418, "kikuyu:7 luhya:1 luo:1 kamba:1 kisii:1"),
    _county("023", 927, "turkana:9 congolese:1"),
    _county("024", 621, "kalenjin:9 turkana:1"),
    _county("025", 310, "samburu:8 turkana:2"),
    _county("026", 990, "luhya:6 kalenjin:3 turkana:1"),
    _county("027", 1163, "kalenjin:7 luhya:2 kikuyu:1"),
    _county("028", 454, "kalenjin:10"),
    _county("029", 886, "kalenjin:9 luhya:1"),
    _county("030", 667, "kalenjin:10"),
    _county("031", 519, "kikuyu:5 samburu:2 meru:2 kalenjin:1"),
    _county("032", 2162, "kikuyu:5 kalenjin:3 luhya:1 luo:1 kisii:1"),
    _county("033", 1158, "maasai:6 kalenjin:3 kikuyu:1"),
    _county("034", 1118, "maasai:5 kikuyu:3 kamba:1 luhya:1"),
    _county("035", 902, "kalenjin:9 kisii:1"),
    _county("036", 876, "kalenjin:10"),
    _county("037", 1868, "luhya:10"),
    _county("038", 590, "luhya:10"),
    _county("039", 1671, "luhya:8 teso:1 kalenjin:1"),
    _county("040", 894, "luhya:6 teso:3 luo:1"),
    _county("041", 993, "luo:9 luhya:1"),
    _county("042", 1156, "luo:8 luhya:1 kisii:1"),
    _county("043", 1132, "luo:9 luhya:1"),
    _county("044", 1116, "luo:6 kuria:3 luhya:1"),
    _county("045", 1267, "kisii:10"),
    _county("046", 606, "kisii:10"),
    _county("047", 4397, "kikuyu:6 luhya:4 luo:4 kamba:4 kisii:2 somali:2 meru:1 kalenjin:1 asian:1 congolese:1"),
)
LEAST_PEOPLE = 5  # in the demo, per county


def homes(rng: random.Random, count: int) -> list[County]:
    """The counties of so many people: a few in each, the others by population, in random order."""
    chosen = [county for county in COUNTIES for _ in range(LEAST_PEOPLE)]
    weights = [county.people for county in COUNTIES]
    chosen += rng.choices(COUNTIES, weights, k=count - len(chosen))
    rng.shuffle(chosen)
    return chosen
