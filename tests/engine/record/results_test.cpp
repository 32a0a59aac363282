#include "core/engine/record/results.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

struct Place {
  TempFolder folder;
  Workspace workspace{folder.path / ".moonstain"};
  fs::path results = folder.path / "results";
  Graph graph;

  Place() {
    graph.recipe = "demo";
    for (const char* section : {"mob/1", "mob/2", "", ""}) {
      Node node;
      node.step = "make";
      node.section = section;
      graph.nodes.push_back(node);
    }
    for (const char* name : {"a", "b", "c"}) {
      const fs::path object = workspace.object(sha256(name));
      make_folders(object);
      write_file(object / "text", name);
    }
  }
  fs::path link(const std::map<std::string, std::vector<Digest>>& objects) {
    return link_results(workspace, results, "default", graph, objects);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(results_test)

BOOST_AUTO_TEST_CASE(outputs_are_linked_by_name_section_or_number) {
  Place place;
  place.graph.outputs = {{"findings", {2}}, {"maps", {0, 1}}, {"more", {2, 3}}};
  const fs::path folder = place.link({{"findings", {sha256("a")}},
                                      {"maps", {sha256("b"), sha256("c")}},
                                      {"more", {sha256("a"), sha256("b")}}});
  BOOST_TEST(folder.native() == (place.results / "demo/default").native());
  BOOST_TEST(read_file(folder / "findings/text") == "a");
  BOOST_TEST(read_file(folder / "maps/2/text") == "c");
  BOOST_TEST(read_file(folder / "more/001/text") == "a");
  BOOST_TEST(read_file(place.results / "demo/latest/more/002/text") == "b");
  const std::string hex = sha256("a").hex();
  BOOST_TEST(fs::read_symlink(folder / "findings").native() ==
             "../../../.moonstain/store/" + hex.substr(0, 2) + "/" + hex);
  BOOST_TEST(linked_objects(place.results).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_file_where_results_go_is_told_before_a_run) {
  const Place place;
  const auto said = [&] {
    return error_of(
        [&] { check_results_folder(place.results, "demo", "default"); },
        place.folder.path);
  };
  const std::string no_folder =
      " is no folder, where results are named; name another one with "
      "--results DIR";
  BOOST_TEST(said() == "no error");
  BOOST_TEST(!path_exists(place.results));  // nothing is made
  write_file(place.results, "mine");
  BOOST_TEST(said() == "results" + no_folder);
  remove_file(place.results);
  fs::create_symlink("nowhere", place.results);
  BOOST_TEST(said() == "results" + no_folder);
  make_folders(place.folder / "nowhere");
  BOOST_TEST(said() == "no error");
  write_file(place.folder / "nowhere/demo", "mine");
  BOOST_TEST(said() == "results/demo" + no_folder);
}

// As an engine leaves them that is killed between making and placing a link.
BOOST_AUTO_TEST_CASE(half_made_links_of_dead_processes_go) {
  Place place;
  place.graph.outputs = {{"findings", {2}}};
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  const fs::path recipe = place.results / "demo";
  make_folders(recipe / "default");
  const std::string left = concat(".latest.", dead, ".new");
  const std::string living = concat(".latest.", ::getppid(), ".new");
  replace_link("default", recipe / left);
  replace_link("default", recipe / living);
  write_file(recipe / ".x.new", "");
  place.link({{"findings", {sha256("a")}}});
  const std::vector<std::string> expected = {living, ".x.new", "default",
                                             "latest"};
  BOOST_TEST(list_folder(recipe) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(links_of_former_outputs_go_and_other_files_stay) {
  Place place;
  place.graph.outputs = {{"findings", {2}}, {"maps", {0, 1}}};
  const fs::path folder = place.link(
      {{"findings", {sha256("a")}}, {"maps", {sha256("b"), sha256("c")}}});
  write_file(folder / "report.html", "<html>");
  place.graph.outputs = {{"maps", {0}}};
  place.link({{"maps", {sha256("b")}}});
  BOOST_TEST(
      (list_folder(folder) == std::vector<std::string>{"maps", "report.html"}));
  BOOST_TEST(read_file(folder / "maps/text") == "b");
}

// A recipe may come from a stranger: its names stay in its folder.
BOOST_AUTO_TEST_CASE(a_name_that_leads_elsewhere_is_refused) {
  for (const char* name : {"../x", "..", "a/b", ""}) {
    Place place;
    make_folders(place.results / "demo");
    write_file(place.results / "demo/x", "somebody's own");
    place.graph.outputs = {{name, {2}}};
    BOOST_TEST(error_of([&] { place.link({{name, {sha256("a")}}}); }) ==
               std::string("output '") + name +
                   "' cannot be the name of a file in results/");
    BOOST_TEST(
        (list_folder(place.results / "demo") == std::vector<std::string>{"x"}));
  }
  Place place;
  place.graph.nodes[0].section = "mob/..";
  place.graph.outputs = {{"maps", {0, 1}}};
  BOOST_TEST(error_of([&] {
               place.link({{"maps", {sha256("a"), sha256("b")}}});
             }) == "section '..' cannot be the name of a file in results/");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_too_long_is_refused) {
  Place place;
  place.graph.nodes[0].section = "mob/" + std::string(240, 'S');
  place.graph.outputs = {{"maps", {0, 1}}};
  place.link({{"maps", {sha256("a"), sha256("b")}}});
  place.graph.nodes[0].section = "mob/" + std::string(241, 'S');
  BOOST_TEST(
      error_of([&] { place.link({{"maps", {sha256("a"), sha256("b")}}}); }) ==
      "section '" + std::string(40, 'S') +
          "...' cannot be the name of a file in results/: it has 241 bytes, at "
          "most 240 may");
}

// U+202E turns the direction of writing, U+200B shows nothing.
BOOST_AUTO_TEST_CASE(a_name_that_looks_like_another_is_refused) {
  Place place;
  place.graph.outputs = {{"maps\xE2\x80\x8B", {2}}};
  BOOST_TEST(
      error_of([&] { place.link({{"maps\xE2\x80\x8B", {sha256("a")}}}); }) ==
      "output 'maps?\?\?' cannot be the name of a file in results/");
  place.graph.nodes[0].section =
      "mob/B\xE2\x80\xAE"
      "4";
  place.graph.outputs = {{"maps", {0, 1}}};
  BOOST_TEST(
      error_of([&] { place.link({{"maps", {sha256("a"), sha256("b")}}}); }) ==
      "section 'B?\?\?4' cannot be the name of a file in results/");
}

BOOST_AUTO_TEST_CASE(what_somebody_put_there_is_not_removed) {
  Place place;
  const fs::path mine = place.results / "demo/default/findings";
  make_folders(mine);
  write_file(mine / "notes.txt", "mine");
  place.graph.outputs = {{"findings", {2}}};
  BOOST_TEST(error_of([&] { place.link({{"findings", {sha256("a")}}}); }) ==
             mine.native() +
                 " is in the way of a result; move it elsewhere and repeat the "
                 "command");
  BOOST_TEST(read_file(mine / "notes.txt") == "mine");
}

// Two recipes in folders of one name; the first's results stay until it is
// gone.
BOOST_AUTO_TEST_CASE(another_recipe_of_the_name_is_refused) {
  Place place;
  const fs::path root = place.folder.path;
  for (const char* name : {"p1/demo", "p2/demo"}) {
    make_folders(root / name);
    write_file(root / name / "recipe.lua", "");
  }
  place.graph.outputs = {{"findings", {2}}};
  const auto link = [&](const char* folder, const char* object) {
    link_results(place.workspace, place.results, "default", place.graph,
                 {{"findings", {sha256(object)}}}, root / folder);
  };
  link("p1/demo", "a");
  link("p1/../p1/demo", "a");
  BOOST_TEST(error_of([&] { link("p2/demo", "b"); }) ==
             concat((place.results / "demo").native(),
                    " has results of another recipe of that name, ",
                    (root / "p1/demo").native(),
                    "; name another folder for those of ",
                    (root / "p2/demo").native(),
                    " with --results DIR, or rename one of the two recipes' "
                    "folders"));
  const fs::path text = place.results / "demo/default/findings/text";
  BOOST_TEST(read_file(text) == "a");
  fs::rename(root / "p1", root / "moved");
  link("moved/demo", "b");
  BOOST_TEST(read_file(text) == "b");
  BOOST_TEST(error_of([&] { link("p2/demo", "a"); }) != "no error");
  remove_tree(place.results);
  link("p2/demo", "c");
  BOOST_TEST(read_file(text) == "c");
}

// As before the folder was remembered, or where it is not known.
BOOST_AUTO_TEST_CASE(results_without_an_owner_are_taken_over) {
  Place place;
  place.graph.outputs = {{"findings", {2}}};
  place.link({{"findings", {sha256("a")}}});
  const fs::path recipe = place.folder.path / "p1/demo";
  make_folders(recipe);
  write_file(recipe / "recipe.lua", "");
  link_results(place.workspace, place.results, "default", place.graph,
               {{"findings", {sha256("b")}}}, recipe);
  BOOST_TEST(fs::read_symlink(place.results / "demo/.recipe").native() ==
             "../../p1/demo");
  place.link({{"findings", {sha256("c")}}});
}

// Somebody's own folder: neither written nor tidied up.
BOOST_AUTO_TEST_CASE(a_link_in_place_of_a_folder_of_results_is_refused) {
  for (const char* name : {"demo", "demo/default"}) {
    Place place;
    place.graph.outputs = {{"findings", {2}}};
    const fs::path mine = place.folder.path / "mine";
    make_folders(mine / "empty");
    make_folders((place.results / name).parent_path());
    replace_link(mine, place.results / name);
    BOOST_TEST(error_of([&] { place.link({{"findings", {sha256("a")}}}); }) ==
               (place.results / name).native() +
                   " is a link, where a folder of results must be; move it "
                   "elsewhere and repeat the command");
    BOOST_TEST((list_folder(mine) == std::vector<std::string>{"empty"}));
  }
}

BOOST_AUTO_TEST_CASE(a_folder_of_results_is_remembered_from_the_workspace) {
  Place place;
  make_folders(place.results);
  replace_link("results", place.folder.path / "named");
  const fs::path remembered =
      remembered_results(place.workspace, place.folder.path / "named");
  BOOST_TEST(remembered.native() == "../results");
  BOOST_TEST(results_at(place.workspace, remembered).native() ==
             place.results.native());
  // One that is not there yet, from the current folder.
  const fs::path before = fs::current_path();
  fs::current_path(place.folder.path);
  BOOST_TEST(remembered_results(place.workspace, "f1/results").native() ==
             "../f1/results");
  fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(no_results_link_nothing) {
  Place place;
  BOOST_TEST(linked_objects(place.results).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
