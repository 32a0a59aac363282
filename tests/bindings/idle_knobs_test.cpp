#include "bindings/audit/idle_knobs.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::kData;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(idle_knobs_test)

// `side` and `scale` change the patches, `spare` and `way` nothing but the
// protocol that a value quotes; a crop of less than a pixel is refused, so
// `edge` cannot be turned.
BOOST_AUTO_TEST_CASE(knobs_without_effect_are_found) {
  const Recipe recipe(kData + R"(
local side = ms.param { name = 'side', default = 3, 'of a crop' }
local spare = ms.param { name = 'spare', default = 0.5, 'not used' }
local scale = ms.switch { name = 'scale', kind = 'scoring', published = 1,
                          audited = 2, why = 'the unit' }
local way = ms.switch { name = 'way', kind = 'training', published = 5,
                        audited = 6, why = 'not used' }
local edge = ms.switch { name = 'edge', kind = 'training', published = 0,
                         audited = -100, why = 'refused' }
return {
  patches = ms.patches { dataset = dataset, size_px = side * scale + edge },
  stated = ms.dataset { manifest = data, layout = ms.protocol() },
}
)");
  const Replanner replanner(recipe.request(), catalog());
  const auto idle = idle_knobs(replanner);
  BOOST_REQUIRE(idle.size() == 3);
  BOOST_TEST(idle[0].name == "spare");
  BOOST_TEST(idle[0].where == "");
  BOOST_TEST(idle[0].tried == "1");
  BOOST_TEST(idle[1].name == "way");
  BOOST_TEST(idle[1].where == "recipe.lua:8");
  BOOST_TEST(idle[1].error == "");
  BOOST_TEST(idle[2].name == "edge");
  BOOST_TEST(idle[2].error.find("size_px") != std::string::npos, idle[2].error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
