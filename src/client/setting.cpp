// SPDX-License-Identifier: Apache-2.0
#include "client/setting.hpp"

#include <algorithm>
#include <map>

#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/write.hpp"

namespace busbar::client {
namespace {

ObjectReference control_block(const std::string& device) {
    ObjectReference reference;
    reference.logical_device = device;
    reference.logical_node = "LLN0";
    reference.fc = Fc::sp;
    reference.path.push_back({"SGCB", std::nullopt});
    return reference;
}

ObjectReference attribute(const std::string& device, const char* name) {
    ObjectReference reference = control_block(device);
    reference.path.push_back({name, std::nullopt});
    return reference;
}

/// A data object with settings in groups. The node keeps to the model.
struct SettingObject {
    ObjectReference reference;  // [SG]
    RemoteModel model;
    RemoteModel::Node type;  // in SG, or in SE where it is only there
    bool editable = false;
};

/// Data objects of SG, then those that only SE shows.
void add_objects(const RemoteModel& model, const std::string& device, const std::string& node,
                 std::vector<SettingObject>& objects) {
    ObjectReference place;
    place.logical_device = device;
    place.logical_node = node;
    const Result<RemoteModel::Node> found = model.find(place);
    if (!found) return;
    const std::optional<RemoteModel::Node> active = found->child("SG"), edit = found->child("SE");
    const auto add = [&](RemoteModel::Node object, bool editable) {
        SettingObject& added = objects.emplace_back();
        added.reference = place;
        added.reference.fc = Fc::sg;
        added.reference.path.push_back({std::string(object.name()), std::nullopt});
        added.model = model;
        added.type = object;
        added.editable = editable;
    };
    if (active) {
        for (const RemoteModel::Node object : active->children()) {
            add(object, edit && edit->child(object.name()));
        }
    }
    if (!edit) return;
    for (const RemoteModel::Node object : edit->children()) {
        if (!active || !active->child(object.name())) add(object, true);
    }
}

Task<Result<std::vector<SettingObject>>> setting_objects(Remote& remote, std::string device) {
    const std::vector<Fc> constraints{Fc::sg, Fc::se};
    const Result<std::vector<std::string>> nodes = co_await nodes_with(remote, device, constraints);
    if (!nodes) co_return fail(nodes.error());
    std::vector<SettingObject> objects;
    for (const std::string& node : *nodes) {
        const Result<RemoteModel> model = co_await describe_node(remote, device, node);
        if (model) {
            add_objects(*model, device, node, objects);
        } else if (!remote.session.is_open()) {
            co_return fail(model.error());
        }
    }
    co_return objects;
}

/// Attribute by attribute where the value is as the type says, else the whole.
void flatten(const ObjectReference& reference, RemoteModel::Node type, const Value& value,
             std::vector<SettingValue>& into) {
    const bool array = type.type() == MmsType::array;
    const bool whole = value.get_if<Structure>() == nullptr && value.get_if<Array>() == nullptr;
    const std::size_t expected = array ? type.element_count() : type.child_count();
    if (type.is_leaf() || whole || value.items().size() != expected) {
        into.push_back({reference, value});
        return;
    }
    std::size_t i = 0;
    if (array) {
        const RemoteModel::Node element = *type.children().begin();
        for (const Value& item : value.items()) {
            ObjectReference below = reference;
            below.path.back().index = static_cast<std::uint32_t>(i++);
            flatten(below, element, item, into);
        }
        return;
    }
    for (const RemoteModel::Node child : type.children()) {
        ObjectReference below = reference;
        below.path.push_back({std::string(child.name()), std::nullopt});
        flatten(below, child, value.items()[i++], into);
    }
}

/// Values in FC SG or SE.
Task<Result<std::vector<SettingValue>>> read_objects(Remote& remote, std::vector<SettingObject> objects,
                                                     Fc fc) {
    std::erase_if(objects, [fc](const SettingObject& object) {
        return fc == Fc::se ? !object.editable : object.type.fc() != Fc::sg;
    });
    std::vector<ObjectReference> references;
    for (const SettingObject& object : objects) {
        references.push_back(object.reference);
        references.back().fc = fc;
    }
    std::vector<SettingValue> values;
    if (references.empty()) co_return values;
    const std::vector<Result<Value>> results = co_await read_all(remote, std::move(references));
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (results[i]) {
            flatten(objects[i].reference, objects[i].type, *results[i], values);
        } else if (results[i].error().code.domain == Domain::data_access) {
            const auto failure = static_cast<DataAccessError>(results[i].error().code.value);
            values.push_back({objects[i].reference, Value(failure)});
        } else {
            co_return fail(results[i].error());
        }
    }
    // Where nothing at all can be read, there is a reason for all of it.
    const bool any = std::any_of(results.begin(), results.end(),
                                 [](const Result<Value>& one) { return one && !one->is_error(); });
    if (!any && !results.front()) co_return fail(results.front().error());
    co_return values;
}

/// With the reason in words, where the code alone leaves the user alone.
Error explained(Error error) {
    if (error.code == Code::data_access(2)) {
        error.text = "another client edits, or the device does not let its settings be edited now";
    } else if (error.code == Code::data_access(9)) {
        error.text = "the device does not let its settings be edited";
    } else if (error.code == Code::data_access(11)) {
        error.text = "there is no such setting group";
    }
    return error;
}

Task<Result<void>> write_number(Remote& remote, std::string device, const char* name, std::uint32_t number) {
    Assignment assignment;
    assignment.object = attribute(device, name);
    assignment.value = Value(number);
    co_return co_await write(remote, std::move(assignment));
}

template <class T>
std::optional<T> as(const Result<Value>& value) {
    if (!value || value->is_error()) return std::nullopt;
    const Result<T> converted = value->as<T>();
    return converted ? std::optional<T>(*converted) : std::nullopt;
}

/// For FC SE; one attribute in a data object stands for it.
Task<Result<ObjectReference>> edit_reference(Remote& remote, std::string device, ObjectReference reference) {
    if (reference.logical_device != device) {
        co_return fail(Fault::misuse, "the session is that of logical device " + device);
    }
    if (reference.fc != Fc::none && reference.fc != Fc::sg && reference.fc != Fc::se) {
        co_return fail(Fault::misuse, reference.text() + " is no setting of a group");
    }
    reference.fc = Fc::se;
    const Result<RemoteModel> described = co_await describe(remote, reference);
    if (!described) {
        if (!remote.session.is_open() || described.error().code == Code::data_access(10)) {
            co_return fail(described.error());
        }
        co_return reference;
    }
    RemoteModel::Node type = described->root();
    while (type.type() == MmsType::structure && type.child_count() == 1) {
        type = *type.children().begin();
        reference.path.push_back({std::string(type.name()), std::nullopt});
    }
    co_return reference;
}

}  // namespace

