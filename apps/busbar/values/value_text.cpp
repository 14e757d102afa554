// SPDX-License-Identifier: Apache-2.0
#include "values/value_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "values/bit_text.hpp"

namespace busbar::program {
namespace {

using Node = RemoteModel::Node;

template <class T>
std::string shortest(T number) {
    std::array<char, 40> digits;  // NOLINT: filled by to_chars
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

/// `time` with as many digits as it is exact to 0.1 us: a UtcTime counts in steps of 60 ns, so that 0.123
/// comes back as 0.12299997.
std::string rounded(SystemTime time) {
    using std::chrono::nanoseconds;
    const auto digits_for = [&](std::int64_t unit) {
        const std::int64_t off = ((time.time_since_epoch().count() % unit) + unit) % unit;
        return std::min(off, unit - off) < 100;
    };
    const bool milliseconds = digits_for(1'000'000);
    const std::int64_t unit = milliseconds ? 1'000'000 : 1'000;
    const SystemTime nearest{nanoseconds((time.time_since_epoch().count() + unit / 2) / unit * unit)};
    std::string text = to_text(nearest);
    const std::size_t point = text.find('.');
    return text.substr(0, point + (milliseconds ? 4 : 7)) + "Z";
}

std::string with_number(std::string_view name, std::int64_t number) {
    if (name.empty()) return std::to_string(number);
    return escaped(name) + " (" + std::to_string(number) + ")";
}

std::string bits_text(const BitString& bits, const Meaning& meaning) {
    switch (meaning.kind) {
        case Meaning::Kind::number: {
            const auto number = static_cast<std::int64_t>(bits.number());
            return with_number(acsi::text_of(meaning.literals, number), number);
        }
        case Meaning::Kind::quality:
            if (bits.size == Quality::size) return to_text(quality_of(bits));
            break;
        case Meaning::Kind::named_bits: {
            const std::string names = joined(names_of_set(bits, meaning.bit_names), "|");
            return names.empty() ? "none (" + bit_text(bits) + ")" : names + " (" + bit_text(bits) + ")";
        }
        case Meaning::Kind::plain: break;
    }
    return bits.size == 0 ? "no bits" : bit_text(bits);
}

std::string leaf_text(const Value& value, const Meaning& meaning) {
    const bool named = meaning.kind == Meaning::Kind::number;
    if (const auto* bits = value.get_if<BitString>()) return bits_text(*bits, meaning);
    if (const auto* time = value.get_if<Timestamp>()) return time_text(*time);
    if (const auto* time = value.get_if<EntryTime>()) return rounded(time->time());
    if (const auto* number = value.get_if<std::int64_t>(); number != nullptr && named)
        return with_number(acsi::text_of(meaning.literals, *number), *number);
    if (const auto* number = value.get_if<std::uint64_t>();
        number != nullptr && named && *number <= 0x7FFFFFFF) {
        const auto ord = static_cast<std::int64_t>(*number);
        return with_number(acsi::text_of(meaning.literals, ord), ord);
    }
    if (const auto* number = value.get_if<float>()) return shortest(*number);
    if (const auto* number = value.get_if<double>()) return shortest(*number);
    if (value.empty()) return "no value";
    return value.text();
}

bool is_quality(Node node) {
    return node.type() == MmsType::bit_string && std::abs(node.extent()) == static_cast<int>(Quality::size);
}

/// A value with where it stands below the object.
struct Part {
    std::string name;  ///< "mag.f"
    const Value* value = nullptr;
    Type type;
};

bool fits(const Value& value, Node type) {
    return type.type() == MmsType::structure && value.get_if<Structure>() != nullptr &&
           type.child_count() == value.items().size();
}

/// The value that a data object is about, from the one of its members that is called so.
const Part* follow(Part& part, std::string_view component) {
    if (!part.type || !fits(*part.value, *part.type)) return nullptr;
    std::size_t at = 0;
    for (const Node child : part.type->children()) {
        if (child.name() == component) {
            part = {part.name.empty() ? std::string(component) : part.name + "." + std::string(component),
                    &part.value->items()[at], child};
            return &part;
        }
        ++at;
    }
    return nullptr;
}

/// Names below a data object whose one value is meant when the object is named, the most telling first.
constexpr std::array<std::array<std::string_view, 3>, 13> main_values{{{"stVal"},
                                                                       {"mag", "f"},
                                                                       {"mag", "i"},
                                                                       {"cVal", "mag", "f"},
                                                                       {"cVal", "mag", "i"},
                                                                       {"actVal"},
                                                                       {"general"},
                                                                       {"valWTr", "posVal"},
                                                                       {"mxVal", "f"},
                                                                       {"mxVal", "i"},
                                                                       {"setVal"},
                                                                       {"setMag", "f"},
                                                                       {"setMag", "i"}}};

std::optional<Part> main_value(const Value& value, Node type) {
    for (const auto& path : main_values) {
        Part part{{}, &value, type};
        bool found = true;
        for (const std::string_view component : path) {
            if (!component.empty() && found) found = follow(part, component) != nullptr;
        }
        if (found && part.type->is_leaf()) return part;
    }
    return std::nullopt;
}

class Block {
public:
    Block(const Dictionary& dictionary, std::string& out) : dictionary_(dictionary), out_(out) {}

    void add(std::string name, const Value& value, const Type& type, std::size_t indent) {
        // A structure of one member is that member: "instMag.f", not "instMag" and below it "f".
        if (type && fits(value, *type) && type->child_count() == 1 && indent > 0) {
            const Node only = *type->children().begin();
            return add(name + "." + escaped(only.name()), value.items().front(), only, indent);
        }
        out_ += std::string(indent * 2, ' ') + name;
        if (type && fits(value, *type)) return structure(value, *type, indent);
        if (const auto* array = value.get_if<Array>()) return elements(*array, type, indent);
        if (const auto* untyped = value.get_if<Structure>();
            untyped != nullptr && !untyped->members.empty()) {
            out_ += '\n';
            std::size_t n = 0;
            for (const Value& member : untyped->members)
                add("#" + std::to_string(++n), member, std::nullopt, indent + 1);
            return;
        }
        out_ += "  " + inline_text(value, type, dictionary_) + "\n";
    }

private:
    /// The object's value, quality and time on its own line, the rest below.
    void structure(const Value& value, Node type, std::size_t indent) {
        const std::optional<Part> value_part = main_value(value, type);
        std::vector<const Value*> shown;
        if (value_part) {
            out_ += "  " + inline_text(*value_part->value, value_part->type, dictionary_);
            shown.push_back(value_part->value);
        }
        std::size_t at = 0;
        std::string quality, time;
        for (const Node child : type.children()) {
            const Value& member = value.items()[at++];
            const bool is_q = child.name() == "q" && is_quality(child);
            const bool is_t = child.name() == "t" && child.type() == MmsType::utc_time;
            if (!is_q && !is_t) continue;
            (is_q ? quality : time) = "  " + inline_text(member, child, dictionary_);
            shown.push_back(&member);
        }
        out_ += quality + time + "\n";
        rest("", value, type, indent + 1, shown);
    }
    void rest(const std::string& prefix, const Value& value, Node type, std::size_t indent,
              const std::vector<const Value*>& shown) {
        std::size_t at = 0;
        for (const Node child : type.children()) {
            const Value& member = value.items()[at++];
            const std::string name = prefix + escaped(child.name());
            if (std::find(shown.begin(), shown.end(), &member) != shown.end()) continue;
            // What was shown may be deeper: its siblings are still to be.
            if (fits(member, child) && contains(member, shown)) {
                rest(name + ".", member, child, indent, shown);
            } else {
                add(name, member, child, indent);
            }
        }
    }
    static bool contains(const Value& value, const std::vector<const Value*>& wanted) {
        for (const Value& item : value.items()) {
            if (std::find(wanted.begin(), wanted.end(), &item) != wanted.end() || contains(item, wanted))
                return true;
        }
        return false;
    }
    void elements(const Array& array, const Type& type, std::size_t indent) {
        Type element;
        if (type && type->type() == MmsType::array && !type->is_leaf()) element = *type->children().begin();
        out_ += "  " + std::to_string(array.elements.size()) + " elements\n";
        std::size_t n = 0;
        for (const Value& value : array.elements)
            add("(" + std::to_string(n++) + ")", value, element, indent + 1);
    }

    const Dictionary& dictionary_;
    std::string& out_;
};

}  // namespace

std::string time_text(const Timestamp& time) {
    const std::string full = to_text(time);
    const std::size_t remark = full.find(" (");
    return rounded(time.time()) + (remark == std::string::npos ? "" : full.substr(remark));
}

std::string inline_text(const Value& value, const Type& type, const Dictionary& dictionary) {
    const bool structure = value.get_if<Structure>() != nullptr;
    if (!structure && value.get_if<Array>() == nullptr) {
        return leaf_text(value, type ? dictionary.of(*type) : Meaning());
    }
    std::vector<std::string> items;
    const bool typed =
        type && (structure ? fits(value, *type) : type->type() == MmsType::array && !type->is_leaf());
    Type item;
    if (typed) item = *type->children().begin();
    for (const Value& member : value.items()) {
        items.push_back(inline_text(member, item, dictionary));
        if (typed && structure) item = item->at(item->end_index());
    }
    return structure ? "{" + joined(items, ", ") + "}" : "[" + joined(items, ", ") + "]";
}

std::string block_text(std::string_view name, const Value& value, const Type& type,
                       const Dictionary& dictionary) {
    std::string out;
    Block(dictionary, out).add(std::string(name), value, type, 0);
    return out;
}

}  // namespace busbar::program
