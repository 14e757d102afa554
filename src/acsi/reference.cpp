// SPDX-License-Identifier: Apache-2.0
// Reading and writing object references (IEC 61850-7-2 ObjectReference, 8-1 names).
#include <busbar/reference.hpp>
#include <charconv>

namespace busbar {
namespace {

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Failure bad(std::string_view text, std::size_t at, std::string why) {
    Error error;
    error.offset = at;
    error.text = std::move(why);
    error.peer_text = std::string(text);
    return fail(std::move(error));
}

/// Walks over a reference; every part remembers where it began.
class Parser {
public:
    Parser(std::string_view text, std::size_t at) : text_(text), at_(at) {}
    [[nodiscard]] bool done() const { return at_ == text_.size(); }
    [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
    [[nodiscard]] std::size_t at() const { return at_; }
    void skip() { ++at_; }

    Result<std::string> name(std::string_view what) {
        const std::size_t begin = at_;
        while (!done() && is_name_char(text_[at_])) ++at_;
        if (at_ == begin) {
            return bad(text_, at_, std::string(what) + " expected" + (done() ? ", the reference ends" : ""));
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    /// "(12)" where the parser stands on the parenthesis.
    Result<std::uint32_t> array_index() {
        skip();
        std::uint32_t value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc() || end == begin) return bad(text_, at_, "array index expected");
        at_ += static_cast<std::size_t>(end - begin);
        if (peek() != ')') return bad(text_, at_, "')' expected after the array index");
        skip();
        return value;
    }

    Result<Fc> constraint() {
        const std::size_t begin = at_ + 1;
        const std::size_t end = text_.find(']', begin);
        if (end == std::string_view::npos) return bad(text_, at_, "']' missing");
        const auto fc = fc_from_name(text_.substr(begin, end - begin));
        if (!fc) return bad(text_, begin, "unknown functional constraint");
        at_ = end + 1;
        return *fc;
    }

    Result<void> path(ObjectReference& reference);

private:
    std::string_view text_;
    std::size_t at_;
};

Result<void> Parser::path(ObjectReference& reference) {
    const auto node = name("logical node name");
    if (!node) return fail(node.error());
    reference.logical_node = *node;
    bool first = true;
    while (peek() == '.' || peek() == '$') {
        const bool mms = peek() == '$';
        skip();
        const std::size_t begin = at_;
        auto component = name("component name");
        if (!component) return fail(component.error());
        if (first) {
            const auto fc = fc_from_name(*component);
            // Behind a dot only the control blocks' constraints are understood: data may be called as the
            // others.
            if (fc && (mms || is_control_block(*fc))) {
                reference.fc = *fc;
                first = false;
                continue;
            }
        }
        first = false;
        ReferenceComponent part{std::move(*component), std::nullopt};
        if (peek() == '(') {
            const auto value = array_index();
            if (!value) return fail(value.error());
            part.index = *value;
        }
        if (peek() == '(') return bad(text_, begin, "one array index at a component");
        reference.path.push_back(std::move(part));
    }
    if (peek() == '[') {
        const std::size_t begin = at_;
        const auto fc = constraint();
        if (!fc) return fail(fc.error());
        if (reference.fc != Fc::none && reference.fc != *fc) {
            return bad(text_, begin, "two different functional constraints");
        }
        reference.fc = *fc;
    }
    if (!done()) return bad(text_, at_, "unexpected character");
    return {};
}

void append_component(std::string& text, const ReferenceComponent& component) {
    text += component.name;
    if (component.index) text += '(' + std::to_string(*component.index) + ')';
}

}  // namespace

bool is_name(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text) {
        if (!is_name_char(c)) return false;
    }
    return true;
}

Result<ObjectReference> ObjectReference::parse(std::string_view text) {
    Parser parser(text, 0);
    ObjectReference reference;
    const auto device = parser.name("logical device name");
    if (!device) return fail(device.error());
    reference.logical_device = *device;
    if (parser.done()) return reference;
    if (parser.peek() != '/') return bad(text, parser.at(), "'/' expected after the logical device");
    parser.skip();
    const auto path = parser.path(reference);
    if (!path) return fail(path.error());
    return reference;
}

Result<ObjectReference> ObjectReference::from_mms(std::string_view domain, std::string_view item) {
    if (!is_name(domain)) return bad(domain, 0, "not a logical device name");
    ObjectReference reference;
    reference.logical_device = std::string(domain);
    if (item.empty()) return reference;
    if (const std::size_t at = item.find_first_of(".["); at != std::string_view::npos) {
        return bad(item, at, "unexpected character");
    }
    Parser parser(item, 0);
    const auto path = parser.path(reference);
    if (!path) return fail(path.error());
    return reference;
}

std::string ObjectReference::text() const {
    std::string text = logical_device;
    if (logical_node.empty()) return text;
    text += '/' + logical_node;
    for (const ReferenceComponent& component : path) {
        text += '.';
        append_component(text, component);
    }
    if (fc != Fc::none) text.append("[").append(name_of(fc)).append("]");
    return text;
}

std::string ObjectReference::mms_text() const {
    std::string text = logical_device;
    if (logical_node.empty()) return text;
    text += '/' + logical_node;
    if (fc != Fc::none) text.append("$").append(name_of(fc));
    for (const ReferenceComponent& component : path) {
        text += '$';
        append_component(text, component);
    }
    return text;
}

bool ObjectReference::has_index() const {
    for (const ReferenceComponent& component : path) {
        if (component.index) return true;
    }
    return false;
}

Result<std::string> ObjectReference::item_id() const {
    if (has_index()) return fail(Fault::misuse, text() + ": an array element has no item id");
    if (fc == Fc::none && !path.empty()) {
        return fail(Fault::misuse, text() + ": a functional constraint is needed, [ST] for instance");
    }
    std::string item = logical_node;
    if (fc != Fc::none) item.append("$").append(name_of(fc));
    for (const ReferenceComponent& component : path) item += '$' + component.name;
    return item;
}

Result<DataSetReference> DataSetReference::parse(std::string_view text) {
    DataSetReference reference;
    if (!text.empty() && (text.front() == '@' || text.front() == '/')) {
        reference.scope = text.front() == '@' ? Scope::association : Scope::vmd;
        Parser parser(text, 1);
        const auto name = parser.name("data set name");
        if (!name) return fail(name.error());
        if (!parser.done()) return bad(text, parser.at(), "unexpected character");
        reference.name = *name;
        return reference;
    }
    Parser parser(text, 0);
    const auto device = parser.name("logical device name");
    if (!device) return fail(device.error());
    if (parser.peek() != '/') return bad(text, parser.at(), "'/' expected after the logical device");
    parser.skip();
    const auto node = parser.name("logical node name");
    if (!node) return fail(node.error());
    if (parser.peek() != '$' && parser.peek() != '.') {
        return bad(text, parser.at(), "'$' expected after the logical node");
    }
    parser.skip();
    const auto name = parser.name("data set name");
    if (!name) return fail(name.error());
    if (!parser.done()) return bad(text, parser.at(), "unexpected character");
    reference.logical_device = *device;
    reference.logical_node = *node;
    reference.name = *name;
    return reference;
}

std::string DataSetReference::text() const {
    switch (scope) {
        case Scope::association: return "@" + name;
        case Scope::vmd: return "/" + name;
        case Scope::domain: break;
    }
    return logical_device + "/" + item_id();
}

std::string DataSetReference::item_id() const {
    return scope == Scope::domain ? logical_node + "$" + name : name;
}

}  // namespace busbar
