"""Where the demo's companies are and receive, whom one rings there, and which further days are theirs."""

# Where each company is and receives: (label, street, city, region, postal code, contact, phone).
PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "NILE": (
        (
            "Head office",
            "15 El Tayaran Street, Nasr City",
            "Nasr City",
            "Cairo",
            "11765",
            "Mona El-Sayed",
            "+20 2 5550 0142",
        ),
        (
            "Port Said warehouse",
            "Free Zone, Block 7",
            "Port Said",
            "Port Said",
            "42511",
            "Hany Mostafa",
            "+20 66 555 0142",
        ),
    ),
    "SIAM": (
        (
            "Head office",
            "99/8 Bang Na-Trat Road",
            "Bang Na",
            "Bangkok",
            "10260",
            "Nattapong Srisuk",
            "+66 2 555 0142",
        ),
        (
            "Lat Krabang warehouse",
            "44 ถนนฉลองกรุง",
            "ลาดกระบัง",
            "กรุงเทพมหานคร",
            "10520",
            "Somchai Boonmee",
            "+66 2 555 0177",
        ),
    ),
    "ANDES": (
        (
            "Head office",
            "Av. Insurgentes Sur 1420",
            "Benito Juárez",
            "CDMX",
            "03920",
            "Lucía Herrera",
            "+52 55 5555 0142",
        ),
        (
            "Cuautitlán warehouse",
            "Parque Industrial Cuautitlán, Nave 12",
            "Cuautitlán Izcalli",
            "Méx.",
            "54730",
            "Raúl Ortega",
            "+52 55 5555 0177",
        ),
    ),
    "NORDIC": (
        ("Head office", "Sandakerveien 116", "Oslo", "", "0484", "Ingrid Solberg", "+47 55 50 01 42"),
        ("Alnabru warehouse", "Alfasetveien 24", "Oslo", "", "0668", "Erik Nilsen", "+47 55 50 01 77"),
    ),
    "SETO": (("Head office", "3-14 Sakae, Naka-ku", "Nagoya", "Aichi", "460-0008", "Haruka Mori", "+81 52 555 0142"),),
    "KHALEEJ": (("Warehouse", "Block 1, Street 12", "Shuwaikh", "", "70051", "Fahad Al-Mutairi", "+965 2255 0142"),),
    "DELTA": (("Workshop", "3 طريق الحرية", "سيدي جابر", "الإسكندرية", "21500", "Tarek Nabil", "+20 3 555 0142"),),
}
# Of those in another script, what customs papers print beside it: (street, city, region).
LATIN_PLACES: dict[tuple[str, str], tuple[str, str, str]] = {
    ("SIAM", "Lat Krabang warehouse"): ("44 Chalong Krung Road", "Lat Krabang", "Bangkok"),
    ("DELTA", "Workshop"): ("3 El Horreya Road", "Sidi Gaber", "Alexandria"),
}

# Who is rung, at companies and at who sells to them: (column of the owner, its code, name, asked about, phone, e-mail,
# language).
CONTACTS = (
    ("distributor_id", "NILE", "منى عادل", "purchasing", "+20665550142", "purchasing@nile.example", "ar"),
    ("distributor_id", "NILE", "Hany Lotfy", "customs_broker", "+20665550117", "hany@suez-clearing.example", "en"),
    ("distributor_id", "SIAM", "Niran Chaiyasit", "warehouse", "+6625550175", "", "th"),
    ("distributor_id", "ANDES", "Lucía Ferrer", "finance", "", "pagos@andes.example", "es"),
    ("selling_entity_id", "CN01", "Li Na", "finance", "+862365550134", "receivables@hq.example", "zh"),
    ("selling_entity_id", "CN01", "Zhou Min", "dangerous_goods", "+862365550199", "dg@hq.example", "zh"),
)  # fmt: skip

# What is said beside public holidays: (calendar, month, day, what, name); of next year only what is known already.
DAYS = (
    ("hq", 6, 27, "working", "Half-year stock count"),
    ("EG", 7, 1, "off", "Banks close their half-year"),
    ("NILE", 10, 15, "half", "Yearly meeting of dealers"),
    ("SIAM", 7, 30, "off", "Extra holiday of the government"),
    ("ANDES", 12, 24, "half", "Christmas Eve"),
    ("NORDIC", 12, 24, "half", "Christmas Eve"),
    ("DXB", 5, 9, "working", "Yearly stock count"),
)
KNOWN_EARLY = ("hq", "EG", "NILE")
