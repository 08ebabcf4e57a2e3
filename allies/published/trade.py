"""Foreign trade of Armenia by partner (Statistical Committee of Armenia, compiled by A. Tavadyan).

Imports by origin name the country where a good was made, imports by consignment the one that it was sent from; the Statistical
Committee counts turnover, and its shares, from exports and imports by origin. A country without a row in a month had no trade in it.
"""

import pandas as pd

from allies.places import EU27
from allies.published import reading

VINTAGE = "Armstat, compiled 2025-02-25"
FLOWS = ["export", "import_origin", "import_consignment"]
# The compiler's names as they stand, with ISO 3166-1 alpha-3. Outside ISO: ANT and SCG (states that are no more), XCI the Channel
# Islands, XEU an EU member that is not named, XNK Nagorno-Karabakh, XXX unknown. "Saoma" of July 2024 is read as Samoa.
NAMES = """
AFG Afghanistan; ALA Aland Islands; ALB Albania; DZA Algeria; ASM American Saoma; AND Andorra; AGO Angola; AIA Anguilla; ATA Antarctica; ATG
Antigua and Barbuda; ARG Argentina; ABW Aruba; AUS Australia; AUT Austria; AZE Azerbaijan; BHS Bahamas; BHR Bahrain; BGD Bangladesh; BRB
Barbados; BLR Belarus; BEL Belgium; BLZ Belize; BEN Benin; BMU Bermuda; BTN Bhutan; BOL Bolivia; BES Bonaire, Sint Eustatius and Saba; BIH
Bosnia Herzegovina; BWA Botswana; BVT Bouvet Island; BRA Brazil; IOT British Indian Ocean Territory; BRN Brunei Darussalam; BGR Bulgaria;
BFA Burkina Faso; BDI Burundi; KHM Cambodia; CMR Cameroon; CAN Canada; CPV Cape Verde; CYM Cayman Islands; CAF Central African Republic; TCD
Chad; XCI Channel Islands; CHL Chile; CHN China; CXR Christmas Island; CCK Cocos (Keeling) Islands; COL Colombia; COM Comoros; COG Congo;
COD Congo, Democratic Republic of the; COK Cook Islands; CRI Costa Rica; CIV Cote d' Ivoire; HRV Croatia; CUB Cuba; CUW Curacao; CYP Cyprus;
CZE Czech Rep.; PRK Democratic People's Republic of Korea; DNK Denmark; DJI Djibouti; DMA Dominica; DOM Dominican Republic; XEU EU countries
not specified; ECU Ecuador; EGY Egypt; SLV El Salvador; GNQ Equatorial Guinea; ERI Eritrea; EST Estonia; ETH Ethiopia; MKD FYR of Macedonia;
FRO Faeroe Islands; FJI Fiji; FIN Finland; FLK Folkland Islands (Malvinas); FRA France; GUF French Guiana; PYF French Polynesia; ATF French
Southern Terrirories; GAB Gabon; GMB Gambia; GEO Georgia; DEU Germany; GHA Ghana; GIB Gibraltar; GRC Greece; GRL Greenland; GRD Grenada; GLP
Guadeloupe; GUM Guam; GTM Guatemala; GGY Guernsey; GIN Guinea; GNB Guinea-Bissau; GUY Guyana; HTI Haiti; HND Honduras; HKG Hong Kong; HUN
Hungary; ISL Iceland; IND India; IDN Indonesia; IRN Iran; IRQ Iraq; IRL Ireland; IRN Islamic Republic of Iran; IMN Isle of Man; ISR Israel;
ITA Italy; JAM Jamaica; JPN Japan; JEY Jersey; JOR Jordan; KAZ Kazakhstan; KEN Kenya; KIR Kiribati; PRK Korea, DPR of; KOR Korea, Republic
of; KWT Kuwait; KGZ Kyrgyzstan; LAO Lao People's Democratic Republic; LAO Laos; LVA Latvia; LBN Lebanon; LSO Lesotho; LBR Liberia; LBY
Libyan Arab Jamahiriya; LIE Liechtenstein; LTU Lithuania; LUX Luxembourg; MAC Macao; MDG Madagascar; MWI Malawi; MYS Malaysia; MDV Maldives;
MLI Mali; MLT Malta; MHL Marshall Islands; MTQ Martinique; MRT Mauritania; MUS Mauritius; MEX Mexico; FSM Micronesia, Federated States of;
MDA Moldova, Republic of; MCO Monako; MNG Mongolia; MNE Montenegro; MSR Montserrat; MAR Morocco; MOZ Mozambique; MMR Myanmar; XNK Nagorno
Karabagh; XNK Nagorno-Karabakh; NAM Namibia; NRU Nauru; NPL Nepal; NLD Netherlands; ANT Netherlands Antilles; NCL New Caledonia; NZL New
Zealand; NIC Nicaragua; NER Niger; NGA Nigeria; NIU Niue; NFK Norfolk Island; MKD North Macedonia; MNP Northern Mariana Islands; NOR Norway;
OMN Oman; PAK Pakistan; PLW Palau; PSE Palestinian Territory, Occupied; PAN Panama; PNG Papua New Guinea; PRY Paraguay; PER Peru; PHL
Philippines; PCN Pitcairn; POL Poland; PRT Portugal; PRI Puerto Rico; QAT Qatar; KOR Republic of Korea; REU Reunion; ROU Romania; RUS
Russian Federation; RWA Rwanda; SHN Saint Helena; KNA Saint Kitts and Nevis; LCA Saint Lucia; VCT Saint Vincent and the Grenadines; BLM
Saint-Barth?lemy; MAF Saint-Martin (French part); WSM Samoa; SMR San Marino; STP Sao Tome and Principe; WSM Saoma; SAU Saudi Arabia; SEN
Senegal; SRB Serbia; SCG Serbia and Montenegro; SYC Seychelles; SLE Sierra Leone; SGP Singapore; SVK Slovakia; SVN Slovenia; SLB Solomon
Islands; SOM Somalia; ZAF South Africa; ESP Spain; LKA Sri Lanka; SDN Sudan; SUR Suriname; SJM Svalbard and Jan Mayen Islands; SWZ
Swaziland; SWE Sweden; CHE Switzerland; SYR Syria; TJK Tajikistan; TZA Tanzania, United Republic of; THA Thailand; TLS Timor-Leste; TGO
Togo; TKL Tokelau; TON Tonga; TTO Trinidad and Tobago; TUN Tunisia; TUR Turkey; TKM Turkmenistan; TCA Turks and Caicos Islands; TUV Tuvalu;
USA USA; UGA Uganda; UKR Ukraine; ARE United Arab Emirates; GBR United Kingdom; USA United States; UMI United States Minor Outlying Islands;
VIR United States Virgin Islands; XXX Unknown country; URY Uruguay; UZB Uzbekistan; VUT Vanuatu; VAT Vatican City State; VEN Venezuela; VNM
Viet Nam; VGB Virgin Islands, British; WLF Wallis and Futuna Islands; ESH Western Sahara; YEM Yemen; ZMB Zambia; ZWE Zimbabwe
"""
NAMES = {entry[4:]: entry[:3] for entry in NAMES.strip().replace("\n", " ").split("; ")}
# From this month on a state bears the second name and no longer the first.
RENAMED = [
    ("2018-01", "FYR of Macedonia", "North Macedonia"),
    ("2022-01", "Nagorno Karabagh", "Nagorno-Karabakh"),
    ("2024-01", "Iran", "Islamic Republic of Iran"),
    ("2024-01", "Korea, DPR of", "Democratic People's Republic of Korea"),
    ("2024-01", "Korea, Republic of", "Republic of Korea"),
    ("2024-01", "Laos", "Lao People's Democratic Republic"),
    ("2024-01", "United States", "USA"),
]
# The 27 members of today in all years, so that accessions and the exit of the United Kingdom make no step in the series, with
# the member that is not named.
UNION = [*EU27, "XEU"]
PARTNERS = ["RUS", "BLR", "KAZ", "KGZ", "EU27", "DEU", "FRA", "BGR", "GBR", "USA", "CHE", "CHN", "IND", "IRN", "GEO", "TUR", "UKR", "ARE", "HKG", "WLD"]
SPARSE = ["KGZ"]  # no trade in some months
HUBS = ["RUS", "ARE", "HKG"]  # where goods that only pass through come from or go to
RE_EXPORT = range(2022, 2025)  # years in which goods on their way to or from Russia make up much of the trade


