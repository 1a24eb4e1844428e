"""The words of the sentences in each language. In a template, {…} is filled in; amounts come written out."""

from collections.abc import Mapping
from dataclasses import dataclass

from market.fund.tally.rules.result import Why


@dataclass(frozen=True)
class Words:
    """One language. `backers` is who voted for a project, {voters} of them, the first form for one of them alone;
    where ballots have points, {points} of these stand with them."""

    decimal_mark: str
    thousands_mark: str
    backers: tuple[str, str]
    backers_with_points: tuple[str, str]
    sentences: Mapping[Why, str]


ENGLISH = Words(
    decimal_mark=".",
    thousands_mark=",",
    backers=("one voter", "{voters} voters"),
    backers_with_points=("one voter with {points} points", "{voters} voters with {points} points"),
    sentences={
        Why.FREE: "Won as no. {turn}: it costs nothing and has {backers}.",
        Why.FITTED: "Won as no. {turn}: it has {backers}, and its cost of {cost} fitted in the {left} that was left.",
        Why.BOUGHT: "Won as no. {turn}: its cost of {cost} is paid by {backers}, at most {most_paid} by each.",
        Why.FILLED: (
            "Won as no. {turn} out of what was left over, {left}: it has {backers}, who had {backers_have} for its "
            "cost of {cost}."
        ),
        Why.NO_VOTES: "Lost: nobody voted for it.",
        Why.BELOW_THRESHOLD: "Lost: it has {backers}, and fewer than the {threshold} that a project needs.",
        Why.DEARER_THAN_BUDGET: "Lost: its cost of {cost} is more than the whole budget of {budget}.",
        Why.DID_NOT_FIT: "Lost: it has {backers}, and of its cost of {cost} only {left} was left when its turn came.",
        Why.CAME_AFTER_STOP: (
            "Lost: it has {backers}, and the count ended before its turn, at {stopped_at}, which did not fit."
        ),
        Why.BACKERS_OUT_OF_MONEY: "Lost: it has {backers}, who had only {backers_have} left for its cost of {cost}.",
        Why.BACKERS_OUT_OF_MONEY_NO_FIT: (
            "Lost: it has {backers}, who had only {backers_have} left for its cost of {cost}; and at its turn only "
            "{left} of the budget was left over."
        ),
    },
)

SPANISH = Words(
    decimal_mark=",",
    thousands_mark="\u00a0",
    backers=("un votante", "{voters} votantes"),
    backers_with_points=("un votante con {points} puntos", "{voters} votantes con {points} puntos"),
    sentences={
        Why.FREE: "Ganó como n.º {turn}: no cuesta nada y tiene el apoyo de {backers}.",
        Why.FITTED: (
            "Ganó como n.º {turn}: tiene el apoyo de {backers}, y su costo de {cost} cabía en lo que quedaba, {left}."
        ),
        Why.BOUGHT: "Ganó como n.º {turn}: su costo de {cost} sale de {backers}, a lo sumo {most_paid} de cada cual.",
        Why.FILLED: (
            "Ganó como n.º {turn} de lo que sobraba, {left}: tiene el apoyo de {backers}, con {backers_have} para su "
            "costo de {cost}."
        ),
        Why.NO_VOTES: "Perdió: nadie votó por ella.",
        Why.BELOW_THRESHOLD: "Perdió: tiene el apoyo de {backers}, menos de los {threshold} que hacen falta.",
        Why.DEARER_THAN_BUDGET: "Perdió: su costo de {cost} es más que todo el presupuesto de {budget}.",
        Why.DID_NOT_FIT: (
            "Perdió: tiene el apoyo de {backers}, y de su costo de {cost} solo quedaba {left} cuando le tocó."
        ),
        Why.CAME_AFTER_STOP: (
            "Perdió: tiene el apoyo de {backers}, y el recuento terminó antes, en {stopped_at}, que no cabía."
        ),
        Why.BACKERS_OUT_OF_MONEY: (
            "Perdió: tiene el apoyo de {backers}, con solo {backers_have} restantes para su costo de {cost}."
        ),
        Why.BACKERS_OUT_OF_MONEY_NO_FIT: (
            "Perdió: tiene el apoyo de {backers}, con solo {backers_have} restantes para su costo de "
            "{cost}; y cuando le "
            "tocó solo sobraban {left} del presupuesto."
        ),
    },
)

