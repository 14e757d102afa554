// SPDX-License-Identifier: Apache-2.0
#include "live/objects.hpp"

#include "live/suggest.hpp"
#include "print.hpp"
#include "values/bit_text.hpp"
#include "values/value_text.hpp"

namespace busbar::program {

void DictionaryOptions::add_to(CLI::App* command) {
    command->add_option("--scl", scl, "SCL file that names the enumerations of the IED")->type_name("FILE");
    command->add_option("--ied", ied, "Which IED of that file, if it has several")->type_name("NAME");
    command->add_option("--ap", access_point, "Which access point of it")->type_name("NAME");
}

tl::expected<Dictionary, Exit> DictionaryOptions::load(const Shared& shared) const {
    if (scl.empty()) return Dictionary();
    auto dictionary = Dictionary::load(scl, ied, access_point);
    if (dictionary) return std::move(*dictionary);
    complain(shared, "cannot use " + scl, dictionary.error(), {"busbar scl check " + scl});
    return tl::unexpected(exit_of(dictionary.error(), Stage::local));
}

namespace {

/// The functional constraint of the value where an object exists under several: status or measurand, else the
/// active setting.
Fc value_constraint(Client& client, ObjectReference reference) {
    const auto description = describe(client, reference);
    if (!description) return Fc::none;
    const auto exists = [&](Fc fc) {
        reference.fc = fc;
        return description->find(reference).has_value();
    };
    const bool status = exists(Fc::st);
    const bool measurand = exists(Fc::mx);
    if (status && measurand) return Fc::none;
    if (status || measurand) return status ? Fc::st : Fc::mx;
    return exists(Fc::sg) && !exists(Fc::sp) ? Fc::sg : Fc::none;
}

}  // namespace

Result<ObjectReference> full_reference(Client& client, const std::string& text, const std::string& fc,
                                       Purpose purpose) {
    auto reference = ObjectReference::parse(text);
    if (!reference) return fail(wrong_name(std::move(reference).error()));
    if (reference->fc != Fc::none) return reference;
    if (!fc.empty()) {
        const auto given = fc_from_name(fc);
        if (!given)
            return fail(Fault::misuse, "--fc " + fc + " is no functional constraint (ST, MX, CF, ...)");
        reference->fc = *given;
        return reference;
    }
    if (reference->path.empty()) return reference;
    auto resolved = client.resolve(text);
    if (resolved || purpose != Purpose::read || resolved.error().fault != Fault::misuse) return resolved;
    if (const Fc meant = value_constraint(client, *reference); meant != Fc::none) {
        reference->fc = meant;
        return reference;
    }
    return resolved;
}

std::optional<RemoteModel> describe(Client& client, const ObjectReference& reference) {
    ObjectReference node;
    node.logical_device = reference.logical_device;
    node.logical_node = reference.logical_node;
    if (node.logical_node.empty()) return std::nullopt;
    if (auto all = client.describe(node.text())) return std::move(*all);
    if (auto object = client.describe(reference.text())) return std::move(*object);
    return std::nullopt;
}

void write_object(Json& json, const ObjectReference& reference, const Type& type) {
    json.member("reference", reference.text()).member("mms", reference.mms_text());
    if (reference.fc != Fc::none) json.member("fc", name_of(reference.fc));
    if (type) json.member("type", type->type_text());
}

Error wrong_name(Error error) {
    // What the user typed, not what a peer sent.
    error.fault = Fault::misuse;
    return error;
}

Error error_of(DataAccessError failure) {
    Error error;
    error.fault = Fault::refused;
    error.code = Code::data_access(static_cast<std::int32_t>(failure));
    return error;
}

std::vector<std::string> hints_for(Link& link, const std::string& reference, const Error& error) {
    if (!is_not_there(error)) return {};
    return suggestions(*link, reference);
}

std::string companion_text(const Value& value) {
    const auto* bits = value.get_if<BitString>();
    if (bits != nullptr && bits->size == Quality::size) return to_text(quality_of(*bits));
    return inline_text(value, std::nullopt, Dictionary());
}

}  // namespace busbar::program
