// SPDX-License-Identifier: Apache-2.0
// The numbers of control services in words: names as the name space description spells them, and what an
// AddCause means for whoever asked for the control.
#include <busbar/control_fields.hpp>

#include "acsi/enums.hpp"

namespace busbar {
namespace {

struct Cause {
    std::string_view name;
    std::string_view explanation;
};

/// By number, from 0.
constexpr Cause causes[] = {
    {"unknown", "the device gave no reason"},
    {"not-supported", "the device does not support this control"},
    {"blocked-by-switching-hierarchy",
     "control is in the hands of another level (local, station or remote); the originator may not operate"},
    {"select-failed", "the object could not be selected"},
    {"invalid-position", "the present position is not one from which the control is possible"},
    {"position-reached", "the object is already in the wanted position"},
    {"parameter-change-in-execution", "the parameters differ from those of the selection"},
    {"step-limit", "the wanted position is beyond the range of the device"},
    {"blocked-by-mode", "the mode of the device or the Test flag of the control does not allow it"},
    {"blocked-by-process", "something in the process blocks the control"},
    {"blocked-by-interlocking", "interlocking conditions do not allow the control"},
    {"blocked-by-synchrocheck", "synchro-check conditions are not met"},
    {"command-already-in-execution", "a control of this object is being carried out"},
    {"blocked-by-health", "the health of the device does not allow the control"},
    {"1-of-n-control", "another object is selected or being operated, and only one may be at a time"},
    {"abortion-by-cancel", "the control was cancelled"},
    {"time-limit-over", "the control did not come to its end in time"},
    {"abortion-by-trip", "a trip ended the control"},
    {"object-not-selected", "the object must be selected first"},
    {"object-already-selected", "the object is selected already"},
    {"no-access-authority", "the client lacks the right to control this object"},
    {"ended-with-overshoot", "the control went beyond the wanted position"},
    {"abortion-due-to-deviation", "the control was given up because it ran off its course"},
    {"abortion-by-communication-loss", "the connection to the process was lost"},
    {"blocked-by-command", "a command blocks controls of this object"},
    {"none", "no reason applies: the control was successful"},
    {"inconsistent-parameters", "the parameters are not valid or differ from those of the selection"},
    {"locked-by-other-client", "another client has selected the object"},
};

}  // namespace

std::string_view name_of(CtlModel model) {
    return acsi::text_of(acsi::ctl_model_literals(), static_cast<int>(model));
}

std::string_view name_of(OrCat category) {
    return acsi::text_of(acsi::or_cat_literals(), static_cast<int>(category));
}

std::optional<OrCat> or_cat_of(std::string_view name) {
    const auto number = acsi::ord_of(acsi::or_cat_literals(), name);
    if (!number) return std::nullopt;
    return static_cast<OrCat>(*number);
}

std::string_view name_of(AddCause cause) {
    const auto number = static_cast<int>(cause);
    if (number < 0 || number >= static_cast<int>(std::size(causes))) return "unknown cause";
    return causes[number].name;
}

std::string_view explanation_of(AddCause cause) {
    const auto number = static_cast<int>(cause);
    if (number < 0) return "a reason of the device's vendor; see its documentation";
    if (number >= static_cast<int>(std::size(causes))) return "a reason that the standard does not name";
    return causes[number].explanation;
}

std::string_view name_of(ControlError error) {
    switch (error) {
        case ControlError::no_error: return "no-error";
        case ControlError::unknown: return "unknown";
        case ControlError::timeout_test_not_ok: return "timeout-test-not-ok";
        case ControlError::operator_test_not_ok: return "operator-test-not-ok";
    }
    return "unknown error";
}

}  // namespace busbar