// ---- the control block
// ----------------------------------------------------------------------------------------

Task<Result<SettingControlState>> setting_control(Remote& remote, std::string device) {
    static constexpr const char* names[] = {"NumOfSG", "ActSG", "EditSG", "CnfEdit", "LActTm", "ResvTms"};
    std::vector<ObjectReference> references;
    for (const char* name : names) references.push_back(attribute(device, name));
    const std::vector<Result<Value>> values = co_await read_all(remote, std::move(references));
    if (!values[0] && !values[1]) {
        Error error = values[1].error();
        if (error.code == Code::data_access(10)) {
            error.text = "the logical device has no setting group control block";
        }
        co_return fail(std::move(error));
    }
    SettingControlState state;
    state.reference = control_block(device);
    state.groups = as<std::uint32_t>(values[0]);
    state.active = as<std::uint32_t>(values[1]);
    state.edited = as<std::uint32_t>(values[2]);
    state.confirm = as<bool>(values[3]);
    state.activated = as<Timestamp>(values[4]);
    state.resv_tms = as<std::uint32_t>(values[5]);
    co_return state;
}

Task<Result<std::vector<SettingControlState>>> setting_controls(Remote& remote, std::string device) {
    const Result<std::vector<std::string>> devices = co_await devices_or(remote, device);
    if (!devices) co_return fail(devices.error());
    std::vector<SettingControlState> states;
    for (const std::string& one : *devices) {
        Result<SettingControlState> state = co_await setting_control(remote, one);
        if (state) {
            states.push_back(std::move(*state));
        } else if (!device.empty() || state.error().code.domain != Domain::data_access) {
            co_return fail(std::move(state).error());
        }
    }
    co_return states;
}

namespace {

void add_infos(const ObjectReference& reference, RemoteModel::Node type, bool editable,
               std::vector<SettingInfo>& into) {
    if (type.is_leaf() || type.type() == MmsType::array) {
        into.push_back({reference, type.type_text(), editable});
        return;
    }
    for (const RemoteModel::Node child : type.children()) {
        ObjectReference below = reference;
        below.path.push_back({std::string(child.name()), std::nullopt});
        add_infos(below, child, editable, into);
    }
}

}  // namespace

Task<Result<std::vector<SettingInfo>>> settings(Remote& remote, std::string device) {
    const Result<std::vector<SettingObject>> objects = co_await setting_objects(remote, std::move(device));
    if (!objects) co_return fail(objects.error());
    std::vector<SettingInfo> infos;
    for (const SettingObject& object : *objects) {
        add_infos(object.reference, object.type, object.editable, infos);
    }
    co_return infos;
}

// ---- whole groups
// ---------------------------------------------------------------------------------------------

Task<Result<std::vector<SettingValue>>> read_settings(Remote& remote, std::string device,
                                                      std::uint32_t group) {
    const Result<SettingControlState> control = co_await setting_control(remote, device);
    if (!control) co_return fail(control.error());
    if (group == 0 || control->active == group) {
        Result<std::vector<SettingObject>> objects = co_await setting_objects(remote, device);
        if (!objects) co_return fail(std::move(objects).error());
        co_return co_await read_objects(remote, std::move(*objects), Fc::sg);
    }
    const Result<EditSessionPtr> session = co_await edit_settings(remote, device, group);
    if (!session) co_return fail(session.error());
    Result<std::vector<SettingValue>> values = co_await edited_settings(remote, *session);
    const Result<void> given_up = co_await give_up_settings(remote, *session);
    if (values && !given_up) co_return fail(given_up.error());
    co_return values;
}

