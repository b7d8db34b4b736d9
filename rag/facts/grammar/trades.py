"""Words that name what companies do or where they are, not a company: alone they name nobody."""

from __future__ import annotations

TRADE_WORDS: frozenset[str] = frozenset(
    """
    service services maintenance entretien nettoyage proprete transport transports travaux conseil conseils
    consulting consultants informatique energie energies electricite electrique eau eaux gaz telecom telecoms
    assurance assurances location locations fourniture fournitures bureau bureautique mobilier papeterie
    imprimerie impression securite gardiennage surveillance formation formations logiciel logiciels materiel
    materiels industrie industries industriel industrielle batiment batiments construction constructions
    plomberie chauffage climatisation peinture peintures menuiserie garage automobile automobiles auto autos
    carburant carburants restauration traiteur hotel hotels voyage voyages poste courrier internet mobile
    hebergement cloud reseau reseaux solutions solution systeme systemes technique techniques technologie
    technologies manutention levage logistique distribution equipement equipements outillage mecanique metal
    metaux acier aciers bois plastique plastiques chimie emballage emballages textile textiles audit expertise
    juridique avocat avocats notaire etudes etude ingenierie design publicite communication marketing media
    evenements evenement traduction recrutement interim espaces verts jardin jardins paysage environnement
    recyclage dechets controle mesure mesures laboratoire sante medical pharmacie alimentation boulangerie
    viande vins cafe cafes boissons fruits legumes agricole fleurs tiers groupe group holding international
    europe france national nationale generale general generaux centre nord sud est ouest atlantique mediterranee
    alpes cleaning transportation works consultancy computing computer computers software hardware energy power
    electricity electric water gas insurance rental hire supplies office furniture stationery printing security
    training industrial building plumbing heating cooling painting painters carpentry car cars fuel catering
    travel mail hosting network networks systems technical technology handling lifting logistics equipment tools
    mechanical steel wood plastics chemicals packaging engineering advertising translation recruitment
    landscaping waste recycling testing health food bakery coffee trading partners associates brothers sons fils
    freres global central north south east west paris lyon marseille toulouse nice nantes montpellier strasbourg
    bordeaux lille rennes reims grenoble dijon angers london manchester birmingham leeds glasgow liverpool
    bristol dublin bruxelles brussels geneve parts part furnace machinery freight analytics glass logistic
    consultant abrasives tooling metals supply cleaners rentals fuels verre verres lumiere bleu bleue rouge noir
    noire blanc blanche vert verte jaune gris or argent fer cuivre pierre pierres sable papier carton cuir laine
    soleil lune mer terre ciel riviere montagne foret blue red black white green gold silver iron stone sand
    paper river hill sea sun moon star page site projet chantier commande produit
    """.split()  # noqa: SIM905
)
"""Folded words of company names that many companies share, and large towns."""
