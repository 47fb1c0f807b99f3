// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: language mode 6, warnings are errors, no silent re-exports.
///
/// A value is one thread's own and its fields are never lent, so optimised builds do not check exclusive
/// access (1.2 to 1.4 x in the loop). Nor are generic types made from their names, for which the runtime searches all
/// conformances of the program at the first use of each: a quarter of a start. Modules see into each other, so that what
/// is generic is made for its types where it is used.
let house: [SwiftSetting] = [
  .unsafeFlags(
    [
      "-enforce-exclusivity=unchecked", "-cross-module-optimization",
      "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors",
    ], .when(configuration: .release)),
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// What is part of the program also leaves out two of Swift's libraries that it has no use for, regular expressions and
/// tasks: linked in, they cost every start, with what must be relocated, searched and set up.
let lean =
  house + [
    .unsafeFlags([
      "-Xfrontend", "-disable-implicit-string-processing-module-import",
      "-Xfrontend", "-disable-implicit-concurrency-module-import",
    ])
  ]

/// Functions are bound at the start: binding one at its first call leaves all registers on the stack, and with them
/// what was copied last.
let boundAtStart: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]

/// The library of HTTP makes its own errors by a function that it finds in the program first.
let jsonErrors: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=MHD_create_response_from_buffer"])
]

/// The release program without shared libraries, position independent all the same.
///
/// It starts often, and whoever loads libraries and makes addresses page by page spends more time on that than on the
/// rest. `scripts/release` says when.
let alone: [LinkerSetting] = {
  guard Context.environment["SMS_RELEASE"] != nil else { return boundAtStart }
  var flags = ["-Xclang-linker", "-static-pie"]
  #if arch(x86_64)
    flags += ["-Xlinker", "-e", "-Xlinker", "sms_start", "-Xlinker", "--wrap=OPENSSL_cpuid_setup"]
    for function in ["retain", "release", "retain_n", "release_n"] {
      flags += ["-Xlinker", "--wrap=swift_\(function)"]
    }
  #endif
  // What runs at a start stands together, so that few pages of the file are asked for.
  let order = "\(Context.packageDirectory)/scripts/start-order"
  flags += ["-Xlinker", "--symbol-ordering-file=\(order)", "-Xlinker", "--no-warn-symbol-ordering"]
  return [.unsafeFlags(flags)]
}()

/// Whether the program of `scripts/fuzz` is wanted: only then is it there, and it is built in a folder of its own.
let fuzzes = Context.environment["SMS_FUZZ"] != nil

/// What is fuzzed: an executable for libFuzzer, and else tests that replay the corpora.
let fuzzed: [Target.Dependency] = [
  "Base", "Builtins", "CMicroHTTPD", "CSV", "CSupport", "Commands", "Crypto", "Interpreter", "JSON", "Server",
  "StoreSQLite", "Support", "Syntax", "Vault", "Wire",
]
let fuzzing: Target =
  fuzzes
  ? .executableTarget(
    name: "sms-fuzz", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["Corpus", "Replay", "Rows"],
    sources: ["Targets", "Driver"], swiftSettings: house + [.unsafeFlags(["-parse-as-library"])])
  : .testTarget(
    name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["Corpus", "Driver", "Rows"],
    sources: ["Targets", "Replay"], swiftSettings: house)

func swift(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: lean)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["Support"], exclude: exclude, swiftSettings: house)
}

