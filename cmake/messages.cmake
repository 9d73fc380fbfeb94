# Turns proto/payvand/**.proto into C: a copy with protobuf-c's options put in, the code of protoc-c, and what
# protoc-c drops (comments, the personal mark, JSON names), read from protoc's descriptor set by message_tables.py.
find_program(PROTOC protoc REQUIRED)
find_program(PROTOC_C protoc-c REQUIRED)
find_program(DEBIAN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

function(payvand_messages target)
  file(GLOB_RECURSE protos RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS payvand/*.proto)
  list(SORT protos)
  set(tool ${CMAKE_SOURCE_DIR}/services/runtime/message/message_tables.py)
  set(out ${CMAKE_BINARY_DIR}/generated)
  set(sources)
  set(packages)
  set(c_protos ${protos})
  list(REMOVE_ITEM c_protos payvand/options.proto) # marks for the build only: C sees none of them
  foreach(proto ${c_protos})
    set(copy ${out}/proto/${proto})
    string(REGEX REPLACE "\\.proto$" ".pb-c" stem ${proto})
    get_filename_component(folder ${proto} DIRECTORY)
    string(REGEX REPLACE "^payvand/?" "" package "${folder}")
    if(package STREQUAL "")
      set(package pv)
    endif()
    list(APPEND packages ${package})
    add_custom_command(OUTPUT ${copy}
      COMMAND ${DEBIAN_PYTHON} ${tool} copy ${package} ${CMAKE_CURRENT_SOURCE_DIR}/${proto} ${copy}
      DEPENDS ${proto} ${tool} VERBATIM)
    list(APPEND copies ${copy})
    list(APPEND sources ${out}/${stem}.c)
    list(APPEND headers ${out}/${stem}.h)
  endforeach()
  add_custom_target(${target}_copies DEPENDS ${copies})
  foreach(proto ${c_protos})
    string(REGEX REPLACE "\\.proto$" ".pb-c" stem ${proto})
    add_custom_command(OUTPUT ${out}/${stem}.c ${out}/${stem}.h
      COMMAND ${PROTOC_C} -I ${out}/proto -I /usr/include --c_out=${out} ${out}/proto/${proto}
      DEPENDS ${out}/proto/${proto} ${target}_copies VERBATIM)
  endforeach()
  list(REMOVE_DUPLICATES packages)
  foreach(package ${packages})
    if(package STREQUAL pv)
      list(APPEND typedefs ${out}/payvand/messages.h)
    else()
      list(APPEND typedefs ${out}/payvand/${package}/messages.h)
    endif()
  endforeach()
  set(descriptors ${out}/payvand.descriptors)
  add_custom_command(OUTPUT ${descriptors}
    COMMAND ${PROTOC} -I ${CMAKE_CURRENT_SOURCE_DIR} -I /usr/include --include_imports --include_source_info
            --descriptor_set_out=${descriptors} ${protos}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} DEPENDS ${protos} VERBATIM)
  add_custom_command(OUTPUT ${out}/message_tables.c ${typedefs}
    COMMAND ${DEBIAN_PYTHON} ${tool} tables ${descriptors} ${out}
    DEPENDS ${descriptors} ${tool} VERBATIM)
  add_library(${target} STATIC ${sources} ${out}/message_tables.c)
  add_custom_target(${target}_headers DEPENDS ${headers} ${typedefs})
  add_dependencies(${target} ${target}_headers)
  target_include_directories(${target} PUBLIC ${out})
  target_link_libraries(${target} PUBLIC PkgConfig::PROTOBUF_C)
  target_compile_options(${target} PRIVATE -w)
endfunction()
