"""What each part of a price is called, for the people who pay it."""

from collections.abc import Mapping

from models.enums import PartKind

_LABELS: Mapping[str, Mapping[PartKind, str]] = {
    "en": {
        PartKind.PRODUCER: "The producers, for the goods",
        PartKind.PREMIUM: "Fair-trade premium",
        PartKind.FEDERATION_DUES: "Dues of the producers' federation",
        PartKind.SOLIDARITY: "Solidarity fund",
        PartKind.MARKET_FEE: "Running this market",
        PartKind.VAT: "VAT",
        PartKind.SHIPPING: "Shipping",
        PartKind.FEE_VAT: "VAT on running this market",
        PartKind.MINIMUM_PRICE_TOPUP: "The market's top-up to the minimum price",
        PartKind.MINIMUM_PRICE_SUBSIDY: "Put in by the market: minimum price",
        PartKind.DISCOUNT_SUBSIDY: "Put in by the market: promotion",
        PartKind.CONTRIBUTION: "Added for the solidarity fund",
        PartKind.TIER_SUPPORT: "Added by supporters, for the solidarity fund",
        PartKind.TIER_RELIEF: "Put in by the solidarity fund",
    },
    "fr": {
        PartKind.PRODUCER: "Les producteurs, pour la marchandise",
        PartKind.PREMIUM: "Prime de commerce équitable",
        PartKind.FEDERATION_DUES: "Cotisation à la fédération des producteurs",
        PartKind.SOLIDARITY: "Fonds de solidarité",
        PartKind.MARKET_FEE: "Fonctionnement de ce marché",
        PartKind.VAT: "TVA",
        PartKind.SHIPPING: "Livraison",
        PartKind.FEE_VAT: "TVA sur le fonctionnement du marché",
        PartKind.MINIMUM_PRICE_TOPUP: "Complément du marché jusqu'au prix minimum",
        PartKind.MINIMUM_PRICE_SUBSIDY: "Apport du marché : prix minimum",
        PartKind.DISCOUNT_SUBSIDY: "Apport du marché : promotion",
        PartKind.CONTRIBUTION: "Ajouté pour le fonds de solidarité",
        PartKind.TIER_SUPPORT: "Prix de soutien, pour le fonds de solidarité",
        PartKind.TIER_RELIEF: "Pris en charge par le fonds de solidarité",
    },
    "es": {
        PartKind.PRODUCER: "Los productores, por la mercancía",
        PartKind.PREMIUM: "Prima de comercio justo",
        PartKind.FEDERATION_DUES: "Cuota de la federación de productores",
        PartKind.SOLIDARITY: "Fondo de solidaridad",
        PartKind.MARKET_FEE: "Funcionamiento de este mercado",
        PartKind.VAT: "IVA",
        PartKind.SHIPPING: "Envío",
        PartKind.FEE_VAT: "IVA sobre el funcionamiento del mercado",
        PartKind.MINIMUM_PRICE_TOPUP: "Complemento del mercado hasta el precio mínimo",
        PartKind.MINIMUM_PRICE_SUBSIDY: "Aporte del mercado: precio mínimo",
        PartKind.DISCOUNT_SUBSIDY: "Aporte del mercado: promoción",
        PartKind.CONTRIBUTION: "Añadido para el fondo de solidaridad",
        PartKind.TIER_SUPPORT: "Precio de apoyo, para el fondo de solidaridad",
        PartKind.TIER_RELIEF: "Puesto por el fondo de solidaridad",
    },
    "pt": {
        PartKind.PRODUCER: "Os produtores, pela mercadoria",
        PartKind.PREMIUM: "Prémio de comércio justo",
        PartKind.FEDERATION_DUES: "Quota da federação de produtores",
        PartKind.SOLIDARITY: "Fundo de solidariedade",
        PartKind.MARKET_FEE: "Funcionamento deste mercado",
        PartKind.VAT: "IVA",
        PartKind.SHIPPING: "Envio",
        PartKind.FEE_VAT: "IVA sobre o funcionamento do mercado",
        PartKind.MINIMUM_PRICE_TOPUP: "Complemento do mercado até ao preço mínimo",
        PartKind.MINIMUM_PRICE_SUBSIDY: "Contributo do mercado: preço mínimo",
        PartKind.DISCOUNT_SUBSIDY: "Contributo do mercado: promoção",
        PartKind.CONTRIBUTION: "Acrescentado para o fundo de solidariedade",
        PartKind.TIER_SUPPORT: "Preço de apoio, para o fundo de solidariedade",
        PartKind.TIER_RELIEF: "Posto pelo fundo de solidariedade",
    },
}


def part_label(kind: PartKind, lang: str) -> str:
    """The name of a kind of part, in English where the language is not known."""
    return _LABELS.get(lang, _LABELS["en"])[kind]
