//! The words in dates: months, weekdays and particles, in six languages.

/// The number of a month by its name, short or in full.
pub(super) fn month(word: &str) -> Option<i16> {
    Some(match word {
        "jan" | "january" | "januar" | "jänner" | "janvier" | "janv" | "enero" | "ene" | "gennaio" | "gen"
        | "januari" | "janeiro" => 1,
        "feb" | "february" | "februar" | "février" | "févr" | "fév" | "febrero" | "febbraio" | "februari"
        | "fevereiro" | "fev" => 2,
        "mar" | "march" | "märz" | "mär" | "mrz" | "mars" | "marzo" | "maart" | "mrt" | "março" => 3,
        "apr" | "april" | "avril" | "avr" | "abril" | "abr" | "aprile" => 4,
        "may" | "mai" | "mayo" | "maggio" | "mag" | "mei" | "maio" => 5,
        "jun" | "june" | "juni" | "juin" | "junio" | "giugno" | "giu" | "junho" => 6,
        "jul" | "july" | "juli" | "juillet" | "juil" | "julio" | "luglio" | "lug" | "julho" => 7,
        "aug" | "august" | "août" | "agosto" | "ago" | "augustus" => 8,
        "sep" | "sept" | "september" | "septembre" | "septiembre" | "settembre" | "set" | "setembro" => 9,
        "oct" | "october" | "oktober" | "okt" | "octobre" | "octubre" | "ottobre" | "ott" | "outubro" | "out" => 10,
        "nov" | "november" | "novembre" | "noviembre" | "novembro" => 11,
        "dec" | "december" | "dezember" | "dez" | "décembre" | "déc" | "diciembre" | "dic" | "dicembre"
        | "dezembro" => 12,
        _ => return None,
    })
}

/// Whether a word adds nothing to a date: a weekday or a particle.
pub(super) fn is_filler(word: &str) -> bool {
    const WEEKDAYS: &str = "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues \
                            thur thurs montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend mo di mi \
                            do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes jueves \
                            viernes";
    const PARTICLES: &str = "at on of the de del um den der à le a las alle t";
    WEEKDAYS.split(' ').chain(PARTICLES.split(' ')).any(|known| known == word)
}
