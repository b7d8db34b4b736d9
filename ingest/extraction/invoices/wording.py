"""The words that name a figure on invoices in French, English, German and Dutch, as :func:`rag.language.fold` leaves
them, in the order in which they are tried.

Of several labels that begin at one place the first in :data:`PATTERNS` counts, so the closer ones come first
(``total ht`` before ``total``). Labels of what is not wanted (customer numbers, order dates) are there too: they keep
their figures from being taken for others.
"""

from __future__ import annotations

_N = r"(?:n ?[°o]\b\.?|n ?°|no\b\.?|nr\b\.?|num(?:ero|ber|mer)?\b\.?|#|id\b)"
_FILL = (
    r"(?: (?:net|nette|brut|brute|general|generale|global|globale|facture|factures|invoice|avoir|de|la|du|l'avoir|"
    r"cette|le|document|acompte|montant|total|totaux|en|eur|euros?|chf|usd|gbp|€|\$|£|\((?:eur|euros?|€|chf|usd|gbp|\$|£|"
    r"en euros)\)))*"
)
_IN = r"(?: (?:en|in|eur|euros?|chf|usd|gbp|€|\$|£|\((?:eur|euros?|€|chf|usd|gbp|\$|£|en euros)\)))*"
_HT = r"(?:h\.? ?t\.?(?![a-z])|hors[ -]ta(?:xe|x)s?|hors[ -]tva|htva)"
_TTC = r"(?:t\.? ?t\.? ?c\.?(?![a-z])|tvac|tvtc|toutes taxes(?: comprises)?|taxes comprises|tva (?:comprise|incluse))"
_TAX_EN = r"(?:vat|tax(?:es)?|sales tax|gst|hst|btw|mwst\.?|ust\.?|tva|umsatzsteuer|mehrwertsteuer)"
_TAX = (
    r"(?:t\.v\.a\.?|tva|vat|mwst\.?|mw-st\.?|m\.w\.st\.?|ust\.?|u\.st\.?|umsatzsteuer|mehrwertsteuer|mehrwertst\.?|btw|"
    r"sales tax|value added tax|taxe sur la valeur ajoutee|gst|hst|igst|cgst|sgst|tax(?:es)?)"
)
_EXCL = r"(?:excl(?:\.|uding|usive|usief|ude)?(?: of)?|ex\.?|without|before|exkl\.?|ohne|pre-?|net of|zonder|vor)"
_INCL = r"(?:incl(?:\.|uding|usive|usief|ude[sd]?)?(?: of)?|inc\.?|with|inkl\.?|inklusive|mit|einschl(?:\.|iesslich)?)"
_BILL = r"(?:facture|invoice|rechnung|factuur|bill|avoir|credit ?note|credit memo|gutschrift)"

