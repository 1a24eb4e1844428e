"""The program that opens a picture somebody else made: `python -m gateways.picture_child SOURCE FOLDER BYTES SECONDS`.

It runs in a process of its own, with little memory and little time, since decoders are where hostile bytes do harm.
It writes each size as `WIDTH.avif` and `WIDTH.webp` into FOLDER, and `made.json` with what they are or why there are
none. Nothing of the source but its pixels goes into them: no Exif, no place, no XMP, no colour profile, no comment.

It says why in the words of `PictureRefusal`, and imports none of our packages, to start in a tenth of a second.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

WIDTHS = (320, 640, 960, 1280)
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000  # what WebP can hold
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "GIF": "image/gif",
}
_QUALITY = {"avif": {"quality": 60, "speed": 7, "max_threads": 1}, "webp": {"quality": 78}}
_FEW_COLOURS = 5
_ENOUGH = 2 * WIDTHS[-1]
_REDUCIBLE = frozenset({"L", "RGB", "RGBA", "CMYK"})


class Refused(Exception):
    """There will be no picture."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def make(source: Path, folder: Path) -> dict[str, object]:
    """Write all sizes; what they are. Raises Refused."""
    image = _opened(source)
    # A JPEG with a second picture behind it, as phones make them, turns into an "MPO" when it is opened.
    media_type = MEDIA_TYPES.get(image.format or "", "image/jpeg")
    try:
        upright = _upright(image)
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever they like at broken bytes
        raise Refused("broken") from error
    widths = [width for width in WIDTHS if width < upright.width]
    widths.append(min(upright.width, WIDTHS[-1]))
    sizes = []
    for width in dict.fromkeys(widths):
        sized = _sized(upright, width)
        for form, options in _QUALITY.items():
            sized.save(folder / f"{width}.{form}", format=form.upper(), **options)
        sizes.append([sized.width, sized.height])
    return {"media_type": media_type, "colour": _colour(sized), "sizes": sizes}


def _opened(source: Path) -> Image.Image:
    """The picture with its head read and no pixel decoded."""
    try:
        image = Image.open(BytesIO(source.read_bytes()), formats=list(MEDIA_TYPES))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Refused("not_a_picture") from error
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("broken") from error
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise Refused("too_many_pixels")
    return image


def _upright(image: Image.Image) -> Image.Image:
    """The first frame, the right way up, in sRGB, at most twice as large as needed."""
    # A JPEG can be decoded at an eighth of its size; the longer side may become the width when it is turned.
    image.draft("RGB", (_ENOUGH, _ENOUGH))
    image.load()
    turned = ImageOps.exif_transpose(image.reduce(_times(image)) if image.mode in _REDUCIBLE else image)
    if turned.mode.startswith("I"):  # sixteen bits
        turned = turned.point(lambda value: value / 256).convert("L")
    has_holes = turned.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in turned.info
    profile = turned.info.get("icc_profile")
    flat = _in_srgb(turned, profile) if profile and turned.mode in {"RGB", "RGBA", "CMYK", "L"} else turned
    mode = "RGBA" if has_holes else "RGB"
    clean = flat if flat.mode == mode else flat.convert(mode)
    clean.info = {}
    return clean


def _times(image: Image.Image) -> int:
    """By how much the picture is larger than it need be, whichever side becomes its width."""
    return max(1, min(image.size) // _ENOUGH)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture with the colours its profile means; as it is when the profile is broken."""
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _sized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _colour(image: Image.Image) -> str:
    """The commonest of five colours, as #rrggbb; what shows through is white."""
    small = image.resize((48, 48), Image.Resampling.BOX)
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small if small.mode == "RGBA" else None)
    few = ground.quantize(_FEW_COLOURS)
    counted = few.getcolors() or []
    _, commonest = max(counted, key=lambda each: each[0])
    red, green, blue = (few.getpalette() or [])[3 * int(str(commonest)) :][:3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def main(source: str, folder: str, most_bytes: str, most_seconds: str) -> int:
    """Limit this process, then open the picture."""
    resource.setrlimit(resource.RLIMIT_AS, (int(most_bytes), int(most_bytes)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(most_seconds), int(most_seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    made: dict[str, object]
    try:
        made = make(Path(source), Path(folder))
    except Refused as refusal:
        made = {"refusal": refusal.why}
    except MemoryError:
        made = {"refusal": "too_hard"}
    (Path(folder) / "made.json").write_text(json.dumps(made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
