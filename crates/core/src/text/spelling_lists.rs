//! The words with a British and an American spelling, as roots with their endings.
//!
//! Left out on purpose: words whose American spelling is another word too (`cheque`, `draught`, `kerb`, `practise`,
//! `storey`, `tyre`), and words with `-ise` in both (`advise`, `exercise`, `promise`, `surprise`). A root may meet an
//! ending with which it makes no word; that does no harm.

/// Roots that take the same endings.
pub(super) struct SpellingPattern {
    /// The roots, separated by blanks.
    pub(super) roots: &'static str,
    /// The endings, British and American.
    pub(super) endings: &'static [(&'static str, &'static str)],
}

pub(super) const PATTERNS: &[SpellingPattern] = &[
    SpellingPattern {
        roots: "actual aggrand alphabet amort anonym antagon apolog appet atom author bapt bastard brutal burglar \
                cannibal canon capital caramel categor cauter central character civil collectiv colon commercial \
                computer conceptual contextual critic crystall custom decentral decolon decriminal dehuman demilitar \
                demobil democrat demon demonet demoral denational deput desensit destabil digit digital disorgan \
                dramat econom emphas energ epitom equal euthan evangel exorc external familiar fantas federal \
                feminin fertil final formal fossil fratern galvan general ghetto glamor global harmon homogen \
                hospital human hypnot hypothes ideal idol immobil immortal immun incentiv individual industrial \
                initial institutional internal international ion italic item jeopard legal legitim liberal lion \
                local magnet marginal material maxim mechan memor memorial mesmer metabol militar mineral minim \
                mobil modern moistur monet monopol moral motor national natural neutral normal notar novel optim \
                organ ostrac overemphas oxid parallel pasteur patron pedestrian penal personal philosoph plagiar \
                polar politic popular pressur priorit privat professional public pulver radical random rational real \
                recogn regular reorgan revital revolution romantic rubber sanit satir scandal scrutin sensational \
                sensit serial sexual social sodom solemn special stabil standard steril stigmat subsid summar symbol \
                sympath synchron synthes systemat tantal terror theor traumat trivial tyrann unauthor uniform union \
                unorgan unrecogn urban util vandal vapor verbal victim visual vocal vulcan weapon western winter \
                woman",
        endings: &[
            ("ise", "ize"),
            ("ised", "ized"),
            ("iser", "izer"),
            ("isers", "izers"),
            ("ises", "izes"),
            ("ising", "izing"),
            ("isation", "ization"),
            ("isations", "izations"),
        ],
    },
    SpellingPattern { roots: "organ", endings: &[("isational", "izational")] },
    SpellingPattern { roots: "recogn", endings: &[("isable", "izable"), ("isably", "izably")] },
    SpellingPattern {
        roots: "anal catal electrol paral psychoanal",
        endings: &[
            ("yse", "yze"),
            ("ysed", "yzed"),
            ("yser", "yzer"),
            ("ysers", "yzers"),
            ("yses", "yzes"),
            ("ysing", "yzing"),
        ],
    },
    SpellingPattern {
        roots: "arb ard arm behavi cand clam col demean discol disfav dishon enam endeav fav ferv flav glam harb hon \
                hum lab misdemean multicol neighb od parl ranc rig rum sav savi splend succ tum val vap vig watercol",
        endings: &[
            ("our", "or"),
            ("oured", "ored"),
            ("ourer", "orer"),
            ("ourers", "orers"),
            ("ouring", "oring"),
            ("ours", "ors"),
            ("ourable", "orable"),
            ("ourably", "orably"),
            ("ourful", "orful"),
            ("ourless", "orless"),
            ("oury", "ory"),
        ],
    },
    SpellingPattern { roots: "behavi", endings: &[("oural", "oral"), ("ourally", "orally")] },
    SpellingPattern { roots: "fav", endings: &[("ourite", "orite"), ("ourites", "orites"), ("ouritism", "oritism")] },
    SpellingPattern { roots: "neighb", endings: &[("ourhood", "orhood"), ("ourhoods", "orhoods"), ("ourly", "orly")] },
    SpellingPattern { roots: "arm", endings: &[("ouries", "ories")] },
    SpellingPattern {
        roots: "amphitheat calib cent centimet epicent fib kilomet lit lust meag met millilit millimet mit nit och \
                reconnoit sab saltpet scept sepulch somb spect theat",
        endings: &[("re", "er"), ("res", "ers")],
    },
    SpellingPattern {
        roots: "cent",
        endings: &[
            ("red", "ered"),
            ("refold", "erfold"),
            ("repiece", "erpiece"),
            ("repieces", "erpieces"),
            ("ring", "ering"),
        ],
    },
    SpellingPattern { roots: "def lic off pret", endings: &[("ence", "ense"), ("ences", "enses")] },
    SpellingPattern {
        roots: "def",
        endings: &[("enceless", "enseless"), ("enceman", "enseman"), ("encemen", "ensemen")],
    },
    SpellingPattern { roots: "lic", endings: &[("enced", "ensed"), ("encing", "ensing")] },
    SpellingPattern {
        roots: "backpedal barrel bedevil bevel cancel carol channel chisel counsel cudgel dial dishevel disembowel \
                drivel duel enamel equal fuel funnel grovel imperil initial jewel kennel label level libel marshal \
                marvel medal model outrival panel parcel pedal pencil pummel quarrel refuel remodel revel rival \
                shovel shrivel signal snivel snorkel spiral stencil swivel tassel tinsel total towel trammel travel \
                trowel tunnel unravel weasel yodel",
        endings: &[("led", "ed"), ("ler", "er"), ("lers", "ers"), ("ling", "ing")],
    },
    SpellingPattern { roots: "libel marvel", endings: &[("lous", "ous"), ("lously", "ously")] },
    SpellingPattern { roots: "council counsel", endings: &[("lor", "or"), ("lors", "ors")] },
    SpellingPattern {
        roots: "appal distil enrol enthral fulfil instal instil",
        endings: &[("", "l"), ("s", "ls"), ("ment", "lment"), ("ments", "lments")],
    },
    SpellingPattern { roots: "skil wil", endings: &[("ful", "lful"), ("fully", "lfully")] },
    SpellingPattern {
        roots: "anal catal dial travel",
        endings: &[("ogue", "og"), ("ogued", "oged"), ("ogues", "ogs"), ("oguing", "oging")],
    },
    SpellingPattern { roots: "an leuk septic", endings: &[("aemia", "emia"), ("aemic", "emic")] },
    SpellingPattern {
        roots: "m sm",
        endings: &[
            ("ould", "old"),
            ("oulder", "older"),
            ("ouldered", "oldered"),
            ("ouldering", "oldering"),
            ("oulders", "olders"),
            ("oulding", "olding"),
            ("oulds", "olds"),
            ("ouldy", "oldy"),
        ],
    },
    SpellingPattern {
        roots: "pl snowpl",
        endings: &[("ough", "ow"), ("oughed", "owed"), ("oughing", "owing"), ("oughs", "ows")],
    },
    SpellingPattern { roots: "acknowledg judg lodg misjudg", endings: &[("ement", "ment"), ("ements", "ments")] },
    SpellingPattern { roots: "program", endings: &[("me", ""), ("mes", "s")] },
];

