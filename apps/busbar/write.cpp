// SPDX-License-Identifier: Apache-2.0
// write TARGET REF VALUE: the text is read by the type that the IED gives for the object. Controls are not
// written but operated; nothing is asked.
#include <chrono>

#include "client/model_data.hpp"
#include "client/object.hpp"
#include "client/value_codec.hpp"
#include "commands.hpp"
#include "live/objects.hpp"
#include "mms/dump.hpp"
#include "mms/services.hpp"
#include "print.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference, value, fc, type;
    bool dry_run = false, read_back = false;
    DictionaryOptions dictionary;
};

struct NamedType {
    const char* name;
    MmsType type;
    std::int32_t extent;
};
constexpr NamedType named_types[] = {
    {"bool", MmsType::boolean, 0},
    {"int8", MmsType::integer, 8},
    {"int16", MmsType::integer, 16},
    {"int32", MmsType::integer, 32},
    {"int64", MmsType::integer, 64},
    {"uint8", MmsType::unsigned_integer, 8},
    {"uint16", MmsType::unsigned_integer, 16},
    {"uint32", MmsType::unsigned_integer, 32},
    {"float", MmsType::floating_point, 32},
    {"double", MmsType::floating_point, 64},
    {"bits", MmsType::bit_string, -256},
    {"octets", MmsType::octet_string, -255},
    {"string", MmsType::visible_string, -255},
    {"unicode", MmsType::mms_string, -255},
    {"time", MmsType::utc_time, 0},
    {"entrytime", MmsType::binary_time, 6},
};

std::vector<std::string> type_names() {
    std::vector<std::string> names;
    for (const NamedType& type : named_types) names.emplace_back(type.name);
    return names;
}

/// A description of one attribute, made up from --type.
RemoteModel type_by_name(const std::string& name) {
    client::ModelBuilder builder({});
    for (const NamedType& type : named_types) {
        if (name == type.name)
            builder.open("value", NodeKind::logical_node, type.type, Fc::none, type.extent);
    }
    builder.close();
    return builder.described("", {});
}

/// `text` with a literal of the attribute replaced by its number, and "now" by the time.
std::string with_numbers(const std::string& text, RemoteModel::Node type, const Dictionary& dictionary) {
    if (!type.is_leaf()) return text;
    if (type.type() == MmsType::utc_time && text == "now") {
        return to_text(
            std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()));
    }
    const Meaning meaning = dictionary.of(type);
    if (meaning.kind != Meaning::Kind::number) return text;
    const auto number = acsi::ord_of(meaning.literals, text);
    return number ? std::to_string(*number) : text;
}

std::vector<std::string> known_words(RemoteModel::Node type, const Dictionary& dictionary) {
    const Meaning meaning = dictionary.of(type);
    if (!type.is_leaf() || meaning.literals.empty()) return {};
    std::string words;
    for (const acsi::Literal& literal : meaning.literals) {
        words += (words.empty() ? "" : ", ") + std::string(literal.text) + " (" +
                 std::to_string(literal.ord) + ")";
    }
    return {"one of: " + words};
}

/// The PDU as it would be sent.
Result<std::string> dry_run(const ObjectReference& reference, const Value& value) {
    const auto object = client::Object::from(reference);
    if (!object) return fail(object.error());
    const mms::ListEntry entry = object->entry();
    const mms::Data data = client::view_of(value);
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(std::span(&entry, 1));
    request.data = ber::List<mms::Data>(std::span(&data, 1));
    BackWriter writer;
    mms::encode_request<mms::Write>(writer, 1, request);
    return mms::dump(writer.bytes());
}

