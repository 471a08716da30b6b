//! Words that tell names from the other capitalised words of policies.

use super::fold::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Forms of address. A full stop may follow each.
const TITLES: &str = "
    mr mrs ms mx dr prof professor sir madam herr herrn frau monsieur mme madame mlle mademoiselle maître sig signor signora
    sigra dott dottssa sra sr sres señor señora senhor senhora don doña dhr mevr mevrouw meneer drs pan pani pana panu hr fru fröken ing
    mgr judr mudr phdr dl dna domnul doamna dipl mag κ κα κος г гн госпожа господин úr pn pní ra rae gospod gospa gospodin gospođa";

/// Particles of surnames.
const PARTICLES: &str = "
    de van von del della dello di da du des la le ter ten tot af av zu zum zur dos das do y el al bin ben vom";

/// Particles that only follow another one: on their own they are articles.
const INNER_PARTICLES: &str = "der den het la los las";

/// What people are.
const ROLES: &str = "
    ciso ceo cfo coo cro cto cio cdo dpo mlro cco cisa head chief director manager officer deputy chair chairman chairwoman chairperson
    president secretary lead leader engineer analyst auditor administrator coordinator architect consultant counsel lawyer partner
    treasurer member commander owner specialist supervisor controller developer operator technician responder investigator executive
    vorstand vorständin vorsitzender vorsitzende leiter leiterin geschäftsführer geschäftsführerin prokurist prokuristin beauftragter
    beauftragte informationssicherheitsbeauftragter informationssicherheitsbeauftragte datenschutzbeauftragter datenschutzbeauftragte
    bereichsleiter bereichsleiterin abteilungsleiter abteilungsleiterin referent referentin sachbearbeiter sachbearbeiterin revisor
    revisorin aufsichtsrat directeur directrice responsable délégué déléguée président présidente gérant gérante administrateur
    administratrice chef cheffe rssi dsi auditrice auditeur secrétaire directora responsabile direttore direttrice presidente
    amministratore amministratrice delegato delegata segretario jefe jefa consejero consejera diretor diretora gestor
    gestora responsável administrador administradora directeur hoofd bestuurder manager voorzitter kierownik kierowniczka dyrektor
    prezes członek specjalista inspektor chef direktör johtaja päällikkö vedúci ředitel vedoucí vezető igazgató директор началник
    διευθυντής διευθύντρια υπεύθυνος υπεύθυνη leder formand";

/// Words of firms, places and things that follow a name and take it over: `Martin Keller GmbH`, `Anna Lindh Foundation`.
const TAKEOVERS: &str = "
    gmbh ag kg kgaa ohg se ltd limited plc llp llc inc corp corporation company co sa sarl sàrl sas spa srl bv nv oy oyj ab as aps
    zrt kft sp doo ood ead bank banque banca banco group holding holdings partners associates consulting advisors solutions systems services
    software technologies technology foundation stiftung fondation institute institut university universität université college
    school hospital award prize street road lane avenue square platz straße strasse allee weg gasse ring haus house tower building
    airport station park bridge court hall hotel church island river lake mountain valley city county district region branch
    method principle model formula theorem distribution test curve index act law rule scale chain process effect line code";

/// Words that come before a place: `Rue Victor Hugo`, `San Sebastian`.
const PLACES: &str = "
    rue avenue boulevard place quai via viale piazza corso calle plaza paseo avenida rua praça ulica ul ulice náměstí platz straße
    strasse st saint sankt san santa santo são port mount lake hotel château schloss villa campus stadium centre center museum musée museo fondation foundation fondazione fundación institut institute
    lycée collège école hôpital hospital klinik clinic aéroport airport flughafen theatre théâtre teatro";

