// SPDX-License-Identifier: Apache-2.0
#include "values/option_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <vector>

namespace busbar::program {
namespace {

using namespace std::chrono_literals;

struct Unit {
    std::string_view name;
    Nanoseconds length;
};
constexpr std::array<Unit, 8> units{
    {{"ns", 1ns}, {"us", 1us}, {"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"min", 1min}, {"h", 1h}, {"d", 24h}}};
/// A century: longer is a mistake, and fits the numbers.
constexpr double longest = 3.2e18;

Failure no_duration(std::string_view text) {
    return fail(Fault::misuse, "'" + std::string(text) + "' is no duration (250ms, 1.5s, 2m, 1h30m)");
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : std::string(text) + ",") {
        if (c != ',' && c != ' ' && c != '|') {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    return words;
}

template <class Fields>
struct Name {
    std::string_view text;  // small letters
    bool Fields::*field;
};

constexpr std::array<Name<TrgOps>, 9> trigger_names{{{"dchg", &TrgOps::data_change},
                                                     {"qchg", &TrgOps::quality_change},
                                                     {"dupd", &TrgOps::data_update},
                                                     {"integrity", &TrgOps::integrity},
                                                     {"intg", &TrgOps::integrity},
                                                     {"period", &TrgOps::integrity},
                                                     {"gi", &TrgOps::general_interrogation},
                                                     {"data-change", &TrgOps::data_change},
                                                     {"quality-change", &TrgOps::quality_change}}};
constexpr std::array<Name<OptFlds>, 11> field_names{{{"seqnum", &OptFlds::sequence_number},
                                                     {"timestamp", &OptFlds::report_time_stamp},
                                                     {"reasoncode", &OptFlds::reason_for_inclusion},
                                                     {"dataset", &OptFlds::data_set_name},
                                                     {"dataref", &OptFlds::data_reference},
                                                     {"bufovfl", &OptFlds::buffer_overflow},
                                                     {"entryid", &OptFlds::entry_id},
                                                     {"confrev", &OptFlds::conf_revision},
                                                     {"configref", &OptFlds::conf_revision},
                                                     {"segmentation", &OptFlds::segmentation},
                                                     {"reason", &OptFlds::reason_for_inclusion}}};

template <class Fields, std::size_t N>
Result<Fields> parse_fields(std::string_view text, const std::array<Name<Fields>, N>& names, Fields all,
                            const char* known) {
    Fields fields;
    for (const std::string& word : words_of(text)) {
        if (word == "none") continue;
        if (word == "all") {
            fields = all;
            continue;
        }
        const auto name =
            std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.text == word; });
        if (name == names.end())
            return fail(Fault::misuse, "'" + word + "' is none of " + known + ", all, none");
        fields.*name->field = true;
    }
    return fields;
}

}  // namespace

Result<Nanoseconds> parse_duration(std::string_view text, Nanoseconds unit) {
    const std::string_view whole = text;
    double sum = 0;
    bool any = false;
    while (!text.empty()) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc() || !std::isfinite(number) || number < 0) return no_duration(whole);
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        const std::size_t end = std::min(text.find_first_not_of("nsumihd"), text.size());
        const std::string_view name = text.substr(0, end);
        text.remove_prefix(end);
        Nanoseconds length = unit;
        if (!name.empty()) {
            const auto known =
                std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
            if (known == units.end()) return no_duration(whole);
            length = known->length;
        } else if (any || !text.empty()) {
            return no_duration(whole);
        }
        sum += number * static_cast<double>(length.count());
        any = true;
    }
    if (!any || sum > longest) return no_duration(whole);
    return Nanoseconds(static_cast<std::int64_t>(std::llround(sum)));
}

Result<std::uint32_t> parse_milliseconds(std::string_view text) {
    const auto time = parse_duration(text, 1ms);
    if (!time) return fail(time.error());
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(*time).count();
    if (count > 0xFFFF'FFFFLL) return fail(Fault::misuse, std::string(text) + " is more than 49 days");
    return static_cast<std::uint32_t>(count);
}

Result<bool> parse_truth(std::string_view text) {
    for (const std::string_view word : {"true", "1", "yes", "on"}) {
        if (text == word) return true;
    }
    for (const std::string_view word : {"false", "0", "no", "off"}) {
        if (text == word) return false;
    }
    return fail(Fault::misuse, "'" + std::string(text) + "' is neither true nor false");
}

std::string duration_text(Nanoseconds duration) {
    if (duration.count() == 0) return "0";
    for (const Unit& unit : {units[6], units[4], units[3], units[2], units[1]}) {
        if (duration.count() % unit.length.count() == 0)
            return std::to_string(duration.count() / unit.length.count()) + std::string(unit.name);
    }
    return std::to_string(duration.count()) + "ns";
}

Result<TrgOps> parse_trg_ops(std::string_view text) {
    return parse_fields<TrgOps>(text, trigger_names, {true, true, true, true, true},
                                "dchg, qchg, dupd, integrity, gi");
}

Result<OptFlds> parse_opt_flds(std::string_view text) {
    return parse_fields<OptFlds>(
        text, field_names, {true, true, true, true, true, true, true, true, false},
        "seqNum, timeStamp, reasonCode, dataSet, dataRef, bufOvfl, entryID, confRev, segmentation");
}

CLI::Option* add_duration(CLI::App* command, const std::string& names, std::optional<Nanoseconds>& into,
                          const std::string& description) {
    return command
        ->add_option_function<std::string>(
            names,
            [&into, names](const std::string& text) {
                const auto duration = parse_duration(text, 1s);
                if (!duration) throw CLI::ValidationError(names, duration.error().text);
                into = *duration;
            },
            description)
        ->type_name("DURATION");
}

}  // namespace busbar::program
