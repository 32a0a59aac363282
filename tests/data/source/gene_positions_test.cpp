#include "core/data/source/gene_positions.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

GenePositions read(const std::string& text,
                   Assembly assembly = Assembly::hg38) {
  return GenePositions::parse(text, "genes.tsv", assembly);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gene_positions_test)

BOOST_AUTO_TEST_CASE(columns_are_found_by_name) {
  const auto genes = read(
      "chromosome\tstrand\tsymbol\tstart\n"
      "17\t-\tTOP2A\t40388524\nchrX\t+\tAR\t67544021\nMT\t+\tMT-CO1\t5904\n");
  BOOST_REQUIRE(genes.find("TOP2A") != nullptr);
  BOOST_TEST(genes.find("TOP2A")->chromosome == 16U);
  BOOST_TEST(genes.find("TOP2A")->start == 40388524);
  BOOST_TEST(genes.find("AR")->chromosome == 22U);
  BOOST_TEST(genes.find("MT-CO1") == nullptr);
  BOOST_TEST(genes.find("ERBB2") == nullptr);
}

// The form that inferCNV takes: no header, and the last base beside the first.
BOOST_AUTO_TEST_CASE(a_gene_order_without_a_header_is_read) {
  const auto genes =
      read("WASH7P\tchr1\t14363\t29806\nNOC2L\tchr1\t879584\t894689\n");
  BOOST_REQUIRE(genes.find("WASH7P") != nullptr);
  BOOST_TEST(genes.find("NOC2L")->start == 879584);
}

BOOST_AUTO_TEST_CASE(a_gene_at_two_places_has_none) {
  const auto genes = read(
      "symbol\tchromosome\tstart\nCD99\tX\t2691294\nCD99\tY\t2691294\n"
      "TWICE\t3\t5\nTWICE\t3\t5\n");
  BOOST_TEST(genes.find("CD99") == nullptr);
  BOOST_TEST(genes.is_repeated("CD99"));
  BOOST_TEST(genes.find("TWICE") != nullptr);
  BOOST_TEST(!genes.is_repeated("TWICE"));
}

// A gene of hg38's chromosome 1 beyond hg19's end would be the other way round
// unseen; beyond the end is all that tells.
BOOST_AUTO_TEST_CASE(positions_of_another_genome_are_refused) {
  BOOST_TEST(
      error_of([] {
        read("symbol\tchromosome\tstart\nA\t17\t83000000\n", Assembly::hg19);
      }) ==
      "genes.tsv: line 2: gene 'A' lies at 17:83000000, but chromosome 17 of "
      "hg19 has 81195210 bases; are the positions of another assembly?");
  BOOST_TEST(
      error_of([] { read("symbol\tchromosome\tstart\nA\tchr25\t5\n"); }) ==
      "genes.tsv: has no gene on a chromosome of hg38; expected names "
      "such as 17, chr17 and X");
  BOOST_TEST(error_of([] { read("gene\tchromosome\tstart\nA\t1\t5\n"); }) ==
             "genes.tsv: no column 'symbol'; there are: gene, chromosome, "
             "start");
}

BOOST_AUTO_TEST_SUITE_END()