void report(const Shared& shared, const Link& link, const Options& options, const ObjectReference& reference,
            const Value& value, const Type& type, const Dictionary& dictionary, const std::string& pdu,
            const std::optional<Value>& read_back) {
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.write/1").member("target", link.target());
        write_object(json, reference, type);
        json.key("value");
        write_value(json, value, type, dictionary);
        json.member("written", !options.dry_run);
        if (options.dry_run) json.member("pdu", pdu);
        if (read_back) {
            json.key("read_back");
            write_value(json, *read_back, type, dictionary);
        }
        json.end_object().print();
        return;
    }
    if (options.dry_run) return out(pdu);
    ObjectReference bare = reference;
    bare.fc = Fc::none;
    const std::string heading = escaped(bare.text()) + " [" + std::string(name_of(reference.fc)) + "]";
    out(heading + "  written  " + inline_text(value, type, dictionary) + "\n");
    if (read_back) out(heading + "  now      " + inline_text(*read_back, type, dictionary) + "\n");
}

Exit write(const Shared& shared, const Options& options) {
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const std::string what = "cannot write " + options.reference;

    const auto reference = full_reference(*link, options.reference, options.fc, Purpose::write);
    if (!reference) {
        return link.failed(what, reference.error(), hints_for(link, options.reference, reference.error()));
    }
    RemoteModel description;
    Type type;
    if (!options.type.empty()) {
        description = type_by_name(options.type);
        type = description.root();
    } else {
        auto told = link->describe(reference->text());
        if (!told) {
            std::vector<std::string> tries = hints_for(link, options.reference, told.error());
            tries.emplace_back("--type, if the IED does not describe its types");
            return link.failed(what, told.error(), tries);
        }
        description = std::move(*told);
        const auto node = description.find(*reference);
        if (!node) return link.failed(what, node.error(), hints_for(link, options.reference, node.error()));
        type = *node;
    }
    const auto value = value_from_text(with_numbers(options.value, *type, *dictionary), *type);
    if (!value) {
        complain(shared, what, value.error(), known_words(*type, *dictionary));
        return Exit::usage;
    }
    std::string pdu;
    if (options.dry_run) {
        auto text = dry_run(*reference, *value);
        if (!text) return link.failed(what, text.error());
        pdu = std::move(*text);
    } else if (const auto written = link->write(*reference, *value); !written) {
        const bool control = reference->fc == Fc::co;
        return link.failed(
            what, written.error(),
            control ? std::vector<std::string>{"busbar operate: controls are operated, not written"}
                    : hints_for(link, options.reference, written.error()));
    }
    std::optional<Value> now;
    Exit exit = Exit::done;
    if (options.read_back && !options.dry_run) {
        auto read = link->read(*reference);
        if (read && !read->is_error()) {
            now = std::move(*read);
        } else {
            exit = Exit::partial;
            link.failed("written, but cannot read back " + options.reference,
                        read ? error_of(*read->get_if<DataAccessError>()) : read.error());
        }
    }
    report(shared, link, options, *reference, *value, type, *dictionary, pdu, now);
    return exit;
}

}  // namespace

void add_write(Program& program) {
    CLI::App* command = program.add("write", "Write a value of a live IED");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("REF", o->reference, "LD/LN.DO.DA[FC]; [FC] only where it is ambiguous")->required();
    command->add_option("VALUE", o->value, "Number, word of an enumeration, text, time, bits, {a, b}")
        ->required();
    command->add_option("--fc", o->fc, "Functional constraint, if REF names none")->type_name("FC");
    command->add_option("--type", o->type, "Type of the value, if the IED does not tell: int32, float, ...")
        ->check(CLI::IsMember(type_names()))
        ->type_name("TYPE");
    command->add_flag("--dry-run", o->dry_run, "Write nothing, show the PDU that would be sent");
    command->add_flag("--read-back", o->read_back, "Read the object afterwards");
    o->dictionary.add_to(command);
    command->footer(std::string("Examples:\n"
                                "  busbar write :10102 BAY1MEAS/MMXU1.TotW.db 500\n"
                                "  busbar write :10102 BAY1CTRL/XCBR1.Pos.ctlModel status-only\n"
                                "Types: bool, int8 to int64, uint8 to uint32, float, double, bits, octets, "
                                "string, unicode, time, "
                                "entrytime.\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return write(shared, *o); });
}

}  // namespace busbar::program
