//! Frequent given names of the languages of the Union.

use super::fold::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names that are words, months or places as well: they count only before a word that looks like a surname.
const AMBIGUOUS: &str = "
    alba august bill blanca christian constance dean django faith florence frank gracia grace grant gloria hope jordan june
    linda lothar mark max may norma olive paris pat petra pilar ray rob rosa rose sandy serena sofia sol vera victor
    victoria viola will wolf per milan";

const NAMES: &str = "
    aaron abel abigail achim ada adalbert adam adéla adèle adelina adina adolf adrian adriana adriano adrien aernout agata agathe
    agnès agnes agneta agnieszka aidan aino ainhoa aki alain alan albane albert alberto alberte aldo alec aleksander aleksandar
    aleksandra aleksi alena alessandra alessandro alessia alex alexander alexandra alexandre alexandru alexandros alexia alexis
    alfonso alfred alfredo alice alicia alicja alida alina aline alise alison allan alma alois aloys álvaro amalia amanda amélie
    amparo ana anaïs anastasia anca anders andré andrea andreas andreea andrei andrej andrés andreu andrew andrius andrzej andy anete
    aneta angela ángel angelika angelina angelo angelos ania anica anita anja anke ann anna annalisa anne anneke annelies anneli
    annemarie annette annick annie annika annukka ansgar ante anthony antal antoine antoinette anton antonella antoni antonia antonín
    antónio antonio antonis anu ari ariane arkadiusz armand arminas arnaud arne arnold artur arturo arūnas asta astrid athanasios
    attila audrey aurélie aurelia aurélien axel balázs barbara barbora bart bartłomiej bartosz bas bastian beata beate beatrice
    béatrice beatriz belén bénédicte benedikt benjamin benoît bent bernadette bernard bernardo bernd bernhard berta bertrand bettina
    bianca birgit birgitta birgitte björn blanka blaž boris bogdan bogdana bojan bojana borislav božena brendan brian brice bridget
    brigitte brigita britta bruno camille carina carine carl carla carles carlo carlos carmen carola carolina caroline carolien
    carsten casper catalina cătălin catarina caterina catherine cathy cécile cecilia cédric céline cezary chantal charalampos charles
    charlotte chiara chloé christa christel christelle christiaan christiane christina christine christoph christophe christopher
    christos ciara ciarán cillian cinzia claire clara clarisse claude claudia claudine claudio claus clemens clément colette colin
    conor concepción constantin consuelo corinna corinne cornelia cornelis cosimo costin cristian cristiana cristina csaba cyril
    czesław dagmar dagny daina daiva dalia damian damien damir dan dana daniel daniela danièle daniele danielle daniil danuta danutė
    dario dariusz darius daria darragh dávid david davide davor debora deborah declan deirdre delphine denis denisa denise derek
    desislava diana diane didier diego dieter dietmar dimitar dimitra dimitrios dimitris dina dino diogo dirk dita dmitri dobromir
    domenico dominic dominik dominika dominique donal donata doris dorota dorothea dorte dorthe dóra dragan drahomíra dubravka duncan
    dušan eamon ebba eberhard edgar edgars edith edit edita edmund édouard eduard eduardo edward edwin edyta eero eevi eija eileen
    eino eleanor elena eleni eleonora elfriede elias eliška elin elina elisa elisabeth elisabetta elise élodie ella ellen elly els
    elsa else elżbieta emanuel emanuela emese emil emilia emilie émilie emilija emily emma emmanuel emmanuelle emmi encarnación endre
    enrico enrique erica eric éric erik erika erkki erlend ernest ernesto ernst erwin esa esko esteban estelle esther ettore eugen
    eugenia eugenio eugenijus eva evangelia evangelos eve eveline evelina evelyn evi ewa fabian fabienne fabien fabio fabrice fabrizio
    fanny federica federico felicia felipe félix felix ferdinand fergus fernanda fernando filip filipe filippo fien finn fintan fiona
    flavia flavio florian floris folkert franc francesca francesco franciscus francisco franciszek franck franco françois françoise
    franjo frans franz franziska fred frederic frédéric frederik frederike fredrik freya frida frieda friedrich fritz gabriel gabriela
    gabriele gabriella gabrielle gaël gaëlle gaetano galina gareth gaspard gary gavin geert geneviève geoffrey georg george georges
    georgeta georgi georgia georgios gerald gérard gerard gerda gerhard gerlinde germain gerrit gert gertrud gheorghe giacomo gian
    gianluca gianni giedrė gilbert gilles gina gintaras gintarė giorgia giorgio giovanna giovanni giulia giuliana giulio giuseppe
    giuseppina gisela gisèle gitte gonçalo gonzalo gordana göran gottfried graham grażyna grégoire gregor gregory greta grete grethe
    grzegorz guadalupe gudrun guido guillaume guillermo gunārs günter günther gunilla gunnar gustav guus györgy gyula hana hanna
    hannah hanne hannelore hannes hannu hans harald harm harri harry harriet hartmut heather hedwig heidi heike heikki heiko heinrich
    heinz helen helena helene hélène helga helle helmut hendrik henk henri henriette henrik henrike henrique henry henryk herbert
    hermann hilda hilde hildegard holger horst howard hristo hubert hugh hugo hugues iain ian ida ieva ignacio ignas igor ilaria
    ildikó ileana ilga ilias ilja ilona ilse ilze imants imre inês ines inga inge ingeborg ingmar ingo ingrid inka inmaculada ioan
    ioana ioanna ioannis ion ionuț irena irene irène irina iris irja irma isa isabel isabella isabelle isaac ismael ismo istván ivan
    ivana ivar ivars ivelina iveta ivo iwona jaak jaakko jaan jack jacek jacqueline jacques jacob jacopo jadwiga jaime jakob jakub
    james jan jana janina jane janet janez janis jānis jannis janne janusz jarkko jarmila jarosław jaroslav jasmin jasmina jason jaume
    javier jean jeanne jeannette jeffrey jelena jelle jennifer jenny jens jeroen jérôme jerzy jesper jessica jesús jette jill jiří
    jirina jitka joachim joan joana joanna joannes joão joaquim joaquín jochen joël johan johann johanna johanne johannes john jolanda
    jolanta jon jonas jonathan jone jordi jörg jörn jorge jørgen jørn josé josef josefa josefina josefine joseph joséphine josette
    josip joost jorma joris jozef józef juan juana juancho judit judith juha juhani jukka jules julia julian juliana juliane julie
    julien juliette juliusz julio julius junior jürgen juraj jurgis juri justin justina justyna jutta jytte kaarina kaia kaisa kaj
    kajsa kalev kalle kamil kamila karel karen karin karina karl karla karlis karol karolina karoliina karoline károly karsten kaspar
    kasper katalin katarína katarina katarzyna kateřina katharina kathleen kathrin kathy katia katja katri katrien katrin katrina
    kazimierz keith kees kelly kenneth kersti kerstin kevin kieran kim kirsi kirsten kirsti kirstine kjeld klaas klára klara klaus
    konrad konstantin konstantinos koen kornelia kostas krasimir krister kristel kristian kristiina kristijan kristin kristina
    kristine kristof kristóf krystyna krzysztof kurt kyriaki kyriakos kaspars ladislav laima lajos lara lars lasse lászló laura laure
    laurence laurent laurentiu lauri laurynas lavinia lea léa leena leif leila lelde lena lene leo léo leon leonard leonardo leonie
    leonor leopold leszek leticia lidia lidija liesbeth lieve liina liisa lili lilia lilian liliana lina lisa lisbeth lise liv livia
    ljiljana loïc lola lone lorena lorenz lorenzo loretta lotta lotte louis louise luc luca lucas lucia lúcia lucía lucie lucien lucio
    lucja lucy lucyna ludger ludmila ludovic ludwig luigi luís luis luisa lukas lukáš łukasz luminița lutz lydia lydie lyubomir maarit
    maarten maartje maciej madalena mădălina madeleine mads mafalda magda magdalena magdaléna magnus maia maija maike maja małgorzata
    malin malte manfred manon manuel manuela mara marc marcel marcelo marcella marcello marcin marco marcos marcus marek mareike maren
    margaret margareta margarete margarida margarita margherita margit margot margrit margus mari maria maría marian mariana marianna
    marianne mariano marie mariella marieke marielle marija marijke marika marilena marin marina mario mário marion marios mariola
    mariusz marisa marita marius marja marjan marjut marko markku markus marleen marlene márta marta marte martha marthe martin
    martina martine márton martti mārtiņš mary maryse massimo mateja mateo mateusz máté matej matěj mathias mathieu mathilde matilda
    matilde matija mats matteo matthew matthias matthieu matti mattias maud maura maureen maurice maurizio maxime maximilian mechthild
    meelis mehmet melanie mélanie melissa mercedes merete merja merle mette mia micaela michael michaela michaël michail michał michal
    michalis michel michela michele michèle michelle michiel mickaël miguel mihaela mihai mihail mihály mika mikael mikaela mikkel
    mikko miklós mikołaj milada milena milica millie milo miloš mina minna mira mircea mireille mirela miren miriam mirja mirjam
    miroslav miroslava mirosław mladen modesta mohamed mohammed moira monica mónica monika monique montserrat morgane morten muriel
    myriam nadège nadia nadine nadja natacha natalia natalie natalija nataša natascha nathalie nathan neil nele nella nelly nerea
    nevena niall nicholas niccolò nico nicola nicolae nicolas nicole nicoletta niels nigel nijolė nikita nikola nikolai nikolaj
    nikolaos nikolas nikolaus nikolay nikos nils nina noa noah noël noelia noémie noor noora nora norbert nuno nuria octavian oddvar
    odile oisín olaf olav ole oleg olena olga oliver olivia olivier olli ondřej oona orla orsolya oscar oskar ossi otakar othmar otto
    outi ovidiu owen pablo paddy padraig paolo paola pascal pascale pasi patrice patricia patrícia patrick patrik patrizia patrycja
    paul paula paulina pauline paulo paulius paavo pavel pavla paweł pedro peep peeter pekka penelope pénélope percy pernille peter
    petar péter petr petri petros petru petter philip philipp philippa philippe pia pier pierre pierrick pieter pietro piia piotr
    pirjo pirkko piret plamen poul predrag przemysław quentin quirin rachel radek radka radosław radoslav radu rafael rafaela rafał
    raffaele raffaella raija raimo raimonds raimund rain rainer raisa ralf ralph ralitsa ramon ramón ramona ramūnas raphaël raquel
    rasa rasmus raúl rebecca rebeca régine régis reet regina reijo reinhard reinhold reinis rémi remigijus renata renate renato renaud
    rené renée ricarda ricardo riccardo richard riikka riina rik rikke risto rita ritva robert roberta roberto robin rocío roderick
    rodica rodolfo rodrigo roger roisin róisín roland rolf romain roman romana romano romualda romuald romy ronald ronan rosalía
    rosanna rosario roxana rosemarie rositsa roy rozálie ruben rubén rudi rudolf rui rupert ruslan ruta rūta ruth ruud ryszard sabina
    sabine sabrina salla salvador salvatore sam sami samira samu samuel samuli sander sandra sandrine sandro sanna sanne santiago sara
    sarah sari sascha saskia saulius sean seán sébastien sebastian sebastiaan sébastienne séverine seija sergei sergio serge serhii
    seppo siegfried sigita sigitas sigrid siim silja silke silvia silvie silvija silvio simo simon simona simone simonetta sinéad sini
    siobhán sirje sirkka siv sjoerd slavomír slavica sławomir snežana snezhana sofía sofie solange solveig sonia sonja sophia sophie
    søren sotirios spiros stanimir stanisław stanislav stanislava stavros steen stefan stefán stefania stefano stéphane stéphanie
    stefanie stefanos steffen steinar stella stelian sten stephan stephanie stephen steve steven stig stijn stoyan stuart sture susan
    susana susanna susanne suzana suzanne svein sven svend svetlana svetoslav svetla sylvain sylvia sylvie sylwia szabolcs szilvia
    szymon taavi tadeusz tamara tamás tania tanja tapani tapio tarja tarmo tatiana tatjana teemu teija telmo teodor teodora teresa
    terese tereza terhi terje terry tess thea theo theodor theodora theodoros theresa therese thérèse thibault thibaut thierry thijs
    thomas thorsten tibor tiago tiina till tilman tim timea timo timothy tina tine tineke tiit tobias todor toivo tom tomás tomas
    tomáš tomaž tomasz tommaso tommi tommy toms toni tony tonya toomas tor torben torsten tove traian trevor trine triinu troels tudor
    tuija tullio tuomas tünde tuula udo ugo ulla ulf ulrich ulrik ulrika ulrike urmas uroš ursula urszula ute uwe václav václava vaida
    valdas valentin valentina valentine valeria valérie valerio valter vanda vanessa vanja vasco vasil vasile vasiliki vasilios
    vasilis vassil veerle veijo veikko veronica verónica veronika véronique vesa vesna vicente vicky victorien vida vidar viggo viktor
    viktoria viktoriya vilho vilma vincent vincenzo vincenza viorel viorica virginia virginie virpi vita vitalie vítor vito vittoria
    vittorio vitus vivian viviane vivien vjekoslav vlad vladimír vladimir vladimira vlado vlasta vojtěch volker waldemar walter
    waltraud wanda werner wendy wieland wiebke wiesław wiktor wilfried wilhelm willem willemijn william willy wim witold władysław
    wojciech wolfgang wolfram wouter xander xavier xenia yann yannick yannis yasmina yolanda yordan yvan yves yvette yvonne zacharias
    zbigniew zbyněk zdeněk zdenka zdzisław željko zenon zita zlata zlatko zoé zoe zofia zoltán zoran zorica zsófia zsolt zsuzsanna
    zuzana zuzanna zygmunt άννα μαρία γιώργος γεώργιος νίκος νικόλαος δημήτρης δημήτριος κώστας κωνσταντίνος γιάννης ιωάννης ελένη
    κατερίνα σοφία βασίλης παναγιώτης χρήστος αθανάσιος ευαγγελία δέσποινα θεόδωρος μιχάλης παύλος πέτρος στέφανος иван мария георги
    димитър петър николай елена стефан красимир десислава христо ивелина тодор калина боряна пламен веселин радостина мартин милена
    светлана анна йордан александър виктория борис";

static GIVEN: LazyLock<HashSet<String>> = LazyLock::new(|| set(NAMES));
static DOUBTFUL: LazyLock<HashSet<String>> = LazyLock::new(|| set(AMBIGUOUS));

fn set(names: &str) -> HashSet<String> {
    names.split_whitespace().map(fold).collect()
}

/// Whether the folded word is a frequent given name.
pub(super) fn is_given(folded: &str) -> bool {
    GIVEN.contains(folded) || is_ambiguous(folded)
}

/// Whether the folded word is a given name and something else as well.
pub(super) fn is_ambiguous(folded: &str) -> bool {
    DOUBTFUL.contains(folded)
}
