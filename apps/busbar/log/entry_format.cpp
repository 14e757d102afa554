// SPDX-License-Identifier: Apache-2.0
#include "log/entry_format.hpp"

#include "print.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

/// 2026-11-22T12:00:00.123Z  BAY1CTRL/XCBR1.Pos [ST]  off (1)  good  dchg
///
/// The value's own time follows where it is another one.
class Text final : public EntryFormat {
public:
    explicit Text(FormatContext context) : context_(std::move(context)) {
        Shared shared;
        shared.color = context_.color ? "always" : "never";
        paint_ = Paint(shared, Paint::Stream::out);
    }

    void entry(const LogEntry& entry, const std::vector<Shown>& values, std::string& out) override {
        const std::string at = time_text(Timestamp::from(entry.time.time()));
        if (values.empty()) {
            out +=
                at + "  " + (entry.annotation.empty() ? "-" : '"' + escaped(entry.annotation) + '"') + "\n";
        }
        for (const Shown& shown : values) {
            for (const LeafGroup& group : groups_of(shown)) {
                out += at + "  " +
                       text_line(shown, group, other_time(entry, group), context_.dictionary, paint_) + "\n";
            }
        }
    }

private:
    static std::string other_time(const LogEntry& entry, const LeafGroup& group) {
        const Timestamp* const time = time_of(group.time);
        if (time == nullptr || EntryTime::from(time->time()) == entry.time) return {};
        const std::string text = time_text(*time);
        return text == time_text(Timestamp::from(entry.time.time())) ? std::string() : text;
    }

    FormatContext context_;
    Paint paint_{Shared(), Paint::Stream::out};
};

class JsonLines final : public EntryFormat {
public:
    JsonLines(FormatContext context, std::string log) : context_(std::move(context)), log_(std::move(log)) {}

    void entry(const LogEntry& entry, const std::vector<Shown>& values, std::string& out) override {
        Json json;
        json.begin_object().member("schema", "busbar.log-entry/1").member("target", context_.target);
        json.member("log", log_).member("entry_id", entry.id_text());
        json.member("time", to_text(entry.time.time()));
        if (!entry.annotation.empty()) json.member("annotation", entry.annotation);
        json.key("values").begin_array();
        for (const Shown& shown : values) write_shown(json, shown, context_.dictionary);
        json.end_array().end_object();
        out += json.text() + "\n";
    }

private:
    FormatContext context_;
    std::string log_;
};

class Csv final : public EntryFormat {
public:
    explicit Csv(FormatContext context) : context_(std::move(context)) {}

    void begin(std::string& out) override {
        out += "time_of_entry,entry_id,";
        out += csv_value_columns;
        out += '\n';
    }
    void entry(const LogEntry& entry, const std::vector<Shown>& values, std::string& out) override {
        const std::string head = to_text(entry.time.time()) + "," + entry.id_text() + ",";
        // An entry without variables is a row, too: reason, reference and fc are empty, the type says what it
        // is.
        if (values.empty()) {
            out += head + (entry.annotation.empty() ? ",,,,,"
                                                    : ",,,annotation," + csv_field(entry.annotation) + ",");
            out += ",,,,,\n";
        }
        for (const Shown& shown : values) csv_rows(head, shown, context_.dictionary, out);
    }

private:
    FormatContext context_;
};

}  // namespace

std::unique_ptr<EntryFormat> text_entries(FormatContext context) {
    return std::make_unique<Text>(std::move(context));
}
std::unique_ptr<EntryFormat> json_entries(FormatContext context, std::string log) {
    return std::make_unique<JsonLines>(std::move(context), std::move(log));
}
std::unique_ptr<EntryFormat> csv_entries(FormatContext context) {
    return std::make_unique<Csv>(std::move(context));
}

}  // namespace busbar::program
