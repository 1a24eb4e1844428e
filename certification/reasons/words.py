"""Reason codes in words, as the holder and the verifier read them."""

from collections.abc import Mapping

from models.enums import ReasonCode

_WORDS: Mapping[ReasonCode, Mapping[str, str]] = {
    ReasonCode.DOCUMENT_MISSING: {
        "en": "A document is missing.",
        "es": "Falta un documento.",
        "fr": "Il manque un document.",
        "pt": "Falta um documento.",
    },
    ReasonCode.DOCUMENT_UNREADABLE: {
        "en": "A document cannot be read.",
        "es": "Un documento no se puede leer.",
        "fr": "Un document est illisible.",
        "pt": "Um documento não se consegue ler.",
    },
    ReasonCode.DETAILS_DIFFER: {
        "en": "What was entered differs from the document.",
        "es": "Lo indicado no coincide con el documento.",
        "fr": "Ce qui a été saisi diffère du document.",
        "pt": "O que foi indicado difere do documento.",
    },
    ReasonCode.NOT_IN_REGISTER: {
        "en": "The scheme's register does not hold it like this.",
        "es": "No figura así en el registro del sistema.",
        "fr": "Le registre du système ne le contient pas ainsi.",
        "pt": "Não consta assim do registo do sistema.",
    },
    ReasonCode.SCOPE_UNCLEAR: {
        "en": "It is not clear what it covers.",
        "es": "No está claro qué cubre.",
        "fr": "Ce qu'il couvre n'est pas clair.",
        "pt": "Não é claro o que abrange.",
    },
    ReasonCode.OUT_OF_SCOPE: {
        "en": "It does not cover what it is used for.",
        "es": "No cubre aquello para lo que se usa.",
        "fr": "Il ne couvre pas ce pour quoi il est utilisé.",
        "pt": "Não abrange aquilo para que é usado.",
    },
    ReasonCode.NO_ANSWER: {
        "en": "A question was not answered in time.",
        "es": "Una pregunta no se respondió a tiempo.",
        "fr": "Une question est restée sans réponse à temps.",
        "pt": "Uma pergunta não foi respondida a tempo.",
    },
    ReasonCode.NOT_GENUINE: {
        "en": "The certificate is not genuine.",
        "es": "El certificado no es auténtico.",
        "fr": "Le certificat n'est pas authentique.",
        "pt": "O certificado não é autêntico.",
    },
    ReasonCode.SUSPENDED_BY_SCHEME: {
        "en": "The scheme has suspended it.",
        "es": "El sistema lo ha suspendido.",
        "fr": "Le système l'a suspendu.",
        "pt": "O sistema suspendeu-o.",
    },
    ReasonCode.WITHDRAWN_BY_SCHEME: {
        "en": "The scheme has taken it back.",
        "es": "El sistema lo ha retirado.",
        "fr": "Le système l'a retiré.",
        "pt": "O sistema retirou-o.",
    },
    ReasonCode.NON_CONFORMITY: {
        "en": "A requirement of the scheme is not met.",
        "es": "No se cumple un requisito del sistema.",
        "fr": "Une exigence du système n'est pas remplie.",
        "pt": "Um requisito do sistema não é cumprido.",
    },
    ReasonCode.COMPLAINT: {
        "en": "A complaint is being looked into.",
        "es": "Se examina una queja.",
        "fr": "Une plainte est à l'examen.",
        "pt": "Uma queixa está a ser analisada.",
    },
    ReasonCode.VERIFIED_IN_ERROR: {
        "en": "It was verified by mistake.",
        "es": "Se verificó por error.",
        "fr": "Il a été vérifié par erreur.",
        "pt": "Foi verificado por engano.",
    },
    ReasonCode.OTHER: {
        "en": "Another reason.",
        "es": "Otro motivo.",
        "fr": "Une autre raison.",
        "pt": "Outro motivo.",
    },
}


def reason_text(reason_code: ReasonCode, lang: str) -> str:
    """The reason in one sentence of `lang` (en, fr, es or pt; English otherwise)."""
    said = _WORDS[reason_code]
    return said.get(lang, said["en"])