/// Words of policies, registers, contracts and calendars, and of states and cities: never a part of a name.
const ORDINARY: &str = "
    a about above access account accounting accounts acquiring act action actions active activity added additional address
    administration administrative admin advisory after agency agenda agreement alert all also amazon american an analysis analytics
    and annex annual another any apache api apple application applications approval approved april archive area article articles as
    asia asian asset assets assurance at atlas attachment audit authorisation authority authorities availability aws awareness azure
    back backup bank banking based basel before between big blue board body book both branch breach british brussels budget building
    bulletin business but by calendar call card care case catalogue category central centre center certificate change channel chapter
    chart charter check class classification clause clear client clients close cloud code collection come comment commission committee
    committees common communication communications community company comparison competent complaint complaints compliance component
    computer concept condition conditions confidential configuration contact contents context continuity contract contracts control
    controls copy core corporate corrective council country credit crisis critical crown current customer customers cyber daily data
    database date dates day days debit decision default defined definition definitions delivery department description design desk
    detail details detection development device digital directive directorate directory disaster disclosure display distribution
    division docker document documents does domain draft during dutch duties duty each early east eastern edge edition effective eight
    electronic email emergency emerging employee employees encryption end energy english enterprise entity entities environment error
    escalation essential europe european event every evidence exchange executives exercise exit external facility facilities failure
    fax federal field figure file files final finance financial firm firms first five for foreign form forum four framework fraud free
    french friday from full function functions fund future gateway general german gold good google governance government grand green
    grid group guide guideline guidelines handbook harbour has have health help high history home hot how human identity if impact
    implementation important in inc incident incidents index industry information infrastructure initial input inspection instant
    insurance integration integrity interim internal international internet inventory investigation investment invoice irish issue
    item items january july java key keys kubernetes label last law leadership learning ledger legal lending lessons level levels
    liability library licence life limit line linux list live loan local log logs long loss low machine main maintenance major
    management mandate manual map march market markets master matrix maximum measure measures media medium meeting member members memo
    merchant message method methodology microsoft minimum minor minutes mobile model module monday monitoring month monthly monitor
    name national nature network networks new next night nine no non nordic normal north northern not note notes notice notification
    november number object objective objectives october of off offer office offices old on one only open operating operation
    operations operational option oracle order organisation organization other our out outage outsourcing over overall overview own
    owners page paper part parties partner party password patch pay payment payments penetration people perimeter period person
    personal personnel phase phone physical pilot place plan planning plans platform point policies policy pool portal portfolio
    position post power premises prepared prevention previous price primary principal priority privacy private problem procedure
    procedures process processes processing procurement product production products programme program project property protection
    protocol provider providers public purchase purpose python quality quarter quarterly question questions quick rapid rate rating
    recovery red reference region regional register registry regulation regulations regulatory related relationship release
    remediation remote removal report reporting reports request requirement requirements research reserve resilience resolution
    resource resources response responsibilities responsibility restore restricted result results retail retention review reviewed
    reviewer right rights risk risks role roles room root round rule rules run saas safety salesforce sample saturday scan schedule
    scheme scope score sea second secretariat section sector secure security senior september series server servers service services
    session settlement seven severity shall share shared short should signature signed silver single site six sixth small social
    software solution source south southern spain special staff stage standard standards start state statement states status steering
    step steps storage strategic strategy strong structure subject subsidiary summary sunday supervision supervisor supervisory
    supplier suppliers supply support surveillance suspense system systems table target task team teams technical technology ten term
    terms terminal test testing tests that the their then these third this those threat three through thursday ticket tier time title
    to today token tool tools top topic total trade trading traffic training transaction transactions transfer transition transmission
    transport travel treasury trust tuesday twin two type under union unit united universal unix update upper urgent usage use user
    users utility valid value vendor vendors version very view virtual visa vital vulnerability warehouse warning was we wealth web
    website wednesday week weekly west western what when where which white who whole why wide windows with within without work
    workforce working workplace workshop world year yearly yes you your zero zone amsterdam athens austria austrian barcelona belgium
    belgian berlin bratislava bucharest budapest bulgaria bulgarian cologne copenhagen croatia croatian cyprus czech czechia denmark
    danish dublin estonia finland finnish frankfurt geneva germany greece greek hamburg helsinki hungary hungarian ireland italy
    italian kingdom latvia lisbon lithuania ljubljana london luxembourg luxemburg madrid malta milano munich münchen naples
    netherlands nicosia norway oslo poland polish porto portugal portuguese prague praha riga romania romanian rome roma rotterdam
    slovakia slovenia spanish stockholm strasbourg sweden swedish swiss switzerland tallinn turin valletta vienna vilnius warsaw
    warszawa wien york zagreb zurich zürich abteilung allgemeine anlage auslagerung bereich bericht datenschutz der die das den dem
    ein eine einführung freigabe genehmigung geschäftsleitung geschäftsführung informationssicherheit interne kontakt kontrolle
    konzern leitung netz notfall notfallmanagement prüfung recht revision richtlinie risiko sicherheit stabsstelle stand technik und
    verantwortlich vertrag von vorgabe zentrale januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag
    freitag le la les un une des du et pour par avec sans sur direction comité conseil sécurité informatique ressources humaines
    générale générales banque centrale risque risques conformité contrôle juridique annexe janvier février mars avril juin juillet
    août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi el los las del y para por con dirección consejo
    seguridad riesgos cumplimiento auditoría interna enero febrero marzo abril mayo junio agosto septiembre octubre noviembre
    diciembre il lo gli uno di della consiglio comitato sicurezza rischi conformità revisione gennaio febbraio aprile maggio giugno
    luglio settembre ottobre dicembre amministrazione direzione o os um uma do da conselho comissão segurança risco auditoria janeiro
    fevereiro het een raad afdeling directie beveiliging risicobeheer januari februari maart augustus rada zarząd dział bezpieczeństwo
    ryzyka departament biuro komitet styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    democratic democrats religious orthodox";

