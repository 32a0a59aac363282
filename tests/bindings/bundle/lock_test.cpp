#include "bindings/bundle/lock.h"

#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "tests/bindings/bundle/sample_bundle.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

std::string refused(const Json& json) {
  return error_of([&] { parse_lock(json, "lock.json"); });
}

Json sample() { return lock_json(testing::sample_bundle().lock); }

}  // namespace

BOOST_AUTO_TEST_SUITE(lock_test)

BOOST_AUTO_TEST_CASE(a_lock_comes_back) {
  const Lock lock = testing::sample_bundle().lock;
  BOOST_TEST((parse_lock(lock_json(lock), "lock.json") == lock));
  BOOST_TEST((parse_lock(parse_json(pretty_json(lock_json(lock)), "x"),
                         "lock.json") == lock));
}

BOOST_AUTO_TEST_CASE(weights_that_were_named_are_one_file) {
  Lock lock = testing::sample_bundle().lock;
  BOOST_TEST(!lock_json(lock).contains("weights"));
  lock.weights = {"w.pth", 1, sha256("w")};
  Json json = lock_json(lock);
  BOOST_TEST((parse_lock(json, "lock.json") == lock));
  json["weights"].push_back(json["weights"][0]);
  BOOST_TEST(refused(json) == "lock.json: weights must be one file");
}

BOOST_AUTO_TEST_CASE(a_gpu_is_named_where_there_was_one) {
  Lock lock = testing::sample_bundle().lock;
  BOOST_TEST(!lock_json(lock)["numeric"].contains("cuda"));
  BOOST_TEST(lock.of_networks() == lock.torch);
  lock.cuda = "torch cuda: H200";
  BOOST_TEST((parse_lock(lock_json(lock), "lock.json") == lock));
  BOOST_TEST(lock.of_networks() == "torch cuda: H200");
}

BOOST_AUTO_TEST_CASE(members_of_another_kind_are_refused) {
  Json lock = sample();
  lock["settings"]["profile"] = 1;
  BOOST_TEST(refused(lock) == "lock.json: setting profile must be a text");
  lock = sample();
  lock["steps"]["sum"] = 0;
  BOOST_TEST(refused(lock) ==
             "lock.json: step sum must have a version, 1 or more");
  lock = sample();
  lock["steps"] = Json::array();
  BOOST_TEST(refused(lock) == "lock.json: member 'steps' must be an object");
  lock = sample();
  lock["data"]["two"][0]["size"] = -1;
  BOOST_TEST(refused(lock) == "lock.json: a file of -1 bytes");
  lock = sample();
  lock["recipe"] = "a\nb";
  BOOST_TEST(refused(lock) == "lock.json: 'a?b' is no plain text of a line");
  lock = sample();
  lock["outputs"]["total"] = "x";
  BOOST_TEST(refused(lock) ==
             "lock.json: output total must have a list of digests");
}

BOOST_AUTO_TEST_CASE(what_is_expected_is_of_an_output) {
  Json lock = sample();
  lock["outputs"] = Json::object();
  BOOST_TEST(refused(lock) ==
             "lock.json: what is expected of total is no output's");
}

BOOST_AUTO_TEST_SUITE_END()
