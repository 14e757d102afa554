// SPDX-License-Identifier: Apache-2.0
#include "mms/initiate.hpp"

#include "ber/codec.hpp"

namespace busbar::mms {
namespace {

constexpr std::array<std::string_view, 18> parameter_names = {
    "str1", "str2", "vnam", "valt", "vadr", "vsca", "tpy",   "vlis", "real",
    "",     "cei",  "aco",  "sem",  "csr",  "csnc", "csplc", "cspi", "char"};

constexpr std::array<std::string_view, 85> service_names = {
    "status",
    "getNameList",
    "identify",
    "rename",
    "read",
    "write",
    "getVariableAccessAttributes",
    "defineNamedVariable",
    "defineScatteredAccess",
    "getScatteredAccessAttributes",
    "deleteVariableAccess",
    "defineNamedVariableList",
    "getNamedVariableListAttributes",
    "deleteNamedVariableList",
    "defineNamedType",
    "getNamedTypeAttributes",
    "deleteNamedType",
    "input",
    "output",
    "takeControl",
    "relinquishControl",
    "defineSemaphore",
    "deleteSemaphore",
    "reportSemaphoreStatus",
    "reportPoolSemaphoreStatus",
    "reportSemaphoreEntryStatus",
    "initiateDownloadSequence",
    "downloadSegment",
    "terminateDownloadSequence",
    "initiateUploadSequence",
    "uploadSegment",
    "terminateUploadSequence",
    "requestDomainDownload",
    "requestDomainUpload",
    "loadDomainContent",
    "storeDomainContent",
    "deleteDomain",
    "getDomainAttributes",
    "createProgramInvocation",
    "deleteProgramInvocation",
    "start",
    "stop",
    "resume",
    "reset",
    "kill",
    "getProgramInvocationAttributes",
    "obtainFile",
    "defineEventCondition",
    "deleteEventCondition",
    "getEventConditionAttributes",
    "reportEventConditionStatus",
    "alterEventConditionMonitoring",
    "triggerEvent",
    "defineEventAction",
    "deleteEventAction",
    "getEventActionAttributes",
    "reportActionStatus",
    "defineEventEnrollment",
    "deleteEventEnrollment",
    "alterEventEnrollment",
    "reportEventEnrollmentStatus",
    "getEventEnrollmentAttributes",
    "acknowledgeEventNotification",
    "getAlarmSummary",
    "getAlarmEnrollmentSummary",
    "readJournal",
    "writeJournal",
    "initializeJournal",
    "reportJournalStatus",
    "createJournal",
    "deleteJournal",
    "getCapabilityList",
    "fileOpen",
    "fileRead",
    "fileClose",
    "fileRename",
    "fileDelete",
    "fileDirectory",
    "unsolicitedStatus",
    "informationReport",
    "eventNotification",
    "attachToEventCondition",
    "attachToSemaphore",
    "conclude",
    "cancel",
};

template <class Pdu>
Result<Pdu> decode_initiate(Bytes pdu, std::uint32_t tag) {
    auto decoded = ber::decode<Initiate>(pdu, ber::context(tag));
    if (!decoded) return Failure(std::move(decoded).error());
    return Pdu{*decoded};
}

}  // namespace

std::string_view ParameterNames::name(std::size_t bit) {
    return bit < parameter_names.size() ? parameter_names[bit] : std::string_view();
}

std::string_view ServiceNames::name(std::size_t bit) {
    return bit < service_names.size() ? service_names[bit] : std::string_view();
}

Result<InitiateRequest> decode_initiate_request(Bytes pdu) {
    return decode_initiate<InitiateRequest>(pdu, 8);
}
Result<InitiateResponse> decode_initiate_response(Bytes pdu) {
    return decode_initiate<InitiateResponse>(pdu, 9);
}
void encode(BackWriter& writer, const InitiateRequest& request) {
    ber::encode<Initiate>(writer, request, ber::context(8));
}
void encode(BackWriter& writer, const InitiateResponse& response) {
    ber::encode<Initiate>(writer, response, ber::context(9));
}

}  // namespace busbar::mms
