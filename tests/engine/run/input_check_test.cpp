#include "core/engine/run/input_check.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/engine/test_graph.h"
#include "tests/support/damage.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

namespace tt = boost::test_tools;
using Sources = InputCheck::Sources;

Catalog catalog() {
  return Catalog::parse(Json::parse(R"({"steps": [
      {"name": "make", "version": 1, "sentence": "", "numeric": "exact",
       "output": "Note", "inputs": [], "options": []},
      {"name": "join", "version": 1, "sentence": "", "numeric": "exact",
       "output": "Note", "options": [],
       "inputs": [{"name": "notes", "type": "Note", "sentence": "",
                   "role": "applies", "many": true}]}]})"),
                        "catalog");
}

/// `reader` reads a source file and an object, which the ledger knows.
struct Reading {
  TempFolder folder;
  fs::path data = folder.path / "data";
  fs::path file = data / "genes.txt";
  Workspace workspace{folder.path / ".moonstain"};
  Store store{workspace};
  TestGraph test{catalog()};
  NodeIndex source = test.add_file("genes.txt", "ERBB2");
  NodeIndex made = test.add("make");
  NodeIndex reader = test.add("join", {}, {{"notes", {source, made}}});
  Digest object = put_object();
  Ledger ledger{workspace.ledger(), Ledger::Mode::write};
  Resolution resolution{
      test.graph, test.catalog, test.numbers, {reader}, [this](const Digest&) {
        return KnownResult{object, 5, true};
      }};
  InputCheck check{test.graph, resolution, store, ledger, {data}};

  Reading() {
    make_folders(data);
    write_file(file, "ERBB2");
    TaskRow row;
    row.key = *resolution.key(made);
    row.object = object;
    row.step = "make";
    row.files = object_files();
    ledger.record({row});
  }

  Digest put_object() {
    make_workspace(workspace);
    const fs::path stage = workspace.stage() / "1";
    make_folders(stage);
    return store
        .publish(stage, {{"text", write_file(stage / "text", "trunk")}},
                 [](const StoredObject&) { return false; })
        .digest;
  }
  static std::string object_files() {
    return sha256("trunk").hex() + " 5 text\n";
  }
  std::vector<fs::path> to_hash() const { return check.not_yet_hashed(reader); }
  void write_source_anew(std::string_view content) {
    remove_file(file);
    write_file(file, content);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(input_check_test)

BOOST_AUTO_TEST_CASE(inputs_that_were_removed_are_named) {
  Reading reading;
  BOOST_TEST(reading.check.gone_inputs(reading.reader).empty());
  reading.store.remove(reading.object);
  BOOST_TEST(reading.check.gone_inputs(reading.reader) ==
                 std::vector<NodeIndex>{reading.made},
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(an_object_is_hashed_once_or_when_it_was_lost) {
  Reading reading;
  const fs::path path = reading.store.path(reading.object);
  BOOST_REQUIRE(reading.to_hash().size() == 1U);
  BOOST_TEST(reading.to_hash().front().native() == path.native());
  reading.check.inputs_hashed(reading.reader);
  BOOST_TEST(reading.to_hash().empty());
  reading.check.lost(reading.object);
  BOOST_TEST(reading.to_hash().size() == 1U);
}

// One that lay there already was looked at by name and size alone.
BOOST_AUTO_TEST_CASE(an_object_of_this_run_is_hashed_where_it_was_there) {
  Reading reading;
  reading.check.published(reading.object, true);
  BOOST_TEST(reading.to_hash().size() == 1U);
  reading.check.published(reading.object, false);
  BOOST_TEST(reading.to_hash().empty());
}

BOOST_AUTO_TEST_CASE(an_object_is_recorded_when_the_ledger_has_it_whole) {
  Reading reading;
  const StoredObject object{reading.object, Reading::object_files()};
  BOOST_TEST(reading.check.is_recorded(object));
  cut(reading.store.path(reading.object) / "text", 3);
  BOOST_TEST(!reading.check.is_recorded(object));
  BOOST_TEST(reading.check.shape_problem(reading.object) ==
             ": file text has 3 bytes, was written with 5");
  reading.ledger.mark_absent({reading.object});
  BOOST_TEST(!reading.check.is_recorded(object));
}

BOOST_AUTO_TEST_CASE(what_a_worker_calls_damaged_is_hashed_again) {
  Reading reading;
  BOOST_TEST(reading.check.content_problem(reading.object) == "");
  BOOST_TEST(reading.to_hash().empty());
  reading.check.lost(reading.object);
  flip(reading.store.path(reading.object) / "text", 0);
  BOOST_TEST(reading.check.content_problem(reading.object) ==
             ": file text has changed: its sha256 is " + sha256("urunk").hex() +
                 ", was " + sha256("trunk").hex());
  BOOST_TEST(reading.to_hash().size() == 1U);
  reading.store.remove(reading.object);
  BOOST_TEST(reading.check.content_problem(reading.object) == "");
  BOOST_TEST(reading.check.believe_once(reading.reader));
  BOOST_TEST(!reading.check.believe_once(reading.reader));
  BOOST_TEST(reading.check.believe_once(reading.made));
}

BOOST_AUTO_TEST_CASE(a_source_may_be_touched_once_and_never_changed) {
  Reading reading;
  const auto read_while = [&](std::string_view content) {
    reading.check.hand_out(reading.reader, reading.source);
    reading.write_source_anew(content);
    return reading.check.sources_read(reading.reader);
  };
  reading.check.find_sources({reading.reader});
  BOOST_TEST(reading.check.hand_out(reading.reader, reading.source).native() ==
             reading.file.native());
  BOOST_TEST((reading.check.sources_read(reading.reader).sources ==
              Sources::left_alone));
  InputCheck::SourcesRead read = read_while("ERBB2");
  BOOST_TEST((read.sources == Sources::touched));
  const std::string touched = "genes.txt: " + reading.file.native() +
                              " was written to or replaced while the task ran";
  BOOST_TEST(read.why == touched);
  read = read_while("ERBB2");
  BOOST_TEST((read.sources == Sources::changed));
  BOOST_TEST(read.why == touched +
                             "; leave it alone while a run reads it, and "
                             "repeat the command");
  read = read_while("ESR1x");
  BOOST_TEST((read.sources == Sources::changed));
  BOOST_TEST(read.why.starts_with("genes.txt: " + reading.file.native() +
                                  " has changed while the task ran: "));
}

BOOST_AUTO_TEST_CASE(a_task_that_was_not_begun_has_read_no_source) {
  Reading reading;
  reading.check.find_sources({reading.reader});
  reading.check.hand_out(reading.reader, reading.source);
  reading.check.take_back(reading.reader);
  reading.write_source_anew("ESR1x");
  BOOST_TEST((reading.check.sources_read(reading.reader).sources ==
              Sources::left_alone));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
