#include "bindings/lua/plan/shelf.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/bindings/planning.h"
#include "tests/support/temp_folder.h"

namespace moonstain::lua {

using testing::kHead;
using testing::Recipe;

namespace {

const std::string kOutput = "return { d = ms.dataset { manifest = data } }\n";

/// A recipe that uses `code`, in a folder prepared by `prepare`.
std::string error_with(const std::string& code,
                       const std::function<void(const fs::path&)>& prepare) {
  Recipe recipe(kHead + code + "\n" + kOutput);
  const fs::path folder = recipe.request().recipe;
  prepare(folder);
  return without_folder(recipe.error(), folder);
}

void sparse(const fs::path& path, off_t bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  BOOST_REQUIRE(file >= 0);
  BOOST_REQUIRE(::ftruncate(file, bytes) == 0);
  ::close(file);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shelf_test)

// /etc/passwd stands for whatever the one who plans can read.
BOOST_AUTO_TEST_CASE(a_link_that_leads_out_of_the_folder_is_not_followed) {
  const auto link = [](const std::string& name) {
    return [name](const fs::path& folder) {
      fs::create_symlink("/etc/passwd", folder / name);
    };
  };
  BOOST_TEST(error_with("ms.source { 'genes.txt' }", link("genes.txt")) ==
             "recipe.lua:2: ms.source: 'genes.txt' is a link that leads out of "
             "the recipe's folder; a recipe reads what lies in it");
  BOOST_TEST(error_with("require 'secret'", link("secret.lua")) ==
             "recipe.lua:2: require: 'secret.lua' is a link that leads out of "
             "the recipe's folder; a recipe reads what lies in it");
  BOOST_TEST(error_with("ms.source { 'up.txt' }",
                        [](const fs::path& folder) {
                          write_file(folder / "../up.txt", "x");
                          fs::create_symlink("../up.txt", folder / "up.txt");
                        }) ==
             "recipe.lua:2: ms.source: 'up.txt' is a link that leads out "
             "of the recipe's folder; a recipe reads what lies in it");
  BOOST_TEST(error_with("ms.source { 'etc/passwd' }",
                        [](const fs::path& folder) {
                          fs::create_symlink("/etc", folder / "etc");
                        }) ==
             "recipe.lua:2: ms.source: no file 'etc/passwd' beside the recipe "
             "or in recipes/lib");
}

BOOST_AUTO_TEST_CASE(a_link_within_the_folder_is_a_file_of_it) {
  BOOST_TEST(error_with("ms.source { 'genes.txt' }", [](const fs::path& at) {
               write_file(at / "real.txt", "A\n");
               fs::create_symlink("real.txt", at / "genes.txt");
             }) == "");
}

// As where a checkout is made of links: recipe.lua is what was asked for, and
// what lies beside it there belongs to it.
BOOST_AUTO_TEST_CASE(files_beside_the_real_recipe_belong_to_it) {
  BOOST_TEST(error_with("ms.source { 'genes.txt' }", [](const fs::path& at) {
               const fs::path real = at / "../real";
               make_folders(real);
               write_file(real / "genes.txt", "A\n");
               fs::rename(at / "recipe.lua", real / "recipe.lua");
               fs::create_symlink(real / "recipe.lua", at / "recipe.lua");
               fs::create_symlink(real / "genes.txt", at / "genes.txt");
             }) == "");
}

// The stranger's folder is the one that was named. What recipe.lua leads to
// says nothing of where else its links may go.
BOOST_AUTO_TEST_CASE(a_linked_recipe_takes_no_links_out_along) {
  const auto refused = [](const std::string& name) {
    return "recipe.lua:2: ms.source: '" + name +
           "' is a link that leads out of the recipe's folder; a recipe reads "
           "what lies in it";
  };
  const auto linked = [](const std::string& recipe, const std::string& name,
                         const std::string& file) {
    return [=](const fs::path& at) {
      make_folders(at / "../home/deep");
      write_file(at / "../home" / file, "A\n");
      fs::rename(at / "recipe.lua", at / "../home" / recipe);
      fs::create_symlink(at / "../home" / recipe, at / "recipe.lua");
      fs::create_symlink(at / "../home" / file, at / name);
    };
  };
  // Below the folder that recipe.lua leads to, but not in its place.
  BOOST_TEST(error_with("ms.source { 'genes.txt' }",
                        linked("recipe.lua", "genes.txt", "secret.txt")) ==
             refused("genes.txt"));
  BOOST_TEST(error_with("ms.source { 'genes.txt' }",
                        linked("recipe.lua", "genes.txt", "deep/genes.txt")) ==
             refused("genes.txt"));
  // A text of another name makes no recipe's folder of the one it lies in.
  BOOST_TEST(error_with("ms.source { 'genes.txt' }",
                        linked("text.lua", "genes.txt", "genes.txt")) ==
             refused("genes.txt"));
}

BOOST_AUTO_TEST_CASE(a_recipe_that_is_no_file_is_not_opened) {
  const auto in_its_place = [](const std::function<void(const char*)>& make) {
    return error_with("", [&](const fs::path& folder) {
      remove_file(folder / "recipe.lua");
      make((folder / "recipe.lua").c_str());
    });
  };
  const std::string refused =
      "recipe.lua: is no regular file; a recipe is a text file";
  BOOST_TEST(in_its_place([](const char* path) {
               BOOST_REQUIRE(::mkfifo(path, 0644) == 0);
             }) == refused);
  BOOST_TEST(in_its_place([](const char* path) {
               BOOST_REQUIRE(::symlink("/dev/zero", path) == 0);
             }) == refused);
  BOOST_TEST(in_its_place([](const char* path) {
               BOOST_REQUIRE(::mkdir(path, 0755) == 0);
             }) == refused);
}

BOOST_AUTO_TEST_CASE(pipes_and_devices_beside_a_recipe_are_passed_over) {
  BOOST_TEST(error_with("ms.source { 'pipe' }",
                        [](const fs::path& folder) {
                          BOOST_REQUIRE(
                              ::mkfifo((folder / "pipe").c_str(), 0644) == 0);
                          BOOST_REQUIRE(::mkfifo((folder / "pipe.lua").c_str(),
                                                 0644) == 0);
                          fs::create_symlink("/dev/zero", folder / "zero.lua");
                        }) ==
             "recipe.lua:2: ms.source: no file 'pipe' beside the recipe "
             "or in recipes/lib");
}

BOOST_AUTO_TEST_CASE(a_huge_file_is_refused_before_it_is_read) {
  const std::string text = error_with("", [](const fs::path& folder) {
    sparse(folder / "recipe.lua", off_t{1} << 40);
  });
  BOOST_TEST(text ==
             "recipe.lua: has 1099511627776 bytes, at most 4194304 are read");
  BOOST_TEST(
      error_with("local t = ms.targets { dataset = ms.dataset { manifest = "
                 "data }, genes = ms.source { 'genes.txt' } }",
                 [](const fs::path& folder) {
                   sparse(folder / "genes.txt", off_t{1} << 40);
                 }) ==
      "recipe.lua:2: ms.source: with 'genes.txt' the recipe's files have "
      "1099511627776 bytes; at most 1024 MB may lie beside a recipe, name "
      "larger ones in a manifest");
}

BOOST_AUTO_TEST_CASE(a_folder_of_very_many_files_is_refused) {
  const std::string text = error_with("", [](const fs::path& folder) {
    make_folders(folder / "many");
    for (int i = 0; i < 10'000; ++i) {
      fs::create_symlink("nothing", folder / "many" / std::to_string(i));
    }
  });
  BOOST_TEST(
      text.ends_with(": more than 10000 entries; a recipe's folder "
                     "holds a recipe"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
