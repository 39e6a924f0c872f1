"""Words that anybody may use for what a text says in others, without saying anything more.

A passage in other words has some that the text has not. These say nothing of their own; any other
word that the text has nowhere is a drug, a disease, a group or a finding that it does not speak of.
No word of number, direction, degree or denial is here.
"""

from evidence.quotes.tokens import stem

_WORDS = """
able about accompany accomplish account achieve act actual add addition affect afterwards again age
aged ago aim allow alone already also although amongst amount another answer any appear approach
around arrive article ask aspect assign ate attain author authors available average aware based
basis bear became because become been behave being belong between body bring build call came can
carried carry case center centers centre centres change choose chosen clear clearly cohort collect
combine combined come compare comprise concern conclude conclusion condition conduct consider
considerable consist contain context continue contribute control controlled could count country
cover covered data deal decide define deliver demonstrate depend derive describe design despite
detail determine develop diagnose diagnosed died disappear disappeared discover display do document
does done dosage dose doses draw drug due during eat eating effect either else emerge employ enable
encounter enough enrol ensure enter entire especially establish estimate even event ever evidence
exhibit exist expect experience explain extent face factor far feature feel figure final finally
find finding findings form former found full function further gave get give given go got had hand
happen have having held help hence here hold hospital hospitals how however identify illustrate
imply individuals inform initial instead intend interval introduce investigation investigators
involve issue itself just keep kept kill killed kind know known last latter lead leave led left
length let level like likewise list live living look made make manage mark matter may mean means
meant measure measured measurement medicine meet member mention met might moreover much must namely
near nearly normal normally note notice now number numbers observe obtain occasion occur
occurred offer only open or order other otherwise out outcome overall own paper part participate
particular particularly patients pattern people per perform period person persons place play played
plays population possible practice presence present previous proceed process produce proportion
prove provide provided publish put question quite range ranged rate rather reach read reason receive
recognise recognised record refer reflect regard regarding region relation relationship remain
report represent require research researchers respect respond response result return reveal review
role run said sample satisfied saw say scale score see seem seen select separate series serve set
setting sex sexes share show side sign signal since size so sole somewhat specific spend spent stage
standard state stay step still study subject succeed such suffer suggest sum supply survey symptom
symptoms take taken taking team tell term test than that their them themselves then therefore these
they this those thought through throughout thus time together told took top total toward towards
trialists try turn type under undergo undergone undertake undertaken underwent unit until upon use
used using value vanish vanished vary versus very via view visit volunteers want was way went were
what when whereas whether which while whole whom whose why wide with within work would writers
yet yield build built next launch launched
"""
EVERYDAY = frozenset(key for word in _WORDS.split() for key in (word, stem(word)))
