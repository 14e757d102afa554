// SPDX-License-Identifier: Apache-2.0
// For tests: requests about data sets in a line each.
#pragma once

#include "server/test_client.hpp"

namespace busbar::server::testing {

/// "LD/LN$name", "/name" or "@name"; `reference` must outlive it.
inline mms::ObjectName set_name(std::string_view reference) {
    if (reference.starts_with('@')) return {mms::AaSpecific{reference.substr(1)}};
    if (reference.starts_with('/')) return {mms::VmdSpecific{reference.substr(1)}};
    const auto slash = reference.find('/');
    return domain_name(reference.substr(0, slash), reference.substr(slash + 1));
}

inline ByteVector define(TestClient& client, std::string_view reference,
                         const std::vector<mms::ListEntry>& members) {
    mms::DefineNamedVariableListRequest request;
    request.name = set_name(reference);
    request.variables = ber::List<mms::ListEntry>(members);
    return client.call<mms::DefineNamedVariableList>(request);
}

inline ByteVector remove(TestClient& client, const std::vector<mms::ObjectName>& names) {
    mms::DeleteNamedVariableListRequest request;
    request.names = ber::List<mms::ObjectName>(names);
    return client.call<mms::DeleteNamedVariableList>(request);
}
/// "matched 1, deleted 1", or what went wrong.
inline std::string remove_text(TestClient& client, const std::vector<mms::ObjectName>& names) {
    const ByteVector pdu = remove(client, names);
    if (outcome(pdu) != "response") return outcome(pdu);
    const auto response = response_of<mms::DeleteNamedVariableList>(pdu);
    return "matched " + std::to_string(response.number_matched) + ", deleted " +
           std::to_string(response.number_deleted);
}
inline std::string remove_text(TestClient& client, std::string_view reference) {
    return remove_text(client, std::vector{set_name(reference)});
}

inline ByteVector read_set(TestClient& client, std::string_view reference) {
    mms::ReadRequest request;
    request.variables.value = set_name(reference);
    return client.call<mms::Read>(request);
}
inline ByteVector write_set(TestClient& client, std::string_view reference,
                            const std::vector<mms::Data>& data) {
    mms::WriteRequest request;
    request.variables.value = set_name(reference);
    request.data = ber::List<mms::Data>(data);
    return client.call<mms::Write>(request);
}
inline ByteVector directory(TestClient& client, std::string_view reference) {
    mms::GetNamedVariableListAttributesRequest request;
    request.name = set_name(reference);
    return client.call<mms::GetNamedVariableListAttributes>(request);
}

/// All data sets of a scope, page by page.
inline std::vector<std::string> list_sets(TestClient& client, const mms::ObjectScope& scope,
                                          std::size_t* pages = nullptr) {
    std::vector<std::string> names;
    for (bool more = true; more;) {
        mms::GetNameListRequest request;
        request.object_class.value = mms::ObjectClassNumber::named_variable_list;
        request.object_scope = scope;
        if (!names.empty()) request.continue_after = ber::VisibleString(names.back());
        const ByteVector pdu = client.call<mms::GetNameList>(request);
        if (outcome(pdu) != "response") return {outcome(pdu)};
        const auto response = response_of<mms::GetNameList>(pdu);
        more = response.more_follows;
        if (more && response.identifiers.empty()) return {"an empty page"};
        for (const auto& name : response.identifiers) names.emplace_back(name.text);
        if (pages != nullptr) ++*pages;
    }
    return names;
}
inline mms::ObjectScope of_domain(std::string_view name) {
    return {mms::DomainScope{name}};
}
inline mms::ObjectScope of_vmd() {
    return {mms::VmdScope{}};
}
inline mms::ObjectScope of_association() {
    return {mms::AaScope{}};
}

}  // namespace busbar::server::testing
