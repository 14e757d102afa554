# busbar_layer(NAME [LIBRARIES lib...]): everything below src/NAME is one layer. Its sources become an object
# library, its x_test.cpp files the test program NAME_test. A layer with no sources yet is skipped.
#
# With CMAKE_UNITY_BUILD several sources of a layer are compiled as one: a sanitizer tree in a third of the time;
# with BUSBAR_UNITY_TESTS the tests are, and what is tested is not.
# So names without linkage are unique within a layer, but for the tests below, which are compiled alone.
set(BUSBAR_ALONE
    src/client/access_test.cpp src/client/reconnect_test.cpp src/client/subscription_test.cpp
    src/io/client_face_test.cpp src/io/client_reports_test.cpp src/io/client_controls_test.cpp
    src/io/client_settings_test.cpp src/io/server_operate_test.cpp
    src/model/allocation_test.cpp src/model/filter_test.cpp src/model/transaction_test.cpp
    src/osi/session/connection_test.cpp
    src/server/data_sets_test.cpp src/server/report/restoring_test.cpp
    src/stack/association_release_test.cpp src/stack/association_robustness_test.cpp)
set_source_files_properties(${BUSBAR_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

set(BUSBAR_LAYER_OBJECTS "" CACHE INTERNAL "")
set(BUSBAR_LAYER_LIBRARIES "" CACHE INTERNAL "")

function(busbar_layer name)
    cmake_parse_arguments(arg "" "" "LIBRARIES" ${ARGN})
    set(root "${PROJECT_SOURCE_DIR}/src/${name}")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${root}/*.cpp")
    set(tests ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "_fuzz\\.cpp$")
    if(NOT sources)
        return()
    endif()

    if(name STREQUAL "scl")
        find_package(pugixml REQUIRED)
    elseif(name STREQUAL "store")
        find_package(SQLite3 REQUIRED)
    endif()
    add_library(busbar_${name} OBJECT ${sources})
    target_include_directories(busbar_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/include")
    target_link_libraries(busbar_${name} PRIVATE ${arg_LIBRARIES} busbar_warnings)
    set_target_properties(busbar_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(name MATCHES "^(client|io)$" AND BUSBAR_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # Clang 14 cannot assemble what this check adds to a coroutine that it has split.
        target_compile_options(busbar_${name} PRIVATE -fno-sanitize=function)
    endif()
    set(BUSBAR_LAYER_OBJECTS ${BUSBAR_LAYER_OBJECTS} busbar_${name} CACHE INTERNAL "")
    set(BUSBAR_LAYER_LIBRARIES ${BUSBAR_LAYER_LIBRARIES} ${arg_LIBRARIES} CACHE INTERNAL "")

    if(name STREQUAL "store")
        # Entries and states of reports and of logs have the same names there.
        set(CMAKE_UNITY_BUILD OFF)
        set_target_properties(busbar_${name} PROPERTIES UNITY_BUILD OFF)
    endif()
    if(BUSBAR_TESTS AND tests)
        add_executable(${name}_test ${tests})
        # Layers below are named before this one in CMakeLists.txt, so their objects are known here.
        foreach(layer IN LISTS BUSBAR_LAYER_OBJECTS)
            target_sources(${name}_test PRIVATE $<TARGET_OBJECTS:${layer}>)
        endforeach()
        target_include_directories(${name}_test PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/include"
                                                        "${PROJECT_SOURCE_DIR}/tests")
        if(BUSBAR_UNITY_TESTS AND NOT name STREQUAL "store")
            set_target_properties(${name}_test PROPERTIES UNITY_BUILD ON)
        endif()
        # What is tested is optimised, the tests need not be: they are half of what is compiled.
        target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
        target_compile_definitions(${name}_test PRIVATE BUSBAR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
        target_link_libraries(${name}_test PRIVATE ${BUSBAR_LAYER_LIBRARIES} busbar_warnings GTest::gmock_main)
        gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                             PROPERTIES TIMEOUT 300 TEST_PREFIX "${BUSBAR_TEST_PREFIX}${name}.")
    endif()
endfunction()
