// SPDX-License-Identifier: Apache-2.0
#include "bench/work.hpp"

#include "client/value_codec.hpp"
#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "mms/services.hpp"

namespace busbar::program {

bench::EncodeRequest encoder(BenchMode mode, const BenchWork& work) {
    if (mode == BenchMode::dataset) {
        return [&work](BackWriter& writer, std::uint32_t id) {
            mms::ReadRequest request;
            mms::ObjectName name;
            switch (work.scope) {
                case DataSetReference::Scope::domain:
                    name.value = mms::DomainSpecific{{work.device}, {work.item}};
                    break;
                case DataSetReference::Scope::association: name.value = mms::AaSpecific{{work.item}}; break;
                case DataSetReference::Scope::vmd: name.value = mms::VmdSpecific{{work.item}}; break;
            }
            request.variables.value = name;
            mms::encode_request<mms::Read>(writer, id, request);
        };
    }
    return [&work, write = mode == BenchMode::write](BackWriter& writer, std::uint32_t id) {
        std::vector<mms::ListEntry> entries;
        for (const client::Object& object : work.objects) entries.push_back(object.entry());
        mms::VariableAccessSpecification variables;
        variables.value = ber::List<mms::ListEntry>(entries);
        if (!write) {
            mms::ReadRequest request;
            request.variables = variables;
            mms::encode_request<mms::Read>(writer, id, request);
            return;
        }
        std::vector<mms::Data> data;
        for (const Value& value : work.values) data.push_back(client::view_of(value));
        mms::WriteRequest request;
        request.variables = variables;
        request.data = ber::List<mms::Data>(data);
        mms::encode_request<mms::Write>(writer, id, request);
    };
}

Exit prepare(Link& link, BenchMode mode, const std::vector<std::string>& objects, const std::string& data_set,
             BenchWork& work) {
    if (mode == BenchMode::dataset) {
        const auto values = link->read_data_set(data_set);
        if (!values) {
            return link.failed("cannot read data set " + data_set, values.error(),
                               is_not_there(values.error()) ? data_set_suggestions(*link, data_set)
                                                            : std::vector<std::string>());
        }
        const auto reference = DataSetReference::parse(data_set);
        if (!reference) return link.failed("no data set " + data_set, reference.error());
        work.device = reference->logical_device;
        work.item = reference->item_id();
        work.scope = reference->scope;
        return Exit::done;
    }
    for (const std::string& text : objects) {
        const auto reference = full_reference(*link, text, "", Purpose::read);
        if (!reference) {
            return link.failed("cannot use " + text, reference.error(),
                               hints_for(link, text, reference.error()));
        }
        auto value = link->read(*reference);
        if (value && value->is_error()) value = fail(error_of(*value->get_if<DataAccessError>()));
        if (!value)
            return link.failed("cannot read " + text, value.error(), hints_for(link, text, value.error()));
        auto object = client::Object::from(*reference);
        if (!object) return link.failed("cannot use " + text, object.error());
        work.objects.push_back(std::move(*object));
        work.values.push_back(std::move(*value));
    }
    return Exit::done;
}

}  // namespace busbar::program