PATTERNS: tuple[tuple[str, str], ...] = (
    # Identifiers and ways to reach somebody
    (
        "vat_id",
        rf"(?:{_N} ?(?:d'identification )?(?:de |a la )?(?:la )?(?:tva|t\.v\.a\.?)(?: ?intra-?\s?\w*(?: ?\w*taire)?)?"
        r"|(?:code|id\w*|ident\w*|numero d'identification|registration) (?:a la |de la |de )?tva(?: intra\w*)?"
        rf"|(?:tva|t\.v\.a\.?) ?(?:id\w*|intra-?\w*(?: \w*taire)?|ue\b|{_N}(?= ?[:a-z]))"
        r"|(?:your |our )?(?:eu |uk )?vat (?:registration|reg\.?|id\w*|no\b\.?|nr\b\.?|number|n°|#)(?: ?(?:no\b\.?|"
        r"number|nr\b\.?))?"
        r"|ust\.?[ -]?id(?:ent)?\.?[ -]?(?:nr\b\.?|nummer|no\b\.?)?|umsatzsteuer-?(?:id\w*|ident\w*)[ .-]*(?:nr\.?|"
        r"nummer)?"
        r"|(?:mwst|btw|umsatzsteuer)\.?[ -]?(?:nr\b\.?|nummer|id\w*|number)|uid(?:[ -]?(?:nr\b\.?|nummer))?"
        r"|steuer-?(?:nr\b\.?|nummer)|tax (?:id|number|no\b)\w*|gstin|numero fiscal"
        r"|(?:tva|vat|ust|mwst|btw)(?=\W{0,3}[a-z]{1,2} ?[0-9a-z]{2}(?:[ .]?[0-9]){6}))",
    ),
    (
        "company_id",
        r"(?:n° )?siret|(?:n° )?siren|r\.?c\.?s\.?(?= )|(?:code )?(?:naf|ape)\b|(?:au )?capital(?: social)?|kvk|"
        r"k\.v\.k\.?"
        r"|hrb|handelsregister|registergericht|company (?:reg\w*|number|no\b\.?)|registered (?:in|office|number|"
        r"no\b\.?)"
        r"|registration (?:number|no\b\.?)|siege social|geschaftsfuhrer|vorstand|aufsichtsrat|gln|duns|odette|rpps|"
        r"rc\b",
    ),
    (
        "contact",
        r"tel(?:efon|ephone)?\b\.?|telefoon|phone|fax\b|mobile?\b|portable|e-?mail|courriel|mail|contact\w*|"
        r"web(?:site)?"
        r"|site(?: internet| web)?|internet|ansprechpartner|sachbearbeiter|interlocuteur|votre contact",
    ),
    ("iban", r"iban"),
    (
        "bank",
        r"b\.?i\.?c\.?(?![a-z])|swift|rib\b|banque|bank(?:verbindung|leitzahl| name| account| details)?|"
        r"kto\.?-?nr\.?|blz"
        r"|konto(?:nummer)?|sort code|account (?:no|number)\b(?= ?:? ?[0-9]{8}(?![0-9]))|domiciliation|code banque|"
        r"guichet",
    ),
    (
        "holder",
        r"titulaire(?: du compte)?|account (?:name|holder)|name of account|kontoinhaber(?:in)?|beneficiaire|beneficiary"
        r"|zahlungsempfanger(?:in)?|a l'ordre de|(?:make )?(?:cheques?|checks?|payment) payable to|payable to|"
        r"t\.?n\.?v\.?(?= )"
        r"|ten name van|in favou?r of|service provider",
    ),
    # Other numbers and dates
    (
        "preceding",
        rf"(?:{_BILL}|document)s? (?:rectifiee?|d'origine|origine|initiale?|associee?|concernee?|creditee?|"
        r"corrigee?|annulee?)"
        rf"(?: {_N})?|(?:{_N} (?:de )?)(?:la )?facture (?:associee|d'origine|rectifiee|initiale|concernee|corrigee)"
        r"|(?:avoir |annule(?: et remplace)? |rectifie |corrige |relatif a |sur |concerne )(?:sur |la |de |votre |"
        rf"notre )*facture(?: {_N})?"
        rf"|(?:original|credited|corrected|related|reference|preceding) invoice(?: {_N})?"
        r"|(?:credit (?:for|to|against)|correct(?:s|ing|ion of)|against|relates to|refers to|for) (?:our |"
        rf"your )?invoice(?: {_N})?"
        r"|(?:zu|zur|ursprungs|original|bezug|bezug:|korrigiert|storno(?: zu)?|betrifft)[ -]?(?:unserer |der |"
        rf"die )?rechnung(?:s-?)? ?(?:nummer|{_N})?"
        rf"|(?:betreft|credit op|bij) factuur(?: {_N})?",
    ),
    (
        "other_date",
        r"date (?:de |du |d'|of )?(?:la |l')?(?:commande|bon de commande|bon|devis|contrat|valeur|reglement|"
        r"paiement|naissance"
        r"|order|payment|birth|quote|facture associee|facture d'origine|facture rectifiee|impression|debut\w*|"
        r"fin\w*)(?: de prestation)?"
        r"|(?:order|purchase|payment|print|quote|paid|start|end|period|statement) (?:date|on)|(?:bestell|auftrags|"
        r"order|druck|valuta)-?dat(?:um|e)"
        r"|besteld(?:atum)?|commande du|order of|bestellung vom|auftrag vom|payee? le|regle(?:e)? le|paid on|"
        r"bezahlt am|votre commande du",
    ),
    (
        "due_date",
        r"(?:date )?(?:d'|de l'|l')?echeances?(?: (?:de paiement|de reglement|le|du))?|date (?:limite|"
        r"maximale)(?: (?:de|du|d'))? (?:paiement|reglement)(?: le)?"
        r"|date limite|(?:(?:solde|montant|somme|total) )?(?:a |de )?(?:regler"
        r"|payer)(?: [a-z]+){0,4} (?:avant|pour|au plus tard|jusqu'au)(?: le|"
        r" du)?|(?:payable|exigible|paiement|reglement|prelevement)(?: au plus tard)? (?:le|avant le|jusqu'au|du|"
        r"a partir du|au)(?= ?:? ?(?:[0-9]|$))"
        r"|(?:payment )?due (?:date|on|by)|date due|(?:payment|payable) (?:due|by|before)(?: (?:date|by|on|"
        r"before))?|(?:please )?pay(?: [a-z]+){0,4} (?:by|before)|payment is due(?: (?:by|on))?|"
        r"due(?= ?: ?[0-9a-z])"
        r"|falligkeit(?:sdatum|stermin)?|fallig(?: (?:am|bis|zum))?|zahlbar (?:bis|am)(?: zum)?|zahlungsziel|"
        r"zahlungstermin|zahlung bis"
        r"|(?:zu zahlen|uberweisen|begleichen|zahlung)(?: [a-z]+){0,6} bis(?: spatestens)?(?: zum)?|"
        r"bis spatestens(?: zum)?|netto bis"
        r"|verval(?:datum|dag)|te betalen (?:voor|v[oó]or|tot)|uiterste betaaldatum|betalen voor",
    ),
    (
        "delivery_date",
        r"date (?:de |d'|of )?(?:la )?(?:livraison|prestation|execution|realisation|fourniture|delivery|supply|"
        r"service)s?|livre(?:e|s)? le"
        r"|(?:delivery|supply|service) date|delivered on|tax point(?: date)?|lief(?:er|erungs)-?datum|"
        r"leistungs-?datum|lieferung am|geliefert am"
        r"|liefer-?/? ?(?:und )?leistungs-?(?:datum|zeitpunkt)|lever(?:ings)?datum|prestations? (?:du|realisee? le)",
    ),
    (
        "issue_date",
        r"date (?:de |d')?(?:la )?(?:facture|facturation|emission|l'avoir|avoir|d'avoir|edition|etablissement|"
        r"creation)|date facture|date avoir|date d'emission|"
        r"emise? le|etablie? le|factur(?:ee?|ation) (?:du|le)|(?:invoice|issue|issued?|bill(?:ing)?|document|tax|"
        r"credit (?:note|memo)|receipt) date|date of (?:issue|invoice|the invoice)"
        r"|issued(?: on)?|invoiced on|date issued|rechnungs-?datum|ausstellungs-?datum|beleg-?datum|"
        r"gutschrifts?-?datum|rechnung vom|gutschrift vom"
        r"|factuur-?datum|datum factuur|creditdatum|facture du|avoir du|datum|date|du(?= ?: ?[0-9])",
    ),
    (
        "period",
        r"periode(?: (?:de |du )?(?:facturation|facturee|prestation))?|(?:billing |service |invoice )?period|"
        r"(?:leistungs|abrechnungs|rechnungs)-?zeitraum|zeitraum"
        r"|mois de|periode facturee",
    ),
    (
        "other_ref",
        rf"(?:votre |notre |your |our |ihre |uw )?(?:{_N} |code |ref(?:erence|\.)? ?|compte |id )(?:de |du |"
        rf"de compte )?client\w*|client (?:{_N}|id|code|ref\w*\.?)|code client"
        rf"|customer (?:{_N}|ref\w*\.?|account|code)|account (?:{_N}|ref)|client(?:nummer|nr)|"
        r"kunden?[ -]?(?:nr\b\.?|nummer|no\b\.?)|debitor\w*|klant(?:nummer|nr\.?|code)|relatienummer"
        rf"|(?:{_N} (?:de |du )?)?(?:devis|bon de livraison|bl|dossier|affaire|chantier|projet|intervention|abonne|"
        rf"ligne|lot|serie|mandat|affiliation|tva|adherent)(?: {_N})+"
        rf"|{_N} (?:de |du |d')?(?:devis|bon de livraison|bl|dossier|affaire|chantier|projet|intervention|"
        r"abonnement|ligne|mandat|bon de reception|bon de vente)"
        r"|(?:bon de livraison|bordereau|delivery note|packing slip|despatch advice|lieferschein|"
        rf"pakbon)[ -]?(?:{_N}|nummer)?"
        r"|(?:quot(?:e|ation)|estimate|proposal|project|job|angebot|offerte|projekt|vorgang|ticket|case|serial|"
        rf"mandate|tracking)s?[ -]?(?:{_N}|nummer|ref\w*)"
        r"|angebotsnummer|projektnummer|vorgangsnummer|seriennummer|serienummer|(?:page|seite|"
        r"pagina)(?= ?:? ?[0-9])|incoterms?|matricule|ref(?:erence)? article|art(?:ikel|icle)?[ .-]?(?:nr\b\.?|"
        rf"nummer|{_N})",
    ),
    (
        "contract",
        rf"(?:{_N} (?:de |du )?)?(?:contrat|marche)(?: {_N})+|{_N} (?:de |du )?(?:contrat|marche)|"
        rf"contrat (?:de reference|ref\w*)|contract (?:{_N}|ref\w*|reference)|(?:your |our )?agreement {_N}"
        rf"|vertrags?[ -]?(?:{_N}|nummer)|contract(?:nummer|nr\.?)|contrat(?= ?:)",
    ),
    (
        "order",
        rf"(?:{_N} (?:de |du )?)?(?:votre |notre |v/)?(?:bon de )?commande(?: (?:{_N}|client|ref\w*))*|{_N} (?:de |"
        rf"du )?(?:bon de )?commande|b\.?d?c\.? {_N}"
        r"|(?:votre )?(?:ref\w*\.? )?(?:de )?commande|(?:your |customer |purchase |client )?(?:order|"
        rf"p\.?o\.?)[ -]?(?:{_N}|ref\w*\.?|reference)|purchase order|your order|p\.?o\.?(?= ?:)|order(?= ?:)"
        rf"|(?:ihre )?(?:bestell|auftrags)[ -]?(?:{_N}|nummer|referenz)|ihre? bestellung(?: {_N})?|"
        rf"bestellung(?: {_N})?|auftrag(?: {_N})?|(?:uw )?(?:bestel|order)[ -]?(?:nummer|nr\.?)|uw order(?:nummer)?",
    ),
    (
        "buyer_reference",
        r"(?:votre|vos) ref(?:erences?|s?\.?)|v/ref\.?|your ref(?:erence|\.)?|customer reference|"
        r"ihr(?:e)? (?:zeichen|referenz)|uw (?:referentie|kenmerk)"
        r"|reference acheteur(?: / service executant)?|code service|service executant|leitweg-?id|buyer reference",
    ),
    (
        "number",
        r"(?:facture|avoir)s? ?(?:d'acompte|de solde|rectificative|d'avoir|proforma|de vente|client|affacturee|"
        rf"definitive|de situation)? ?(?:{_N}|ref\w*\.?)|{_N} (?:de |d'|du )?(?:la |l')?(?:facture|avoir|piece|"
        r"document|recu)(?: d'acompte| d'avoir| rectificative)?"
        rf"|(?:ref\w*\.?) (?:de )?(?:la )?(?:facture|avoir)|(?:reference|numero) facture|note de credit ?{_N}"
        rf"|note d'honoraires? ?{_N}"
        r"|(?:tax |vat |commercial |deposit |prepayment |corrected |sales |final |your )?(?:invoice|bill|"
        rf"credit ?note|credit memo|credit)[ -]?(?:{_N}|ref\w*\.?|code)|rechnungs-?(?:korrektur|berichtigung|"
        rf"storno) ?(?:{_N})|(?:document|doc\.?|receipt) {_N}|receipt(?= {_N})"
        r"|(?:anzahlungs|abschlags|schluss|storno|korrektur|teil|sammel)?(?:rechnung|rechnungs|gutschrift|"
        rf"gutschrifts|beleg|beleg-|rechnungs-|rg|re)[ .-]{{0,2}}(?:{_N}|nummer)"
        rf"|(?:credit|voorschot)?(?:factuur|nota)[ -]?(?:nummer|nr\.?|{_N})|factuur(?= [0-9])|booking id|"
        r"transaction id",
    ),
    ("currency", r"devise|currency|wahrung|munt(?:eenheid)?|monnaie|valuta"),
    (
        "terms",
        r"(?:conditions?|modalites?|delais?|termes)(?: (?:de|du|d'))? (?:reglement|paiement)s?|"
        r"(?:payment )terms?(?: (?:of payment|and conditions))?|terms of payment|terms(?= ?:)|"
        r"zahlungs-?(?:bedingung(?:en)?|frist|konditionen)"
        r"|betalings(?:voorwaarden|termijn|conditie)|reglement(?= ?:)|paiement(?= ?:)",
    ),
    # Parties
    (
        "ship_to",
        r"(?:adresse|lieu|site) (?:de |d'|du )?(?:la )?(?:livraison|chantier|intervention|l'installation|"
        r"installation|des travaux|travaux)|livre(?:e|s)? a|livraison(?: a)?(?= ?:|$)|ship(?:ped|ping)?[ -](?:to|"
        r"address)"
        r"|deliver(?:ed|y)? (?:to|address)|liefer-?(?:adresse|anschrift|ort)|lieferung an|lever(?:ings)?adres|"
        r"afleveradres|payeur|representant fiscal|tax representative|remit to",
    ),
    (
        "buyer",
        r"(?:adresse (?:de |du )?(?:facturation|client))|factur(?:e|er|ee?) a|adresse? a|"
        r"(?:le )?client(?:e)?(?: facture)?|destinataire|acheteur|acquereur|preneur|(?:a l'attention|attention) de|"
        r"doit|pour le compte de|pour(?= ?:)"
        r"|bill(?:ed|ing)?[ -](?:to|address)|for(?= ?:?$)|(?:details of )?(?:recipient|"
        r"client details)(?: address)?|invoiced? to|invoice address|sold to|customer(?: (?:name|details))?|buyer|"
        r"purchaser|client(?: name)?|prepared for|charge to|guest name"
        r"|(?:rechnungs-?)?(?:empfanger(?:in)?|anschrift|adresse)|rechnung an|kund(?:e|in)|auftraggeber(?:in)?|"
        r"kaufer(?:in)?|leistungsempfanger|factuuradres|factuur aan|klant|afnemer|koper|aan(?= ?:|$)|an(?= ?:|$)|"
        r"to(?= ?:|$)|a(?= ?:$)",
    ),
    (
        "seller",
        r"vendu par|sold by|verkauft (?:von|durch)|verkocht door|facture par|emetteur|vendeur|fournisseur|"
        r"prestataire|emis par|de la part de|expediteur|creancier|seller|from(?= ?:|$)|supplier|vendor|issued by|"
        r"issuer|provider|verkaufer(?:in)?|lieferant(?:in)?|rechnungssteller(?:in)?"
        r"|leistungserbringer|auftragnehmer|aussteller|von(?= ?:|$)|leverancier|verkoper|van(?= ?:|$)|de(?= ?:$)",
    ),
    # Amounts
    (
        "carried",
        r"(?:a )?report(?:er)?(?= ?:?$| ?:? ?[0-9])|carried (?:forward|over)|brought forward|ubertrag|"
        r"transport(?= ?:? ?[0-9]+[.,][0-9]{2})|page total|sous-total page|total page",
    ),
    (
        "prepaid",
        r"(?:montant |sommes? |total )?(?:deja |dej[aà] )(?:paye|regle|verse|percu|factur)\w*|acomptes? (?:verse|"
        r"paye|regle|percu|recu|deduit|deja|du|de|facture|n)\w*|(?:moins |deduction |a deduire )(?:de l'|d'|"
        r"l')?acompte\w*|acompte(?: ttc| verse)?(?= ?:? ?-? ?[0-9(€])|avance(?:s)? (?:versee?s?|percues?)|"
        r"reglements? recus?|paiements? recus?"
        r"|(?:amount |already |less |total |deposit |payments? |advance )+(?:paid|received|payment|deposit)s?|"
        r"(?:paid|payments?|deposit|prepaid|prepayment|retainer)(?: (?:to date|received|paid|amount|made|"
        r"on account))?(?= ?:? ?[-(]? ?[0-9€$£(]| ?:?$)|less:? (?:deposit|prepayment|advance)(?: paid)?"
        r"|(?:abzgl\.?|abzuglich|geleistete|erhaltene|bereits|minus)(?: (?:geleisteter?|erhaltener?|der|gezahlt\w*|"
        r"bezahlt\w*|erhaltene\w*))* ?(?:anzahlung(?:en)?|abschlags?(?:zahlung(?:en)?)?|vorauszahlung(?:en)?|"
        r"gezahlt\w*|bezahlt\w*|betrag)|anzahlung(?:en)?|abschlagszahlung(?:en)?|vorauszahlung|bereits (?:be|"
        r"ge)zahlt"
        r"|reeds betaald|voorschot|aanbetaling|voldaan",
    ),
    (
        "payable",
        r"net(?: restant)? a (?:payer|regler|deduire|rembourser|crediter|votre credit)(?: ttc| en euros?)?|"
        r"(?:reste|restant|solde|montant|somme|total)(?: (?:total|net|restant|ttc|de la facture|"
        r"facture))* (?:a (?:payer|regler|rembourser|crediter|verser)|du(?:e)?(?![a-z])|exigible|preleve)(?: ttc)?|"
        r"solde(?: (?:du|ttc|restant|net))*|montant du preleve\w*|net du|total du(?![a-z])"
        r"|(?:total |net |invoice |remaining |outstanding |current )*(?:amount|balance|total)(?: (?:now|currently|"
        r"total))? (?:due|payable|outstanding|owed|owing|to pay|remaining)(?: for payment)?|"
        r"balance(?: \(? ?if any ?\)?)?|(?:total |net )?(?:payable|due)(?= ?:? ?[€$£0-9(]| ?:?$)|to pay|please pay|"
        r"amount to (?:pay|refund)|remaining balance|refund (?:due|amount|total)|total refund|outstanding"
        r"|zahl(?:ungs)?betrag|(?:noch |rest )?zu (?:zahlen(?:der)?|zahlender betrag|uberweisen\w*|"
        r"begleichen)(?: betrag)?|(?:noch )?(?:offener|falliger|ausstehender|verbleibender|zu zahlender) (?:betrag|"
        r"rechnungsbetrag|restbetrag)|rest(?:betrag|forderung|zahlung|summe)|offen(?:er)? betrag|erstattungsbetrag|"
        r"gutschriftsbetrag"
        r"|(?:totaal )?te betalen(?: bedrag)?|openstaand(?: bedrag)?|nog te betalen|te voldoen",
    ),
    (
        "subtotal",
        r"total (?:brut|des lignes|lignes|articles|prestations|fournitures|marchandises)(?: h\.?t\.?)?|"
        r"montant brut(?: h\.?t\.?)?|brut h\.?t\.?|total (?:ht |h\.t\. )?(?:brut|avant remise)|"
        r"sous[ -]total(?: h\.?t\.?)?|(?:total )?avant remise|total lines|sum of lines|lines total|items total|"
        r"goods total|gross goods|total before discount|"
        r"sub[ -]?total|zwischensumme(?: netto)?|warenwert|positionssumme|summe (?:der )?positionen|subtotaal",
    ),
    (
        "net",
        rf"(?:total|totaux|montant|somme|base|valeur|net){_FILL} {_HT}{_IN}|{_HT} (?:total|net)|net (?:commercial|"
        rf"financier|{_HT})|^{_HT}(?= ?:| [0-9])|total hors tva|base (?:imposable|hors taxe|tva)|assiette"
        r"|(?:total|amount|subtotal|sub-total|price|value|net|sum|summe|gesamt\w*|betrag|totaal|bedrag|"
        r"zwischensumme)(?: (?:net|amount|price|value|due|invoice|eur|gbp|usd|chf|betrag|"
        rf"bedrag))*,? \(?{_EXCL} ?{_TAX_EN}\)?|{_EXCL} ?{_TAX_EN}(?= ?:? ?[€$£0-9])|exclusief btw"
        rf"|total (?:[a-z']{{3,15}} ){{1,2}}{_HT}|total goods|auftragssumme netto|untaxed (?:amount|total)"
        rf"|(?:montant |total )?hors taxes?|base amount|(?:total |"
        r"invoice )?net(?: (?:total|amount|value|price|sum|worth|sales|invoice amount))+|total net|"
        r"taxable (?:amount|value|base|total)|net(?= ?:? ?[€$£]? ?[0-9]| ?:?$)"
        r"|(?:gesamt|rechnungs|summe|end|total)[ -]?(?:betrag |summe )?\(?netto\)?(?:betrag|summe|preis|wert)?|"
        r"netto[ -]?(?:betrag|summe|gesamt\w*|rechnungsbetrag|total|wert|warenwert|umsatz)?|(?:gesamtbetrag|"
        r"gesamtsumme|summe|betrag|rechnungsbetrag|gesamt),? \(?netto\)?|bemessungsgrundlage|steuerbasis"
        r"|totaal netto|netto(?:totaal|bedrag)|maatstaf",
    ),
    (
        "gross",
        rf"(?:total|totaux|montant|somme|net){_FILL} {_TTC}{_IN}"
        rf"|acompte {_TTC}(?= a (?:regler|payer))|{_TTC}(?= ?:| [0-9])|total (?:de )?(?:l'avoir|"
        r"la facture|facture)(?: ttc)?|montant (?:total )?de (?:la facture|l'avoir)"
        r"|(?:grand |invoice |gross |overall |final |order )total(?: (?:amount|"
        rf"due))?(?: \(?{_INCL} ?{_TAX_EN}\)?)?|(?:total|amount|price|totaal|bedrag|gesamt\w*|summe|betrag|"
        r"rechnungsbetrag|endbetrag|endsumme)(?: (?:amount|price|invoice|value|eur|gbp|usd|chf|betrag|"
        rf"bedrag))*,? \(?{_INCL} ?(?:[0-9]{{1,2}}(?:[.,][0-9])? ?% ?)?{_TAX_EN}\)?|total gross|gross (?:total|"
        rf"amount|value|price|sum)|total (?:for|of) (?:this|the) (?:invoice|bill|account|credit note)"
        rf"|auftragssumme brutto|total inclu\w+ {_TAX_EN}|"
        r"(?:total )?credit (?:note )?(?:total|amount)|total credit|invoice amount|total invoice(?: amount|"
        r" value)?"
        r"|(?:gesamt|rechnungs|end|brutto|gutschrifts?)[ -]?(?:betrag|summe|preis|total|gesamtbetrag|"
        r"rechnungsbetrag|endbetrag)(?:[ ,-]+\(?brutto\)?)?|(?:gesamt|summe|total|betrag) \(?brutto\)?|"
        r"brutto(?= ?:? ?[€$£0-9]| ?:?$)|gesamtbetrag"
        r"|totaal (?:incl\w*\.?|factuur|te betalen)(?: btw)?|totaalbedrag(?: incl\w*\.?(?: btw)?)?|factuurbedrag|"
        r"eindtotaal|brutobedrag",
    ),
    (
        "vat",
        rf"(?:total|montant|somme|dont){_FILL} (?:t\.v\.a\.?|tva)|(?:total |amount of )?{_TAX}(?: (?:amount|total|"
        r"betrag|summe|due|payable))*|(?:zzgl\.?|zuzuglich|plus|enthaltene|darin enthalten(?:e)?|inkl\.?|davon|"
        rf"\+)(?: ?[0-9]{{1,2}}(?:[.,][0-9]{{1,2}})? ?%)? ?(?:mwst\.?|ust\.?|umsatzsteuer|mehrwertsteuer|vat|tax|"
        rf"btw|tva)|mwst\.?-?betrag|steuer(?:betrag|summe)?|umsatzsteuerbetrag|btw-?bedrag|{_N} taxe|"
        r"montant (?:de la )?taxes?|total taxes?",
    ),
    (
        "allowance",
        r"(?:total )?(?:remises?|rabais|ristournes?|escompte|reduction)(?: (?:commerciale|exceptionnelle|globale|"
        r"ht|accordee|client|fidelite|totale))*|(?:trade |total |volume |early payment |less )*discounts?|"
        r"allowances?|rebate|(?:mengen|treue|gesamt|kunden|sonder)?rabatt|nachlass|"
        r"skonto(?= ?-? ?[0-9]+[.,][0-9]{2})|korting",
    ),
    (
        "charge",
        r"(?:frais|participation|forfait)(?: (?:de|d'|aux frais de|du))? (?:port|livraison|transport|expedition|"
        r"envoi|emballage|deplacement|gestion|dossier|douane)(?: (?:et|&) (?:d')?emballage)?|"
        r"port(?: et emballage)?(?= ?:? ?[0-9])|ecotaxe|eco-participation|(?:charges?|zuschlag)(?= ?:)"
        r"|(?:shipping|delivery|freight|carriage|handling|postage|packing|packaging)(?: (?:&|and) (?:handling|"
        r"packing|packaging))?(?: (?:charges?|costs?|fees?))?(?= ?:? ?[€$£0-9]| ?:?$)|surcharge|service charge"
        r"|versand(?:kosten)?|fracht(?:kosten)?|porto|verpackung(?:skosten)?|liefer(?:kosten|gebuhr)|zuschlag|"
        r"verzendkosten|bezorgkosten",
    ),
    ("rounding", r"arrondi|rounding|rundung|afronding"),
    (
        "total",
        r"total(?: (?:general|general\w*|facture|amount|eur|euros?|chf|usd|gbp|inr|€|\$|£|in eur|en euros?|"
        r"\((?:eur|€|chf|usd|gbp|\$|£)\)))*|totaux|montant total|(?:gesamt|summe|endsumme|gesamtpreis|totaal|"
        r"totalbetrag)(?: (?:eur|euro|chf|€|in eur))*|amount(?= ?: ?[€$£]? ?[0-9])|betrag(?= ?: ?)|"
        r"montant(?= ?: ?)|bedrag(?= ?: ?)|balance",
    ),
    (
        "bare_number",
        r"(?:n ?°|no\.|nr\.|#|number|numero|nummer)(?= ?:? ?(?:[a-z0-9]|$))|nummer(?= ?:)|ref(?:erence|\.)?(?= ?: ?)",
    ),
)
"""Kind of label and its regular expression."""
