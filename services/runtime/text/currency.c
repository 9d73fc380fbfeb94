/* The codes of ISO 4217 in use, in order, four bytes each. */
#include "runtime/text/currency.h"
#include <string.h>

#define CODE_BYTES 4

static const char codes[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR "
    "PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XCD XCG "
    "XDR XOF XPF XSU XUA YER ZAR ZMW ZWG ";

bool text_is_currency(const char *code)
{
    if (!code || strlen(code) != CODE_BYTES - 1)
        return false;
    size_t low = 0, high = sizeof codes / CODE_BYTES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(code, codes + middle * CODE_BYTES, CODE_BYTES - 1);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
