#include "core/eval/export/run_time.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

std::int64_t ms_since_1970(const std::string& time) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  check(std::sscanf(time.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ", &year, &month,
                    &day, &hour, &minute, &second) == 6,
        "'", printable_in_line(time),
        "' is no time, expected one as 2026-11-21T07:59:11Z");
  using namespace std::chrono;
  const sys_time<milliseconds> at =
      sys_days(std::chrono::year(year) / month / day) + hours(hour) +
      minutes(minute) + std::chrono::seconds(second);
  return at.time_since_epoch().count();
}

std::string time_after(const std::string& time, double seconds) {
  using namespace std::chrono;
  const sys_time<milliseconds> at(
      milliseconds(ms_since_1970(time) + std::llround(seconds * 1000)));
  const auto date = floor<days>(at);
  const year_month_day ymd(date);
  const hh_mm_ss<milliseconds> clock(at - date);
  char text[64];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03d+00:00",
      static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
      static_cast<unsigned>(ymd.day()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()),
      static_cast<int>(clock.subseconds().count()));
  return text;
}

}  // namespace moonstain
