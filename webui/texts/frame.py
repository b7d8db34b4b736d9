"""Words of the frame around every view."""

from __future__ import annotations

FR = {
    "tagline": "Réponses prouvées, page à l’appui",
    "nav.ask": "Poser une question",
    "nav.documents": "Documents",
    "language": "Langue",
    "mode.model": "Réponses rédigées par le modèle {model}, vérifiées phrase par phrase",
    "mode.extractive": "Réponses extraites mot à mot (aucun modèle de langue)",
    "mode.coming": "Réponses extraites mot à mot tant que le modèle de langue arrive ({percent} %)",
    "key.title": "Clé d’accès",
    "key.why": "Cette page est ouverte au réseau : indiquez votre clé d’API. Elle reste en mémoire le temps de la visite.",
    "key.label": "Clé d’API",
    "key.button": "Entrer",
    "key.leave": "Changer de clé",
    "key.missing": "La clé d’administration est introuvable ({path}). Lancez d’abord le service : `rag serve`.",
    "retry": "Réessayer",
    "detail": "Détail technique :",
}

EN = {
    "tagline": "Proved answers, with the page to show",
    "nav.ask": "Ask a question",
    "nav.documents": "Documents",
    "language": "Language",
    "mode.model": "Answers written by the model {model}, verified sentence by sentence",
    "mode.extractive": "Answers quoted word for word (no language model)",
    "mode.coming": "Answers quoted word for word until the language model has come ({percent} %)",
    "key.title": "Access key",
    "key.why": "This page is open to the network: enter your API key. It is kept in memory for this visit only.",
    "key.label": "API key",
    "key.button": "Enter",
    "key.leave": "Use another key",
    "key.missing": "The administrator's key cannot be found ({path}). Start the service first: `rag serve`.",
    "retry": "Try again",
    "detail": "Technical detail:",
}
