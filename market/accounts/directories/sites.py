"""Whether an e-mail address is at an organisation's own site."""

from urllib.parse import urlsplit

# Where many have a page, an address tells nothing of one of them.
_SHARED = (
    "blogspot.com",
    "facebook.com",
    "github.io",
    "google.com",
    "instagram.com",
    "linkedin.com",
    "linktr.ee",
    "twitter.com",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "youtube.com",
)


def is_site_address(email: str, website: str) -> bool:
    """`ana@molino.example` is at `https://www.molino.example/es`; nobody is at a site that many share."""
    try:
        host = (urlsplit(website).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return False
    domain = email.rpartition("@")[2].lower()
    is_shared = any(host == one or host.endswith(f".{one}") for one in _SHARED)
    return bool(host) and not is_shared and (domain == host or domain.endswith(f".{host}"))
