//! What stands before, after and above a name.

/// A person follows, after a colon, a blank or a cell border.
pub(super) const BEFORE: &str = "
approved by|prepared by|reviewed by|written by|signed by|signed|issued by|authorised by|authorized by|reported by|released by|requested by|raised by|
confirmed by|performed by|conducted by|verified by|checked by|drafted by|assigned to|escalated to|handed over to|contact|contact person|attn|attention|
owner|document owner|risk owner|process owner|author|authors|approver|reviewer|name|full name|employee|reporter|requester|signatory|on behalf of|represented by|
care of|led by|chaired by|appointed|called|spoke with|met with|witness|data subject|holder|account holder|cardholder|beneficiary|payee|payer|dear|interviewed|
genehmigt von|genehmigt durch|erstellt von|geprüft von|geprüft durch|freigegeben von|freigegeben durch|verfasst von|gemeldet von|unterzeichnet von|ansprechpartner|
ansprechpartnerin|verantwortlich|verantwortlicher|bearbeiter|bearbeiterin|verfasser|verfasserin|vertreten durch|kontoinhaber|kontoinhaberin|inhaber|vorname|nachname|
approuvé par|rédigé par|préparé par|vérifié par|validé par|signé par|établi par|représentée par|représenté par|nom|nom et prénom|titulaire|auteur|interlocuteur|
aprobado por|elaborado por|revisado por|preparado por|firmado por|representada por|nombre|titular|autor|autora|contacto|
approvato da|redatto da|preparato da|verificato da|firmato da|rappresentata da|nome|intestatario|autore|referente|
aprovado por|assinado por|goedgekeurd door|opgesteld door|gecontroleerd door|ondertekend door|naam|vertegenwoordigd door|contactpersoon|auteur|
zatwierdził|zatwierdziła|zatwierdzone przez|sporządził|sporządziła|opracował|opracowała|imię i nazwisko|właściciel|osoba kontaktowa|reprezentowana przez|
godkänd av|upprättad av|namn|kontaktperson|godkendt af|navn|hyväksynyt|laatinut|nimi|yhteyshenkilö|schválil|schválila|vypracoval|vypracovala|jméno|jóváhagyta|készítette|név|
aprobat de|întocmit de|nume|odobrio|izradio|ime i prezime|odobril|pripravil|одобрил|одобрила|изготвил|изготвила|име|εγκρίθηκε από|συντάκτης|όνομα|kinnitas|koostas|apstiprināja|patvirtino";

/// Heads of columns whose cells hold people.
pub(super) const COLUMNS: &str = "
name|full name|owner|contact|contact person|author|approver|approved by|reviewer|reviewed by|prepared by|responsible|responsible person|employee|person|deputy|holder|
assignee|reported by|participant|participants|attendee|attendees|member|manager|signatory|changed by|on call|
ansprechpartner|ansprechpartnerin|verantwortlich|verantwortlicher|bearbeiter|stellvertreter|stellvertretung|vertretung|autor|mitarbeiter|mitarbeiterin|teilnehmer|
nom|nom et prénom|responsable|titulaire|suppléant|auteur|interlocuteur|nombre|titular|nome|referente|responsabile|intestatario|naam|eigenaar|contactpersoon|
imię i nazwisko|właściciel|namn|navn|nimi|jméno|név|nume|ime|име|όνομα";

/// Letters end so; the next line is who wrote it.
pub(super) const CLOSINGS: &str = "
best regards|kind regards|regards|with kind regards|warm regards|yours sincerely|yours faithfully|sincerely|best wishes|many thanks|thanks|cheers|best|
mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|beste grüße|mfg|i. a.|i. v.|
cordialement|bien cordialement|bien à vous|salutations|sincères salutations|veuillez agréer|
saludos|saludos cordiales|un saludo|atentamente|cordiali saluti|distinti saluti|cordialmente|com os melhores cumprimentos|cumprimentos|
met vriendelijke groet|met vriendelijke groeten|hoogachtend|z poważaniem|pozdrawiam|med vänliga hälsningar|vänliga hälsningar|med venlig hilsen|ystävällisin terveisin|
s pozdravem|s pozdravom|üdvözlettel|cu stimă|lijep pozdrav|s spoštovanjem|с уважение|με εκτίμηση|signed|gezeichnet|gez|lugupidamisega|ar cieņu|pagarbiai";

/// Whether the text, lower-case, is one of the cues of a list.
pub(super) fn is_cue(list: &str, text: &str) -> bool {
    list.split('|').any(|cue| cue.trim_start() == text)
}

/// Whether the text, lower-case, ends with one of the cues of a list, as whole words.
pub(super) fn ends_with_cue(list: &str, text: &str) -> bool {
    let is_whole = |before: &str| !before.chars().next_back().is_some_and(char::is_alphanumeric);
    list.split('|').any(|cue| text.strip_suffix(cue.trim_start()).is_some_and(is_whole))
}
