// SPDX-License-Identifier: Apache-2.0
// The two formats of rows: CSV has one for each attribute, line protocol one for each data object, or phase
// of one, with a field for each attribute.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/bytes.hpp"
#include "values/bit_text.hpp"
#include "watch/format.hpp"

namespace busbar::program {
namespace {

template <class T>
std::string shortest(T number) {
    std::array<char, 40> digits;  // NOLINT: filled by to_chars
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

std::string time_quality_text(const TimeQuality& quality) {
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : "|") + word; };
    if (quality.leap_seconds_known) add("leapSecondsKnown");
    if (quality.clock_failure) add("clockFailure");
    if (quality.clock_not_synchronized) add("clockNotSynchronized");
    if (quality.accuracy != TimeQuality::unspecified) add("accuracy=" + std::to_string(quality.accuracy));
    return text;
}

/// Reference of an attribute without functional constraint.
std::string reference_text(const Shown& shown, const LeafGroup& group, const Leaf& leaf) {
    std::string text(shown.name);
    if (shown.reference != nullptr) {
        text = shown.reference->logical_device + "/" + shown.reference->logical_node;
        if (!group.object.empty()) text += "." + path_text(group.object);
    }
    if (!leaf.path.empty()) text += "." + path_text(leaf.path);
    return text;
}

class Csv final : public Format {
public:
    explicit Csv(FormatContext context) : context_(std::move(context)) {}

    void begin(std::string& out) override {
        out += "received,control_block,data_set,sequence,entry_id,time_of_entry,";
        out += csv_value_columns;
        out += '\n';
    }
    void batch(const Batch& batch, std::string& out) override {
        // What is the same in all rows of a report.
        std::string head = to_text(batch.received) + ",";
        if (const Report* report = batch.report) {
            head += csv_field(report->control_block) + "," + csv_field(report->data_set) + ",";
            head += (report->sequence ? std::to_string(*report->sequence) : "") + ",";
            head += (report->entry_id ? report->entry_id->text() : "") + ",";
            head += (report->time_of_entry ? to_text(report->time_of_entry->time()) : "") + ",";
        } else {
            head += ",,,,,";
        }
        for (const Shown& shown : batch.values) csv_rows(head, shown, context_.dictionary, out);
    }

private:
    FormatContext context_;
};

class Influx final : public Format {
public:
    explicit Influx(FormatContext context) : context_(std::move(context)) {}

