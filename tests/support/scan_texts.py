"""What the made scans say: contracts in three languages, and the words of invoices."""

from __future__ import annotations

CONTRACTS = {
    "fr": (
        "CONTRAT DE PRESTATION D’ENTRETIEN",
        (
            "Entre les soussignés : la société Brévannes & Fils, société par actions simplifiée au capital de "
            "120 000 euros, immatriculée au registre du commerce de Besançon sous le numéro 813 204 557, ayant son "
            "siège 14 rue de l’Évêché à Besançon, ci-après « le prestataire », et l’association Les Hêtres, "
            "représentée par sa présidente Mme Zoé Guérin, ci-après « le client ».",
        ),
        (
            (
                "ARTICLE 1 – OBJET",
                "Le prestataire s’engage à assurer l’entretien des chaudières, des réseaux d’eau chaude et des "
                "équipements de régulation installés dans les trois bâtiments du client, conformément au cahier des "
                "charges joint en annexe A, lequel fait partie intégrante du présent contrat.",
            ),
            (
                "ARTICLE 2 – DURÉE ET RÉSILIATION",
                "Le contrat prend effet le 1er février 2025 pour une durée de trente-six mois. Il est renouvelé par "
                "tacite reconduction pour des périodes de douze mois, sauf dénonciation adressée par lettre "
                "recommandée avec accusé de réception au moins quatre-vingt-dix jours avant l’échéance.",
            ),
            (
                "ARTICLE 3 – PRIX ET RÉVISION",
                "Le prix annuel forfaitaire est fixé à 18 450,00 € hors taxes, payable trimestriellement à terme échu, "
                "à quarante-cinq jours fin de mois. Il est révisé chaque année au 1er janvier selon l’indice ICHT-IME "
                "publié par l’Insee. Tout retard entraîne des pénalités égales à trois fois le taux d’intérêt légal et "
                "une indemnité forfaitaire de 40 € pour frais de recouvrement.",
            ),
            (
                "ARTICLE 4 – DÉLAIS D’INTERVENTION",
                "En cas de panne, le prestataire intervient dans un délai de quatre heures les jours ouvrés, et de "
                "huit heures la nuit, le dimanche et les jours fériés. Le dépassement de ces délais donne lieu à une "
                "réfaction de 150 € par heure entamée, plafonnée à 10 % du montant annuel.",
            ),
            (
                "ARTICLE 5 – RESPONSABILITÉ ET ASSURANCE",
                "Le prestataire déclare être assuré auprès d’une compagnie notoirement solvable à hauteur de "
                "1 500 000 € par sinistre. Sa responsabilité ne saurait être engagée en cas de force majeure, ni du "
                "fait d’une modification des installations effectuée à son insu par le client ou par un tiers.",
            ),
            (
                "ARTICLE 6 – DONNÉES PERSONNELLES",
                "Chaque partie garde confidentielles les informations reçues, pendant toute la durée du contrat puis "
                "cinq ans après son terme. Les coordonnées des agents ne sont conservées qu’aussi longtemps que "
                "nécessaire à la réalisation des interventions.",
            ),
        ),
    ),
    "en": (
        "EQUIPMENT LEASE AND SERVICE AGREEMENT",
        (
            "This agreement is made on 14 March 2025 between Harrowgate Presses Ltd, a company registered in England "
            "under number 07731264, whose registered office is at 9 Quay Street, Hull (the “Supplier”), and Wexcombe "
            "Dairy plc of Unit 3, Birch Lane, York (the “Customer”).",
        ),
        (
            (
                "1. Subject of the agreement",
                "The Supplier shall deliver, install and maintain the two filling lines described in Schedule 1. Title "
                "to the equipment stays with the Supplier at all times; the Customer shall not sell, pledge or move it "
                "without the Supplier’s prior written consent.",
            ),
            (
                "2. Term and termination",
                "This agreement runs for sixty months from the date of delivery. Either party may terminate it by "
                "giving not less than six months’ notice in writing, expiring on or after the third anniversary. A "
                "material breach that is not remedied within 30 days of notice entitles the other party to terminate "
                "at once.",
            ),
            (
                "3. Charges and payment",
                "The Customer shall pay a monthly rental of £2,480.00 plus VAT, due on the first working day of each "
                "month. Interest of 8% per annum above the base rate accrues on overdue sums. Charges are reviewed "
                "yearly and may not rise by more than 3.5% in any year.",
            ),
            (
                "4. Service levels",
                "An engineer shall attend within eight working hours of a fault being reported. If more than three "
                "faults in a calendar quarter are not cleared within 24 hours, the Customer may withhold ten per cent "
                "of the rental for that quarter as its sole remedy.",
            ),
            (
                "5. Liability",
                "Nothing in this agreement limits liability for death or personal injury caused by negligence. Subject "
                "to that, the total liability of either party shall not exceed £250,000 in any period of twelve "
                "months, and neither party is liable for loss of profit or goodwill.",
            ),
            (
                "6. Governing law",
                "This agreement is governed by the laws of England and Wales, whose courts shall have exclusive "
                "jurisdiction over any dispute arising from it, including non-contractual claims.",
            ),
        ),
    ),
    "de": (
        "RAHMENVERTRAG ÜBER GEBÄUDEREINIGUNG",
        (
            "Zwischen der Königsauer Wohnbau GmbH, Bäckerstraße 27, 30159 Hannover, eingetragen beim Amtsgericht "
            "Hannover unter HRB 61842, nachfolgend „Auftraggeberin“ genannt, und der Süßmilch Gebäudeservice KG, "
            "Großer Hillen 8, 31134 Hildesheim, nachfolgend „Auftragnehmerin“ genannt.",
        ),
        (
            (
                "§ 1 Gegenstand des Vertrages",
                "Die Auftragnehmerin übernimmt die regelmäßige Unterhaltsreinigung der Treppenhäuser, Flure und "
                "Gemeinschaftsräume in den in Anlage 1 aufgeführten Gebäuden. Art und Häufigkeit der Leistungen "
                "ergeben sich aus dem Leistungsverzeichnis, das Bestandteil dieses Vertrages ist.",
            ),
            (
                "§ 2 Laufzeit und Kündigung",
                "Der Vertrag beginnt am 1. Mai 2025 und wird auf unbestimmte Zeit geschlossen. Er kann von jeder "
                "Partei mit einer Frist von drei Monaten zum Ende eines Kalenderhalbjahres schriftlich gekündigt "
                "werden. Das Recht zur außerordentlichen Kündigung aus wichtigem Grund bleibt unberührt.",
            ),
            (
                "§ 3 Vergütung",
                "Die monatliche Pauschale beträgt 3.275,50 € zuzüglich der gesetzlichen Umsatzsteuer. Rechnungen sind "
                "innerhalb von 14 Tagen ohne Abzug fällig. Zusätzliche Leistungen werden mit 34,80 € je Stunde "
                "vergütet. Bei Zahlungsverzug fallen Zinsen in Höhe von neun Prozentpunkten über dem Basiszinssatz an.",
            ),
            (
                "§ 4 Mängel und Gewährleistung",
                "Offensichtliche Mängel sind binnen drei Werktagen zu rügen. Die Auftragnehmerin bessert unverzüglich "
                "und unentgeltlich nach. Schlägt die Nachbesserung zweimal fehl, darf die Auftraggeberin die "
                "monatliche Pauschale um bis zu 15 % mindern.",
            ),
            (
                "§ 5 Haftung und Versicherung",
                "Die Auftragnehmerin haftet für Vorsatz und grobe Fahrlässigkeit unbeschränkt. Sie unterhält eine "
                "Betriebshaftpflichtversicherung mit einer Deckungssumme von mindestens 5.000.000 € für Personen- und "
                "Sachschäden und weist diese jährlich nach.",
            ),
            (
                "§ 6 Schlussbestimmungen",
                "Änderungen bedürfen der Schriftform. Ausschließlicher Gerichtsstand ist Hannover. Sollte eine "
                "Bestimmung unwirksam sein, so bleibt die Gültigkeit der übrigen Bestimmungen davon unberührt.",
            ),
        ),
    ),
}

