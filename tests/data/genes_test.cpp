// Sets that are about genes, and inferCNV's example: the manifests beside the
// files. `oligodendroglioma_has_lost_1p_and_19q` reads the latter.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/table.h"
#include "core/data/source/fetch.h"
#include "core/data/source/gene_positions.h"
#include "core/data/source/manifest.h"
#include "tests/support/shared_data.h"

using namespace moonstain;

namespace {

std::string positions() {
  const Manifest m = Manifest::read("data_manifests", "genes");
  return read_file(shared_data() / "genes" / m.tables.at("positions"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(genes_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(the_manifests_name_these_files) {
  for (const char* name : {"genes", "infercnv"}) {
    const Manifest m = Manifest::read("data_manifests", name);
    BOOST_TEST(m.files.size() == 3U);
    for (const ManifestFile& file : m.files) {
      verify_file(m, file, shared_data() / name / file.path);
    }
  }
  BOOST_TEST(Manifest::read("data_manifests", "genes").patients.empty());
  BOOST_TEST(Manifest::read("data_manifests", "infercnv").patients.size() ==
             5U);
}

// The paper's own places: TOP2A 17:40388516-40417950, ERBB2 from 39687914 (of
// its longest form).
BOOST_AUTO_TEST_CASE(genes_lie_where_the_paper_has_them) {
  const auto genes = GenePositions::parse(positions(), "genes", Assembly::hg38);
  BOOST_REQUIRE(genes.find("TOP2A") != nullptr);
  BOOST_REQUIRE(genes.find("ERBB2") != nullptr);
  BOOST_TEST(genes.find("TOP2A")->chromosome == 16U);
  BOOST_TEST(std::abs(genes.find("TOP2A")->start - 40388516) < 20000);
  BOOST_TEST(std::abs(genes.find("ERBB2")->start - 39687914) < 20000);
  BOOST_TEST(genes.is_repeated("CD99"));
}

// A band's letter is the arm: of 28,217 genes on one chromosome 31 differ, at
// band p11 or q11, which the table's bands round.
BOOST_AUTO_TEST_CASE(arms_are_those_of_the_bands) {
  const Table table = Table::parse(positions(), "genes");
  std::size_t all = 0, other = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view band = table.field(row, table.column("band"));
    const auto place =
        chromosome_place(table.field(row, table.column("chromosome")));
    const std::string_view name = chromosomes(Assembly::hg38)[*place].name;
    if (!band.starts_with(name) || band.size() <= name.size() ||
        (band[name.size()] != 'p' && band[name.size()] != 'q')) {
      continue;
    }
    ++all;
    other += arm_of(Assembly::hg38, *place,
                    table.integer(row, table.column("start"))) !=
             band.substr(0, name.size() + 1);
  }
  BOOST_TEST(all == 28217U);
  BOOST_TEST(other == 31U);
}

BOOST_AUTO_TEST_SUITE_END()