let package = Package(
  name: "sms",
  targets: [
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CSodium"),
    .systemLibrary(name: "CPCRE2"),
    .systemLibrary(name: "CYAML"),
    .systemLibrary(name: "CLibEdit"),
    .target(
      name: "CRapidJSON",
      cxxSettings: [.unsafeFlags(["-fno-exceptions", "-fno-rtti"])]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    // Its functions that count references are called more often than all others.
    .target(
      name: "CSupport", cSettings: [.unsafeFlags(["-fomit-frame-pointer"], .when(configuration: .release))]),
    .target(name: "CMicroHTTPD"),

    swift("Base", []),
    swift("Syntax", ["Base"]),
    swift("Interpreter", ["Base", "Syntax", "CSupport"]),
    swift("Console", ["Base", "Syntax", "CLibEdit", "CSupport"]),
    swift("JSON", ["Base", "CRapidJSON"]),
    swift("CSV", ["Base"]),
    swift(
      "Builtins",
      ["Base", "Interpreter", "Console", "Syntax", "JSON", "CSV", "CPCRE2", "CYAML", "CSupport", "Crypto"]),
    swift("Crypto", ["Base", "COpenSSL", "CSodium"]),
    swift("Vault", ["Base", "Crypto"]),
    swift("StoreSQLite", ["Base", "Vault", "Crypto", "CSQLite"]),
    swift("Keeper", ["Base", "Crypto", "CSupport"]),
    swift(
      "Commands", ["Base", "Vault", "Keeper", "Crypto", "JSON", "CSV", "Interpreter", "Syntax", "CSupport"]),
    swift("Sinks", ["Base", "Vault", "JSON", "CSupport"]),
    swift("Wire", ["Base", "Vault", "Crypto", "JSON"]),
    swift("Server", ["Base", "Vault", "Crypto", "JSON", "CSupport", "CMicroHTTPD"]),
    swift(
      "Shell", ["Base", "Commands", "Builtins", "Console", "Interpreter", "Syntax", "Vault", "CSupport"]),
    .executableTarget(
      name: "sms",
      dependencies: [
        "Base", "Shell", "Commands", "Builtins", "Console", "Interpreter", "Syntax", "StoreSQLite", "Vault",
        "Keeper", "Sinks",
        "Crypto", "CSupport",
      ], swiftSettings: lean, linkerSettings: alone),
    // What is installed beside the program and made from its tables; it is not installed itself.
    .executableTarget(
      name: "sms-pages", dependencies: ["Base", "Shell", "Commands", "Builtins", "Interpreter", "Syntax"],
      swiftSettings: lean, linkerSettings: boundAtStart),
    .executableTarget(
      name: "sms-net",
      dependencies: [
        "Base", "Shell", "Server", "Builtins", "Interpreter", "StoreSQLite", "Vault", "Sinks", "Crypto",
        "CSupport",
      ],
      swiftSettings: lean, linkerSettings: boundAtStart + jsonErrors),

    // Programs on a terminal of their own.
    .target(name: "CPty", path: "Tests/CPty"),
    .target(
      name: "Support",
      dependencies: [
        "Base", "Vault", "StoreSQLite", "Crypto", "Console", "Interpreter", "Builtins", "Commands", "Shell",
        "Syntax", "CPty",
      ],
      path: "Tests/Support", exclude: fuzzes ? ["SignatureRules.swift"] : [], swiftSettings: house),
    fuzzing,
    tests("BaseTests", ["Base", "CSupport", "Crypto"]),
    tests("SyntaxTests", ["Base", "Syntax"], exclude: ["Programs"]),
    tests("InterpreterTests", ["Base", "Interpreter", "Builtins", "Syntax"]),
    tests("ConsoleTests", ["Console", "ConsoleProbe", "CSupport"]),
    // The dialogues of Console as a program, for tests that need a terminal of their own.
    .executableTarget(
      name: "ConsoleProbe", dependencies: ["Console", "CSupport"], path: "Tests/ConsoleProbe",
      swiftSettings: house),
    tests("JSONTests", ["Base", "JSON"]),
    tests("WireTests", ["Base", "Wire", "Vault", "Crypto"]),
    tests("ServerTests", ["Base", "Server", "StoreSQLite", "Vault", "Crypto", "JSON", "CSupport"]),
    tests("BuiltinsTests", ["Base", "Builtins", "Console", "CSV", "Interpreter", "Syntax"]),
    tests("CryptoTests", ["Base", "Crypto"]),
    tests("VaultTests", ["Base", "Vault", "Crypto"]),
    tests("SinksTests", ["Base", "Sinks", "Vault"]),
    // A file system for SQLite that records what is written and synced.
    .target(
      name: "CSyncShim", path: "Tests/CSyncShim", linkerSettings: [.linkedLibrary("sqlite3")]),
    tests("StoreSQLiteTests", ["Base", "StoreSQLite", "Vault", "Crypto", "CSQLite", "CSyncShim"]),
    tests(
      "CommandsTests",
      ["Base", "Commands", "Console", "StoreSQLite", "Syntax", "Vault", "Crypto", "Interpreter", "Builtins"]),
    tests(
      "ShellTests",
      [
        "Base", "Shell", "Commands", "Builtins", "Console", "Interpreter", "Syntax", "StoreSQLite", "Vault",
      ]),
    tests(
      "EndToEndTests",
      [
        "Base", "Builtins", "Commands", "Console", "Crypto", "CSupport", "Interpreter", "Shell",
        "StoreSQLite",
        "Syntax", "Vault",
      ], exclude: ["Transcripts", "Python"]),
  ],
  cxxLanguageStandard: .cxx17
)
