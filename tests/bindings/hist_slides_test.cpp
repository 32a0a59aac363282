// Slides by sample, as recipes/lib/hist.lua picks them.
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/file.h"
#include "tests/bindings/planning.h"

using namespace moonstain;
using namespace moonstain::testing;

namespace {

// What a recipe says that ends with this expression.
std::string said(const std::string& expression) {
  Recipe recipe(
      concat("local hist = require \"hist\"\nerror(", expression, ", 0)\n"));
  for (const char* file :
       {"hist", "datasets", "encoders", "protocols", "baselines"}) {
    recipe.write(concat("lib/", file, ".lua"),
                 read_file(concat("recipes/lib/", file, ".lua")));
  }
  const std::string error = recipe.error();
  const std::string line = "recipe.lua:2: ";
  BOOST_TEST(error.starts_with(line), error);
  return error.substr(line.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_slides_test)

// recipes/hist_loocv/METHOD.md 4.4, step 9.
BOOST_AUTO_TEST_CASE(a_sample_is_named_by_15_letters_before_the_first_dot) {
  BOOST_TEST(said("hist.sample_of \"TCGA-A1-A0SB-01Z-00-DX1.B34C267B.svs\"") ==
             "TCGA-A1-A0SB-01");
  BOOST_TEST(said("hist.sample_of \"CMU-1.small.svs\"") == "CMU-1");
}

BOOST_AUTO_TEST_CASE(of_several_slides_of_a_sample_the_last_is_kept) {
  BOOST_TEST(said("(function() local text = \"\" "
                  "for _, one in ipairs(hist.last_slides { \"B-1.svs\", "
                  "\"TCGA-A1-A0SB-01Z-00-DX1.svs\", \"B-1.tif\", "
                  "\"TCGA-A1-A0SB-01Z-00-DX2.svs\", "
                  "\"TCGA-A1-A0SB-11A-00-DX2.svs\" }) do "
                  "text = text .. one.sample .. \"=\" .. one.name .. \" \" end "
                  "return text end)()") ==
             "B-1=B-1.tif TCGA-A1-A0SB-01=TCGA-A1-A0SB-01Z-00-DX2.svs "
             "TCGA-A1-A0SB-11=TCGA-A1-A0SB-11A-00-DX2.svs ");
}

BOOST_AUTO_TEST_SUITE_END()
