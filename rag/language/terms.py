"""Words that contracts write with a capital though they name nobody."""

from __future__ import annotations

_PARTIES = """
party parties party's agreement contract contract's receiving disclosing recipient discloser receiver supplier
provider customer client buyer seller vendor purchaser landlord tenant lessor lessee licensor licensee contractor
consultant employee employer lender borrower company partie contrat accord convention prestataire fournisseur bailleur
preneur locataire loueur vendeur acheteur acquereur titulaire mandant mandataire societe divulgatrice receptrice
"""
_ENGLISH = """
confidential information proprietary service services subcontractor effective date term termination section article
clause schedule annex exhibit appendix order orders purchase invoice invoices product products goods software work
works deliverable deliverables fee fees price charges purpose affiliate affiliates representative representatives
personnel transaction project business day days law laws court premises property equipment materials data intellectual
rights warranty notice renewal period initial
"""
_FRENCH = """
avenant bail devis commande facture avoir prestation prestations produit produits travaux local locaux materiel
materiels equipement equipements logiciel logiciels donnees prix redevance loyer charges annexe annexes article
conditions generales particulieres date effet duree projet information informations confidentielle confidentielles
societe entreprise jour jours mois periode initiale divulgatrice receptrice reglement penalites garantie depot
resiliation livrables livrable intervention interventions
"""
# French, English, German, Spanish, Italian, Dutch and Nordic.
_LEGAL = """
sa sas sasu sarl eurl sci snc scop sca selarl gie ste societe compagnie cie ets etablissements inc incorporated llc llp
lp ltd limited plc corp corporation company co gmbh ag kg kgaa ug ohg ek ei eirl se sl slu srl spa bv nv oy ab
"""
LEGAL_FORMS: frozenset[str] = frozenset(_LEGAL.split())
"""Folded words and abbreviations for the legal form of a company, without dots."""
PARTY_TERMS: frozenset[str] = frozenset(_PARTIES.split())
"""Folded words for the sides of a contract and for the contract itself."""
DEFINED_TERMS: frozenset[str] = PARTY_TERMS | frozenset((_ENGLISH + _FRENCH).split())
"""Folded words that a contract's definitions give a capital to ("the Receiving Party", "le Prestataire"): not names."""
