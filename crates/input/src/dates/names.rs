//! The words in dates: months, weekdays and particles, in some twenty languages.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};

/// The months' names, short and in full: a line each, in lower case and without accents.
const MONTHS: [&str; 12] = [
    "jan january januar janner janvier janv enero ene gennaio gen januari janeiro leden ledna styczen \
     stycznia sty ianuarie ocak oca tammikuu tammikuuta ιανουαριου ιαν января янв январь січня يناير ژانويه \
     ינואר जनवरी",
    "feb february februar feber februarie fevrier fevr fev febrero febbraio februari fevereiro unor unora luty \
     lutego lut subat sub helmikuu helmikuuta φεβρουαριου φεβ февраля фев февр февраль лютого فبراير فيفري شباط فوريه \
     פברואר फरवरी",
    "mar march marz mrz mars marzo maart mrt marco marts brezen brezna marzec marca martie mart maaliskuu \
     maaliskuuta μαρτιου μαρ марта мар март березня مارس اذار מרץ मार्च",
    "apr april avril avr abril abr aprile duben dubna kwiecien kwietnia kwi aprilie nisan nis huhtikuu \
     huhtikuuta απριλιου απρ апреля апр апрель квітня ابريل نيسان اوريل אפריל अप्रैल",
    "may mai mayo maggio mag mei maio maj kveten kvetna maja mayis toukokuu toukokuuta μαιου μαι мая май \
     травня مايو ماي ايار مه מאי मई",
    "jun june juni juin junio giugno giu junho juny cerven cervna czerwiec czerwca cze iunie haziran haz \
     kesakuu kesakuuta ιουνιου ιουν июня июн июнь червня يونيو جوان حزيران ژوين ژوئن יוני जून",
    "jul july juli juillet juil julio luglio lug julho cervenec cervence lipiec lipca lip iulie temmuz \
     tem heinakuu heinakuuta ιουλιου ιουλ июля июл июль липня يوليو يوليوز جويليه تموز ژوييه ژوئيه יולי जुलाई",
    "aug august aout agosto ago augustus augusti srpen srpna sierpien sierpnia sie agustos agu elokuu \
     elokuuta αυγουστου αυγ августа авг август серпня اغسطس غشت اب اوت אוגוסט अगस्त",
    "sep sept september septembre septiembre setiembre settembre set setembro zari wrzesien wrzesnia wrz \
     septembrie eylul eyl syyskuu syyskuuta σεπτεμβριου σεπ сентября сен сент сентябрь вересня سبتمبر ايلول سپتامبر \
     ספטמבר सितंबर",
    "oct october oktober okt octobre octubre ottobre ott outubro out rijen rijna pazdziernik pazdziernika \
     paz octombrie ekim eki lokakuu lokakuuta οκτωβριου οκτ октября окт октябрь жовтня اكتوبر اكتبر אוקטובר \
     अक्टूबर",
    "nov november novembre noviembre novembro listopadu listopada noiembrie kasim kas marraskuu \
     marraskuuta νοεμβριου νοε ноября ноя нояб ноябрь листопада نوفمبر نوامبر נובמבר नवंबर",
    "dec december dezember dez decembre diciembre dic dicembre dezembro prosinec prosince grudzien \
     grudnia gru decembrie desember des aralik ara joulukuu joulukuuta δεκεμβριου δεκ декабря дек декабрь \
     грудня ديسمبر دسامبر דצמבר दिसंबर",
];

/// Weekdays and particles, in lower case and without accents.
const FILLERS: &str = "\
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues thur thurs \
    montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend mo di mi do fr sa so lundi \
    mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven dim lunes martes miercoles jueves \
    viernes sabado domingo mie jue vie sab dom lunedi martedi mercoledi giovedi venerdi sabato domenica \
    gio maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo segunda terca quarta \
    quinta sexta feira seg ter qua qui sex mandag tirsdag onsdag torsdag fredag lordag sondag mandags \
    tisdag lordags poniedzialek wtorek sroda czwartek piatek sobota niedziela pazartesi sali carsamba \
    persembe cuma cumartesi pazar понедельник вторник среда четверг пятница суббота воскресенье пн вт ср \
    чт пт сб вс понеділок вівторок середа четвер пятниця субота неділя الاثنين الثلاثاء الاربعاء الخميس \
    الجمعه السبت الاحد יום שני שלישי רביעי חמישי שישי שבת ראשון δευτερα τριτη τεταρτη πεμπτη παρασκευη \
    σαββατο κυριακη at on of the de del um den der a le las alle alla ore om aan as kl klo den dne ze z \
    в о г года р року i el il lo la em op am la ב του στις t";

/// The number of a month by its name, short or in full.
pub(super) fn month(word: &str) -> Option<i16> {
    static NUMBERS: LazyLock<HashMap<&str, i16>> = LazyLock::new(|| {
        let of_month = |(names, number): (&'static &str, i16)| names.split_ascii_whitespace().map(move |n| (n, number));
        MONTHS.iter().zip(1..).flat_map(of_month).collect()
    });
    let plain_word = plain(word);
    // Hebrew has the preposition at the name
    let word = plain_word.strip_prefix('ב').unwrap_or(&plain_word);
    NUMBERS.get(word).copied()
}

/// Whether a word adds nothing to a date: a weekday or a particle.
pub(super) fn is_filler(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| FILLERS.split_ascii_whitespace().collect());
    WORDS.contains(&*plain(word))
}

/// A word without accents, and with the letters that stand for others as those.
fn plain(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let letter = |c: char| match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' | 'č' | 'ć' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' => 'u',
        'ý' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        'ą' => 'a',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ΐ' | 'ϊ' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        'أ' | 'إ' | 'آ' => 'ا',
        'ة' => 'ه',
        // Persian letters
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        c => c,
    };
    // a dot above, and the dot below Hindi letters
    Cow::Owned(word.chars().filter(|c| !matches!(c, '\u{307}' | '\u{93c}')).map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_month_in_any_language() {
        for (at, names) in MONTHS.iter().enumerate() {
            for name in names.split_ascii_whitespace() {
                assert_eq!(month(name), Some(at as i16 + 1), "{name}");
            }
        }
        assert_eq!((month("février"), month("aralık"), month("إبريل")), (Some(2), Some(12), Some(4)));
        assert_eq!((month("בפברואר"), month("फ़रवरी"), month("فوریه")), (Some(2), Some(2), Some(2)));
    }
}
