import type { Locale } from "@/lib/locale";

/**
 * Own calendar names in every language. Chromium claims to know Kazakh and prints "M11 21, Sat",
 * so nothing here asks Intl; the Kazakh table equals ICU's.
 */
export interface CalendarNames {
  months: readonly string[];
  monthsOfDate: readonly string[];
  monthsShort: readonly string[];
  weekdays: readonly string[];
  weekdaysShort: readonly string[];
}

const words = (text: string): readonly string[] => text.split(" ");

export const CALENDAR_NAMES: Record<Locale, CalendarNames> = {
  kk: {
    months: words(
      "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    ),
    monthsOfDate: words(
      "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    ),
    monthsShort: words("қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел."),
    weekdays: words("дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"),
    weekdaysShort: words("дс сс ср бс жм сб жс"),
  },
  ru: {
    months: words(
      "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ),
    monthsOfDate: words(
      "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    monthsShort: words("янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек."),
    weekdays: words("понедельник вторник среда четверг пятница суббота воскресенье"),
    weekdaysShort: words("пн вт ср чт пт сб вс"),
  },
  en: {
    months: words(
      "January February March April May June July August September October November December",
    ),
    monthsOfDate: words(
      "January February March April May June July August September October November December",
    ),
    monthsShort: words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    weekdays: words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    weekdaysShort: words("Mon Tue Wed Thu Fri Sat Sun"),
  },
};
