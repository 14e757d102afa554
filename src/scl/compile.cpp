// SPDX-License-Identifier: Apache-2.0
#include "scl/compile.hpp"

#include <algorithm>

#include "scl/address.hpp"
#include "scl/blocks.hpp"
#include "scl/expand.hpp"
#include "scl/file.hpp"
#include "scl/limits.hpp"
#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

model::Edition to_model(SclEdition edition) {
    switch (edition) {
        case SclEdition::ed1: return model::Edition::ed1;
        case SclEdition::ed2: return model::Edition::ed2;
        case SclEdition::ed2_1: return model::Edition::ed21;
        case SclEdition::ed2_2: return model::Edition::ed22;
    }
    return model::Edition::ed21;
}

std::string list_of(const std::vector<std::string_view>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < 20; ++i) out.append(i == 0 ? "" : ", ").append(names[i]);
    if (names.size() > 20) out += ", ...";
    return names.empty() ? std::string("none") : out;
}

bool has_server(const Ied& ied) {
    return std::any_of(ied.access_points.begin(), ied.access_points.end(),
                       [&](const AccessPoint& ap) { return ied.server_of(ap) != nullptr; });
}

Failure unknown(std::string text, std::string_view wanted, const std::vector<std::string_view>& names) {
    Suggestion suggestion(wanted);
    for (const std::string_view name : names) suggestion.offer(name);
    const std::string hint = suggestion.hint();
    if (!hint.empty()) text += "; " + hint;
    return fail(Fault::misuse, escaped(text));
}

Result<const Ied*> select_ied(const File& file, std::string_view wanted) {
    std::vector<std::string_view> names;
    const Ied* only = nullptr;
    for (const Ied& ied : file.document.ieds) {
        if (!has_server(ied)) continue;
        names.push_back(ied.name);
        if (only == nullptr) only = &ied;
    }
    if (wanted.empty()) {
        if (names.size() == 1) return only;
        const std::string what =
            names.empty() ? " has no IED with a server" : " has more than one IED; name one of: ";
        return fail(Fault::misuse, escaped(file.name + what + (names.empty() ? "" : list_of(names))));
    }
    const Ied* ied = file.document.find(wanted);
    if (ied == nullptr) {
        return unknown(
            file.name + " has no IED \"" + std::string(wanted) + "\"; IEDs with a server: " + list_of(names),
            wanted, names);
    }
    return ied;
}

Result<const AccessPoint*> select_access_point(const File& file, const Ied& ied, std::string_view wanted) {
    std::vector<std::string_view> names;
    const AccessPoint* first = nullptr;
    for (const AccessPoint& ap : ied.access_points) {
        if (ied.server_of(ap) == nullptr) continue;
        names.push_back(ap.name);
        if (first == nullptr) first = &ap;
    }
    if (wanted.empty()) {
        if (first != nullptr) return first;
        return fail(Fault::misuse,
                    escaped("IED " + std::string(ied.name) + " of " + file.name + " has no server"));
    }
    const AccessPoint* ap = ied.find(wanted);
    if (ap != nullptr && ied.server_of(*ap) != nullptr) return ap;
    return unknown("IED " + std::string(ied.name) +
                       (ap == nullptr ? " has no access point \"" : " has no server at \"") +
                       std::string(wanted) + "\"; access points with a server: " + list_of(names),
                   wanted, names);
}

/// Compiles one server. One object for one call.
class Compilation {
public:
    Compilation(const File& file, const Ied& ied, const AccessPoint& ap, const CompileOptions& options)
        : file_(file),
          options_(options),
          builder_(std::string(ied.name)),
          expander_(builder_, file.document.edition, notes_) {
        served_.ied = &ied;
        served_.access_point = &ap;
        served_.host = ied.server_of(ap);
        notes_.attach(file.xml.source());
        notes_.set_ied(ied.name);
    }

    Result<Compiled> run(SclFinding* fault) {
        if (auto servable = check(); !servable) {
            if (fault != nullptr) *fault = fault_;
            return fail(std::move(servable).error());
        }
        identify();
        BlockCompiler blocks(file_.xml, file_.document, served_, builder_);
        tree();
        if (auto small = check_size(expander_.leaves()); !small) {
            if (fault != nullptr) *fault = fault_;
            return fail(std::move(small).error());
        }
        for (const LogicalDevice& device : served_.host->devices) {
            for (const LogicalNode& node : device.nodes) {
                const auto found = served_.nodes.find(&node);
                if (found != served_.nodes.end()) blocks.node(device, node, found->second);
            }
        }
        blocks.logs();
        auto built = builder_.build();
        if (!built) return fail(std::move(built).error());
        return finish(std::move(*built));
    }

private:
    [[nodiscard]] bool serves(const LogicalNode& node) const {
        return !node.dropped && node.type != nullptr && node.type->fault_code.empty();
    }

    Result<void> refuse(std::string_view code, Fault kind, std::uint32_t at, std::string path,
                        std::string text) {
        FindingList list;
        list.attach(file_.xml.source());
        list.add(Severity::error, code, at, std::move(path), std::move(text));
        fault_ = list.notes().front().finding;
        Error error;
        error.fault = kind;
        error.text = escaped(file_.name) + ":" + std::to_string(fault_.line) + ":" +
                     std::to_string(fault_.column) + ": " + escaped(fault_.path) + ": " +
                     escaped(fault_.text) + " [" + std::string(code) + "]";
        return fail(std::move(error));
    }

