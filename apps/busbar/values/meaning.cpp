// SPDX-License-Identifier: Apache-2.0
#include "values/meaning.hpp"

#include <algorithm>
#include <busbar/quality.hpp>
#include <cstdlib>
#include <vector>

#include "model/model.hpp"
#include "scl/compile.hpp"

namespace busbar::program {
namespace {

using Kind = Meaning::Kind;

// Enumerations of IEC 61850-7-3 that only people need.
constexpr acsi::Literal range_literals[] = {
    {0, "normal"}, {1, "high"}, {2, "low"}, {3, "high-high"}, {4, "low-low"}};
constexpr acsi::Literal direction_literals[] = {{0, "unknown"}, {1, "forward"}, {2, "backward"}, {3, "both"}};
constexpr acsi::Literal sequence_literals[] = {{0, "pos-neg-zero"}, {1, "dir-quad-zero"}};
// OptFlds of a log control block has one bit, that of sampled values five.
constexpr std::string_view log_option_names[] = {"reasonCode"};
constexpr std::string_view sampled_option_names[] = {"refresh-time", "sample-synchronized", "sample-rate",
                                                     "data-set-name", "security"};

Meaning number(acsi::Literals literals) {
    Meaning meaning;
    meaning.kind = Kind::number;
    meaning.literals = literals;
    return meaning;
}
Meaning bits(std::span<const std::string_view> names) {
    Meaning meaning;
    meaning.kind = Kind::named_bits;
    meaning.bit_names = names;
    return meaning;
}

Meaning bit_string(std::string_view name, Fc fc, std::size_t size) {
    if (size == Quality::size) {
        Meaning meaning;
        meaning.kind = Kind::quality;
        return meaning;
    }
    if (name == "TrgOps") return bits(acsi::trg_ops_names());
    if (name == "OptFlds") {
        if (fc == Fc::lg) return bits(log_option_names);
        return bits(fc == Fc::ms || fc == Fc::us ? std::span<const std::string_view>(sampled_option_names)
                                                 : acsi::opt_flds_names());
    }
    if (name == "Check") return bits(acsi::check_names());
    if (size != 2) return {};
    return number(name == "ctlVal" ? acsi::tcmd_literals() : acsi::dbpos_literals());
}

/// What the number of `name` means, in the data object `data`.
acsi::Literals integer_literals(std::string_view name, std::string_view data) {
    if (name == "ctlModel") return acsi::ctl_model_literals();
    if (name == "sboClass") return acsi::sbo_class_literals();
    if (name == "orCat") return acsi::or_cat_literals();
    if (name == "cmdQual") return acsi::command_qualifier_literals();
    if (name == "SmpMod") return acsi::smp_mod_literals();
    if (name == "serviceType") return acsi::service_type_literals();
    if (name == "errorCode") return acsi::service_error_literals();
    if (name == "range" || name == "rangeAng") return range_literals;
    if (name == "dirGeneral" || name == "dirPhsA" || name == "dirPhsB" || name == "dirPhsC" ||
        name == "dirNeut")
        return direction_literals;
    if (name == "seqT") return sequence_literals;
    const bool state = name == "stVal" || name == "ctlVal" || name == "subVal";
    if (state && (data == "Mod" || data == "Beh")) return acsi::mode_literals();
    if (state && (data == "Health" || data == "EEHealth" || data == "PhyHealth"))
        return acsi::health_literals();
    return {};
}

/// "LD/LN$FC$DO(3)$DA" at its separators, without indexes.
std::vector<std::string_view> components(std::string_view reference) {
    std::vector<std::string_view> all;
    while (!reference.empty()) {
        const std::size_t end = reference.find_first_of("/$.([");
        if (end != 0) all.push_back(reference.substr(0, end));
        if (end == std::string_view::npos) break;
        const char separator = reference[end];
        reference.remove_prefix(end + 1);
        if (separator == '(') reference.remove_prefix(std::min(reference.find(')') + 1, reference.size()));
    }
    return all;
}

}  // namespace

/// The compiled IED, and its enumerations in the form of a Meaning.
struct Dictionary::Scl {
    scl::Compiled compiled;
    std::vector<std::vector<acsi::Literal>> literals;  // as Model::enum_types()

