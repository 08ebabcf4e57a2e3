"""Borders for the map of members, from Natural Earth (public domain)."""

import geopandas
import pandas as pd

# Natural Earth draws de facto control; these areas are shown as disputed whoever holds them. Its area for
# Nagorno-Karabakh (B38) is left out: it shows the line of contact that lasted until 2020.
DISPUTED = {"B35": "Abkhazia", "B36": "Transnistria", "B37": "South Ossetia", "B89": "Crimea", "B90": "Donbas (areas held by separatists in 2017)"}
FRAME = (18, 25, 180, 82)  # degrees: west, south, east, north


def borders(countries, disputed):
    """Shapes of the states around the Collective Security Treaty: code (ISO alpha-3 or Natural Earth's), name, kind.

    Returns a GeoDataFrame in degrees, coordinates rounded to hundredths; kind is state or disputed.
    Raises ValueError where a disputed area is missing.
    """
    states = geopandas.read_file(countries).cx[FRAME[0]:FRAME[2], FRAME[1]:FRAME[3]]
    states = states.rename(columns={"ADM0_A3": "code", "NAME": "name"})[["code", "name", "geometry"]].assign(kind="state")
    areas = geopandas.read_file(disputed)
    areas = areas[areas["BRK_A3"].isin(DISPUTED)].dissolve("BRK_A3", as_index=False)
    if missing := set(DISPUTED) - set(areas["BRK_A3"]):
        raise ValueError(f"{disputed.name}: no area {', '.join(sorted(missing))}")
    areas["name"] = areas["BRK_A3"].map(DISPUTED)
    areas["geometry"] = areas.simplify(0.03)
    areas = areas.rename(columns={"BRK_A3": "code"})[["code", "name", "geometry"]].assign(kind="disputed")
    shapes = geopandas.GeoDataFrame(pd.concat([states.sort_values("code"), areas.sort_values("code")], ignore_index=True), crs=states.crs)
    shapes["geometry"] = shapes.set_precision(0.01)
    return shapes[["code", "name", "kind", "geometry"]]
