#include "core/data/source/spatialdata_axes.h"

#include <boost/test/unit_test.hpp>

#include "core/base/json.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::string kXy = R"("axes": [{"name": "x"}, {"name": "y"}])";
const std::string kYx = R"("axes": [{"name": "y"}, {"name": "x"}])";
const std::string kCyx =
    R"("axes": [{"name": "c"}, {"name": "y"}, {"name": "x"}])";

AffineMap map_of(const std::string& step, const std::string& in,
                 const std::string& out) {
  const std::string text =
      "{\"coordinateTransformations\": [{" + step + ", \"input\": {" + in +
      "}, \"output\": {\"name\": \"global\", " + out + "}}]}";
  return map_to_system(parse_json(text, "test"), "", "shapes/a");
}
std::vector<double> numbers(const AffineMap& map) {
  return {map.data(), map.data() + map.size()};
}
using Numbers = std::vector<double>;

}  // namespace

BOOST_AUTO_TEST_SUITE(spatialdata_axes_test)

// Rows are the output's axes, columns the input's: [a b c; d e f].
BOOST_AUTO_TEST_CASE(an_affine_carries_its_own_axes) {
  const std::string affine =
      R"("type": "affine", "affine": [[1, 2, 3], [4, 5, 6]])";
  // x' = x + 2 y + 3, y' = 4 x + 5 y + 6.
  BOOST_TEST(numbers(map_of(affine, kXy, kXy)) == (Numbers{1, 2, 3, 4, 5, 6}),
             tt::per_element());
  // x' = y + 2 x + 3, y' = 4 y + 5 x + 6.
  BOOST_TEST(numbers(map_of(affine, kYx, kXy)) == (Numbers{2, 1, 3, 5, 4, 6}),
             tt::per_element());
  // y' = x + 2 y + 3, x' = 4 x + 5 y + 6.
  BOOST_TEST(numbers(map_of(affine, kXy, kYx)) == (Numbers{4, 5, 6, 1, 2, 3}),
             tt::per_element());
  // Both exchanged.
  BOOST_TEST(numbers(map_of(affine, kYx, kYx)) == (Numbers{5, 4, 6, 2, 1, 3}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(scale_translation_and_map_axis_do_so_too) {
  BOOST_TEST(numbers(map_of(R"("type": "scale", "scale": [1, 3, 2])", kCyx,
                            kCyx)) == (Numbers{2, 0, 0, 0, 3, 0}),
             tt::per_element());
  BOOST_TEST(numbers(map_of(R"("type": "translation", "translation": [7, 8])",
                            kYx, kYx)) == (Numbers{1, 0, 8, 0, 1, 7}),
             tt::per_element());
  BOOST_TEST(
      numbers(map_of(R"("type": "mapAxis", "mapAxis": {"x": "y", "y": "x"})",
                     kXy, kXy)) == (Numbers{0, 1, 0, 1, 0, 0}),
      tt::per_element());
}

// Scaled, then moved: (2 x + 10, 3 y + 20). The other order would give
// (2 (x + 10), 3 (y + 20)).
BOOST_AUTO_TEST_CASE(a_sequence_runs_from_its_first) {
  const std::string steps =
      R"("type": "sequence", "transformations": [
          {"type": "scale", "scale": [2, 3]},
          {"type": "translation", "translation": [10, 20]}])";
  BOOST_TEST(numbers(map_of(steps, kXy, kXy)) == (Numbers{2, 0, 10, 0, 3, 20}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_read_is_named) {
  const auto error = [](const std::string& step, const std::string& in) {
    return error_of([&] { map_of(step, in, kXy); });
  };
  BOOST_TEST(error(R"("type": "displacements")", kXy) ==
             "shapes/a: a transformation is of type 'displacements'; read are "
             "identity, scale, translation, affine, mapAxis and sequence");
  BOOST_TEST(error(R"("type": "scale", "scale": [2])", kXy) ==
             "shapes/a: a scale has 1 numbers for axes x, y");
  BOOST_TEST(error(R"("type": "affine", "affine": [[1, 2], [3, 4]])", kXy) ==
             "shapes/a: a row of an affine has 2 numbers for axes x, y and a "
             "shift");
  BOOST_TEST(
      error(R"("type": "affine", "affine": [[1, 0, 1, 0], [0, 1, 0, 0]])",
            kCyx) ==
      "shapes/a: an affine takes x from axis c, which positions "
      "here have not");
  BOOST_TEST(error(R"("type": "scale", "scale": [2, 2])",
                   R"("axes": [{"name": "z"}, {"name": "y"}])") ==
             "shapes/a: a transformation has axes z, y, and no x");
}

BOOST_AUTO_TEST_SUITE_END()
