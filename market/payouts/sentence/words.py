"""The words of the sentence in each language. In a template, {…} is filled in; days and amounts come written out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.enums import HoldReason, PayoutRail


class Asked(StrEnum):
    """What Stripe can still want to know, in kind."""

    BANK_ACCOUNT = "bank_account"
    TERMS = "terms"
    IDENTITY = "identity"
    ORGANISATION = "organisation"
    PEOPLE = "people"
    MORE = "more"


@dataclass(frozen=True)
class Words:
    """One language. `weekdays` begin with Monday, `months` with January; `day` has {weekday}, {day} and {month}."""

    decimal_mark: str
    thousands_mark: str
    first_of_month: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    comes_on: str
    comes_next: str
    roads: Mapping[PayoutRail, str]
    road_to_account: str
    netted: str
    repaid: str
    no_account: str
    account_asks: str
    account_checked: str
    account_stopped: str
    waiting_for_funds: str
    held: str
    held_because: str
    below_minimum: str
    below_minimum_until: str
    refused_by_bank: str
    hold_reasons: Mapping[HoldReason, str]
    asked: Mapping[Asked, str]
    last_and: str


_EN = Words(
    decimal_mark=".",
    thousands_mark=",",
    first_of_month="1",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{weekday} {day} {month}",
    comes_on="On {day}, {money} {road}{netted}.",
    comes_next="With the next payout, {money} {road}{netted}.",
    roads={PayoutRail.MANUAL_BANK: "by bank transfer", PayoutRail.STRIPE_CONNECT: "through Stripe"},
    road_to_account="by bank transfer to your account ending in {digits}",
    netted=", after {netted} for refunds",
    repaid=", after {netted} to repay prefinance",
    no_account="Not yet: {money} waits until you name the account it shall go to.",
    account_asks="Not yet: Stripe still asks for {things}.",
    account_checked="Not yet: Stripe is still checking your account.",
    account_stopped="Not yet: Stripe has stopped payments to your account.",
    waiting_for_funds="Not yet: what your buyers paid, {money} for you, has not reached the market.",
    held="Not yet: {money} is held.",
    held_because="Not yet: {money} is held because {reason}.",
    below_minimum="Not yet: {money} is below {minimum}.",
    below_minimum_until="Not yet: {money} is below {minimum}; at the latest on {day}.",
    refused_by_bank="Your bank refused {money}: it waits for you at Stripe until your bank account is put right there.",
    hold_reasons={
        HoldReason.DISPUTE: "a buyer disputes the payment",
        HoldReason.FRAUD_WARNING: "a bank suspects that a card was stolen",
        HoldReason.CERTIFICATE_LAPSED: "a certificate has ended",
        HoldReason.ACCOUNT_NOT_VERIFIED: "your account is not verified",
        HoldReason.MANUAL: "the market is looking into it",
    },
    asked={
        Asked.BANK_ACCOUNT: "your bank account",
        Asked.TERMS: "your consent to its terms",
        Asked.IDENTITY: "an identity document",
        Asked.ORGANISATION: "details of your organisation",
        Asked.PEOPLE: "details of the people behind it",
        Asked.MORE: "more details",
    },
    last_and=" and ",
)
_ES = Words(
    decimal_mark=",",
    thousands_mark=".",
    first_of_month="1",
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    day="{weekday} {day} de {month}",
    comes_on="El {day}, {money} {road}{netted}.",
    comes_next="Con el próximo pago, {money} {road}{netted}.",
    roads={PayoutRail.MANUAL_BANK: "por transferencia bancaria", PayoutRail.STRIPE_CONNECT: "a través de Stripe"},
    road_to_account="por transferencia bancaria a su cuenta terminada en {digits}",
    netted=", descontados {netted} por reembolsos",
    repaid=", descontados {netted} para devolver la prefinanciación",
    no_account="Todavía no: {money} esperan a que indique a qué cuenta deben ir.",
    account_asks="Todavía no: Stripe aún pide {things}.",
    account_checked="Todavía no: Stripe aún está comprobando su cuenta.",
    account_stopped="Todavía no: Stripe ha detenido los pagos a su cuenta.",
    waiting_for_funds="Todavía no: lo que pagaron sus compradores, {money} para usted, aún no ha llegado al mercado.",
    held="Todavía no: {money} están retenidos.",
    held_because="Todavía no: {money} están retenidos porque {reason}.",
    below_minimum="Todavía no: {money} son menos que {minimum}.",
    below_minimum_until="Todavía no: {money} son menos que {minimum}; a más tardar el {day}.",
    refused_by_bank="Su banco rechazó {money}: le esperan en Stripe hasta que allí se corrija su cuenta bancaria.",
    hold_reasons={
        HoldReason.DISPUTE: "un comprador impugna el pago",
        HoldReason.FRAUD_WARNING: "un banco sospecha que una tarjeta fue robada",
        HoldReason.CERTIFICATE_LAPSED: "un certificado ha terminado",
        HoldReason.ACCOUNT_NOT_VERIFIED: "su cuenta no está verificada",
        HoldReason.MANUAL: "el mercado lo está revisando",
    },
    asked={
        Asked.BANK_ACCOUNT: "su cuenta bancaria",
        Asked.TERMS: "que acepte sus condiciones",
        Asked.IDENTITY: "un documento de identidad",
        Asked.ORGANISATION: "datos de su organización",
        Asked.PEOPLE: "datos de sus responsables",
        Asked.MORE: "más datos",
    },
    last_and=" y ",
)
_FR = Words(
    decimal_mark=",",
    thousands_mark="\u202f",
    first_of_month="1er",
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    day="{weekday} {day} {month}",
    comes_on="Le {day}, {money} {road}{netted}.",
    comes_next="Avec le prochain versement, {money} {road}{netted}.",
    roads={PayoutRail.MANUAL_BANK: "par virement bancaire", PayoutRail.STRIPE_CONNECT: "par Stripe"},
    road_to_account="par virement bancaire sur votre compte finissant par {digits}",
    netted=", déduction faite de {netted} pour des remboursements",
    repaid=", déduction faite de {netted} pour rembourser le préfinancement",
    no_account="Pas encore\u00a0: {money} attendent que vous indiquiez sur quel compte les verser.",
    account_asks="Pas encore\u00a0: Stripe demande encore {things}.",
    account_checked="Pas encore\u00a0: Stripe vérifie encore votre compte.",
    account_stopped="Pas encore\u00a0: Stripe a arrêté les paiements vers votre compte.",
    waiting_for_funds=(
        "Pas encore\u00a0: ce que vos acheteurs ont payé, {money} pour vous, n'est pas encore arrivé au marché."
    ),
    held="Pas encore\u00a0: {money} sont retenus.",
    held_because="Pas encore\u00a0: {money} sont retenus parce que {reason}.",
    below_minimum="Pas encore\u00a0: {money} sont en dessous de {minimum}.",
    below_minimum_until="Pas encore\u00a0: {money} sont en dessous de {minimum}\u00a0; au plus tard le {day}.",
    refused_by_bank=(
        "Votre banque a refusé {money}\u00a0: ils vous attendent chez Stripe jusqu'à ce que votre compte bancaire y "
        "soit corrigé."
    ),
    hold_reasons={
        HoldReason.DISPUTE: "l'achat est contesté",
        HoldReason.FRAUD_WARNING: "le vol d'une carte est soupçonné par une banque",
        HoldReason.CERTIFICATE_LAPSED: "la validité d'un certificat a pris fin",
        HoldReason.ACCOUNT_NOT_VERIFIED: "votre compte n'est pas vérifié",
        HoldReason.MANUAL: "le marché examine la situation",
    },
    asked={
        Asked.BANK_ACCOUNT: "votre compte bancaire",
        Asked.TERMS: "votre accord à ses conditions",
        Asked.IDENTITY: "une pièce d'identité",
        Asked.ORGANISATION: "des renseignements sur votre organisation",
        Asked.PEOPLE: "des renseignements sur ses responsables",
        Asked.MORE: "d'autres renseignements",
    },
    last_and=" et ",
)
_PT = Words(
    decimal_mark=",",
    thousands_mark=".",
    first_of_month="1",
    weekdays=(
        *("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira"),
        *("sábado", "domingo"),
    ),
    months=(
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    ),
    day="{weekday}, {day} de {month}",
    comes_on="Em {day}, {money} {road}{netted}.",
    comes_next="Com o próximo pagamento, {money} {road}{netted}.",
    roads={PayoutRail.MANUAL_BANK: "por transferência bancária", PayoutRail.STRIPE_CONNECT: "através da Stripe"},
    road_to_account="por transferência bancária para a sua conta terminada em {digits}",
    netted=", descontados {netted} por reembolsos",
    repaid=", descontados {netted} para devolver o prefinanciamento",
    no_account="Ainda não: {money} aguardam que indique a conta para onde devem ir.",
    account_asks="Ainda não: a Stripe ainda pede {things}.",
    account_checked="Ainda não: a Stripe ainda está a verificar a sua conta.",
    account_stopped="Ainda não: a Stripe suspendeu os pagamentos para a sua conta.",
    waiting_for_funds="Ainda não: o que os compradores pagaram, {money} para si, ainda não chegou ao mercado.",
    held="Ainda não: {money} estão retidos.",
    held_because="Ainda não: {money} estão retidos porque {reason}.",
    below_minimum="Ainda não: {money} são menos do que {minimum}.",
    below_minimum_until="Ainda não: {money} são menos do que {minimum}; o mais tardar em {day}.",
    refused_by_bank="O seu banco recusou {money}: aguardam-no na Stripe até que a sua conta bancária seja corrigida.",
    hold_reasons={
        HoldReason.DISPUTE: "um comprador contesta o pagamento",
        HoldReason.FRAUD_WARNING: "um banco suspeita que um cartão foi roubado",
        HoldReason.CERTIFICATE_LAPSED: "um certificado terminou",
        HoldReason.ACCOUNT_NOT_VERIFIED: "a sua conta não está verificada",
        HoldReason.MANUAL: "o mercado está a analisar o caso",
    },
    asked={
        Asked.BANK_ACCOUNT: "a sua conta bancária",
        Asked.TERMS: "o seu acordo com os seus termos",
        Asked.IDENTITY: "um documento de identidade",
        Asked.ORGANISATION: "dados da sua organização",
        Asked.PEOPLE: "dados dos seus responsáveis",
        Asked.MORE: "mais dados",
    },
    last_and=" e ",
)

LANGUAGES: Mapping[str, Words] = {"en": _EN, "es": _ES, "fr": _FR, "pt": _PT}
