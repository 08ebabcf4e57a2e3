"""Names of states, by ISO 3166-1 alpha-3, and the members of the European Union."""

NAMES = {"ARM": "Armenia", "AZE": "Azerbaijan", "BGR": "Bulgaria", "BLR": "Belarus", "CAN": "Canada", "CHN": "China", "CZE": "Czechia",
         "DEU": "Germany", "ESP": "Spain", "FRA": "France", "GBR": "United Kingdom", "GEO": "Georgia", "GRC": "Greece", "IND": "India",
         "IRN": "Iran", "ISR": "Israel", "ITA": "Italy", "JOR": "Jordan", "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan", "MDA": "Moldova",
         "MNE": "Montenegro", "PAK": "Pakistan", "POL": "Poland", "PRK": "North Korea", "RUS": "Russia", "SRB": "Serbia", "SVK": "Slovakia",
         "TJK": "Tajikistan", "TUR": "Türkiye", "UKR": "Ukraine", "USA": "United States", "UZB": "Uzbekistan", "ZAF": "South Africa"}
# Years of accession; the United Kingdom counts to 2019.
ACCESSION = {1958: "BEL DEU FRA ITA LUX NLD", 1973: "DNK GBR IRL", 1981: "GRC", 1986: "ESP PRT", 1995: "AUT FIN SWE",
             2004: "CYP CZE EST HUN LTU LVA MLT POL SVK SVN", 2007: "BGR ROU", 2013: "HRV"}


def union(year):
    """Codes of the members of the European Union in a year; a year of accession counts whole, the United Kingdom to 2019."""
    joined = [code for first, codes in ACCESSION.items() if first <= year for code in codes.split()]
    return sorted(code for code in joined if code != "GBR" or year <= 2019)


EU27 = union(2025)  # the members of today

# Suppliers of arms that the book counts to the West: members of NATO or the EU in 2025, whatever they were when they delivered.
WEST = {"BGR": "NATO and EU", "CAN": "NATO", "CZE": "NATO and EU", "DEU": "NATO and EU", "ESP": "NATO and EU", "FRA": "NATO and EU",
        "GRC": "NATO and EU", "ITA": "NATO and EU", "MNE": "NATO", "POL": "NATO and EU", "SVK": "NATO and EU", "TUR": "NATO", "USA": "NATO"}