Task<Result<std::vector<SettingDifference>>> compare_settings(Remote& remote, std::string device,
                                                              std::uint32_t first, std::uint32_t second) {
    const Result<std::vector<SettingValue>> one = co_await read_settings(remote, device, first);
    if (!one) co_return fail(one.error());
    const Result<std::vector<SettingValue>> other = co_await read_settings(remote, device, second);
    if (!other) co_return fail(other.error());
    std::map<std::string, const SettingValue*> left;
    for (const SettingValue& value : *other) left.emplace(value.reference.text(), &value);
    std::vector<SettingDifference> differences;
    for (const SettingValue& value : *one) {
        const auto twin = left.find(value.reference.text());
        if (twin == left.end()) {
            differences.push_back({value.reference, value.value, Value()});
            continue;
        }
        if (twin->second->value != value.value) {
            differences.push_back({value.reference, value.value, twin->second->value});
        }
        left.erase(twin);
    }
    for (const SettingValue& value : *other) {
        if (left.contains(value.reference.text())) {
            differences.push_back({value.reference, Value(), value.value});
        }
    }
    co_return differences;
}

Task<Result<void>> select_settings(Remote& remote, std::string device, std::uint32_t group) {
    const Result<void> written = co_await write_number(remote, std::move(device), "ActSG", group);
    if (written) co_return Result<void>();
    Error error = written.error();
    if (error.code == Code::data_access(11)) error = explained(std::move(error));
    co_return fail(std::move(error));
}

// ---- an edit session
// ------------------------------------------------------------------------------------------

Task<Result<EditSessionPtr>> edit_settings(Remote& remote, std::string device, std::uint32_t group) {
    if (group == 0) co_return fail(Fault::misuse, "setting groups count from 1");
    const Result<void> selected = co_await write_number(remote, device, "EditSG", group);
    if (!selected) co_return fail(explained(selected.error()));
    auto session = std::make_shared<EditSession>();
    session->device = std::move(device);
    session->group = group;
    co_return session;
}

namespace {

Error over() {
    return fail(Fault::misuse, "the edit session is over").value();
}

}  // namespace

Task<Result<std::vector<SettingValue>>> edited_settings(Remote& remote, EditSessionPtr session) {
    if (!session->open) co_return fail(over());
    Result<std::vector<SettingObject>> objects = co_await setting_objects(remote, session->device);
    if (!objects) co_return fail(std::move(objects).error());
    co_return co_await read_objects(remote, std::move(*objects), Fc::se);
}

Task<Result<Value>> edited_value(Remote& remote, EditSessionPtr session, ObjectReference reference) {
    if (!session->open) co_return fail(over());
    Result<ObjectReference> edit = co_await edit_reference(remote, session->device, std::move(reference));
    if (!edit) co_return fail(std::move(edit).error());
    co_return co_await read(remote, std::move(*edit));
}

Task<std::vector<Result<void>>> set_settings(Remote& remote, EditSessionPtr session,
                                             std::vector<Assignment> assignments) {
    std::vector<Result<void>> results(assignments.size());
    std::vector<Assignment> sound;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < assignments.size(); ++i) {
        if (!session->open) {
            results[i] = fail(over());
            continue;
        }
        Result<ObjectReference> reference =
            co_await edit_reference(remote, session->device, assignments[i].object);
        if (!reference) {
            results[i] = fail(std::move(reference).error());
            continue;
        }
        sound.push_back({std::move(*reference), std::move(assignments[i].value)});
        places.push_back(i);
    }
    if (sound.empty()) co_return results;
    std::vector<Result<void>> written = co_await write_all(remote, std::move(sound));
    for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move(written[i]);
    co_return results;
}

Task<Result<void>> confirm_settings(Remote& remote, EditSessionPtr session) {
    if (!session->open) co_return fail(over());
    Assignment assignment;
    assignment.object = attribute(session->device, "CnfEdit");
    assignment.value = Value(true);
    const Result<void> confirmed = co_await write(remote, std::move(assignment));
    if (!confirmed) co_return fail(confirmed.error());
    session->open = false;
    // Who has ended it by itself may refuse this, and that is all right.
    const Result<void> ended = co_await write_number(remote, session->device, "EditSG", 0);
    static_cast<void>(ended);
    co_return Result<void>();
}

Task<Result<void>> give_up_settings(Remote& remote, EditSessionPtr session) {
    if (!session->open) co_return Result<void>();
    session->open = false;
    if (!remote.session.is_open()) co_return Result<void>();  // it ended with the association
    co_return co_await write_number(remote, session->device, "EditSG", 0);
}

}  // namespace busbar::client
