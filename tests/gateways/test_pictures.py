"""Pictures are made again: small, upright, with nothing in them but what is seen; hostile bytes harm nobody."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from gateways import picture_child
from gateways.pictures import MadePicture, PictureNotMade, PicturesInChild
from models.enums import PictureFormat, PictureRefusal

SECRET = "Casa de Rosa, Piura"


def picture(width: int, height: int, colour: str = "#804020", mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), colour)


def as_bytes(image: Image.Image, form: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, format=form, **options)
    return written.getvalue()


def make(data: bytes) -> MadePicture:
    return PicturesInChild().make(data)


def refusal(data: bytes, pictures: PicturesInChild | None = None) -> PictureRefusal:
    with pytest.raises(PictureNotMade) as refused:
        (pictures or PicturesInChild()).make(data)
    return refused.value.why


def opened(made: MadePicture, form: PictureFormat, width: int) -> Image.Image:
    data = next(size.data for size in made.sizes if size.format is form and size.width == width)
    return Image.open(BytesIO(data))


def colour_at(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    colour = image.getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour


def widths(made: MadePicture) -> list[int]:
    return [size.width for size in made.sizes if size.format is PictureFormat.AVIF]


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("GIF", "image/gif"),
    ],
)
def test_every_format_comes_out_as_avif_and_webp_in_all_sizes(form: str, media_type: str) -> None:
    made = make(as_bytes(picture(1600, 1200), form))
    assert made.media_type == media_type
    assert widths(made) == [320, 640, 960, 1280]
    for size in made.sizes:
        with Image.open(BytesIO(size.data)) as image:
            assert image.format == size.format.upper()
            assert image.size == (size.width, size.height)
            assert size.height * 4 == size.width * 3
    red, green, blue = (int(made.colour[place : place + 2], 16) for place in (1, 3, 5))
    assert abs(red - 0x80) < 8
    assert abs(green - 0x40) < 8
    assert abs(blue - 0x20) < 8


@pytest.mark.parametrize(
    ("width", "expected"),
    [(1, [1]), (320, [320]), (321, [320, 321]), (900, [320, 640, 900]), (1280, [320, 640, 960, 1280])],
)
def test_nothing_is_made_larger_than_it_was(width: int, expected: list[int]) -> None:
    assert widths(make(as_bytes(picture(width, 90), "PNG"))) == expected


def test_a_picture_stands_the_way_it_was_held_and_tells_nobody_where() -> None:
    lying = picture(400, 200, "blue")
    lying.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned clockwise by a quarter
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    for form in ("JPEG", "WEBP"):
        data = as_bytes(lying, form, exif=exif, icc_profile=profile, xmp=xmp)
        assert SECRET.encode() in data
        made = make(data)
        for size in made.sizes:
            assert SECRET.encode() not in size.data
            with Image.open(BytesIO(size.data)) as image:
                assert not image.getexif()
                assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        upright = opened(made, PictureFormat.WEBP, 200).convert("RGB")
        assert upright.size == (200, 400)
        above, below = colour_at(upright, 100, 50), colour_at(upright, 100, 350)
        assert above[0] > 200 > 60 > above[2]
        assert below[2] > 200 > 60 > below[0]


def test_words_inside_a_png_do_not_come_along() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", SECRET)
    data = as_bytes(picture(50, 50), "PNG", pnginfo=words)
    assert SECRET.encode() in data
    assert all(SECRET.encode() not in size.data for size in make(data).sizes)


def test_an_animation_is_its_first_frame() -> None:
    frames = [picture(60, 60, "green"), picture(60, 60, "red")]
    for form in ("GIF", "WEBP", "PNG"):
        made = make(as_bytes(frames[0], form, save_all=True, append_images=frames[1:], duration=100))
        shown = opened(made, PictureFormat.WEBP, 60)
        assert getattr(shown, "n_frames", 1) == 1
        red, green, _ = colour_at(shown.convert("RGB"), 30, 30)
        assert green > 100 > red


def test_what_shows_through_stays_so() -> None:
    for holes in (picture(64, 64, "#ff000000", "RGBA"), picture(64, 64, "gray", "L").convert("LA")):
        holes.putalpha(0)
        for form in PictureFormat:
            shown = opened(make(as_bytes(holes, "PNG")), form, 64)
            assert shown.mode == "RGBA"
            assert colour_at(shown, 5, 5)[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_rarer_kinds_of_pixels_come_out_in_colour(mode: str) -> None:
    image = picture(40, 40, "white") if mode in {"P", "CMYK"} else Image.new("L", (40, 40), 255)
    odd = Image.new("I;16", (40, 40), 65535) if mode == "I;16" else image.convert(mode)
    made = make(as_bytes(odd, "JPEG" if mode == "CMYK" else "PNG"))
    assert min(colour_at(opened(made, PictureFormat.AVIF, 40).convert("RGB"), 20, 20)) > 245


def bomb(width: int, height: int) -> bytes:
    """A PNG that announces a huge picture in a few hundred bytes, and holds it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (7_000, 7_000), (16_001, 10), (10, 16_001)])
def test_a_bomb_is_refused_before_its_pixels_are_unpacked(width: int, height: int) -> None:
    data = bomb(width, height)
    assert len(data) < 100_000
    assert refusal(data) is PictureRefusal.TOO_MANY_PIXELS


def test_a_picture_that_takes_more_memory_or_time_than_it_may_is_refused() -> None:
    data = bomb(6_000, 6_000)
    assert refusal(data, PicturesInChild(most_bytes=200 * 1024 * 1024)) is PictureRefusal.TOO_HARD
    assert refusal(data, PicturesInChild(most_bytes=1)) is PictureRefusal.TOO_HARD
    noise = as_bytes(Image.effect_noise((5_000, 5_000), 80).convert("RGB"), "PNG", compress_level=1)
    assert refusal(noise, PicturesInChild(most_seconds=1)) is PictureRefusal.TOO_HARD


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_half_a_picture_is_none(form: str) -> None:
    noise = as_bytes(Image.effect_noise((300, 300), 80).convert("RGB"), form)
    assert refusal(noise[: len(noise) // 2]) in {PictureRefusal.BROKEN, PictureRefusal.NOT_A_PICTURE}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"P6 1 1 255 abc",
        b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00",
        as_bytes(picture(9, 9), "BMP"),
        as_bytes(picture(9, 9), "TIFF"),
    ],
)
def test_other_files_are_no_pictures(data: bytes) -> None:
    assert refusal(data) in {PictureRefusal.NOT_A_PICTURE, PictureRefusal.BROKEN}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]))
def test_bytes_that_were_tampered_with_give_a_picture_or_a_reason(
    data: st.DataObject, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In this process, to be quick: the child says no with a word of ours, whatever the decoders raise."""
    folder = tmp_path_factory.mktemp("picture")
    whole = bytearray(as_bytes(picture(24, 24), form))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    source = folder / "source"
    source.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]) + data.draw(st.binary(max_size=8)))
    try:
        made = picture_child.make(source, folder)
    except picture_child.Refused as refused:
        assert refused.why in set(PictureRefusal)
    else:
        assert made["sizes"]
