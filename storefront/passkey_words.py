"""What is said of passkeys, after an act and when one is refused."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


OPENS_NOTHING = N_("That passkey opens no account here, or it took too long. Try again, or sign in another way.")
PASSKEY_NOTICES: Mapping[str, str] = {
    "passkey-added": N_("The passkey is there. From now on it signs you in."),
    "passkey-removed": N_("The passkey opens nothing any more. Where else it had signed you in, that has ended."),
}
PASSKEY_REFUSALS: Mapping[str, str] = {
    "no_passkeys_here": N_("Passkeys belong to a name, and this shop is reached by a number."),
    "passkey_refused": N_("The device’s answer could not be used, or it took too long. Please try again."),
    "passkey_known": N_("This passkey is there already."),
    "too_many_passkeys": N_("You have as many passkeys as there may be. Remove one first."),
    "no_such_passkey": N_("That passkey is gone already."),
}
