"""Everything the storefront asks of the API, one method per request. Bodies and paths live here and nowhere else."""

from dataclasses import dataclass

from storefront.client.agreeing import Agreeing
from storefront.client.buying import Buying
from storefront.client.certificates import Certificates
from storefront.client.desk import Desk
from storefront.client.goods import Goods
from storefront.client.governing import Governing
from storefront.client.hooking import Hooking
from storefront.client.lending import LendingAhead
from storefront.client.listings import Listings
from storefront.client.mailing import Mailing
from storefront.client.membering import Membering
from storefront.client.networking import Networking
from storefront.client.networks import Networks
from storefront.client.operating import Operating
from storefront.client.overseeing import Overseeing
from storefront.client.people import People
from storefront.client.pictures import Pictures
from storefront.client.pricing import Pricing
from storefront.client.producing import Producing
from storefront.client.statements import Statements
from storefront.client.verifying import Verifying
from storefront.client.voting import Voting
from storefront.client.window import Window


@dataclass(frozen=True)
class Api(
    Window,
    People,
    Buying,
    Desk,
    Goods,
    Producing,
    Pictures,
    Certificates,
    Verifying,
    Networking,
    Operating,
    Listings,
    Voting,
    Networks,
    Agreeing,
    LendingAhead,
    Statements,
    Mailing,
    Hooking,
    Pricing,
    Overseeing,
    Governing,
    Membering,
):
    """The API for one visitor. Methods raise ApiRefused (it said no) or ApiUnavailable (it could not answer)."""
