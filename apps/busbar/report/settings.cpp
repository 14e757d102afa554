// SPDX-License-Identifier: Apache-2.0
#include "report/settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <vector>

#include "program.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

using Settings = ReportControlSettings;
using Set = Result<void> (*)(Settings&, const std::string&);

template <class T>
Result<void> put(std::optional<T>& into, Result<T> value) {
    if (!value) return fail(std::move(value).error());
    into = std::move(*value);
    return {};
}

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

struct Attribute {
    const char* name;
    Set set;
};
constexpr std::array<Attribute, 12> attributes{{
    {"RptID",
     [](Settings& s, const std::string& v) {
         s.rpt_id = v;
         return Result<void>();
     }},
    {"RptEna", [](Settings& s, const std::string& v) { return put(s.enabled, parse_truth(v)); }},
    {"Resv", [](Settings& s, const std::string& v) { return put(s.reserved, parse_truth(v)); }},
    {"DatSet",
     [](Settings& s, const std::string& v) {
         s.data_set = v == "-" ? "" : v;
         return Result<void>();
     }},
    {"OptFlds", [](Settings& s, const std::string& v) { return put(s.opt_flds, parse_opt_flds(v)); }},
    {"BufTm", [](Settings& s, const std::string& v) { return put(s.buf_tm, parse_milliseconds(v)); }},
    {"TrgOps", [](Settings& s, const std::string& v) { return put(s.trg_ops, parse_trg_ops(v)); }},
    {"IntgPd", [](Settings& s, const std::string& v) { return put(s.intg_pd, parse_milliseconds(v)); }},
    {"GI", [](Settings& s, const std::string& v) { return put(s.gi, parse_truth(v)); }},
    {"PurgeBuf", [](Settings& s, const std::string& v) { return put(s.purge_buf, parse_truth(v)); }},
    {"EntryID", [](Settings& s, const std::string& v) { return put(s.entry_id, entry(v)); }},
    {"ResvTms", [](Settings& s, const std::string& v) { return put(s.resv_tms, seconds(v)); }},
}};
constexpr std::array<const char*, 4> read_only{"ConfRev", "SqNum", "TimeofEntry", "Owner"};

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

std::string settable_names() {
    std::string text;
    for (const Attribute& attribute : attributes)
        text += (text.empty() ? "" : ", ") + std::string(attribute.name);
    return text;
}

Result<void> add_setting(ReportControlSettings& settings, const std::string& assignment) {
    const std::size_t equal = assignment.find('=');
    const std::string name = assignment.substr(0, equal);
    if (equal == std::string::npos || equal == 0)
        return fail(Fault::misuse, "'" + assignment + "' is not NAME=VALUE");
    for (const char* fixed : read_only) {
        if (same(name, fixed))
            return fail(Fault::misuse, std::string(fixed) + " is the server's: nobody sets it");
    }
    for (const Attribute& attribute : attributes) {
        if (!same(name, attribute.name)) continue;
        auto set = attribute.set(settings, assignment.substr(equal + 1));
        if (!set) {
            Error error = std::move(set).error();
            error.text = std::string(attribute.name) + ": " + error.text;
            return fail(std::move(error));
        }
        return {};
    }
    std::vector<std::string> known;
    known.reserve(attributes.size());
    for (const Attribute& attribute : attributes) known.emplace_back(attribute.name);
    const std::string meant = nearest(name, known);
    return fail(Fault::misuse,
                "no attribute '" + name + "'" +
                    (meant.empty() ? ": " + settable_names() : "; did you mean '" + meant + "'?"));
}

}  // namespace busbar::program
