// SPDX-License-Identifier: Apache-2.0
// DOI, SDI, DAI against the types (IEC 61850-6 clause 9.3.6), and the values in both.
#include <algorithm>

#include "scl/checker.hpp"
#include "scl/reader.hpp"
#include "scl/suggest.hpp"
#include "scl/values.hpp"

namespace busbar::scl {
namespace {

std::string_view tag_of(Instance::Kind kind) {
    switch (kind) {
        case Instance::Kind::doi: return "DOI";
        case Instance::Kind::sdi: return "SDI";
        case Instance::Kind::dai: return "DAI";
    }
    return "DOI";
}

std::string_view unknown_code(Instance::Kind kind) {
    switch (kind) {
        case Instance::Kind::doi: return code::doi_unknown;
        case Instance::Kind::sdi: return code::sdi_unknown;
        case Instance::Kind::dai: return code::dai_unknown;
    }
    return code::doi_unknown;
}

class Walk {
public:
    explicit Walk(CheckContext& context) : context_(context) {}

    void run() { children(context_.node->instances, context_.node->type); }

private:
    [[nodiscard]] std::string path() const {
        std::string name;
        for (const Text one : names_) {
            if (!name.empty()) name += '.';
            name += one;
        }
        return context_.path(name);
    }

    void children(const std::vector<Instance>& instances, const Type* type) {
        for (std::size_t i = 0; i < instances.size(); ++i) {
            const Instance& instance = instances[i];
            names_.push_back(instance.name);
            const bool again =
                i > 0 && instances[i - 1].name == instance.name && instances[i - 1].index == instance.index;
            if (again) {
                context_.warn(code::instance_duplicate, instance.at, path(),
                              "is there twice; the values of the later one count");
            }
            visit(instance, type);
            names_.pop_back();
        }
    }

    void visit(const Instance& instance, const Type* type) {
        const Member* member = type == nullptr ? nullptr : type->find(instance.name);
        const bool leaf = instance.kind == Instance::Kind::dai;
        const bool fits = member != nullptr &&
                          (instance.kind == Instance::Kind::doi ? member->kind == MemberKind::data_object
                                                                : leaf == (member->kind == MemberKind::leaf));
        if (member != nullptr && member->kind == MemberKind::broken) return;
        // A DAI without value may stand for a structure to give it a short address.
        if (!fits && member != nullptr && leaf && instance.values.empty()) return;
        if (!fits && member != nullptr && member->kind == MemberKind::address) return;
        if (!fits) return unknown(instance, member, type);
        index(instance, *member);
        if (!leaf) return children(instance.children, member->type);
        val_kind(instance);
        for (const Val& val : instance.values) value(*member, val);
    }

    void unknown(const Instance& instance, const Member* member, const Type* type) {
        std::string text;
        std::string hint;
        if (member != nullptr) {
            text = std::string(tag_of(instance.kind)) + " does not fit " + path_of(*type, member->name);
        } else {
            text =
                std::string(tag_of(instance.kind)) + " \"" + std::string(instance.name) + "\" does not exist";
            if (type != nullptr) {
                text += " in " + path_of(*type);
                if (context_.findings.hints()) {
                    hint = suggest(instance.name, type->members, [](const Member& one) { return one.name; });
                }
            }
        }
        context_.warn(unknown_code(instance.kind), instance.at, path(), text + "; it is dropped",
                      std::move(hint));
    }

    void index(const Instance& instance, const Member& member) {
        if (instance.index.empty()) return;
        const auto number = parse_integer(instance.index);
        const bool beyond = number && member.count != 0 && *number >= member.count;
        if (member.is_array && number && *number >= 0 && !beyond) return;
        const std::string what = "ix \"" + std::string(instance.index) + "\"";
        context_.warn(code::index_out_of_range, context_.xml.offset(instance.index), path(),
                      !member.is_array ? what + " where there is no array"
                      : beyond         ? what + " is beyond the " + std::to_string(member.count) + " elements"
                                       : what + " is no index");
    }

    void val_kind(const Instance& instance) {
        const Text kind = instance.val_kind;
        if (kind.empty() || kind == "Set" || kind == "Conf" || kind == "RO" || kind == "Spec") return;
        context_.warn(code::val_kind_unknown, context_.xml.offset(kind), path(),
                      "valKind \"" + std::string(kind) + "\" is not Spec, Conf, RO or Set");
    }

    void value(const Member& member, const Val& val) {
        ParsedVal parsed = parse_val(member, val.text, context_.findings.hints());
        if (!parsed.code.empty()) {
            context_.findings.add(parsed.severity, parsed.code, context_.xml.offset(val.text), path(),
                                  std::move(parsed.text), std::move(parsed.hint));
        }
        if (val.group.empty()) return;
        const auto group = parse_integer(val.group);
        const LogicalNode* ln0 = context_.device->find("LLN0");
        const std::uint32_t groups = ln0 != nullptr && ln0->setting ? ln0->setting->groups : 0;
        if (group && *group >= 1 && (groups == 0 || *group <= groups)) return;
        context_.warn(code::group_out_of_range, context_.xml.offset(val.group), path(),
                      "sGroup \"" + std::string(val.group) + "\" is not one of the " +
                          std::to_string(groups) + " setting groups; the value is dropped");
    }

    CheckContext& context_;
    std::vector<Text> names_;
};

}  // namespace

void check_instances(CheckContext& context) {
    if (context.node->type != nullptr) Walk(context).run();
}

void check_type_values(const Xml& xml, const Document& document, FindingList& findings) {
    for (const Type& type : document.types.types) {
        findings.set_type(&type);
        for (const Member& member : type.members) {
            if (member.kind != MemberKind::leaf) continue;
            for (const Val& val : member.values) {
                ParsedVal parsed = parse_val(member, val.text, findings.hints());
                if (parsed.code.empty()) continue;
                findings.add(parsed.severity, parsed.code, xml.offset(val.text), path_of(type, member.name),
                             std::move(parsed.text), std::move(parsed.hint));
            }
        }
    }
    findings.set_type(nullptr);
}

}  // namespace busbar::scl
