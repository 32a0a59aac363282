// A whole folder of Space Ranger 3, beside what scanpy 1.11.5
// (read_10x_mtx, make_unique) and numpy say of it.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "core/base/file.h"
#include "core/data/source/manifest.h"
#include "core/data/source/visium.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/scale.h"
#include "tests/support/shared_data.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Manifest manifest() { return Manifest::read("data_manifests", "visium_mouse"); }

Dataset section(PictureIs picture) {
  const Manifest all = manifest();
  const auto file = [&](const char* role) {
    const std::string path = all.section("S1").files.at(role);
    return File{shared_data() / "spaceranger/outs" / path, path};
  };
  return read_visium({.counts = file("counts"),
                      .barcodes = file("barcodes"),
                      .features = file("features"),
                      .positions = file("spots"),
                      .scale_factors = file("scale_factors")},
                     {"v/S1", "v/mouse1", Lattice::hexagonal}, picture, 0.1);
}

std::int64_t total_of(const Dataset& d, const std::string& gene) {
  const auto found = std::ranges::find(d.genes, gene);
  BOOST_REQUIRE((found != d.genes.end()));
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < d.counts.values.size(); ++k) {
    if (d.counts.columns[k] == found - d.genes.begin()) {
      sum += d.counts.values[k];
    }
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(visium_section_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(the_manifest_describes_the_files) {
  for (const ManifestFile& file : manifest().files) {
    const FileEntry found =
        hash_file(shared_data() / "spaceranger/outs" / file.path);
    BOOST_TEST(found.size_bytes == file.size_bytes, file.path);
    BOOST_CHECK(found.sha256 == file.sha256);
  }
}

BOOST_AUTO_TEST_CASE(counts_and_names_are_those_of_scanpy) {
  const Dataset d = section(PictureIs::full);
  BOOST_TEST(d.spots.size() == 2898U);
  BOOST_TEST(d.genes.size() == 19465U);
  BOOST_TEST(d.counts.values.size() == 1069459U);
  BOOST_TEST(std::accumulate(d.counts.values.begin(), d.counts.values.end(),
                             std::int64_t{0}) == 3085005);
  BOOST_TEST(d.spots[100] == "AAGGTTGCTGAGTTGA-1");
  BOOST_TEST(d.array_xy(100, 0) == 44);
  BOOST_TEST(d.array_xy(100, 1) == 14);
  BOOST_TEST(d.pixel_xy(100, 0) == 725.748143217582);
  BOOST_TEST(d.pixel_xy(100, 1) == 1033.9162045658977);
  // Both symbols stand there twice.
  BOOST_TEST(total_of(d, "Ptp4a1") == 45);
  BOOST_TEST(total_of(d, "Ptp4a1-1") == 0);
  BOOST_TEST(total_of(d, "Aldoa") == 4);
  BOOST_TEST(total_of(d, "Aldoa-1") == 107);
  BOOST_TEST(d.left_out.empty());
}

BOOST_AUTO_TEST_CASE(its_positions_fit_the_array_and_give_the_scale) {
  Dataset d = section(PictureIs::full);
  const Geometry geometry = geometry_of(d);
  BOOST_TEST(geometry.determinant == 198.81061785521197, tt::tolerance(1e-9));
  BOOST_TEST(geometry.pitch_px == 21.378398048390576, tt::tolerance(1e-9));
  BOOST_TEST(fault_of(d, geometry) == "");
  d.spot_pitch_um = 100;
  settle_scale(d, {}, "", false);
  BOOST_TEST(d.um_per_px == 4.677618957868, tt::tolerance(1e-9));
  BOOST_TEST(d.spot_diameter_px == 14.964878633873417);
  BOOST_TEST(
      section(PictureIs::lowres).spot_diameter_px == 0.2 * 14.964878633873417,
      tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
