#include "core/data/source/column_names.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(column_names_test)

BOOST_AUTO_TEST_CASE(what_exports_give_beside_genes_is_no_gene) {
  for (const char* name :
       {"x", "Y", "in_tissue", "array_row", "pxl_col_in_fullres",
        "total_counts", "n_genes_by_counts", "pct_counts_mt", "nCount_Spatial",
        "orig.ident", "Unnamed: 0", "barcode", "imagerow", "library_size"}) {
    BOOST_TEST(is_no_gene(name), name);
  }
}

// Symbols that begin or end as such a name, or differ from one in a letter.
BOOST_AUTO_TEST_CASE(symbols_of_genes_are_genes) {
  for (const char* name :
       {"XIST", "T", "Clu", "CLUH", "COL1A1", "MT-CO1", "SPOCK1", "INDEX1",
        "XY", "ROW1", "SLIDE_A", "ENSG00000229807", "total_counts_of_ERBB2"}) {
    BOOST_TEST(!is_no_gene(name), name);
  }
}

BOOST_AUTO_TEST_CASE(a_spot_is_told_by_its_name) {
  for (const char* name : {"10x13", "7.96x8.94", "AAACAAGTATCTCCCA",
                           "AAACAAGTATCTCCCA-1", "s_002um_00010_00020-1"}) {
    BOOST_TEST(is_spot_name(name), name);
  }
  // Fifteen letters; a letter that is no base; nothing behind a sign.
  for (const char* name :
       {"10", "x13", "10x", "10x13b", "AAACAAGTATCTCCC", "AAACAAGTATCTCCCN-1",
        "AAACAAGTATCTCCCA-", "s_002um_00010", "GAPDH", "1.x2"}) {
    BOOST_TEST(!is_spot_name(name), name);
  }
  BOOST_TEST(are_spot_names({"1x2", "2x2", "total"}));
  BOOST_TEST(!are_spot_names({"1x2", "GAPDH"}));  // half is not more than half
  BOOST_TEST(!are_spot_names({}));
}

BOOST_AUTO_TEST_CASE(rows_that_were_numbered_are_in_order) {
  BOOST_TEST(are_row_numbers({"0", "1", "2"}, 0));
  BOOST_TEST(!are_row_numbers({"0", "1", "2"}, 1));
  BOOST_TEST(are_row_numbers({"1", "2"}, 1));
  BOOST_TEST(!are_row_numbers({"0", "2", "1"}, 0));
  BOOST_TEST(!are_row_numbers({"0", "01"}, 0));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