    [[nodiscard]] Meaning meaning_of(const ObjectReference& reference) const;
};

Result<Dictionary> Dictionary::load(const std::string& file, const std::string& ied,
                                    const std::string& access_point) {
    const auto scl = busbar::Scl::load(file);
    if (!scl) return fail(scl.error());
    return of_ied(scl->ied(ied, access_point));
}

Result<Dictionary> Dictionary::of_ied(const SclSelection& ied) {
    auto compiled = scl::compile(ied, {.lenient = true});
    if (!compiled) return fail(std::move(compiled).error());
    auto content = std::make_shared<Scl>(Scl{std::move(*compiled), {}});
    for (const model::EnumType& type : content->compiled.model->enum_types()) {
        std::vector<acsi::Literal>& literals = content->literals.emplace_back();
        for (const model::EnumLiteral& literal : type.literals)
            literals.push_back({literal.ord, literal.text});
    }
    Dictionary dictionary;
    dictionary.scl_ = std::move(content);
    return dictionary;
}

const model::Model* Dictionary::model() const {
    return scl_ ? scl_->compiled.model.get() : nullptr;
}

Meaning Dictionary::Scl::meaning_of(const ObjectReference& reference) const {
    const model::Model& model = *compiled.model;
    const auto id = model.resolve(reference);
    if (!id || !model.node(*id).is_leaf()) return {};
    const model::Node& node = model.node(*id);
    Meaning meaning;
    meaning.basic_type = node.type == BasicType::enumerated ? std::string_view("Enum") : name_of(node.type);
    if (const model::EnumType* type = model.enum_type(*id)) {
        meaning.kind = Kind::number;
        meaning.enum_type = type->id;
        meaning.literals = literals[node.info];
    } else if (node.type == BasicType::tcmd || node.type == BasicType::dbpos) {
        meaning.kind = Kind::number;
        meaning.literals = node.type == BasicType::tcmd ? acsi::tcmd_literals() : acsi::dbpos_literals();
    }
    return meaning;
}

Meaning Dictionary::by_name(std::span<const std::string_view> path, Fc fc, MmsType type,
                            std::int32_t extent) {
    if (path.empty()) return {};
    const std::string_view name = path.back();
    if (type == MmsType::bit_string) return bit_string(name, fc, static_cast<std::size_t>(std::abs(extent)));
    if (type != MmsType::integer && type != MmsType::unsigned_integer) return {};
    std::string_view data = path.size() >= 2 ? path[path.size() - 2] : std::string_view();
    // Mod.Oper.ctlVal
    if (path.size() >= 3 && (data == "Oper" || data == "SBOw" || data == "Cancel"))
        data = path[path.size() - 3];
    const acsi::Literals literals = integer_literals(name, data);
    return literals.empty() ? Meaning() : number(literals);
}

Meaning Dictionary::of(RemoteModel::Node attribute) const {
    std::string reference = attribute.mms_reference();
    const std::vector<std::string_view> path = components(reference);
    const Meaning usual = by_name(path, attribute.fc(), attribute.type(), attribute.extent());
    if (!scl_) return usual;
    // Elements of arrays are alike: the first stands for all.
    for (std::size_t at = reference.find("(*)"); at != std::string::npos; at = reference.find("(*)", at))
        reference[at + 1] = '0';
    const auto parsed = ObjectReference::parse(reference);
    if (!parsed) return usual;
    const Meaning told = scl_->meaning_of(*parsed);
    if (told.kind != Kind::plain) return told;
    Meaning both = usual;
    both.basic_type = told.basic_type;
    return both;
}

}  // namespace busbar::program
