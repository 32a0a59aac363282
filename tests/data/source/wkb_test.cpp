#include "core/data/source/wkb.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

template <typename Value>
std::string raw(Value value, bool big = false) {
  std::string bytes(reinterpret_cast<const char*>(&value), sizeof value);
  return big ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
}

std::string ring(const std::vector<double>& numbers, std::uint32_t corners) {
  std::string out = raw(corners);
  for (const double number : numbers) out += raw(number);
  return out;
}
const std::string kLittle(1, '\1');

std::string head(std::uint32_t type) { return kLittle + raw(type); }

}  // namespace

BOOST_AUTO_TEST_SUITE(wkb_test)

BOOST_AUTO_TEST_CASE(a_point_of_either_byte_order_with_or_without_z) {
  const std::string little = head(1) + raw(1.5) + raw(-2.0);
  const std::string big = std::string(1, '\0') + raw(std::uint32_t{1}, true) +
                          raw(1.5, true) + raw(-2.0, true);
  const std::string iso = head(1001) + raw(1.5) + raw(-2.0) + raw(9.0);
  const std::string extended =
      head(0x80000001U) + raw(1.5) + raw(-2.0) + raw(9.0);
  for (const std::string& bytes : {little, big, iso, extended}) {
    const auto at = wkb_centre(bytes, "a");
    BOOST_TEST(at[0] == 1.5);
    BOOST_TEST(at[1] == -2);
  }
}

// A square of side 2 cut by its diagonal: the triangle's centre of mass is the
// mean of its corners. Corners that stand close together do not draw it.
BOOST_AUTO_TEST_CASE(a_polygon_has_the_centre_of_its_area) {
  const std::string triangle = head(3) + raw(std::uint32_t{1}) +
                               ring({100, 0, 106, 0, 100, 3, 100, 0}, 4);
  BOOST_TEST(wkb_centre(triangle, "a")[0] == 102, tt::tolerance(1e-12));
  BOOST_TEST(wkb_centre(triangle, "a")[1] == 1, tt::tolerance(1e-12));
  const std::string uneven =
      head(3) + raw(std::uint32_t{1}) +
      ring({0, 0, 4, 0, 4, 2, 3.9, 2, 3.8, 2, 3.7, 2, 0, 2, 0, 0}, 8);
  BOOST_TEST(wkb_centre(uneven, "a")[0] == 2, tt::tolerance(1e-12));
  BOOST_TEST(wkb_centre(uneven, "a")[1] == 1, tt::tolerance(1e-12));
  const std::string several = head(6) + raw(std::uint32_t{2}) + head(3) +
                              raw(std::uint32_t{1}) +
                              ring({0, 0, 1, 0, 0, 1, 0, 0}, 4) + triangle;
  BOOST_TEST(wkb_centre(several, "a")[0] == 102, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_is_no_such_geometry_is_refused) {
  const auto error = [](const std::string& bytes) {
    return error_of([&] { wkb_centre(bytes, "row 3"); });
  };
  BOOST_TEST(error("") == "row 3: a geometry ends too early");
  BOOST_TEST(error("\7") == "row 3: is no geometry in well-known binary");
  BOOST_TEST(error(head(2)) ==
             "row 3: is a geometry of type 2, expected a "
             "point, a polygon or several");
  BOOST_TEST(error(head(1) + raw(1.5)) == "row 3: a geometry ends too early");
  BOOST_TEST(error(head(3) + raw(std::uint32_t{1}) + ring({0, 0, 1, 1}, 2)) ==
             "row 3: a ring has 2 corners");
  BOOST_TEST(error(head(3) + raw(std::uint32_t{1}) +
                   ring({0, 0, 1, 1, 2, 2, 0, 0}, 4)) ==
             "row 3: a polygon has no area");
  const double nowhere = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(error(head(1) + raw(nowhere) + raw(nowhere)) ==
             "row 3: a geometry has a corner at (nan, nan), expected finite "
             "numbers; an empty one lies nowhere");
  BOOST_TEST(error(head(3) + raw(std::uint32_t{1}) +
                   ring({0, 0, 1e300, 0, 0, 1e300, 0, 0}, 4)) ==
             "row 3: a polygon's centre is no finite number");
  BOOST_TEST(error(head(3) + raw(std::uint32_t{0})) ==
             "row 3: a polygon has no ring");
}

BOOST_AUTO_TEST_SUITE_END()
