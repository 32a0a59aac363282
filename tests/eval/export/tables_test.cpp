#include "core/eval/export/tables.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <map>
#include <string>

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/predictions.h"
#include "core/eval/metrics/scores.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

template <typename Noun>
std::map<std::string, std::string> tables(const Noun& noun) {
  const TempFolder folder;
  noun.write(folder / "object");
  const StoredValue value{"x", stored_type(folder / "object"),
                          folder / "object"};
  BOOST_TEST(value.type == Noun::kType);
  std::map<std::string, std::string> out;
  for (const CsvFile& file : csv_files(value)) out[file.path] = file.text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tables_test)

BOOST_AUTO_TEST_CASE(a_section_is_its_places_and_the_counts_there_are) {
  Dataset dataset;
  dataset.section = "lab/S1";
  dataset.spots = {"1x1", "2x1"};
  dataset.genes = {"A,B", "C3"};
  dataset.counts = {2, 2, {0, 2, 3}, {0, 1, 1}, {5, 1, 7}};
  dataset.array_xy.resize(2, 2);
  dataset.array_xy << 1, 1, 2, 1;
  dataset.pixel_xy.resize(2, 2);
  dataset.pixel_xy << 10.25, 20, 30, 40.5;
  const auto found = tables(dataset);
  BOOST_TEST(found.size() == 2);
  BOOST_TEST(found.at("x.spots.csv") ==
             "spot,array_x,array_y,x_px,y_px\r\n"
             "1x1,1,1,10.25,20\r\n2x1,2,1,30,40.5\r\n");
  BOOST_TEST(found.at("x.counts.csv") ==
             "spot,gene,count\r\n"
             "1x1,\"A,B\",5\r\n1x1,C3,1\r\n2x1,C3,7\r\n");
}

BOOST_AUTO_TEST_CASE(rows_of_predictions_are_called_by_what_they_are) {
  Predictions predictions;
  predictions.about = "lab/S1";
  predictions.unit_kind = ObservedKind::nucleus;
  predictions.names = {"7", "9"};
  predictions.variables = {"A", "B"};
  predictions.values.resize(2, 2);
  predictions.values << 0.1F, 1, -2, 3.5F;
  BOOST_TEST(tables(predictions).at("x.csv") ==
             "nucleus,A,B\r\n7,0.1,1\r\n9,-2,3.5\r\n");
}

BOOST_AUTO_TEST_CASE(features_have_numbered_columns) {
  Features features;
  features.section = "lab/S1";
  features.spots = {"1x1"};
  features.values.resize(1, 2);
  features.values << 1, 2;
  BOOST_TEST(tables(features).at("x.csv") == "spot,f0,f1\r\n1x1,1,2\r\n");
}

BOOST_AUTO_TEST_CASE(scores_are_by_item_and_the_units_own_beside_them) {
  Scores scores;
  scores.predictor.name = "ridge";
  scores.unit = "lab/S1";
  scores.items = {"A", "B"};
  scores.places = {{"tissue", 12}};
  scores.facts = {{"spots", 12}};
  Eigen::VectorXd r(2);
  r << 0.25, std::numeric_limits<double>::quiet_NaN();
  scores.columns = {{"tissue", "pearson", r}};
  const auto found = tables(scores);
  BOOST_TEST(found.at("x.csv") == "gene,tissue.pearson\r\nA,0.25\r\nB,\r\n");
  BOOST_TEST(found.at("x.unit.csv") ==
             "predictor,unit,reading,name,value\r\n"
             "ridge,lab/S1,tissue,places,12\r\nridge,lab/S1,,spots,12\r\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_refused_by_name) {
  BOOST_TEST(error_of([] { csv_files({"tiles", "Patches", ""}); }) ==
             "tiles: is a Patches, which has no tables");
  BOOST_TEST(!has_tables("Patches"));
  BOOST_TEST(!has_tables(""));
  BOOST_TEST(has_tables("Findings"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
