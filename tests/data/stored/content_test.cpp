#include "core/data/stored/content.h"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

/// Counts by the names of genes, a spot each; columns as `genes` stand.
CountsContent content(const std::vector<std::string>& genes,
                      const std::vector<std::map<std::string, int>>& spots) {
  std::vector<std::int64_t> starts{0};
  std::vector<std::int32_t> columns;
  std::vector<std::int32_t> values;
  for (const auto& spot : spots) {
    for (std::size_t gene = 0; gene < genes.size(); ++gene) {
      const auto found = spot.find(genes[gene]);
      if (found == spot.end()) continue;
      columns.push_back(static_cast<std::int32_t>(gene));
      values.push_back(found->second);
    }
    starts.push_back(static_cast<std::int64_t>(values.size()));
  }
  return content_of_counts(starts, columns, values, genes);
}

SectionContent holding(const CountsContent& counts,
                       const std::string& picture = "") {
  return {counts, picture};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content_test)

// By Python's hashlib, h = lambda b: sha256(b).hexdigest():
// h((h(b"A\0" + pack("<i", 2)) + h(b"A\0" + pack("<i", 1) + b"B\0" +
// pack("<i", 300))).encode()), the two spots' digests sorted.
BOOST_AUTO_TEST_CASE(counts_have_the_digest_that_is_written_down) {
  BOOST_TEST(
      content({"B", "A"}, {{{"A", 1}, {"B", 300}}, {{"A", 2}}}).all ==
      "920741d753795d68c2e668c5562ee2b5c4aeb52eebef61f62e94926dbc655010");
}

BOOST_AUTO_TEST_CASE(order_and_what_has_no_counts_are_no_part_of_it) {
  const CountsContent one =
      content({"A", "B"}, {{{"A", 1}, {"B", 3}}, {{"B", 2}}});
  BOOST_TEST((content({"B", "A"}, {{{"A", 1}, {"B", 3}}, {{"B", 2}}}) == one));
  BOOST_TEST((content({"A", "B"}, {{{"B", 2}}, {{"A", 1}, {"B", 3}}}) == one));
  BOOST_TEST((
      content({"A", "B", "C"}, {{{"A", 1}, {"B", 3}}, {}, {{"B", 2}}}) == one));
}

BOOST_AUTO_TEST_CASE(another_gene_count_or_spot_is_another_section) {
  const std::string one =
      content({"A", "B"}, {{{"A", 1}, {"B", 3}}, {{"B", 2}}}).all;
  BOOST_TEST(content({"A", "C"}, {{{"A", 1}, {"C", 3}}, {{"C", 2}}}).all !=
             one);
  BOOST_TEST(content({"A", "B"}, {{{"A", 1}, {"B", 3}}, {{"B", 4}}}).all !=
             one);
  BOOST_TEST(
      content({"A", "B"}, {{{"A", 1}, {"B", 3}}, {{"B", 2}}, {{"B", 2}}}).all !=
      one);
  BOOST_TEST(content({"A", "B"}, {{{"B", 3}}, {{"A", 1}, {"B", 2}}}).all !=
             one);
}

BOOST_AUTO_TEST_CASE(sections_without_counts_have_nothing_in_common) {
  const CountsContent none = content({"A"}, {{}, {}});
  BOOST_TEST(none.all == "");
  BOOST_TEST(holding(none).in_common(holding(none)) == "");
}

// 19 genes may be alike by chance, 20 tell a spot.
BOOST_AUTO_TEST_CASE(spots_of_few_genes_tell_nothing_alone) {
  std::vector<std::string> genes;
  std::map<std::string, int> spot;
  for (int gene = 0; gene < 20; ++gene) {
    genes.push_back("g" + std::to_string(gene));
    if (gene < 19) spot[genes.back()] = 1;
  }
  BOOST_TEST(content(genes, {spot}).spots.size() == 0U);
  spot["g19"] = 1;
  BOOST_TEST(content(genes, {spot, {{"g1", 1}}}).spots.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_two_have_in_common_is_said) {
  const CountsContent counts{"abc", {}};
  BOOST_TEST(holding(counts, "p").in_common(holding(counts, "p")) ==
             "the same counts, the same picture at their spots");
  BOOST_TEST(holding({}, "p").in_common(holding(counts, "p")) ==
             "the same picture at their spots");
  BOOST_TEST(holding(counts, "p").in_common(holding(counts, "q")) ==
             "the same counts");
  BOOST_TEST(holding(counts).in_common(holding({"abd", {}})) == "");
}

BOOST_AUTO_TEST_SUITE_END()