INVOICE_WORDS = {
    "fr": {
        "invoice": "FACTURE",
        "number": "Facture n°",
        "date": "Date d’émission",
        "due": "Échéance",
        "order": "Votre commande",
        "vat_id": "N° TVA intracommunautaire",
        "register": "SIRET",
        "customer": "Facturé à",
        "description": "Désignation",
        "quantity": "Qté",
        "price": "P.U. HT",
        "amount": "Montant HT",
        "net": "Total HT",
        "vat": "TVA 20 %",
        "gross": "Total TTC",
        "pay": "Règlement par virement à 30 jours. Pénalités de retard : trois fois le taux légal.",
        "seller": "Électricité Générale Mérieux SARL|48 avenue du Maréchal-Leclerc|69007 Lyon",
        "buyer": "Société Hôtelière du Château|12 place de l’Église|21200 Beaune",
        "items": "Câble cuivre 3 × 2,5 mm²|Tableau électrique précâblé|Main-d’œuvre qualifiée|Déplacement et mise en "
        "sécurité|Disjoncteur différentiel 30 mA|Contrôle périodique réglementaire",
    },
    "en": {
        "invoice": "INVOICE",
        "number": "Invoice No.",
        "date": "Invoice date",
        "due": "Due date",
        "order": "Your order",
        "vat_id": "VAT Reg. No.",
        "register": "Company No.",
        "customer": "Bill to",
        "description": "Description",
        "quantity": "Qty",
        "price": "Unit price",
        "amount": "Amount",
        "net": "Subtotal",
        "vat": "VAT 20%",
        "gross": "Total due",
        "pay": "Payment within 30 days by bank transfer. Please quote the invoice number.",
        "seller": "Thornbury Office Supplies Ltd|27 Station Road|Reading RG1 4QT",
        "buyer": "Meadowlark Veterinary Group|5 Kiln Close|Abingdon OX14 2HU",
        "items": "Copier paper A4 80 gsm|Ergonomic desk chair, grey|Whiteboard markers, box of 12|Installation and "
        "removal of packaging|Filing cabinet, four drawers|Delivery surcharge",
    },
    "de": {
        "invoice": "RECHNUNG",
        "number": "Rechnung Nr.",
        "date": "Rechnungsdatum",
        "due": "Zahlbar bis",
        "order": "Ihre Bestellung",
        "vat_id": "USt-IdNr.",
        "register": "Steuernummer",
        "customer": "Rechnung an",
        "description": "Bezeichnung",
        "quantity": "Menge",
        "price": "Einzelpreis",
        "amount": "Gesamt netto",
        "net": "Summe netto",
        "vat": "MwSt. 20 %",
        "gross": "Rechnungsbetrag",
        "pay": "Zahlbar ohne Abzug innerhalb von 30 Tagen. Es gelten unsere Geschäftsbedingungen.",
        "seller": "Müller & Söhne Büromöbel GmbH|Gießereistraße 5|90443 Nürnberg",
        "buyer": "Praxis Dr. Jäger|Schloßallee 11|97070 Würzburg",
        "items": "Schreibtisch höhenverstellbar, Buche|Rollcontainer mit drei Schüben|Anlieferung und Aufbau|Drehstuhl "
        "„Größe L“, schwarz|Kabelkanal weiß 2 m|Entsorgung der Altmöbel",
    },
}
