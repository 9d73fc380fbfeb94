/* Words the sample company is made of. */
#include "cli/sample/sample.h"
#include <stddef.h>

const SampleName sample_persian_women[] = {
    {"سارا", "sara"},     {"مریم", "maryam"},   {"نرگس", "narges"},     {"زهرا", "zahra"},   {"نازنین", "nazanin"},
    {"لیلا", "leila"},    {"شیرین", "shirin"},  {"الهام", "elham"},     {"مینا", "mina"},    {"پریسا", "parisa"},
    {"نگار", "negar"},    {"رویا", "roya"},     {"فاطمه", "fatemeh"},   {"آزاده", "azadeh"}, {"مهسا", "mahsa"},
    {"سمیرا", "samira"},  {"یاسمن", "yasaman"}, {"هانیه", "hanieh"},    {"ترانه", "taraneh"}, {"بهار", "bahar"},
    {"ستاره", "setareh"}, {"کیمیا", "kimia"},   {"گلناز", "golnaz"},    {"شادی", "shadi"},   {NULL, NULL}};
const SampleName sample_persian_men[] = {
    {"علی", "ali"},       {"رضا", "reza"},     {"محمد", "mohammad"}, {"حسین", "hossein"}, {"امیر", "amir"},
    {"مهدی", "mehdi"},    {"کاوه", "kaveh"},   {"آرش", "arash"},     {"بهرام", "bahram"}, {"سهراب", "sohrab"},
    {"داریوش", "dariush"}, {"فرهاد", "farhad"}, {"کیان", "kian"},     {"سینا", "sina"},    {"نوید", "navid"},
    {"پویا", "pouya"},    {"بابک", "babak"},   {"سعید", "saeed"},    {"هومن", "houman"},  {"شهرام", "shahram"},
    {"جمشید", "jamshid"}, {"مازیار", "maziar"}, {"یوسف", "yousef"},   {"پیمان", "peyman"}, {NULL, NULL}};
const SampleName sample_persian_families[] = {
    {"کریمی", "karimi"},     {"حسینی", "hosseini"},   {"محمدی", "mohammadi"}, {"احمدی", "ahmadi"},
    {"رضایی", "rezaei"},     {"موسوی", "mousavi"},    {"جعفری", "jafari"},    {"صادقی", "sadeghi"},
    {"اکبری", "akbari"},     {"نوری", "nouri"},       {"رحیمی", "rahimi"},    {"کاظمی", "kazemi"},
    {"یزدانی", "yazdani"},   {"شریفی", "sharifi"},    {"قاسمی", "ghasemi"},   {"تهرانی", "tehrani"},
    {"شیرازی", "shirazi"},   {"اصفهانی", "esfahani"}, {"بهرامی", "bahrami"},  {"فرهادی", "farhadi"},
    {"کیانی", "kiani"},      {"نیکنام", "niknam"},    {"پارسا", "parsa"},     {"دهقان", "dehghan"},
    {"زمانی", "zamani"},     {"سلطانی", "soltani"},   {"طاهری", "taheri"},    {"عباسی", "abbasi"},
    {"گل‌محمدی", "golmohammadi"}, {"مرادی", "moradi"}, {NULL, NULL}};
const SampleName sample_english_women[] = {
    {"Alice", "alice"},   {"Emma", "emma"},   {"Grace", "grace"}, {"Hannah", "hannah"}, {"Julia", "julia"},
    {"Laura", "laura"},   {"Megan", "megan"}, {"Nora", "nora"},   {"Olivia", "olivia"}, {"Rachel", "rachel"},
    {"Sophie", "sophie"}, {"Zoe", "zoe"},     {NULL, NULL}};
const SampleName sample_english_men[] = {
    {"Adam", "adam"},     {"Ben", "ben"},     {"Charles", "charles"}, {"Daniel", "daniel"}, {"Edward", "edward"},
    {"George", "george"}, {"Henry", "henry"}, {"James", "james"},     {"Martin", "martin"}, {"Oliver", "oliver"},
    {"Thomas", "thomas"}, {"William", "william"}, {NULL, NULL}};
const SampleName sample_english_families[] = {
    {"Baker", "baker"},   {"Carter", "carter"}, {"Davies", "davies"}, {"Evans", "evans"},   {"Foster", "foster"},
    {"Green", "green"},   {"Hughes", "hughes"}, {"Jackson", "jackson"}, {"King", "king"},   {"Lewis", "lewis"},
    {"Morgan", "morgan"}, {"Nelson", "nelson"}, {"Parker", "parker"}, {"Roberts", "roberts"}, {"Shaw", "shaw"},
    {"Turner", "turner"}, {"Walker", "walker"}, {"Young", "young"},   {NULL, NULL}};