    /// Every served node has a usable type, and all of them together are not too large.
    Result<void> check() {
        std::uint64_t leaves = 0;
        for (const LogicalDevice& device : served_.host->devices) {
            if (device.dropped) continue;
            for (const LogicalNode& node : device.nodes) {
                if (node.dropped) continue;
                if (serves(node)) {
                    leaves += node.type->leaves;
                    continue;
                }
                if (options_.lenient) continue;
                const std::string path =
                    std::string(served_.ied->name) + "/" + std::string(device.inst) + "/" + node.name;
                if (node.type == nullptr) {
                    return refuse(code::ln_type_unknown, Fault::violation, file_.xml.offset(node.type_id),
                                  path, "no LNodeType has the id \"" + std::string(node.type_id) + "\"");
                }
                return refuse(node.type->fault_code, Fault::violation, node.type->fault_at, path,
                              node.type->fault_text);
            }
        }
        return check_size(leaves);
    }

    /// Bounded by the size of the file: a small one cannot ask for much memory.
    Result<void> check_size(std::uint64_t leaves) {
        const std::uint64_t allowed = limits::leaves_of(file_.xml.source().text().size());
        if (leaves <= allowed) return {};
        return refuse(code::type_too_large, Fault::limit, served_.ied->at, std::string(served_.ied->name),
                      "has " + std::to_string(leaves) + " attributes, " + std::to_string(allowed) +
                          " are allowed for a file of this size");
    }

    void identify() {
        const Ied& ied = *served_.ied;
        model::Identity& identity = builder_.identity;
        identity.manufacturer = ied.manufacturer;
        identity.type = ied.type;
        identity.config_version = ied.config_version;
        identity.description = ied.description;
        identity.edition = to_model(file_.document.edition);
        // The access point's Services are the ones that count where both have some.
        if (ied.services) served_.services = *ied.services;
        if (served_.host->services) served_.services = *served_.host->services;
        if (served_.access_point->services) served_.services = *served_.access_point->services;
        builder_.services = served_.services;
        builder_.communication.access_point = served_.access_point->name;
        const auto& connected = file_.document.connections_of(ied.name, served_.access_point->name);
        if (!connected.empty())
            builder_.communication = communication_of(file_.xml, *connected.front(), nullptr);
    }

    void tree() {
        for (const LogicalDevice& device : served_.host->devices) {
            if (device.dropped) continue;
            const auto handle = builder_.logical_device({.name = device.name,
                                                         .inst = std::string(device.inst),
                                                         .ld_name = std::string(device.ld_name)});
            const LogicalNode* ln0 = device.find("LLN0");
            const bool grouped = ln0 != nullptr && ln0->setting && ln0->setting->groups > 0;
            expander_.set_device(grouped ? std::min(ln0->setting->groups, 255U) : 0,
                                 grouped ? ln0->setting->active : 1);
            for (const LogicalNode& node : device.nodes) {
                if (!serves(node)) continue;
                const auto ln = builder_.logical_node(handle, {.prefix = std::string(node.prefix),
                                                               .ln_class = std::string(node.ln_class),
                                                               .inst = std::string(node.inst)});
                served_.nodes.emplace(&node, ln);
                expander_.node(ln, node);
            }
        }
    }

    /// Types that the served nodes use, directly or through others.
    [[nodiscard]] std::unordered_set<const Type*> used_types() const {
        std::unordered_set<const Type*> used;
        std::vector<const Type*> open;
        const auto visit = [&](const Type* type) {
            if (type != nullptr && used.insert(type).second) open.push_back(type);
        };
        for (const LogicalDevice& device : served_.host->devices) {
            for (const LogicalNode& node : device.nodes) visit(node.type);
        }
        while (!open.empty()) {
            const Type* type = open.back();
            open.pop_back();
            for (const Member& member : type->members) visit(member.type);
        }
        return used;
    }

    Result<Compiled> finish(model::Built built) {
        Compiled compiled{std::move(built.model),
                          std::move(built.image),
                          std::string(served_.ied->name),
                          std::string(served_.access_point->name),
                          {}};
        const auto used = used_types();
        for (const Note& note : file_.notes.notes()) {
            const bool mine = (note.type == nullptr || used.contains(note.type)) &&
                              (note.ied.empty() || note.ied == served_.ied->name);
            compiled.findings.push_back(note.finding);
            SclFinding& finding = compiled.findings.back();
            if (!mine && finding.severity == Severity::error) finding.severity = Severity::warning;
        }
        for (const Note& note : notes_.notes()) compiled.findings.push_back(note.finding);
        return compiled;
    }

    const File& file_;
    CompileOptions options_;
    FindingList notes_;
    model::Builder builder_;
    Expander expander_;
    Served served_;
    SclFinding fault_;
};

}  // namespace

Result<Compiled> compile(const SclSelection& selection, const CompileOptions& options, SclFinding* fault) {
    if (!selection.file()) return fail(Fault::misuse, "the selection belongs to no file");
    const File& file = *selection.file();
    const auto ied = select_ied(file, selection.ied());
    if (!ied) return fail(ied.error());
    const auto ap = select_access_point(file, **ied, selection.access_point());
    if (!ap) return fail(ap.error());
    return Compilation(file, **ied, **ap, options).run(fault);
}

}  // namespace busbar::scl
