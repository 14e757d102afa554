// SPDX-License-Identifier: Apache-2.0
#include "decode/lower_layers.hpp"

#include "ber/codec.hpp"
#include "osi/acse/layouts.hpp"
#include "osi/presentation/layouts.hpp"

namespace busbar::decode {
namespace {

template <class... Functions>
struct Cases : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Cases(Functions...) -> Cases<Functions...>;

void optional_octets(ber::Visitor& visitor, std::string_view name, const std::optional<Bytes>& octets) {
    if (octets) visitor.octets(name, *octets);
}
void optional_octets(ber::Visitor& visitor, std::string_view name,
                     const std::optional<ber::OctetString>& octets) {
    if (octets) visitor.octets(name, octets->octets);
}

void named(ber::Visitor& visitor, std::string_view name, Domain domain, std::int32_t number) {
    visitor.word(name, name_of(Code{domain, number}) + " (" + std::to_string(number) + ")");
}

void show_connect_tpdu(const cotp::ConnectTpdu& tpdu, ber::Visitor& visitor) {
    visitor.integer("destination-reference", tpdu.destination_reference);
    visitor.integer("source-reference", tpdu.source_reference);
    visitor.integer("class", tpdu.preferred_class);
    if (tpdu.tpdu_size_code && *tpdu.tpdu_size_code < 31) {
        visitor.integer("tpdu-size", std::int64_t{1} << *tpdu.tpdu_size_code);
    }
    optional_octets(visitor, "calling-selector", tpdu.calling_selector);
    optional_octets(visitor, "called-selector", tpdu.called_selector);
}

void show_connect_items(const session::ConnectItems& items, ber::Visitor& visitor) {
    if (items.version) visitor.integer("version", *items.version);
    if (items.requirements) visitor.integer("requirements", *items.requirements);
    optional_octets(visitor, "calling-selector", items.calling_selector);
    optional_octets(visitor, "called-selector", items.called_selector);
}

void show_results(const std::optional<ber::List<presentation::ResultItem>>& results, ber::Visitor& visitor) {
    if (!results) return;
    static constexpr std::string_view names[] = {"acceptance", "user-rejection", "provider-rejection"};
    visitor.begin("context-results", true);
    for (const presentation::ResultItem& item : *results) {
        visitor.word("", item.result >= 0 && item.result < 3 ? std::string(names[item.result])
                                                             : std::to_string(item.result));
    }
    visitor.end();
}

/// An AP-title or AE-qualifier: an object identifier or a number where it is one, else its octets.
void show_name(ber::Visitor& visitor, std::string_view name, const std::optional<ber::One<ber::Any>>& value) {
    if (!value) return;
    const Bytes element = value->get().element;
    if (const auto oid = ber::decode<ber::ObjectIdentifier>(element)) {
        visitor.text(name, oid->dotted());
    } else if (const auto number = ber::decode<std::int32_t>(element)) {
        visitor.integer(name, *number);
    } else {
        visitor.octets(name, element);
    }
}

void show_authentication(ber::Visitor& visitor, const std::optional<ber::BitString>& requirements,
                         const std::optional<ber::ObjectIdentifier>& mechanism,
                         const std::optional<acse::AuthenticationValue>& value) {
    if (requirements) visitor.bits("acse-requirements", *requirements);
    if (mechanism) visitor.text("mechanism-name", mechanism->dotted());
    if (!value) return;
    // A dump is pasted into tickets: what a password was stays out of it.
    const bool password = std::holds_alternative<ber::GraphicString>(value->value);
    visitor.word("authentication-value", password ? "a password, not shown" : "not shown");
}

}  // namespace

std::string_view name_of(const cotp::Tpdu& tpdu) {
    return std::visit(Cases{[](const cotp::Data&) { return std::string_view("DT"); },
                            [](const cotp::ConnectionRequest&) { return std::string_view("CR"); },
                            [](const cotp::ConnectionConfirm&) { return std::string_view("CC"); },
                            [](const cotp::DisconnectRequest&) { return std::string_view("DR"); },
                            [](const cotp::TpduError&) { return std::string_view("ER"); }},
                      tpdu);
}

std::string_view name_of(const session::Spdu& spdu) {
    return std::visit(Cases{[](const session::DataTransfer&) { return std::string_view("DT"); },
                            [](const session::Connect&) { return std::string_view("CN"); },
                            [](const session::Accept&) { return std::string_view("AC"); },
                            [](const session::Refuse&) { return std::string_view("RF"); },
                            [](const session::Finish&) { return std::string_view("FN"); },
                            [](const session::Disconnect&) { return std::string_view("DN"); },
                            [](const session::NotFinished&) { return std::string_view("NF"); },
                            [](const session::Abort&) { return std::string_view("AB"); },
                            [](const session::AbortAccept&) { return std::string_view("AA"); }},
                      spdu);
}

std::string_view name_of(const acse::Apdu& apdu) {
    static constexpr std::string_view names[] = {"AARQ", "AARE", "RLRQ", "RLRE", "ABRT"};
    return names[apdu.value.index()];
}

void show(const cotp::Tpdu& tpdu, ber::Visitor& visitor) {
    visitor.begin("cotp-" + std::string(name_of(tpdu)), false);
    std::visit(Cases{[&](const cotp::Data& data) { visitor.boolean("end-of-tsdu", data.end_of_tsdu); },
                     [&](const cotp::ConnectionRequest& cr) { show_connect_tpdu(cr, visitor); },
                     [&](const cotp::ConnectionConfirm& cc) { show_connect_tpdu(cc, visitor); },
                     [&](const cotp::DisconnectRequest& dr) {
                         named(visitor, "reason", Domain::transport, static_cast<std::int32_t>(dr.reason));
                     },
                     [&](const cotp::TpduError& er) {
                         visitor.integer("cause", static_cast<std::int32_t>(er.cause));
                     }},
               tpdu);
    visitor.end();
}

void show(const session::Spdu& spdu, ber::Visitor& visitor) {
    visitor.begin("session-" + std::string(name_of(spdu)), false);
    std::visit(Cases{[&](const session::Connect& cn) { show_connect_items(cn, visitor); },
                     [&](const session::Accept& ac) { show_connect_items(ac, visitor); },
                     [&](const session::Refuse& rf) {
                         named(visitor, "reason", Domain::session, static_cast<std::int32_t>(rf.reason));
                     },
                     [&](const session::Abort& ab) {
                         visitor.integer("transport-disconnect", ab.transport_disconnect);
                     },
                     [](const auto&) {}},
               spdu);
    visitor.end();
}

Bytes user_data(const session::Spdu& spdu) {
    return std::visit(Cases{[](const session::AbortAccept&) { return Bytes(); },
                            [](const auto& with_data) { return with_data.user_data; }},
                      spdu);
}

void show(const presentation::Connect& ppdu, ber::Visitor& visitor) {
    visitor.begin("presentation-CP", false);
    if (ppdu.parameters) {
        optional_octets(visitor, "calling-selector", ppdu.parameters->calling_selector);
        optional_octets(visitor, "called-selector", ppdu.parameters->called_selector);
        if (ppdu.parameters->contexts) {
            visitor.begin("contexts", true);
            for (const presentation::ContextItem& item : *ppdu.parameters->contexts) {
                visitor.begin("", false);
                visitor.integer("id", item.id);
                visitor.text("abstract-syntax", item.abstract_syntax.dotted());
                visitor.end();
            }
            visitor.end();
        }
    }
    visitor.end();
}

void show(const presentation::Accept& ppdu, ber::Visitor& visitor) {
    visitor.begin("presentation-CPA", false);
    if (ppdu.parameters) {
        optional_octets(visitor, "responding-selector", ppdu.parameters->responding_selector);
        show_results(ppdu.parameters->results, visitor);
    }
    visitor.end();
}

void show(const presentation::Refuse& ppdu, ber::Visitor& visitor) {
    visitor.begin("presentation-CPR", false);
    optional_octets(visitor, "responding-selector", ppdu.responding_selector);
    show_results(ppdu.results, visitor);
    if (ppdu.reason) named(visitor, "reason", Domain::presentation, *ppdu.reason);
    visitor.end();
}

void show(const presentation::Abort& ppdu, ber::Visitor& visitor) {
    const auto* const provider = std::get_if<presentation::ProviderAbort>(&ppdu);
    visitor.begin(provider != nullptr ? "presentation-ARP" : "presentation-ARU", false);
    if (provider != nullptr && provider->reason) visitor.integer("reason", *provider->reason);
    visitor.end();
}

void show(const acse::Apdu& apdu, ber::Visitor& visitor) {
    visitor.begin("acse-" + std::string(name_of(apdu)), false);
    std::visit(Cases{[&](const acse::AssociateRequest& aarq) {
                         visitor.text("application-context", aarq.application_context.dotted());
                         show_name(visitor, "called-AP-title", aarq.called_ap_title);
                         show_name(visitor, "called-AE-qualifier", aarq.called_ae_qualifier);
                         show_name(visitor, "calling-AP-title", aarq.calling_ap_title);
                         show_name(visitor, "calling-AE-qualifier", aarq.calling_ae_qualifier);
                         show_authentication(visitor, aarq.requirements, aarq.mechanism, aarq.authentication);
                     },
                     [&](const acse::AssociateResponse& aare) {
                         visitor.text("application-context", aare.application_context.dotted());
                         static constexpr std::string_view results[] = {"accepted", "rejected-permanent",
                                                                        "rejected-transient"};
                         visitor.word("result", aare.result >= 0 && aare.result < 3
                                                    ? std::string(results[aare.result])
                                                    : std::to_string(aare.result));
                         std::visit(Cases{[&](const acse::UserDiagnostic& user) {
                                              named(visitor, "diagnostic", Domain::acse_user, user.reason);
                                          },
                                          [&](const acse::ProviderDiagnostic& provider) {
                                              named(visitor, "diagnostic", Domain::acse_provider,
                                                    provider.reason);
                                          }},
                                    aare.diagnostic.source);
                         show_name(visitor, "responding-AP-title", aare.responding_ap_title);
                         show_name(visitor, "responding-AE-qualifier", aare.responding_ae_qualifier);
                         show_authentication(visitor, aare.requirements, aare.mechanism, aare.authentication);
                     },
                     [&](const acse::ReleaseRequest& rlrq) {
                         if (rlrq.reason) visitor.integer("reason", *rlrq.reason);
                     },
                     [&](const acse::ReleaseResponse& rlre) {
                         if (rlre.reason) visitor.integer("reason", *rlre.reason);
                     },
                     [&](const acse::Abort& abrt) {
                         visitor.word("source", abrt.source == 0 ? "user" : "provider");
                         if (abrt.diagnostic) visitor.integer("diagnostic", *abrt.diagnostic);
                     }},
               apdu.value);
    visitor.end();
}

Bytes user_information(const acse::Apdu& apdu) {
    const std::optional<acse::UserInformation>* information = nullptr;
    if (const auto* aarq = std::get_if<acse::AssociateRequest>(&apdu.value))
        information = &aarq->user_information;
    if (const auto* aare = std::get_if<acse::AssociateResponse>(&apdu.value))
        information = &aare->user_information;
    if (information == nullptr || !*information || !(*information)->external) return {};
    return (*information)->external->octets();
}

}  // namespace busbar::decode
