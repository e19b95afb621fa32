//! The words in dates: months, weekdays and particles, in some forty languages.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};

/// The months' names, short and in full: a line each, in lower case and without accents.
const MONTHS: [&str; 12] = [
    "jan january januar janner janvier janv enero ene gennaio gen januari janeiro leden ledna styczen \
     stycznia sty ianuarie ocak oca tammikuu tammikuuta ιανουαριου ιαν января янв январь січня يناير \
     ژانويه ינואר जनवरी januara jaanuar janvaris janvari sausio gener sijecnja sijecanj януари јануар \
     јануара јануари yanvar janar جنوري জানুয়ারি มกราคม",
    "feb february februar feber februarie fevrier fevr fev febrero febbraio februari fevereiro unor unora \
     luty lutego lut subat sub helmikuu helmikuuta φεβρουαριου φεβ февраля фев февр февраль лютого فبراير \
     فيفري شباط فوريه פברואר फरवरी februara veebruar februaris vasario febrer veljace veljaca февруари \
     фебруар фебруара fevral shkurt فروري ফেব্রুয়ারি กุมภาพันธ์",
    "mar march marz mrz mars marzo maart mrt marco marts brezen brezna marzec marca martie mart maaliskuu \
     maaliskuuta μαρτιου μαρ марта мар март березня مارس اذار מרץ मार्च marcius marec kovo marc maret \
     machi ozujka ozujak مارچ মার্চ มีนาคม",
    "apr april avril avr abril abr aprile duben dubna kwiecien kwietnia kwi aprilie nisan nis huhtikuu \
     huhtikuuta απριλιου απρ апреля апр апрель квітня ابريل نيسان اوريل אפריל अप्रैल aprilis aprila \
     aprill balandzio aprili aprel prill travnja travanj اپريل এপ্রিল เมษายน",
    "may mai mayo maggio mag mei maio maj kveten kvetna maja mayis toukokuu toukokuuta μαιου μαι мая май \
     травня مايو ماي ايار مه מאי मई majus maijs maija geguzes maig svibnja svibanj мај маја مئي মে \
     พฤษภาคม",
    "jun june juni juin junio giugno giu junho juny cerven cervna czerwiec czerwca cze iunie haziran haz \
     kesakuu kesakuuta ιουνιου ιουν июня июн июнь червня يونيو جوان حزيران ژوين ژوئن יוני जून junius \
     juuni junijs junija birzelio lipnja lipanj юни јун јуна јуни iyun qershor جون জুন มิถุนายน",
    "jul july juli juillet juil julio luglio lug julho cervenec cervence lipiec lipca lip iulie temmuz \
     tem heinakuu heinakuuta ιουλιου ιουλ июля июл июль липня يوليو يوليوز جويليه تموز ژوييه ژوئيه יולי \
     जुलाई julius juuli julijs julija liepos juliol julai srpnja srpanj юли јул јула јули iyul korrik \
     جولائي জুলাই กรกฎาคม",
    "aug august aout agosto ago augustus augusti srpen srpna sierpien sierpnia sie agustos agu elokuu \
     elokuuta αυγουστου αυγ августа авг август серпня اغسطس غشت اب اوت אוגוסט अगस्त augusztus augusta \
     augusts rugpjucio agost agosti agustus kolovoza kolovoz avqust avgust avgusta gusht اگست আগস্ট \
     สิงหาคม",
    "sep sept september septembre septiembre setiembre settembre set setembro zari wrzesien wrzesnia wrz \
     septembrie eylul eyl syyskuu syyskuuta σεπτεμβριου σεπ сентября сен сент сентябрь вересня سبتمبر \
     ايلول سپتامبر ספטמבר सितंबर szeptember septembris rugsejo setembre septemba rujna rujan септември \
     септембар септембра sentyabr shtator ستمبر সেপ্টেম্বর กันยายน",
    "oct october oktober okt octobre octubre ottobre ott outubro out rijen rijna pazdziernik pazdziernika \
     paz octombrie ekim eki lokakuu lokakuuta οκτωβριου οκτ октября окт октябрь жовтня اكتوبر اكتبر \
     אוקטובר अक्टूबर oktobra oktobris oktoober spalio oktoba октомври октобар октобра oktyabr tetor \
     অক্টোবর ตุลาคม",
    "nov november novembre noviembre novembro listopadu listopada noiembrie kasim kas marraskuu \
     marraskuuta νοεμβριου νοε ноября ноя нояб ноябрь листопада نوفمبر نوامبر נובמבר नवंबर novembra \
     novembris lapkricio novemba studenoga studenog studeni ноември новембар новембра noyabr nentor نومبر \
     নভেম্বর พฤศจิกายน",
    "dec december dezember dez decembre diciembre dic dicembre dezembro prosinec prosince grudzien \
     grudnia gru decembrie desember des aralik ara joulukuu joulukuuta δεκεμβριου δεκ декабря дек декабрь \
     грудня ديسمبر دسامبر דצמבר दिसंबर decembra decembris detsember gruodzio desembre desemba prosinca \
     prosinac декември децембар децембра dekabr dhjetor دسمبر ডিসেম্বর ธันวาคม",
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
    σαββατο κυριακη شنبه يكشنبه دوشنبه سه چهارشنبه چهار پنجشنبه پنج جمعه ساعت \
    ngay luc gio chu nhat ч година godine g m d gada \
    at on of the de del um den der a le las alle alla ore om aan as kl klo den dne ze z \
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

/// The number of a month of the Iranian calendar by its name in Iran or in Afghanistan.
pub(super) fn iranian_month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "فروردين حمل",
        "ارديبهشت ثور",
        "خرداد جوزا",
        "تير سرطان",
        "مرداد امرداد اسد",
        "شهريور سنبله",
        "مهر ميزان",
        "ابان عقرب",
        "اذر قوس",
        "دي جدي",
        "بهمن دلو",
        "اسفند حوت",
    ];
    let word = plain(word);
    let is_named = |names: &str| names.split_ascii_whitespace().any(|name| name == word);
    MONTHS.iter().position(|names| is_named(names)).map(|at| at as i16 + 1)
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
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' => 'a',
        'ç' | 'č' | 'ć' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' | 'ė' | 'ē' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'ờ' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ū' | 'ű' | 'ủ' => 'u',
        'ý' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        'ą' | 'ậ' => 'a',
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
