# busbar_embed(OUTPUT source.cpp INPUT file FUNCTION name): the file's octets as a std::string_view function in
# namespace busbar::program. Raw string literals end at 16 KiB in some compilers, so the text is written in pieces.
function(busbar_embed)
    cmake_parse_arguments(arg "" "OUTPUT;INPUT;FUNCTION" "" ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${arg_INPUT}")
    file(READ "${arg_INPUT}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," octets "${hex}")
    string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" octets "${octets}")
    file(CONFIGURE OUTPUT "${arg_OUTPUT}" CONTENT
"// Made by cmake/embed.cmake.
#include <string_view>
namespace busbar::program {
namespace {
constexpr unsigned char octets[] = {${octets}};
}
std::string_view ${arg_FUNCTION}();
std::string_view ${arg_FUNCTION}() { return {reinterpret_cast<const char*>(octets), sizeof octets}; }
}
")
endfunction()
