// SPDX-License-Identifier: Apache-2.0
// readJournal of ISO 9506-2: QueryLogByTime and QueryLogAfter in IEC 61850-8-1. Events inside of entries and
// additional details are kept as they come.
#pragma once

#include "mms/data.hpp"
#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct RangeStart {
    std::variant<BinaryTime, ber::OctetString> value;  ///< startingTime or startingEntry
};
struct RangeStop {
    std::variant<BinaryTime, std::int32_t> value;  ///< endingTime or numberOfEntries
};
struct EntryToStartAfter {
    BinaryTime time;
    ber::OctetString entry;
};
struct ReadJournalRequest {
    ObjectName journal;
    std::optional<RangeStart> start;
    std::optional<RangeStop> stop;
    std::optional<ber::List<ber::VisibleString>> variables;
    std::optional<EntryToStartAfter> start_after;
};

/// Some peers send variableTag and valueSpecification without their context tags.
struct UntaggedText {
    ber::VisibleString text;
};
struct VariableTag {
    std::variant<ber::VisibleString, UntaggedText> value;
};
struct UntaggedData {
    Data data;
};
struct VariableValue {
    std::variant<Data, UntaggedData> value;
};
struct JournalVariable {
    VariableTag variable_tag;
    VariableValue value_specification;

    JournalVariable() = default;
    JournalVariable(ber::VisibleString tag, Data data) : variable_tag{tag}, value_specification{data} {}
    /// "LD/LN$FC$DO...", or a name followed by "ReasonCode".
    [[nodiscard]] std::string_view tag() const {
        const auto* untagged = std::get_if<UntaggedText>(&variable_tag.value);
        return untagged != nullptr ? untagged->text.text
                                   : std::get_if<ber::VisibleString>(&variable_tag.value)->text;
    }
    [[nodiscard]] const Data& data() const {
        const auto* untagged = std::get_if<UntaggedData>(&value_specification.value);
        return untagged != nullptr ? untagged->data : *std::get_if<Data>(&value_specification.value);
    }
};
struct EntryData {
    std::optional<ber::List<ber::Any>> event;
    std::optional<ber::List<JournalVariable>> variables;
};
/// data, or an annotation.
struct EntryForm {
    std::variant<EntryData, ber::Utf8String> value;
};
struct EntryContent {
    BinaryTime occurrence_time;
    std::optional<ber::List<ber::Any>> additional_detail;
    EntryForm form;
};
struct JournalEntry {
    ber::OctetString entry_identifier;
    ber::List<ber::Any> originating_application;
    EntryContent content;
};
/// What a server puts into originating_application: an ApplicationReference that says nothing.
ber::List<ber::Any> anonymous_application();

struct ReadJournalResponse {
    ber::List<JournalEntry> entries;
    bool more_follows = false;
};

struct ReadJournal {
    static constexpr std::string_view name = "readJournal";
    static constexpr std::uint32_t tag = 65;
    static constexpr unsigned support_bit = 65;
    using Request = ReadJournalRequest;
    using Response = ReadJournalResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::RangeStart> {
    static constexpr auto value = choice(&mms::RangeStart::value, alternative("startingTime", context(0)),
                                         alternative("startingEntry", context(1)));
};
template <>
struct Layout<mms::RangeStop> {
    static constexpr auto value = choice(&mms::RangeStop::value, alternative("endingTime", context(0)),
                                         alternative("numberOfEntries", context(1)));
};
template <>
struct Layout<mms::EntryToStartAfter> {
    using T = mms::EntryToStartAfter;
    static constexpr auto value = sequence(field("timeSpecification", context(0), &T::time),
                                           field("entrySpecification", context(1), &T::entry));
};
template <>
struct Layout<mms::ReadJournalRequest> {
    using T = mms::ReadJournalRequest;
    static constexpr auto value = sequence(field("journalName", context(0), &T::journal),
                                           field("rangeStartSpecification", context(1), &T::start),
                                           field("rangeStopSpecification", context(2), &T::stop),
                                           field("listOfVariables", context(4), &T::variables),
                                           field("entryToStartAfter", context(5), &T::start_after));
};
template <>
struct Layout<mms::UntaggedText> {
    static constexpr auto value = transparent(&mms::UntaggedText::text);
};
template <>
struct Layout<mms::VariableTag> {
    static constexpr auto value =
        choice(&mms::VariableTag::value, alternative("variableTag", context(0)), alternative("variableTag"));
};
template <>
struct Layout<mms::UntaggedData> {
    static constexpr auto value = transparent(&mms::UntaggedData::data);
};
template <>
struct Layout<mms::VariableValue> {
    static constexpr auto value =
        choice(&mms::VariableValue::value, alternative("valueSpecification", context(1)),
               alternative("valueSpecification"));
};
template <>
struct Layout<mms::JournalVariable> {
    using T = mms::JournalVariable;
    static constexpr auto value = sequence(field("variableTag", &T::variable_tag),
                                           field("valueSpecification", &T::value_specification));
};
template <>
struct Layout<mms::EntryData> {
    using T = mms::EntryData;
    static constexpr auto value =
        sequence(field("event", context(0), &T::event), field("listOfVariables", context(1), &T::variables));
};
template <>
struct Layout<mms::EntryForm> {
    static constexpr auto value = choice(&mms::EntryForm::value, alternative("data", context(2)),
                                         alternative("annotation", context(3)));
};
template <>
struct Layout<mms::EntryContent> {
    using T = mms::EntryContent;
    static constexpr auto value =
        sequence(field("occurrenceTime", context(0), &T::occurrence_time),
                 field("additionalDetail", context(1), &T::additional_detail), field("entryForm", &T::form));
};
template <>
struct Layout<mms::JournalEntry> {
    using T = mms::JournalEntry;
    static constexpr auto value =
        sequence(field("entryIdentifier", context(0), &T::entry_identifier),
                 field("originatingApplication", context(1), &T::originating_application),
                 field("entryContent", context(2), &T::content));
};
template <>
struct Layout<mms::ReadJournalResponse> {
    using T = mms::ReadJournalResponse;
    static constexpr auto value = sequence(field("listOfJournalEntry", context(0), &T::entries),
                                           field_sent_or("moreFollows", context(1), &T::more_follows, false));
};

// Instantiated once, in the .cpp beside this file.
extern template bool decode_element(const Element&, mms::JournalVariable&, DecodeState&);
extern template bool decode_element(const Element&, mms::JournalEntry&, DecodeState&);

}  // namespace busbar::ber