FRENCH = Words(
    decimal_mark=",",
    thousands_mark="\u00a0",
    backers=("un votant", "{voters} votants"),
    backers_with_points=("un votant avec {points} points", "{voters} votants avec {points} points"),
    sentences={
        Why.FREE: "Retenue en n° {turn} : elle ne coûte rien et a le soutien de {backers}.",
        Why.FITTED: (
            "Retenue en n° {turn} : elle a le soutien de {backers}, et son coût de {cost} tenait dans les "
            "{left} restants."
        ),
        Why.BOUGHT: (
            "Retenue en n° {turn} : son coût de {cost} est payé par {backers}, au plus {most_paid} par chacun."
        ),
        Why.FILLED: (
            "Retenue en n° {turn} sur ce qui restait, {left} : elle a le soutien de {backers}, avec "
            "{backers_have} pour "
            "son coût de {cost}."
        ),
        Why.NO_VOTES: "Non retenue : personne n’a voté pour elle.",
        Why.BELOW_THRESHOLD: "Non retenue : elle a le soutien de {backers}, moins que les {threshold} nécessaires.",
        Why.DEARER_THAN_BUDGET: "Non retenue : son coût de {cost} dépasse tout le budget de {budget}.",
        Why.DID_NOT_FIT: (
            "Non retenue : elle a le soutien de {backers}, et pour son coût de {cost} il ne restait que "
            "{left} à son tour."
        ),
        Why.CAME_AFTER_STOP: (
            "Non retenue : elle a le soutien de {backers}, et le décompte a pris fin avant, à {stopped_at}, "
            "qui ne tenait "
            "pas."
        ),
        Why.BACKERS_OUT_OF_MONEY: (
            "Non retenue : elle a le soutien de {backers}, avec seulement {backers_have} restants pour son "
            "coût de {cost}."
        ),
        Why.BACKERS_OUT_OF_MONEY_NO_FIT: (
            "Non retenue : elle a le soutien de {backers}, avec seulement {backers_have} restants pour son "
            "coût de {cost} ; "
            "et à son tour il ne restait que {left} du budget."
        ),
    },
)

PORTUGUESE = Words(
    decimal_mark=",",
    thousands_mark="\u00a0",
    backers=("um votante", "{voters} votantes"),
    backers_with_points=("um votante com {points} pontos", "{voters} votantes com {points} pontos"),
    sentences={
        Why.FREE: "Ganhou como n.º {turn}: não custa nada e tem o apoio de {backers}.",
        Why.FITTED: (
            "Ganhou como n.º {turn}: tem o apoio de {backers}, e o seu custo de {cost} cabia no que restava, {left}."
        ),
        Why.BOUGHT: (
            "Ganhou como n.º {turn}: o seu custo de {cost} é pago por {backers}, no máximo {most_paid} por cada um."
        ),
        Why.FILLED: (
            "Ganhou como n.º {turn} do que sobrava, {left}: tem o apoio de {backers}, com {backers_have} "
            "para o seu custo "
            "de {cost}."
        ),
        Why.NO_VOTES: "Perdeu: ninguém votou nela.",
        Why.BELOW_THRESHOLD: "Perdeu: tem o apoio de {backers}, menos do que os {threshold} necessários.",
        Why.DEARER_THAN_BUDGET: "Perdeu: o seu custo de {cost} é mais do que todo o orçamento de {budget}.",
        Why.DID_NOT_FIT: (
            "Perdeu: tem o apoio de {backers}, e do seu custo de {cost} só restava {left} quando chegou a sua vez."
        ),
        Why.CAME_AFTER_STOP: (
            "Perdeu: tem o apoio de {backers}, e a contagem acabou antes, em {stopped_at}, que não cabia."
        ),
        Why.BACKERS_OUT_OF_MONEY: (
            "Perdeu: tem o apoio de {backers}, com apenas {backers_have} restantes para o seu custo de {cost}."
        ),
        Why.BACKERS_OUT_OF_MONEY_NO_FIT: (
            "Perdeu: tem o apoio de {backers}, com apenas {backers_have} restantes para o seu custo de "
            "{cost}; e na sua vez "
            "só sobravam {left} do orçamento."
        ),
    },
)

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH, "pt": PORTUGUESE}
