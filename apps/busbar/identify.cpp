// SPDX-License-Identifier: Apache-2.0
// identify TARGET: vendor, model and revision, and what the association negotiated.
#include "commands.hpp"
#include "json.hpp"
#include "live/target_options.hpp"
#include "mms/services.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

std::string services_line(const AssociationInfo& association) {
    std::string names;
    mms::for_each_service([&]<class Service>() {
        if (association.services.test(Service::support_bit))
            names += (names.empty() ? "" : " ") + std::string(Service::name);
    });
    mms::for_each_unconfirmed_service([&]<class Service>() {
        if (association.services.test(Service::support_bit))
            names += (names.empty() ? "" : " ") + std::string(Service::name);
    });
    return names;
}

void write_services(Json& json, const AssociationInfo& association) {
    json.key("services").begin_array();
    mms::for_each_service([&]<class Service>() {
        if (association.services.test(Service::support_bit)) json.value(Service::name);
    });
    mms::for_each_unconfirmed_service([&]<class Service>() {
        if (association.services.test(Service::support_bit)) json.value(Service::name);
    });
    json.end_array();
}

Exit identify(const Shared& shared, const TargetOptions& options) {
    Link link(shared, options);
    if (!link) return link.exit();
    const auto identity = link->identify();
    if (!identity) return link.failed("identify failed", identity.error());
    const AssociationInfo& association = link->association();
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.identify/1").member("target", link.target());
        json.member("vendor", identity->vendor).member("model", identity->model);
        json.member("revision", identity->revision).key("association").begin_object();
        json.member("max_pdu_octets", association.max_pdu_octets);
        json.member("max_outstanding", association.max_outstanding);
        json.member("max_nesting", static_cast<unsigned>(association.max_nesting));
        write_services(json, association);
        json.end_object().end_object().print();
        return Exit::done;
    }
    out("vendor    " + escaped(identity->vendor) + "\n");
    out("model     " + escaped(identity->model) + "\n");
    out("revision  " + escaped(identity->revision) + "\n");
    out("PDU size  " + std::to_string(association.max_pdu_octets) + " octets\n");
    out("requests  " + std::to_string(association.max_outstanding) + " at once\n");
    out("services  " + services_line(association) + "\n");
    return Exit::done;
}

}  // namespace

void add_identify(Program& program) {
    CLI::App* command = program.add("identify", "Ask an IED who it is and what it can do");
    auto options = std::make_shared<TargetOptions>();
    options->add_to(command);
    program.on(command, [options](const Shared& shared) { return identify(shared, *options); });
}

}  // namespace busbar::program
