"""How letters that banks do not take are written in those that they do.

Marks on letters fall away by Unicode's decomposition (ñ, é, ā); here stands what does not decompose. Arabic, Cyrillic
and Greek are written letter by letter, as passports do it: short vowels that Arabic leaves out stay left out.
"""

_LATIN = "ßss æae œoe øo đd ðd þth łl ıi ŋn ħh ŧt ĸk ƙk ɗd ɓb ɛe ɔo"
_MARKS = "ʼ' ʻ' ʿ' ʾ' ʹ' ꞌ' ‘' ’' ´' `' ′' “' ”' „' «' »' –- —- ‐- ‑- −- _- ·. …. &+"
_ARABIC = (
    "اa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وw يy ةa ىa ٱa "
    "پp چch ژzh گg کk یy ہh ںn ےe ڑr ٹt ڈd"
)
_CYRILLIC = (
    "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юiu яia "
    "іi єie ґg ђd ћc џdz љlj њnj јj ѓg ќk ѕdz ғg қk ңn өo ұu үu һh"
)
_GREEK = "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in " ".join((_LATIN, _MARKS, _ARABIC, _CYRILLIC, _GREEK)).split():
        letter, written = entry[0], entry[1:]
        table[letter] = written
        if letter.upper() != letter and len(letter.upper()) == 1:
            table[letter.upper()] = written.capitalize()
    table["ẞ"] = "SS"
    # Arabic's hamza and tatweel are no letter of their own in a passport.
    return table | {"ء": "", "ـ": "", "ٔ": "", "ٕ": ""}


WRITTEN_AS = _table()
