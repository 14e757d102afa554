// SPDX-License-Identifier: Apache-2.0
// JSON Lines: an object for each report, for what one round of polling found changed, and for each event.
#include <algorithm>

#include "live/objects.hpp"
#include "watch/format.hpp"

namespace busbar::program {
namespace {

class JsonLines final : public Format {
public:
    explicit JsonLines(FormatContext context) : context_(std::move(context)) {}

    void batch(const Batch& batch, std::string& out) override {
        Json json;
        json.begin_object().member("schema", batch.report != nullptr ? "busbar.report/1" : "busbar.poll/1");
        json.member("event", batch.report != nullptr ? "report" : "poll");
        json.member("received", to_text(batch.received)).member("target", context_.target);
        if (batch.report != nullptr) head(json, *batch.report);
        json.key("values").begin_array();
        for (const Shown& shown : batch.values) write_shown(json, shown, context_.dictionary);
        json.end_array().end_object();
        out += json.text() + "\n";
    }

    bool event(const WatchEvent& event, std::string& out) override {
        Json json;
        json.begin_object().member("schema", "busbar.watch/1").member("event", name_of(event.kind));
        json.member("at", to_text(event.at)).member("target", context_.target);
        if (!event.control_block.empty()) json.member("control_block", event.control_block);
        if (!event.data_set.empty()) json.member("data_set", event.data_set);
        if (!event.references.empty()) {
            json.key("references").begin_array();
            for (const std::string& reference : event.references) json.value(reference);
            json.end_array();
        }
        if (event.interval) json.member("interval_ms", event.interval->count());
        if (event.retry_in) json.member("retry_in_ms", event.retry_in->count());
        if (event.lost != nullptr) {
            json.member("reports", event.lost->reports).member("dropped", event.lost->dropped);
            json.member("incomplete", event.lost->incomplete).member("unreadable", event.lost->unreadable);
            json.member("overflow", event.lost->overflow).member("unknown", event.lost->unknown);
        }
        if (event.last_entry) json.member("last_entry", event.last_entry->text());
        if (event.error) {
            json.key("error");
            write_error_content(json, *event.error);
        }
        json.end_object();
        out += json.text() + "\n";
        return true;
    }

private:
    static void head(Json& json, const Report& report) {
        json.member("control_block", report.control_block).member("rpt_id", report.rpt_id);
        json.member("data_set", report.data_set);
        if (report.sequence) json.member("sequence", *report.sequence);
        if (report.time_of_entry) json.member("time_of_entry", to_text(report.time_of_entry->time()));
        if (report.entry_id) json.member("entry_id", report.entry_id->text());
        if (report.conf_rev) json.member("conf_rev", *report.conf_rev);
        if (report.fields.buffer_overflow) json.member("buffer_overflow", report.buffer_overflow);
        json.member("segments", report.segments);
        if (report.repeated) json.member("repeated", true);
        if (report.after_reconnect) json.member("after_reconnect", true);
        if (report.conf_rev_differs) json.member("conf_rev_differs", true);
    }
    FormatContext context_;
};

}  // namespace

void write_shown(Json& json, const Shown& shown, const Dictionary& dictionary) {
    json.begin_object();
    if (shown.reference != nullptr) {
        write_object(json, *shown.reference, shown.type);
    } else {
        json.member("reference", shown.name);
    }
    if (!shown.reason.none()) write_words(json, "reason", shown.reason.text());
    if (const auto* failure = shown.value->get_if<DataAccessError>()) {
        json.key("error");
        write_error_content(json, error_of(*failure));
    } else {
        json.key("value");
        write_value(json, *shown.value, shown.type, dictionary);
    }
    if (const BitString* bits = quality_bits(shown.quality)) {
        json.key("q");
        write_quality(json, *bits);
    }
    if (time_of(shown.time) != nullptr) {
        json.key("t");
        write_value(json, *shown.time, std::nullopt, dictionary);
    }
    json.end_object();
}

std::unique_ptr<Format> json_lines_format(FormatContext context) {
    return std::make_unique<JsonLines>(std::move(context));
}

}  // namespace busbar::program