/// Single words, British and American.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("aeroplane", "airplane"),
    ("aeroplanes", "airplanes"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("anaesthesia", "anesthesia"),
    ("anaesthetic", "anesthetic"),
    ("anaesthetics", "anesthetics"),
    ("anaesthetist", "anesthetist"),
    ("anaesthetists", "anesthetists"),
    ("archaeological", "archeological"),
    ("archaeologist", "archeologist"),
    ("archaeologists", "archeologists"),
    ("archaeology", "archeology"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("caesarean", "cesarean"),
    ("cosier", "cozier"),
    ("cosy", "cozy"),
    ("diarrhoea", "diarrhea"),
    ("doughnut", "donut"),
    ("doughnuts", "donuts"),
    ("encyclopaedia", "encyclopedia"),
    ("encyclopaedias", "encyclopedias"),
    ("enquiries", "inquiries"),
    ("enquiry", "inquiry"),
    ("focussed", "focused"),
    ("focusses", "focuses"),
    ("focussing", "focusing"),
    ("foetal", "fetal"),
    ("foetus", "fetus"),
    ("foetuses", "fetuses"),
    ("furore", "furor"),
    ("grey", "gray"),
    ("greying", "graying"),
    ("greyish", "grayish"),
    ("greys", "grays"),
    ("gynaecological", "gynecological"),
    ("gynaecologist", "gynecologist"),
    ("gynaecologists", "gynecologists"),
    ("gynaecology", "gynecology"),
    ("haemoglobin", "hemoglobin"),
    ("haemophilia", "hemophilia"),
    ("haemorrhage", "hemorrhage"),
    ("haemorrhaged", "hemorrhaged"),
    ("haemorrhages", "hemorrhages"),
    ("haemorrhaging", "hemorrhaging"),
    ("jewellery", "jewelry"),
    ("manoeuvrable", "maneuverable"),
    ("manoeuvre", "maneuver"),
    ("manoeuvred", "maneuvered"),
    ("manoeuvres", "maneuvers"),
    ("manoeuvring", "maneuvering"),
    ("mediaeval", "medieval"),
    ("moustache", "mustache"),
    ("moustaches", "mustaches"),
    ("oesophagus", "esophagus"),
    ("oestrogen", "estrogen"),
    ("omelette", "omelet"),
    ("omelettes", "omelets"),
    ("orthopaedic", "orthopedic"),
    ("orthopaedics", "orthopedics"),
    ("paediatric", "pediatric"),
    ("paediatrician", "pediatrician"),
    ("paediatricians", "pediatricians"),
    ("paediatrics", "pediatrics"),
    ("paedophile", "pedophile"),
    ("paedophiles", "pedophiles"),
    ("paedophilia", "pedophilia"),
    ("palaeontologist", "paleontologist"),
    ("palaeontologists", "paleontologists"),
    ("palaeontology", "paleontology"),
    ("pyjama", "pajama"),
    ("pyjamas", "pajamas"),
    ("sceptic", "skeptic"),
    ("sceptical", "skeptical"),
    ("sceptically", "skeptically"),
    ("scepticism", "skepticism"),
    ("sceptics", "skeptics"),
    ("sulphate", "sulfate"),
    ("sulphates", "sulfates"),
    ("sulphur", "sulfur"),
    ("sulphuric", "sulfuric"),
    ("tranquillity", "tranquility"),
    ("woollen", "woolen"),
    ("woollens", "woolens"),
];
