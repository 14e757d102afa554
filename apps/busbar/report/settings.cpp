// SPDX-License-Identifier: Apache-2.0
#include "report/settings.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include "values/assignments.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

using Settings = ReportControlSettings;

Result<EntryId> entry(const std::string& text) {
    if (text == "none" || text == "0") return EntryId();
    auto id = EntryId::parse(text);
    if (!id) return fail(Fault::misuse, "'" + text + "' is no EntryID (16 hexadecimal digits, or none)");
    return id;
}

Result<std::int32_t> seconds(const std::string& text) {
    std::int32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
    using namespace std::chrono_literals;
    const auto time = parse_duration(text, 1s);
    if (!time) return fail(time.error());
    const auto count = std::chrono::ceil<std::chrono::seconds>(*time).count();
    if (count > 32767) return fail(Fault::misuse, text + " is more than 32767 s");
    return static_cast<std::int32_t>(count);
}

constexpr std::array<Assignable<Settings>, 12> attributes{{
    {"RptID",
     [](Settings& s, const std::string& v) {
         s.rpt_id = v;
         return Result<void>();
     }},
    {"RptEna", [](Settings& s, const std::string& v) { return assign(s.enabled, parse_truth(v)); }},
    {"Resv", [](Settings& s, const std::string& v) { return assign(s.reserved, parse_truth(v)); }},
    {"DatSet",
     [](Settings& s, const std::string& v) {
         s.data_set = v == "-" ? "" : v;
         return Result<void>();
     }},
    {"OptFlds", [](Settings& s, const std::string& v) { return assign(s.opt_flds, parse_opt_flds(v)); }},
    {"BufTm", [](Settings& s, const std::string& v) { return assign(s.buf_tm, parse_milliseconds(v)); }},
    {"TrgOps", [](Settings& s, const std::string& v) { return assign(s.trg_ops, parse_trg_ops(v)); }},
    {"IntgPd", [](Settings& s, const std::string& v) { return assign(s.intg_pd, parse_milliseconds(v)); }},
    {"GI", [](Settings& s, const std::string& v) { return assign(s.gi, parse_truth(v)); }},
    {"PurgeBuf", [](Settings& s, const std::string& v) { return assign(s.purge_buf, parse_truth(v)); }},
    {"EntryID", [](Settings& s, const std::string& v) { return assign(s.entry_id, entry(v)); }},
    {"ResvTms", [](Settings& s, const std::string& v) { return assign(s.resv_tms, seconds(v)); }},
}};
constexpr std::array<const char*, 4> read_only{"ConfRev", "SqNum", "TimeofEntry", "Owner"};

}  // namespace

std::string settable_names() {
    return listed(names_of<Settings>(attributes));
}

Result<void> add_setting(ReportControlSettings& settings, const std::string& assignment) {
    return add_assignment<Settings>(settings, assignment, attributes, read_only);
}

}  // namespace busbar::program