const SampleCity sample_persian_cities[] = {
    {"تهران", "تهران"},     {"اصفهان", "اصفهان"}, {"شیراز", "فارس"},     {"مشهد", "خراسان رضوی"},
    {"تبریز", "آذربایجان شرقی"}, {"کرج", "البرز"}, {"رشت", "گیلان"},      {"یزد", "یزد"},
    {"کرمان", "کرمان"},     {"ساری", "مازندران"}, {NULL, NULL}};
const SampleCity sample_english_cities[] = {
    {"London", "England"}, {"Leeds", "England"}, {"Cardiff", "Wales"}, {"Glasgow", "Scotland"},
    {"Bristol", "England"}, {"Edinburgh", "Scotland"}, {NULL, NULL}};

const SampleProduct sample_products[] = {
    {"TEA-100", "چای سیاه لاهیجان", "tea", 1850000},   {"TEA-200", "چای سبز", "tea", 2100000},
    {"TEA-300", "Earl Grey", "tea", 2450000},          {"TEA-400", "دمنوش بهارنارنج", "tea", 1600000},
    {"COF-100", "قهوهٔ ترک", "coffee", 3200000},        {"COF-200", "Espresso beans", "coffee", 5400000},
    {"COF-300", "قهوهٔ فوری", "coffee", 2300000},       {"SAF-100", "زعفران سرگل", "spices", 9800000},
    {"SPI-100", "هل سبز", "spices", 4300000},          {"SPI-200", "دارچین", "spices", 1200000},
    {"NUT-100", "پستهٔ اکبری", "nuts", 8900000},        {"NUT-200", "بادام", "nuts", 6100000},
    {"NUT-300", "گردو", "nuts", 5600000},              {"SWE-100", "سوهان قم", "sweets", 3900000},
    {"SWE-200", "گز اصفهان", "sweets", 3400000},       {"SWE-300", "باقلوای یزدی", "sweets", 4100000},
    {"SWE-400", "Shortbread", "sweets", 2800000},      {"HON-100", "عسل گون", "honey", 5200000},
    {"CUP-100", "استکان و نعلبکی", "ware", 7400000},    {"CUP-200", "Tea pot", "ware", 12600000},
    {"CUP-300", "سماور برقی", "ware", 68000000},       {"CUP-400", "French press", "ware", 18500000},
    {"GIF-100", "بستهٔ هدیهٔ نوروز", "gifts", 25000000}, {"GIF-200", "Gift box", "gifts", 21000000},
    {NULL, NULL, NULL, 0}};

const char *const sample_company_words[] = {"آریا",   "پارس",   "البرز", "زاگرس", "مهر",     "سپهر",     "نوین", "Crown",
                                            "کارون", "هیرکان", "نگین",  "سرو",   "Harbour", "Northern", "Oak",  NULL};
const char *const sample_company_kinds[] = {"بازرگانی", "پخش", "هتل", "رستوران", "فروشگاه", "صنایع غذایی", NULL};
const char *const sample_roles[] = {"مدیر خرید", "buyer", "حسابدار", "مدیر عامل", "manager", NULL};
const char *const sample_lead_subjects[] = {"درخواست قیمت عمده",      "Wholesale prices",       "بستهٔ هدیهٔ سازمانی",
                                            "Coffee for our office", "همکاری در نمایندگی",     "درخواست کاتالوگ",
                                            "Gift boxes for Yalda",  "تجهیز قهوه‌خانهٔ شرکت", NULL};
/* Subject and kind. */
const char *const sample_case_subjects[][2] = {
    {"بسته آسیب دیده رسید", "complaint"}, {"Parcel is late", "complaint"},      {"سؤال دربارهٔ امتیازها", "question"},
    {"مرجوع کردن کالا", "return"},        {"Wrong item in the box", "return"},  {"فاکتور رسمی لازم دارم", "information"},
    {"سماور روشن نمی‌شود", "incident"},   {"مبلغ دوبار کسر شده است", "dispute"}, {NULL, NULL}};

unsigned sample_count_names(const SampleName *names)
{
    unsigned count = 0;
    while (names[count].native)
        count++;
    return count;
}