    void batch(const Batch& batch, std::string& out) override {
        for (const Shown& shown : batch.values) {
            for (const LeafGroup& group : groups_of(shown)) line(batch, shown, group, out);
        }
    }

private:
    void line(const Batch& batch, const Shown& shown, const LeafGroup& group, std::string& out) const {
        const std::string fields = all_fields(shown, group);
        if (fields.empty()) return;
        out += head(shown, group) + " " + fields + " ";
        SystemTime at = batch.received;
        if (batch.report != nullptr && batch.report->time_of_entry) at = batch.report->time_of_entry->time();
        if (const Timestamp* time = time_of(group.time)) at = time->time();
        out += std::to_string(at.time_since_epoch().count()) + "\n";
    }
    [[nodiscard]] std::string head(const Shown& shown, const LeafGroup& group) const {
        const bool known = shown.reference != nullptr;
        std::string text = context_.measurement;
        if (text.empty() && known) text = class_of(shown.reference->logical_node);
        text = influx_measurement(text.empty() ? "iec61850" : text);
        const auto tag = [&](const char* name, std::string_view value) {
            if (!value.empty()) text += "," + std::string(name) + "=" + influx_key(value);
        };
        tag("ied", context_.ied);
        if (!known) {
            tag("member", shown.name);
            return text;
        }
        tag("ld", shown.reference->logical_device);
        tag("ln", shown.reference->logical_node);
        if (!group.object.empty()) tag("do", path_text(std::span(group.object).first(1)));
        tag("fc", name_of(shown.reference->fc));
        return text;
    }
    [[nodiscard]] std::string all_fields(const Shown& shown, const LeafGroup& group) const {
        std::string text;
        const auto field = [&](const std::string& key, const std::string& value) {
            if (!value.empty()) text += (text.empty() ? "" : ",") + influx_key(key) + "=" + value;
        };
        // Below the data object, which is a tag.
        std::string below;
        if (group.object.size() > 1) below = path_text(std::span(group.object).subspan(1));
        const auto named = [&](const std::string& rest) {
            return below.empty() || rest.empty() ? below + rest : below + "." + rest;
        };
        for (const Leaf& leaf : group.leaves) {
            std::string key = named(path_text(leaf.path));
            if (key.empty()) key = "value";
            field(key, value_of(*leaf.value));
            const std::string name = name_of_number(*leaf.value, leaf.type, context_.dictionary);
            if (!name.empty()) field(key + "_name", influx_string(name));
        }
        if (text.empty()) return text;
        if (const BitString* bits = quality_bits(group.quality)) {
            const std::string key = quality_key(group);
            field(key, influx_string(to_text(quality_of(*bits))));
            field(key + "_bits", influx_string(bit_text(*bits)));
        }
        if (!shown.reason.none()) field("reason", influx_string(shown.reason.text()));
        return text;
    }
    /// "q", "phsA.q": that of an attribute has the same name as that of the object it belongs to.
    static std::string quality_key(const LeafGroup& group) {
        std::size_t depth = group.object.size();
        const Leaf& leaf = group.leaves.front();
        if (leaf.path.empty() && leaf.type) {
            for (RemoteModel::Node node = *leaf.type; node.has_parent() && !node.child("q") && depth > 1;) {
                if (!node.name().empty()) --depth;
                node = node.parent();
            }
        }
        if (depth <= 1) return "q";
        return path_text(std::span(group.object).subspan(1, depth - 1)) + ".q";
    }
    /// Empty where line protocol has nothing for it: NaN, infinities, failures.
    static std::string value_of(const Value& value) {
        if (const auto* number = value.get_if<float>())
            return std::isfinite(*number) ? shortest(*number) : std::string();
        if (const auto* number = value.get_if<double>())
            return std::isfinite(*number) ? shortest(*number) : std::string();
        if (value.get_if<std::int64_t>() != nullptr) return plain_text(value) + "i";
        if (const auto* number = value.get_if<std::uint64_t>())
            return plain_text(value) + (*number <= 0x7FFF'FFFF'FFFF'FFFFU ? "i" : "u");
        if (value.get_if<bool>() != nullptr) return plain_text(value);
        if (value.is_error() || value.empty()) return {};
        // Dbpos and Tcmd are numbers; longer ones stay bits.
        if (const auto* bits = value.get_if<BitString>(); bits != nullptr && bits->size == 2)
            return std::to_string(bits->number()) + "i";
        return influx_string(plain_text(value));
    }

    FormatContext context_;
};

/// What a name of line protocol cannot hold, and a backslash before what it must not end.
std::string influx_name(std::string_view text, std::string_view special) {
    std::string name;
    for (const char c : text) {
        const bool impossible = c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        if (special.find(c) != std::string_view::npos) name += '\\';
        name += impossible ? '_' : c;
    }
    return name;
}

}  // namespace

void csv_rows(const std::string& head, const Shown& shown, const Dictionary& dictionary, std::string& out) {
    for (const LeafGroup& group : groups_of(shown)) {
        for (const Leaf& leaf : group.leaves) {
            const auto* failure = leaf.value->get_if<DataAccessError>();
            const Timestamp* time = time_of(group.time);
            const BitString* bits = quality_bits(group.quality);
            out += head + (shown.reason.none() ? "" : shown.reason.text()) + ",";
            out += csv_field(reference_text(shown, group, leaf)) + ",";
            out += std::string(shown.reference != nullptr ? name_of(shown.reference->fc) : "") + ",";
            out += (leaf.type ? leaf.type->type_text() : "") + ",";
            out += (failure != nullptr ? "" : csv_field(plain_text(*leaf.value))) + ",";
            out += csv_field(name_of_number(*leaf.value, leaf.type, dictionary)) + ",";
            out += (bits != nullptr ? to_text(quality_of(*bits)) + "," + bit_text(*bits) : ",") + ",";
            out += (time != nullptr ? to_text(time->time()) + "," + time_quality_text(time->quality) : ",");
            out += ",";
            if (failure != nullptr) out += name_of(*failure);
            out += '\n';
        }
    }
}

std::string csv_field(std::string_view text) {
    const bool blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!blank && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string field = "\"";
    for (const char c : text) {
        if (c == '"') field += '"';
        field += c;
    }
    return field + "\"";
}

std::string influx_measurement(std::string_view text) {
    return influx_name(text, ", ");
}
std::string influx_key(std::string_view text) {
    return influx_name(text, ",= ");
}
std::string influx_string(std::string_view text) {
    std::string value = "\"";
    for (const char c : text) {
        // A line is a point: line ends become words.
        if (c == '\n' || c == '\r') {
            value += c == '\n' ? "\\\\n" : "\\\\r";
            continue;
        }
        if (c == '"' || c == '\\') value += '\\';
        value += c;
    }
    return value + "\"";
}

std::string_view class_of(std::string_view logical_node) {
    if (logical_node == "LLN0") return logical_node;
    const std::size_t last = logical_node.find_last_not_of("0123456789");
    if (last == std::string_view::npos) return logical_node;
    const std::string_view name = logical_node.substr(0, last + 1);
    return name.size() > 4 ? name.substr(name.size() - 4) : name;
}

std::string plain_text(const Value& value) {
    if (const auto* text = value.get_if<std::string>()) return *text;
    if (const auto* text = value.get_if<UnicodeString>()) return text->text;
    if (const auto* bits = value.get_if<BitString>()) return bit_text(*bits);
    if (const auto* octets = value.get_if<OctetString>()) return to_hex(octets->octets, "");
    if (const auto* number = value.get_if<float>()) return shortest(*number);
    if (const auto* number = value.get_if<double>()) return shortest(*number);
    if (const auto* time = value.get_if<Timestamp>()) return to_text(time->time());
    if (const auto* time = value.get_if<EntryTime>()) return to_text(time->time());
    return value.empty() ? std::string() : value.text();
}

std::string name_of_number(const Value& value, const Type& type, const Dictionary& dictionary) {
    if (!type || !type->is_leaf()) return {};
    std::int64_t number = 0;
    const auto* bits = value.get_if<BitString>();
    if (bits != nullptr && bits->size <= 32) {
        number = static_cast<std::int64_t>(bits->number());
    } else if (const auto* integer = value.get_if<std::int64_t>()) {
        number = *integer;
    } else if (const auto* natural = value.get_if<std::uint64_t>();
               natural != nullptr && *natural <= 0x7FFFFFFF) {
        number = static_cast<std::int64_t>(*natural);
    } else {
        return {};
    }
    const Meaning meaning = dictionary.of(*type);
    if (meaning.kind == Meaning::Kind::quality && bits != nullptr) return to_text(quality_of(*bits));
    if (meaning.kind != Meaning::Kind::number) return {};
    return std::string(acsi::text_of(meaning.literals, number));
}

std::unique_ptr<Format> csv_format(FormatContext context) {
    return std::make_unique<Csv>(std::move(context));
}
std::unique_ptr<Format> influx_format(FormatContext context) {
    return std::make_unique<Influx>(std::move(context));
}

}  // namespace busbar::program
