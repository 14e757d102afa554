// SPDX-License-Identifier: Apache-2.0
#include "values/value_json.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "values/bit_text.hpp"

namespace busbar::program {
namespace {

class Writer {
public:
    Writer(Json& json, const Dictionary& dictionary) : json_(json), dictionary_(dictionary) {}

    void write(const Value& value, const Type& type) {
        meaning_ = Meaning();
        const bool constructed = value.get_if<Structure>() != nullptr || value.get_if<Array>() != nullptr;
        if (type && !constructed) meaning_ = dictionary_.of(*type);
        std::visit([&](const auto& content) { one(content, type); }, value.content());
    }

private:
    void one(std::monostate, const Type&) { json_.null(); }
    void one(bool truth, const Type&) { json_.value(truth); }
    void one(float number, const Type&) { json_.value(number); }
    void one(double number, const Type&) { json_.value(number); }
    void one(std::int64_t number, const Type&) {
        if (meaning_.kind == Meaning::Kind::number) {
            named(number, nullptr);
        } else {
            json_.value(number);
        }
    }
    void one(std::uint64_t number, const Type&) {
        if (meaning_.kind == Meaning::Kind::number && number <= 0x7FFFFFFF) {
            named(static_cast<std::int64_t>(number), nullptr);
        } else {
            json_.value(number);
        }
    }
    void one(const std::string& text, const Type&) { json_.value(text); }
    void one(const UnicodeString& text, const Type&) { json_.value(text.text); }
    void one(const OctetString& octets, const Type&) {
        json_.begin_object().member("hex", to_hex(octets.octets, "")).end_object();
    }
    void one(const Timestamp& time, const Type&) {
        const TimeQuality& quality = time.quality;
        json_.begin_object().member("time", to_text(time.time())).key("tq").begin_object();
        json_.member("leapSecondsKnown", quality.leap_seconds_known)
            .member("clockFailure", quality.clock_failure)
            .member("clockNotSynchronized", quality.clock_not_synchronized)
            .key("accuracy");
        if (quality.accuracy == TimeQuality::unspecified) {
            json_.null();
        } else {
            json_.value(static_cast<unsigned>(quality.accuracy));
        }
        json_.end_object().end_object();
    }
    void one(const EntryTime& time, const Type&) {
        json_.begin_object().member("time", to_text(time.time())).end_object();
    }
    void one(DataAccessError failure, const Type&) {
        Error error;
        error.fault = Fault::refused;
        error.code = Code::data_access(static_cast<std::int32_t>(failure));
        write_error(json_, error);
    }
    void one(const BitString& bits, const Type&) {
        if (meaning_.kind == Meaning::Kind::number)
            return named(static_cast<std::int64_t>(bits.number()), &bits);
        if (meaning_.kind == Meaning::Kind::quality && bits.size == Quality::size)
            return write_quality(json_, bits);
        json_.begin_object().member("bits", bit_text(bits)).member("hex", to_hex(bits.octets, ""));
        json_.member("size", bits.size);
        if (meaning_.kind == Meaning::Kind::named_bits) {
            json_.key("names").begin_array();
            for (const std::string_view name : names_of_set(bits, meaning_.bit_names)) json_.value(name);
            json_.end_array();
        }
        json_.end_object();
    }
    void one(const Structure& structure, const Type& type) {
        if (!type || type->type() != MmsType::structure || type->child_count() != structure.members.size()) {
            json_.begin_object().key("members").begin_array();
            for (const Value& member : structure.members) write(member, std::nullopt);
            json_.end_array().end_object();
            return;
        }
        json_.begin_object();
        auto member = structure.members.begin();
        for (const RemoteModel::Node child : type->children()) {
            json_.key(child.name());
            write(*member++, child);
        }
        json_.end_object();
    }
    void one(const Array& array, const Type& type) {
        Type element;
        if (type && type->type() == MmsType::array && !type->is_leaf()) element = *type->children().begin();
        json_.begin_array();
        for (const Value& value : array.elements) write(value, element);
        json_.end_array();
    }

    void named(std::int64_t number, const BitString* bits) {
        json_.begin_object().member("number", number).key("name");
        const std::string_view name = acsi::text_of(meaning_.literals, number);
        if (name.empty()) {
            json_.null();
        } else {
            json_.value(name);
        }
        if (bits != nullptr) json_.member("bits", bit_text(*bits));
        json_.end_object();
    }
    Json& json_;
    const Dictionary& dictionary_;
    Meaning meaning_;  // of the value being written
};

}  // namespace

void write_quality(Json& json, const BitString& bits) {
    const Quality quality = quality_of(bits);
    json.begin_object().member("text", to_text(quality));
    json.member("validity", to_text(Quality(quality.validity()))).key("flags").begin_array();
    for (const std::string& flag : flags_of(quality)) json.value(flag);
    json.end_array().member("bits", bit_text(bits)).end_object();
}

void write_value(Json& json, const Value& value, const Type& type, const Dictionary& dictionary) {
    Writer(json, dictionary).write(value, type);
}

std::string_view name_of(Domain domain) {
    switch (domain) {
        case Domain::none: return "none";
        case Domain::service_error: return "service-error";
        case Domain::data_access: return "data-access";
        case Domain::reject: return "reject";
        case Domain::add_cause: return "add-cause";
        case Domain::transport: return "transport";
        case Domain::session: return "session";
        case Domain::presentation: return "presentation";
        case Domain::acse_user: return "acse-user";
        case Domain::acse_provider: return "acse-provider";
        case Domain::system: return "system";
    }
    return "none";
}

void write_error_content(Json& json, const Error& error) {
    json.begin_object().member("domain", name_of(error.code.domain));
    if (error.code.domain == Domain::service_error || error.code.domain == Domain::reject) {
        json.member("class", error.code.value / 256).member("code", error.code.value % 256);
    } else {
        json.member("code", error.code.value);
    }
    json.member("name",
                error.code.domain == Domain::none ? std::string(name_of(error.fault)) : name_of(error.code));
    if (!error.text.empty()) json.member("message", error.text);
    json.end_object();
}

void write_words(Json& json, std::string_view key, std::string_view words) {
    json.key(key).begin_array();
    std::size_t at = 0;
    while (at < words.size()) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        json.value(words.substr(at, end - at));
        at = end + 1;
    }
    json.end_array();
}

void write_bit_names(Json& json, std::string_view key, std::string_view names, std::uint16_t octets,
                     unsigned size) {
    json.key(key).begin_object();
    write_words(json, "names", names == "none" ? std::string_view() : names);
    std::string bits;
    for (unsigned bit = 0; bit < size; ++bit) bits += (octets >> (15U - bit) & 1U) != 0 ? '1' : '0';
    json.member("bits", bits).end_object();
}

void write_error(Json& json, const Error& error) {
    json.begin_object().key("error");
    write_error_content(json, error);
    json.end_object();
}

}  // namespace busbar::program
