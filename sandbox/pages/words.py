"""The buyer-facing words in English, Spanish and French, and amounts as each of them writes them."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

LANGUAGES = ("en", "es", "fr")

_WORDS: dict[str, tuple[str, str, str]] = {
    "notice": (
        "Sandbox – no real money. Never type a real card number.",
        "Entorno de pruebas: no hay dinero real. Nunca escriba una tarjeta real.",
        "Bac à sable – aucun argent réel. Ne saisissez jamais une vraie carte.",
    ),
    "pay_title": ("Pay", "Pagar", "Payer"),
    "order": ("Your order", "Su pedido", "Votre commande"),
    "total": ("Total", "Total", "Total"),
    "how": ("How should this payment go?", "¿Cómo debe resultar este pago?", "Comment ce paiement doit-il se passer ?"),
    "card_number": ("Test card number", "Número de tarjeta de prueba", "Numéro de carte de test"),
    "other_card": ("Another test card", "Otra tarjeta de prueba", "Une autre carte de test"),
    "pay": ("Pay {amount}", "Pagar {amount}", "Payer {amount}"),
    "cancel": ("Cancel and go back", "Cancelar y volver", "Annuler et revenir"),
    "succeeds": ("Succeeds", "Se acepta", "Réussit"),
    "declined": ("Is declined", "Se rechaza", "Est refusée"),
    "poor": ("Has insufficient funds", "No tiene fondos suficientes", "N’a pas assez de fonds"),
    "challenge": ("Asks for 3-D Secure", "Pide 3-D Secure", "Demande 3-D Secure"),
    "debit_good": (
        "Bank debit, confirmed a little later",
        "Débito bancario, confirmado algo más tarde",
        "Prélèvement, confirmé un peu plus tard",
    ),
    "debit_bad": (
        "Bank debit, refused a little later",
        "Débito bancario, rechazado algo más tarde",
        "Prélèvement, refusé un peu plus tard",
    ),
    "dispute": ("Succeeds, then is disputed", "Se acepta y luego se disputa", "Réussit, puis est contestée"),
    "not_test": (
        "This is not a test card of the sandbox. Choose one of the list.",
        "No es una tarjeta de prueba. Elija una de la lista.",
        "Ce n’est pas une carte de test. Choisissez-en une dans la liste.",
    ),
    "choose": ("Choose how to pay.", "Elija cómo pagar.", "Choisissez comment payer."),
    "try_again": (
        "Nothing was taken. You can try again.",
        "No se ha cobrado nada. Puede intentarlo de nuevo.",
        "Rien n’a été prélevé. Vous pouvez réessayer.",
    ),
    "card_declined": ("Your card was declined.", "Su tarjeta fue rechazada.", "Votre carte a été refusée."),
    "insufficient_funds": (
        "Your card has insufficient funds.",
        "Su tarjeta no tiene fondos suficientes.",
        "Votre carte n’a pas assez de fonds.",
    ),
    "payment_intent_authentication_failure": (
        "Your bank could not confirm that it is you.",
        "Su banco no pudo confirmar que es usted.",
        "Votre banque n’a pas pu confirmer que c’est vous.",
    ),
    "closed": (
        "This payment page is closed",
        "Esta página de pago está cerrada",
        "Cette page de paiement est fermée",
    ),
    "closed_why": (
        "The session has expired or is unknown. Go back to the shop and start again.",
        "La sesión ha caducado o no existe. Vuelva a la tienda y empiece de nuevo.",
        "La session a expiré ou est inconnue. Retournez à la boutique et recommencez.",
    ),
    "bank": ("Your bank asks: is this you?", "Su banco pregunta: ¿es usted?", "Votre banque demande : est-ce vous ?"),
    "bank_why": (
        "A real bank would now ask for a code or a fingerprint for {amount}.",
        "Un banco real pediría ahora un código o una huella para {amount}.",
        "Une vraie banque demanderait maintenant un code ou une empreinte pour {amount}.",
    ),
    "bank_yes": ("Yes, complete", "Sí, completar", "Oui, valider"),
    "bank_no": ("No, fail", "No, fallar", "Non, échouer"),
    "onboarding": (
        "Set up payouts",
        "Configurar los pagos",
        "Configurer les virements",
    ),
    "onboarding_why": (
        "A real Stripe would ask for identity papers here. The sandbox asks for two things and believes them.",
        "Un Stripe real pediría aquí documentos de identidad. El entorno de pruebas pide dos datos y los cree.",
        "Un vrai Stripe demanderait ici des pièces d’identité. Le bac à sable demande deux choses et les croit.",
    ),
    "holder": ("Name of the account holder", "Titular de la cuenta", "Titulaire du compte"),
    "iban": ("IBAN (any test value)", "IBAN (cualquier valor de prueba)", "IBAN (valeur de test)"),
    "terms": ("I accept the terms of this sandbox", "Acepto los términos de este entorno", "J’accepte les conditions"),
    "finish": ("Finish", "Terminar", "Terminer"),
    "incomplete": (
        "Fill in the holder and an IBAN of 8 to 34 letters and digits, and accept the terms.",
        "Indique el titular y un IBAN de 8 a 34 letras y cifras, y acepte los términos.",
        "Indiquez le titulaire et un IBAN de 8 à 34 lettres et chiffres, et acceptez les conditions.",
    ),
    "return_later": ("Return without finishing", "Volver sin terminar", "Revenir sans terminer"),
    "done": ("This account is set up.", "Esta cuenta está configurada.", "Ce compte est configuré."),
    "paid": ("This payment is done.", "Este pago está hecho.", "Ce paiement est effectué."),
}


class Words:
    """The words of one language: `words("total")`, `words("pay", amount="5 €")`."""

    def __init__(self, language: str):
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: str) -> str:
        return _WORDS[key][self._column].format(**values)

    def has(self, key: str) -> bool:
        return key in _WORDS

    def money(self, minor: int, currency: str) -> str:
        """`minor` units of `currency` as this language writes them."""
        code = currency.upper()
        exact = Decimal(minor).scaleb(-get_currency_precision(code))
        return str(format_currency(exact, code, locale=self.language))


def words_for(accept_language: str, locale: str | None = None) -> Words:
    """The language asked for by the session, else by the browser; English when neither is known."""
    wanted = [locale or "", *(part.split(";")[0].strip() for part in accept_language.split(","))]
    for tag in wanted:
        if tag[:2].lower() in LANGUAGES:
            return Words(tag[:2].lower())
    return Words("en")
