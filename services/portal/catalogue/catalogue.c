/* All departments in their order. */
#include "runtime/engine/catalogue.h"

extern const PvCatalogue pv_catalogue_sales, pv_catalogue_marketing, pv_catalogue_support, pv_catalogue_loyalty,
    pv_catalogue_analytics, pv_catalogue_portal;

const PvCatalogue *const pv_catalogues[PV_CATALOGUE_COUNT] = {
    &pv_catalogue_sales,   &pv_catalogue_marketing, &pv_catalogue_support,
    &pv_catalogue_loyalty, &pv_catalogue_analytics, &pv_catalogue_portal,
};
