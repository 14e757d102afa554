# One interface target that every target of this tree links: warnings as errors, sanitizers where asked for.
add_library(busbar_warnings INTERFACE)
target_compile_options(busbar_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wswitch-enum
    -Wnull-dereference -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(busbar_warnings INTERFACE -Wduplicated-cond -Wduplicated-branches)
    # GCC 12 reports null dereferences and overreads inside inlined standard containers that are not there.
    target_compile_options(busbar_warnings INTERFACE
        -Wno-error=null-dereference -Wno-error=stringop-overread -Wno-error=stringop-overflow
        -Wno-error=array-bounds -Wno-error=maybe-uninitialized -Wno-error=restrict)
    target_compile_options(busbar_warnings INTERFACE
        $<$<CONFIG:Release>:-Wno-null-dereference;-Wno-stringop-overread;-Wno-stringop-overflow;-Wno-array-bounds>
        $<$<CONFIG:Release>:-Wno-maybe-uninitialized;-Wno-restrict>)
endif()
if(CMAKE_UNITY_BUILD OR BUSBAR_UNITY_TESTS)
    # Sources stand in another one there: what they keep to themselves is not in the file that is compiled.
    target_compile_options(busbar_warnings INTERFACE -Wno-subobject-linkage)
endif()
if(BUSBAR_SANITIZE)
    add_compile_options(-fsanitize=${BUSBAR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${BUSBAR_SANITIZE})
endif()