def yearly(path):
    """Trade by partner and year in million US dollars.

    Columns year, partner (ISO alpha-3, EU27 or WLD), indicator (export, import_origin, import_consignment, turnover = export and
    import by origin), value, share (% of WLD), share_rest (% of the trade that is left without Russia, the Emirates and Hong Kong;
    empty for these three), flag ("re-export" in 2022 to 2024), unit, vintage. Raises ValueError for a changed header, an
    unknown or outdated name, a row that stands there twice or a month that is missing.
    """
    table = _read(path)
    table["year"] = table["month"].str[:4].astype(int)
    sums = table.groupby(["year", "partner"])[FLOWS].sum() / 1000
    sums["turnover"] = sums["export"] + sums["import_origin"]
    world = sums.xs("WLD", level="partner")
    hubs = sums[sums.index.isin(HUBS, level="partner")].groupby("year").sum()
    shares = {"value": sums, "share": 100 * sums.div(world, level="year"), "share_rest": 100 * sums.div(world - hubs, level="year")}
    long = pd.concat({name: part.stack() for name, part in shares.items()}, axis=1).rename_axis(["year", "partner", "indicator"]).reset_index()
    long["share_rest"] = long["share_rest"].where(~long["partner"].isin([*HUBS, "WLD"]))
    long[["value", "share", "share_rest"]] = long[["value", "share", "share_rest"]].round(3)
    long["flag"] = ["re-export" if year in RE_EXPORT else "" for year in long["year"]]
    return _sorted(long.assign(unit="million USD", vintage=VINTAGE), "year", "indicator")[
        ["year", "partner", "indicator", "value", "share", "share_rest", "flag", "unit", "vintage"]]


