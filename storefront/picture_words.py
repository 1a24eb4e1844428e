"""The words of pictures: how far one has come, and why one cannot be used."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


PICTURE_WORDS: Mapping[str, Mapping[str, str]] = {
    "picture": {
        "queued": N_("being made"),
        "ready": N_("there"),
        "refused": N_("cannot be used"),
    },
    "picture_refusal": {
        "not_a_picture": N_("This is no picture."),
        "format_not_taken": N_("This kind of file is not taken: it has to be JPEG, PNG, WebP, AVIF or GIF."),
        "too_many_pixels": N_("The picture has more than 40 megapixels, or a side longer than 16 000 pixels."),
        "broken": N_("A part of the picture is missing or broken."),
        "too_hard": N_("The picture takes too much memory or time to open."),
        "too_large": N_("The file is larger than 10 MB."),
        "address_not_allowed": N_("This address cannot be fetched: it has to be a public http or https address."),
        "address_refuses": N_("There is no picture at this address, or it may not be fetched."),
        "address_does_not_answer": N_("The address did not answer, although it was tried for hours."),
        "over_quota": N_("There is no room for more of your pictures."),
    },
}