/// Endings of abstract nouns: what ends so is no surname unless a given name says it is.
const ENDINGS: [&str; 27] = [
    "tion", "sion", "ment", "ments", "ity", "ities", "ness", "ance", "ence", "ship", "ware", "logy", "graphy", "ical",
    "ional", "tive", "able", "ible", "ung", "ungen", "heit", "keit", "schaft", "zione", "cion", "cao", "ism",
];

static TITLE: LazyLock<HashSet<String>> = LazyLock::new(|| set(TITLES));
static PARTICLE: LazyLock<HashSet<String>> = LazyLock::new(|| set(PARTICLES));
static INNER: LazyLock<HashSet<String>> = LazyLock::new(|| set(INNER_PARTICLES));
static ROLE: LazyLock<HashSet<String>> = LazyLock::new(|| set(ROLES));
static TAKEOVER: LazyLock<HashSet<String>> = LazyLock::new(|| set(TAKEOVERS));
static PLACE: LazyLock<HashSet<String>> = LazyLock::new(|| set(PLACES));
static WORD: LazyLock<HashSet<String>> = LazyLock::new(|| set(ORDINARY));

fn set(words: &str) -> HashSet<String> {
    words.split_whitespace().map(fold).collect()
}

pub(crate) fn is_title(folded: &str) -> bool {
    TITLE.contains(folded)
}

pub(super) fn is_particle(folded: &str) -> bool {
    PARTICLE.contains(folded)
}

pub(super) fn is_inner_particle(folded: &str) -> bool {
    INNER.contains(folded)
}

pub(super) fn is_role(folded: &str) -> bool {
    ROLE.contains(folded)
}

pub(super) fn takes_over(folded: &str) -> bool {
    TAKEOVER.contains(folded)
}

pub(super) fn is_place(folded: &str) -> bool {
    PLACE.contains(folded)
}

/// Whether the word is one of a policy, so that no name has it.
pub(super) fn is_ordinary(folded: &str) -> bool {
    WORD.contains(folded) || ROLE.contains(folded) || TITLE.contains(folded)
}

/// Whether the word has the form of an abstract noun.
pub(super) fn is_abstract(folded: &str) -> bool {
    let ing = folded.ends_with("ing") && folded.len() > 5;
    ing || ENDINGS.iter().any(|ending| folded.len() > ending.len() + 2 && folded.ends_with(ending))
}
