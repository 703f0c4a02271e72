// Places of the development server: one per vertical, in three languages. No real business.
const place = (n, vertical, timing, names, extra) => ({
  id: `res_${n}`,
  vertical,
  timing,
  names,
  slug: vertical,
  vendorId: `ven_${n}`,
  rating: 4.5 + ((n * 7) % 5) / 10,
  reviewCount: 40 + n * 37,
  currency: "KZT",
  capacity: 1,
  amenities: ["parking", "wifi"],
  at: { lat: 43.222 + (((n * 13) % 9) - 4) * 0.009, lon: 76.93 + (((n * 7) % 9) - 4) * 0.013 },
  ...extra,
});

export const PLACES = [
  place(
    1,
    "sauna",
    "slots",
    ["«Медеу-Парк» аренасы, 2-алаң", "Арена «Медеу-Парк», поле 2", "Medeu-Park Arena, pitch 2"],
    {
      price: 12000,
      unit: "hour",
      grid: 60,
      duration: 60,
      hours: [8, 24],
      maxParty: 14,
      kind: "football",
      text: [
        "Жасанды шөп, 40×20 м, жарығы бар",
        "Искусственная трава, 40×20 м, освещение",
        "Artificial grass, 40×20 m, floodlit",
      ],
    },
  ),
  place(
    2,
    "hotel",
    "nights",
    [
      "«Алатау» қонақүйі, екі орындық нөмір",
      "Гостиница «Алатау», двухместный номер",
      "Alatau Hotel, double room",
    ],
    {
      price: 28000,
      unit: "night",
      capacity: 12,
      maxParty: 3,
      text: [
        "Таулар көрінеді, таңғы ас кіреді",
        "Вид на горы, завтрак включён",
        "Mountain view, breakfast included",
      ],
    },
  ),
  place(3, "salon", "slots", ["«Айна» студиясы", "Студия «Айна»", "Aina studio"], {
    price: 7000,
    unit: "service",
    grid: 15,
    duration: 45,
    hours: [10, 20],
    text: ["Шаш қию, бояу, маникюр", "Стрижки, окрашивание, маникюр", "Haircuts, colouring, nails"],
    services: [
      { id: "srv_31", names: ["Шаш қию", "Стрижка", "Haircut"], minutes: 45, price: 7000 },
      { id: "srv_32", names: ["Бояу", "Окрашивание", "Colouring"], minutes: 120, price: 24000 },
      { id: "srv_33", names: ["Маникюр", "Маникюр", "Manicure"], minutes: 60, price: 9000 },
    ],
    staff: ["Айгерім", "Дана", "Мадина"],
  }),
  place(4, "sauna", "slots", ["«Тас Су» моншасы", "Баня «Тас Су»", "Tas Su sauna"], {
    price: 15000,
    unit: "hour",
    grid: 60,
    duration: 120,
    hours: [10, 24],
    maxParty: 8,
    text: [
      "Ағаш жағатын бу бөлмесі, 8 қонаққа дейін",
      "Парная на дровах, до 8 гостей",
      "Wood-fired steam room, up to 8 guests",
    ],
  }),
  place(5, "pool", "slots", ["«Толқын» бассейні", "Бассейн «Толқын»", "Tolqyn pool"], {
    price: 3500,
    unit: "person",
    grid: 90,
    duration: 90,
    hours: [7, 22],
    capacity: 24,
    text: [
      "25 метрлік жол, бір реттік кіру",
      "Дорожка 25 м, разовый проход",
      "25 m lane, single entry",
    ],
  }),
  place(
    6,
    "clinic",
    "slots",
    ["«Сау» емханасы, терапевт", "Клиника «Сау», терапевт", "Sau clinic, physician"],
    {
      price: 9000,
      unit: "visit",
      grid: 20,
      duration: 20,
      hours: [9, 18],
      text: ["Қабылдау 20 минут", "Приём 20 минут", "20-minute appointment"],
    },
  ),
  place(
    7,
    "restaurant",
    "slots",
    [
      "«Дастархан» мейрамханасы, 4 орындық үстел",
      "Ресторан «Дастархан», стол на четверых",
      "Dastarkhan restaurant, table for four",
    ],
    {
      price: 0,
      unit: "visit",
      grid: 30,
      duration: 90,
      hours: [12, 23],
      maxParty: 4,
      capacity: 5,
      text: ["Қазақ ас мәзірі, терраса", "Казахская кухня, терраса", "Kazakh cuisine, terrace"],
    },
  ),
  place(
    8,
    "coworking",
    "slots",
    ["«Орда» коворкингі, жұмыс орны", "Коворкинг «Орда», рабочее место", "Orda coworking, desk"],
    {
      price: 1500,
      unit: "hour",
      grid: 60,
      duration: 120,
      hours: [8, 22],
      capacity: 30,
      text: [
        "Тыныш бөлме, принтер, шай",
        "Тихая комната, принтер, чай",
        "Quiet room, printer, tea",
      ],
    },
  ),
  place(
    9,
    "event",
    "session",
    ["«Дала» тобының концерті", "Концерт группы «Дала»", "Dala band concert"],
    {
      price: 6000,
      unit: "seat",
      capacity: 220,
      sold: 178,
      text: ["Тірі дауыс, екі сағат", "Живой звук, два часа", "Live music, two hours"],
    },
  ),
];

const LANGS = ["kk", "ru", "en"];
export const say = (texts, lang) => texts[Math.max(0, LANGS.indexOf(lang))];

export function venueOf(place, lang) {
  return {
    id: `vnu_${place.id.slice(4)}`,
    name: say(place.names, lang),
    address: say(["Горная көшесі, 465", "ул. Горная, 465", "465 Gornaya St"], lang),
    city: say(["Алматы", "Алматы", "Almaty"], lang),
    location: place.at,
    tz: "Asia/Almaty",
    phone: "+7 727 355 01 18",
    checkIn: "14:00",
    checkOut: "12:00",
  };
}

export function detailOf(place, lang) {
  return {
    id: place.id,
    type: place.timing === "nights" ? "hotel" : "appointment",
    vertical: place.vertical,
    name: say(place.names, lang),
    description: say(place.text, lang),
    venue: venueOf(place, lang),
    vendorId: place.vendorId,
    timing: place.timing,
    capacity: place.capacity,
    maxParty: place.maxParty ?? null,
    amenities: place.amenities.map((code) => ({
      code,
      label: code === "wifi" ? "Wi-Fi" : say(["Тұрақ", "Парковка", "Parking"], lang),
      group: "place",
    })),
    attributes: place.kind ? { place: place.kind } : {},
    durations:
      place.unit === "hour"
        ? { default: place.duration, minimum: 60, maximum: 240, step: 60 }
        : null,
    images: [],
    rating: place.rating,
    reviewCount: place.reviewCount,
    price: place.price,
    currency: "KZT",
    priceUnit: place.unit,
    confirmation: "instant",
    paymentTiming: "on_site",
    policy: { code: "flexible", summary: null },
    services: (place.services ?? []).map((s) => ({
      id: s.id,
      name: say(s.names, lang),
      durationMinutes: s.minutes,
      price: s.price,
      currency: "KZT",
    })),
    version: 1,
  };
}
