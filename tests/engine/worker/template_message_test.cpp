#include "core/engine/worker/template_message.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

template <typename Order>
Order order_back(const Order& order) {
  return std::get<Order>(read_order_message(order_message(order)));
}

template <typename Report>
Report report_back(const Report& report) {
  return std::get<Report>(read_report_message(report_message(report)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(template_message_test)

BOOST_AUTO_TEST_CASE(orders_arrive_as_they_were) {
  BOOST_TEST(order_message(ForkOrder{7}).dump() == R"({"fork":7})");
  BOOST_TEST(order_back(ForkOrder{7}).worker == 7U);
  BOOST_TEST(order_message(EndOrder{8}).dump() == R"({"end":8})");
  BOOST_TEST(order_back(EndOrder{8}).worker == 8U);
  InputSizes sizes;
  sizes.add("notes", 12);
  const NeedsOrder needs{{{"join", OptionsText(Json{{"scale", 1.0}}), sizes},
                          {"note", {}, {}}}};
  BOOST_TEST(order_message(needs).dump() ==
             R"({"needs":[["join","{\"scale\":1.0}",{"notes":12}],)"
             R"(["note","null",{}]]})");
  const NeedsOrder back = order_back(needs);
  BOOST_REQUIRE(back.queries.size() == 2U);
  BOOST_TEST(back.queries[0].step == "join");
  BOOST_TEST(back.queries[0].options.text() == R"({"scale":1.0})");
  BOOST_TEST(back.queries[0].sizes.of("notes") == 12U);
  BOOST_TEST(back.queries[0].sizes.total() == 12U);
  BOOST_TEST(back.queries[1].options.text() == "null");
}

BOOST_AUTO_TEST_CASE(reports_arrive_as_they_were) {
  const Hello hello{"glibc 2.36", "2.5.1", "avx2"};
  BOOST_TEST(report_message(hello).dump() ==
             R"({"capability":"avx2","hello":1,"libm":"glibc 2.36",)"
             R"("libtorch":"2.5.1"})");
  BOOST_TEST(report_back(hello).libm == "glibc 2.36");
  BOOST_TEST(report_back(hello).libtorch == "2.5.1");
  BOOST_TEST(report_back(hello).capability == "avx2");
  const Forked forked{7, 4'000'000'000};
  BOOST_TEST(report_message(forked).dump() ==
             R"({"forked":7,"process":4000000000})");
  BOOST_TEST(report_back(forked).process == 4'000'000'000);
  const Ended ended{7, 9, 0, "sleep"};
  BOOST_TEST(report_message(ended).dump() ==
             R"({"code":0,"ended":7,"left":"sleep","signal":9})");
  BOOST_TEST(report_back(ended).worker == 7U);
  BOOST_TEST(report_back(ended).signal == 9);
  BOOST_TEST(report_back(ended).left == "sleep");
  BOOST_TEST(report_message(TemplateFailure{"no"}).dump() ==
             R"({"error":"no"})");
  BOOST_TEST(report_back(TemplateFailure{"no"}).error == "no");
}

BOOST_AUTO_TEST_CASE(an_answer_about_needs_holds_them_or_says_why_not) {
  const NeedsAnswer answer{{{100, 2.5, 3, 1, 60}}, std::nullopt};
  BOOST_TEST(report_message(answer).dump() ==
             R"({"needs":[[100,2.5,3,1,60.0]]})");
  const NeedsAnswer back = report_back(answer);
  BOOST_REQUIRE(back.needs.size() == 1U);
  BOOST_TEST(!back.error.has_value());
  BOOST_TEST(back.needs[0].memory_bytes == 100U);
  BOOST_TEST(back.needs[0].seconds == 2.5);
  BOOST_TEST(back.needs[0].threads == 3U);
  BOOST_TEST(back.needs[0].gpus == 1U);
  BOOST_TEST(back.needs[0].limit_s == 60);
  const NeedsAnswer refused{{}, "join: needs: no"};
  BOOST_TEST(report_message(refused).dump() ==
             R"({"needs_error":"join: needs: no"})");
  BOOST_TEST(report_back(refused).error.value() == "join: needs: no");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_message_is_refused) {
  BOOST_TEST(error_of([] { read_order_message(Json{{"frok", 7}}); }) ==
             "template: member 'needs' is missing");
  BOOST_TEST(error_of([] { read_order_message(Json{{"fork", "x"}}); }) ==
             "template: member 'fork' is of another type");
  BOOST_TEST(error_of([] { read_report_message(Json{{"forked", 7}}); }) ==
             "template: member 'process' is missing");
  BOOST_TEST(error_of([] {
               read_report_message(Json::parse(R"({"needs": [[1, 2]]})"));
             }) == "template: member 'needs' is of another type");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
