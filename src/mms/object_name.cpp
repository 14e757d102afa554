// SPDX-License-Identifier: Apache-2.0
#include "mms/object_name.hpp"

#include "ber/codec.hpp"
#include "mms/data_writer.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::AlternateAccessItem&, DecodeState&);
template bool decode_element(const Element&, mms::ListEntry&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

std::string_view name_of(ObjectClassNumber number) {
    switch (number) {
        case ObjectClassNumber::named_variable: return "namedVariable";
        case ObjectClassNumber::scattered_access: return "scatteredAccess";
        case ObjectClassNumber::named_variable_list: return "namedVariableList";
        case ObjectClassNumber::named_type: return "namedType";
        case ObjectClassNumber::semaphore: return "semaphore";
        case ObjectClassNumber::event_condition: return "eventCondition";
        case ObjectClassNumber::event_action: return "eventAction";
        case ObjectClassNumber::event_enrollment: return "eventEnrollment";
        case ObjectClassNumber::journal: return "journal";
        case ObjectClassNumber::domain: return "domain";
        case ObjectClassNumber::program_invocation: return "programInvocation";
        case ObjectClassNumber::operator_station: return "operatorStation";
    }
    return {};
}

}  // namespace busbar::mms

namespace busbar::mms::put {

void list_entry(BackWriter& writer, std::string_view domain, std::string_view item) {
    const ListEntry entry{VariableSpecification{ObjectName{DomainSpecific{domain, item}}}, {}};
    ber::encode(writer, entry);
}

}  // namespace busbar::mms::put