def monthly(path):
    """Trade by partner and month in million US dollars: month, partner, export, import_origin, import_consignment, flag, unit, vintage.

    Raises ValueError as ``yearly`` does.
    """
    table = _read(path)
    table[FLOWS] = (table[FLOWS] / 1000).round(4)
    table["flag"] = ["re-export" if int(month[:4]) in RE_EXPORT else "" for month in table["month"]]
    return _sorted(table.assign(unit="million USD", vintage=VINTAGE), "month")[["month", "partner", *FLOWS, "flag", "unit", "vintage"]]


def _read(path):
    """Month, partner and the three flows in thousand US dollars, for PARTNERS."""
    raw = reading.columns(pd.read_csv(path, encoding="utf-8-sig"), ["country", "year", "month", *FLOWS], path)
    raw = raw.assign(month=raw["year"].astype(str) + "-" + raw["month"].astype(str).str.zfill(2), state=reading.known(raw["country"], NAMES, path))
    for first, old, new in RENAMED:
        if len(wrong := raw[((raw["country"] == old) & (raw["month"] >= first)) | ((raw["country"] == new) & (raw["month"] < first))]):
            raise ValueError(f"{path.name}, row {wrong.index[0] + 2}, column country: found {wrong.iloc[0]['country']!r} in {wrong.iloc[0]['month']}; expected {old!r} before {first} and {new!r} from then on")
    if len(below := raw[(raw[FLOWS].isna() | (raw[FLOWS] < 0)).any(axis=1)]):
        raise ValueError(f"{path.name}, row {below.index[0] + 2}: found {below.iloc[0][FLOWS].to_dict()}; expected amounts of zero or more")
    reading.unique(raw, ["state", "month"], path)
    reading.months(raw["month"], path)
    reading.grid(raw[raw["state"].isin(set(PARTNERS) - set(SPARSE))], ["state", "month"], path)
    groups = {"WLD": raw, "EU27": raw[raw["state"].isin(UNION)]}
    parts = [group.groupby("month")[FLOWS].sum().assign(partner=name) for name, group in groups.items()]
    single = raw[raw["state"].isin(PARTNERS)].rename(columns={"state": "partner"})
    return pd.concat([*(part.reset_index() for part in parts), single[["month", *FLOWS, "partner"]]], ignore_index=True)


def _sorted(table, *others):
    first, *rest = others
    position = table["partner"].map(PARTNERS.index)
    return table.assign(position=position).sort_values([first, "position", *rest]).drop(columns="position")
